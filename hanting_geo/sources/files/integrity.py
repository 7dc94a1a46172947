"""Proof that a file was read whole, against the file itself: GDAL makes null of a geometry that it cannot read.

Shapefile and GeoPackage are looked at without GDAL's geometry reading: how many features there are, which have a
geometry, and with how many vertices. What the frame lacks is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.encoding import sibling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

    from hanting_geo.sources.files.encoding import Dbf

__all__ = ["positions", "prove_gpkg", "prove_shapefile", "refuse"]

_MOST_NAMED = 5
_SHP_HEAD = 100
_SHX_RECORD = 8
_RECORD_START = 48
_UNKNOWN = -2
_BROKEN = -1
_POINTS = {1, 11, 21}
_MULTIPOINTS = {8, 18, 28}
_LINES_AND_POLYGONS = {3, 5, 13, 15, 23, 25}
_MULTIPATCH = 31


def refuse(file: str, damaged: Sequence[str], error: Exception | None = None) -> None:
    """Raise what names the damaged features, if there are any.

    Raises
    ------
    SourceError
        With at most five of them and the count of the rest.
    """
    if damaged:
        more = Sentence("; and {count} more", count=len(damaged) - _MOST_NAMED) if len(damaged) > _MOST_NAMED else ""
        message = Sentence(
            "{file} is damaged: {listed}{more}; nothing was read: repair these features in the "
            "source, or take the file from there again",
            file=file,
            listed=joined("; ", damaged[:_MOST_NAMED]),
            more=more,
        )
        raise SourceError(message) from error


def positions(file: str, geometry: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give coordinates and the rows that they belong to.

    Raises
    ------
    SourceError
        A collection holds a curve, which GDAL makes no chords of.
    """
    try:
        return shapely.get_coordinates(geometry, return_index=True)
    except shapely.errors.GEOSException as error:
        message = Sentence(
            "{file}: a collection of geometries holds curves (arcs), which are not read; turn "
            "them into chords in the program that drew them, to a tolerance of your choice",
            file=file,
        )
        raise SourceError(message) from error


def prove_shapefile(file: str, shp: Path, dbf: Dbf, frame: gpd.GeoDataFrame) -> list[Finding]:
    """Compare a frame with the records of a Shapefile.

    Raises
    ------
    SourceError
        Records, geometries or vertices are missing, or table and shapes do not belong together.
    """
    path = sibling(shp, ".shx")
    index = path.read_bytes()[_SHP_HEAD:] if path else b""
    places = np.frombuffer(index[: len(index) // _SHX_RECORD * _SHX_RECORD], dtype=">i4").reshape(-1, 2)
    if len(places) != dbf.records:
        message = Sentence(
            "{file}: {count} shapes but {records} rows in the attribute table: .shp and .dbf do "
            "not belong together; take all parts from the source again",
            file=file,
            count=len(places),
            records=dbf.records,
        )
        raise SourceError(message)
    kept = np.flatnonzero(~dbf.deleted)
    if len(frame) != len(kept):
        message = Sentence(
            "{file}: {count} features stand in the file and {count2} could be read",
            file=file,
            count=len(kept),
            count2=len(frame),
        )
        raise SourceError(message)
    data = shp.read_bytes()
    geometry = np.asarray(frame.geometry.values)
    got, present = shapely.get_num_coordinates(geometry).tolist(), (~shapely.is_missing(geometry)).tolist()
    damaged = []
    for row, (offset, length) in enumerate((places[kept].astype(int) * 2).tolist()):
        expected = _shp_vertices(data, offset, length)
        if expected == _BROKEN or (expected == _UNKNOWN and not present[row]):
            damaged.append(Sentence("row {row}: its shape is cut off or overwritten", row=row))
        elif expected not in {_UNKNOWN, got[row]}:
            damaged.append(
                Sentence(
                    "row {row}: {got} of {expected} vertices could be read", row=row, got=got[row], expected=expected
                )
            )
    refuse(file, damaged)
    found = _overflown(file, dbf)
    gone = int(dbf.deleted.sum())
    if not gone:
        return found
    return [
        *found,
        Finding(
            "note",
            "deleted_rows",
            file,
            None,
            Sentence("{gone} rows are marked as deleted in the attribute table and were left out", gone=gone),
            Sentence("nothing, if they were deleted on purpose; QGIS 'Repack' removes them for good"),
        ),
    ]


def _overflown(file: str, dbf: Dbf) -> list[Finding]:
    """Say which numbers did not fit into their column when they were written: stars stand there, and none is read."""
    return [
        Finding(
            "warning",
            "number_overflow",
            file,
            None,
            Sentence(
                "{count} numbers of column {decode!r} are stars (rows {listed}{count2}): they were "
                "too long for the column and are lost; they were read as missing",
                count=len(rows),
                decode=dbf.names[number].decode("utf-8", "replace"),
                listed=enumerated(map(str, rows[:_MOST_NAMED])),
                count2=", ..." if len(rows) > _MOST_NAMED else "",
            ),
            Sentence("take the layer from the source as a GeoPackage, or measure these values anew"),
        )
        for number, rows in dbf.overflown.items()
        if len(rows)
    ]


def _shp_vertices(data: bytes, at: int, length: int) -> int:
    """Count the vertices that a record states."""
    body = data[at + 8 : at + 8 + min(length, _RECORD_START)]
    kind = int.from_bytes(body[:4], "little") if len(body) >= 4 and at + 8 + length <= len(data) else -1  # noqa: PLR2004
    if kind in _POINTS or kind == 0:
        return min(kind, 1)
    if kind == _MULTIPATCH:
        return _UNKNOWN
    if kind not in _MULTIPOINTS | _LINES_AND_POLYGONS:
        return _BROKEN
    where = 36 if kind in _MULTIPOINTS else 40
    count = int.from_bytes(body[where : where + 4], "little")
    return count if where + 4 + 16 * count <= length else _BROKEN


def prove_gpkg(file: str, path: Path, layer: str, rows: int, with_geometry: int) -> None:
    """Compare how many rows, and rows with a geometry, were read with the table of a GeoPackage.

    Raises
    ------
    SourceError
        Rows are missing, or a stored geometry could not be read.
    """
    info = pyogrio.read_info(path, layer=layer)
    table, column, fid = (
        '"' + str(name).replace('"', '""') + '"' for name in (layer, info["geometry_name"], info["fid_column"])
    )
    sql = f"SELECT COUNT(*) AS n, COUNT({column}) AS stored FROM {table}"  # noqa: S608 - names are quoted
    counted = pyogrio.read_dataframe(path, sql=sql, read_geometry=False)
    if int(counted["n"].iloc[0]) != rows:
        message = Sentence(
            "{file}: {there} features stand in layer {layer!r} and {rows} could be read",
            file=file,
            there=counted["n"].iloc[0],
            layer=layer,
            rows=rows,
        )
        raise SourceError(message)
    if int(counted["stored"].iloc[0]) == with_geometry:
        return
    read = pyogrio.read_dataframe(path, layer=layer, columns=[], fid_as_index=True)
    sql = f"SELECT {fid} + 0 AS place FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
    stored = set(pyogrio.read_dataframe(path, sql=sql, read_geometry=False)["place"]) if info["fid_column"] else set()
    listed = enumerate(zip(read.index, read.geometry.isna(), strict=True))
    damaged = [
        Sentence("row {at} (fid {name}): its geometry cannot be read", at=at, name=name)
        for at, (name, gone) in listed
        if gone and name in stored
    ]
    refuse(file, damaged or [Sentence("layer {layer!r}: geometries that are stored cannot be read", layer=layer)])
