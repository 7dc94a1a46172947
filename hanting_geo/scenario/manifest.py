"""What a run says of itself: the layers that it read, their licences, and the versions that it ran with."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from hanting_geo.core.findings import ATTRS_KEY
from hanting_geo.core.text import Text
from hanting_geo.core.today import today
from hanting_geo.core.words.credits import credit_label
from hanting_geo.core.words.scenario import CREDITS
from hanting_geo.core.words.values import CRS_NAMES
from hanting_geo.crs.gate import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from hanting_geo.sources.catalog.catalog import Catalog

__all__ = ["credits_of", "crs_name", "describe_input"]


def describe_input(frame: pd.DataFrame, catalog: Catalog) -> dict[str, Any]:
    """Tell of a layer or table as it came from the catalogue: which it is, how much it holds, under which licence."""
    meta = frame.attrs[ATTRS_KEY]
    missing = int(frame.geometry.isna().sum()) if isinstance(frame, gpd.GeoDataFrame) else 0
    return {
        "name": meta["layer"],
        "title": meta["title_zh"],
        "title_en": meta["title_en"],
        "file": meta.get("file", f"{meta['layer']}.csv"),
        "sha256": meta.get("sha256"),
        "catalog_version": meta.get("catalog_version", catalog.version),
        "features": len(frame),
        "without_geometry": missing,
        "licence": meta.get("licence"),
        "attribution": meta.get("attribution"),
    }


def credits_of(
    title: Text, system: str, inputs: Iterable[Mapping[str, Any]], language: str = "zh"
) -> dict[str, object]:
    """Say on a product, in its language, what it was made from, and under which licences.

    Examples
    --------
    >>> from hanting_geo.core.text import Text
    >>> list(credits_of(Text("选址", "Siting"), "EPSG:4549", [], "en"))
    ['Title', 'Date', 'CRS', 'Software']
    """
    word = {name: text.text(language) for name, text in CREDITS.items()}
    rows: dict[str, object] = {
        word["title"]: title.text(language),
        word["date"]: today(),
        word["crs"]: system,
        word["software"]: f"hanting_geo {version('hanting_geo')}",
    }
    for item in inputs:
        called = Text(item["title"], item.get("title_en") or "").text(language)
        told = [credit_label(what, item[what], language) if item[what] else "-" for what in ("attribution", "licence")]
        counts = CREDITS["counts"].filled(features=item["features"], unplaced=item["without_geometry"])
        rows[f"{word['layer']} {item['name']}"] = " | ".join([called, *told, counts.text(language)])
    return rows


def crs_name(crs: str, catalog: Catalog, language: str = "en") -> str:
    """Name a reference system in full; ``working`` is the catalogue's."""
    system = resolve(catalog.crs if crs == "working" else crs)
    code = system.to_string()
    return f"{CRS_NAMES.get(code, system.name) if language == 'zh' else system.name} ({code})"
