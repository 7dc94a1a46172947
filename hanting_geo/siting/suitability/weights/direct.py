"""Weights that somebody says outright: shares, percentages or points, brought to a sum of 1."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import ArgumentError, number, told
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.siting.suitability.weights.weighting import Weighting, as_names, series

__all__ = ["direct_weights"]

_WHAT = "weights"
_ONE = 1.0
_PERCENT = 100.0
_CLOSE = 1e-9


def direct_weights(given: object, criteria: Iterable[str] | None = None) -> Weighting:
    """Bring weights that were said to a sum of 1.

    Parameters
    ----------
    given
        A mapping or Series of criterion to weight; or a list, in the order of ``criteria``. Shares, percentages or
        points: only their ratios count.
    criteria
        The criteria that must have a weight, in their order; None takes those given.

    Returns
    -------
    Weighting
        With a finding if they summed neither to 1 nor to 100.

    Raises
    ------
    ArgumentError
        A weight that is missing, not a number, NaN or negative; one for a criterion that is not there; all of them 0.

    Examples
    --------
    >>> direct_weights({"slope": 3, "road": 1}).weights.to_dict()
    {'slope': 0.75, 'road': 0.25}
    >>> direct_weights({"slope": 3, "road": 1}).findings["what"].tolist()
    ['the weights sum to 4, and not to 1 or 100: each was divided by that']
    """
    said = _by_name(given, None if criteria is None else as_names(criteria, _WHAT))
    values = []
    for name, value in said.items():
        if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
            message = Sentence(
                "{what}: the weight of {name!r} is missing (NaN); give a number from 0 up, 0 to leave it out",
                what=_WHAT,
                name=name,
            )
            raise ArgumentError(message)
        values.append(number(value, f"{_WHAT}: the weight of {name!r}", least=0.0))
    total = math.fsum(values)
    if not 0 < total < math.inf:
        message = Sentence(
            "{what}: they sum to {total:g}; at least one must be above 0, and all of them finite",
            what=_WHAT,
            total=total,
        )
        raise ArgumentError(message)
    noted = []
    if not any(math.isclose(total, whole, rel_tol=_CLOSE) for whole in (_ONE, _PERCENT)):
        what = Sentence("the weights sum to {total:g}, and not to 1 or 100: each was divided by that", total=total)
        noted.append(
            Finding("note", "weights_sum", None, None, what, Sentence("look whether one is missing or mistyped"))
        )
    return Weighting(series(np.array(values) / total, said), "direct", tuple(noted))


def _by_name(given: object, criteria: list[str] | None) -> dict[str, object]:
    """Give what was said by criterion, each there once."""
    if isinstance(given, pd.Series):
        as_names(given.index, _WHAT)
        given = given.to_dict()
    if isinstance(given, Mapping):
        as_names(given, _WHAT)
        if criteria is None:
            if not given:
                message = Sentence("{what}: there is none; give one a criterion", what=_WHAT)
                raise ArgumentError(message)
            return dict(given)
        missing = [name for name in criteria if name not in given]
        more = [name for name in given if name not in criteria]
        if missing or more:
            told_missing = Sentence("none for {listed}", listed=enumerated(map(repr, missing))) if missing else ""
            told_more = (
                Sentence("one for {listed}, which is no criterion", listed=enumerated(map(repr, more))) if more else ""
            )
            message = Sentence(
                "{what}: there is {listed}; the criteria are {listed2} (a weight of 0 leaves one out)",
                what=_WHAT,
                listed=joined(" and ", filter(None, [told_missing, told_more])),
                listed2=enumerated(map(repr, criteria)),
            )
            raise ArgumentError(message)
        return {name: given[name] for name in criteria}
    if isinstance(given, np.ndarray) and given.ndim == 1:
        given = given.tolist()
    if criteria is None or not isinstance(given, list | tuple):
        listed = "" if criteria is None else Sentence(", or a list in the order of the criteria")
        message = Sentence(
            "{what} are a mapping of criterion to number{listed}, and were given as {given}",
            what=_WHAT,
            listed=listed,
            given=told(given),
        )
        raise ArgumentError(message)
    if len(given) != len(criteria) or not criteria:
        message = Sentence(
            "{what}: there are {count}, and {count2} criteria; give one each",
            what=_WHAT,
            count=len(given),
            count2=len(criteria),
        )
        raise ArgumentError(message)
    return dict(zip(criteria, given, strict=True))
