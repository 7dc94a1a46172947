"""How QGIS draws a layer: as the page does, in Chinese and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.layer_style import LayerStyle
from hanting_geo.core.options import options
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words.qgis import STYLES
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps.layer_legend import legend_of, name_columns, placed_rows
from hanting_geo.outputs.maps.legend import checked_style
from hanting_geo.outputs.qgis.asking import column_reference
from hanting_geo.outputs.qgis.classes import classes_with_conditions
from hanting_geo.outputs.qgis.qml import Dressed, qml
from hanting_geo.outputs.qgis.sld import sld
from hanting_geo.outputs.style.looks import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["layer_styles"]

_POINT, _LINE, _AREA = 0, 1, 2
_DRAWN_AS = {_POINT: "point", _LINE: "line", _AREA: "area"}
_LONGEST = 30
"""Characters of a style's name."""
_NOWHERE = 1e9
"""Metres; worse than any accuracy that is stated."""


def layer_styles(
    frame: gpd.GeoDataFrame, name: str, style: Mapping[str, Any] | None, facts: Mapping[str, Any]
) -> list[LayerStyle]:
    """Give the styles of a layer, one a language; none where the page does not know the layer, or nothing has a place.

    Parameters
    ----------
    frame
        What is written.
    name
        Of the layer.
    style
        As of a layer in :func:`hanting_geo.zone_map`; None: the one that a result gave it, else the usual one.
    facts
        What the frame carries about itself.

    Raises
    ------
    SchemaError
        The style is none.
    """
    table = pd.DataFrame(frame.drop(columns=frame.columns[frame.dtypes == "geometry"])).reset_index(drop=True)
    chosen = _carried(name, table, facts) if style is None else checked_style(name, table, style)
    shapes = np.asarray(frame.geometry.values)
    placed = placed_rows(shapes)
    if chosen is None or not placed.any():
        return []
    stated = chosen.get("accuracy_m", facts.get("accuracy_m"))
    legend = legend_of(name, table, shapes, chosen, facts, accuracy=stated_accuracy(table, stated))
    spread = shapely.get_dimensions(shapes[placed])
    kinds = np.bincount(spread[spread >= 0], minlength=_AREA + 1)
    dressed = Dressed(
        name,
        classes_with_conditions(table, chosen, legend),
        _DRAWN_AS[_AREA - int(np.argmax(kinds[::-1]))],
        chosen.get("opacity"),
        (),
        _accuracy(table, stated),
    )
    usual = options.language or LANGUAGES[0]
    about = [text for text in (legend.title, legend.caption) if text is not None]
    both = Text(*(" · ".join(text.text(language) for text in about) for language in LANGUAGES))
    found = []
    for language in LANGUAGES:
        own = dressed._replace(names=_names(table, language))
        title, sign = legend.title.text(language), STYLES["sign"].text(language)
        found.append(
            LayerStyle(
                f"{_cut(title, _LONGEST - len(sign) - 1)} {sign}",
                qml(own, language),
                sld(own, language),
                STYLES["made"].filled(title=both).text(language),
                language == usual,
            )
        )
    return found


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "\u2026"


def _carried(name: str, table: pd.DataFrame, facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the style that a result gave a layer, the usual one of a layer whose columns the page knows, or none."""
    given = facts.get("style")
    if isinstance(given, dict):
        try:
            return checked_style(name, table, given)
        except SchemaError:  # its columns are gone
            pass
    kinds = set(map(str, table["kind"].dropna().unique())) if "kind" in table.columns else set()
    if kinds & set(KINDS):
        return {}
    for columns in (["from_m", "to_m"], ["from_per_km2", "to_per_km2"]):
        if set(columns) <= set(table.columns) and (columns[0] == "from_m" or "band" in table.columns):
            numeric = all(pd.api.types.is_numeric_dtype(table[column]) for column in columns)
            return {} if numeric else None
    return None


def _names(table: pd.DataFrame, language: str) -> tuple[str, ...]:
    """Name the columns that a label is taken from: in the language, else in the other one, else the id."""
    zh, en = name_columns(table)
    both = [zh, en] if language == "zh" else [en, zh]
    return tuple(dict.fromkeys(column for column in (*both, "id") if column is not None and column in table.columns))


def _accuracy(table: pd.DataFrame, stated: object) -> str | None:
    """Say how an expression knows the accuracy of a feature: its own, else that of the layer."""
    if "accuracy_m" not in table.columns or not pd.api.types.is_numeric_dtype(table["accuracy_m"]):
        return None
    whole = stated if isinstance(stated, int | float) and not isinstance(stated, bool) else _NOWHERE
    own = column_reference("accuracy_m")
    return f"if({own} >= 0, {own}, {whole:g})"
