"""Statistics side by side: the numbers of the long tables, names, units, and rows that sum up to the total."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import LineString, Point, box

import hanting_geo as hg
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.style.rounding import rounded

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430000.0, 4071000.0


@pytest.fixture(scope="module")
def zones() -> gpd.GeoDataFrame:
    shapes = [box(X, Y, X + 500, Y + 500), box(X + 400, Y, X + 900, Y + 500), None]
    names = {"name_zh": ["西区", "东区", "远区"], "name_en": ["West", "East", "Far"]}
    return gpd.GeoDataFrame({"id": ["w", "e", "f"], **names}, geometry=shapes, crs="EPSG:4549")


@pytest.fixture(scope="module")
def statistics(zones: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
    roads = gpd.GeoDataFrame({"use": ["a"]}, geometry=[LineString([(X, Y + 9), (X + 1000, Y + 9)])], crs=zones.crs)
    shapes = [box(X, Y, X + 100, Y + 100), box(X + 50, Y, X + 450, Y + 100 / 3)]
    land = gpd.GeoDataFrame({"use": ["field", "pond"]}, geometry=shapes, crs=zones.crs)
    wells = gpd.GeoDataFrame({"use": ["a"]}, geometry=[Point(X + 450, Y + 1)], crs=zones.crs)
    return {
        "roads": hg.zone_statistics(zones, roads),
        "land": hg.zone_statistics(zones, land, by="use"),
        "wells": hg.zone_statistics(zones, wells),
    }


def test_a_row_a_zone_with_names_and_what_each_theme_has(
    zones: gpd.GeoDataFrame, statistics: dict[str, pd.DataFrame]
) -> None:
    table = hg.wide_statistics(statistics, zones)
    assert list(table["name_zh"].dropna()) == ["西区", "东区", "远区"]
    row = table.set_index("zone_id").loc["w"]
    assert row["roads_length_m"] == pytest.approx(500)
    # The field of 100 x 100 m and the pond of 400 x 100/3 m: by hand.
    assert row["land_plane_m2"] == pytest.approx(10_000 + 400 * 100 / 3)
    assert row["land_mu"] == pytest.approx(row["land_ha"] * 15)
    assert (row["wells_features"], row["land_features"]) == (1, 2)
    assert "wells_length_m" not in table.columns
    assert "roads_plane_m2" not in table.columns
    assert table.set_index("zone_id").loc["f", "roads_length_m"] is not None
    assert pd.isna(table.set_index("zone_id").loc["f", "roads_length_m"])


def test_the_rows_sum_to_the_total_also_when_they_are_rounded(
    zones: gpd.GeoDataFrame, statistics: dict[str, pd.DataFrame]
) -> None:
    table = rounded(hg.wide_statistics(statistics, zones))
    inside, total = table[table["zone_id"] != "(total)"], table[table["zone_id"] == "(total)"]
    for column, decimals in {"roads_length_m": 2, "land_plane_m2": 2, "land_ha": 4, "land_mu": 2}.items():
        assert round(inside[column].sum(), decimals) == total[column].iloc[0], column
    # The road is 1,000 m, 900 m of it in zones; the land lies under itself on 50 x 100/3 m.
    assert total["roads_length_m"].iloc[0] == 1000
    assert total["land_plane_m2"].iloc[0] == round(10_000 + 350 * 100 / 3, 2)


def test_units_and_labels_travel_in_attrs(zones: gpd.GeoDataFrame, statistics: dict[str, pd.DataFrame]) -> None:
    table = hg.wide_statistics(statistics, zones)
    facts = table.attrs["hanting_geo"]
    assert facts["units"] == {
        "roads_features": "1", "roads_length_m": "m", "land_features": "1", "land_plane_m2": "m2", "land_ha": "ha",
        "land_mu": "mu", "wells_features": "1",
    }  # fmt: skip
    assert facts["labels"]["roads_length_m"] == {"zh": "道路 长度(米)", "en": "Roads, length (m)"}


def test_wide_is_the_long_table_turned(zones: gpd.GeoDataFrame) -> None:
    land = gpd.GeoDataFrame(
        {"use": ["field", "pond"]}, geometry=[box(X, Y, X + 10, Y + 10), box(X + 20, Y, X + 30, Y + 20)]
    )
    land = land.set_crs(zones.crs)
    long = hg.zone_statistics(zones, land, by="use").set_index(["zone_id", "class"])
    wide = hg.zone_statistics(zones, land, by="use", wide=True).set_index("zone_id")
    for zone in ("w", "e"):
        for use in ("field", "pond"):
            assert wide.loc[zone, f"{use}_plane_m2"] == long.loc[(zone, use), "plane_m2"]
        assert wide.loc[zone, "plane_m2"] == long.loc[zone, "plane_m2"].sum()
    assert wide.loc["(total)", "plane_m2"] == long.loc[("(total)", "(all)"), "plane_m2"] == 300
    assert wide.loc["w", "name_en"] == "West"


def test_tables_of_other_zones_do_not_stand_side_by_side(zones: gpd.GeoDataFrame) -> None:
    with pytest.raises(SchemaError, match="other zones"):
        hg.wide_statistics({"a": hg.zone_statistics(zones, zones), "b": hg.zone_statistics(zones[:1], zones)})
    with pytest.raises(SchemaError, match="zone_id"):
        hg.wide_statistics({"a": pd.DataFrame({"x": [1]})})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_prints_them_in_one_language_with_hectares_and_mu(
    zones: gpd.GeoDataFrame, statistics: dict[str, pd.DataFrame], language: str, tmp_path: Path
) -> None:
    tables = {"wide": hg.wide_statistics(statistics, zones), "long": statistics["land"]}
    book = openpyxl.load_workbook(hg.write_workbook(tables, tmp_path / "a.xlsx", language=language))
    wide, long = book["wide"], book["long"]
    heads = {sheet: [str(cell.value) for cell in sheet[1]] for sheet in (wide, long)}
    for unit in {"zh": ("(公顷)", "(亩)"), "en": ("(ha)", "(mu)")}[language]:
        assert sum(unit in head for head in heads[wide]) == 1
        assert sum(unit in head for head in heads[long]) == 1
    assert not any("(米)" in head or "(m)" in head for head in heads[long])  # land has no length
    assert wide.sheet_view.showZeros is False
    # What is printed sums to its total, and the closing rows are marked.
    place = next(n for n, head in enumerate(heads[wide]) if head.endswith(("(公顷)", "(ha)")))
    values = [row[place] or 0 for row in wide.iter_rows(min_row=2, values_only=True)]
    assert round(sum(values[:-1]), 4) == values[-1]
    marked = {str(area.sqref) for area in wide.conditional_formatting}
    assert any(f"{wide.max_row}:" in area or area.endswith(str(wide.max_row)) for area in marked)
