"""What a run says of itself: the layers that it read, their licences, and the versions that it ran with."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from hanting_geo.core.findings import ATTRS_KEY
from hanting_geo.core.today import today
from hanting_geo.core.words.scenario import CREDITS
from hanting_geo.crs.gate import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from hanting_geo.core.text import Text
    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["credits_of", "crs_name", "describe_input", "versions"]

_LIBRARIES = ("fiona", "folium", "geopandas", "numpy", "pandas", "pyogrio", "pyproj", "shapely", "XlsxWriter")


def describe_input(frame: pd.DataFrame, catalog: Catalog) -> dict[str, Any]:
    """Tell of a layer or table as it came from the catalogue: which it is, how much it holds, under which licence."""
    meta = frame.attrs[ATTRS_KEY]
    missing = int(frame.geometry.isna().sum()) if isinstance(frame, gpd.GeoDataFrame) else 0
    return {
        "name": meta["layer"],
        "title": meta["title_zh"],
        "file": meta.get("file", f"{meta['layer']}.csv"),
        "sha256": meta.get("sha256"),
        "catalog_version": meta.get("catalog_version", catalog.version),
        "features": len(frame),
        "without_geometry": missing,
        "licence": meta.get("licence"),
        "attribution": meta.get("attribution"),
    }


def credits_of(title: Text, system: str, inputs: Iterable[Mapping[str, Any]]) -> dict[str, object]:
    """Say on a product what it was made from, and under which licences.

    Examples
    --------
    >>> from hanting_geo.core.text import Text
    >>> list(credits_of(Text("选址", "Siting"), "EPSG:4549", []))
    ['标题 Title', '日期 Date', '坐标系 CRS', '软件 Software']
    """
    word = {name: _beside(text) for name, text in CREDITS.items()}
    rows: dict[str, object] = {
        word["title"]: _beside(title).strip(),
        word["date"]: today(),
        word["crs"]: system,
        word["software"]: f"hanting_geo {version('hanting_geo')}",
    }
    for item in inputs:
        rows[f"{word['layer']} {item['name']}"] = (
            f"{item['title']} | {item['attribution'] or '-'} | {item['licence'] or '-'} | "
            f"{item['features']} {word['features']}, {item['without_geometry']} {word['unplaced']}"
        )
    return rows


def _beside(text: Text) -> str:
    return " ".join(text.both().values())


def crs_name(crs: str, catalog: Catalog) -> str:
    """Name a reference system in full; ``working`` is the catalogue's."""
    system = resolve(catalog.crs if crs == "working" else crs)
    return f"{system.name} ({system.to_string()})"


def versions() -> dict[str, str | None]:
    """Give the versions of this package, of Python, and of the libraries that results depend on."""
    return {
        "hanting_geo": version("hanting_geo"),
        "python": platform.python_version(),
        **{name: _version(name) for name in _LIBRARIES},
    }


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None
