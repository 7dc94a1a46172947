"""地类面积表 by hand and by brute force, and the table of codes behind it."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from brute import CRS, layer, moved, rule
from shapely import box

from hanting_geo.outputs.style.rounding import rounded
from hanting_geo.siting.screening.land_use import class_of_code, great_classes
from hanting_geo.siting.screening.screen import screen

LAYERS = Path(__file__).parents[3] / "layers"
SITES = gpd.GeoDataFrame({"id": ["a"], "accuracy_m": 0.0}, geometry=[moved(box(0, 0, 200, 100))], crs=CRS)
# From the west: 50 m arable of a village, 30 m arable of another, 20 m of its forest, 60 m of road, 40 m of river.
LAND = layer(
    [
        box(-50, 0, 50, 100), box(50, -10, 80, 100), box(80, 0, 100, 100), box(100, 0, 160, 200), box(160, 0, 300, 100),
    ],
    DLBM=["0102", "0103", "0301", "1003", "1101"],
    QSXZ=["30", 30, "集体", "20", "国有土地所有权"],
    QSDWMC=["张家村", "李家村", "李家村", "公路局", "水利局"],
)  # fmt: skip
FIELDS = layer([box(20, 0, 60, 50)])


def test_the_form_by_hand() -> None:
    found = screen(SITES, [], {"地类图斑": LAND, "永久基本农田": FIELDS})
    table = found.tables()["land_use"]
    assert table.columns.tolist() == [
        "site", "ownership", "unit", "land_ha", "agricultural_ha", "arable_ha", "permanent_farmland_ha",
        "construction_ha", "unused_ha",
    ]  # fmt: skip
    numbers = table.drop(columns=["site", "ownership", "unit"]).round(9).to_numpy().tolist()
    assert table[["ownership", "unit"]].to_numpy().tolist() == [
        ["state", "公路局"], ["state", "水利局"], ["collective", "张家村"], ["collective", "李家村"], ["(total)", ""],
    ]  # fmt: skip
    assert numbers == [
        [0.6, 0, 0, 0, 0.6, 0],
        [0.4, 0, 0, 0, 0, 0.4],
        [0.5, 0.5, 0.5, 0.15, 0, 0],
        [0.5, 0.5, 0.3, 0.05, 0, 0],
        [2.0, 1.0, 0.8, 0.2, 0.6, 0.4],
    ]
    codes = found.findings["code"].tolist()
    assert not {"unknown_land_class", "land_overlaps", "land_not_covered"} & set(codes)


def test_what_is_written_closes() -> None:
    thirds = LAND.set_geometry([moved(box(200 * k / 3, 0, 200 * (k + 1) / 3, 100)) for k in range(3)] + [None, None])
    table = rounded(screen(SITES, [], {"地类图斑": thirds}).tables()["land_use"])
    assert table["land_ha"].iloc[:-1].sum() == pytest.approx(table["land_ha"].iloc[-1], abs=1e-9)
    assert table["land_ha"].iloc[-1] == 2.0


def test_without_farmland_it_is_missing_and_not_none() -> None:
    table = screen(SITES, [], {"DLTB": LAND}).tables()["land_use"]
    assert table["permanent_farmland_ha"].isna().all()
    assert table["arable_ha"].iloc[-1] == pytest.approx(0.8)
    assert "land_use" not in screen(SITES, [], {"x": LAND}).tables()
    assert "land_use" in screen(SITES, [], {"x": LAND}, land_use="x").tables()


def test_codes_that_are_not_known_are_told_and_never_guessed() -> None:
    odd = LAND.assign(DLBM=["0102", "01", "9999", None, "1101"])
    found = screen(SITES, [], {"地类图斑": odd})
    table = found.tables()["land_use"]
    assert table["unclassified_ha"].iloc[-1] == pytest.approx(0.3 + 0.2 + 0.6)
    assert table["land_ha"].iloc[-1] == pytest.approx(2.0)
    [text] = found.findings.loc[found.findings["code"] == "unknown_land_class", "what"]
    assert "01, 9999, (none)" in text


def test_gaps_overlaps_ridges_and_missing_columns_are_told() -> None:
    gappy = LAND[:2].drop(columns=["QSXZ", "QSDWMC"]).assign(KCXS=[0.1, 0])
    found = screen(SITES, [], {"地类图斑": gappy})
    told = found.findings.set_index("code")["what"]
    assert "a 12,000.00 m2" in told["land_not_covered"]
    assert "1 parcels have a share of field ridges" in told["ridges_not_deducted"]
    assert "权属性质, 权属单位名称" in told["missing_columns"]
    assert found.tables()["land_use"]["ownership"].tolist() == ["(none)", "(total)"]
    twice = pd.concat([LAND, LAND[:1].assign(DLBM="1003", id="x")])
    told = screen(SITES, [], {"地类图斑": twice}).findings.set_index("code")["what"]
    assert "5,000.00 m2 count twice" in told["land_overlaps"]
    no_code = screen(SITES, [], {"地类图斑": LAND.drop(columns="DLBM")})
    assert "no column of land use codes" in no_code.findings.set_index("code").loc["layer_left_out", "what"]
    assert "land_use" not in no_code.tables()


def test_against_brute_force() -> None:
    random = np.random.default_rng(9)
    cells = [box(x, y, x + 40, y + 40) for x in range(0, 400, 40) for y in range(0, 400, 40)]
    codes = random.choice(["0102", "0201", "05H1", "1101", "0404", "1006"], len(cells))
    land = layer(cells, DLBM=codes, QSXZ=random.choice(["20", "30"], len(cells)),
                 QSDWMC=random.choice(["甲", "乙", "丙"], len(cells)))  # fmt: skip
    fields = layer([box(30, 30, 130, 350), box(100, 100, 333, 222)])
    shapes = [moved(shapely.Point(*random.uniform(100, 300, 2)).buffer(random.uniform(20, 90))) for _ in range(5)]
    sites = gpd.GeoDataFrame({"id": list("abcde"), "accuracy_m": 0.0}, geometry=shapes, crs=CRS)
    table = screen(sites, [rule("outside", id="永农", layer="f")], {"地类图斑": land, "f": fields}).tables()["land_use"]
    farm = shapely.union_all(np.asarray(fields.geometry))
    owners = {"state": "20", "collective": "30"}
    for row in table[table["ownership"] != "(total)"].itertuples():
        site = sites.set_index("id").geometry[row.site]
        mine = land[(land["QSXZ"] == owners[row.ownership]) & (land["QSDWMC"] == row.unit)]
        area = shapely.area(shapely.intersection(np.asarray(mine.geometry), site))
        great = np.array([class_of_code(code) for code in mine["DLBM"]])
        for name in ("agricultural", "construction", "unused"):
            assert getattr(row, f"{name}_ha") * 1e4 == pytest.approx(area[great == name].sum(), abs=1e-6)
        arable = (mine["DLBM"] == "0102").to_numpy()
        assert row.arable_ha * 1e4 == pytest.approx(area[arable].sum(), abs=1e-6)
        in_farm = shapely.area(shapely.intersection(np.asarray(mine.geometry)[arable], site.intersection(farm))).sum()
        assert row.permanent_farmland_ha * 1e4 == pytest.approx(in_farm, abs=1e-6)
    total = table[table["ownership"] == "(total)"].set_index("site")["land_ha"] * 1e4
    np.testing.assert_allclose(total[list("abcde")], shapely.area(shapes), atol=1e-6)


def test_the_table_of_codes_has_a_source_in_each_row() -> None:
    with (LAYERS / "land_classes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["code"] for row in rows}) == len(rows) == len(great_classes())
    assert {row["class"] for row in rows} == {"agricultural", "construction", "unused"}
    assert all(row["source"] and row["verified"] in {"no", "secondary"} for row in rows)
    assert class_of_code(" 05h1 ") == "construction"
    assert class_of_code("０１０２") == "agricultural"
    assert class_of_code(None) is None
    # Marsh is farmland's neighbour in code and not in law.
    assert [class_of_code(code) for code in ("1103", "1106", "1201", "1202")] == [
        "agricultural", "unused", "construction", "agricultural",
    ]  # fmt: skip
