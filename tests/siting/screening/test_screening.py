"""Screening as a whole: the door, the tables, sentences, layers, map, workbook and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
from brute import CRS, X, Y, layer, moved, rule
from shapely import LineString, Point, Polygon, box

import hanting_geo as hg
from hanting_geo.core.text import Text
from hanting_geo.errors import CRSError, RuleError, SchemaError
from hanting_geo.siting.rules.files import read_rules
from hanting_geo.siting.rules.model import Rule, RuleSet
from hanting_geo.siting.screening.screen import Screening, screen

if TYPE_CHECKING:
    from pathlib import Path


def sites() -> gpd.GeoDataFrame:
    """Give three sites of 100 m by 100 m in a row, 100 m apart."""
    shapes = [moved(box(x, 0, x + 100, 100)) for x in (0, 200, 400)]
    facts = {"id": ["a", "b", "c"], "name_zh": ["甲地", "乙地", "丙地"], "name_en": ["A", "B", "C"], "accuracy_m": 0.0}
    return gpd.GeoDataFrame(facts, geometry=shapes, crs=CRS)


def named(shapes: list[Any], names: list[str], accuracy: Any = 0.0) -> gpd.GeoDataFrame:
    return layer(shapes, accuracy, name_zh=names, name_en=[name.upper() for name in names])


FARMLAND = named([box(60, -50, 250, 150), box(80, 0, 90, 100)], ["甲块", "乙块"])
RIVER = named([LineString([(-500, 130), (900, 130)])], ["虞河"], 5.0)
ROADS = named([LineString([(-500, -20), (900, -20)]), LineString([(520, -90), (520, 500)])], ["北海路", "通亭街"])


def rules() -> RuleSet:
    return RuleSet(
        (
            rule(
                "outside", id="permanent_farmland", layer="farmland", title=Text(zh="不占基本农田", en="Off farmland")
            ),
            rule(
                "beyond_distance",
                id="river",
                layer="rivers",
                distance_m=50,
                title=Text(zh="退让河道", en="Off rivers"),
            ),
            rule("touches_road", id="road", layer="roads", distance_m=30, hardness="soft", basis="规范第 3 条"),
            rule("outside", id="red", layer="redline", hardness="soft"),
        ),
        Text(zh="示例规则", en="Example"),
    )


def screened(**keywords: Any) -> Screening:
    return screen(sites(), rules(), {"farmland": FARMLAND, "rivers": RIVER, "roads": ROADS}, **keywords)


def test_the_summary_by_hand() -> None:
    table = screened().tables()["summary"].set_index("id")
    assert table["verdict"].tolist() == ["conflict", "conflict", "conflict"]
    assert table["hard_conflicts"].tolist() == [2, 2, 1]
    assert table["soft_conflicts"].tolist() == [0, 0, 0]
    assert table["no_data"].tolist() == [1, 1, 1]
    assert table["plane_m2"].tolist() == [10_000] * 3
    # The river takes 20 m in the north of each, the field 40 m in the east of a and 50 m in the west of b.
    np.testing.assert_allclose(table["remaining_m2"], [60 * 80, 50 * 80, 100 * 80], atol=0.01)
    np.testing.assert_allclose(table["remaining_mu"], np.array([4800, 4000, 8000]) * 15 / 1e4, atol=1e-4)
    assert table["road_distance_m"].tolist() == [20, 20, 20]
    assert table["road"].tolist() == ["北海路"] * 3
    assert table["name_zh"].tolist() == ["甲地", "乙地", "丙地"]


def test_the_verdicts_by_hand() -> None:
    table = screened().tables()["verdicts"]
    assert table.columns[:2].tolist() == ["site", "name_zh"]
    keyed = table.set_index(["site", "rule"])
    assert list(keyed.index) == [
        ("a", "permanent_farmland"), ("a", "river"), ("a", "red"),
        ("b", "permanent_farmland"), ("b", "river"), ("b", "red"),
        ("c", "river"), ("c", "red"),
    ]  # fmt: skip
    own = keyed.loc[("a", "permanent_farmland")]
    assert own["area_m2"] == pytest.approx(4000)
    assert own["share"] == pytest.approx(0.4)
    assert own["distance_m"] == 0
    assert own["hit_zh"] == "甲块、乙块"
    assert own["assumption"]
    river = keyed.loc[("a", "river")]
    assert [river["low_m2"], river["area_m2"], river["high_m2"]] == pytest.approx([1500, 2000, 2500], abs=1)
    assert river["distance_m"] == 30
    assert keyed.loc[("c", "red")][["verdict", "reason"]].tolist() == ["no_data", "layer_missing"]


def test_the_rules_by_hand() -> None:
    table = screened().tables()["rules"].set_index("rule")
    assert table.loc["permanent_farmland", ["conflict", "clear", "no_data"]].tolist() == [2, 1, 0]
    assert table.loc["permanent_farmland", "area_m2"] == pytest.approx(9000)
    assert table.loc["red", "no_data"] == 3
    assert table["assumption"].tolist() == [True, True, False, True]


def test_sentences() -> None:
    text = screened().explain("a")
    assert text.splitlines()[0] == "a：不可在此选址，因为："
    assert (
        "1. 不占基本农田（刚性规则）：冲突，涉及 4,000.00 平方米（6.00 亩），"
        "2 块永久基本农田：甲块、乙块。依据：无，系假设" in text
    )
    assert "最近距离 30.00 米" in text
    assert "缺数据，没有该图层" in text
    english = screened().explain("a", language="en")
    assert english.startswith("a: not here, because:\n1. Off farmland (hard): conflict, 4,000.00 m² (6.00 mu)")
    assert "Basis: none, an assumption." in english
    with pytest.raises(SchemaError, match="no site 'x'"):
        screened().explain("x")
    with pytest.raises(SchemaError, match="language 'fr'"):
        screened().explain("a", language="fr")


def test_a_clear_site_says_so() -> None:
    found = screen(sites(), [rule("min_area", area_m2=50)], {})
    assert found.explain("a") == "a：符合全部刚性规则。"
    assert found.tables()["summary"]["verdict"].tolist() == ["clear"] * 3
    assert found.tables()["verdicts"].empty


@pytest.mark.parametrize(
    ("hard", "soft", "word"),
    [
        (["conflict", "no_data", "uncertain"], [], "conflict"),
        (["no_data", "uncertain"], ["conflict"], "no_data"),
        (["uncertain", "clear"], ["conflict"], "uncertain"),
        (["clear", "not_applicable"], ["conflict", "no_data"], "clear"),
        (["not_applicable"], [], "clear"),
        ([], ["conflict"], "clear"),
    ],
)
def test_the_summary_goes_over_the_hard_rules(hard: list[str], soft: list[str], word: str) -> None:
    made = {
        "conflict": {"layer": "r"},
        "no_data": {"layer": "none"},
        "uncertain": {"layer": "u"},
        "clear": {"layer": "far"},
        "not_applicable": {"layer": "r", "where_layer": "far"},
    }
    asked = [rule("outside", id=f"h{row}", **made[kind]) for row, kind in enumerate(hard)]
    asked += [rule("outside", id=f"s{row}", hardness="soft", **made[kind]) for row, kind in enumerate(soft)]
    layers = {
        "r": layer([box(0, 0, 900, 90)]),
        "u": layer([box(-9, -9, 900, -5)], 20),
        "far": layer([box(0, 900, 9, 909)]),
    }
    assert screen(sites(), asked, layers).tables()["summary"]["verdict"].tolist() == [word] * 3


def drawn_cells(drawn: Any, name: str) -> list[list[Any]]:
    """Give the columns that the popups of a layer show."""
    return next(list(layer.cells.shown) for layer in drawn.plan.layers if layer.name == name)


def test_layers_and_map() -> None:
    found = screened()
    layers = found.layers()
    assert layers["sites"]["verdict"].tolist() == ["conflict"] * 3
    pieces = layers["conflicts"].set_index("id")
    assert sorted(pieces.index) == ["a:permanent_farmland", "a:river", "b:permanent_farmland", "b:river", "c:river"]
    assert pieces.geometry["a:permanent_farmland"].equals(moved(box(60, 0, 100, 100)))
    np.testing.assert_allclose(pieces.geometry.area, pieces["area_m2"])
    drawn = found.to_map(title="核查")
    assert drawn.page_title == "核查"
    names = {layer.name for layer in drawn.plan.layers}
    assert {"sites", "conflicts", "farmland", "rivers"} <= names
    # Roads that no site touches are drawn too, lighter than what a site breaks a rule of.
    facts = {layer.name: layer.facts for layer in drawn.plan.layers}
    looks = {name: [entry["look"][0] for entry in facts[name]["classes"]] for name in ("roads", "farmland")}
    assert [entry["text"].zh for entry in facts["roads"]["classes"]] == ["未触及"]
    assert sum(bytes.fromhex(looks["roads"][0][1:])) > 1.5 * sum(bytes.fromhex(looks["farmland"][0][1:]))
    assert facts["sites"]["above"]
    assert not facts["conflicts"]["above"]
    told = dict(zip([column["name"] for column in facts["sites"]["columns"]], drawn_cells(drawn, "sites"), strict=True))
    assert "4,000.00 平方米（6.00 亩）" in told["broken"][0][0]
    assert "4,000.00 m² (6.00 mu)" in told["broken"][0][1]
    # A piece is called by its rule and its site, and not by the two ids.
    cells = next(layer.cells for layer in drawn.plan.layers if layer.name == "conflicts")
    titles = {one.id: one.title for one in found.rules}
    assert set(cells.zh) == {
        f"{titles[rule_id].zh}（{site}）" for site, rule_id in (own.split(":") for own in pieces.index)
    }
    assert all(name.endswith(")") and "（" not in name for name in cells.en)
    assert found.to_map().page_title == "选址核查"


def test_an_outcome_without_any_piece_is_drawn_too() -> None:
    found = screen(sites(), [rule("min_area", area_m2=50)], {})
    assert len(found.layers()["conflicts"]) == 0
    found.to_map()


def test_workbook_and_json(tmp_path: Path) -> None:
    found = screened()
    assert found.to_workbook(tmp_path / "a.xlsx") == tmp_path / "a.xlsx"
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames[:7] == ["封面", "汇总", "核查说明", "逐条核查", "规则统计", "三线占用", "四至"]
    assert all(sheet.max_row > 1 for sheet in book.worksheets)
    verdict = book["汇总"].cell(2, [cell.value for cell in book["汇总"][1]].index("结论") + 1)
    assert (verdict.value, verdict.fill.fgColor.rgb) == ("冲突", "FFF6C9C9")
    said = [row[-1] for row in book["核查说明"].iter_rows(min_row=2, values_only=True)]
    assert said == [line for site in ("a", "b", "c") for line in found.explain(site).split("\n")]
    found.write_json(tmp_path / "b.json")
    assert (tmp_path / "b.json").read_bytes() == (found.to_json() + "\n").encode()
    text = found.to_json(tmp_path / "a.json")
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert json.loads(text) == read
    assert read["summary"][0]["verdict"] == "conflict"
    assert read["verdicts"][2]["area_m2"] is None
    found.to_workbook(tmp_path / "en.xlsx", language="en")


def test_it_shows_itself_and_escapes() -> None:
    frame = sites()
    frame["name_zh"] = ["<script>alert(1)</script>", "乙", "丙"]
    found = screen(frame, RuleSet(rules().rules, Text(zh="<b>规则</b>")), {"farmland": FARMLAND})
    shown = found._repr_html_()
    assert "<script>" not in shown
    assert "<b>" not in shown
    assert "冲突 conflict 2" in shown
    assert repr(found) == "Screening(3 sites, 4 rules: 2 conflict, 1 no_data)"


def test_ids_come_from_the_index_where_there_is_no_column() -> None:
    frame = sites().drop(columns="id").set_index("name_zh")
    assert screen(frame, rules(), {}).tables()["summary"]["id"].tolist() == ["甲地", "乙地", "丙地"]
    with pytest.raises(SchemaError, match="the sites have no column 'nr'; there are: id"):
        screen(sites(), rules(), {}, site_id="nr")


def test_sites_that_cannot_be_judged() -> None:
    good = sites()
    with pytest.raises(SchemaError, match="a is there more than once in 'id'"):
        screen(good.assign(id=["a", "a", "b"]), rules(), {})
    with pytest.raises(SchemaError, match=r"the sites have no 'id' in 1 of 3 rows \(row 1\)"):
        screen(good.assign(id=["a", None, "b"]), rules(), {})
    with pytest.raises(CRSError, match="reference system"):
        screen(good.set_crs(None, allow_override=True), rules(), {})
    with pytest.raises(CRSError, match="degrees"):
        screen(good.to_crs("EPSG:4326"), rules(), {})
    with pytest.raises(SchemaError, match="b has no geometry"):
        screen(good.set_geometry([good.geometry[0], None, good.geometry[2]]), rules(), {})
    bow = Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])
    with pytest.raises(SchemaError, match="invalid geometry in c"):
        screen(good.set_geometry([*good.geometry[:2], bow]), rules(), {})
    with pytest.raises(RuleError, match="rule rule: min_area needs sites that are polygons, and c are lines"):
        screen(good.set_geometry([*good.geometry[:2], Point(X, Y)]), [rule("min_area", area_m2=5)], {})
    with pytest.raises(SchemaError, match="screening: sites takes a GeoDataFrame"):
        screen([], rules(), {})  # type: ignore[arg-type]


def test_accuracy_of_sites() -> None:
    asked = [rule("outside")]
    layers = {"r": layer([box(105, 0, 190, 100)])}
    without = screen(sites().drop(columns="accuracy_m"), asked, layers)
    assert without.tables()["summary"]["verdict"].tolist() == ["clear"] * 3
    assert "sites_accuracy" in without.findings["code"].tolist()
    of_layer = sites().drop(columns="accuracy_m")
    of_layer.attrs["hanting_geo"] = {"accuracy_m": 6.0}
    found = screen(of_layer, asked, layers)
    assert found.tables()["summary"]["verdict"].tolist() == ["uncertain", "clear", "clear"]
    assert set(found.findings["code"]) == {"role_missing"}


def test_sites_stay_as_they_are_and_lines_and_points_do() -> None:
    frame = sites()
    before = frame.copy()
    screen(frame, rules(), {"farmland": FARMLAND}).tables()
    assert frame.equals(before)
    mixed = frame.set_geometry([Point(X + 70, Y), LineString([(X + 300, Y), (X + 300, Y + 500)]), frame.geometry[2]])
    found = screen(mixed, rules(), {"farmland": FARMLAND, "rivers": RIVER, "roads": ROADS})
    table = found.tables()["summary"].set_index("id")
    assert table["plane_m2"].tolist() == [0, 0, 10_000]
    assert table["verdict"].tolist() == ["conflict", "conflict", "conflict"]
    found.to_map()


def test_no_sites_and_no_rules() -> None:
    empty = screen(sites().iloc[:0], rules(), {"farmland": FARMLAND})
    assert len(empty.tables()["summary"]) == 0
    nothing = screen(sites(), [], {})
    assert nothing.tables()["summary"]["verdict"].tolist() == ["clear"] * 3
    assert nothing.tables()["verdicts"].empty
    nothing._repr_html_()


def test_the_packaged_rules_over_the_packaged_layers() -> None:
    projects = hg.load_layer("projects")
    placed = projects[projects.geometry.notna()]
    for name in hg.packaged_rules():
        found = screen(placed, read_rules(name))
        tables = found.tables()
        assert len(tables["summary"]) == len(placed)
        assert set(tables["summary"]["verdict"]) <= {"conflict", "no_data", "uncertain", "clear"}
        found.to_map()
        for site in placed["id"]:
            assert found.explain(site)


def test_rules_from_any_iterable() -> None:
    asked: list[Rule] = list(rules())
    assert screen(sites(), iter(asked), {}).rules.rules == tuple(asked)
