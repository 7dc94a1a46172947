"""The page that decides: a map of candidates whose weights can be moved, and which ranks them again in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.outputs.maps.layer_legend import class_facts
from hanting_geo.outputs.maps.zone_map import ZoneMap, zone_map
from hanting_geo.outputs.style.palettes import color_between

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hanting_geo.core.text import Text
    from hanting_geo.outputs.maps.drawing import DrawnLayer
    from hanting_geo.outputs.maps.legend import Entry
    from hanting_geo.outputs.maps.ranked import Ranking

__all__ = ["captioned", "ranking_map"]

_LIVE = ("rank", "score", "grade")
"""What a popup says of the weights as they are now, not of those of the report."""
_OUTLINE = 0.4


def ranking_map(
    layers: Mapping[str, gpd.GeoDataFrame], ranking: Ranking, *, layer: str = "candidates", **keywords: Any
) -> ZoneMap:
    """Draw layers as :func:`hanting_geo.zone_map` does, with weight sliders and a ranking beside the map.

    Parameters
    ----------
    layers
        Frames by name; one of them holds the candidates.
    ranking
        What is ranked, rows in the order of that frame.
    layer
        The name of that frame.
    **keywords
        Of :func:`hanting_geo.zone_map`.
    """
    page = zone_map(layers, **keywords)
    place = list(layers).index(layer)
    drawn = list(page.plan.layers)
    drawn[place] = _graded(drawn[place], ranking)
    page.plan.layers = drawn
    page.plan.rank(ranking, place)
    return page


def captioned(page: ZoneMap, layer: str, text: Text) -> ZoneMap:
    """Say a sentence under the title of a layer."""
    page.plan.layers = [
        one._replace(facts={**one.facts, "caption": text}) if one.name == layer else one for one in page.plan.layers
    ]
    return page


def _graded(drawn: DrawnLayer, ranking: Ranking) -> DrawnLayer:
    """Give the layer a class for each grade, also where nobody is in it now, and one for who has no rank."""
    first = drawn.facts["classes"][0] if drawn.facts["classes"] else None
    base, rank = (first["look"], first["rank"]) if first else (None, None)
    if base is None:
        return drawn
    entries: list[Entry] = [
        (grade.text, base._replace(color=color_between((grade.color, "#000000"), _OUTLINE), fill=grade.color), rank)
        for grade in (*ranking.grades, ranking.unranked)
    ]
    member = ranking.classes()
    facts = class_facts(entries, member, drawn.geometry, drawn.cells.rough.astype(bool), graded=True)
    for kind in facts["classes"]:
        kind["drawn_as"] = facts["drawn_as"]  # a class that is empty now may fill
    kept = [number for number, column in enumerate(drawn.facts["columns"]) if column["name"] not in _LIVE]
    return drawn._replace(
        cells=drawn.cells._replace(member=np.asarray(member), shown=[drawn.cells.shown[number] for number in kept]),
        facts={**drawn.facts, **facts, "columns": [drawn.facts["columns"][number] for number in kept]},
    )
