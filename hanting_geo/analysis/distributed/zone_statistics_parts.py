"""Zone statistics over a folder of parts: a part a task, what shares ground in one task, summed in a fixed order."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.batches import located, zones_for
from hanting_geo.analysis.distributed.cluster import in_order, workers
from hanting_geo.analysis.distributed.measured_kept import kept_in_order
from hanting_geo.analysis.distributed.parts import parts_of
from hanting_geo.analysis.distributed.resuming import mark_of, require_folder
from hanting_geo.analysis.distributed.shared_ground import groups_of, look_at, sharing
from hanting_geo.analysis.statistics.classes import classes_of
from hanting_geo.analysis.statistics.sums import WHAT, Seen, Sums
from hanting_geo.analysis.statistics.zone_statistics import zone_statistics
from hanting_geo.core import arguments
from hanting_geo.core.digests import frame_digest
from hanting_geo.core.journal import Journal
from hanting_geo.core.ordinary import state_of
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid, resolve
from hanting_geo.sources.files.batches import open_batches

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    from hanting_geo.analysis.distributed.measured_kept import Answer
    from hanting_geo.analysis.distributed.parts import Part
    from hanting_geo.core.arrays import Positions

__all__ = ["zone_statistics_parts"]


class _Asked(NamedTuple):
    """What is asked of each part."""

    zones: gpd.GeoDataFrame
    zone_id: str
    by: Any
    crs: object


def zone_statistics_parts(  # noqa: PLR0913 - what is measured, and where it is done
    zones: gpd.GeoDataFrame | str | os.PathLike[str],
    source: Any,
    *,
    zone_id: str = "id",
    by: str | Sequence[str] | None = None,
    double_count: bool = False,
    crs: object = None,
    scheduler: object = None,
    keep: str | os.PathLike[str] | None = None,
    resume: bool = False,
    progress: Callable[[float, str], None] | None = None,
) -> pd.DataFrame:
    """Measure what of the features of a folder lies in each zone, by class, on several processes or machines.

    The table is that of :func:`hanting_geo.zone_statistics` on all parts, one under the other: the same rows, counts
    and columns, and measures within 1e-9 of the total. Features that share ground, in one part or several, meet in one
    task. Partial sums are added in the order of the parts, so that two runs are equal bit for bit, however many
    workers there are and whichever is first; a task whose worker is lost is done again.

    Parameters
    ----------
    zones
        A frame in the reference system of the parts (or ``crs``), or a file, which is brought there.
    source
        A folder of GeoParquet files, as :func:`hanting_geo.partition_file` writes it, which all workers see by this
        path; or a frame of ``dask_geopandas``.
    zone_id, by, double_count
        As for :func:`hanting_geo.zone_statistics`.
    crs
        None: as the parts are stored. Otherwise everything is brought there first.
    scheduler
        Address of a Dask scheduler (``"tcp://10.0.0.1:8786"``), or a ``distributed.Client``; None: a cluster of this
        machine, a process for each processor. A script that starts one stands under ``if __name__ == "__main__":``.
    keep
        Where the table will stand; None: nothing is kept. ``KEEP.unfinished`` keeps what is measured until all is.
    resume
        Go on where an earlier run with this ``keep`` was stopped, with the identical result. Parts, zones, options and
        versions must be the same; what was made of others is not used.
    progress
        Called with the part that is done, from 0 to 1, and what is being done.

    Returns
    -------
    pandas.DataFrame
        As of :func:`hanting_geo.zone_statistics`.

    Raises
    ------
    SourceError
        No such folder, dask is not installed, the scheduler cannot be reached or is lost.
    CRSError, SchemaError
        As for :func:`hanting_geo.zone_statistics`; the message names file and rows.
    """
    arguments.flag(double_count, "zone_statistics_parts: double_count")
    place = None if keep is None else arguments.path(keep, "zone_statistics_parts: keep")
    if arguments.flag(resume, "zone_statistics_parts: resume"):
        require_folder(source, "zone_statistics_parts: resume")
        arguments.path(keep, "zone_statistics_parts: keep, with resume=True")
    if progress is not None:
        arguments.function(progress, "zone_statistics_parts: progress")
    tell = progress or (lambda _part, _what: None)
    with workers(scheduler) as client, parts_of(source, client) as parts:
        first = open_batches(parts[0].path, crs=crs, size=max(parts[0].rows, 1))
        around = zones_for(first, zones)
        with located(first, (empty := next(iter(first)).iloc[:0])):
            # Refuses bad zones and a bad column before anything is measured.
            classes_of(empty, by, WHAT)  # a name in two languages is told by all features, not by a batch
            zone_statistics(around, empty, zone_id=zone_id, by=by)
        asked = _Asked(around, zone_id, by, crs)
        journal = None
        if place is not None:
            system = resolve(crs).to_wkt() if crs is not None else None
            states = [state_of(Path(part.path)) for part in parts]
            mark = mark_of("statistics", frame_digest(around), zone_id, by, double_count, system, states)
            journal = Journal(place, mark, resume=resume)
        with journal.ended(errors_keep=True) if journal else nullcontext():
            pairs = _pairs(client, parts, asked, tell, journal, double_count=double_count)
            shared = np.unique(pairs)
            items = [(part, _within(shared, part)) for part in parts]
            after: dict[str, Any] = {"journal": journal, "tell": tell}
            answers = kept_in_order(client, _measure, items, asked, first=1, span=(0.5, 0.9), **after)
            groups = [
                [(part, rows) for part in parts if len(rows := _within(group, part))]
                for group in groups_of(pairs, max(part.rows for part in parts))
            ]
            answers += kept_in_order(client, _together, groups, asked, first=1 + len(items), span=(0.9, 1), **after)
            sums = Sums(around, zone_id, by)
            for seen, types, gaps, measured in answers:
                sums.take(seen)
                first.take(types, gaps)
                sums.put(measured)
            return sums.table(first)


def _pairs(
    client: Any,
    parts: list[Part],
    asked: _Asked,
    tell: Callable[[float, str], None],
    journal: Journal | None,
    *,
    double_count: bool,
) -> Positions:
    """Look at all parts, and give the pairs of rows that share ground."""
    if journal is not None and 0 in journal.done:
        return np.array(journal.done[0]["pairs"], dtype=np.int64).reshape(-1, 2)
    looked = in_order(client, _look, parts, asked, tell=tell, span=(0, 0.2), what="read")
    pairs = np.zeros((0, 2), dtype=np.int64)
    if not double_count:
        near = [
            (mine, [each for each in looked[number + 1 :] if _meet(mine.box, each.box)])
            for number, mine in enumerate(looked)
        ]
        found = in_order(client, sharing, near, tell=tell, span=(0.2, 0.5), what="compare")
        pairs = np.unique(np.concatenate([pairs, *found]), axis=0)
    if journal is not None:
        journal.put(0, [], {"pairs": pairs.tolist()})
    return pairs


def _meet(one: Sequence[float], two: Sequence[float]) -> bool:
    return one[0] <= two[2] and one[2] >= two[0] and one[1] <= two[3] and one[3] >= two[1]


def _within(rows: Positions, part: Part) -> Positions:
    """Give the rows of a part, counted within it."""
    low, high = np.searchsorted(rows, [part.first, part.first + part.rows])
    return rows[low:high] - part.first


def _read(part: Part, asked: _Asked) -> tuple[gpd.GeoDataFrame, Any]:
    batches = open_batches(part.path, crs=asked.crs, size=max(part.rows, 1))
    frames = list(batches)
    return frames[0], batches


def _look(part: Part, asked: _Asked) -> Any:
    """Check a part as a batch is, and say where it lies."""
    frame, batches = _read(part, asked)
    with located(batches, frame):
        lines = bool((shapely.get_dimensions(np.asarray(frame.geometry.values)) == 1).any())
        require_metres(frame, WHAT, areas=True, lengths=lines)
        require_same_crs(asked.zones, frame, WHAT)
        require_valid(frame, WHAT)
    return look_at(part)


def _measure(item: tuple[Part, Positions], asked: _Asked) -> Answer:
    """Measure what of a part shares no ground with any other."""
    part, shared = item
    frame, batches = _read(part, asked)
    sums = Sums(asked.zones, asked.zone_id, asked.by)
    sums.classes(frame)
    alone = np.ones(len(frame), dtype=bool)
    alone[shared] = False
    with located(batches, frame):
        measured = sums.measure(zone_statistics, frame[alone], double_count=True)
    types, gaps = batches.noted()
    return sums.seen(), types, gaps, measured


def _together(group: list[tuple[Part, Positions]], asked: _Asked) -> Answer:
    """Measure features that share ground, from whichever parts."""
    sums = Sums(asked.zones, asked.zone_id, asked.by)
    frames = []
    for part, rows in group:
        frame, _ = _read(part, asked)
        frames.append(frame.iloc[rows][[*sums.by, frame.geometry.name]])
    measured = sums.measure(zone_statistics, gpd.GeoDataFrame(pd.concat(frames)), double_count=False)
    return Seen([[] for _ in sums.by], []), {}, set(), measured
