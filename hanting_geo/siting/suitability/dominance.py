"""Candidates that can never be first, whatever the weights, and criteria that say nearly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.arguments import ArgumentError, number, whole_number
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.suitability.given_values import checked_utilities

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hanting_geo.core.arrays import Flags, Floats, Positions

__all__ = ["Chances", "alike_criteria", "chances", "dominators"]

_BLOCK = 4_000_000
_MARGIN = 1e-9
_AT_ONCE = 20


class Chances(NamedTuple):
    """Whether candidates can be first at all.

    Attributes
    ----------
    dominator
        For each candidate asked about, the row of one that is nowhere worse and somewhere better; -1 if there is none.
    margin
        The best that it can reach: the largest difference to the best other candidate over all weights. Negative: a mix
        of the others is better at any weights, so that it is never first (convex-dominated). 0: level at best.
    weights
        The weights at which it reaches that, a row each.
    """

    dominator: Positions
    margin: Floats
    weights: Floats

    @property
    def never_first(self) -> Flags:
        """Whether it is first at no weights, not even level with another."""
        result: Flags = self.margin < -_MARGIN
        return result


def dominators(utilities: object, which: Iterable[int] | None = None) -> Positions:
    """Find for candidates one that is nowhere worse and somewhere better; -1 if there is none.

    Of several, the one with the largest sum of utilities, then the earlier row.

    Parameters
    ----------
    utilities
        A row for each candidate, a column for each criterion; more is better.
    which
        Rows asked about; None asks about all.

    Examples
    --------
    >>> dominators([[0.8, 0.5], [0.8, 0.4], [0.1, 0.9]]).tolist()
    [-1, 0, -1]
    """
    what = "dominators"
    table = checked_utilities(utilities, what)
    asked = _rows(which, len(table), what)
    order = np.argsort(-table.sum(axis=1), kind="stable")
    falling = table[order]
    found = np.full(len(asked), -1, dtype=np.intp)
    for place, row in enumerate(asked):
        # In blocks that grow: most are outdone by one of the best, and the search ends there.
        start, size = 0, 64
        while start < len(table):
            block = falling[start : start + size]
            better = (block >= table[row]).all(axis=1) & (block > table[row]).any(axis=1)
            if better.any():
                found[place] = order[start + int(np.argmax(better))]
                break
            start, size = start + size, min(size * 4, _BLOCK // table.shape[1] + 1)
    return found


def chances(utilities: object, which: Iterable[int] | None = None) -> Chances:
    """Say which candidates can never be first: dominated by another one, or by a mix of others.

    For candidate i the linear programme ``max t: (u_i - u_j).w >= t for all j != i, w >= 0, sum w = 1`` is solved, with
    the rivals that matter brought in one after the other. By duality ``t < 0`` exactly if some mix of the others is
    better than i in every criterion.

    Parameters
    ----------
    utilities
        A row for each candidate, a column for each criterion; more is better.
    which
        Rows asked about; None asks about all.

    Examples
    --------
    >>> found = chances([[0.9, 0.1], [0.1, 0.9], [0.45, 0.45], [0.6, 0.6]])
    >>> found.never_first.tolist(), found.dominator.tolist()
    ([False, False, True, False], [-1, -1, 3, -1])
    >>> chances([[0.9, 0.1], [0.1, 0.9], [0.45, 0.45]]).never_first.tolist()
    [False, False, True]
    """
    what = "chances to be first"
    table = checked_utilities(utilities, what)
    asked = _rows(which, len(table), what)
    margins, weights = np.full(len(asked), np.inf), np.full((len(asked), table.shape[1]), 1 / table.shape[1])
    if len(table) > 1:
        for place, row in enumerate(asked):
            margins[place], weights[place] = _best_margin(table, int(row))
    return Chances(dominators(table, asked.tolist()), margins, weights)


def _best_margin(table: Floats, row: int) -> tuple[float, Floats]:
    from scipy.optimize import linprog

    ahead = table[row] - table
    ahead[row] = np.inf
    criteria = table.shape[1]
    # The hardest rival at equal weights, and at each criterion alone, to begin with.
    start = np.vstack([np.full(criteria, 1 / criteria), np.eye(criteria)])
    others = np.delete(np.arange(len(table)), row)
    rivals = np.unique(others[np.argmin(start @ ahead[others].T, axis=1)])
    while True:
        found = linprog(
            np.append(np.zeros(criteria), -1.0),
            A_ub=np.column_stack([-ahead[rivals], np.ones(len(rivals))]),
            b_ub=np.zeros(len(rivals)),
            A_eq=np.append(np.ones(criteria), 0.0)[None],
            b_eq=[1.0],
            bounds=[(0, None)] * criteria + [(None, None)],
            method="highs",
        )
        weights = np.maximum(found.x[:criteria], 0)
        weights /= weights.sum()
        margins = ahead[others] @ weights
        low = others[margins < found.x[-1] - _MARGIN]
        new = np.setdiff1d(low, rivals)
        if not len(new):
            return float(margins.min()), weights
        worst = new[np.argsort(ahead[new] @ weights, kind="stable")[:_AT_ONCE]]
        rivals = np.union1d(rivals, worst)


def alike_criteria(utilities: object, limit: float = 0.9) -> list[tuple[int, int, float]]:
    """List pairs of criteria that are correlated beyond a limit, up or down: they weigh one matter twice, or cancel it.

    Returns
    -------
    list
        Columns of the two, and Pearson's correlation; the strongest first. A criterion of one value throughout is
        correlated with none.

    Examples
    --------
    >>> alike_criteria([[1, 2.1, 0], [2, 3.9, 1], [3, 6, 0]])
    [(0, 1, 0.9990152631781918)]
    """
    what = "alike criteria"
    table = checked_utilities(utilities, what)
    least = number(limit, f"{what}: limit", least=0, most=1)
    spread = table - table.mean(axis=0)
    scale = np.sqrt((spread**2).sum(axis=0))
    # What is left of one value after the mean is taken off it is rounding.
    varied = table.max(axis=0) > table.min(axis=0)
    unit = np.divide(spread, scale, out=np.zeros_like(spread), where=varied & (scale > 0))
    alike = unit.T @ unit
    pairs = [
        (one, other, float(np.clip(alike[one, other], -1, 1)))
        for one in range(table.shape[1])
        for other in range(one + 1, table.shape[1])
        if abs(alike[one, other]) > least
    ]
    return sorted(pairs, key=lambda pair: -abs(pair[2]))


def _rows(which: Iterable[int] | None, count: int, what: str) -> Positions:
    if which is None:
        return np.arange(count)
    try:
        listed = list(which)
    except TypeError as error:
        message = Sentence("{what}: which takes a list of rows", what=what)
        raise ArgumentError(message) from error
    rows = [whole_number(row, f"{what}: each of which", least=0, most=count - 1) for row in listed]
    return np.array(rows, dtype=np.intp)
