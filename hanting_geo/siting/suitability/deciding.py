"""The page that decides: what its sliders recompute, or why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.text import Text
from hanting_geo.core.words.ranking import NO_SLIDERS, UNRANKED
from hanting_geo.core.words.values import VALUES
from hanting_geo.siting.suitability.ranks import GRADES, TIE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from hanting_geo.outputs.maps.curves import Curve
    from hanting_geo.outputs.maps.ranked import Ranking
    from hanting_geo.outputs.maps.zone_map import ZoneMap
    from hanting_geo.siting.suitability.study import Study

__all__ = ["decision_map"]

_METHODS = ("wlc", "wpm")
_NO_RANK = "#6f7780"
_ANY_GRADE = "#2f63a0"


def decision_map(
    study: Study,
    layers: Mapping[str, gpd.GeoDataFrame],
    colors: Mapping[str, str],
    curves: Sequence[Curve],
    **keywords: Any,
) -> ZoneMap:
    """Draw the candidates with weight sliders; where these cannot be, without them and with a sentence why.

    A style that names a column of its own draws that, without sliders.
    """
    from hanting_geo.outputs.maps.ranking import captioned, ranking_map
    from hanting_geo.outputs.maps.zone_map import zone_map

    if keywords["style"]["candidates"]["column"] != "grade":
        return zone_map(layers, **keywords)
    why_not = _why_not(study)
    if why_not is not None:
        return captioned(zone_map(layers, **keywords), "candidates", why_not)
    return ranking_map(layers, _ranking(study, colors, curves), **keywords)


def _why_not(study: Study) -> Text | None:
    if study.combine not in _METHODS:
        method = VALUES["combine"].get(study.combine, Text(study.combine, study.combine))
        return NO_SLIDERS["method"].filled(method=method)
    if not (study.ranks > 0).any():
        return NO_SLIDERS["nobody"]
    if study.combine == "wpm" and (study.valued.matrix[:, study.valued.costs] == 0).any():
        return NO_SLIDERS["cost"]
    return None


def _ranking(study: Study, colors: Mapping[str, str], curves: Sequence[Curve]) -> Ranking:
    from hanting_geo.outputs.maps.ranked import Grade, Level, Ranking

    criteria = study.criteria
    names = [row.id for row in criteria.leaves]
    if study.valued.free:  # scores in the units of the columns have no grades
        grades = [Grade(VALUES["standing"]["ranked"], _ANY_GRADE, None)]
    else:
        cuts = [*criteria.cuts, None]
        grades = [
            Grade(_from(VALUES["grade"][grade], cut), colors[grade], cut)
            for grade, cut in zip(GRADES, cuts, strict=True)
        ]
    return Ranking(
        utilities=pd.DataFrame(study.valued.matrix, columns=names),
        weights=pd.Series(study.weights, index=names, name="weight"),
        ranks=study.ranks.tolist(),
        tree=[Level(row.id, Text(*row.title.both().values()), row.parent, not row.is_level) for row in criteria],
        grades=grades,
        unranked=Grade(UNRANKED, _NO_RANK, None),
        method=study.combine,
        costs=study.valued.costs.tolist() if study.combine == "wpm" else (),
        local=criteria.weighs_levels,
        tie=TIE,
        curves=curves,
    )


def _from(title: Text, cut: float | None) -> Text:
    return title if cut is None else Text(f"{title.zh} ≥ {cut:g}", f"{title.en} ≥ {cut:g}")
