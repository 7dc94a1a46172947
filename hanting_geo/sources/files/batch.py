"""What reading a layer in batches gives, whatever the format: batches that are alike, and proof that none is lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.ordinary import require_unchanged
from hanting_geo.core.readable import readable
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import resolve, to_crs
from hanting_geo.errors import CRSError, HantingGeoError, SourceError
from hanting_geo.sources.files import integrity as damage
from hanting_geo.sources.files.declared import DOCTOR
from hanting_geo.sources.files.layers import Source, short
from hanting_geo.sources.files.nesting import require_flat_wkb

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from pyproj import CRS

__all__ = ["Batches", "plain_columns", "shapes_of", "table_of"]

_INTEGERS = ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")
_TOO_MUCH = (
    "{file}: row {row} has {what}, which are not read in batches; hanting-geo convert writes the file without them"
)


class Batches(ABC):
    """A layer of a file that is read a batch at a time, as often as it is gone through.

    Each batch is a frame whose index counts the rows of the whole file; a layer without rows gives one empty batch.
    Whole numbers and yes/no columns come in types that know gaps (``Int64``, ``boolean``), so that all batches are
    alike; :meth:`dtypes` says what they are when the layer is read whole.

    Attributes
    ----------
    layer
        Name of the layer.
    rows
        How many there are.
    crs
        Reference system of the batches; None if the file states none.
    """

    layer: str
    rows: int
    crs: CRS | None

    def __init__(self, source: Source, size: int, crs: object) -> None:
        self._source, self._size = source, size
        self._target = None if crs is None else resolve(crs)
        self._gaps: set[str] = set()
        self._types: dict[str, set[Any]] = {}
        self.categories: dict[str, list[Any]] = {}
        """Of columns that are categorical in the file: their categories, in order."""

    @abstractmethod
    def _frames(self) -> Iterator[gpd.GeoDataFrame]:
        """Give the frames as the file has them."""

    def _prove(self, with_geometry: int) -> None:
        """Compare what was read with what the file states besides its number of rows: most state nothing."""
        del self, with_geometry

    def __iter__(self) -> Iterator[gpd.GeoDataFrame]:
        """Read the batches, one after the other.

        Raises
        ------
        SourceError, CRSError
            As for :func:`hanting_geo.read_file`; rows are numbered through the whole file.
        """
        start = with_geometry = 0
        for frame in self._read():
            frame.index = pd.RangeIndex(start, start + len(frame))
            self._check(frame)
            self._note(frame)
            start += len(frame)
            with_geometry += int(np.sum(~shapely.is_missing(np.asarray(frame.geometry.values))))
            yield self._placed(frame)
        self._require_unchanged()
        if start != self.rows:
            message = Sentence(
                "{path}: the file states {rows} features and {start} could be read",
                path=self._source.path,
                rows=self.rows,
                start=start,
            )
            raise SourceError(message)
        self._prove(with_geometry)

    def _read(self) -> Iterator[gpd.GeoDataFrame]:
        """Give the frames; what a library raises on a file that was changed meanwhile is told as that."""
        frames = self._frames()
        while True:
            try:
                with readable(self._source.path, self._source.kind):
                    frame = next(frames, None)
            except HantingGeoError:
                self._require_unchanged()
                raise
            if frame is None:
                return
            yield frame

    def _require_unchanged(self) -> None:
        if self._source.state:
            require_unchanged(self._source.path, self._source.state)

    def dtypes(self) -> dict[str, Any]:
        """Give the types that the columns have when the layer is read whole; known when all batches were read."""
        return {name: self._settled(name, found) for name, found in self._types.items()}

    def noted(self) -> tuple[dict[str, set[Any]], set[str]]:
        """Give the types and the gaps that were seen, for another layer of the same columns to take."""
        return self._types, self._gaps

    def take(self, types: dict[str, set[Any]], gaps: set[str]) -> None:
        """Note what was seen in another part of one layer."""
        for name, found in types.items():
            self._types.setdefault(name, set()).update(found)
        self._gaps |= gaps

    def where(self, batch: gpd.GeoDataFrame) -> str:
        """Name file and rows of a batch, for messages."""
        return f"{self._source.name}, rows {batch.index[0]} to {batch.index[-1]}" if len(batch) else self._source.name

    def _check(self, frame: gpd.GeoDataFrame) -> None:
        geometry = np.asarray(frame.geometry.values)
        coordinates, owner = damage.positions(self._source.name, geometry)
        wild = np.unique(owner[~np.isfinite(coordinates).all(axis=1)])
        damage.refuse(
            self._source.name,
            [Sentence("row {index}: a coordinate is not a finite number", index=frame.index[row]) for row in wild],
        )

    def _note(self, frame: gpd.GeoDataFrame) -> None:
        for name in frame.columns:
            if name == frame.geometry.name:
                continue
            values = frame[name]
            missing = values.isna()
            if missing.any():
                self._gaps.add(name)
            known = self._types.setdefault(name, set())
            if not known or not missing.all():
                # What an empty batch looks like says nothing once there was a full one.
                known.add(values.dtype)

    def _settled(self, name: str, found: set[Any]) -> Any:
        if len(found) > 1:
            aware = {each for each in found if isinstance(each, pd.DatetimeTZDtype)}
            return pd.DatetimeTZDtype("ms", "UTC") if len(aware) > 1 else next(iter(aware or found))
        (dtype,) = found
        if isinstance(dtype, pd.BooleanDtype):
            return dtype if name in self._gaps else np.dtype(bool)
        if pd.api.types.is_integer_dtype(dtype) and pd.api.types.is_extension_array_dtype(dtype):
            return np.dtype("float64") if name in self._gaps else dtype.numpy_dtype
        return dtype

    def _placed(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if self._target is None:
            return frame
        if frame.crs is None:
            message = Sentence(
                "{path} does not say in which reference system its coordinates are, so they cannot "
                "be brought to {name}; ask the source, and write the file anew with hanting-geo "
                "convert --from-crs; {doctor}",
                path=self._source.path,
                name=self._target.name,
                doctor=DOCTOR,
            )
            raise CRSError(message)
        if frame.crs == self._target:
            return frame
        try:
            return to_crs(frame, self._target)
        except CRSError as error:
            message = Sentence("{path}: {error}", path=self._source.path, error=error)
            raise CRSError(message) from error


def table_of(batch: Any) -> Any:
    """Make a table of a record batch."""
    import pyarrow as pa

    return pa.Table.from_batches([batch])


def plain_columns(table: Any, rows: int) -> pd.DataFrame:
    """Turn attributes into a frame whose types do not depend on whether a batch has gaps."""
    import pyarrow as pa

    kinds = {getattr(pa, name.lower())(): getattr(pd, f"{name}Dtype")() for name in _INTEGERS}
    text = pd.StringDtype(na_value=np.nan)
    kinds |= {pa.bool_(): pd.BooleanDtype(), pa.string(): text, pa.large_string(): text}
    if not table.num_columns:
        return pd.DataFrame(index=pd.RangeIndex(rows))
    return table.to_pandas(types_mapper=kinds.get, ignore_metadata=True)  # type: ignore[no-any-return]


def shapes_of(file: str, column: Any, start: int) -> np.ndarray:
    """Make geometries of their bytes; ``start`` is the row of the first.

    Raises
    ------
    SourceError
        Some cannot be read, or are more than lines, polygons and heights; the message names rows.
    """
    require_flat_wkb(file, column, start)
    raw = column.to_numpy(zero_copy_only=False)
    try:
        shapes = np.asarray(shapely.from_wkb(raw), dtype=object)
    except NotImplementedError as error:
        row, _ = next(_unreadable(raw, start))
        message = Sentence(_TOO_MUCH, file=file, row=row, what=Sentence("curves"))
        raise SourceError(message) from error
    except (shapely.errors.ShapelyError, ValueError, TypeError) as error:
        damage.refuse(file, [f"row {row}: {why}" for row, why in _unreadable(raw, start)], error)
        raise
    measured = np.flatnonzero(shapely.has_m(shapes))
    if len(measured):
        message = Sentence(_TOO_MUCH, file=file, row=start + measured[0], what=Sentence("M values"))
        raise SourceError(message)
    return shapes


def _unreadable(raw: np.ndarray, start: int) -> Iterator[tuple[int, str]]:
    for row, each in enumerate(raw):
        try:
            shapely.from_wkb(each)
        except (shapely.errors.ShapelyError, ValueError, TypeError, NotImplementedError) as error:
            yield start + row, short(error)
