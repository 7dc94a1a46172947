"""Whether a folder of results is what its manifest says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.digests import sha256_of
from hanting_geo.core.scratch import OURS
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.versions import versions
from hanting_geo.errors import SourceError
from hanting_geo.scenario.folder import MANIFEST
from hanting_geo.scenario.products import read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["verify"]

_Row = tuple[str, str, str, str]


def verify(folder: str | os.PathLike[str]) -> pd.DataFrame:
    r"""Compare a folder that ``run``, ``screen``, ``exclude``, ``rank`` or another command wrote with its manifest.

    Parameters
    ----------
    folder
        The folder.

    Returns
    -------
    pandas.DataFrame
        A row for each difference, none if all is as the manifest says: ``file, difference, stated, found``.
        ``difference`` is ``missing``, ``changed`` (the sha256 is another), ``added`` (the manifest does not know it),
        ``no file`` (a link, a folder or a pipe stands there), ``outside`` (the manifest names a file of another folder,
        which is not looked at), or ``version`` (of a library: results of another one may differ).

    Raises
    ------
    SourceError
        There is no such folder, or it has no manifest.

    Examples
    --------
    >>> import tempfile
    >>> import hanting_geo as hg
    >>> folder = Path(tempfile.mkdtemp()) / "out"
    >>> file = Path(folder.parent, "a.yaml")
    >>> step = "{id: z, do: load_layer, with: {name: stations}, save: [z.csv]}"
    >>> _ = file.write_text(f"title: a\nsteps:\n  - {step}\n", encoding="utf-8")
    >>> _ = hg.read_scenario(file).run(folder)
    >>> len(verify(folder))
    0
    >>> _ = (folder / "z.csv").write_text("edited", encoding="utf-8")
    >>> verify(folder)[["file", "difference"]].to_dict("records")
    [{'file': 'z.csv', 'difference': 'changed'}]
    """
    arguments.path(folder, "verify: folder")
    place = Path(folder)
    if not place.is_dir():
        message = Sentence("{place} is no folder; name one that a run or a command wrote", place=place)
        raise SourceError(message)
    manifest = read_manifest(place / MANIFEST)
    entries = [manifest, *(each for each in _values(manifest.get("products")) if isinstance(each, dict))]
    stated = {str(item["file"]): str(item.get("sha256")) for entry in entries for item in _files(entry)}
    if not stated:
        message = Sentence("{manifest} names no files, so it is no manifest of a run", manifest=place / MANIFEST)
        raise SourceError(message)
    rows = [*_of_files(place, stated), *_added(place, stated), *_of_versions(entries)]
    return pd.DataFrame(rows, columns=["file", "difference", "stated", "found"])


def _values(products: Any) -> list[Any]:
    return list(products.values()) if isinstance(products, dict) else []


def _files(entry: dict[str, Any]) -> list[dict[str, Any]]:
    listed = entry.get("files")
    return [item for item in listed if isinstance(item, dict) and "file" in item] if isinstance(listed, list) else []


def _of_files(place: Path, stated: dict[str, str]) -> Iterator[_Row]:
    top = os.path.realpath(place)
    for name, digest in stated.items():
        path = place / name
        real = os.path.realpath(path) if "\0" not in name else ""
        if os.path.commonpath([top, real or os.sep]) != top:
            yield name, "outside", digest, ""
        elif not os.path.lexists(path):
            yield name, "missing", digest, ""
        elif path.is_symlink() or not path.is_file():
            yield name, "no file", digest, ""
        elif (found := sha256_of(path)) != digest:
            yield name, "changed", digest, found


def _added(place: Path, stated: dict[str, str]) -> Iterator[_Row]:
    for folder, inner, names in os.walk(place):
        # Working folders of a run that is writing now, or was killed: the next one removes them.
        inner[:] = sorted(each for each in inner if not each.endswith(OURS))
        linked = [each for each in inner if Path(folder, each).is_symlink()]
        for each in sorted([*names, *linked]):
            path = Path(folder, each)
            name = path.relative_to(place).as_posix()
            if name not in stated and name != MANIFEST:
                ordinary = path.is_file() and not path.is_symlink()
                yield name, "added", "", sha256_of(path) if ordinary else ""


def _of_versions(entries: list[dict[str, Any]]) -> Iterator[_Row]:
    here = versions()
    told: set[tuple[str, str]] = set()
    for entry in entries:
        said = entry.get("versions")
        for name, version in said.items() if isinstance(said, dict) else ():
            pair = (str(name), str(version))
            if name in here and str(here[name]) != pair[1] and pair not in told:
                told.add(pair)
                yield pair[0], "version", pair[1], str(here[name])
