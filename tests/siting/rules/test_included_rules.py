"""A rule file that includes others: packaged sets by name and files beside it; later rules of the same id replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pytest
from brute import CRS, moved
from shapely import box

from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.files import read_rules, write_rules
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from pathlib import Path

RULE = "  - {{id: {name}, title: {title}, relation: outside, layer: {layer}, basis: 某规划}}\n"


def write(folder: Path, name: str, *rules: tuple[str, str], include: str = "") -> Path:
    head = f"include: {include}\n" if include else ""
    body = (
        "rules:\n" + "".join(RULE.format(name=one, title=f"题{one}", layer=layer) for one, layer in rules)
        if rules
        else ""
    )
    (folder / name).write_text(head + body, encoding="utf-8")
    return folder / name


def test_packaged_sets_and_files_in_their_order(tmp_path: Path) -> None:
    write(tmp_path, "other.yaml", ("a", "x"), ("b", "x"))
    found = read_rules(write(tmp_path, "r.yaml", ("c", "z"), include="[three_lines, other.yaml]"))
    three = [rule.id for rule in read_rules("three_lines")]
    assert [rule.id for rule in found] == [*three, "a", "b", "c"]
    assert found.replaced == ()
    assert read_rules(write_rules(found, tmp_path / "flat.xlsx")) == found


def test_a_later_rule_of_the_same_id_replaces_and_is_told(tmp_path: Path) -> None:
    write(tmp_path, "first.yaml", ("a", "x"), ("b", "x"))
    write(tmp_path, "second.yaml", ("b", "y"))
    found = read_rules(write(tmp_path, "r.yaml", ("a", "z"), ("c", "z"), include="[first.yaml, second.yaml]"))
    assert [(rule.id, rule.layer) for rule in found] == [("a", "z"), ("b", "y"), ("c", "z")]
    assert set(found.replaced) == {"a", "b"}
    site = gpd.GeoDataFrame({"id": ["s"], "accuracy_m": [0.0]}, geometry=[moved(box(0, 0, 9, 9))], crs=CRS)
    told = screen(site, found, {}).findings
    assert set(told.loc[told["code"] == "rule_replaced", "feature"]) == {"a", "b"}


def test_files_of_every_kind_and_one_name_alone(tmp_path: Path) -> None:
    one = read_rules(write(tmp_path, "one.yaml", ("a", "x")))
    write_rules(one, tmp_path / "表.csv")
    write_rules(one, tmp_path / "表.xlsx", language="zh")
    for name in ("表.csv", "表.xlsx", "one.yaml"):
        assert read_rules(write(tmp_path, "r.yaml", include=name)) == one


def test_what_is_included_may_include_and_be_overridden(tmp_path: Path) -> None:
    write(tmp_path, "deep.yaml", ("a", "x"))
    write(tmp_path, "middle.yaml", ("b", "x"), include="[deep.yaml]")
    path = write(tmp_path, "r.yaml", ("c", "z"), include="[middle.yaml, deep.yaml]")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("layer: z,", "layer: z, overrides: a, override_features: [虞河],"), encoding="utf-8")
    found = read_rules(path)
    assert [rule.id for rule in found] == ["a", "b", "c"]
    assert found["c"].overrides == "a"


def test_circles_are_told_at_their_line(tmp_path: Path) -> None:
    write(tmp_path, "b.yaml", ("b", "x"), include="[c.yaml]")
    write(tmp_path, "c.yaml", ("c", "x"), include="\n  - three_lines\n  - a.yaml")
    with pytest.raises(RuleError) as caught:
        read_rules(write(tmp_path, "a.yaml", ("a", "x"), include="[b.yaml]"))
    text = str(caught.value)
    assert "line 1: include.0: 'b.yaml' has mistakes" in text
    assert "line 3: include.1: goes round in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml" in text


def test_mistakes_of_an_included_file_are_told_with_its_name_and_line(tmp_path: Path) -> None:
    write(tmp_path, "b.yaml", ("b", "x"))
    (tmp_path / "b.yaml").write_text("rules:\n  - {id: b, relation: outside, layer: x, basis: law}\n", encoding="utf-8")
    (tmp_path / "坏.csv").write_bytes(b"\xff\xff\xff")
    with pytest.raises(RuleError) as caught:
        read_rules(write(tmp_path, "a.yaml", ("a", "x"), include="[b.yaml, 坏.csv]"))
    text = str(caught.value)
    assert "b.yaml: 1 mistake" in text
    assert "line 2: b.title: is missing" in text
    assert "'坏.csv' cannot be read" in text


def test_an_override_that_loses_its_rule_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "b.yaml", ("a", "x"), ("b", "x"))
    text = path.read_text(encoding="utf-8").replace("id: b,", "id: b, overrides: a, override_features: [f],")
    path.write_text(text, encoding="utf-8")
    own = "include: b.yaml\nrules:\n  - {id: a, title: 面积, relation: min_area, area_m2: 5, basis: law}\n"
    (tmp_path / "r.yaml").write_text(own, encoding="utf-8")
    with pytest.raises(RuleError, match="a speaks of no layer"):
        read_rules(tmp_path / "r.yaml")


HEADER = ["规则编号", "规则名称", "关系", "图层", "依据"]
ROW = ["a", "甲", "不得占用", "z", "某规划"]


def tables(folder: Path, include: str, *rows: list[str]) -> list[Path]:
    """Write the same rules as CSV and as a workbook."""
    every = [["#引用", include], HEADER, *rows]
    (folder / "t.csv").write_text("\n".join(",".join(row) for row in every), encoding="utf-8")
    book = openpyxl.Workbook()
    for row in every:
        book.active.append(row)
    book.save(folder / "t.xlsx")
    return [folder / "t.csv", folder / "t.xlsx"]


def test_tables_include_what_a_row_above_the_header_names(tmp_path: Path) -> None:
    write(tmp_path, "other.yaml", ("a", "x"), ("b", "x"))
    three = [rule.id for rule in read_rules("three_lines")]
    for path in tables(tmp_path, "three_lines| other.yaml", ROW):
        found = read_rules(path)
        assert [rule.id for rule in found] == [*three, "a", "b"]
        assert (found["a"].layer, found.replaced) == ("z", ("a",))
        assert read_rules(write(tmp_path, "r.yaml", include=path.name)) == found
    for path in tables(tmp_path, "other.yaml"):
        assert read_rules(path) == read_rules(tmp_path / "other.yaml")


def test_what_a_table_cannot_include_is_told_at_its_row(tmp_path: Path) -> None:
    for path, place in zip(tables(tmp_path, "three_line", ROW), ("line 1", "Sheet!A1"), strict=True):
        with pytest.raises(RuleError, match=rf"{place}: #include: 'three_line' is neither .* did you mean three_lines"):
            read_rules(path)
        with pytest.raises(RuleError, match="既不是内置规则集"):
            read_rules(path, language="zh")
    for path in tables(tmp_path, "t.csv", ROW):
        with pytest.raises(RuleError, match=r"goes round in a circle: t\.csv -> t\.csv"):
            read_rules(path)


def test_included_files_that_do_not_fit_together_are_told_of_a_file_without_rules(tmp_path: Path) -> None:
    write(tmp_path, "one.yaml", ("g", "x"))
    special = (
        "  - {id: s, title: 甲, relation: outside, layer: y, overrides: g, override_features: [f], basis: 某规划}\n"
    )
    (tmp_path / "one.yaml").write_text((tmp_path / "one.yaml").read_text(encoding="utf-8") + special, encoding="utf-8")
    plain = "rules:\n  - {id: g, title: 面积, relation: min_area, area_m2: 5, basis: 某规划}\n"
    (tmp_path / "two.yaml").write_text(plain, encoding="utf-8")
    with pytest.raises(RuleError, match=r"line 1: s\.overrides: "):
        read_rules(write(tmp_path, "r.yaml", include="[one.yaml, two.yaml]"))
