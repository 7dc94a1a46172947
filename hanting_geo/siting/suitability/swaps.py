"""The smallest change of weights that swaps two candidates: one weight at a time, and by three distances."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.arguments import ArgumentError, one_of
from hanting_geo.core.arrays import Floats  # noqa: TC001 - a NamedTuple says what it holds when it runs
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.suitability.given_values import checked_utilities, checked_weights, order_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["MEASURES", "Swap", "one_at_a_time", "percent_changes", "smallest_swaps", "weight_intervals"]

MEASURES = ("one", "l1", "l2", "linf")
"""One weight, the others in proportion; the sum of all changes; their Euclidean length; the largest of them."""
_STEPS = 120
_OFF = 1e-14


class Swap(NamedTuple):
    """The nearest weights at which a rival reaches the first: a hair beyond them, it is ahead.

    Attributes
    ----------
    measure
        One of :data:`MEASURES`.
    distance
        How far these weights are; infinite where no weights do it, because the first is nowhere worse.
    weights
        The weights that do it; NaN where there are none.
    criterion
        The one that changes, for ``"one"``; else -1.
    first, rival
        Rows of the two.
    """

    measure: str
    distance: float
    weights: Floats
    criterion: int
    first: int
    rival: int


def smallest_swaps(
    utilities: object,
    weights: object,
    *,
    measures: tuple[str, ...] = ("one", "l1", "l2"),
    rivals: str = "second",
) -> tuple[Swap, ...]:
    """Find the smallest changes of weights that swap the first of a weighted sum with a rival.

    With ``d`` the utilities of the first less those of the rival, the two are level where ``d.v = 0``. Among all
    weights v (not negative, sum 1) on that side, the nearest to the given ones is sought: in the sum of absolute
    changes (L1), the Euclidean length (L2), the largest change (Linf), or along the lines on which one weight changes
    and the others keep their proportions. L1 is exact: all of it goes to the criterion with the least d, and comes
    from those with the largest. L2 is the projection on the simplex of ``w - m d`` with the m that levels the two.

    Parameters
    ----------
    utilities
        A row for each candidate, a column for each criterion; more is better.
    weights
        One a criterion; brought to a sum of 1.
    measures
        Of :data:`MEASURES`.
    rivals
        ``"second"``: the one on the second place; ``"any"``: whichever is reached with the least change.

    Returns
    -------
    tuple of Swap
        One a measure. With one candidate only, none.

    Examples
    --------
    >>> found = smallest_swaps([[0.6, 0.7, 0.6], [0.8, 0.5, 0.2]], [0.5, 0.3, 0.2])
    >>> [(swap.measure, round(swap.distance, 6), swap.weights.round(6).tolist()) for swap in found]
    [('one', 0.083333, [0.583333, 0.25, 0.166667]), ('l1', 0.133333, [0.566667, 0.3, 0.133333]),
    ('l2', 0.092582, [0.571429, 0.285714, 0.142857])]
    """
    what = "smallest swap"
    table = checked_utilities(utilities, what)
    given = checked_weights(weights, table.shape[1], what)
    one_of(rivals, ["second", "any"], f"{what}: rivals")
    for measure in measures:
        one_of(measure, MEASURES, f"{what}: each of measures")
    if len(table) == 1:
        return ()
    first, second = order_of(table, given)
    if rivals == "second":
        return tuple(_swap(measure, table, given, first, second) for measure in measures)
    return tuple(_nearest(measure, table, given, first) for measure in measures)


def _swap(measure: str, utilities: Floats, weights: Floats, first: int, rival: int) -> Swap:
    difference = utilities[first] - utilities[rival]
    criterion = -1
    if difference @ weights <= 0:
        found = weights.copy()
    elif difference.min() >= 0:
        found = np.full(len(weights), np.nan)
    elif measure == "one":
        lines = one_at_a_time(difference, weights)
        changes = np.abs(lines[np.arange(len(weights)), np.arange(len(weights))] - weights)
        criterion = -1 if np.isnan(changes).all() else int(np.nanargmin(changes))
        found = lines[criterion] if criterion >= 0 else np.full(len(weights), np.nan)
    else:
        found = _FINDERS[measure](difference, weights)
    return Swap(measure, _distance(measure, found - weights, criterion), found, criterion, first, rival)


def _distance(measure: str, change: Floats, criterion: int) -> float:
    if np.isnan(change).any():
        return np.inf
    sizes = np.abs(change)
    if measure == "l1":
        return float(sizes.sum())
    if measure == "l2":
        return float(np.sqrt((sizes**2).sum()))
    return float(sizes[criterion] if measure == "one" and criterion >= 0 else sizes.max())


def _nearest(measure: str, utilities: Floats, weights: Floats, first: int) -> Swap:
    """Find the rival that is reached first: those with the lowest bounds are looked at until none can be nearer."""
    differences = utilities[first] - utilities
    gaps = np.maximum(differences @ weights, 0)
    span = differences.max(axis=1) - differences.min(axis=1)
    # No weights of sum 1 level the two with less, whether they turn negative or not.
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "l2":
            bounds = gaps / np.linalg.norm(differences - differences.mean(axis=1, keepdims=True), axis=1)
        elif measure == "l1":
            bounds = 2 * gaps / span
        else:
            # Weights that sum to the same: the gap closes by at most half of the sum of changes times the span.
            bounds = 2 * gaps / span / len(weights) if measure == "linf" else gaps / span
    bounds[np.isnan(bounds)] = np.inf
    bounds[(differences.min(axis=1) >= 0) & (gaps > 0)] = np.inf
    bounds[first] = np.inf
    if measure == "one" and len(weights) > 1:
        bounds = _one_at_a_time_bounds(differences, weights, bounds)
    best: Swap | None = None
    for rival in np.argsort(bounds, kind="stable"):
        if best is not None and bounds[rival] >= best.distance:
            break
        if rival != first:
            found = _swap(measure, utilities, weights, first, int(rival))
            best = found if best is None or found.distance < best.distance else best
    assert best is not None  # noqa: S101 - there are two candidates at least
    return best


def _one_at_a_time_bounds(differences: Floats, weights: Floats, bounds: Floats) -> Floats:
    """Give the change itself for each rival: it is quickly had for all of them at once."""
    gaps = (differences @ weights)[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = (gaps - weights * differences) / (1 - weights)
        new = rest / (rest - differences)
        changes = np.where((new >= 0) & (new <= 1), np.abs(new - weights), np.inf)
    least: Floats = np.where(np.isinf(bounds), np.inf, changes.min(axis=1))
    least[(gaps[:, 0] <= 0) & (bounds == 0)] = 0
    return least


def one_at_a_time(difference: Floats, weights: Floats) -> Floats:
    """Give for each criterion the weights at which the two are level when its weight alone changes.

    The other weights keep their proportions: with ``r = sum_{j != k} w_j d_j / (1 - w_k)`` the new weight of criterion
    k is ``r / (r - d_k)``, if that is between 0 and 1.

    Returns
    -------
    numpy.ndarray
        A row for each criterion; NaN where no weight of it does it.

    Examples
    --------
    >>> one_at_a_time(np.array([-0.2, 0.2, 0.4]), np.array([0.5, 0.3, 0.2])).diagonal().round(6).tolist()
    [0.583333, 0.125, 0.111111]
    """
    count = len(weights)
    lines = np.full((count, count), np.nan)
    for criterion in range(count):
        others = 1 - weights[criterion]
        if others <= 0:
            continue
        rest = (difference @ weights - weights[criterion] * difference[criterion]) / others
        if rest == difference[criterion]:
            continue
        new = rest / (rest - difference[criterion])
        if 0 <= new <= 1:
            lines[criterion] = weights / others * (1 - new)
            lines[criterion, criterion] = new
    return lines


def _by_sum(difference: Floats, weights: Floats) -> Floats:
    """L1: the least d receives; the others give, the largest d first, until the gap is closed."""
    found = weights.copy()
    receiver = int(np.argmin(difference))
    gap = float(difference @ weights)
    for donor in np.argsort(-difference, kind="stable"):
        gain = difference[donor] - difference[receiver]
        if gap <= 0 or gain <= 0:
            break
        moved = min(found[donor], gap / gain)
        found[donor] -= moved
        found[receiver] += moved
        gap -= moved * gain
    return found


def _by_length(difference: Floats, weights: Floats) -> Floats:
    """L2: the projection of ``w - m d`` on the simplex, with the m at which the two are level."""
    low, high = 0.0, 1.0 / np.abs(difference).max()
    while difference @ _projected(weights - high * difference) > 0:
        low, high = high, 2 * high
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if difference @ _projected(weights - middle * difference) > 0:
            low = middle
        else:
            high = middle
    found = _projected(weights - high * difference)
    # On the face that was found, the same two conditions are two equations: they take the rest of the error away.
    on = found > _OFF
    d, w = difference[on], weights[on]
    system = np.array([[len(d), d.sum()], [d.sum(), d @ d]])
    if on.sum() > 1 and abs(np.linalg.det(system)) > _OFF:
        level, multiplier = np.linalg.solve(system, [w.sum() - 1, w @ d])
        polished = np.zeros_like(weights)
        polished[on] = w - level - multiplier * d
        if (polished >= 0).all():
            return polished
    return found


def _projected(point: Floats) -> Floats:
    """Give the nearest weights (not negative, sum 1) to a point (Held, Wolfe & Crowder 1974)."""
    falling = np.sort(point)[::-1]
    level = (np.cumsum(falling) - 1) / np.arange(1, len(point) + 1)
    last = int(np.flatnonzero(falling > level)[-1])
    projected: Floats = np.maximum(point - level[last], 0)
    return projected


def _by_largest(difference: Floats, weights: Floats) -> Floats:
    """Linf: the least band around the weights in which some weights level the two."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if difference @ _worst_in_band(difference, weights, middle) > 0:
            low = middle
        else:
            high = middle
    return _worst_in_band(difference, weights, high)


def _worst_in_band(difference: Floats, weights: Floats, band: float) -> Floats:
    """Give the weights, each within a band of its own, that are worst for the first: a fractional knapsack."""
    found = np.maximum(weights - band, 0)
    left = 1 - found.sum()
    for criterion in np.argsort(difference, kind="stable"):
        more = min(weights[criterion] + band - found[criterion], left)
        found[criterion] += more
        left -= more
    return found


_FINDERS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "l1": _by_sum,
    "l2": _by_length,
    "linf": _by_largest,
}


def percent_changes(utilities: object, weights: object) -> dict[tuple[int, int], Floats]:
    """Say by how many percent each weight alone, the others left as they are, would swap each pair.

    The table of Triantaphyllou & Sanchez (1997): ``100 (P_j - P_i) / (a_jk - a_ik) / w_k``, with i ahead of j; positive
    is a decrease. NaN where the weight would fall below 0 (not feasible), or both are alike there.

    Returns
    -------
    dict
        Pair of rows, the earlier row first, to one number a criterion.

    Raises
    ------
    ArgumentError
        Utilities or weights that are none.
    """
    what = Sentence("percent changes")
    table = checked_utilities(utilities, what)
    given = np.asarray(weights, dtype=float)
    if given.shape != (table.shape[1],) or not np.isfinite(given).all() or (given <= 0).any():
        message = Sentence("{what}: weights are numbers above 0, one a criterion; percents of 0 say nothing", what=what)
        raise ArgumentError(message)
    scores = table @ given
    changes = {}
    for one in range(len(table)):
        for other in range(one + 1, len(table)):
            with np.errstate(divide="ignore", invalid="ignore"):
                change = (scores[other] - scores[one]) / (table[other] - table[one])
                changes[one, other] = np.where(change <= given, 100 * change / given, np.nan)
    return changes


def weight_intervals(utilities: object, weights: object) -> Floats:
    """Say for each criterion between which weights of it the first stays first, the others in proportion.

    Returns
    -------
    numpy.ndarray
        A row for each criterion: from and to. The whole of 0 to 1 where its weight decides nothing, or where it is the
        only one that has a weight, so that the others have no proportions.

    Examples
    --------
    >>> weight_intervals([[0.6, 0.7, 0.6], [0.8, 0.5, 0.2]], [0.5, 0.3, 0.2]).round(6).tolist()
    [[0.0, 0.583333], [0.125, 1.0], [0.111111, 1.0]]
    """
    what = "weight intervals"
    table = checked_utilities(utilities, what)
    given = checked_weights(weights, table.shape[1], what)
    ends = np.tile([0.0, 1.0], (len(given), 1))
    first = int(np.argmax(table @ given))
    differences = np.delete(table[first] - table, first, axis=0)
    gaps = np.maximum(differences @ given, 0)
    for criterion, weight in enumerate(given):
        if weight >= 1:
            continue
        # Along the line the lead is linear: this at a weight of 0, and the difference itself at a weight of 1.
        own = differences[:, criterion]
        rest = (gaps - weight * own) / (1 - weight)
        with np.errstate(divide="ignore", invalid="ignore"):
            level = np.clip(rest / (rest - own), 0, 1)
        ends[criterion] = level[rest < 0].max(initial=0.0), level[own < 0].min(initial=1.0)
    return ends
