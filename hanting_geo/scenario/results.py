"""What a step of a scenario gave, written under the names that it saves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import geopandas as gpd
import pandas as pd

from hanting_geo.errors import SchemaError
from hanting_geo.scenario.steps import WRITERS, public

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Result", "part", "write_result"]


@runtime_checkable
class Result(Protocol):
    """What siting gives: tables and layers by name, and products made of them."""

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name."""

    def layers(self) -> dict[str, gpd.GeoDataFrame]:
        """Give the layers by name."""

    def to_map(self, **options: Any) -> Any:
        """Draw the result."""

    def to_workbook(self, path: Path) -> Path:
        """Write its tables."""

    def to_json(self, path: Path) -> Any:
        """Write it for a machine."""


def part(results: Mapping[str, Any], reference: str) -> Any:
    """Give what ``id`` or ``id.part`` refers to: a result, or a layer or table of it.

    Raises
    ------
    SchemaError
        The result has no such part.
    """
    step, _, name = reference.partition(".")
    result = results[step]
    if not name:
        return result
    parts = {**result.tables(), **result.layers()} if isinstance(result, Result) else {}
    if name not in parts:
        message = f"${reference}: {step!r} has no part {name!r}; it has {', '.join(parts) or 'none'}"
        raise SchemaError(message)
    return parts[name]


def write_result(result: Any, path: Path, step: str, **drawing: Any) -> list[dict[str, Any]]:
    """Write a result under a name; the suffix says as what.

    Parameters
    ----------
    result
        A frame, a table, a map, or a :class:`Result`.
    path
        The file.
    step
        The id of the step, for messages and sheets.
    **drawing
        What a map of a :class:`Result` is drawn with: ``title``, ``language``.

    Returns
    -------
    list of dict
        Of a page, what it embeds.

    Raises
    ------
    SchemaError
        The result cannot be written so.
    """
    suffix = path.suffix.lower()
    if isinstance(result, Result):
        if suffix == ".xlsx":
            result.to_workbook(path)
            return []
        if suffix == ".json":
            result.to_json(path)
            return []
        if suffix != ".html":
            message = f"{path.name}: save {step!r} as .xlsx, .json or .html; of its layers, take ${step}.{{name}}"
            raise SchemaError(message)
        result = result.to_map(**drawing)
    if suffix == ".xlsx":
        public(WRITERS[suffix])({step: result}, path)
        return []
    is_map = not isinstance(result, pd.DataFrame)
    fits = {".html": is_map, ".csv": not is_map, ".json": False}.get(suffix, isinstance(result, gpd.GeoDataFrame))
    if not fits:
        is_layer = isinstance(result, gpd.GeoDataFrame)
        kind = "a map" if is_map else "a layer" if is_layer else "a table without geometry"
        instead = ".html" if is_map else ".geojson, .gpkg, .csv or .xlsx" if is_layer else ".csv or .xlsx"
        message = f"{path.name}: step {step!r} gives {kind}; save it as {instead}"
        raise SchemaError(message)
    public(WRITERS[suffix])(result, path)
    if suffix != ".html":
        return []
    embeds = public("hanting_geo.outputs.page.page:page_contents")(result).to_dict("records")
    return [{"file": path.name, "embeds": embeds}]
