"""Files of criteria: read with everything wrong at its line or cell, and written back the same in every format."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

import hanting_geo as hg
from hanting_geo.core.text import Text

YAML = """\
title: {zh: 选址, en: Siting}
scale: 100
grades: [85, 70, 60]
grades_source: 某市评分办法第三条
criteria:
  - {id: access, title: 交通, weight: 0.6, weight_source: assumption}
  - {id: land, title: 用地, weight: 0.4, weight_source: assumption}
  - id: road
    title: {zh: 距道路, en: To a road}
    parent: access
    weight: 1
    factor: distance
    layer: roads
    filter: {kind: [road, street]}
    scores: {"<=500": 100, "<=1000": 80, else: 20}
    exclude_above: 5000
    missing: exclude
    source: assumption
  - id: area
    title: 面积
    parent: land
    weight: 1
    factor: attribute
    column: ha
    unit: ha
    function: linear
    scores: "0: 0; 20: 100"
    source: assumption
"""


def written(folder: Path, text: str, name: str = "criteria.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_as_it_says(tmp_path: Path) -> None:
    criteria = hg.read_criteria(written(tmp_path, YAML))
    assert [row.id for row in criteria.levels] == ["access", "land"]
    assert [row.id for row in criteria.leaves] == ["road", "area"]
    assert criteria.cuts == (0.85, 0.7, 0.6)
    road = criteria["road"]
    assert (road.scores, road.exclude_above, road.missing) == ("<=500: 100; <=1000: 80; else: 20", 5000.0, "exclude")
    assert dict(road.filter) == {"kind": ("road", "street")}
    assert criteria.path(road) == (criteria["access"],)
    assert criteria["area"].title.text("en") == "面积"


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_written_reads_back_the_same(tmp_path: Path, suffix: str, language: str) -> None:
    for criteria in (hg.read_criteria(written(tmp_path, YAML)), *map(hg.read_criteria, hg.packaged_criteria())):
        path = hg.write_criteria(criteria, tmp_path / f"again{suffix}", language=language)
        assert hg.read_criteria(path) == criteria


def test_templates_say_where_weights_and_cuts_come_from() -> None:
    names = hg.packaged_criteria()
    assert set(names) == {"logistics_park", "photovoltaic", "school", "industry", "care_home"}
    for name in names:
        criteria = hg.read_criteria(name)
        assert criteria.grades_source
        for row in criteria:
            assert row.weight is None or row.weight_basis
            assert row.is_level or row.source
            assert row.title.zh
            assert row.title.en


def test_every_mistake_is_told_at_its_line(tmp_path: Path) -> None:
    text = """\
title: {zh: 选址, fr: site}
scale: many
gardes: [1, 2, 3]
criteria:
  - {id: access, title: 交通, weight: 60, weight_source: 无}
  - id: road one
    title: 道路
    parent: acess
    factor: distence
    weight: 0.5
  - id: area
    parent: access
    factor: attribute
    weight: 一半
    scores: "<=500: 1"
    missing: 排出
    radius_m: 500
  - 5
"""
    with pytest.raises(hg.SchemaError) as told:
        hg.read_criteria(written(tmp_path, text))
    assert isinstance(told.value, hg.RuleError)
    said = str(told.value)
    for expected in (
        "line 1: title.fr: is no language of a title",
        "line 2: scale: 'many' is no full mark",
        "line 3: gardes: is not known here; did you mean grades?",
        "line 5: access.weight: 60 is no weight from 0 to 1; write 0.6 for 60 %",
        "line 5: access.weight_source: '无' cites nothing",
        "line 6: road one.id: 'road one' may hold letters",
        "line 8: road one.parent: there is no 'acess'",
        "line 9: road one.factor: 'distence' is not known; did you mean distance?",
        "line 11: area.title: is missing",
        "line 14: area.weight: '一半' is no number",
        "line 15: area.scores: does not say what more than 500 scores",
        "line 16: area.missing: '排出' is not known; ",
        "line 17: area.radius_m: attribute has no use for radius_m",
        "area.column: is missing: attribute needs column",
        "area.unit: is missing",
        "area.source: is missing",
        "line 18: row 4: must be fields and values",
    ):
        assert expected in said, (expected, said)


def test_every_mistake_of_a_workbook_is_told_at_its_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "指标"
    for row in (
        ["#满分", 100],
        ["指标编号", "指标名称", "评价因子", "图层", "权重", "赋分标准", "依据", "半经"],
        ["road", "距道路", "距理", "roads", 0.5, "<=500: 100; else: 20", "assumption", None],
        ["rail", "距铁路", "distance", "rail", "50%", "<=500: 200; else: 20", "assumption", None],
    ):
        sheet.append(row)
    book.save(tmp_path / "criteria.xlsx")
    with pytest.raises(hg.SchemaError) as told:
        hg.read_criteria(tmp_path / "criteria.xlsx")
    said = str(told.value)
    assert "指标!H2: 半经: is no column of criteria; there are: " in said
    assert "指标!C3: road.factor: '距理' is not known; " in said
    assert "指标!E4: rail.weight: '50%' has a unit: write 0.5 (a part of 1)" in said
    assert "指标!F4: rail.scores: the score 200 does not lie between 0 and the full mark, 100" in said


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("parent: land", "parent: road", "'road' is measured itself"),
        ("{id: land, title: 用地,", "{id: land, parent: land, title: 用地,", "goes round in a circle"),
        ("{id: land, title: 用地, weight: 0.4, weight_source: assumption}", "{id: land, title: 用地}", "other levels"),
        ("    parent: land\n    weight: 1\n", "    parent: land\n", "other criteria have weights"),
        ("id: area", "id: road", "'road' stands twice"),
        ("parent: land\n", "parent: access\n", "nothing stands under this level"),
        ("grades: [85, 70, 60]", "grades: [60, 70, 85]", "three falling numbers"),
        ("grades_source: 某市评分办法第三条\n", "", "say where the cuts of the grades come from"),
        ("exclude_above: 5000", "exclude_above: 5000\n    exclude_below: 6000", "leaves nothing between"),
        ("exclude_above: 5000", "exclude_above: 5000\n    direction: more", "the scores fall with the value"),
        ("layer: roads", "layer: roads\n    column: x", "distance has no use for column"),
        ("    layer: roads\n", "", "distance needs layer"),
        ("function: linear", "function: minmax", "minmax has no use for scores"),
        ("function: linear", "function: no", "YAML reads no as false"),
    ],
)
def test_what_does_not_fit_together(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert old in YAML
    with pytest.raises(hg.SchemaError, match=what):
        hg.read_criteria(written(tmp_path, YAML.replace(old, new)))


@pytest.mark.parametrize("text", ["", "criteria: []", "criteria: 5", "title: x", "- a\n- b"])
def test_a_file_without_criteria(tmp_path: Path, text: str) -> None:
    with pytest.raises(hg.SchemaError):
        hg.read_criteria(written(tmp_path, text))


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(hg.SourceError, match="the templates are: care_home"):
        hg.read_criteria("nothing")
    with pytest.raises(hg.SourceError, match="are read from"):
        hg.read_criteria(written(tmp_path, YAML, "criteria.txt"))
    with pytest.raises(hg.SchemaError, match="there are no criteria under the header"):
        hg.read_criteria(written(tmp_path, "id,factor,title_zh\n", "criteria.csv"))


def test_a_template_is_bound_and_shortened() -> None:
    school = hg.read_criteria("school").bind(schools="ours")
    assert "ours" in school.layers
    assert "schools" not in school.layers
    with pytest.raises(hg.SchemaError, match="name no layer nothing"):
        school.bind(nothing="x")
    shorter = school.without("area")
    assert [row.id for row in shorter if row.id in {"area", "plot"}] == []
    assert len(shorter) == len(school) - 1
    with pytest.raises(hg.SchemaError, match="no criterion 'x'"):
        school.without("x")
    with pytest.raises(hg.SchemaError, match="no criterion is left"):
        school.without("service", "safety", "plot")


def test_criteria_made_by_hand_are_checked_as_well() -> None:
    with pytest.raises(ValueError, match="is missing: distance needs layer"):
        hg.Criterion(id="a", title=Text("甲"), factor="distance", scores="<=5: 1; else: 0", source="assumption")
    one = hg.Criterion(
        id="a",
        title=Text("甲"),
        factor="attribute",
        column="a",
        unit="-",
        scores="<=5: 80; else: 0",
        source="assumption",
    )
    with pytest.raises(hg.SchemaError, match="full mark, 1"):
        hg.CriteriaSet((one,))
    assert hg.CriteriaSet((one,), scale=100).leaves == (one,)
    with pytest.raises(hg.SchemaError, match="stands twice"):
        hg.CriteriaSet((one, one), scale=100)
    assert "<script>" not in hg.CriteriaSet((one,), Text("<script>"), scale=100)._repr_html_()


def test_the_file_of_the_docs_is_read(tmp_path: Path) -> None:
    page = Path(hg.__file__).parents[1] / "docs" / "suitability.md"
    blocks = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    (text,) = [block for block in blocks if "criteria:\n" in block]
    criteria = hg.read_criteria(written(tmp_path, text))
    assert [row.id for row in criteria.leaves] == ["expressway", "area"]
    assert criteria.cuts == (0.8, 0.6, 0.4)


def test_chinese_words_and_keys_are_accepted(tmp_path: Path) -> None:
    text = """\
title: 选址
criteria:
  - {指标编号: road, 指标名称: 距道路, 权重: 0.5, 评价因子: 距离, 图层: roads, 赋分方式: 分级赋分,
     赋分标准: "≤500：1；其余：0", 缺值处理: 按最差, 依据: assumption}
  - {id: area, title: 面积, weight: 0.5, factor: 属性值, column: ha, unit: 公顷, function: 极差法, direction: 越大越好,
     source: assumption}
"""
    criteria = hg.read_criteria(written(tmp_path, text))
    road, area = criteria.leaves
    assert (road.factor, road.function, road.missing, road.title.zh) == ("distance", "steps", "worst", "距道路")
    assert (area.factor, area.function, area.direction) == ("attribute", "minmax", "more")
    for old, new, what in (
        ("权重: 0.5", "权重: 50%", "line 3: road.weight: '50%' has a unit"),
        ("缺值处理: 按最差", "缺值处理: 按最坏", "line 4: road.missing: '按最坏' is not known"),
        ("权重: 0.5", "权重: 0.5, weight: 0.5", "weight is said twice"),
    ):
        with pytest.raises(hg.SchemaError) as told:
            hg.read_criteria(written(tmp_path, text.replace(old, new, 1)))
        assert what in str(told.value)
