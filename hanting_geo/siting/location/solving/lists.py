"""What demand pays, as lists of the nearest: for each demand its facilities from the nearest on, and the other way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hanting_geo.core.arrays import Flags, Floats, Positions  # noqa: TC001 - a NamedTuple says what it holds

__all__ = ["Lists", "Serving", "lists_of", "reduced", "serving_of"]


class Lists(NamedTuple):
    """Weighted costs, by demand (nearest first) and by facility (demand in order).

    Attributes
    ----------
    starts, facility, cost
        By demand: where each list starts, and its entries; of equal costs, the first facility comes first.
    column_starts, demand, column_cost
        The same entries by facility.
    last
        For each demand the least that a facility outside of its list can cost; infinite where it is out of reach.
    far
        What a demand costs that no open facility of its list serves. Where everybody is to be served, more than all
        that can be saved elsewhere.
    opening
        What each facility costs to open.
    """

    starts: Positions
    facility: Positions
    cost: Floats
    column_starts: Positions
    demand: Positions
    column_cost: Floats
    last: Floats
    far: Floats
    opening: Floats

    @property
    def rows(self) -> int:
        """How many lists."""
        return len(self.starts) - 1

    @property
    def columns(self) -> int:
        """How many facilities."""
        return len(self.column_starts) - 1


def lists_of(
    starts: Positions,
    facility: Positions,
    cost: Floats,
    *,
    last: Floats,
    far: Floats | None = None,
    opening: Floats,
) -> Lists:
    """Sort the entries of sparse rows, nearest first, and list them by facility too.

    Without ``far``, everybody is to be served.
    """
    columns = len(opening)
    lengths = np.diff(starts)
    row = np.repeat(np.arange(len(lengths)), lengths)
    if len(lengths) and (lengths == lengths[0]).all() and lengths[0] > 0:
        shape = (len(lengths), int(lengths[0]))
        within = np.argsort(cost.reshape(shape), axis=1, kind="stable")
        order = (within + np.arange(shape[0])[:, None] * shape[1]).ravel()
    else:
        order = np.lexsort((cost, row))
    facility, cost = facility[order].astype(np.intp), cost[order]
    by_column = np.argsort(facility, kind="stable")
    column_starts = np.concatenate([[0], np.cumsum(np.bincount(facility, minlength=columns))])
    return Lists(
        starts=np.asarray(starts, dtype=np.intp),
        facility=facility,
        cost=cost,
        column_starts=column_starts.astype(np.intp),
        demand=row[by_column].astype(np.intp),
        column_cost=cost[by_column],
        last=last,
        far=_more_than_all(starts, cost, opening) if far is None else far,
        opening=opening,
    )


def _more_than_all(starts: Positions, cost: Floats, opening: Floats) -> Floats:
    """Give a cost that outweighs all others together."""
    filled = np.diff(starts) > 0
    largest = cost[starts[1:][filled] - 1].sum() + opening.sum()
    return np.full(len(filled), 2 * (1 + float(largest)))


def reduced(lists: Lists, kept: Flags, is_open: Flags) -> Lists:
    """Leave out facilities, and of each list what lies beyond the first facility that is open in any case.

    Facilities keep their numbers.
    """
    row = np.repeat(np.arange(lists.rows), np.diff(lists.starts))
    opened = np.cumsum(is_open[lists.facility])
    before: Positions = opened - is_open[lists.facility]
    at_start = np.concatenate([[0], opened])[lists.starts[:-1]]
    stays = kept[lists.facility] & (before == at_start[row])
    starts = np.concatenate([[0], np.cumsum(stays)])[lists.starts]
    facility, cost = lists.facility[stays], lists.cost[stays]
    by_column = np.argsort(facility, kind="stable")
    column_starts = np.concatenate([[0], np.cumsum(np.bincount(facility, minlength=lists.columns))])
    return Lists(
        starts=starts,
        facility=facility,
        cost=cost,
        column_starts=column_starts.astype(np.intp),
        demand=row[stays][by_column].astype(np.intp),
        column_cost=cost[by_column],
        last=lists.last,
        far=lists.far,
        opening=lists.opening,
    )


class Serving(NamedTuple):
    """The two nearest open facilities of each demand, kept up to date while facilities open and close.

    Attributes
    ----------
    first, second
        Facilities; -1 where there is none.
    nearest, following
        Their costs; ``lists.far`` where there is none.
    loss
        For each facility, what closing it would cost.
    """

    first: Positions
    nearest: Floats
    second: Positions
    following: Floats
    loss: Floats


def serving_of(lists: Lists) -> Serving:
    """Make room for what is kept up to date."""
    return Serving(
        first=np.full(lists.rows, -1, dtype=np.intp),
        nearest=np.empty(lists.rows),
        second=np.full(lists.rows, -1, dtype=np.intp),
        following=np.empty(lists.rows),
        loss=np.zeros(lists.columns),
    )
