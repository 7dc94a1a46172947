"""Zone statistics of a file too large for comfort: a batch of its features at a time, the same table as in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.batches import located, zones_for
from hanting_geo.analysis.statistics.classes import classes_of
from hanting_geo.analysis.statistics.sharing import SharedGround
from hanting_geo.analysis.statistics.sums import WHAT, Sums
from hanting_geo.analysis.statistics.zone_statistics import zone_statistics
from hanting_geo.core import arguments
from hanting_geo.core.scratch import scratch_folder
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid
from hanting_geo.sources.files.batches import BATCH, open_batches

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from hanting_geo.core.arrays import Flags
    from hanting_geo.sources.files.batches import Batches

__all__ = ["zone_statistics_file"]

_FOUND = 0.4
"""The part of the time that goes into finding features that share ground."""


def zone_statistics_file(  # noqa: PLR0913 - what hg.zone_statistics takes, and which file to read
    zones: gpd.GeoDataFrame | str | os.PathLike[str],
    source: str | os.PathLike[str],
    *,
    zone_id: str = "id",
    by: str | Sequence[str] | None = None,
    double_count: bool = False,
    layer: str | None = None,
    crs: object = None,
    batch: int = BATCH,
    progress: Callable[[float, str], None] | None = None,
) -> pd.DataFrame:
    """Measure what of a file's features lies in each zone, by class, a batch of features at a time.

    The table is that of :func:`hanting_geo.zone_statistics` on the whole file: the same rows, counts and columns,
    and measures that differ by rounding only, since they are summed in another order (1e-9 of the total).

    A feature that shares ground with no other adds to every sum alone, so it may come in any batch. Those that do
    share ground are found first (``double_count=False``), and are kept in memory together: of land parcels, which do
    not overlap, these are none or few.

    Parameters
    ----------
    zones
        A frame in the reference system of the source (or ``crs``), or a file, which is brought there.
    source
        GeoParquet, GeoPackage or FlatGeobuf; other formats can only be proven whole, and are read so.
    zone_id, by, double_count
        As for :func:`hanting_geo.zone_statistics`.
    layer
        Which layer of the source, when it holds several.
    crs
        None: as the source is stored. Otherwise everything is brought there first.
    batch
        Most features in memory at a time, beside those that share ground.
    progress
        Called with the part that is done, from 0 to 1, and what is being done.

    Returns
    -------
    pandas.DataFrame
        As of :func:`hanting_geo.zone_statistics`.

    Raises
    ------
    SourceError
        As for :func:`hanting_geo.read_file`; pyarrow is not installed.
    CRSError, SchemaError
        As for :func:`hanting_geo.zone_statistics`; the message names the rows of the file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from hanting_geo.sources.files import write_file
    >>> x, y = 430000, 4071000
    >>> land = gpd.GeoDataFrame(
    ...     {"use": ["farm", "road", "farm"]}, crs="EPSG:4549",
    ...     geometry=[box(x + east, y, x + east + 100, y + 100) for east in (0, 50, 200)],
    ... )
    >>> zone = gpd.GeoDataFrame({"id": ["A"]}, geometry=[box(x, y, x + 150, y + 100)], crs="EPSG:4549")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     parcels = write_file(land, Path(folder) / "parcels.parquet")
    ...     table = zone_statistics_file(zone, parcels, by="use", batch=2)
    >>> table[["zone_id", "class", "features", "plane_m2"]]
               zone_id  class  features  plane_m2
    0                A   farm         1   10000.0
    1                A   road         1   10000.0
    2  (class overlap)  (all)         1   -5000.0
    3   (zone overlap)  (all)         0       0.0
    4        (outside)  (all)         1   10000.0
    5    (no geometry)  (all)         0       0.0
    6          (total)  (all)         3   25000.0
    """
    arguments.path(source, "zone_statistics_file: source")
    arguments.flag(double_count, "zone_statistics_file: double_count")
    if progress is not None:
        arguments.function(progress, "zone_statistics_file: progress")
    tell = progress or (lambda _part, _what: None)
    batches = open_batches(source, layer=layer, crs=crs, size=batch)
    around = zones_for(batches, zones)
    # Refuses bad zones and a bad column before anything is measured.
    first = next(iter(batches)).iloc[:0]
    with located(batches, first):
        classes_of(first, by, WHAT)  # a name in two languages is told by all features, not by a batch
        zone_statistics(around, first, zone_id=zone_id, by=by)
    shared = np.zeros(batches.rows, dtype=bool)
    if not double_count:
        shared = _shared(batches, around, batch, tell)
    began = 0.0 if double_count else _FOUND
    sums = Sums(around, zone_id, by)
    together: list[gpd.GeoDataFrame] = []
    done = 0
    for each in batches:
        mine = shared[done : done + len(each)]
        sums.classes(each)
        columns = [*sums.by, each.geometry.name]
        with located(batches, each):
            sums.add(zone_statistics, each[~mine], double_count=True)
        together += [each.loc[mine, columns]] * bool(mine.any())
        done += len(each)
        tell(began + (1 - began) * done / max(batches.rows, 1), "measure")
    if together:
        sums.add(zone_statistics, pd.concat(together), double_count=False)
    return sums.table(batches)


def _shared(batches: Batches, zones: gpd.GeoDataFrame, size: int, tell: Callable[[float, str], None]) -> Flags:
    """Find the features that share ground with another."""
    with scratch_folder() as folder:
        sharing = SharedGround(folder, size)
        done = 0
        for each in batches:
            with located(batches, each):
                lines = bool((shapely.get_dimensions(np.asarray(each.geometry.values)) == 1).any())
                require_metres(each, WHAT, areas=True, lengths=lines)
                require_same_crs(zones, each, WHAT)
                require_valid(each, WHAT)
            sharing.add(np.asarray(each.geometry.values))
            done += len(each)
            tell(_FOUND / 4 * done / max(batches.rows, 1), "read")
        return sharing.shared(lambda part: tell(_FOUND * (1 + 3 * part) / 4, "compare"))
