"""三线占用 by hand and by brute force; which rules and layers are the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from brute import CRS, layer, moved, rule
from shapely import LineString, Point, box

from hanting_geo.core.text import Text
from hanting_geo.errors import SchemaError
from hanting_geo.siting.screening.roles import name_of_role, role_named
from hanting_geo.siting.screening.screen import screen
from hanting_geo.siting.screening.three_lines import area_within
from hanting_geo.sources.catalog.catalog import open_catalog

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from hanting_geo.siting.screening.result import Screening

SITES = gpd.GeoDataFrame(
    {"id": ["甲", "乙"], "name_zh": ["甲地", "乙地"], "accuracy_m": 0.0},
    geometry=[moved(box(0, 0, 100, 100)), moved(box(200, 0, 300, 100))],
    crs=CRS,
)
# Two fields that overlap take 50 m of the first site; the red line 30 m, of which 10 m is field; the town 260 m in all.
FIELDS = layer([box(50, -50, 80, 150), box(70, 0, 150, 100)])
RED = layer([box(30, -9, 60, 109)])
TOWN = layer([box(-100, -100, 260, 200)])


def told(found: Screening, code: str) -> list[str]:
    table: pd.DataFrame = found.findings
    return table.loc[table["code"] == code, "what"].tolist()


def test_chinese_ids_by_hand() -> None:
    rules = [
        rule("outside", id="永农", layer="永农图斑"),
        rule("overlap_at_most", id="规则二", layer="生态红线2023", share=0.1),
        rule("inside", id="规则三", layer="范围", title=Text(zh="须在城镇开发边界内"), hardness="soft"),
    ]
    found = screen(SITES, rules, {"永农图斑": FIELDS, "生态红线2023": RED, "范围": TOWN})
    table = found.tables()["three_lines"]
    assert table["site"].tolist() == ["甲", "乙"]
    assert table["name_zh"].tolist() == ["甲地", "乙地"]
    assert table["plane_m2"].tolist() == [10_000, 10_000]
    assert table["permanent_farmland_m2"].tolist() == pytest.approx([5_000, 0])
    assert table["ecological_redline_m2"].tolist() == pytest.approx([3_000, 0])
    assert table["inside_boundary_m2"].tolist() == pytest.approx([10_000, 6_000])
    assert table["outside_boundary_m2"].tolist() == pytest.approx([0, 4_000])
    assert table["occupied_m2"].tolist() == pytest.approx([7_000, 0])
    assert table["permanent_farmland_ha"].tolist() == pytest.approx([0.5, 0])
    assert table["permanent_farmland_mu"].tolist() == pytest.approx([7.5, 0])
    taken = told(found, "role_taken")
    assert "permanent_farmland (永久基本农田) is taken from rule 永农 (layer 永农图斑)" in taken[0]
    assert "known by its title" in taken[2]


def test_a_role_comes_before_names_and_what_is_said_before_all() -> None:
    rules = [rule("outside", id="a", layer="fields"), rule("outside", id="permanent_farmland", layer="red")]
    layers = {"fields": FIELDS, "red": RED}
    by_id = screen(SITES, rules, layers).tables()["three_lines"]
    assert by_id["permanent_farmland_m2"].tolist() == pytest.approx([3_000, 0])
    for said in ("a", "fields"):
        table = screen(SITES, rules, layers, three_lines={"permanent_farmland": said}).tables()["three_lines"]
        assert table["permanent_farmland_m2"].tolist() == pytest.approx([5_000, 0])
    kinds = {"fields": FIELDS.assign(kind="永久基本农田"), "red": RED}
    table = screen(SITES, rules[:1], kinds).tables()["three_lines"]
    assert table["permanent_farmland_m2"].tolist() == pytest.approx([5_000, 0])


def test_a_layer_that_no_rule_speaks_of_is_known_too() -> None:
    found = screen(SITES, [], {"永久基本农田": FIELDS, "永久基本农田储备区": RED})
    assert found.tables()["three_lines"]["permanent_farmland_m2"].tolist() == pytest.approx([5_000, 0])
    assert "layer 永久基本农田, known by its name" in told(found, "role_taken")[0]


def test_where_there_is_none_the_rows_are_there_and_a_finding_says_what_to_name() -> None:
    found = screen(SITES, [rule("outside", id="r", layer="x")], {"x": FIELDS})
    table = found.tables()["three_lines"]
    assert table["plane_m2"].tolist() == [10_000, 10_000]
    assert table.filter(like="permanent_farmland").isna().all(axis=None)
    [missing] = [text for text in told(found, "role_missing") if "three lines" in text]
    assert "permanent_farmland (永久基本农田), ecological_redline (生态保护红线), urban_boundary" in missing
    # A rule that is known, but has no data, is missing and not 0.
    found = screen(SITES, [rule("outside", id="永农", layer="永农")], {})
    assert found.tables()["three_lines"]["permanent_farmland_m2"].isna().all()
    with pytest.raises(SchemaError, match="neither a rule nor a layer; there are: 永农"):
        screen(SITES, [rule("outside", id="永农", layer="永农")], {}, three_lines={"urban_boundary": "x"})


def test_the_kind_of_a_catalogue_tells_it(tmp_path: Path) -> None:
    FIELDS.to_file(tmp_path / "a.gpkg")
    (tmp_path / "catalog.yaml").write_text(
        "layers:\n  a: {file: a.gpkg, licence: internal, kind: permanent_farmland}\n", encoding="utf-8"
    )
    found = screen(SITES, [rule("outside", id="x", layer="a")], open_catalog(tmp_path))
    assert found.tables()["three_lines"]["permanent_farmland_m2"].tolist() == pytest.approx([5_000, 0])
    assert "known by the kind of its layer" in told(found, "role_taken")[0]


def test_filters_count_and_lines_and_points_have_no_area() -> None:
    fields = FIELDS.assign(use=["a", "b"])
    asked = [rule("outside", id="永农", layer="f", filter={"use": "a"})]
    assert screen(SITES, asked, {"f": fields}).tables()["three_lines"]["permanent_farmland_m2"].tolist() == [3_000, 0]
    thin = SITES.set_geometry([moved(Point(55, 5)), moved(LineString([(0, 0), (90, 90)]))])
    assert screen(thin, asked, {"f": fields}).tables()["three_lines"]["permanent_farmland_m2"].tolist() == [0, 0]


def test_areas_within_are_those_of_the_union() -> None:
    random = np.random.default_rng(5)
    x, y = random.uniform(0, 900, (2, 80)) + np.array([[430_000], [4_071_000]])
    wide, high = random.uniform(5, 200, (2, 80))
    shapes = np.asarray(shapely.box(x, y, x + wide, y + high), dtype=object)
    sites, land = shapes[:30], shapes[30:]
    expected = shapely.area(shapely.intersection(sites, shapely.union_all(land)))
    np.testing.assert_allclose(area_within(sites, land), expected, atol=1e-6)
    assert area_within(sites, land[:0]).tolist() == [0] * 30
    assert area_within(sites[:0], land).tolist() == []


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("永农", "permanent_farmland"),
        ("YJJBNTTB_2023", "permanent_farmland"),
        ("寒亭区永久基本农田", "permanent_farmland"),
        ("永久基本农田储备区", None),
        ("生态红线", "ecological_redline"),
        ("eco_redline", "ecological_redline"),
        ("道路红线", "roads"),
        ("CZKFBJ", "urban_boundary"),
        ("城镇开发边界外", None),
        ("公路建筑控制区", None),
        ("railroads", None),
        ("rivers", "rivers"),
        ("zones", None),
        ("永农与生态红线", None),
    ],
)
def test_names_that_tell_a_role(name: str, role: str | None) -> None:
    assert role_named(name) == role


def test_a_kind_may_be_the_role_itself() -> None:
    assert name_of_role("urban_boundary") == "urban_boundary"
    assert name_of_role("城镇开发边界") == "urban_boundary"
    assert name_of_role("zone") is None
