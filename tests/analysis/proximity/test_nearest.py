"""Nearest neighbours against brute force and geopandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box
from shapes import X, Y, frame

from hanting_geo.analysis.proximity.nearest import nearest
from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry as Geometry


def brute_force(
    ask: Sequence[Geometry | None], find: Sequence[Geometry | None], k: int, limit: float
) -> list[list[tuple[float, int]]]:
    """All distances, sorted by distance and row."""
    return [
        sorted(
            (one.distance(two), row)
            for row, two in enumerate(find)
            if one is not None and two is not None and not one.is_empty and not two.is_empty
            if one.distance(two) <= limit
        )[:k]
        for one in ask
    ]


def test_rows_columns_and_index() -> None:
    homes = frame([Point(X, Y), None, Point(X + 100, Y)], people=[3, 4, 5]).set_index(pd.Index(["a", "b", "c"]))
    schools = frame([Point(X + 10, Y), None, Point(X + 40, Y)], seats=[100, 200, 300]).set_index(pd.Index([9, 8, 7]))
    homes.attrs["hanting_geo"] = {"title": "homes"}
    before = homes.copy(deep=True), schools.copy(deep=True)
    result = nearest(homes, schools, k=2)
    assert result.columns.tolist() == [
        *("id", "people", "geometry", "rank", "distance_m", "other_index", "other_id", "other_seats"),
    ]
    assert result.index.tolist() == ["a", "a", "b", "c", "c"]
    assert result["rank"].tolist() == [1, 2, pd.NA, 1, 2]
    assert result["distance_m"].tolist() == pytest.approx([10, 40, np.nan, 60, 90], nan_ok=True)
    assert result["other_index"].dropna().tolist() == [9, 7, 7, 9]
    assert result["other_id"].dropna().tolist() == ["f0", "f2", "f2", "f0"]
    assert result["other_seats"].dropna().tolist() == [100, 300, 300, 100]
    assert result[["other_index", "other_id", "other_seats"]].iloc[2].isna().all()
    assert result["people"].tolist() == [3, 3, 4, 5, 5]
    assert isinstance(result, gpd.GeoDataFrame)
    assert result.crs == homes.crs
    assert result.attrs == homes.attrs
    assert_geodataframe_equal(homes, before[0])
    assert_geodataframe_equal(schools, before[1])


def test_lines_and_polygons_are_near_by_their_borders() -> None:
    long_road = LineString([(X - 5000, Y + 30), (X + 5000, Y + 30)])
    small_park = box(X + 40, Y - 5, X + 50, Y + 5)
    around = box(X - 10, Y - 10, X + 10, Y + 10)
    result = nearest(frame([Point(X, Y)]), frame([small_park, long_road, around]), k=3)
    assert result["other_id"].tolist() == ["f2", "f1", "f0"]
    assert result["distance_m"].tolist() == pytest.approx([0, 30, 40])


def test_the_limit_counts_in() -> None:
    result = nearest(frame([Point(X, Y)]), frame([Point(X + 3, Y + 4), Point(X + 6, Y)]), k=5, max_distance_m=5)
    assert result["distance_m"].tolist() == [5.0]
    assert nearest(frame([Point(X, Y)]), frame([Point(X + 5, Y)]), max_distance_m=4.999)["rank"].isna().all()
    assert nearest(frame([Point(X, Y)]), frame([Point(X, Y)]), max_distance_m=0)["distance_m"].tolist() == [0.0]


def test_ties_go_to_the_earlier_row() -> None:
    corners = [Point(X + dx, Y + dy) for dx, dy in ((1, 1), (-1, 1), (1, -1), (-1, -1))]
    for k in (1, 2, 4):
        found = nearest(frame([Point(X, Y)]), frame(corners), k=k)["other_id"].tolist()
        assert found == ["f0", "f1", "f2", "f3"][:k]
    assert nearest(frame([Point(X, Y)]), frame(corners[::-1]).iloc[::-1])["other_id"].tolist() == ["f3"]


def test_equals_geopandas_for_the_first() -> None:
    random = np.random.default_rng(11)
    ask = frame([Point(xy) for xy in random.uniform([X, Y], [X + 1000, Y + 1000], (300, 2))])
    find = frame([Point(x + X, y + Y).buffer(size) for x, y, size in random.uniform(1, [1000, 1000, 30], (200, 3))])
    expected = ask.sjoin_nearest(find, distance_col="d")
    expected = expected[~expected.index.duplicated()]
    result = nearest(ask, find)
    np.testing.assert_allclose(result["distance_m"], expected["d"])


def test_uneven_density() -> None:
    """A far cluster and one near neighbour: the radius must grow past many doublings."""
    cluster = [Point(X + 1e6 + step, Y) for step in range(40)]
    result = nearest(frame([Point(X, Y)]), frame([Point(X + 0.001, Y), *cluster]), k=3)
    assert result["distance_m"].tolist() == pytest.approx([0.001, 1e6, 1e6 + 1])


def test_fewer_than_k() -> None:
    assert nearest(frame([Point(X, Y)]), frame([Point(X, Y), None]), k=10)["rank"].tolist() == [1]


def test_nothing_to_ask_or_to_find() -> None:
    some = frame([Point(X, Y), None], n=[1, 2])
    columns = nearest(some, some.drop(columns="n")).columns.tolist()
    for other in (some.iloc[:0], frame([None], n=[1]), frame([Point()], n=[1])):
        result = nearest(some, other.drop(columns="n"), k=2)
        assert result["rank"].isna().tolist() == [True, True]
        assert result["distance_m"].isna().all()
        assert result.index.tolist() == [0, 1]
        assert result.columns.tolist() == columns
    assert len(nearest(some.iloc[:0], some)) == 0
    assert nearest(some.iloc[:0], some)["rank"].dtype == "Int64"
    assert len(nearest(some.iloc[:0], some.iloc[:0])) == 0


def test_index_of_many_levels() -> None:
    other = frame([Point(X, Y)]).set_index(pd.MultiIndex.from_tuples([("p", 1)]))
    assert nearest(frame([Point(X, Y)]), other)["other_index"].tolist() == [("p", 1)]


@pytest.mark.parametrize("k", [0, -1, 1.5, True, None, "2"])
def test_k_is_a_count(k: Any) -> None:
    with pytest.raises(SchemaError, match=f"k is {k!r}; give a whole number from 1 up"):
        nearest(frame([Point(X, Y)]), frame([Point(X, Y)]), k=k)


@pytest.mark.parametrize("limit", [-1, np.nan, "5", True])
def test_max_distance_is_metres(limit: Any) -> None:
    with pytest.raises(SchemaError, match=r"max_distance_m is .*; give metres from 0 up, or None for no limit"):
        nearest(frame([Point(X, Y)]), frame([Point(X, Y)]), max_distance_m=limit)


def test_bad_input_is_named() -> None:
    here = frame([Point(X, Y)])
    knot = frame([Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])])
    with pytest.raises(SchemaError, match="the column rank, other_id would be there twice; rename or drop"):
        nearest(frame([Point(X, Y)], rank=[1], other_id=["x"]), here)
    with pytest.raises(SchemaError, match="the column other_index would be there twice"):
        nearest(here, frame([Point(X, Y)], index=[1]))
    with pytest.raises(CRSError, match="needs metres, and the frame is in degrees"):
        nearest(frame([Point(119, 36)], crs="EPSG:4326"), here)
    with pytest.raises(CRSError, match="the frames are in different reference systems"):
        nearest(here, frame([Point(X, Y)], crs="EPSG:4548"))
    with pytest.raises(SchemaError, match="the nearest features: invalid geometry in f0"):
        nearest(here, knot)
    with pytest.raises(SchemaError, match="the nearest features: invalid geometry in f0"):
        nearest(knot, here)


whole = st.integers(0, 30)
shapes = st.one_of(
    st.none(),
    st.builds(lambda x, y: Point(X + x, Y + y), whole, whole),
    st.builds(lambda x, y, u, v: LineString([(X + x, Y + y), (X + u + 0.5, Y + v)]), whole, whole, whole, whole),
    st.builds(lambda x, y, w, h: box(X + x, Y + y, X + x + w + 1, Y + y + h + 1), whole, whole, whole, whole),
)


@given(
    ask=st.lists(shapes, max_size=8),
    find=st.lists(shapes, max_size=12),
    k=st.integers(1, 6),
    limit=st.one_of(st.none(), st.integers(0, 20)),
)
@settings(max_examples=32, deadline=None, derandomize=True)
def test_equals_brute_force(ask: list[Geometry | None], find: list[Geometry | None], k: int, limit: int | None) -> None:
    result = nearest(frame(ask), frame(find), k=k, max_distance_m=limit)
    expected = brute_force(ask, find, k, np.inf if limit is None else limit)
    assert result.index.tolist() == [row for row, found in enumerate(expected) for _ in range(max(len(found), 1))]
    for row, found in enumerate(expected):
        mine = result[result.index == row]
        if not found:
            assert mine["rank"].isna().tolist() == [True]
            continue
        assert mine["rank"].tolist() == list(range(1, len(found) + 1))
        assert mine["distance_m"].tolist() == [distance for distance, _ in found]
        assert mine["other_index"].tolist() == [position for _, position in found]
