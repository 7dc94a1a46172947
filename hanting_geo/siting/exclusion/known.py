"""How well the place of what an exclusion leaves and takes is known: as badly as that of what cut it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.siting.relations.nearest import pairs_within

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats
    from hanting_geo.siting.exclusion.ledger import Losses
    from hanting_geo.siting.exclusion.study import Study

__all__ = ["accuracies"]


def accuracies(study: Study, losses: Losses) -> tuple[Floats, Floats]:
    """Give for each candidate its own accuracy, and the worst of it and of the features that cut it.

    A rule cuts the candidates of which it takes something, along its features in reach of them (those of
    ``where_layer`` too). NaN where one of them states none.
    """
    own = stated_accuracy(study.frame)
    worst = np.where(np.isnan(own), np.inf, own)  # worse than any that is stated
    shapes = np.asarray(study.frame.geometry.values, dtype=object)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    for position, outcome in enumerate(study.outcomes):
        bitten = losses.owner[losses.rule == position]
        bitten = bitten[placed[bitten]]
        for features, reach in outcome.cuts if len(bitten) else ():
            pairs = pairs_within(
                shapes[bitten],
                np.zeros(len(bitten)),
                features.shapes,
                np.broadcast_to(np.asarray(reach, dtype=np.float64), len(features.shapes)),
            )
            stated = np.where(np.isnan(features.accuracy_m), np.inf, features.accuracy_m)
            np.maximum.at(worst, bitten[pairs.site], stated[pairs.feature])
    return own, np.where(np.isinf(worst), np.nan, worst)
