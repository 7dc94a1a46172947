"""Reading a layer a batch at a time: the features, types and refusals of reading it whole, in little memory."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from hanting_geo.core.extras import require
from hanting_geo.core.findings import facts_of
from hanting_geo.core.ordinary import state_of
from hanting_geo.core.readable import readable
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import resolve
from hanting_geo.errors import HantingGeoError, SchemaError, SourceError
from hanting_geo.sources.files import integrity as damage
from hanting_geo.sources.files.batch import Batches, plain_columns, shapes_of, table_of
from hanting_geo.sources.files.bulk import check_columns, rescue
from hanting_geo.sources.files.layers import READ_ERRORS, Layer, Source, cannot_open, choose, layers_of, quiet
from hanting_geo.sources.files.parquet import PARQUET_ERRORS, parquet_layer
from hanting_geo.sources.files.paths import existing_file, format_of
from hanting_geo.sources.files.reading import read_file

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["BATCH", "Batches", "open_batches"]

BATCH = 50_000
"""Rows of a batch, unless told otherwise: some 100 MB of parcels with what is made of them."""
_BUFFER = 2**20
_PLAIN_STREAM = "OGR_FLATGEOBUF_STREAM_BASE_IMPL"
_STREAMED = {"GeoPackage", "FlatGeobuf", "GeoParquet"}


def open_batches(
    path: str | os.PathLike[str],
    *,
    layer: str | None = None,
    crs: object = None,
    encoding: str | None = None,
    size: int = BATCH,
) -> Batches:
    """Open a layer of a geodata file for reading a batch at a time.

    GeoParquet, GeoPackage and FlatGeobuf are read as a stream (extra ``parquet``), so that no more than a batch is in
    memory. The other formats can only be proven whole: they are read so, and given in batches.

    Parameters
    ----------
    path, layer, crs, encoding
        As for :func:`hanting_geo.read_file`.
    size
        Most rows of a batch.

    Raises
    ------
    SourceError
        As for :func:`hanting_geo.read_file`; ``size`` is no number of rows; pyarrow is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from hanting_geo.sources.files import write_file
    >>> places = gpd.GeoSeries.from_xy([430000.0, 430010, 430020], [4071000.0] * 3, crs="EPSG:4549")
    >>> file = write_file(gpd.GeoDataFrame({"n": [1, 2, 3]}, geometry=places), Path(tempfile.mkdtemp()) / "a.gpkg")
    >>> batches = open_batches(file, size=2)
    >>> batches.rows, [batch["n"].tolist() for batch in batches]
    (3, [[1, 2], [3]])
    """
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        message = Sentence(
            "a batch has 1 row or more, and {size!r} was asked for; {batch} is a good number", size=size, batch=BATCH
        )
        raise SourceError(message)
    file = existing_file(path)
    source = Source(file, format_of(file), encoding)
    source.state = state_of(file)
    if source.kind not in _STREAMED:
        return _Whole(source, size, crs, layer)
    if encoding is not None:
        message = Sentence(
            "{name}: encoding= is for Shapefile and GeoJSON; {kind} states its own, leave it out",
            name=file.name,
            kind=source.kind,
        )
        raise SourceError(message)
    require("pyarrow", Sentence("reading in batches"))
    with readable(file, source.kind):
        if source.kind == "GeoParquet":
            return _Parquet(source, size, crs, choose(source, [parquet_layer(file)], layer))
        with layers_of(source) as layers:
            return _Gdal(source, size, crs, choose(source, layers, layer))


class _Whole(Batches):
    """A layer that can only be proven whole."""

    def __init__(self, source: Source, size: int, crs: object, layer: str | None) -> None:
        super().__init__(source, size, crs)
        self._frame = read_file(source.path, layer=layer, crs=crs, encoding=source.encoding)
        self.layer = facts_of(self._frame)["layer"]
        self.rows, self.crs = len(self._frame), self._frame.crs

    def _frames(self) -> Iterator[gpd.GeoDataFrame]:
        for start in range(0, max(self.rows, 1), self._size):
            batch = self._frame.iloc[start : start + self._size].copy()
            batch.attrs = {}
            yield batch

    def _settled(self, name: str, found: set[Any]) -> Any:
        del found
        return self._frame[name].dtype


class _Gdal(Batches):
    """A GeoPackage or FlatGeobuf, as GDAL streams it."""

    def __init__(self, source: Source, size: int, crs: object, layer: Layer) -> None:
        super().__init__(source, size, crs)
        self._layer = layer
        self.layer, self.rows = layer.name, layer.features
        with self._gdal():
            info = pyogrio.read_info(layer.target, layer=layer.inner)
            stated = info["crs"]
            self.crs = self._target or (None if stated is None else resolve(stated))
        fields = info["fields"].tolist()
        empty = gpd.GeoDataFrame(geometry=[])
        check_columns(source, fields, empty)

    @contextmanager
    def _gdal(self) -> Iterator[None]:
        from pyarrow.lib import ArrowException

        try:
            with quiet(self._source, self._layer.name):
                yield
        except HantingGeoError:
            raise
        except (*READ_ERRORS, ArrowException, OSError, RuntimeError) as error:
            rescue(self._source, self._layer, error)
            raise cannot_open(self._source, error) from error

    def _frames(self) -> Iterator[gpd.GeoDataFrame]:
        with ExitStack() as stack:
            with self._gdal(), _whole_stream(self._source.kind):
                meta, stream = stack.enter_context(
                    pyogrio.open_arrow(
                        self._layer.target,
                        layer=self._layer.inner,
                        batch_size=self._size,
                        use_pyarrow=True,
                        datetime_as_string=True,
                    )
                )
                frame = self._frame(stream.schema.empty_table(), meta, 0)
            start = 0
            while True:
                with self._gdal(), _whole_stream(self._source.kind):
                    batch = next(stream, None)
                    if batch is None:
                        break
                    frame = self._frame(table_of(batch), meta, start)
                start += len(frame)
                yield frame
            if not start:
                yield frame

    def _frame(self, table: Any, meta: dict[str, Any], start: int) -> gpd.GeoDataFrame:
        import pyarrow as pa

        column = meta["geometry_name"] or "wkb_geometry"
        shapes = shapes_of(self._source.name, table.column(column), start)
        table = table.drop_columns([column])
        for at, field in enumerate(table.schema):
            if pa.types.is_date(field.type):
                table = table.set_column(at, field.name, table.column(at).cast(pa.timestamp("ms")))
        frame = plain_columns(table, len(shapes))
        for name, dtype, subtype in zip(meta["fields"], meta["dtypes"], meta["ogr_subtypes"], strict=True):
            if str(dtype).startswith("datetime") and dtype != "datetime64[D]":
                frame[name] = _moments(frame[name])
            elif subtype == "OFSTJSON":
                frame[name] = frame[name].astype(object).map(json.loads, na_action="ignore")
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=meta["crs"])

    def _prove(self, with_geometry: int) -> None:
        if self._source.kind == "GeoPackage":
            with quiet(self._source, self.layer):
                damage.prove_gpkg(self._source.name, self._source.path, self.layer, self.rows, with_geometry)


class _Parquet(Batches):
    """A GeoParquet file, as Arrow streams it."""

    def __init__(self, source: Source, size: int, crs: object, layer: Layer) -> None:
        super().__init__(source, size, crs)
        self.layer, self.rows = layer.name, layer.features
        with self._arrow() as parquet:
            schema = parquet.schema_arrow
            geo = json.loads(schema.metadata[b"geo"])
            self._column = geo["primary_column"]
            about = geo["columns"]
            if len(about) > 1:
                message = Sentence(
                    "{path}: {listed} are all geometry; a layer has one, drop the others",
                    path=source.path,
                    listed=enumerated(about),
                )
                raise SchemaError(message)
            self._about = about[self._column]
            pandas = json.loads(schema.metadata.get(b"pandas", b"{}"))
            hidden = {name for name in pandas.get("index_columns", []) if isinstance(name, str)}
            hidden |= {path[0] for path in self._about.get("covering", {}).get("bbox", {}).values()}
            self._columns = [name for name in schema.names if name not in hidden]
            stored = schema.empty_table().to_pandas().dtypes
        self._stored = {
            name: dtype
            for name, dtype in stored.items()
            if pd.api.types.is_extension_array_dtype(dtype)
            and not isinstance(dtype, pd.CategoricalDtype | pd.DatetimeTZDtype)
        }
        stated = self._about.get("crs", "OGC:CRS84")
        self._crs = None if stated is None else resolve(stated)
        self.crs = self._target or self._crs

    @contextmanager
    def _arrow(self) -> Iterator[Any]:
        import pyarrow.lib
        import pyarrow.parquet

        try:
            with pyarrow.parquet.ParquetFile(self._source.path, buffer_size=_BUFFER) as parquet:
                yield parquet
        except HantingGeoError:
            raise
        except (pyarrow.lib.ArrowException, shapely.errors.ShapelyError, *PARQUET_ERRORS) as error:
            message = Sentence(
                "{path} cannot be read as GeoParquet ({error}); take it from the source again",
                path=self._source.path,
                error=error,
            )
            raise SourceError(message) from error

    def _frames(self) -> Iterator[gpd.GeoDataFrame]:
        start = 0
        with ExitStack() as stack:
            parquet = stack.enter_context(self._arrow())
            stream = parquet.iter_batches(self._size, columns=self._columns)
            while (batch := next(stream, None)) is not None:
                frame = self._frame(table_of(batch), start)
                start += len(frame)
                yield frame
            if not start:
                yield self._frame(parquet.schema_arrow.empty_table().select(self._columns), 0)

    def _frame(self, table: Any, start: int) -> gpd.GeoDataFrame:
        import pyarrow as pa

        column = table.column(self._column)
        if self._about["encoding"].upper() == "WKB":
            shapes: Any = shapes_of(self._source.name, column, start)
        else:
            field = pa.field(
                "geometry", column.type, metadata={"ARROW:extension:name": f"geoarrow.{self._about['encoding']}"}
            )
            shapes = np.asarray(gpd.GeoDataFrame.from_arrow(pa.table([column], pa.schema([field]))).geometry.values)
        table = table.drop_columns([self._column])
        for at, field in enumerate(table.schema):
            if pa.types.is_dictionary(field.type):
                known = self.categories.setdefault(field.name, [])
                for chunk in table.column(at).chunks:
                    known += [each for each in chunk.dictionary.to_pylist() if each not in known]
                table = table.set_column(at, field.name, table.column(at).cast(field.type.value_type))
        frame = plain_columns(table, len(shapes))
        frame = gpd.GeoDataFrame(frame, geometry=shapes, crs=self._crs)
        named = frame if self._column == "geometry" else frame.rename_geometry(self._column)
        return named[self._columns]

    def _settled(self, name: str, found: set[Any]) -> Any:
        return self._stored.get(name, super()._settled(name, found))


@contextmanager
def _whole_stream(kind: str) -> Iterator[None]:
    """Let GDAL stream a FlatGeobuf as it does any format: its own way garbles a batch with a null geometry (3.12)."""
    if kind != "FlatGeobuf":
        yield
        return
    before = pyogrio.get_gdal_config_option(_PLAIN_STREAM)
    pyogrio.set_gdal_config_options({_PLAIN_STREAM: True})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({_PLAIN_STREAM: before})


def _moments(values: pd.Series) -> pd.Series:
    """Turn times as GDAL writes them into moments, as reading whole does."""
    try:
        return pd.to_datetime(values, format="ISO8601").dt.as_unit("ms")
    except ValueError:  # times of several zones
        return pd.to_datetime(values, format="ISO8601", utc=True).dt.as_unit("ms")
