"""Classes that are names: in the language asked for, the same rows and numbers in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import box

import hanting_geo as hg
from hanting_geo.outputs.maps.zonal import zonal_facts
from hanting_geo.outputs.maps.zonal_classes import classes_named

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

X, Y = 430000, 4071000


def parcels(**columns: list[object]) -> gpd.GeoDataFrame:
    """Lay squares of 100 m side by side, one a name."""
    count = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(
        columns, geometry=[box(X + 100 * n, Y, X + 100 * n + 100, Y + 100) for n in range(count)], crs="EPSG:4549"
    )


ZONE = gpd.GeoDataFrame({"id": ["A"]}, geometry=[box(X, Y, X + 1000, Y + 100)], crs="EPSG:4549")
LAND = parcels(
    name_zh=["虞河", "虞河", "于河", "甲沟", None, None, "泥河"],
    name_en=[None, "Yu River", "Yu River", " ", "East Ditch", None, "Ni River"],
)


def told(table: pd.DataFrame) -> list[tuple[str, float]]:
    """List the classes of the zone with their hectares."""
    inside = table[table["zone_id"] == "A"]
    return list(zip(inside["class"], (inside["plane_m2"] / 1e4).round(6), strict=True))


def test_both_languages_have_the_same_classes_with_the_same_numbers() -> None:
    """Features of one Chinese name are one class; those of one English name are not made one."""
    assert told(hg.zone_statistics(ZONE, LAND, by="name", language="zh")) == [
        ("虞河", 2.0), ("于河", 1.0), ("甲沟", 1.0), ("East Ditch", 1.0), ("泥河", 1.0), ("(none)", 1.0),
    ]  # fmt: skip
    assert told(hg.zone_statistics(ZONE, LAND, by="name", language="en")) == [
        ("Yu River (虞河)", 2.0), ("Yu River (于河)", 1.0), ("甲沟", 1.0), ("East Ditch", 1.0), ("Ni River", 1.0),
        ("(none)", 1.0),
    ]  # fmt: skip


def test_the_language_is_that_of_the_options_where_none_is_given() -> None:
    assert told(hg.zone_statistics(ZONE, LAND, by="name"))[0][0] == "虞河"
    with hg.options(language="en"):
        assert told(hg.zone_statistics(ZONE, LAND, by="name"))[-2][0] == "Ni River"
        assert told(hg.zone_statistics(ZONE, LAND, by="name_zh"))[0][0] == "虞河"  # what is said is done


def test_a_column_of_that_name_comes_first_and_one_language_alone_is_enough() -> None:
    own = LAND.assign(name=list("abcdefg"))
    assert [name for name, _ in told(hg.zone_statistics(ZONE, own, by="name", language="en"))] == list("abcdefg")
    one = LAND.drop(columns="name_en")
    assert told(hg.zone_statistics(ZONE, one, by="name", language="en"))[0] == ("虞河", 2.0)
    both = hg.zone_statistics(ZONE, LAND.assign(use="x"), by=["name", "use"], language="en")
    assert both["name"].iloc[4] == "Ni River"
    with pytest.raises(hg.SchemaError, match="no column 'name'"):
        hg.zone_statistics(ZONE, LAND[["geometry"]], by="name")
    with pytest.raises(hg.SchemaError, match="language 'fr' is not known"):
        hg.zone_statistics(ZONE, LAND, by="name", language="fr")


def test_a_file_that_is_read_by_batches_has_names_in_columns_only(tmp_path: Path) -> None:
    """What a class is called is known when all features are; the message says which columns there are."""
    path = hg.write_file(LAND, tmp_path / "land.parquet")
    with pytest.raises(hg.SchemaError, match=r"no column 'name'.*name_zh"):
        hg.zone_statistics_file(ZONE, path, by="name")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_popup_calls_them_in_the_language_that_the_page_shows(language: str) -> None:
    """The page of either run turns to the other language."""
    named = LAND.drop(index=5)
    table = hg.zone_statistics(ZONE, named, by="name", language=language)
    (block,) = zonal_facts({"rivers": classes_named(table, named)}, ["A"])["A"]
    shown = {(row[0].zh, row[0].en): row[1] for row in block["rows"]}
    assert shown == {
        ("虞河", "Yu River (虞河)"): 2.0, ("于河", "Yu River (于河)"): 1.0, ("甲沟", "甲沟"): 1.0,
        ("East Ditch", "East Ditch"): 1.0, ("泥河", "Ni River"): 1.0,
    }  # fmt: skip


def test_classes_that_are_no_names_of_the_layer_stay_as_they_are() -> None:
    table = hg.zone_statistics(ZONE, LAND.assign(use=["虞河", "田"] * 3 + ["田"]), by="use")
    assert classes_named(table, LAND) is table
    assert classes_named(table, None) is table
