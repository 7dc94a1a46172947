"""The output folder: what an earlier run wrote there, what somebody else did, and the manifest that tells."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hanting_geo.core.atomic import restored, write_text
from hanting_geo.core.digests import sha256_of
from hanting_geo.core.scratch import sweep
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["MANIFEST", "RESERVED", "describe_file", "describe_files", "refuse_foreign", "write_manifest"]

MANIFEST = "manifest.json"
RESERVED = {MANIFEST, "findings.csv", "sources.txt"}
"""Files that every run writes."""

_MOST_NAMED = 5


def describe_file(path: Path, folder: Path) -> dict[str, Any]:
    """Name a file as seen from a folder, with size and sha256."""
    named = path.relative_to(folder) if path.is_relative_to(folder) else path
    return {"file": named.as_posix(), "bytes": path.stat().st_size, "sha256": sha256_of(path)}


def describe_files(folder: Path) -> list[dict[str, Any]]:
    """List the files of a folder with size and sha256, by name."""
    return [describe_file(path, folder) for path in sorted(folder.rglob("*")) if path.is_file()]


def write_manifest(manifest: dict[str, Any], folder: Path) -> None:
    """Write the manifest; it comes last, so that a folder with a manifest is a whole run."""
    write_text(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, default=str) + "\n")


def refuse_foreign(folder: Path) -> None:
    """Let an output folder through that is new, empty, or holds just what an earlier run wrote.

    Raises
    ------
    SourceError
        It is a file, or holds files that no run wrote or that were changed since; the message names them.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        message = Sentence("{folder} is a file; choose another output folder", folder=folder)
        raise SourceError(message)
    sweep(folder, ".new.", restored)
    there = [path for path in sorted(folder.rglob("*")) if not path.is_dir()]
    if not there:
        return
    foreign = [path.name for path in there if path.name != MANIFEST]
    if (folder / MANIFEST).is_file():
        written = _written(folder / MANIFEST)
        foreign = [
            path.relative_to(folder).as_posix()
            for path in there
            if path != folder / MANIFEST and written.get(path.relative_to(folder).as_posix()) != sha256_of(path)
        ]
    if foreign:
        more = Sentence(" and {count} more", count=len(foreign) - _MOST_NAMED) if len(foreign) > _MOST_NAMED else ""
        message = Sentence(
            "{folder} holds files that no run wrote, or that were changed since: {listed}{more}. "
            "They would be lost: move them away, or choose another output folder with --out",
            folder=folder,
            listed=enumerated(foreign[:_MOST_NAMED]),
            more=more,
        )
        raise SourceError(message)


def _written(path: Path) -> dict[str, str]:
    """Read from a manifest which files its run wrote; a manifest that is none vouches for nothing."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        return {item["file"]: item["sha256"] for item in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
