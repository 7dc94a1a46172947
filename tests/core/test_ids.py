"""Ids: every kind that names no feature, or two, is refused with its rows; and all who ask for ids say the same."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

import hanting_geo as hg
from hanting_geo.core.ids import checked_ids, unique_ids
from hanting_geo.errors import SchemaError

X, Y = 430000.0, 4071000.0


def table(ids: list[Any], index: list[Any] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"id": pd.Series(ids, dtype=object, index=index)}, index=index)


@pytest.mark.parametrize(
    ("ids", "says"),
    [
        (["a", None, "b", float("nan")], r"the zones have no 'id' in 2 of 4 rows \(rows 11, 13\)"),
        (["a", "b", "a"], r"a is there more than once in 'id' \(rows 10, 12\)"),
        ([1, "1"], r"1 is there more than once in 'id' \(rows 10, 11\)"),
        ([1, True, 1.0], r"1, True, 1\.0 is there more than once in .id. \(rows 10, 11, 12\)"),
        (["a", [1, 2]], r"a list \(\[1, 2\]\) as 'id' \(row 11\), which is no id"),
        (["a", {"b": 1}], r"a dict \(\{'b': 1\}\) as 'id' \(row 11\)"),
        (["a", "(total)"], r"the 'id' \(total\), which a closing row is called; rename it"),
    ],
)
def test_ids_that_name_no_feature_or_two(ids: list[Any], says: str) -> None:
    frame = table(ids, list(range(10, 10 + len(ids))))
    with pytest.raises(SchemaError, match=says):
        checked_ids(frame, "id", "the zones", ("(outside)", "(total)"))


def test_many_are_counted_and_the_first_named() -> None:
    with pytest.raises(SchemaError, match=r"rows 0, 1, 2, 3, 4 and 15 more"):
        checked_ids(table(["a"] * 20), "id", "the zones")


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1, 2], dtype="Int64"),
        pd.Series([0.1, 0.2]),
        pd.Series(pd.to_datetime(["2024-01-01", "2024-01-02"])),
        pd.Series(["a", "b"], dtype="category"),
        pd.Series([("a", 1), ("a", 2)]),
        pd.Series([], dtype=object),
        pd.Series([1, "a"], dtype=object),
    ],
    ids=str,
)
def test_ids_of_all_types_stay_as_they_are(values: pd.Series) -> None:
    pd.testing.assert_series_equal(checked_ids(pd.DataFrame({5: values}), 5, "the zones"), values, check_names=False)
    assert unique_ids(values, "index", "the sites") is values


@pytest.mark.parametrize(
    ("columns", "name", "says"),
    [
        (["id", "id", "geometry"], "id", "2 columns called 'id'; rename all but one"),
        (["id", "n", "geometry"], "nr", "no column 'nr'; there are: id, n"),
        (["id", "n", "geometry"], "geometry", "no column 'geometry' but the geometry; there are: id, n"),
        (["id", "n", "geometry"], ["id"], r"no column \['id'\]; there are"),
        (["id", "n", "geometry"], None, "no column None; there are"),
    ],
)
def test_columns_that_hold_no_ids(columns: list[str], name: object, says: str) -> None:
    frame = gpd.GeoDataFrame({"a": ["x"], "b": ["y"]}, geometry=[Point(0, 0)])
    frame = gpd.GeoDataFrame(frame.set_axis(columns, axis=1), geometry="geometry")
    with pytest.raises(SchemaError, match=says):
        checked_ids(frame, name, "the zones")


def _zones(ids: list[Any]) -> gpd.GeoDataFrame:
    shapes = [box(X + 100 * n, Y, X + 100 * n + 100, Y + 100) for n in range(len(ids))]
    return gpd.GeoDataFrame({"id": pd.Series(ids, dtype=object)}, geometry=shapes, crs="EPSG:4549")


_ASKING: dict[str, Callable[[gpd.GeoDataFrame], object]] = {
    "zone statistics": lambda zones: hg.zone_statistics(zones, _zones(["f"])),
    "raster statistics": lambda zones: hg.raster_statistics(zones, "nowhere.tif"),
    "eligible land": lambda zones: hg.exclude(zones, [], {}),
    "screening": lambda zones: hg.screen(zones, [], {}),
}


@pytest.mark.parametrize("what", list(_ASKING))
@pytest.mark.parametrize("ids", [["a", None], ["a", "a"], [["a"], ["b"]]], ids=["missing", "doubled", "lists"])
def test_all_who_ask_for_ids_refuse_the_same(what: str, ids: list[Any]) -> None:
    with pytest.raises(SchemaError, match=rf"^{what}: the .*'id' .*\brows? .*1"):
        _ASKING[what](_zones(ids))
