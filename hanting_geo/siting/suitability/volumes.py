"""P(first) without draws: the share of all weights at which a candidate is ahead, as a length, area or volume."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.arguments import ArgumentError, number
from hanting_geo.core.arrays import Floats  # noqa: TC001 - a NamedTuple says what it holds when it runs
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.suitability.given_values import checked_utilities, checked_weights, equal_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Flags

__all__ = ["FirstShares", "first_by_beta", "first_by_volume", "is_exact"]

_TWO, _THREE, _MOST_CRITERIA = 2, 3, 8
_MOST_RIVALS = {1: 100_000, 2: 10_000, 3: 100, 4: 60, 5: 40, 6: 20, 7: 10, 8: 8}
"""By number of criteria: with more candidates that none outdoes, volumes take longer than draws."""
_THIN = 1e-10

Point = tuple[Fraction, Fraction]


class FirstShares(NamedTuple):
    """P(first) of each candidate, and the mean of the weights at which it is first (its central weight vector).

    Attributes
    ----------
    p_first
        One a candidate; they sum to 1. Candidates of equal utilities share.
    central
        A row a candidate; NaN where it is never first, or only on a line.
    """

    p_first: Floats
    central: Floats


def is_exact(utilities: Floats) -> bool:
    """Tell whether volumes are quick: up to eight criteria, and few candidates that none outdoes."""
    criteria = utilities.shape[1]
    if criteria > _MOST_CRITERIA or len(utilities) > _MOST_RIVALS[1]:
        return False
    most = _MOST_RIVALS[criteria]
    rows = utilities[equal_rows(utilities)[0]]
    if len(rows) <= most:
        return True
    return len(rows) <= 100 * most and int(_unbeaten(rows).sum()) <= most


def first_by_volume(utilities: object) -> FirstShares:
    """Give P(first) where all weights are equally likely, exactly.

    The weights at which candidate i is first are the polytope ``(u_i - u_j).w >= 0`` for all j, on the simplex;
    P(first) is its share of the volume. Two criteria: lengths; three: polygons clipped in whole fractions; four to
    eight: intersections of half-spaces and their hulls (Qhull). Rank acceptability index of rank 1, Lahdelma &
    Salminen 2001.

    Parameters
    ----------
    utilities
        A row for each candidate, a column for each criterion; more is better.

    Raises
    ------
    ArgumentError
        Too many criteria or candidates; the message says how many there may be.

    Examples
    --------
    >>> shares = first_by_volume([[0.8, 0.5, 0.2], [0.6, 0.7, 0.6], [0.3, 0.6, 0.9], [0.5, 0.5, 0.5]])
    >>> shares.p_first.round(8).tolist()
    [0.16666667, 0.45833333, 0.375, 0.0]
    >>> shares.central[1].round(4).tolist()
    [0.3283, 0.4621, 0.2096]
    """
    what = Sentence("first by volume")
    table = checked_utilities(utilities, what)
    if not is_exact(table):
        message = Sentence(
            "{what}: {count} candidates by {shape} criteria are too many for volumes (up to "
            "eight criteria, with {most_rivals} candidates that none outdoes at 3, "
            "{most_rivals2} at 8); use draws",
            what=what,
            count=len(table),
            shape=table.shape[1],
            most_rivals=_MOST_RIVALS[_THREE],
            most_rivals2=_MOST_RIVALS[_MOST_CRITERIA],
        )
        raise ArgumentError(message)
    first, group, times = equal_rows(table)
    rows = table[first]
    ahead = np.flatnonzero(_unbeaten(rows))
    share, central = np.zeros(len(rows)), np.full(rows.shape, np.nan)
    for place, row in enumerate(ahead):
        share[row], central[row] = _share(rows[ahead], place)
    return FirstShares((share / times)[group], central[group])


def first_by_beta(utilities: object, weights: object, concentration: float) -> Floats:
    """Give P(first) of two criteria whose weights are Dirichlet(c w): the first is Beta(c w_1, c w_2), exactly.

    Raises
    ------
    ArgumentError
        Not two criteria; weights that are none, or of which one is 0.

    Examples
    --------
    >>> first_by_beta([[0.9, 0.2], [0.4, 0.6]], [0.4, 0.6], 20).round(10).tolist()
    [0.334624095, 0.665375905]
    """
    from scipy.special import betainc

    what = Sentence("first by beta")
    table = checked_utilities(utilities, what)
    if table.shape[1] != _TWO:
        message = Sentence("{what}: there are {shape} criteria, and it is for two", what=what, shape=table.shape[1])
        raise ArgumentError(message)
    given = checked_weights(weights, _TWO, what) * number(concentration, f"{what}: concentration", above=0)
    if (given <= 0).any():
        message = Sentence("{what}: a weight is 0, and does not vary; leave its criterion out", what=what)
        raise ArgumentError(message)
    first, group, times = equal_rows(table)
    rows = table[first]
    ends = np.array([_interval(rows, place) for place in range(len(rows))])
    share = np.where(ends[:, 1] > ends[:, 0], betainc(*given, ends[:, 1]) - betainc(*given, ends[:, 0]), 0.0)
    result: Floats = (share / times)[group]
    return result


def _unbeaten(rows: Floats) -> Flags:
    """Tell the rows that no other row reaches in every criterion; rows are all different."""
    order = np.argsort(-rows.sum(axis=1), kind="stable")
    kept: list[int] = []
    for row in order:
        if not kept or not (rows[kept] >= rows[row]).all(axis=1).any():
            kept.append(int(row))
    result = np.zeros(len(rows), dtype=bool)
    result[kept] = True
    return result


def _share(rows: Floats, place: int) -> tuple[float, Floats]:
    criteria = rows.shape[1]
    if criteria == 1 or len(rows) == 1:
        return 1.0, np.full(criteria, 1 / criteria)
    if criteria == _TWO:
        low, high = _interval(rows, place)
        middle = (low + high) / 2
        return max(high - low, 0.0), np.array([middle, 1 - middle]) if high > low else np.full(2, np.nan)
    return _polygon_share(rows, place) if criteria == _THREE else _polytope_share(rows, place)


def _interval(rows: Floats, place: int) -> tuple[float, float]:
    """Give the first weights between which a row of two criteria is ahead."""
    slope = (rows[place, 0] - rows[:, 0]) - (rows[place, 1] - rows[:, 1])
    offset = rows[place, 1] - rows[:, 1]
    if ((slope == 0) & (offset < 0)).any():
        return 0.0, 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        level = -offset / slope
    return max(0.0, level[slope > 0].max(initial=0.0)), min(1.0, level[slope < 0].min(initial=1.0))


def _polygon_share(rows: Floats, place: int) -> tuple[float, Floats]:
    """Clip the triangle of all weights (w_1, w_2), in whole fractions."""
    whole = [[Fraction(value) for value in row] for row in rows.tolist()]
    corners: list[Point] = [(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))]
    for other, row in enumerate(whole):
        if other != place and corners:
            a, b, c = (mine - its for mine, its in zip(whole[place], row, strict=True))
            corners = _clipped(corners, a - c, b - c, c)
    double, first, second = Fraction(0), Fraction(0), Fraction(0)
    for (x, y), (u, v) in zip(corners, corners[1:] + corners[:1], strict=True):
        cross = x * v - u * y
        double += cross
        first += (x + u) * cross
        second += (y + v) * cross
    if double == 0:
        return 0.0, np.full(3, np.nan)
    one, two = first / (3 * double), second / (3 * double)
    return float(double), np.array([float(one), float(two), float(1 - one - two)])


def _clipped(corners: Sequence[Point], a: Fraction, b: Fraction, c: Fraction) -> list[Point]:
    """Keep of a convex polygon where ``a x + b y + c >= 0`` (Sutherland & Hodgman 1974)."""
    sides = [a * x + b * y + c for x, y in corners]
    kept: list[Point] = []
    for place, (x, y) in enumerate(corners):
        after = (place + 1) % len(corners)
        if sides[place] >= 0:
            kept.append((x, y))
        if sides[place] * sides[after] < 0:
            part = sides[place] / (sides[place] - sides[after])
            kept.append((x + part * (corners[after][0] - x), y + part * (corners[after][1] - y)))
    return kept


def _polytope_share(rows: Floats, place: int) -> tuple[float, Floats]:
    """Intersect half-spaces of the first m - 1 weights; the hull of the corners gives volume and centroid."""
    from scipy.spatial import ConvexHull, HalfspaceIntersection, QhullError

    size = rows.shape[1] - 1
    ahead = rows[place] - np.delete(rows, place, axis=0)
    # A.x + b <= 0: ahead of each rival, no weight negative, their sum at most 1.
    halves = np.vstack(
        [
            np.column_stack([ahead[:, -1:] - ahead[:, :-1], -ahead[:, -1]]),
            np.column_stack([-np.eye(size), np.zeros(size)]),
            np.append(np.ones(size), -1.0),
        ]
    )
    halves = halves[np.abs(halves[:, :-1]).max(axis=1) > 0]
    never = 0.0, np.full(size + 1, np.nan)
    inside, radius = _deepest(halves)
    if radius <= _THIN:
        return never
    try:
        corners = np.unique(HalfspaceIntersection(halves, inside).intersections, axis=0)
        hull = ConvexHull(corners)
    except QhullError:
        return never
    fans = corners[hull.simplices] - inside
    # A determinant is size! times the volume, and the simplex of all weights has the volume 1 / size!.
    volumes = np.abs(np.linalg.det(fans))
    total = volumes.sum()
    centre = inside + (volumes[:, None] * fans.sum(axis=1)).sum(axis=0) / (size + 1) / total
    return float(total), np.append(centre, 1 - centre.sum())


def _deepest(halves: Floats) -> tuple[Floats, float]:
    """Find the centre of the largest ball in a polytope, and its radius."""
    from scipy.optimize import linprog

    norms = np.linalg.norm(halves[:, :-1], axis=1)
    size = halves.shape[1] - 1
    found = linprog(
        np.append(np.zeros(size), -1.0),
        A_ub=np.column_stack([halves[:, :-1], norms]),
        b_ub=-halves[:, -1],
        bounds=[(None, None)] * size + [(0, None)],
        method="highs",
    )
    return (found.x[:-1], float(found.x[-1])) if found.success else (np.zeros(size), 0.0)
