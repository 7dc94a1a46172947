"""Zone statistics of a file too large for comfort: a batch of its features at a time, the same table as in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.batches import Near, located, zones_for
from hanting_geo.analysis.statistics.classes import ALL, MEASURES, NONE, columns_of
from hanting_geo.analysis.statistics.sharing import SharedGround
from hanting_geo.analysis.statistics.zone_statistics import CLOSING, zone_statistics
from hanting_geo.core import arguments
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid
from hanting_geo.sources.files.batches import BATCH, open_batches

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from hanting_geo.core.arrays import Flags, Floats
    from hanting_geo.sources.files.batches import Batches

__all__ = ["zone_statistics_file"]

_SUMMED = ["features", *MEASURES]
_WHAT = "zone statistics"
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
        zone_statistics(around, first, zone_id=zone_id, by=by)
    shared = np.zeros(batches.rows, dtype=bool)
    if not double_count:
        shared = _shared(batches, around, batch, tell)
    began = 0.0 if double_count else _FOUND
    sums = _Sums(around, zone_id, by)
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
    with tempfile.TemporaryDirectory(prefix="hanting_geo_", ignore_cleanup_errors=True) as folder:
        sharing = SharedGround(Path(folder), size)
        done = 0
        for each in batches:
            with located(batches, each):
                lines = bool((shapely.get_dimensions(np.asarray(each.geometry.values)) == 1).any())
                require_metres(each, _WHAT, areas=True, lengths=lines)
                require_same_crs(zones, each, _WHAT)
                require_valid(each, _WHAT)
            sharing.add(np.asarray(each.geometry.values))
            done += len(each)
            tell(_FOUND / 4 * done / max(batches.rows, 1), "read")
        return sharing.shared(lambda part: tell(_FOUND * (1 + 3 * part) / 4, "compare"))


class _Sums:
    """Tables of zone statistics added up: features that share no ground add to every row alone."""

    def __init__(self, zones: gpd.GeoDataFrame, zone_id: str, by: str | Sequence[str] | None) -> None:
        self._zones, self._zone_id, self._by = zones, zone_id, by
        several = columns_of(by, _WHAT)
        self.by: list[str] = several or ([] if by is None else [str(by)])
        """The columns that make the class."""
        self._columns = several or ["class"]
        """What the table calls them."""
        self._near = Near(zones)
        self._names: list[dict[Any, None]] = [{} for _ in self.by]
        """Of each column its values, in the order in which they come."""
        self._there: dict[tuple[Any, ...], None] = {} if self.by else {(ALL,): None}
        """What of them comes together."""
        self._dimension = -1
        self._cells: dict[Any, Floats] = {}
        self._closing = np.zeros((len(CLOSING), len(_SUMMED)))

    def classes(self, frame: gpd.GeoDataFrame) -> None:
        """Note the classes of a batch, in the order in which they come."""
        for known, column in zip(self._names, self.by, strict=True):
            known.update(dict.fromkeys(frame[column].dropna().unique().tolist()))
        if self.by:
            values = [frame[column].astype(object).where(frame[column].notna(), NONE).tolist() for column in self.by]
            self._there |= dict.fromkeys(zip(*values, strict=True))

    def add(self, measure: Callable[..., pd.DataFrame], frame: gpd.GeoDataFrame, *, double_count: bool) -> None:
        """Measure features and add them."""
        if not len(frame):
            return
        near = self._near.of(frame)
        zones = self._zones[near]
        table = measure(zones, frame, zone_id=self._zone_id, by=self._by, double_count=double_count)
        self._dimension = max(self._dimension, _dimension(frame))
        numbers = table[_SUMMED].to_numpy(dtype=float, na_value=0.0)
        self._closing += numbers[-len(CLOSING) :]
        if not len(zones):
            return
        names = list(zip(*(table[column].iloc[: -len(CLOSING)].tolist() for column in self._columns), strict=True))
        each = len(names) // len(zones)
        cells = numbers[: -len(CLOSING)].reshape(len(zones), each, len(_SUMMED))
        for number, name in enumerate(names[:each]):
            known = self._cells.setdefault(name, np.zeros((len(self._zones), len(_SUMMED))))
            known[near] += cells[:, number]

    def table(self, batches: Batches) -> pd.DataFrame:
        """Make the table of the whole file."""
        labels, keys = self._labels(batches)
        nothing = np.zeros((len(self._zones), len(_SUMMED)))
        cells = np.stack([self._cells.get(key, nothing) for key in keys], axis=1).reshape(-1, len(_SUMMED))
        ids = self._zones[self._zone_id].tolist()
        closing = {column: [ALL] * len(CLOSING) for column in self._columns}
        parts = [
            _rows(
                [zone for zone in ids for _ in keys],
                {column: names * len(ids) for column, names in zip(self._columns, labels, strict=True)},
                cells,
            ),
            _rows(list(CLOSING), closing, self._closing),
        ]
        table = pd.concat(parts, ignore_index=True)
        places = np.asarray(self._zones.geometry.values)
        table["share"] = self._share(table, shapely.area(places), len(keys))
        unplaced = shapely.is_missing(places) | shapely.is_empty(places)
        unknown = np.append(np.repeat(unplaced, len(keys)), [False] * len(CLOSING))
        for column in (*_SUMMED, "share"):
            table[column] = table[column].mask(unknown)
        return table

    def _labels(self, batches: Batches) -> tuple[list[list[Any]], list[tuple[Any, ...]]]:
        """Name the classes as they are when the file is read whole, by column, and as they were in the batches."""
        if not self.by:
            return [[ALL]], [(ALL,)]
        ordered = [self._ordered(column, known, batches) for column, known in zip(self.by, self._names, strict=True)]
        place = [{key: number for number, key in enumerate(keys)} for keys in ordered]
        there = self._there or {(NONE,) * len(self.by): None}
        keys = sorted(there, key=lambda key: [rank.get(part, len(rank)) for rank, part in zip(place, key, strict=True)])
        labels = []
        for number, (column, names) in enumerate(zip(self.by, ordered, strict=True)):
            series = pd.Series(names, dtype=object)
            dtype = batches.dtypes()[column]
            if names and not isinstance(dtype, pd.CategoricalDtype):
                series = series.astype(dtype)
            label = dict(zip(names, series.tolist(), strict=True))
            labels.append([label.get(key[number], NONE) for key in keys])
        return labels, keys

    @staticmethod
    def _ordered(column: str, known: dict[Any, None], batches: Batches) -> list[Any]:
        categories = batches.categories.get(column)
        return list(known) if categories is None else [each for each in categories if each in known]

    def _share(self, table: pd.DataFrame, zone_m2: Floats, classes: int) -> Floats:
        """As in the statistics of a frame: of the zone's area, of all length, or of all features."""
        if self._dimension in {-1, 2}:
            part = table["plane_m2"].to_numpy(dtype=float)
            whole = np.append(np.repeat(zone_m2, classes), [np.nan] * len(CLOSING))
        else:
            part = table["length_m" if self._dimension == 1 else "features"].to_numpy(dtype=float)
            whole = np.full(len(table), part[-1])
        share: Floats = np.divide(part, whole, out=np.full(len(table), np.nan), where=whole > 0)
        return share


def _dimension(frame: gpd.GeoDataFrame) -> int:
    geometry = np.asarray(frame.geometry.values)
    there = geometry[~(shapely.is_missing(geometry) | shapely.is_empty(geometry))]
    return int(np.max(shapely.get_dimensions(there), initial=-1))


def _rows(ids: list[Any], classes: dict[str, list[Any]], numbers: Floats) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "zone_id": pd.Series(ids),
            **{column: pd.Series(names) for column, names in classes.items()},
            "features": pd.array(np.rint(numbers[:, 0]).astype(np.int64), dtype="Int64"),
            **dict(zip(MEASURES, numbers[:, 1:].T, strict=True)),
        }
    )
