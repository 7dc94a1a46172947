"""Tables of zone statistics added up, from batches or parts that share no ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.batches import Near
from hanting_geo.analysis.statistics.classes import ALL, MEASURES, NONE, columns_of
from hanting_geo.analysis.statistics.zone_statistics import CLOSING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd

    from hanting_geo.core.arrays import Flags, Floats
    from hanting_geo.sources.files.batches import Batches

__all__ = ["WHAT", "Measured", "Seen", "Sums"]

SUMMED = ["features", *MEASURES]
WHAT = "zone statistics"


class Measured(NamedTuple):
    """What features were measured to be: which zones were near, the classes, and the numbers of the table."""

    near: Flags
    names: list[tuple[Any, ...]]
    numbers: Floats
    dimension: int


class Seen(NamedTuple):
    """Classes in the order in which they came: of each column its values, and what of them comes together."""

    names: list[list[Any]]
    there: list[tuple[Any, ...]]


class Sums:
    """Tables of zone statistics added up: features that share no ground add to every row alone."""

    def __init__(self, zones: gpd.GeoDataFrame, zone_id: str, by: str | Sequence[str] | None) -> None:
        self._zones, self._zone_id, self._by = zones, zone_id, by
        several = columns_of(by, WHAT)
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
        self._closing = np.zeros((len(CLOSING), len(SUMMED)))

    def classes(self, frame: gpd.GeoDataFrame) -> None:
        """Note the classes of a batch, in the order in which they come."""
        for known, column in zip(self._names, self.by, strict=True):
            known.update(dict.fromkeys(frame[column].dropna().unique().tolist()))
        if self.by:
            values = [frame[column].astype(object).where(frame[column].notna(), NONE).tolist() for column in self.by]
            self._there |= dict.fromkeys(zip(*values, strict=True))

    def take(self, seen: Seen) -> None:
        """Note the classes that another has seen, in the order in which they come."""
        for known, names in zip(self._names, seen.names, strict=True):
            known.update(dict.fromkeys(names))
        self._there |= dict.fromkeys(seen.there)

    def seen(self) -> Seen:
        """Give the classes that were noted, for another to take."""
        return Seen([list(known) for known in self._names], list(self._there))

    def measure(
        self, measure: Callable[..., pd.DataFrame], frame: gpd.GeoDataFrame, *, double_count: bool
    ) -> Measured | None:
        """Measure features; None where there are none."""
        if not len(frame):
            return None
        near = self._near.of(frame)
        zones = self._zones[near]
        table = measure(zones, frame, zone_id=self._zone_id, by=self._by, double_count=double_count)
        numbers = table[SUMMED].to_numpy(dtype=float, na_value=0.0)
        columns = (table[column].iloc[: -len(CLOSING)].tolist() for column in self._columns)
        return Measured(near, list(zip(*columns, strict=True)), numbers, _dimension(frame))

    def put(self, measured: Measured | None) -> None:
        """Add what was measured. Sums depend on the order of this in their last digits."""
        if measured is None:
            return
        near, names, numbers, dimension = measured
        self._dimension = max(self._dimension, dimension)
        self._closing += numbers[-len(CLOSING) :]
        many = int(near.sum())
        if not many:
            return
        each = len(names) // many
        cells = numbers[: -len(CLOSING)].reshape(many, each, len(SUMMED))
        for number, name in enumerate(names[:each]):
            known = self._cells.setdefault(name, np.zeros((len(self._zones), len(SUMMED))))
            known[near] += cells[:, number]

    def add(self, measure: Callable[..., pd.DataFrame], frame: gpd.GeoDataFrame, *, double_count: bool) -> None:
        """Measure features and add them."""
        self.put(self.measure(measure, frame, double_count=double_count))

    def table(self, batches: Batches) -> pd.DataFrame:
        """Make the table of the whole file."""
        labels, keys = self._labels(batches)
        nothing = np.zeros((len(self._zones), len(SUMMED)))
        cells = np.stack([self._cells.get(key, nothing) for key in keys], axis=1).reshape(-1, len(SUMMED))
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
        for column in (*SUMMED, "share"):
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
