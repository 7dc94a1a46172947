"""Expert sheets: written, filled in as an expert does, read back; what goes wrong on the way is told at its cell."""

from __future__ import annotations

import datetime as dt
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import openpyxl
import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from pathlib import Path

CRITERIA = {"slope": Text("坡度", "slope"), "road": Text("距道路", "distance to roads"), "price": Text("地价", "price")}
CELLS = {"C8": ("slope", "road"), "D8": ("slope", "price"), "D9": ("road", "price")}


def sheet(folder: Path, name: str, *values: object, criteria: object = CRITERIA, **cells: object) -> Path:
    """Write a sheet and fill it in."""
    path = hg.expert_sheet(criteria, folder / f"{name}.xlsx", expert=name)
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    for cell, value in {**dict(zip(CELLS, values, strict=False)), **cells}.items():
        page[cell] = value
    book.save(path)
    return path


def evaluated(formula: str, given: str) -> str:
    """Work a reciprocal formula out by hand, as a spreadsheet does."""
    assert formula.startswith("=IF(")
    if given == "":
        return ""
    if given == "1":
        return "1"
    return given[2:3] if given[:2] == "1/" else f"1/{given}"


def test_a_sheet_asks_for_the_upper_triangle_and_protects_the_rest(tmp_path: Path) -> None:
    path = hg.expert_sheet(CRITERIA, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["比较1", "_hanting_geo"]
    assert book["_hanting_geo"].sheet_state == "veryHidden"
    page = book.worksheets[0]
    assert page.protection.sheet
    open_cells = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked}
    assert open_cells == {*CELLS, "B3"}
    assert {str(rule.sqref) for rule in page.data_validations.dataValidation} == set(CELLS)
    choices = page.data_validations.dataValidation[0].formula1.strip('"').split(",")
    assert choices == ["9", "8", "7", "6", "5", "4", "3", "2", "1", *(f"1/{whole}" for whole in range(2, 10))]
    assert all(page[cell].number_format == "@" for cell in CELLS)  # else 1/9 becomes a day in January
    assert [page.cell(7, column).value for column in (2, 3, 4)] == ["坡度", "距道路", "地价"]
    for below, above in (("B9", "C8"), ("B10", "D8"), ("C10", "D9")):
        formula = page[below].value
        assert above in formula
        assert [evaluated(formula, given) for given in ("3", "1/3", "1", "")] == ["1/3", "3", "1", ""]


def test_english_sheets_hold_no_chinese(tmp_path: Path) -> None:
    path = hg.expert_sheet(CRITERIA, tmp_path / "a.xlsx", language="en")
    texts = [
        cell.value
        for page in openpyxl.load_workbook(path).worksheets
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    ]
    assert "distance to roads" in texts
    assert not [text for text in texts if any("\u4e00" <= character <= "\u9fff" for character in text)]


def test_what_one_expert_says_comes_back(tmp_path: Path) -> None:
    path = sheet(tmp_path, "wang", "3", 5.0, "1/2")
    found = hg.read_expert_sheets([path])
    expected = hg.ahp_weights({("slope", "road"): 3, ("slope", "price"): 5, ("road", "price"): "1/2"})
    assert found.weights.to_dict() == pytest.approx(expected.weights.to_dict(), abs=1e-15)
    assert found.consistency_ratio == pytest.approx(expected.consistency_ratio, abs=1e-14)
    assert found.dispersion["geometric_dispersion"].isna().all()
    assert list(found.experts) == ["wang"]


def test_experts_are_put_together_by_geometric_means(tmp_path: Path) -> None:
    said = {"wang": ("3", "5", "2"), "li": ("1/3", "5", "4"), "zhao": ("9", "5", "1")}
    found = hg.read_expert_sheets([sheet(tmp_path, name, *values) for name, values in said.items()])
    row = found.dispersion.set_index(["row", "column"])
    first = row.loc[("slope", "road")]
    assert first["geometric_mean"] == pytest.approx(9 ** (1 / 3), abs=1e-12)  # (3 x 1/3 x 9)^(1/3)
    logs = np.log([3, 1 / 3, 9])
    assert first["geometric_dispersion"] == pytest.approx(np.exp(logs.std(ddof=1)), abs=1e-12)
    assert (first["least"], first["most"], first["experts"]) == (pytest.approx(1 / 3), 9, 3)
    assert row.loc[("slope", "price"), "geometric_dispersion"] == pytest.approx(1, abs=1e-12)
    assert row.loc[("road", "price"), "geometric_mean"] == pytest.approx(2, abs=1e-12)
    group = hg.ahp_weights({("slope", "road"): 9 ** (1 / 3), ("slope", "price"): 5, ("road", "price"): 2})
    assert found.weights.to_dict() == pytest.approx(group.weights.to_dict(), abs=1e-12)
    codes = found.findings.groupby("code")["feature"].agg(list).to_dict()
    assert codes["experts_apart"] == ["slope, road"]
    assert "wang" not in codes.get("inconsistent_expert", [])
    tables = found.tables()
    assert tables["weights"].columns.tolist() == ["criterion", "weight", "wang", "li", "zhao"]
    assert tables["consistency"]["expert"].tolist() == ["wang", "li", "zhao"]
    order = hg.read_expert_sheets([tmp_path / f"{name}.xlsx" for name in ("zhao", "wang", "li")])
    assert order.weights.to_numpy() == pytest.approx(found.weights.to_numpy(), abs=1e-14)


def test_an_expert_who_contradicts_himself_is_told_and_kept(tmp_path: Path) -> None:
    found = hg.read_expert_sheets([sheet(tmp_path, "wang", "3", "5", "2"), sheet(tmp_path, "li", "9", "1/9", "9")])
    finding = found.findings.set_index("code").loc["inconsistent_expert"]
    assert finding["feature"] == "li"
    assert "would agree with the weights" in finding["what"]
    assert list(found.experts) == ["wang", "li"]


def test_levels_go_out_and_come_back(tmp_path: Path) -> None:
    levels = {"goal": {"land": "用地", "way": "交通"}, "land": ["slope", "soil", "price"], "way": ["road"]}
    path = hg.expert_sheet(levels, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["比较1", "比较2", "_hanting_geo"]
    book["比较1"]["C8"] = "1/3"
    for cell, value in zip(CELLS, ("2", "4", "2"), strict=True):
        book["比较2"][cell] = value
    book.save(path)
    found = hg.read_expert_sheets([path])
    assert found.weights.to_dict() == pytest.approx({"road": 3 / 4, "slope": 1 / 7, "soil": 1 / 14, "price": 1 / 28})


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"D9": None}, r"比较1!D9 \(road, price\): empty"),
        ({"D9": "  "}, r"比较1!D9 .*: empty"),
        ({"C8": dt.datetime(2026, 1, 9)}, r"比较1!C8 \(slope, road\): a date"),  # noqa: DTZ001 - as a cell has it
        ({"C8": "=1/3"}, r"比较1!C8 .*: a formula"),
        ({"C8": "more"}, r"比较1!C8 .*: the text 'more' is no number"),
        ({"C8": 10}, r"比较1!C8 .*: 10 is beyond the scale"),
        ({"C8": "1/10"}, r"比较1!C8 .*: 1/10 is beyond the scale"),
        ({"C8": 0}, r"比较1!C8 .*: 0; a comparison is above 0"),
        ({"C8": True}, r"比较1!C8 .*: True is no number"),
        ({"B9": "5"}, r"比较1!B9 \(road, slope\): '5' was written over the formula, and C8 says 3"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, cells: dict[str, object], said: str) -> None:
    path = sheet(tmp_path, "wang", "3", "5", "2", **cells)
    with pytest.raises(hg.SchemaError, match=said):
        hg.read_expert_sheets([path])


def test_a_reciprocal_written_over_the_formula_is_fine(tmp_path: Path) -> None:
    assert len(hg.read_expert_sheets([sheet(tmp_path, "wang", "3", "5", "2", B9="1/3")]).weights) == 3


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    paths = [sheet(tmp_path, "wang", "3", "5"), sheet(tmp_path, "li", "x", None, "2")]
    with pytest.raises(hg.SchemaError, match="3 mistakes") as caught:
        hg.read_expert_sheets(paths)
    for cell in ("wang.xlsx: 比较1!D9", "li.xlsx: 比较1!C8", "li.xlsx: 比较1!D8"):
        assert cell in str(caught.value)


def test_the_same_expert_twice_and_other_criteria(tmp_path: Path) -> None:
    path = sheet(tmp_path, "wang", "3", "5", "2")
    with pytest.raises(hg.SchemaError, match="'wang' is there twice"):
        hg.read_expert_sheets([path, path])
    other = sheet(tmp_path, "li", "3", criteria=["slope", "road"])
    with pytest.raises(hg.SchemaError, match="compares other criteria"):
        hg.read_expert_sheets([path, other])


def test_a_name_that_is_missing_is_the_file_s(tmp_path: Path) -> None:
    assert list(hg.read_expert_sheets([sheet(tmp_path, "li", "3", "5", "2", B3=None)]).experts) == ["li"]


def test_files_that_are_none(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1]}).to_excel(tmp_path / "other.xlsx")
    (tmp_path / "text.xlsx").write_text("x", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a", "b")
    for name in ("other.xlsx", "text.xlsx", "zip.xlsx", "nowhere.xlsx"):
        with pytest.raises(hg.SourceError, match=name):
            hg.read_expert_sheets([tmp_path / name])
    path = sheet(tmp_path, "wang", "3", "5", "2")
    book = openpyxl.load_workbook(path)
    book.worksheets[0].title = "renamed"
    book.save(path)
    with pytest.raises(hg.SchemaError, match="has lost its sheet '比较1'"):
        hg.read_expert_sheets([path])


def test_a_formula_like_name_is_text(tmp_path: Path) -> None:
    path = hg.expert_sheet({"a": "=1+1", "b": "+b"}, tmp_path / "a.xlsx", expert="=cmd")
    page = openpyxl.load_workbook(path).worksheets[0]
    assert page["A8"].data_type == page["B3"].data_type == "s"


def test_a_set_of_criteria_goes_out_and_its_weights_rank(tmp_path: Path) -> None:
    criteria = hg.read_criteria("logistics_park")
    path = hg.expert_sheet("logistics_park", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    levels = [row.id for row in criteria if row.is_level]
    pages = [page for page in book.worksheets if page.title.startswith("比较")]
    assert len(pages) <= 1 + len(levels)
    assert criteria.title.zh in str(pages[0]["A4"].value)
    for page in pages:
        for rule in page.data_validations.dataValidation:
            page[str(rule.sqref)] = "1"
    book.save(path)
    found = hg.read_expert_sheets([path])
    assert set(found.weights.index) == {row.id for row in criteria.leaves}
    tops = [row.id for row in criteria if not row.parent]
    first = [row.id for row in criteria if row.parent == tops[0]]
    # All comparisons are 1: each level divides its share equally.
    assert found.weights[first].to_numpy() == pytest.approx(np.full(len(first), 1 / len(tops) / len(first)))
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)
    table = pd.DataFrame({"id": ["a", "b"], "slope": [1.0, 0.2], "road": [0.1, 0.9]})
    two = hg.ahp_weights({("slope", "road"): 3})
    assert hg.suitability(table, ["slope", "road"], weights=two).scores.tolist() == pytest.approx([0.775, 0.375])
