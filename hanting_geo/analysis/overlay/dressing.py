"""The style of a file that is written a batch at a time: what decides it is kept, and no shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.layer_style import LayerStyle

__all__ = ["Dressing"]

_DECIDING = ("kind", "pattern", "plan_works", "from_m", "to_m", "from_per_km2", "to_per_km2", "band", "accuracy_m")
_NAMES = ("id", "name_zh", "name_en")
_SHAPES = np.array(
    [shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)]), shapely.box(0, 0, 1, 1), None], dtype=object
)
"""One of each dimension, and none, in the place of all shapes: a style asks of them no more."""


class Dressing:
    """Batches of a layer on their way into a GeoPackage, and how QGIS draws it.

    Parameters
    ----------
    name
        Of the layer.
    style
        As of a layer in :func:`hanting_geo.zone_map`; None: as the page draws it, where it knows the layer.

    Examples
    --------
    >>> parcels = gpd.GeoDataFrame({"use": ["farm", "road"]}, geometry=[shapely.box(0, 0, 1, 1)] * 2)
    >>> dressing = Dressing("parcels", {"column": "use"})
    >>> dressing.add(parcels)
    >>> [style.name for style in dressing.styles()]
    ['地块 (中文)', 'Parcels (EN)']
    """

    def __init__(self, name: str, style: Mapping[str, Any] | None) -> None:
        self._name, self._style = name, style
        self._parts: dict[int, list[gpd.GeoDataFrame]] = {}

    def add(self, ready: gpd.GeoDataFrame, part: int = 0) -> None:
        """Keep what of a batch may decide the style; parts stand in the file one after the other.

        Raises
        ------
        SchemaError
            The style is none, or of a column that is not there.
        """
        # Outputs are asked for when something is drawn, and not before.
        from hanting_geo.outputs.maps.layer_legend import NAME_COLUMNS
        from hanting_geo.outputs.maps.legend import checked_style

        if self._style is not None and not self._parts:
            missing = self._style.get("column") is not None and self._style["column"] not in ready.columns
            if missing or "column" not in self._style:
                checked_style(self._name, pd.DataFrame(ready.drop(columns=ready.geometry.name)), self._style)
        asked = {str(value) for value in (self._style or {}).values() if isinstance(value, str)}
        columns = [name for name in ready.columns if name in asked or name in _DECIDING]
        shapes = np.asarray(ready.geometry.values)
        spread = np.where(shapely.is_empty(shapes), -1, shapely.get_dimensions(shapes))
        kept = pd.DataFrame(ready[columns]).assign(
            **{name: "" for name in (*_NAMES, *NAME_COLUMNS) if name in ready.columns and name not in columns}
        )
        self._parts.setdefault(part, []).append(gpd.GeoDataFrame(kept, geometry=_SHAPES[spread]))

    def styles(self) -> list[LayerStyle]:
        """Give the styles of the whole, one a language, or none.

        Raises
        ------
        SchemaError
            The style is none.
        """
        from hanting_geo.outputs.qgis.styles import layer_styles

        parts = [frame for part in sorted(self._parts) for frame in self._parts[part]]
        if not parts:
            return []
        some = [frame for frame in parts if len(frame)] or parts[:1]
        return layer_styles(pd.concat(some, ignore_index=True), self._name, self._style, {})
