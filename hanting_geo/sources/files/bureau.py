"""Files of a bureau with readers of their own: drawings, and boundary points and tables, told apart by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.findings import attach
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.sources.files.declared import placed_as_declared
from hanting_geo.sources.files.dxfframe import dxf_layers, read_dxf
from hanting_geo.sources.files.landtxt.parsing import looks_like_landtxt
from hanting_geo.sources.files.landtxt.reading import read_landtxt
from hanting_geo.sources.files.layers import Layer, Source, choose
from hanting_geo.sources.files.paths import format_of
from hanting_geo.sources.files.plaintext import lines_of, plain_text
from hanting_geo.sources.files.tabular.reading import exchanged_columns, read_table
from hanting_geo.sources.files.tabular.workbook import sheet_names

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from hanting_geo.sources.files.declared import Declared

__all__ = ["BUREAU", "bureau_layers", "read_bureau", "read_told"]

BUREAU = {"LandTXT", "Table", "DXF"}
"""Formats that are read here."""


def _is_landtxt(source: Source) -> bool:
    if source.path.suffix.lower() == ".xlsx":
        return False
    return looks_like_landtxt(lines_of(plain_text(source.path, source.encoding).text))


def read_bureau(
    source: Source, layer: str | None, declared: Declared | None = None, *, swap_axes: bool = False
) -> gpd.GeoDataFrame:
    """Read a file of boundary points, or a table of points; in the system that was declared for it, if one was.

    Raises
    ------
    SourceError, CRSError, SchemaError
        As for :func:`hanting_geo.read_landtxt` and :func:`hanting_geo.read_table`; no such layer.
    """
    if source.kind == "DXF":
        return read_dxf(source, layer, declared, swap_axes=swap_axes)
    if declared is not None or swap_axes:
        return read_told(source.path, layer=layer, encoding=source.encoding, crs=declared, swap_axes=swap_axes)
    if source.path.suffix.lower() == ".xlsx":
        return read_table(source.path, sheet=layer, encoding=source.encoding)
    if layer not in {None, source.path.stem}:
        choose(source, bureau_layers(source), layer)
    if _is_landtxt(source):
        return read_landtxt(source.path, encoding=source.encoding)
    try:
        return read_table(source.path, encoding=source.encoding)
    except SourceError as error:
        if source.path.suffix.lower() != ".txt":
            raise
        message = Sentence(
            "{name} holds neither boundary points nor a table of points: {error}", name=source.path.name, error=error
        )
        raise SourceError(message) from error


def read_told(
    path: Path,
    *,
    layer: str | None = None,
    encoding: str | None = None,
    x: str | None = None,
    y: str | None = None,
    wkt: str | None = None,
    crs: Declared | None = None,
    swap_axes: bool = False,
) -> gpd.GeoDataFrame:
    """Read a table of points whose columns or system are told, or boundary points whose system is.

    Raises
    ------
    SchemaError
        The file is of another format, which says itself where its places are.
    SourceError
        The axes of boundary points, or of shapes in WKT, are to be swapped.
    """
    source = Source(path, format_of(path), encoding)
    if source.kind not in BUREAU or source.kind == "DXF":
        message = Sentence(
            "{name}: x, y and wkt are said of tables; {kind} says itself where its places are",
            name=path.name,
            kind=source.kind,
        )
        raise SchemaError(message)
    system = None if crs is None else crs.crs
    if x is None and y is None and wkt is None and _is_landtxt(source):
        if swap_axes:
            message = Sentence(
                "{name}: the order of boundary points is read from their size; leave swap_axes out", name=path.name
            )
            raise SourceError(message)
        frame = read_landtxt(path, encoding=encoding, crs=system)
    else:
        sheet = layer if path.suffix.lower() == ".xlsx" else None
        if swap_axes:
            x, y = exchanged_columns(path, x, y, wkt, sheet=sheet, encoding=encoding)
        frame = read_table(path, x=x, y=y, wkt=wkt, crs=system, sheet=sheet, encoding=encoding)
    if crs is None or crs.datum is None:
        return frame
    frame, found = placed_as_declared(frame, crs, file=path.name, layer=layer)
    return attach(frame, found)


def bureau_layers(source: Source) -> list[Layer]:
    """List the layers: the sheets of a workbook, the layers of a drawing, else the file."""
    if source.kind == "DXF":
        return dxf_layers(source)
    if source.path.suffix.lower() == ".xlsx":
        return [Layer(name, "Point", rows - 1, source.path) for name, rows in sheet_names(source.path)]
    frame = read_bureau(source, None)
    kinds = sorted({str(kind).removeprefix("Multi") for kind in frame.geom_type.dropna()})
    geometry = kinds[0] if len(kinds) == 1 else "Unknown"
    return [Layer(source.path.stem, geometry, len(frame), source.path)]
