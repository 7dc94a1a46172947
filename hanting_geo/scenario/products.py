"""What a command writes into a folder: all of its files or none, and an entry in the folder's manifest."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.core.atomic import replacing_products
from hanting_geo.core.ordinary import require_ordinary
from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.today import now
from hanting_geo.core.versions import versions
from hanting_geo.errors import SourceError
from hanting_geo.scenario.folder import MANIFEST, describe_file, describe_files, write_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["products", "read_manifest"]


@contextmanager
def products(out: Path, name: str, inputs: Sequence[str | Path] = ()) -> Iterator[Path]:
    """Give a fresh folder for the products of one command; they come into ``out`` together, the manifest last.

    Several commands may write into one folder: each has its entry in ``manifest.json``, under ``products``.

    Parameters
    ----------
    out
        The folder; it is made.
    name
        What is written, such as ``screening``: its entry replaces that of an earlier run.
    inputs
        What was named on the command line; those that are files are told with size and sha256.

    Raises
    ------
    SourceError
        As for :func:`hanting_geo.core.atomic.replacing_products`; a manifest that is there is none of ours.
    """
    started = now().isoformat(timespec="seconds")
    with replacing_products(out) as fresh:
        yield fresh
        known = read_manifest(out / MANIFEST) if (out / MANIFEST).exists() else {}
        files = describe_files(fresh)
        entry = {
            "started": started,
            "finished": now().isoformat(timespec="seconds"),
            "versions": versions(),
            "inputs": [described(Path(each)) for each in inputs],
            "files": files,
        }
        written = {item["file"] for item in files}
        before = known.get("products")
        # A file that another command wrote, and that is replaced, is this one's now.
        others = {
            other: {**said, "files": [item for item in said["files"] if item["file"] not in written]}
            for other, said in (before if isinstance(before, dict) else {}).items()
            if other != name and isinstance(said, dict) and isinstance(said.get("files"), list)
        }
        write_manifest({**known, "products": {**others, name: entry}}, fresh)


def described(path: Path) -> dict[str, Any]:
    """Tell of what was named: a file with size and sha256, anything else by its name."""
    try:
        return describe_file(path, path.parent) if path.is_file() else {"name": str(path)}
    except (OSError, ValueError):
        return {"name": str(path)}


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest.

    Raises
    ------
    SourceError
        It is not there, or is none.
    """
    require_ordinary(path)
    try:
        manifest = json.loads(path.read_bytes())
    except OSError as error:
        message = Sentence(
            "{parent} has no {manifest} that can be read ({why}): it is no folder of results",
            parent=path.parent,
            manifest=MANIFEST,
            why=reason(error),
        )
        raise SourceError(message) from error
    except (ValueError, RecursionError) as error:
        message = Sentence(
            "{path} is no manifest of a run ({error}); move it away, or name another folder",
            path=path,
            error=str(error)[:100],
        )
        raise SourceError(message) from error
    if not isinstance(manifest, dict):
        message = Sentence("{path} is no manifest of a run; move it away, or name another folder", path=path)
        raise SourceError(message)
    return manifest
