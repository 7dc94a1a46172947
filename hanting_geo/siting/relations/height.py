"""How high a site may be: against its distance from what must be seen over it, and against a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.lazy import Once
from hanting_geo.siting.relations.answers import Answer, Areas, any_of
from hanting_geo.siting.relations.displacement import ON_BORDER_M
from hanting_geo.siting.relations.layer import outside
from hanting_geo.siting.relations.overlap import Overlaps
from hanting_geo.siting.relations.setback import beyond_distance

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats
    from hanting_geo.siting.relations.answers import Case
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.relations.nearest import SitePairs

__all__ = ["below_distance", "below_surface"]


def below_distance(case: Case, layer: Features, height_m: Floats, ratio: float, distance_m: Floats | float) -> Answer:
    """Ask that the height is at most d / n of every feature that is nearer than D.

    That is a setback of min(n x height, D): d < D and d / n < height say the same as d < min(n x height, D). Heights
    that are not known are taken as 0; whoever asks tells of them.
    """
    answer = beyond_distance(case, layer, distance_m, ratio * np.nan_to_num(height_m))
    return _whole(answer, len(case.whole))


def below_surface(case: Case, layer: Features, height_m: Floats) -> tuple[Answer, Floats, Flags]:
    """Ask that the height is at most that of every surface that the site overlaps; touching is not overlapping.

    Returns
    -------
    answer
        As of ``outside`` of the surfaces that are lower than the site.
    lowest
        Of these as drawn, NaN where there is none.
    unknown
        Whether a surface of which nobody gives the height may cover the site.
    """
    count = len(case.whole)
    surface = np.full(len(layer.shapes), np.nan) if layer.metres is None else layer.metres

    def lower(pairs: SitePairs) -> Flags:
        return np.asarray(surface[pairs.feature] < height_m[pairs.site] - ON_BORDER_M, dtype=bool)

    met = Overlaps(case, layer, lower)
    lowest = np.full(count, np.inf)
    drawn = met.pairs.pick(met.drawn)
    np.minimum.at(lowest, drawn.site, surface[drawn.feature])
    silent = Overlaps(case, layer, lambda pairs: np.isnan(surface[pairs.feature]))
    unknown = any_of(silent.pairs, silent.maybe, count)
    return _whole(outside(met), count), np.where(np.isfinite(lowest), lowest, np.nan), unknown


def _whole(answer: Answer, count: int) -> Answer:
    """Answer for sites as wholes: a height has no area."""
    return answer._replace(taken=np.zeros(count, dtype=bool), areas=Once(lambda: Areas.none(count)))
