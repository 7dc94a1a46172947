"""What facilities gain most by serving, within their room: in shares, or with whole demand only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hanting_geo.core.arrays import Floats, Positions  # noqa: TC001 - a NamedTuple says what it holds

__all__ = ["Pairs", "in_shares", "whole_only"]


class Pairs(NamedTuple):
    """Pairs of demand and facility within reach.

    Attributes
    ----------
    row, column, weight
        Of each pair: its demand, its facility, and the weight of the demand.
    capacity
        Of each facility.
    """

    row: Positions
    column: Positions
    weight: Floats
    capacity: Floats


def in_shares(pairs: Pairs, reduced: Floats) -> tuple[Floats, Floats, Floats]:
    """Fill each facility with what is worth most for its room, the last one in part.

    Parameters
    ----------
    pairs
        See there.
    reduced
        What each pair costs; below 0 it is a gain.

    Returns
    -------
    gain, share, worth
        For each facility its least cost; for each pair its share; for each facility what its room is worth: what the
        first one that does not fit in wholly would pay for a unit of it (not above 0).
    """
    m = len(pairs.capacity)
    each = reduced / pairs.weight
    order = np.lexsort((each, pairs.column))
    column, weight = pairs.column[order], pairs.weight[order]
    filled = np.cumsum(weight)
    starts = np.searchsorted(column, np.arange(m))
    before = np.concatenate([[0.0], filled])[starts]
    left = pairs.capacity[column] - (filled - weight - before[column])
    part = np.where(reduced[order] < 0, np.clip(left / weight, 0.0, 1.0), 0.0)
    share = np.empty_like(part)
    share[order] = part
    gain = np.bincount(pairs.column, weights=share * reduced, minlength=m).astype(np.float64)
    short = (part < 1) & (reduced[order] < 0)
    worth = np.zeros(m)
    np.minimum.at(worth, column[short], each[order][short])
    return gain, share, worth


def whole_only(pairs: Pairs, reduced: Floats, rows: int) -> tuple[Floats, Floats]:
    """Fill each facility with the best whole demand, where weights are whole numbers: least costs, and shares 0 or 1.

    All facilities at once, one demand after the other: the least cost for each room up to the capacity.

    Examples
    --------
    >>> import numpy as np
    >>> pairs = Pairs(np.arange(3), np.zeros(3, dtype=int), np.array([3.0, 2.0, 2.0]), np.array([4.0]))
    >>> whole_only(pairs, np.array([-5.0, -3.0, -3.0]), 3)
    (array([-6.]), array([0., 1., 1.]))
    >>> in_shares(pairs, np.array([-5.0, -3.0, -3.0]))[0]
    array([-6.5])
    """
    m = len(pairs.capacity)
    total = float(np.bincount(pairs.row, weights=pairs.weight, minlength=1).sum())
    room = np.floor(np.minimum(pairs.capacity, total) * (1 + 1e-12)).astype(np.intp)
    width = int(room.max(initial=0)) + 1
    least = np.zeros((m, width))
    able = np.flatnonzero((reduced < 0) & (pairs.weight < width))
    able = able[np.argsort(pairs.row[able], kind="stable")]
    starts = np.searchsorted(pairs.row[able], np.arange(rows + 1))
    taken: list[tuple[Positions, int, np.ndarray]] = []
    for i in range(rows):
        entry = able[starts[i] : starts[i + 1]]
        if len(entry) == 0:
            continue
        weight = int(pairs.weight[entry[0]])
        there = pairs.column[entry]
        new = least[there, : width - weight] + reduced[entry][:, None]
        better = new < least[there, weight:]
        least[there, weight:] = np.where(better, new, least[there, weight:])
        taken.append((entry, weight, better))
    share = np.zeros(len(reduced))
    gain = least[np.arange(m), room]
    for entry, weight, better in reversed(taken):
        there = pairs.column[entry]
        fits = room[there] >= weight
        takes = fits & better[np.arange(len(entry)), np.maximum(room[there] - weight, 0)]
        share[entry[takes]] = 1.0
        room[there[takes]] -= weight
    return gain, share
