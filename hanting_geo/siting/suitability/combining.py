"""From values of many criteria to one score: weighted sum, weighted product, TOPSIS, ordered weighted averaging.

Pure functions over arrays, in chunks, with no NaN in silence: what has no value is settled before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.arguments import ArgumentError, number, one_of, told
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.threads import in_lots

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hanting_geo.core.arrays import Flags, Floats

    OrderWeights = Sequence[float] | Floats | float | None

__all__ = [
    "METHODS",
    "NORMALISATIONS",
    "order_shape",
    "ordered_average",
    "topsis",
    "weighted_product",
    "weighted_sum",
]

METHODS = ("wlc", "wpm", "topsis", "owa")
"""Weighted linear combination, weighted product, TOPSIS, ordered weighted averaging."""

NORMALISATIONS = ("vector", "minmax")
"""How TOPSIS makes columns comparable."""


_CHUNK = 8_192
"""Rows that stay in the cache."""
_SUMS_TO_1 = 1e-9


def weighted_sum(utilities: Floats, weights: Floats) -> Floats:
    """Add utilities times weights: ``score = sum(w_j u_j)``.

    Parameters
    ----------
    utilities
        Candidates by criteria, n x m.
    weights
        m weights.

    Examples
    --------
    >>> weighted_sum(np.array([[0.6, 0.7, 0.6], [0.8, 0.5, 0.2]]), np.array([0.5, 0.3, 0.2])).round(12).tolist()
    [0.63, 0.59]
    """
    return np.asarray(utilities @ weights)


def weighted_product(values: Floats, weights: Floats, costs: Flags | None = None) -> Floats:
    """Multiply values to the power of their weights: ``score = prod(v_j ** w_j)``, a cost to the power of ``-w_j``.

    A value of 0 makes the score 0, unless its weight is 0.

    Raises
    ------
    ArgumentError
        A value below 0, or a cost of 0, which cannot be divided by.

    Examples
    --------
    >>> weighted_product(np.array([[4.0, 9.0], [0.0, 1.0]]), np.array([0.5, 0.5])).round(12).tolist()
    [6.0, 0.0]
    """
    signs = np.ones(len(weights)) if costs is None else np.where(costs, -1.0, 1.0)
    low = values.min(axis=0, initial=np.inf)
    wrong = np.flatnonzero((low < 0) | ((low == 0) & (signs < 0) & (weights > 0)))
    if len(wrong):
        what = Sentence("below 0") if low[wrong[0]] < 0 else Sentence("0, and a cost is divided by")
        message = Sentence(
            "weighted product: column {wrong} holds a value of {low:g}, which is {what}; give it "
            "a value function, or combine with 'wlc'",
            wrong=wrong[0],
            low=low[wrong[0]],
            what=what,
        )
        raise ArgumentError(message)
    result = np.empty(len(values))
    counts = weights != 0
    powers = (weights * signs)[counts]
    with np.errstate(divide="ignore"):
        for part in _chunks(len(values)):
            chunk = values[part] if counts.all() else values[part][:, counts]
            result[part] = np.exp(np.log(chunk) @ powers)
    return result


def topsis(
    values: Floats,
    weights: Floats,
    costs: Flags | None = None,
    *,
    normalisation: str = "vector",
    reference: Flags | None = None,
) -> Floats:
    """Compare the distances to the best and to the worst that there is: ``score = D- / (D+ + D-)``.

    Hwang and Yoon 1981. Columns are normalised, weighted, and compared with the best and the worst value of each
    column. With ``"vector"`` a value is divided by the root of the sum of squares of its column; with ``"minmax"`` it
    is placed between the least (0) and the largest (1).

    Parameters
    ----------
    values
        Candidates by criteria, n x m, of any units.
    weights
        m weights.
    costs
        Which columns are better the smaller they are; None: none.
    normalisation
        ``"vector"`` or ``"minmax"``. The scores, and also the ranks, differ between the two.
    reference
        Which candidates make the norms, the best and the worst; None: all.

    Returns
    -------
    numpy.ndarray
        n scores from 0 to 1; 0.5 where best and worst are the same (one candidate, or all alike).

    Examples
    --------
    >>> ratings = np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]])
    >>> topsis(ratings, np.array([0.3, 0.4, 0.3])).round(4).tolist()
    [0.5037, 0.6581, 0.7482, 0.334]
    """
    one_of(normalisation, NORMALISATIONS, "topsis: normalisation")
    told_by = values if reference is None else values[reference]
    if not len(told_by):
        return np.full(len(values), 0.5)
    low, high = told_by.min(axis=0), told_by.max(axis=0)
    if normalisation == "vector":
        # Divided by the largest first, so that squares neither overflow nor vanish.
        largest = np.maximum(np.abs(low), np.abs(high))
        safe = np.where(largest > 0, largest, 1.0)
        squares = np.zeros(values.shape[1])
        for part in _chunks(len(told_by)):
            squares += ((told_by[part] / safe) ** 2).sum(axis=0)
        size = safe * np.sqrt(squares)
    else:
        size = high - low
    factor = np.divide(weights, size, out=np.zeros(len(size)), where=size > 0)
    turned = np.zeros(len(weights), dtype=bool) if costs is None else np.asarray(costs, dtype=bool)
    best, worst = (np.where(turned, *pair) for pair in ((low, high), (high, low)))
    result = np.empty(len(values))
    for part in _chunks(len(values)):
        chunk = values[part] * factor
        to_best, to_worst = (_distance(chunk, corner) for corner in (best * factor, worst * factor))
        both = to_best + to_worst
        result[part] = np.divide(to_worst, both, out=np.full(len(both), 0.5), where=both > 0)
    return result


def _distance(points: Floats, corner: Floats) -> Floats:
    apart = points - corner
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", apart, apart)))


def ordered_average(utilities: Floats, weights: Floats, order: OrderWeights = None) -> Floats:
    """Weigh each candidate's utilities by their order, from its best to its worst: ordered weighted averaging.

    Yager 1988, with weights of importance as in Torra 1997: with S_k the importance of the k best criteria of a
    candidate, ``score = sum((Q(S_k) - Q(S_{k-1})) u_(k))``. Q runs straight through ``(k/m, v_1 + ... + v_k)``, or is
    ``r ** alpha``. Equal order weights give the weighted sum; equal importance gives Yager's average;
    ``(1, 0, ...)`` the best, ``(..., 0, 1)`` the worst criterion that counts.

    Parameters
    ----------
    utilities
        Candidates by criteria, n x m.
    weights
        Importance of the criteria, summing to 1.
    order
        m order weights that sum to 1; or the exponent alpha, above 0 (above 1: cautious); None: equal ones.

    Raises
    ------
    ArgumentError
        Order weights of another number, negative, or that do not sum to 1.

    Examples
    --------
    >>> equal = np.full(4, 0.25)
    >>> ordered_average(np.array([[0.7, 1.0, 0.3, 0.6]]), equal, [0.4, 0.3, 0.2, 0.1]).round(12).tolist()
    [0.76]
    >>> ordered_average(np.array([[0.7, 1.0, 0.3, 0.6]]), equal, 2.0).round(12).tolist()
    [0.5125]
    """
    alpha, cumulative = _quantifier(order, utilities.shape[1])
    result = np.empty(len(utilities))

    def score(first: int, last: int) -> None:
        for part in _chunks(last - first):
            rows = slice(first + part.start, first + part.stop)
            result[rows] = _ordered(utilities[rows], weights, alpha, cumulative)

    in_lots(score, len(utilities))
    return result


def _ordered(chunk: Floats, weights: Floats, alpha: float, cumulative: Floats) -> Floats:
    ranked = np.argsort(-chunk, axis=1)
    importance = np.cumsum(weights[ranked], axis=1)
    # The sum of all is 1, whatever rounding says: else a criterion without weight could count.
    importance /= importance[:, -1:]
    reached = importance**alpha if alpha else np.interp(importance, np.linspace(0, 1, len(cumulative)), cumulative)
    reached[:, 1:] -= reached[:, :-1].copy()
    ranked += np.arange(0, chunk.size, chunk.shape[1])[:, None]
    return np.asarray(np.einsum("ij,ij->i", np.take(chunk, ranked), reached))


def order_shape(order: OrderWeights, criteria: int) -> tuple[float, float]:
    """Give orness and dispersion of order weights.

    ``orness = sum((m - k) v_k) / (m - 1)``: 1 looks at the best only, 0 at the worst only; 0.5 for equal ones.
    ``dispersion = -sum(v_k ln v_k)``: how many criteria are looked at, ``ln m`` at most.

    Examples
    --------
    >>> [round(value, 4) for value in order_shape([0.4, 0.3, 0.2, 0.1], 4)]
    [0.6667, 1.2799]
    """
    alpha, cumulative = _quantifier(order, criteria)
    reached = np.linspace(0, 1, criteria + 1) ** alpha if alpha else cumulative
    shares = np.diff(reached)
    orness = float((np.arange(criteria)[::-1] * shares).sum() / max(criteria - 1, 1)) if criteria > 1 else 0.5
    there = shares[shares > 0]
    return orness, float(-(there * np.log(there)).sum())


def _quantifier(order: OrderWeights, criteria: int) -> tuple[float, Floats]:
    """Take order weights as an exponent, or as what the first k of them sum to."""
    if order is None:
        return 0.0, np.linspace(0, 1, criteria + 1)
    what = "owa: order_weights"
    if np.ndim(order) == 0:
        return number(order, what, above=0), np.zeros(0)
    try:
        shares = np.asarray(order, dtype=float)
    except (TypeError, ValueError) as error:
        message = Sentence(
            "{what} takes {criteria} numbers that sum to 1, or one exponent, and was given {order}",
            what=what,
            criteria=criteria,
            order=told(order),
        )
        raise ArgumentError(message) from error
    wrong = ""
    if shares.shape != (criteria,):
        wrong = Sentence("they are {size}", size=shares.size)
    elif not (np.isfinite(shares).all() and (shares >= 0).all()):
        wrong = Sentence("one of them is missing or below 0")
    elif abs(shares.sum() - 1) > _SUMS_TO_1:
        wrong = Sentence("they sum to {count:.10g}", count=shares.sum())
    if wrong:
        message = Sentence(
            "{what} takes {criteria} numbers from 0 up that sum to 1, one for each place in the order; {wrong}",
            what=what,
            criteria=criteria,
            wrong=wrong,
        )
        raise ArgumentError(message)
    return 0.0, np.concatenate([[0.0], np.cumsum(shares)])


def _chunks(count: int) -> Iterator[slice]:
    """Go through rows in parts that stay in the cache."""
    for first in range(0, count, _CHUNK):
        yield slice(first, min(first + _CHUNK, count))
