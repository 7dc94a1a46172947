"""Weights from nothing but the order of importance, in whole fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import numpy as np

from hanting_geo.core.arguments import ArgumentError, one_of, told, whole_number
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.suitability.weights.weighting import Weighting, as_names, series

__all__ = ["METHODS", "rank_fractions", "rank_order_weights"]

_WHAT = Sentence("rank order weights")
METHODS = {"roc": Sentence("rank order centroid"), "sum": "rank sum", "reciprocal": "rank reciprocal"}
"""The three methods, and what they are called."""


def rank_fractions(count: int, method: str = "roc") -> list[Fraction]:
    """Give the weights of ranks 1 to n as whole fractions.

    Rank order centroid (Barron & Barrett 1996): the centroid of all weights in this order, ``w_k = (1/n) sum_{i=k..n}
    1/i``. Rank sum: ``w_k = 2 (n + 1 - k) / (n (n + 1))``. Rank reciprocal: ``w_k = (1/k) / sum_i 1/i`` (both by
    Stillwell, Seaver & Edwards 1981).

    Examples
    --------
    >>> [str(weight) for weight in rank_fractions(3)]
    ['11/18', '5/18', '1/9']
    """
    ranks = range(1, count + 1)
    if method == "roc":
        return [sum((Fraction(1, i) for i in range(k, count + 1)), Fraction(0)) / count for k in ranks]
    if method == "sum":
        return [Fraction(2 * (count + 1 - k), count * (count + 1)) for k in ranks]
    total = sum(Fraction(1, k) for k in ranks)
    return [Fraction(1, k) / total for k in ranks]


def rank_order_weights(order: object, method: str = "roc") -> Weighting:
    """Make weights of an order of importance.

    Parameters
    ----------
    order
        Criteria from the most to the least important; those of one rank in a list of their own:
        ``["slope", ["road", "river"], "price"]``. Or a mapping of criterion to rank (1 is first; equal ranks are one).
        Criteria of one rank share the weights of the places that they take.
    method
        ``"roc"`` (rank order centroid), ``"sum"`` (rank sum) or ``"reciprocal"``; see :func:`rank_fractions`.

    Raises
    ------
    ArgumentError
        No order, a criterion twice, a rank that is no whole number, a method that is none of them.

    Examples
    --------
    >>> rank_order_weights(["slope", "road"]).weights.to_dict()
    {'slope': 0.75, 'road': 0.25}
    >>> rank_order_weights(["slope", ["road", "river"]], "sum").weights.to_dict()
    {'slope': 0.5, 'road': 0.25, 'river': 0.25}
    """
    one_of(method, METHODS, f"{_WHAT}: method")
    groups, names = _groups(order)
    fractions = rank_fractions(len(names), method)
    by_name: dict[str, Fraction] = {}
    place = 0
    for group in groups:
        shared = sum(fractions[place : place + len(group)], Fraction(0)) / len(group)
        by_name |= dict.fromkeys(group, shared)
        place += len(group)
    return Weighting(series(np.array([float(by_name[name]) for name in names]), names), METHODS[method])


def _groups(order: object) -> tuple[list[list[str]], list[str]]:
    """Give the criteria rank by rank, and all of them in the order in which they were named."""
    if isinstance(order, Mapping):
        names = as_names(order, _WHAT)
        ranks = {name: whole_number(order[name], f"{_WHAT}: the rank of {name!r}", least=1) for name in names}
        groups = [[name for name in names if ranks[name] == rank] for rank in sorted(set(ranks.values()))]
    elif isinstance(order, Iterable) and not isinstance(order, str | bytes):
        groups = [list(item) if isinstance(item, list | tuple) else [item] for item in order]
        names = as_names((name for group in groups for name in group), _WHAT)
        groups = [group for group in groups if group]
    else:
        message = Sentence(
            "{what} take a list of criteria, the most important first, and were given {order}",
            what=_WHAT,
            order=told(order),
        )
        raise ArgumentError(message)
    if not names:
        message = Sentence("{what}: the order is empty; name the criteria, the most important first", what=_WHAT)
        raise ArgumentError(message)
    return groups, names
