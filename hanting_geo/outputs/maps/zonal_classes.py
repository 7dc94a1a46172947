"""What the classes of statistics are called on the page, in both of its languages, as the layer itself says."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core.names import NAMES, names_in_both
from hanting_geo.core.words.maps import LEGEND

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from hanting_geo.core.text import Text

__all__ = ["classes_named"]

_NO_NAMES = frozenset({"(all)", "(none)"})


def classes_named(table: pd.DataFrame, layer: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Call rings from where to where they go, and features that are classes by their names in both languages.

    Parameters
    ----------
    table
        Statistics by zone.
    layer
        The layer of that name on the map; None leaves the table as it is.

    Examples
    --------
    >>> import pandas as pd
    >>> rivers = pd.DataFrame({"name_zh": ["虞河"], "name_en": ["Yu River"]})
    >>> table = pd.DataFrame({"class": ["Yu River", "(all)"]})
    >>> classes_named(table, rivers)["class"].tolist()
    [Text(zh='虞河', en='Yu River'), '(all)']
    """
    if layer is None or "class" not in getattr(table, "columns", ()):
        return table
    if {"from_m", "to_m"} <= set(layer.columns):
        bounds = layer[["from_m", "to_m"]].drop_duplicates("to_m").itertuples(index=False, name=None)
        known: Mapping[str, Text] = {
            str(float(end)): LEGEND["ring"].filled(start=start, end=end) for start, end in bounds
        }
        return _called(table, known)
    if any((layer.columns == column).sum() != 1 for column in NAMES):
        return table
    both = [text for text in names_in_both(layer) if text is not None]
    names = {text.en: text for text in reversed(both)} | {text.zh: text for text in reversed(both)}
    is_named = all(isinstance(value, str) and (value in names or value in _NO_NAMES) for value in table["class"])
    return _called(table, names) if is_named else table


def _called(table: pd.DataFrame, known: Mapping[str, Text]) -> pd.DataFrame:
    named: list[Any] = [
        known.get(str(float(value)) if isinstance(value, Real) else str(value), value) for value in table["class"]
    ]
    classes = np.empty(len(named), dtype=object)
    classes[:] = named
    return table.assign(**{"class": classes})
