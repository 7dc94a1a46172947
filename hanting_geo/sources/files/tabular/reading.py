"""Reading tables of points, CSV and XLSX: every row and cell, or an error that says at which row it is not."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.findings import attach, facts_of, told_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.sources.files.paths import existing_file
from hanting_geo.sources.files.plaintext import plain_text
from hanting_geo.sources.files.schema import free_name
from hanting_geo.sources.files.tabular.columns import place_columns
from hanting_geo.sources.files.tabular.csvfile import read_csv
from hanting_geo.sources.files.tabular.kinds import typed_column
from hanting_geo.sources.files.tabular.points import numbers_of, points_of, shapes_of_wkt
from hanting_geo.sources.files.tabular.workbook import read_workbook

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from hanting_geo.sources.files.tabular.sheet import Sheet

__all__ = ["exchanged_columns", "read_table", "table_numbers"]


def read_table(  # noqa: PLR0913 - each says one thing about the table
    path: str | os.PathLike[str],
    *,
    x: str | None = None,
    y: str | None = None,
    wkt: str | None = None,
    crs: object = None,
    sheet: str | int | None = None,
    header: int = 1,
    encoding: str | None = None,
    damaged: str = "refuse",
    strict: bool = False,
) -> gpd.GeoDataFrame:
    r"""Read a table of points, CSV (``.csv``, ``.txt``) or XLSX: places by longitude and latitude, x and y, or WKT.

    Coordinates are decimals, or degrees with minutes and seconds in any common notation (119°12′33″, 119度12分33秒,
    E119.2, 36 46 12 N). Swapped columns are found by the size of the numbers and refused; only X and Y of a survey,
    where X is the northing, are read as such, and told. Text that looks like a number stays text: codes with leading
    zeros, long numbers, columns called 代码, 编号 or id.

    Parameters
    ----------
    path
        The file.
    x, y
        Columns of easting or longitude, and of northing or latitude. None: those called so (经度 and 纬度, lon and lat,
        X and Y, 横坐标 and 纵坐标), if there is one pair.
    wkt
        Column of shapes in WKT, instead.
    crs
        The system that the coordinates are in. None: what the numbers leave no doubt of, with a warning: degrees in
        China (EPSG:4326), eastings with a zone number (CGCS2000).
    sheet
        Name or number of the sheet of a workbook that has several.
    header
        Row that names the columns, counted from 1.
    encoding
        Of a CSV; None: by its mark (BOM), strict UTF-8, else GB 18030, and a finding says which.
    damaged
        ``"refuse"`` the file if a coordinate cannot be read, or give the row a null geometry and an error among the
        findings: ``"null"``.
    strict
        Raise when a finding is a warning or an error.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a row, with all columns as they are; empty coordinates are a null geometry.

    Raises
    ------
    SourceError
        No such file, sheet or column; no column names in that row; cells that are no coordinates; swapped columns.
    CRSError
        The system is not said and cannot be told, or the numbers cannot be of the one that is said.
    SchemaError
        Two columns of one name; ``strict`` and a finding.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> file = Path(tempfile.mkdtemp()) / "wells.csv"
    >>> _ = file.write_text("代码,名称,经度,纬度\n0012,甲井,119°12′36″,36.77\n", encoding="gbk")
    >>> wells = read_table(file, crs="EPSG:4490")
    >>> wells["代码"].item(), wells.get_coordinates().round(9).to_numpy().tolist()
    ('0012', [[119.21, 36.77]])
    """
    file = existing_file(arguments.path(path, "read_table: path"))
    for name, value in (("x", x), ("y", y), ("wkt", wkt), ("encoding", encoding)):
        if value is not None:
            arguments.text(value, f"read_table: {name}")
    if sheet is not None and not isinstance(sheet, str):
        arguments.whole_number(sheet, "read_table: sheet", least=1)
    arguments.whole_number(header, "read_table: header", least=1)
    arguments.one_of(damaged, ("refuse", "null"), "read_table: damaged")
    arguments.flag(strict, "read_table: strict")
    told = None if crs is None else resolve(crs)
    table, codec = _sheet(file, sheet, header, encoding, x or wkt)
    columns = place_columns(table, x, y, wkt)
    refuse = damaged == "refuse"
    if columns.wkt:
        points = shapes_of_wkt(table, columns.wkt, told, refuse=refuse)
    else:
        points = points_of(table, columns, told, refuse=refuse)
    index = pd.RangeIndex(len(table.rows))
    frame = gpd.GeoDataFrame(_columns(table), index=index, geometry=points.shapes, crs=points.crs)
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    attach(frame, table.found, file=file.name, format="Table", layer=table.name, sha256=digest, encoding=codec)
    if strict:
        _require_clean(frame, file.name)
    return frame


def exchanged_columns(
    file: Path, x: str | None, y: str | None, wkt: str | None, *, sheet: str | None, encoding: str | None
) -> tuple[str, str]:
    """Give the columns of easting and northing of a table in which each holds the other.

    Raises
    ------
    SourceError
        Its places are shapes in WKT; no such column.
    """
    table, _ = _sheet(file, sheet, 1, encoding, x or wkt)
    columns = place_columns(table, x, y, wkt)
    if columns.wkt:
        message = Sentence(
            "{name}: swap_axes is for two columns of coordinates; of WKT, read it, then swap its shapes", name=file.name
        )
        raise SourceError(message)
    return columns.y, columns.x


def table_numbers(file: Path, *, sheet: str | None = None) -> gpd.GeoSeries:
    """Give the numbers of the two columns of coordinates of a table as points in no system.

    Raises
    ------
    SourceError
        As for :func:`read_table`.
    """
    table, _ = _sheet(file, sheet, 1, None, None)
    columns = place_columns(table, None, None, None)
    if columns.wkt:
        return gpd.GeoSeries(np.asarray(read_table(file, sheet=sheet, crs="EPSG:4326").geometry.values))
    return gpd.GeoSeries(numbers_of(table, columns))


def _sheet(
    file: Path, sheet: str | int | None, header: int, encoding: str | None, told: str | None
) -> tuple[Sheet, str | None]:
    if file.suffix.lower() == ".xlsx":
        if encoding is not None:
            message = Sentence("{name}: encoding= is for CSV; a workbook states its own, leave it out", name=file.name)
            raise SourceError(message)
        return read_workbook(file, sheet, header, told), None
    if file.suffix.lower() not in {".csv", ".txt", ".tsv"}:
        message = Sentence(
            "{name}: a table is .csv, .txt or .xlsx, and not {suffix!r}; save it as one of these",
            name=file.name,
            suffix=file.suffix,
        )
        raise SourceError(message)
    if sheet is not None:
        message = Sentence("{name}: sheet= is for workbooks; a CSV is one table, leave it out", name=file.name)
        raise SourceError(message)
    text = plain_text(file, encoding)
    return read_csv(file, text, header, told), text.encoding


def _columns(table: Sheet) -> dict[str, pd.Series]:
    columns: dict[str, pd.Series] = {}
    for at, name in enumerate(list(table.header)):
        if not name:
            if all(row[at] is None or not str(row[at]).strip() for row in table.rows):
                continue
            table.header[at] = free_name(f"column_{at + 1}", table.header)
            what = Sentence(
                "column {at} has values and no name; it is called {header!r}", at=at + 1, header=table.header[at]
            )
            table.note("warning", "column_unnamed", what, Sentence("name it in the source"))
        own = table.header[at]
        values = typed_column(table, own)
        if own == "geometry":
            own = free_name("geometry_1", table.header)
            what = Sentence("a column is called 'geometry', as the shapes are; it is {own!r} here", own=own)
            table.note("warning", "column_renamed", what, Sentence("rename it in the source"))
        columns[own] = values
    return columns


def _require_clean(frame: gpd.GeoDataFrame, file: str) -> None:
    bad = [row for row in facts_of(frame)["findings"] if row["level"] != "note"]
    if bad:
        message = Sentence(
            "{file} has {count} finding{count2} (strict):\n{listed}",
            file=file,
            count=len(bad),
            count2="s" if len(bad) > 1 else "",
            listed=told_of(bad),
        )
        raise SchemaError(message)
