"""How well distances are known, and what that does to their scores: the accuracy of places carried into the ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.analysis.proximity.nearest import nearest
from hanting_geo.core.accuracy import COLUMN, stated_accuracy
from hanting_geo.core.findings import facts_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats
    from hanting_geo.siting.suitability.candidates import Candidates
    from hanting_geo.siting.suitability.criteria.model import Criterion
    from hanting_geo.siting.suitability.criteria.value_functions import ValueFunction
    from hanting_geo.siting.suitability.factors.layers import FactorLayers

__all__ = ["distance_bounds", "score_bounds"]

_MOST_CLASSES = 20


def distance_bounds(row: Criterion, candidates: Candidates, layers: FactorLayers) -> tuple[Floats, Floats]:
    """Give the least and the largest distance that there can be, with every shape displaced within its accuracy.

    With d_i the distance to feature i, a_i its accuracy and s that of the candidate, the distance to the nearest lies
    between ``min(d_i - a_i) - s`` and ``min(d_i + a_i) + s``. A candidate without a stated accuracy is taken as exact;
    a feature without one may be anywhere.
    """
    frame = layers.frame(row)
    own = np.nan_to_num(stated_accuracy(candidates.frame))
    low, high = np.full(len(candidates), np.inf), np.full(len(candidates), np.inf)
    accuracy = stated_accuracy(frame, facts_of(frame).get(COLUMN))
    classes = np.unique(accuracy[~np.isnan(accuracy)])
    if len(classes) > _MOST_CLASSES:
        # Rounded up, so that the bounds stay bounds: steps of a twentieth of the span.
        steps = np.linspace(classes[0], classes[-1], _MOST_CLASSES)
        accuracy = np.where(np.isnan(accuracy), np.nan, steps[np.searchsorted(steps, np.minimum(accuracy, steps[-1]))])
        classes = steps
    asks = candidates.outlines()[["geometry"]]
    for each in classes.tolist():
        some = frame.loc[accuracy == each, [frame.geometry.name]]
        if len(some):
            distance = nearest(asks, some)["distance_m"].to_numpy(dtype=float)
            low, high = np.minimum(low, distance - each), np.minimum(high, distance + each)
    if np.isnan(accuracy).any():
        low[:] = 0.0
    return np.maximum(low - own, 0.0), high + own


def score_bounds(function: ValueFunction, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Give the least and the largest score of values between two bounds; of functions with fixed points.

    Examples
    --------
    >>> from hanting_geo.siting.suitability.criteria.value_functions import value_function
    >>> steps = value_function("steps", "<=500: 1; <=1000: 0.8; else: 0.2")
    >>> [bound.tolist() for bound in score_bounds(steps, np.array([450.0, 0.0]), np.array([550.0, 400.0]))]
    [[0.8, 1.0], [1.0, 1.0]]
    """
    top = np.where(np.isinf(high), np.finfo(float).max, high)
    least, most = function.apply(low), function.apply(low)
    cuts = function.cuts if function.kind != "ideal" else (function.cuts[0],)
    ends = [end for cut in cuts for end in (np.nextafter(cut, -np.inf), cut, np.nextafter(cut, np.inf))]
    for value in (top, *(np.clip(end, low, top) for end in ends)):
        score = function.apply(value)
        least, most = np.minimum(least, score), np.maximum(most, score)
    return least, most
