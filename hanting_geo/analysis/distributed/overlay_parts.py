"""Overlay over a folder of parts: a part a task, a file of the result for each."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hanting_geo.analysis.batches import zones_for
from hanting_geo.analysis.distributed.cluster import in_order, workers
from hanting_geo.analysis.distributed.parts import parts_of
from hanting_geo.analysis.overlay.overlay_file import overlay_file
from hanting_geo.core import arguments
from hanting_geo.core.atomic import replacing_folder
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.warned import aside
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.batches import open_batches

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    import geopandas as gpd

    from hanting_geo.analysis.distributed.parts import Part

__all__ = ["overlay_parts"]

_HOW = ("intersection", "identity", "difference")


class _Asked(NamedTuple):
    """What is asked of each part."""

    zones: gpd.GeoDataFrame
    how: Any
    crs: object
    folder: str


def overlay_parts(
    source: Any,
    zones: gpd.GeoDataFrame | str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    how: str = "intersection",
    crs: object = None,
    scheduler: object = None,
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
    crs, scheduler, progress
        As for :func:`hanting_geo.zone_statistics_parts`.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    SourceError, CRSError, SchemaError
        As for :func:`hanting_geo.overlay_file` and :func:`hanting_geo.zone_statistics_parts`.
    """
    target = arguments.path(folder, "overlay_parts: folder").absolute()
    arguments.one_of(how, _HOW, "overlay_parts: how")
    if progress is not None:
        arguments.function(progress, "overlay_parts: progress")
    tell = progress or (lambda _part, _what: None)
    foreign = [each.name for each in target.iterdir() if each.suffix != ".parquet"] if target.is_dir() else []
    if foreign or target.is_file():
        message = Sentence(
            "{target} holds {foreign}, and would be replaced; name a new folder",
            target=target,
            foreign=foreign[0] if foreign else "a file",
        )
        raise SourceError(message)
    with workers(scheduler) as client, parts_of(source, client) as parts:
        if any(Path(part.path).parent == target for part in parts):
            message = Sentence(
                "{target} is the folder that is read, and the result would take its place; name another", target=target
            )
            raise SourceError(message)
        around = zones_for(open_batches(parts[0].path, crs=crs, size=max(parts[0].rows, 1)), zones)
        with replacing_folder(target) as working:
            asked = _Asked(around, how, crs, str(working))
            told = in_order(client, _overlaid, parts, asked, tell=tell, span=(0, 1), what="overlay")
    for category, text in dict.fromkeys(pair for each in told for pair in each):
        warnings.warn(text, category, stacklevel=2)
    return target


def _overlaid(part: Part, asked: _Asked) -> list[tuple[type[Warning], str]]:
    """Overlay a part, and give what was warned of."""
    target = Path(asked.folder) / Path(part.path).name
    with aside() as told:
        overlay_file(part.path, asked.zones, target, how=asked.how, crs=asked.crs)
    return told
