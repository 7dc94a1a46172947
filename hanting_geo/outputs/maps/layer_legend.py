"""What a legend tells of a layer: its title and classes, how they look, how many there are, and what is rough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.words.columns import COLUMNS
from hanting_geo.core.words.maps import LAYER_TITLES
from hanting_geo.outputs.maps.choropleth import is_graded
from hanting_geo.outputs.maps.legend import caption_of, classes_of, text_of
from hanting_geo.outputs.style import looks

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from hanting_geo.core.text import Text
    from hanting_geo.outputs.maps.legend import Entry

__all__ = [
    "NAME_COLUMNS",
    "Legend",
    "class_facts",
    "deciding_columns",
    "legend_of",
    "name_columns",
    "placed_rows",
]

NAME_COLUMNS = ("name", COLUMNS["name"].zh, "NAME", "Name")
"""Columns that hold a name in files of no contract."""

_LINE, _AREA = 1, 2
_THIN = 1.0
"""Pixels of the outline of an area that lies along a line."""


class Legend(NamedTuple):
    """What a legend tells of a layer."""

    title: Text
    caption: Text | None
    member: np.ndarray[Any, np.dtype[np.int64]]
    """The class of each row."""
    rough: np.ndarray[Any, np.dtype[np.bool_]]
    """Whether nobody knows its place well."""
    classes: dict[str, Any]
    """As :func:`class_facts` has them."""


def legend_of(
    name: str,
    table: pd.DataFrame,
    shapes: np.ndarray[Any, np.dtype[np.object_]],
    chosen: Mapping[str, Any],
    facts: Mapping[str, Any],
    *,
    accuracy: np.ndarray[Any, np.dtype[np.float64]],
    turn: int = 0,
) -> Legend:
    """Say what a legend tells of a layer: a page and whatever else draws it tell the same.

    Parameters
    ----------
    name
        Of the layer.
    table, shapes
        Its rows, without their shapes, and these.
    chosen
        Its style, looked at by :func:`hanting_geo.outputs.maps.legend.checked_style`.
    facts
        What the frame carries about itself.
    accuracy
        Of each row in metres; NaN where it is not stated.
    turn
        Which of the fallback colours this layer takes.
    """
    # A buffer of the rivers still carries the attrs of the rivers; under another name it is not they.
    own = facts.get("layer", name) == name
    title = text_of(
        chosen.get("title") or ({"zh": facts.get("title_zh"), "en": facts.get("title_en")} if own else name), name
    )
    if title.zh == title.en == name:
        title = LAYER_TITLES.get(name, title)
    classes, member = classes_of(title, table, chosen, turn)
    if "width" not in chosen:
        classes = _thin_where_areas(classes, member, shapes)
    rough = ~(accuracy <= looks.ROUGH_FROM_M)
    caption = caption_of(table, chosen, facts if own else {})
    return Legend(title, caption, member, rough, class_facts(classes, member, shapes, rough, graded=is_graded(chosen)))


def _thin_where_areas(
    classes: list[Entry], member: np.ndarray[Any, np.dtype[np.int64]], shapes: np.ndarray[Any, np.dtype[np.object_]]
) -> list[Entry]:
    """Outline the area around a line thinly: a corridor along a river is no wider river."""
    areal = np.bincount(member[shapely.get_dimensions(shapes) == _AREA], minlength=len(classes)) > 0
    lines = [looks.KINDS[kind].look for kind in ("river", "rail", "road")] + [looks.PLAN_WORKS[1]]
    return [
        # Its name would be that of the line once more.
        (text, look._replace(width=_THIN), None) if areal[number] and look in lines else (text, look, rank)
        for number, (text, look, rank) in enumerate(classes)
    ]


def class_facts(
    classes: list[Entry],
    member: np.ndarray[Any, np.dtype[np.int64]],
    shapes: np.ndarray[Any, np.dtype[np.object_]],
    rough: np.ndarray[Any, np.dtype[np.bool_]],
    *,
    graded: bool,
) -> dict[str, Any]:
    """Say of every class how it looks, how many features with a place it has, and how many of them are rough."""
    placed = placed_rows(shapes)
    counts = np.bincount(member[placed], minlength=len(classes))
    rough_counts = np.bincount(member[placed & rough], minlength=len(classes))
    spread = shapely.get_dimensions(shapes)  # of a collection, that of its largest part
    drawn_as = np.select([spread == _AREA, spread == _LINE], ["area", "line"], "point")
    first = dict(zip(*np.unique(member[placed], return_index=True), strict=True))
    kinds = drawn_as[placed]
    return {
        "drawn_as": str(kinds[0]) if len(kinds) else "area",
        "classes": [
            {
                "text": text,
                "look": look,
                "rank": rank,
                "count": int(counts[number]),
                "rough": bool(counts[number]) and bool(counts[number] == rough_counts[number]),
                "any_rough": bool(rough_counts[number]),
                "graded": graded,  # shades must compare: the page draws them all as strongly, and lists empty classes
                "drawn_as": str(kinds[first[number]]) if number in first else "area",
            }
            for number, (text, look, rank) in enumerate(classes)
        ],
    }


def deciding_columns(table: pd.DataFrame, style: Mapping[str, Any]) -> list[str]:
    """Name the columns by whose values :func:`classes_of` tells classes apart.

    Examples
    --------
    >>> import pandas as pd
    >>> deciding_columns(pd.DataFrame({"kind": ["zone"], "pattern": ["east"], "ha": [2.0]}), {})
    ['kind', 'pattern']
    """
    if style.get("column") is not None:
        return [style["column"]]
    for columns in (["from_m", "to_m"], ["from_per_km2", "to_per_km2"]):
        if set(columns) <= set(table.columns) and (columns[0] == "from_m" or "band" in table.columns):
            return columns
    return [column for column in ("kind", "pattern", "plan_works") if column in table.columns]


def name_columns(table: pd.DataFrame) -> tuple[str | None, str | None]:
    """Tell which columns hold the names in Chinese and English, where there are any.

    Examples
    --------
    >>> import pandas as pd
    >>> name_columns(pd.DataFrame({"name_zh": ["甲"], "name_en": ["A"]})), name_columns(pd.DataFrame({"NAME": ["甲"]}))
    (('name_zh', 'name_en'), ('NAME', 'NAME'))
    """
    zh = next((column for column in ("name_zh", *NAME_COLUMNS) if column in table), None)
    return zh, "name_en" if "name_en" in table else zh


def placed_rows(shapes: np.ndarray[Any, np.dtype[np.object_]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell which shapes are somewhere."""
    return np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)), dtype=np.bool_)
