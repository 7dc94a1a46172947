"""Frames in memory where a catalogue is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core.arguments import require_frame
from hanting_geo.core.findings import ATTRS_KEY, attach, facts_of
from hanting_geo.crs.gate import to_crs
from hanting_geo.sources.catalog.catalog import Catalog, open_catalog, require_clean
from hanting_geo.sources.catalog.entries import CatalogFile, LayerInfo
from hanting_geo.sources.checks import check_features

if TYPE_CHECKING:
    import os

    import geopandas as gpd

__all__ = ["as_catalog"]


class _Frames(Catalog):
    """Layers by name that are no files: checked and brought to the working system like any other."""

    def __init__(self, frames: Mapping[str, gpd.GeoDataFrame]) -> None:
        given: Mapping[str, object] = frames
        for name, value in given.items():
            require_frame(value, f"layer {name!r}")
        entries = {name: LayerInfo(file="", features=len(frame)) for name, frame in frames.items()}
        super().__init__(Path("frames in memory"), CatalogFile(layers=entries))
        self._frames = dict(frames)

    def load(self, name: str, *, crs: object = "working", strict: bool = False) -> gpd.GeoDataFrame:
        """Give a copy of the frame, checked, in a reference system."""
        self.info(name)
        given = self._frames[name]
        frame = given.copy()
        target = self.crs if isinstance(crs, str) and crs == "working" else crs
        if target is not None:
            frame = to_crs(frame, target)
        # The frame may have changed since it was read: it is no longer that file.
        said: dict[str, Any] = {key: value for key, value in facts_of(given).items() if key not in {"file", "sha256"}}
        frame.attrs = {ATTRS_KEY: {**said, "file": "frame in memory"}}
        titles = {key: said.get(key, name) for key in ("title_zh", "title_en")}
        attach(frame, check_features(given, layer=name), layer=name, **titles)
        if strict:
            require_clean(frame, name)
        return frame


def as_catalog(catalog: Catalog | Mapping[str, gpd.GeoDataFrame] | str | os.PathLike[str] | None) -> Catalog:
    """Give a catalogue: as it is, opened from a path, or made of frames by name; None is the packaged one.

    Raises
    ------
    SourceError, SchemaError
        As for :func:`hanting_geo.open_catalog`; a value that is no GeoDataFrame.

    Examples
    --------
    >>> site = gpd.GeoDataFrame({"id": ["a"]}, geometry=gpd.points_from_xy([119.2], [36.8]), crs="EPSG:4326")
    >>> str(as_catalog({"sites": site}).load("sites").crs)
    'EPSG:4549'
    """
    if isinstance(catalog, Catalog):
        return catalog
    if isinstance(catalog, Mapping):
        return _Frames(catalog)
    return open_catalog(catalog)
