"""Which file is meant, and what format its suffix stands for."""

from __future__ import annotations

import os
import re
from pathlib import Path

from hanting_geo.core.addresses import is_database, masked
from hanting_geo.core.ordinary import require_ordinary
from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError

__all__ = ["FORMATS", "existing_file", "format_of", "refuse_address"]

FORMATS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GeoPackage",
    ".fgb": "FlatGeobuf",
    ".shp": "Shapefile",
    ".shz": "Shapefile",
    ".zip": "Shapefile",
    ".kml": "KML",
    ".kmz": "KML",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
    ".txt": "LandTXT",
    ".csv": "Table",
    ".xlsx": "Table",
    ".dxf": "DXF",
    ".tab": "MapInfo",
    ".mif": "MapInfo",
    ".gdb": "FileGDB",
}
"""Suffix and format; what a .txt or .csv is, its content says (:mod:`hanting_geo.sources.files.bureau`)."""

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):/+")
_LONGEST_SHOWN = 200


def existing_file(path: str | os.PathLike[str]) -> Path:
    """Give the path of a file that is there and holds something.

    Raises
    ------
    SourceError
        It does not exist, is a folder or is empty, or no file can be called so.
    """
    given: object = os.fspath(path) if isinstance(path, os.PathLike) else path
    if not isinstance(given, str):
        message = Sentence(
            "a file is given by its path, a text or a pathlib.Path, not as {name}", name=type(given).__name__
        )
        raise SourceError(message)
    name = given
    file = Path(name)
    if not os.path.lexists(name):
        refuse_address(name)
    require_ordinary(name)
    try:
        folder = file.is_dir()
        size = file.stat().st_size if not folder else 1 if file.suffix.lower() == ".gdb" else None
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        shown = (
            name
            if len(name) <= _LONGEST_SHOWN
            else Sentence("{start}... ({count} characters)", start=name[:_LONGEST_SHOWN], count=len(name))
        )
        message = Sentence(
            "cannot read {shown!s}: {why}; check the path (relative ones start from {path})",
            shown=shown,
            why=why,
            path=Path.cwd(),
        )
        raise SourceError(message) from error
    if size is None:
        message = Sentence("{file} is a folder: name a file in it", file=file)
        raise SourceError(message)
    if not size:
        message = Sentence(
            "{file} is empty (0 bytes): the copy or download did not finish; take it from the source again", file=file
        )
        raise SourceError(message)
    return file


def refuse_address(path: str | os.PathLike[str]) -> None:
    """Refuse what is no path but an address on the network, or a name that GDAL would look for elsewhere.

    Raises
    ------
    SourceError
        It is one.
    """
    name = os.fspath(path)
    found = _ADDRESS.match(name)
    if found:
        # pathlib makes one stroke of two.
        address = masked(f"{found.group(1)}://{name[found.end() :]}")
        message = Sentence(
            "{address} is an address, and nothing is read from or written to the network: download the file first",
            address=address,
        )
        if is_database(address):
            message = Sentence(
                "{address} is a database, which is read with hg.read_file(address, layer='schema.table') and written "
                "with hg.write_file, the address given as text; a file is wanted here",
                address=address,
            )
        raise SourceError(message)
    if name.replace("\\", "/").startswith("/vsi"):
        message = Sentence(
            "{name} is a virtual path of GDAL, and only files are read: unpack or download the file first", name=name
        )
        raise SourceError(message)


def format_of(file: Path) -> str:
    """Give the format that the suffix of a file stands for.

    Raises
    ------
    SourceError
        No format that is read ends so.
    """
    kind = FORMATS.get(file.suffix.lower())
    if kind is None:
        parts = {".shx", ".dbf", ".prj", ".cpg"}
        hint = Sentence("open the .tab or .mif of the MapInfo table") if file.suffix.lower() in {".mid", ".dat"} else ""
        hint = (
            Sentence("open the .shp of the Shapefile")
            if file.suffix.lower() in parts
            else hint or Sentence("convert it first, QGIS can")
        )
        hint = (
            Sentence("save it as .xlsx") if file.suffix.lower() in {".xls", ".et", ".ods", ".xlsm", ".xlsb"} else hint
        )
        hint = (
            Sentence("save it as DXF of release 2000 or newer in the program that drew it") if _is_dwg(file) else hint
        )
        message = Sentence(
            "{file}: files ending in {suffix!r} are not read, but {listed}; {hint}",
            file=file,
            suffix=file.suffix,
            listed=enumerated(FORMATS),
            hint=hint,
        )
        raise SourceError(message)
    return kind


def _is_dwg(file: Path) -> bool:
    return file.suffix.lower() in {".dwg", ".dwt"}
