"""Whether a file holds what its suffix says, seen from its first bytes before GDAL is asked.

GDAL tries all of its drivers on any file, and some of them read other files or ask hosts that a text names (VRT, WFS,
GML and their kin). No library that reads for us can be told to leave them out, so they never see a file that they could
take: a binary format must begin as it does, with a zero byte early on, at which all that look for words stop; a
GeoJSON is shown to GDAL without the sign that every description in XML begins with; a KML is not shown to it at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["DRIVERS", "check_content", "harmless", "require_driver"]

DRIVERS = {
    "GeoPackage": "GPKG",
    "FlatGeobuf": "FlatGeobuf",
    "Shapefile": "ESRI Shapefile",
    "KML": "LIBKML",
    "MapInfo": "MapInfo File",
    "FileGDB": "OpenFileGDB",
}
"""The one driver of GDAL that may read a format."""

_LOOKED_AT = 1 << 16
"""Drivers look at some kilobytes at most."""
_FGB_MOST_HEAD = 10 * 2**20
_SHP_HEAD = 100
_KNOWN: list[tuple[bytes, str]] = [
    (b"SQLite format 3\0", "an SQLite database (.gpkg)"),
    (b"fgb", "a FlatGeobuf (.fgb)"),
    (b"\x00\x00\x27\x0a", "a part of a Shapefile (.shp)"),
    (b"PAR1", "a Parquet file (.parquet)"),
    (b"PK\x03\x04", Sentence("a zip (.zip; a .kmz and an .xlsx are zips too)")),
    (b"PK\x05\x06", Sentence("an empty zip")),
    (b"%PDF", "a PDF"),
    (b"Rar!", Sentence("a RAR archive: unpack it")),
    (b"7z\xbc\xaf", Sentence("a 7z archive: unpack it")),
    (b"\x1f\x8b", Sentence("a gzip archive: unpack it")),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"AC10", Sentence("an AutoCAD drawing: save it as DXF and bring it over with QGIS")),
]
_TEXTS: list[tuple[bytes, str]] = [
    (b"{", "JSON text (.geojson)"),
    (b"[", "JSON text (.geojson)"),
    (b"<!doctype html", Sentence("a web page: the download gave an error page instead of the file")),
    (b"<html", Sentence("a web page: the download gave an error page instead of the file")),
    (b"<", Sentence("XML text (.kml, or a description that names other files)")),
    (b"version https://git-lfs", Sentence("a pointer of Git LFS: fetch the file itself with git lfs pull")),
]


def check_content(file: Path, kind: str, *, name: str | None = None) -> None:
    """Let a file through that begins as its format does; ``name`` is what messages call it.

    Raises
    ------
    SourceError
        It holds something else; the message says what, as far as that is known.
    """
    begins = _BEGINS.get(kind)
    if begins is None:
        return
    try:
        with file.open("rb") as stream:
            head = stream.read(_SHP_HEAD)
    except OSError as error:
        message = Sentence(
            "cannot read {file}: {why}; it may be open in another program, or not yours to read",
            file=file,
            why=reason(error),
        )
        raise SourceError(message) from error
    if not begins(head):
        raise _other(name or str(file), kind, _seen(head))


def require_driver(name: str, kind: str, driver: str) -> None:
    """Let a file through that GDAL has opened with the driver of its format.

    Raises
    ------
    SourceError
        Another driver took it.
    """
    if driver != DRIVERS[kind]:
        raise _other(name, kind, Sentence("something that GDAL reads as {driver}", driver=driver))


def harmless(text: str) -> str:
    r"""Give a JSON text in which no driver but those of JSON sees anything: ``<`` as the escape that means the same.

    Examples
    --------
    >>> harmless('{"a": "<OGRVRTDataSource>"}')
    '{"a": "\\u003cOGRVRTDataSource>"}'
    """
    head = text[:_LOOKED_AT]
    return text if "<" not in head else head.replace("<", "\\u003c") + text[_LOOKED_AT:]


def _other(name: str, kind: str, seen: str) -> SourceError:
    return SourceError(
        Sentence(
            "{name} is no {kind}, as its suffix says, but {seen}; nothing was read: give the "
            "file the suffix of what it holds, or take it from the source again",
            name=name,
            kind=kind,
            seen=seen,
        )
    )


def _seen(head: bytes) -> str:
    found = next((what for magic, what in _KNOWN if head.startswith(magic)), None)
    if found is not None:
        return found
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((what for magic, what in _TEXTS if text.startswith(magic)), None)
    return found or Sentence("another kind of file, or one that is damaged (it begins with {head!r})", head=head[:12])


def _is_gpkg(head: bytes) -> bool:
    return head.startswith(b"SQLite format 3\0")


def _is_fgb(head: bytes) -> bool:
    # The magic, then the length of the head: four bytes of which the last is zero, for no head is as long.
    magic = head[:7] == b"fgb\x03fgb"
    return magic and len(head) >= 12 and 0 < int.from_bytes(head[8:12], "little") <= _FGB_MOST_HEAD  # noqa: PLR2004


def _is_shp(head: bytes) -> bool:
    return head.startswith(b"\x00\x00\x27\x0a")


def _is_zip(head: bytes) -> bool:
    return head.startswith(b"PK")


def _is_parquet(head: bytes) -> bool:
    return head.startswith(b"PAR1")


_BEGINS: dict[str, Callable[[bytes], bool]] = {
    "GeoPackage": _is_gpkg,
    "FlatGeobuf": _is_fgb,
    "Shapefile": _is_shp,
    "zip": _is_zip,
    "GeoParquet": _is_parquet,
}
