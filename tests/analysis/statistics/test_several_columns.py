"""Zone statistics by several columns: against unions by brute force, against one column, and a file against memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import box

from hanting_geo.analysis.statistics.zone_statistics import CLOSING, zone_statistics
from hanting_geo.analysis.statistics.zone_statistics_file import zone_statistics_file
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps.zonal import zonal_facts
from hanting_geo.sources.files import write_file

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430_000.0, 4_071_000.0
MEASURES = ["length_m", "plane_m2", "ellipsoid_m2"]


def boxes(count: int, seed: int) -> gpd.GeoDataFrame:
    """Draw rectangles that lie over each other, with a use and an owner, some of them missing."""
    random = np.random.default_rng(seed)
    x, y = random.uniform(0, 900, (2, count))
    wide, high = random.uniform(20, 250, (2, count))
    use = random.choice(["0102", "0301", "1006", None], count)
    owner = random.choice(["甲村", "乙村", None], count)
    shapes = shapely.box(X + x, Y + y, X + x + wide, Y + y + high)
    return gpd.GeoDataFrame({"use": use, "owner": owner}, geometry=shapes, crs="EPSG:4549")


ZONES = gpd.GeoDataFrame(
    {"id": ["a", "b"]}, geometry=[box(X, Y, X + 500, Y + 700), box(X + 400, Y + 100, X + 900, Y + 900)], crs="EPSG:4549"
)


def assert_closes(table: pd.DataFrame) -> None:
    total = table["zone_id"] == "(total)"
    for measure, slack in zip(MEASURES, (1e-6, 1e-6, 1e-4), strict=True):
        assert table.loc[~total, measure].sum() == pytest.approx(table.loc[total, measure].iloc[0], rel=1e-9, abs=slack)


@pytest.mark.parametrize("double_count", [False, True])
def test_each_combination_is_the_union_of_its_features(double_count: bool) -> None:  # noqa: FBT001
    land = boxes(40, seed=7)
    table = zone_statistics(ZONES, land, by=["use", "owner"], double_count=double_count)
    assert table.columns.tolist() == ["zone_id", "use", "owner", "features", *MEASURES, "share"]
    assert_closes(table)
    filled = land.fillna({"use": "(none)", "owner": "(none)"})
    groups = dict(tuple(filled.groupby(["use", "owner"])))
    rows = table[~table["zone_id"].isin(CLOSING)]
    assert len(rows) == len(ZONES) * len(groups)
    for row in rows.itertuples():
        zone = ZONES.set_index("id").geometry[row.zone_id]
        parts = shapely.intersection(np.asarray(groups[row.use, row.owner].geometry), zone)
        expected = shapely.area(parts).sum() if double_count else shapely.union_all(parts).area
        assert row.plane_m2 == pytest.approx(expected, abs=1e-6)
        assert row.features == (shapely.area(parts) > 1e-6).sum()
    closing = table[table["zone_id"].isin(CLOSING)]
    assert closing[["use", "owner"]].to_numpy().tolist() == [["(all)", "(all)"]] * len(CLOSING)


def test_the_order_is_that_of_each_column() -> None:
    land = gpd.GeoDataFrame(
        {"use": pd.Categorical(["b", "a", "b", None], ["a", "b", "z"]), "owner": ["v", "w", "w", "v"]},
        geometry=[box(X + at, Y, X + at + 10, Y + 10) for at in (0, 20, 40, 60)],
        crs="EPSG:4549",
    )
    table = zone_statistics(ZONES[:1], land, by=["use", "owner"])
    assert table[["use", "owner"]].iloc[:4].to_numpy().tolist() == [["a", "w"], ["b", "v"], ["b", "w"], ["(none)", "v"]]
    assert table["plane_m2"].iloc[:4].tolist() == pytest.approx([100] * 4)
    one = zone_statistics(ZONES, land, by=["use"])
    pd.testing.assert_frame_equal(one.rename(columns={"use": "class"}), zone_statistics(ZONES, land, by="use"))
    none = zone_statistics(ZONES, land[:0], by=["use", "owner"])
    assert none[["zone_id", "use", "owner"]].iloc[:2].to_numpy().tolist() == [
        ["a", "(none)", "(none)"],
        ["b", "(none)", "(none)"],
    ]
    assert_closes(none)


def test_a_file_gives_the_table_of_the_frame(tmp_path: Path) -> None:
    land = boxes(60, seed=3)
    path = write_file(land, tmp_path / "land.parquet")
    for by in (["use", "owner"], ["owner"], "use", None):
        pd.testing.assert_frame_equal(
            zone_statistics_file(ZONES, path, by=by, batch=9), zone_statistics(ZONES, land, by=by), rtol=1e-9
        )


def test_a_zone_opens_with_the_columns_put_together() -> None:
    land = boxes(10, seed=1)[["geometry"]].assign(use=["0102"] * 10, owner=["甲村"] * 9 + ["乙村"])
    table = zone_statistics(ZONES, land, by=["use", "owner"])
    [block] = zonal_facts({"land": table}, ["a"])["a"]
    labels = {row[0].zh for row in [*block["rows"], *block["apart"]]}
    assert labels <= {"0102 · 甲村", "0102 · 乙村"}
    assert labels


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ([], "by takes a column, a list of columns or None"),
        (["use", 5], "by takes a column, a list of columns or None"),
        (["use", "use"], "by names 'use' twice"),
        (["use", "nothing"], "the features have no column 'nothing'"),
        (["use", "share"], "which is what the table calls a column of its own"),
        (["geometry"], "geometry"),
    ],
)
def test_what_is_no_list_of_columns(by: object, message: str) -> None:
    land = boxes(3, seed=2).assign(share=1)
    with pytest.raises(SchemaError, match=message):
        zone_statistics(ZONES, land, by=by)  # type: ignore[arg-type]
