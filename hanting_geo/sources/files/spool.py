"""Writing a file from batches: checked as they come, laid by on disk, written when all is known, and proven.

What a file states at its head (one kind of geometry, types of columns, bounds) depends on rows that are not there yet
when the first batch comes. So batches are laid by beside the target, and the file is written of them in one go: the
same file as of one frame, the old one or the new one, never half.
"""

from __future__ import annotations

import io
import json
import shutil
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.sources.files.batches import BATCH, open_batches
from hanting_geo.sources.files.layer_styles import put_styles
from hanting_geo.sources.files.roundtrip import prove_written
from hanting_geo.sources.files.schema import free_name, writable
from hanting_geo.sources.files.writing import check_geopackage, guarded, layer_name, target_format

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Generator, Iterator, Mapping

    from hanting_geo.core.layer_style import Dress
    from hanting_geo.sources.files.batch import Batches

__all__ = ["Spool", "spooled"]

_DRIVERS = {"GeoPackage": "GPKG", "FlatGeobuf": "FlatGeobuf"}
_SUFFIXES = (".gpkg", ".fgb", ".parquet")
_EXACT_INTEGER = 2**53
_MULTI = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


class Spool:
    """Batches of a result on their way into a file.

    Parameters
    ----------
    target
        The file that is to be written.
    kind
        Its format.
    layer
        Name of the layer.
    working
        What is written first, in a folder of its own.
    dress
        Of a GeoPackage: what sees every batch, and says with which styles QGIS opens the layer.
    """

    def __init__(self, target: Path, kind: str, layer: str, working: Path, dress: Dress | None) -> None:
        self._target, self._kind, self._layer, self._working = target, kind, layer, working
        self._dress = dress
        self._folder = working.parent / "batches"
        self._folder.mkdir()
        self._parts: dict[int, list[Path]] = {}
        self._counts: dict[int, int] = {}
        self._empty: gpd.GeoDataFrame | None = None
        self._kinds: set[str] = set()
        self._high: set[bool] = set()
        self._wide: set[str] = set()
        self._bounds = np.array([np.inf, np.inf, -np.inf, -np.inf])

    @property
    def rows(self) -> int:
        """How many rows there are so far."""
        return sum(self._counts.values())

    def append(self, frame: gpd.GeoDataFrame, part: int = 0) -> None:
        """Check a batch as the format asks, and lay it by; parts stand in the file one after the other.

        Raises
        ------
        SchemaError
            As for :func:`hanting_geo.write_file`; rows are counted through the part.
        """
        before = self._counts.get(part, 0)
        ready = writable(frame, self._kind, self._target.name, start=before)
        if self._dress is not None:
            self._dress.add(ready, part)
        if self._empty is None:
            self._empty = ready.iloc[:0]
        if not len(ready):
            return
        self._note(ready)
        files = self._parts.setdefault(part, [])
        file = self._folder / f"{part}_{len(files)}.arrow"
        ready.to_feather(file, index=False)
        files.append(file)
        self._counts[part] = before + len(ready)

    def _note(self, ready: gpd.GeoDataFrame) -> None:
        geometry = np.asarray(ready.geometry.values)
        self._kinds |= set(ready.geom_type.dropna().unique())
        solid = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
        self._high |= set(shapely.has_z(geometry[solid]).tolist())
        if self._kind == "FlatGeobuf" and len(self._high) > 1:
            message = Sentence(
                "{name}: some geometries have heights and some have none, and a FlatGeobuf holds one "
                "sort; use shapely.force_2d, or write a .gpkg",
                name=self._target.name,
            )
            raise SchemaError(message)
        bounds = ready.total_bounds
        self._bounds[:2] = np.fmin(self._bounds[:2], bounds[:2])
        self._bounds[2:] = np.fmax(self._bounds[2:], bounds[2:])
        for name in ready.columns:
            if pd.api.types.is_integer_dtype(ready[name].dtype) and (ready[name].abs() > _EXACT_INTEGER).any():
                self._wide.add(name)

    def finish(self, dtypes: Mapping[str, Any], told: Callable[[int, str], None]) -> None:
        """Write the file and compare it with the batches.

        Parameters
        ----------
        dtypes
            Types of the columns where they are not those of the batches.
        told
            Called with the number of rows and what was done with them.

        Raises
        ------
        SourceError
            The driver refuses it, or it does not read back the same.
        """
        types = {
            name: dtype
            for name, dtype in dtypes.items()
            if self._empty is not None and name in self._empty.columns and self._is_kept(name, dtype)
        }
        write = self._write_parquet if self._kind == "GeoParquet" else self._write_gdal
        guarded(self._target, lambda: write(types, told), lambda: self._prove(types, told))
        if self._kind == "GeoPackage":
            put_styles(self._working, self._layer, self._dress.styles() if self._dress is not None else ())
        shutil.rmtree(self._folder)
        left = [each.name for each in self._working.parent.iterdir() if each != self._working]
        if left:
            message = Sentence(
                "cannot write {target}: the driver left {listed} beside it; please report this",
                target=self._target,
                listed=enumerated(left),
            )
            raise SourceError(message)

    def _is_kept(self, name: str, dtype: Any) -> bool:
        """Tell whether a type can take the values: one that is for anything says nothing, a decimal loses digits."""
        return dtype != np.dtype(object) and not (name in self._wide and dtype == np.dtype("float64"))

    def _frames(self, types: Mapping[str, Any]) -> Iterator[gpd.GeoDataFrame]:
        start = 0
        for part in sorted(self._parts):
            for file in self._parts[part]:
                frame = gpd.read_feather(file)
                frame.index = pd.RangeIndex(start, start + len(frame))
                start += len(frame)
                yield _typed(frame, types, self._kind)

    def _tables(self, types: Mapping[str, Any], told: Callable[[int, str], None], *, wrap: bool) -> Iterator[Any]:
        done = 0
        for frame in self._frames(types):
            yield _arrow(frame, gdal=self._kind != "GeoParquet", wrap=wrap)
            done += len(frame)
            told(done, "written")

    def _write_gdal(self, types: Mapping[str, Any], told: Callable[[int, str], None]) -> None:
        import pyarrow as pa

        if self._empty is None:
            message = Sentence("there is nothing to write, not even columns")
            raise SourceError(message)
        single = set(_MULTI) & self._kinds
        # Both drivers hold one kind of geometry: as for one frame, single ones become multi if some are.
        wrap = len(self._kinds) == 2 and any({each, _MULTI[each]} == self._kinds for each in single)  # noqa: PLR2004
        kind = _MULTI[single.pop()] if wrap else next(iter(self._kinds)) if len(self._kinds) == 1 else "Unknown"
        if kind != "Unknown" and True in self._high:
            kind += " Z"
        failed: list[BaseException] = []
        schema = _arrow(_typed(self._empty, types, self._kind), gdal=True, wrap=False).schema

        def batches() -> Iterator[Any]:
            # What is raised in a stream that GDAL pulls would come out as a text: keep it.
            try:
                for table in self._tables(types, told, wrap=wrap):
                    yield from _cast(table, schema).to_batches()
            except BaseException as error:
                failed.append(error)
                raise

        options = {"SPATIAL_INDEX": "NO"}
        if self._kind == "GeoPackage":
            names = self._empty.columns
            options = {"FID": free_name("fid", names), "GEOMETRY_NAME": free_name("geom", names)}
        try:
            pyogrio.write_arrow(
                pa.RecordBatchReader.from_batches(schema, batches()),
                self._working,
                layer=self._layer,
                driver=_DRIVERS[self._kind],
                geometry_name="geometry",
                geometry_type=kind,
                crs=_stated(self._empty),
                **options,
            )
        except Exception:
            if failed:
                raise failed[0] from None
            raise

    def _write_parquet(self, types: Mapping[str, Any], told: Callable[[int, str], None]) -> None:
        import pyarrow.parquet as pq

        if self._empty is None:
            message = Sentence("there is nothing to write, not even columns")
            raise SourceError(message)
        # geopandas says what stands in the head; only what depends on the rows is added.
        head = io.BytesIO()
        _typed(self._empty, types, self._kind).to_parquet(head, index=False)
        schema = pq.read_schema(head)
        geo = json.loads(schema.metadata[b"geo"])
        about = geo["columns"]["geometry"]
        high = " Z" if True in self._high else ""
        flat = {""} if False in self._high or not high else set()
        about["geometry_types"] = sorted(kind + each for kind in self._kinds for each in {high, *flat})
        if np.isfinite(self._bounds).all():
            about["bbox"] = self._bounds.tolist()
        schema = schema.with_metadata({**schema.metadata, b"geo": json.dumps(geo).encode()})
        with pq.ParquetWriter(self._working, schema) as writer:
            for table in self._tables(types, told, wrap=False):
                writer.write_table(_cast(table, schema))

    def _prove(self, types: Mapping[str, Any], told: Callable[[int, str], None]) -> None:
        """Read the file back in batches and compare, row by row, with what was laid by."""
        # Closed also when the comparison fails: an open file cannot be removed on Windows.
        with closing(_rows_of(open_batches(self._working, layer=self._layer, size=BATCH))) as frames:
            back = _Rows(frames)
            done = 0
            for ready in self._frames(types):
                prove_written(ready, back.take(len(ready), done), self._kind)
                done += len(ready)
                told(done, "compared")
            left = len(back.take(1, done))
        if left:
            message = Sentence("{done} rows were written and more read back", done=done)
            raise SourceError(message)


def _rows_of(batches: Batches) -> Generator[gpd.GeoDataFrame]:
    yield from batches


class _Rows:
    """Rows of a stream of frames, as many at a time as are asked for."""

    def __init__(self, frames: Iterator[gpd.GeoDataFrame]) -> None:
        self._frames = frames
        self._rest = next(frames)

    def take(self, count: int, start: int) -> gpd.GeoDataFrame:
        """Give the next rows, fewer at the end."""
        got = [self._rest]
        while sum(map(len, got)) < count and (more := next(self._frames, None)) is not None:
            got.append(more)
        rows = pd.concat([each for each in got if len(each)] or got[:1]) if len(got) > 1 else got[0]
        self._rest = rows.iloc[count:]
        taken = rows.iloc[:count]
        taken.index = pd.RangeIndex(start, start + len(taken))
        return taken


@contextmanager
def spooled(
    target: str | os.PathLike[str], *, layer: str | None = None, dress: Callable[[str], Dress] | None = None
) -> Iterator[Spool]:
    """Give a :class:`Spool` for a file, and move the file into place when the block ends well.

    Parameters
    ----------
    target
        ``.gpkg`` (other layers of an existing file stay), ``.fgb`` or ``.parquet``.
    layer
        Name of the layer; None: the stem of the file.
    dress
        Of a GeoPackage: gives, for the name of the layer, what says how QGIS draws it.

    Raises
    ------
    SourceError
        Another suffix; as for :func:`hanting_geo.write_file`.

    Examples
    --------
    >>> import tempfile
    >>> from hanting_geo.sources.files import read_file
    >>> target = Path(tempfile.mkdtemp()) / "a.parquet"
    >>> with spooled(target) as spool:
    ...     for number in (1, 2):
    ...         place = gpd.GeoSeries.from_xy([430000.0 + number], [4071000.0], crs="EPSG:4549")
    ...         spool.append(gpd.GeoDataFrame({"n": [number]}, geometry=place))
    ...     spool.finish({}, lambda rows, what: None)
    >>> read_file(target)["n"].tolist()
    [1, 2]
    """
    path = Path(target)
    kind = target_format(path)
    if kind not in {*_DRIVERS, "GeoParquet"}:
        message = Sentence(
            "{path}: files ending in {suffix!r} cannot be written in batches, but {suffixes}",
            path=path,
            suffix=path.suffix,
            suffixes=enumerated(_SUFFIXES),
        )
        raise SourceError(message)
    require("pyarrow", Sentence("writing in batches"))
    name = layer_name(path, kind, layer)
    if kind == "GeoPackage":
        check_geopackage(path)
    with replacing_file(path) as working:
        if kind == "GeoPackage" and path.exists():
            shutil.copyfile(path, working)
        yield Spool(path, kind, name, working, dress(name) if dress is not None and kind == "GeoPackage" else None)


def _stated(frame: gpd.GeoDataFrame) -> str | None:
    if frame.crs is None:
        return None
    code = frame.crs.to_epsg()
    return f"EPSG:{code}" if code else frame.crs.to_wkt("WKT1_GDAL")


def _typed(frame: gpd.GeoDataFrame, types: Mapping[str, Any], kind: str) -> gpd.GeoDataFrame:
    """Bring the columns of a batch to the types of the whole, and to those that drivers take."""
    changes: dict[str, Any] = {}
    for name in frame.columns:
        now = frame[name].dtype
        dtype = types.get(name, now)
        if name == "geometry" or pd.api.types.is_string_dtype(now):
            continue
        if kind != "GeoParquet" and pd.api.types.is_integer_dtype(dtype):
            dtype = np.dtype("int64") if not frame[name].isna().any() else pd.Int64Dtype()
        elif kind != "GeoParquet" and pd.api.types.is_float_dtype(dtype):
            dtype = np.dtype("float64")
        changes[name] = dtype
    return frame.astype(changes)


def _arrow(frame: gpd.GeoDataFrame, *, gdal: bool, wrap: bool) -> Any:
    """Make an Arrow table with the geometry as bytes."""
    import pyarrow as pa

    plain = pd.DataFrame(frame.drop(columns="geometry"))
    dated: list[str] = []
    for name in plain.columns if gdal else ():
        dtype = plain[name].dtype
        if isinstance(dtype, pd.DatetimeTZDtype) and str(dtype.tz) != "UTC":
            # GDAL knows offsets, not zones: as text with its type beside it, as pyogrio does.
            plain[name] = plain[name].astype("string")
            dated.append(name)
    table = pa.Table.from_pandas(plain, preserve_index=False)
    for name in dated:
        at = table.schema.get_field_index(name)
        field = table.schema.field(at).with_metadata({"GDAL:OGR:type": "DateTime"})
        table = table.set_column(at, field, table.column(at))
    shapes = np.asarray(frame.geometry.values)
    if wrap:
        shapes = shapes.copy()
        for kind, made in (
            (shapely.GeometryType.POINT, shapely.multipoints),
            (shapely.GeometryType.LINESTRING, shapely.multilinestrings),
            (shapely.GeometryType.POLYGON, shapely.multipolygons),
        ):
            single = shapely.get_type_id(shapes) == kind
            if single.any():
                shapes[single] = made(shapes[single][:, None])
    column = pa.array(shapely.to_wkb(shapes, flavor="iso"), type=pa.binary())
    schema = pa.schema([*table.schema, pa.field("geometry", pa.binary())])
    return pa.Table.from_arrays([*table.columns, column], schema=schema)


def _cast(table: Any, schema: Any) -> Any:
    """Give a table the types and metadata of a schema; casting alone keeps the metadata of the table's fields."""
    import pyarrow as pa

    return (
        table
        if table.schema.equals(schema, check_metadata=True)
        else pa.Table.from_arrays(table.cast(schema).columns, schema=schema)
    )
