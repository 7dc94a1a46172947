"""How others do the jobs of overlay.py: geopandas, plain shapely, and the databases that are installed."""

from __future__ import annotations

import importlib
import importlib.util
import itertools
import os
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from overlay_data import Floats

    Run = Callable[[Any], Any]

_POLYGONAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
THREADS = 2


def has(*modules: str) -> bool:
    """Tell whether all of these can be imported."""
    return all(importlib.util.find_spec(module) is not None for module in modules)


# geopandas and shapely take the frames as they stand.


def geopandas_overlay(how: Any) -> Run:
    """Overlay with geopandas."""

    def run(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
        left, right = frames
        return gpd.overlay(left, right, how=how, keep_geom_type=True)

    return run


def swapped(run: Run) -> Run:
    """Do the same with the operands in the other order; for what gives the same shapes."""
    return lambda frames: run(frames[::-1])


def shapely_intersection(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Intersect with what shapely offers: prepared shapes, and what is covered passes as it stands."""
    left, right = frames
    large, small = np.asarray(left.geometry.values), np.asarray(right.geometry.values)
    at_left, at_right = shapely.STRtree(small).query(large, predicate="intersects")
    shapely.prepare(large)
    shapes, cut = small[at_right], ~shapely.covers(large[at_left], small[at_right])
    shapes[cut] = shapely.intersection(large[at_left][cut], shapes[cut])
    table = pd.concat(
        [
            pd.DataFrame(frame.drop(columns="geometry")).iloc[rows].reset_index(drop=True)
            for frame, rows in ((left, at_left), (right, at_right))
        ],
        axis=1,
    )
    return polygons_of(gpd.GeoDataFrame(table, geometry=shapes, crs=left.crs))


def polygons_of(result: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep of each row what is polygon, as ``keep_geom_type=True`` does."""
    shapes = np.asarray(result.geometry.values)
    kinds = shapely.get_type_id(shapes)
    for row in np.flatnonzero(kinds == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapes[row])
        shapes[row] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), _POLYGONAL)])
    kept = np.isin(shapely.get_type_id(shapes), _POLYGONAL) & ~shapely.is_empty(shapes)
    return result.set_geometry(gpd.GeoSeries(shapes, result.index, crs=result.crs))[kept]


def geopandas_area(zone: str, by: str) -> Run:
    """Sum areas by zone and class: zones and features, in whichever order."""

    def run(frames: Sequence[gpd.GeoDataFrame]) -> pd.Series[Any]:
        left, right = frames
        pieces = gpd.overlay(left, right, keep_geom_type=True)
        return pieces.area.groupby([pieces[zone], pieces[by]]).sum()

    return run


def geopandas_length(zone: str) -> Run:
    """Sum lengths by zone: zones and lines, in whichever order."""

    def run(frames: Sequence[gpd.GeoDataFrame]) -> pd.Series[Any]:
        left, right = frames
        pieces = gpd.overlay(left, right, keep_geom_type=False)
        return pieces.length.groupby(pieces[zone]).sum()

    return run


def geopandas_count(zone: str) -> Run:
    """Count points by zone: zones and points."""

    def run(frames: Sequence[gpd.GeoDataFrame]) -> pd.Series[Any]:
        zones, features = frames
        return gpd.sjoin(features, zones, predicate="within").groupby(zone).size()

    return run


def geopandas_rings(distances_m: Sequence[float]) -> Run:
    """Buffer, dissolve, and take the smaller from the larger, with arcs as fine as ours."""

    def run(frames: Sequence[gpd.GeoDataFrame]) -> list[shapely.Geometry]:
        (lines,) = frames
        whole = [lines.buffer(distance, quad_segs=16).union_all() for distance in distances_m]
        return [
            whole[0],
            *(shapely.difference(larger, smaller) for smaller, larger in itertools.pairwise(whole)),
        ]

    return run


def tree_nearest(frames: Sequence[gpd.GeoDataFrame]) -> Floats:
    """Find distances with the tree of shapely."""
    points, lines = (np.asarray(frame.geometry.values) for frame in frames)
    (asks, _), distances = shapely.STRtree(lines).query_nearest(points, return_distance=True, all_matches=False)
    return np.asarray(distances[np.argsort(asks)])


# Databases have the frames in tables of their own before the clock starts, and give a frame back while it runs.


class Sedona:
    """SedonaDB on two threads."""

    name = "SedonaDB"

    @staticmethod
    def is_there() -> bool:
        """Tell whether it is installed, with what makes frames of its answers."""
        return has("sedonadb", "geoarrow.pyarrow")

    def __init__(self) -> None:
        """Connect."""
        self._session = importlib.import_module("sedonadb").connect()
        self._session.sql(f"SET datafusion.execution.target_partitions = {THREADS}").execute()

    def load(self, frames: Sequence[gpd.GeoDataFrame]) -> None:
        """Make tables a, b, ... in memory."""
        for name, frame in zip("ab", frames, strict=False):
            self._session.create_data_frame(frame).to_memtable().to_view(name, overwrite=True)

    def ask(self, query: str) -> Any:
        """Run a query; a column geometry makes the answer a GeoDataFrame."""
        return self._session.sql(query).to_pandas()


class Duck:
    """DuckDB with its spatial extension, on two threads."""

    name = "DuckDB"

    @staticmethod
    def is_there() -> bool:
        """Tell whether it is installed, with the extension."""
        return has("duckdb", "duckdb_extensions", "duckdb_extension_spatial")

    def __init__(self) -> None:
        """Connect."""
        self._session = importlib.import_module("duckdb").connect()
        importlib.import_module("duckdb_extensions").import_extension("spatial", self._session)
        self._session.load_extension("spatial")
        self._session.execute(f"SET threads = {THREADS}")
        self._crs: Any = None

    def load(self, frames: Sequence[gpd.GeoDataFrame]) -> None:
        """Make tables a, b, ... in memory."""
        for name, frame in zip("ab", frames, strict=False):
            self._crs = frame.crs
            table = pd.DataFrame(frame.drop(columns="geometry")).assign(geometry=shapely.to_wkb(frame.geometry))
            self._session.register("loading", table)
            columns = "* EXCLUDE geometry, ST_GeomFromWKB(geometry) AS geometry"
            self._session.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {columns} FROM loading")  # noqa: S608 - our own

    def ask(self, query: str) -> Any:
        """Run a query; a column geometry makes the answer a GeoDataFrame."""
        answer = self._session.sql(query)
        if "geometry" not in answer.columns:
            return answer.df()
        table = answer.project("* EXCLUDE geometry, ST_AsWKB(geometry) AS geometry").df()
        shapes = shapely.from_wkb([bytes(shape) for shape in table["geometry"]])
        return gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=shapes, crs=self._crs)


class Postgis:
    """PostGIS, wherever ``OVERLAY_POSTGIS`` says, such as ``dbname=test``; its tables have an index and statistics."""

    name = "PostGIS"

    @staticmethod
    def is_there() -> bool:
        """Tell whether there is a client, and a server to ask."""
        return has("psycopg") and "OVERLAY_POSTGIS" in os.environ

    def __init__(self) -> None:
        """Connect; tables are made in a schema of their own."""
        self._session = importlib.import_module("psycopg").connect(os.environ["OVERLAY_POSTGIS"], autocommit=True)
        self._session.execute("CREATE SCHEMA IF NOT EXISTS overlay_benchmark")
        self._session.execute("SET search_path = overlay_benchmark, public")
        # The leader works, too.
        self._session.execute(f"SET max_parallel_workers_per_gather = {THREADS - 1}")
        self._session.execute("SET jit = off")
        self._crs: Any = None

    def load(self, frames: Sequence[gpd.GeoDataFrame]) -> None:
        """Make tables a, b, ..., with an index each."""
        for name, frame in zip("ab", frames, strict=False):
            self._crs = frame.crs
            table = pd.DataFrame(frame.drop(columns="geometry")).assign(
                geometry=shapely.to_wkb(frame.geometry, hex=True)
            )
            kinds = {"i": "bigint", "f": "double precision"}
            columns = [f"{column} {kinds.get(table[column].dtype.kind, 'text')}" for column in table.columns[:-1]]
            self._session.execute(f"DROP TABLE IF EXISTS {name}")
            self._session.execute(f"CREATE UNLOGGED TABLE {name} ({', '.join([*columns, 'geometry geometry'])})")
            with self._session.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in table.itertuples(index=False):
                    copy.write_row(row)
            self._session.execute(f"CREATE INDEX ON {name} USING gist (geometry)")
            self._session.execute(f"ANALYZE {name}")

    def ask(self, query: str) -> Any:
        """Run a query; a column geometry makes the answer a GeoDataFrame."""
        cursor = self._session.cursor(binary=True)
        cursor.execute(query)
        table = pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])
        if "geometry" not in table.columns:
            return table
        shapes = shapely.from_wkb(table["geometry"].to_numpy())
        return gpd.GeoDataFrame(table.drop(columns="geometry"), geometry=shapes, crs=self._crs)


DATABASES: tuple[type[Sedona | Duck | Postgis], ...] = (Sedona, Duck, Postgis)


def intersection_query(frames: Sequence[gpd.GeoDataFrame]) -> str:
    """Write the query for all columns of both tables, and what each pair has in common."""
    columns = [
        f"{name}.{column}"
        for name, frame in zip("ab", frames, strict=True)
        for column in frame.columns.drop("geometry")
    ]
    return f"SELECT {', '.join(columns)}, ST_Intersection(a.geometry, b.geometry) AS geometry {_JOINED}"


_JOINED = "FROM a JOIN b ON ST_Intersects(a.geometry, b.geometry)"


def sum_query(what: str, zone: str, *others: str) -> str:
    """Write the query for sums of what pairs have in common (ST_Area, ST_Length) by columns of a and b."""
    columns = ", ".join([f"a.{zone}", *(f"b.{column}" for column in others)])
    return (
        f"SELECT {columns}, SUM({what}(ST_Intersection(a.geometry, b.geometry))) AS total {_JOINED} GROUP BY {columns}"
    )


def count_query(zone: str) -> str:
    """Write the query for the number of features of b in each of a."""
    return f"SELECT a.{zone}, COUNT(*) AS total {_JOINED} GROUP BY a.{zone}"
