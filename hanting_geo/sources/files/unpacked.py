"""Formats that are several files or a folder, brought into a form that can be read: KMZ, MapInfo, FileGDB."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
import zlib
from typing import TYPE_CHECKING

from hanting_geo.core.archives import require_moderate_pack, unpack
from hanting_geo.core.ordinary import require_ordinary
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.encoding import codec_of, sibling

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["digest_of", "kml_of", "mapinfo_copy", "require_gdb"]

_CHARSET = re.compile(rb"""((?:^|\s|!)charset\s+)("?)([\w-]+)"?""", re.IGNORECASE)
_HEAD = 4096
_CHARSETS = {
    "windowssimpchinese": "gb18030", "windowstradchinese": "cp950", "windowslatin1": "cp1252", "utf-8": "utf-8",
    "windowsjapanese": "cp932", "windowskorean": "cp949",
}  # fmt: skip
_NATIVE = re.compile(rb"^\s*type\s+(\w+)", re.IGNORECASE | re.MULTILINE)
_PARTS = {".tab": (".dat", ".map", ".id", ".ind"), ".mif": (".mid",)}
_BEGINS = {".tab": b"!table", ".mif": b"version"}


def kml_of(kmz: Path, scratch: Path) -> Path:
    """Unpack the one KML of a KMZ under the name of the KMZ.

    Raises
    ------
    SourceError
        It is no zip, is damaged, or holds no KML, or several without a doc.kml.
    """
    try:
        with zipfile.ZipFile(kmz) as pack:
            require_moderate_pack(kmz, pack.infolist())
            members = [item for item in pack.infolist() if item.filename.lower().endswith(".kml")]
            # Google Earth reads the first KML at the top; it calls that doc.kml.
            top = [item for item in members if "/" not in item.filename.strip("/")] or members
            named = [item for item in top if item.filename.lower() == "doc.kml"] or top
            if len(named) != 1:
                there = enumerated(item.filename for item in named[:5]) or Sentence("none")
                message = Sentence(
                    "{kmz}: a KMZ holds one KML, and this has {there}; unpack it, and read them one by one",
                    kmz=kmz,
                    there=there,
                )
                raise SourceError(message)
            target = scratch / f"{kmz.stem}.kml"
            unpack(pack, named[0], target)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, NotImplementedError) as error:
        message = Sentence(
            "{kmz} cannot be unpacked as KMZ ({error}); take it from the source again", kmz=kmz, error=error
        )
        raise SourceError(message) from error
    return target


def mapinfo_copy(path: Path, scratch: Path) -> tuple[Path, str]:
    """Copy a MapInfo table whose head says no charset, so that GDAL passes text through; and give what it said.

    Raises
    ------
    SourceError
        It is no table of its own, or a part is missing.
    """
    suffix = path.suffix.lower()
    head = path.read_bytes()
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_BEGINS[suffix]):
        message = Sentence(
            "{path} is no MapInfo {suffix}, as its suffix says (it begins with {head!r})",
            path=path,
            suffix=suffix,
            head=head[:12],
        )
        raise SourceError(message)
    if suffix == ".tab":
        kind = _NATIVE.search(head)
        if kind is None or kind.group(1).upper() != b"NATIVE" or b"isseamless" in head.lower():
            said = kind.group(1).decode("ascii", "replace") if kind else Sentence("unknown")
            message = Sentence(
                "{path} is no native MapInfo table but of type {said}, which names other files; export it as MIF",
                path=path,
                said=said,
            )
            raise SourceError(message)
    needed = (".dat", ".map", ".id") if suffix == ".tab" else (".mid",)
    lacking = [each for each in needed if sibling(path, each) is None]
    if lacking:
        message = Sentence(
            "{path}: {listed} is missing beside it; take all parts",
            path=path,
            listed=enumerated(path.stem + each for each in lacking),
        )
        raise SourceError(message)
    found = _CHARSET.search(head[:_HEAD])
    said = found.group(3).decode("ascii", "replace") if found else ""
    start, rest = head[:_HEAD], head[_HEAD:]
    start = _CHARSET.sub(lambda one: one.group(1) + one.group(2) + b"Neutral" + one.group(2), start)
    target = scratch / f"layer{suffix}"
    target.write_bytes(start + rest)
    for part in _PARTS[suffix]:
        beside = sibling(path, part)
        if beside is not None:
            shutil.copyfile(beside, scratch / f"layer{part}")
    return target, _CHARSETS.get(said.lower(), codec_of(said) or "") if said.lower() != "neutral" else ""


def require_gdb(folder: Path) -> None:
    """Let a folder through that is a file geodatabase.

    Raises
    ------
    SourceError
        It is not.
    """
    there = list(folder.iterdir()) if folder.is_dir() else []
    for each in there:
        require_ordinary(each)
    if not any(each.name.lower() == "a00000001.gdbtable" for each in there):
        message = Sentence(
            "{folder} is no file geodatabase: a folder that holds a00000001.gdbtable; copy the whole folder",
            folder=folder,
        )
        raise SourceError(message)


def digest_of(path: Path) -> str:
    """Give the sha256 of a file; of a folder, that of the names and digests of its files."""
    if not path.is_dir():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    whole = hashlib.sha256()
    for each in sorted(path.iterdir()):
        if each.is_file() and not each.name.endswith(".lock"):
            whole.update(f"{each.name}\0{digest_of(each)}\n".encode())
    return whole.hexdigest()
