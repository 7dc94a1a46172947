"""Overlay over a folder of parts: a part a task, a file of the result for each."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hanting_geo.analysis.batches import zones_for
from hanting_geo.analysis.distributed.cluster import workers
from hanting_geo.analysis.distributed.parts import parts_of, require_other, require_own
from hanting_geo.analysis.distributed.resuming import mark_of, parts_in_order, require_folder
from hanting_geo.analysis.overlay.overlay import MissingGeometryWarning, RepairedGeometryWarning
from hanting_geo.analysis.overlay.overlay_file import KINDS, overlaid_file
from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_folder
from hanting_geo.core.digests import frame_digest
from hanting_geo.core.journal import Journal
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.warned import aside, warn
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import SchemaError
from hanting_geo.sources.files.batches import open_batches

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import geopandas as gpd

    from hanting_geo.analysis.distributed.parts import Part

__all__ = ["overlay_parts"]

_OURS = (MissingGeometryWarning, RepairedGeometryWarning)
_HOW = ("intersection", "identity", "difference")


class _Asked(NamedTuple):
    """What is asked of each part."""

    zones: gpd.GeoDataFrame
    how: Any
    keep_geom_type: bool | None
    make_valid: bool
    crs: object
    folder: str


def overlay_parts(  # noqa: PLR0913 - what hg.overlay takes, and where it is done
    source: Any,
    zones: gpd.GeoDataFrame | str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    how: str = "intersection",
    keep_geom_type: bool | None = None,
    make_valid: bool = True,
    crs: object = None,
    scheduler: object = None,
    resume: bool = False,
    progress: Callable[[float, str], None] | None = None,
) -> Path:
    """Overlay a folder of parts with zones, on several processes or machines, into a folder of as many files.

    Each file is what :func:`hanting_geo.overlay_file` makes of its part, so that together they are the overlay of all
    parts, one under the other. Features are whole in their parts, and none is counted twice. The folder takes its place
    when all files are there; two runs give the same bytes.

    Parameters
    ----------
    source
        A folder of GeoParquet files, as :func:`hanting_geo.partition_file` writes it, which all workers see by this
        path; or a frame of ``dask_geopandas``.
    zones
        A frame in the reference system of the parts (or ``crs``), or a file, which is brought there.
    folder
        Where the files come, which all workers see by this path too; one that is there is replaced.
    how
        ``"intersection"``, ``"identity"`` or ``"difference"``.
    keep_geom_type, make_valid
        As for :func:`hanting_geo.overlay`.
    crs, scheduler, progress
        As for :func:`hanting_geo.zone_statistics_parts`.
    resume
        Go on where an earlier run into ``folder`` was stopped, from ``FOLDER.unfinished``: parts that are done are not
        done again, as long as they, zones, options and versions are the same. The result is the same.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    SourceError, CRSError, SchemaError
        As for :func:`hanting_geo.overlay_file` and :func:`hanting_geo.zone_statistics_parts`; parts of several kinds
        of geometry.
    """
    target = arguments.path(folder, "overlay_parts: folder").absolute()
    arguments.one_of(how, _HOW, "overlay_parts: how")
    arguments.flag(make_valid, "overlay_parts: make_valid")
    if keep_geom_type is not None:
        arguments.flag(keep_geom_type, "overlay_parts: keep_geom_type")
    if arguments.flag(resume, "overlay_parts: resume"):
        require_folder(source, "overlay_parts: resume")
    if progress is not None:
        arguments.function(progress, "overlay_parts: progress")
    tell = progress or (lambda _part, _what: None)
    require_own(target)
    with workers(scheduler) as client, parts_of(source, client) as parts:
        require_other(target, parts)
        around = zones_for(open_batches(parts[0].path, crs=crs, size=max(parts[0].rows, 1)), zones)
        system = resolve(crs).to_wkt() if crs is not None else None
        mark = mark_of("overlay", frame_digest(around), how, keep_geom_type, make_valid, system)
        journal = Journal(target, mark, resume=resume)
        with journal.ended(errors_keep=True), replacing_folder(target) as working:
            told = parts_in_order(
                client,
                _overlaid,
                parts,
                _Asked(around, how, keep_geom_type, make_valid, crs, str(working)),
                journal=journal,
                working=working,
                names=lambda part: [Path(part.path).name],
                tell=tell,
                what="overlay",
            )
            _require_one_kind(parts, [each["dimension"] for each in told])
    for category, text in dict.fromkeys((category, text) for each in told for category, text in each["warned"]):
        warn(text, _category(category))
    return target


def _overlaid(part: Part, asked: _Asked) -> dict[str, Any]:
    """Overlay a part, and give what kind of geometry it has, and what was warned of."""
    target = Path(asked.folder) / Path(part.path).name
    batches = open_batches(part.path, crs=asked.crs)
    with aside() as told:
        dimension = overlaid_file(
            batches,
            part.path,
            asked.zones,
            target,
            how=asked.how,
            keep_geom_type=asked.keep_geom_type,
            make_valid=asked.make_valid,
        )
    return {"dimension": dimension, "warned": [[category.__name__, str(text)] for category, text in told]}


def _category(name: str) -> type[Warning]:
    """Give the kind of a warning: one of ours, or of Python's own."""
    found = {each.__name__: each for each in _OURS}.get(name) or getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, Warning) else UserWarning


def _require_one_kind(parts: list[Part], dimensions: list[int | None]) -> None:
    """Refuse points, lines and polygons in one layer, as the overlay of the whole does."""
    there = [number for number, dimension in enumerate(dimensions) if dimension is not None]
    other = [number for number in there if dimensions[number] != dimensions[there[0]]]
    if other:
        names, kinds = [Path(part.path).name for part in parts], [KINDS[each or 0] for each in dimensions]
        message = Sentence(
            "{name} has {kinds}s and {name2} {kinds2}s; overlay takes one kind: split the layer",
            name=names[other[0]],
            kinds=kinds[other[0]],
            name2=names[there[0]],
            kinds2=kinds[there[0]],
        )
        raise SchemaError(message)
