"""A file of criteria names how its weights are made: by order, by pairs or of the data; wrong ones at their place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from pathlib import Path

LEAF = 'factor: attribute, column: {id}, unit: "-", function: raw, direction: more, source: assumption'
VALUES = pd.DataFrame(
    {
        "id": ["a", "b", "c"],
        "road": [0.5, 0.6, 0.1],
        "slope": [0.2, 0.3, 0.9],
        "soil": [0.5, 0.5, 0.6],
        "price": [0.1, 0.9, 0.4],
    }
)


def leaf(own: str, **fields: str) -> str:
    said = "".join(f"{name}: {value}, " for name, value in fields.items())
    return f"  - {{id: {own}, title: {own}, {said}{LEAF.format(id=own)}}}\n"


def criteria(folder: Path, head: str, *rows: str, name: str = "criteria.yaml") -> Path:
    (folder / name).write_text(f"title: 选址\n{head}\ncriteria:\n{''.join(rows)}", encoding="utf-8")
    return folder / name


AHP = (
    "weighting: ahp\nweighting_source: 会议",
    "  - {id: transport, title: 交通}\n",
    "  - {id: land, title: 用地, comparisons: {transport: 1/2}}\n",
    leaf("road", parent="transport"),
    leaf("slope", parent="land", comparisons='"soil: 3; price：5"'),
    leaf("soil", parent="land", comparisons="{price: 2}"),
    leaf("price", parent="land", comparisons="{slope: 0.2}"),
)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # Four in the order soil, road = slope, price: the two share the second and the third place.
        ("roc", [25 / 48, (13 / 48 + 7 / 48) / 2, (13 / 48 + 7 / 48) / 2, 1 / 16]),
        ("rank_sum", [0.4, 0.25, 0.25, 0.1]),
        ("reciprocal", [12 / 25, 5 / 25, 5 / 25, 3 / 25]),
    ],
)
def test_an_order_makes_weights(tmp_path: Path, method: str, expected: list[float]) -> None:
    names = {"soil": 1, "road": 2, "slope": 2, "price": 4}
    rows = [leaf(name, importance=str(rank)) for name, rank in names.items()]
    path = criteria(tmp_path, f"weighting: {method}\nweighting_source: 会议", *rows)
    found = hg.suitability(VALUES, hg.read_criteria(path))
    assert found.weights.to_dict() == pytest.approx(dict(zip(names, expected, strict=True)))
    assert found.tables()["weighting"].to_dict("records") == [{"weighting": method, "basis": "会议"}]
    assert found.tables()["criteria"]["own_weight"].tolist() == pytest.approx(expected)


def test_an_order_within_levels_is_multiplied_down(tmp_path: Path) -> None:
    rows = (
        "  - {id: land, title: 用地, importance: 2}\n",
        leaf("road", importance="1"),
        leaf("soil", parent="land", importance="2"),
        leaf("slope", parent="land", importance="1"),
    )
    found = hg.suitability(VALUES, criteria(tmp_path, "weighting: 排序求和\nweighting_source: assumption", *rows))
    # Of two, rank sum gives 2/3 and 1/3.
    assert found.weights.to_dict() == pytest.approx({"road": 2 / 3, "soil": 1 / 9, "slope": 2 / 9})


def test_comparisons_make_weights_and_the_result_says_how_consistent_they_are(tmp_path: Path) -> None:
    found = hg.suitability(VALUES, criteria(tmp_path, *AHP))
    alone = hg.ahp_weights({("slope", "soil"): 3, ("slope", "price"): 5, ("soil", "price"): 2})
    expected = {"road": 2 / 3} | {name: weight / 3 for name, weight in alone.weights.items()}
    assert found.weights.to_dict() == pytest.approx(expected, abs=1e-12)
    table = found.tables()["weighting"].set_index("matrix")
    assert table.loc["land", "consistency_ratio"] == pytest.approx(alone.consistency_ratio)
    assert table["random_index_table"].tolist() == ["saaty_1980"] * 3
    told = json.loads(found.to_json())
    assert [row["matrix"] for row in told["weighting"]] == ["goal", "transport", "land"]
    book = openpyxl.load_workbook(found.to_workbook(tmp_path / "r.xlsx"))
    sources = [str(cell.value) for row in book.worksheets[-1].iter_rows() for cell in row]
    assert any("层次分析法" in text and "saaty_1980" in text and "会议" in text for text in sources)
    assert "CR" in found._repr_html_()
    other = criteria(tmp_path, AHP[0] + "\nrandom_index: saaty_2008", *AHP[1:])
    assert set(hg.suitability(VALUES, other).tables()["weighting"]["random_index_table"]) == {"saaty_2008"}


def test_comparisons_that_contradict_each_other_are_a_finding(tmp_path: Path) -> None:
    rows = [
        AHP[0],
        *AHP[1:4],
        leaf("slope", parent="land", comparisons='"soil: 3; price: 1/5"'),
        *AHP[5:6],
        leaf("price", parent="land"),
    ]
    found = hg.suitability(VALUES, criteria(tmp_path, *rows)).findings
    row = found[found["code"] == "inconsistent"].iloc[0]
    assert (row["level"], row["layer"]) == ("warning", "land")


@pytest.mark.parametrize("method", ["entropy", "critic"])
def test_the_data_make_weights_as_if_asked_with_the_call(tmp_path: Path, method: str) -> None:
    names = {"entropy": "熵权法", "critic": "CRITIC"}
    plain = hg.read_criteria(criteria(tmp_path, "note: 甲", *(leaf(name) for name in ("road", "slope", "soil"))))
    named = hg.read_criteria(
        criteria(tmp_path, f"weighting: {names[method]}", *(leaf(name) for name in ("road", "slope", "soil")))
    )
    assert named.weighting == method
    asked, found = hg.suitability(VALUES, plain, weights=method), hg.suitability(VALUES, named)
    assert found.weights.tolist() == asked.weights.tolist()
    assert found.tables()["weighting"]["weighting"].tolist() == [method]
    assert "weights_of_data" in found.findings["code"].tolist()
    assert hg.suitability(VALUES, named, weights="equal").weights.tolist() == [1 / 3] * 3


@pytest.mark.parametrize("suffix", [".yaml", ".csv", ".xlsx"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_methods_are_written_back_the_same(tmp_path: Path, suffix: str, language: str) -> None:
    ranked = [leaf(name, importance=str(rank)) for rank, name in enumerate(("road", "soil"), 1)]
    files = {
        "ahp": (AHP[0] + "\nrandom_index: alonso_lamata_2006", *AHP[1:]),
        "roc": ("weighting: roc\nweighting_source: assumption", *ranked),
        "entropy": ("weighting: entropy", leaf("road"), leaf("soil")),
    }
    for method, parts in files.items():
        given = hg.read_criteria(criteria(tmp_path, *parts))
        again = hg.read_criteria(hg.write_criteria(given, tmp_path / f"again{suffix}", language=language))
        assert again == given
        assert again.weighting == method


def test_every_mistake_is_told_at_its_line(tmp_path: Path) -> None:
    path = criteria(
        tmp_path,
        "weighting: ahp\nrandom_index: saaty",
        "  - {id: transport, title: 交通, weight: 0.5, weight_source: assumption}\n",
        "  - {id: land, title: 用地, comparisons: {trnsport: 2}}\n",
        leaf("road", parent="transport", comparisons="{soil: 2}"),
        leaf("slope", parent="land", comparisons='"soil: 3; slope: 1; price: 一半"'),
        leaf("soil", parent="land", comparisons="{price: 2}", importance="1"),
        leaf("price", parent="land", comparisons="{soil: 3}"),
    )
    with pytest.raises(hg.SchemaError) as told:
        hg.read_criteria(path)
    said = str(told.value)
    for expected in (
        "line 3: random_index: 'saaty' is not known; use one of saaty_1980",
        "line 5: transport.weight: the weights are made by ahp",
        "line 5: transport.comparisons: is not compared with land: write for example land: 3, or 1/3",
        "line 6: land.comparisons: 'trnsport' does not stand beside it; beside it are: transport",
        "line 7: road.comparisons: nothing stands beside it",
        "line 8: slope.comparisons: price: the text '一半' is no number",
        "line 9: soil.importance: ahp has no use for importance: leave it empty, or say weighting: roc",
        "line 10: price.comparisons: says 3 of soil, whose row says 2: one is the reciprocal of the other",
    ):
        assert expected in said, expected


@pytest.mark.parametrize(
    ("head", "fields", "expected"),
    [
        (
            "weighting: anp",
            {},
            "line 2: weighting: 'anp' is no method of weights; use one of direct (direct), roc (rank order centroid)",
        ),
        ("weighting: 5", {}, "line 2: weighting: must be one text"),
        ("weighting: roc", {"importance": "1"}, "line 1: weighting_source: is missing: say who ranked or compared"),
        ("weighting: roc\nweighting_source: 无", {"importance": "1"}, "line 3: weighting_source: '无' cites nothing"),
        ("weighting: roc\nweighting_source: 会", {}, "line 5: road.importance: is missing: roc needs the rank"),
        ("weighting: roc\nweighting_source: 会", {"importance": "1.5"}, "line 5: road.importance: 1.5 is no rank"),
        ("weighting: roc\nrandom_index: saaty_1980", {"importance": "1"}, "random_index: belongs to ahp"),
        ("note: 甲", {"importance": "1"}, "line 4: road.importance: direct has no use for importance"),
        ("weighting: ahp\nweighting_source: 会", {}, "line 5: road.comparisons: is not compared with soil"),
        ("weighting: ahp\nweighting_source: 会", {"comparisons": "三倍"}, "'三倍' cannot be read"),
        ("weighting: ahp\nweighting_source: 会", {"comparisons": '"soil: 2; soil: 2"'}, "'soil' stands twice"),
        ("weighting: entropy", {"weight": "1"}, "line 4: road.weight: the weights are made by entropy"),
    ],
)
def test_each_method_says_what_it_needs(tmp_path: Path, head: str, fields: dict[str, str], expected: str) -> None:
    with pytest.raises(hg.SchemaError) as told:
        hg.read_criteria(criteria(tmp_path, head, leaf("road", **fields), leaf("soil", **fields)))
    assert expected in str(told.value)


def test_mistakes_in_a_workbook_are_told_at_their_cells(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["#权重方法", "层次分析法"],
        ["#权重方法依据", "会议"],
        ["指标编号", "指标名称", "两两比较", "评价因子", "字段", "单位", "赋分方式", "指标方向", "依据"],
        ["road", "路", "soil: 3", "属性值", "road", "-", "原值", "越大越好", "assumption"],
        ["soil", "土", "slope: 0", "属性值", "soil", "-", "原值", "越大越好", "assumption"],
        ["slope", "坡", None, "属性值", "slope", "-", "原值", "越大越好", "assumption"],
    ):
        sheet.append(row)
    book.save(tmp_path / "c.xlsx")
    with pytest.raises(hg.SchemaError) as told:
        hg.read_criteria(tmp_path / "c.xlsx")
    assert "!C4: road.comparisons: is not compared with slope" in str(told.value)
    assert "!C5: soil.comparisons: slope: 0" in str(told.value)
    sheet["C4"], sheet["C5"] = "soil：3；slope：5", "slope：2"
    book.save(tmp_path / "c.xlsx")
    assert hg.suitability(VALUES, hg.read_criteria(tmp_path / "c.xlsx")).weights["road"] == pytest.approx(
        0.648329, abs=1e-6
    )


def test_a_criterion_that_goes_takes_its_comparisons_with_it(tmp_path: Path) -> None:
    given = hg.read_criteria(criteria(tmp_path, *AHP)).without("soil")
    assert given["slope"].comparisons == "price: 5"
    assert hg.suitability(VALUES, given).weights["slope"] == pytest.approx(5 / 18)


def test_a_set_made_in_python_is_held_to_the_same() -> None:
    def row(own: str, **fields: Any) -> hg.Criterion:
        said = {"factor": "attribute", "column": own, "unit": "-", "function": "raw", "direction": "more"}
        return hg.Criterion(id=own, title=Text(own, own), source="assumption", **said, **fields)

    with pytest.raises(hg.SchemaError, match=r"weighting_source: is missing"):
        hg.CriteriaSet((row("road"), row("soil")), weighting="ahp")
    with pytest.raises(hg.SchemaError, match=r"road.comparisons: is not compared with soil"):
        hg.CriteriaSet((row("road"), row("soil")), weighting="ahp", weighting_source="会议")
    found = hg.CriteriaSet((row("road", comparisons="soil: 3"), row("soil")), weighting="ahp", weighting_source="会议")
    assert hg.suitability(VALUES, found).weights.tolist() == pytest.approx([0.75, 0.25])
    weights = hg.ahp_weights({("road", "soil"): 3})
    plain = hg.suitability(VALUES, ["road", "soil"], weights=weights)
    assert plain.tables()["weighting"]["consistency_ratio"].tolist() == [0.0]
