"""Workbooks and CSV files, read back with another library and from raw bytes."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

import hanting_geo as hg
from hanting_geo.analysis.frames import join
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.outputs.style.rounding import rounded
from hanting_geo.outputs.tables import write_csv
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "http://example.com", "<b>x</b>", "${x}"]


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_a_sheet_a_table_with_labels_units_and_provenance(tmp_path: Path) -> None:
    zones = hg.load_layer("zones")
    zones = join(zones, hg.measure_area(zones))
    path = hg.write_workbook({"片区": zones, "programmes": hg.open_catalog().table("programmes")}, tmp_path / "a.xlsx")
    book = sheets(path)
    assert list(book) == ["封面", "片区", "programmes", "资料来源"]
    header = book["片区"][0]
    assert header[:2] == ["编号", "名称"]
    assert "平面面积(平方米)" in header
    assert "面积(亩)" in header
    assert "geometry" not in header
    assert len(book["片区"]) == 10
    by_name = dict(zip(header, book["片区"][1], strict=True))
    assert by_name["状态"] == "未注明"
    assert by_name["面积(公顷)"] == pytest.approx(zones["ha"].iloc[0], abs=1e-4)
    provenance = {(row[0], row[1]): row[2] for row in book["资料来源"]}
    assert provenance["片区", "许可"] == "MIT；本项目绘制, CC BY 4.0"
    assert "echarts" in provenance["片区", "署名"]
    assert "EPSG:4549" in provenance["片区", "坐标系"]


def test_numbers_carry_the_format_of_their_unit(tmp_path: Path) -> None:
    table = pd.DataFrame({"plane_m2": [1234.5], "ha": [0.12345], "mu": [1.5], "share": [0.25], "features": [3]})
    sheet = openpyxl.load_workbook(hg.write_workbook({"a": table}, tmp_path / "a.xlsx"))["a"]
    assert [cell.number_format for cell in sheet[2]] == ["#,##0.00", "#,##0.0000", "#,##0.00", "0.00%", "#,##0"]
    assert sheet.freeze_panes == "A2"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) in {(1, 0), (None, 0)}
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.column_dimensions["A"].width > 8


def test_the_cover_says_what_a_reader_asks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it is, of which day and system, from which layers, how well known, under which licence; which sheets."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    zones, rivers = hg.load_layer("zones"), hg.load_layer("rivers")
    tables = {"片区": zones, "河流": hg.zone_statistics(zones, rivers)}
    title = {"zh": "片区河流", "en": "Rivers in zones"}
    given = {"rivers": rivers, "zones": zones}
    chinese, english = (
        sheets(hg.write_workbook(tables, tmp_path / f"{own}.xlsx", language=own, title=title, sources=given))
        for own in ("zh", "en")
    )
    assert list(english) == ["cover", "片区", "河流", "Provenance"]
    (page,) = (chinese[name] for name in list(chinese)[:1])
    assert page[0][0] == "片区河流"
    assert english["cover"][0][0] == "Rivers in zones"
    assert page[2][:2] == ["日期", "2023-11-14"]
    assert page[3][0] == "坐标系"
    assert "EPSG:4549" in page[3][1]
    listed = {row[0]: row for row in page if row[0] in {"河流", "功能片区"} and row[3]}
    assert listed["河流"][1] == len(rivers)
    assert listed["功能片区"][2].startswith("500–3000")
    assert listed["功能片区"][5] == "MIT + 本项目绘制, CC BY 4.0"
    assert not re.search("recalled|placeholder", "".join(str(row[3]) for row in listed.values()))
    assert [row[:2] for row in page[-2:]] == [["片区", len(zones)], ["河流", len(tables["河流"])]]


def test_a_workbook_is_headed_by_its_only_table_or_as_tables(tmp_path: Path) -> None:
    zones = hg.load_layer("zones")
    plain = pd.DataFrame({"id": ["=1+1"], "ha": [1.0]})
    first = {
        "own": {"zones": zones},
        "tables": {"a": plain, "b": plain},
        "bare": {"a": plain},
    }
    said = {name: sheets(hg.write_workbook(own, tmp_path / f"{name}.xlsx"))["封面"] for name, own in first.items()}
    assert [page[0][0] for page in said.values()] == ["功能片区", "统计表", "统计表"]
    assert [row[0] for row in said["bare"] if row[0]][1:] == ["日期", "工作表", "工作表", "a"]
    hostile = sheets(hg.write_workbook({"a": plain}, tmp_path / "h.xlsx", title="=1+1"))["封面"]
    assert hostile[0][0] == "=1+1"


def test_a_cover_of_ones_own_is_the_cover(tmp_path: Path) -> None:
    plain = pd.DataFrame({"ha": [1.0]})
    assert list(sheets(hg.write_workbook({"封面": plain, "a": plain}, tmp_path / "a.xlsx"))) == [
        "封面",
        "a",
        "资料来源",
    ]
    for wrong in ({"title": 5}, {"title": {"fr": "x"}}, {"sources": 5}, {"sources": {"a": 5}}, {"sources": {"a": "x"}}):
        with pytest.raises(SchemaError, match="write_workbook"):
            hg.write_workbook({"a": plain}, tmp_path / "b.xlsx", **wrong)  # type: ignore[arg-type]


def test_english(tmp_path: Path) -> None:
    book = sheets(hg.write_workbook({"a": pd.DataFrame({"ha": [1.0]})}, tmp_path / "a.xlsx", language="en"))
    assert book["a"][0] == ["Area (ha)"]
    assert "Provenance" in book


def test_text_is_only_ever_text_in_a_workbook(tmp_path: Path) -> None:
    path = hg.write_workbook({"a": pd.DataFrame({"note": HOSTILE, "=2+2": HOSTILE})}, tmp_path / "a.xlsx")
    assert [row[0] for row in sheets(path)["a"][1:]] == HOSTILE
    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet2.xml").decode("utf-8")
        styles = parts.read("xl/styles.xml").decode("utf-8")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'quotePrefix="1"' in styles


def test_formulas_are_defused_in_csv_and_kept_when_asked(tmp_path: Path) -> None:
    table = pd.DataFrame({"note": HOSTILE, "ha": [-1.5] * len(HOSTILE)})
    back = pd.read_csv(write_csv(table, tmp_path / "a.csv"), encoding="utf-8-sig")
    assert back["note"].tolist() == [*(f"'{text}" for text in HOSTILE[:5]), *HOSTILE[5:]]
    assert back["ha"].tolist() == [-1.5] * len(HOSTILE)
    kept = pd.read_csv(write_csv(table, tmp_path / "b.csv", formulas="keep"), encoding="utf-8-sig")
    assert kept["note"].tolist() == HOSTILE
    with pytest.raises(SchemaError, match="'defuse' or 'keep'"):
        write_csv(table, tmp_path / "c.csv", formulas="yes")


def test_csv_is_what_excel_reads(tmp_path: Path) -> None:
    table = pd.DataFrame({"name_zh": ["泥河", None], "length_m": [12.3456, np.nan]})
    raw = write_csv(table, tmp_path / "河.csv").read_bytes()
    assert raw == "\ufeffname_zh,length_m\r\n泥河,12.35\r\n,\r\n".encode()
    labelled = write_csv(table, tmp_path / "b.csv", language="zh").read_text(encoding="utf-8-sig")
    assert labelled.splitlines()[0] == "名称,长度(米)"


def test_csv_in_a_language_has_coded_values_and_sentences_in_it_and_numbers_as_they_are(tmp_path: Path) -> None:
    told = Sentence("{what} cannot be empty", what="title")
    what = pd.Series([told, "其他"], dtype=object)
    table = pd.DataFrame({"status": ["existing", None], "what": what, "ha": [1.5, np.nan], "n": [2, 3]})
    lines = {
        language: write_csv(table, tmp_path / "a.csv", language=language).read_text(encoding="utf-8-sig").splitlines()
        for language in ("zh", "en", None)
    }
    assert lines["zh"] == ["状态,问题,面积(公顷),n", "现状,title 不能为空,1.5,2", ",其他,,3"]
    assert lines["en"] == ["Status,What,Area (ha),n", "existing,title cannot be empty,1.5,2", ",其他,,3"]
    assert lines[None] == ["status,what,ha,n", "existing,title cannot be empty,1.5,2", ",其他,,3"]


def test_sheets_are_called_by_their_titles_in_the_language(tmp_path: Path) -> None:
    tables = {"a": pd.DataFrame({"id": [1]}), "b": pd.DataFrame({"id": [2]}), "c": pd.DataFrame({"id": [3]})}
    titles = {"a": {"zh": "汇总", "en": "Summary"}, "b": "两者 both"}
    for language, expected in (("zh", "汇总"), ("en", "Summary")):
        path = hg.write_workbook(tables, tmp_path / "a.xlsx", language=language, titles=titles)
        assert openpyxl.load_workbook(path).sheetnames[1:4] == [expected, "两者 both", "c"]
    with pytest.raises(SchemaError, match="'A' stands twice"):
        hg.write_workbook(tables, tmp_path / "a.xlsx", titles={"a": "A", "b": "a"})
    with pytest.raises(SchemaError, match="there is no sheet 'd'; there are: a, b, c"):
        hg.write_workbook(tables, tmp_path / "a.xlsx", titles={"d": "D"})


def test_parts_close_on_the_total_row() -> None:
    table = pd.DataFrame(
        {
            "zone_id": ["a", "b", "(outside)", "(total)"],
            "plane_m2": [1.005, 2.005, -0.5, 2.51],
            "ha": [1 / 3] * 3 + [1.0],
        }
    )
    shown = rounded(table)
    assert shown["plane_m2"].tolist() == [1.01, 2.0, -0.5, 2.51]
    assert shown["ha"].tolist() == [0.3334, 0.3333, 0.3333, 1.0]
    assert table["ha"].iloc[0] == 1 / 3


def test_tables_under_each_other_close_each_by_itself() -> None:
    table = pd.DataFrame({"zone_id": ["a", "b", "(total)"] * 2, "ha": [1 / 3, 1 / 3, 2 / 3, 0.2, 0.00004, 0.20004]})
    assert rounded(table)["ha"].tolist() == [0.3334, 0.3333, 0.6667, 0.2, 0.0, 0.2]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_written_total_is_the_sum_of_the_written_parts(values: list[float]) -> None:
    table = pd.DataFrame({"zone_id": [*map(str, range(len(values))), "(total)"], "plane_m2": [*values, sum(values)]})
    shown = rounded(table)["plane_m2"]
    assert round(shown.iloc[:-1].sum(), 2) == shown.iloc[-1]


def test_a_total_that_is_no_sum_is_left_alone() -> None:
    shown = rounded(pd.DataFrame({"zone_id": ["a", "(total)"], "ha": [1.0, 5.00001]}))
    assert shown["ha"].tolist() == [1.0, 5.0]


def test_distances_do_not_close_and_stated_numbers_stand() -> None:
    shown = rounded(pd.DataFrame({"distance_m": [0.005, 0.005], "accuracy_m": [0.125, 500.0]}))
    assert shown["distance_m"].tolist() == [0.0, 0.0]
    assert shown["accuracy_m"].tolist() == [0.125, 500.0]


def test_values_of_every_kind(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "when": pd.to_datetime(["2026-01-02 03:04", None]),
            "day": pd.to_datetime(["2026-01-02 03:04+08:00", None]),
            "what": [{"a": [1]}, ["寒亭"]],
            "big": [2**60 + 1, 1],
            "flag": [True, False],
            "wide": [np.inf, np.nan],
            "none": [None, pd.NA],
        }
    )
    rows = sheets(hg.write_workbook({"a": table}, tmp_path / "a.xlsx"))["a"]
    assert rows[1][:5] == [
        "2026-01-02T03:04:00",
        "2026-01-02T03:04:00+08:00",
        '{"a": [1]}',
        str(2**60 + 1),
        True,
    ]
    assert rows[1][5:] == ["inf", None]
    assert rows[2] == [None, None, '["寒亭"]', 1, False, None, None]
    text = write_csv(table, tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert '"{""a"": [1]}"' in text


def test_an_index_that_says_something_is_kept(tmp_path: Path) -> None:
    measured = pd.DataFrame({"ha": [1.0]}, index=pd.Index(["zone_cbd"], name="id"))
    assert sheets(hg.write_workbook({"a": measured}, tmp_path / "a.xlsx"))["a"][1] == ["zone_cbd", 1]
    unnamed = pd.DataFrame({"ha": [1.0]}, index=["zone_cbd"])
    assert sheets(hg.write_workbook({"a": unnamed}, tmp_path / "b.xlsx"))["a"][1] == ["zone_cbd", 1]


def test_empty_tables_and_frames(tmp_path: Path) -> None:
    empty = gpd.GeoDataFrame({"id": []}, geometry=[], crs="EPSG:4549")
    assert sheets(hg.write_workbook({"a": empty, "b": pd.DataFrame()}, tmp_path / "a.xlsx"))["a"] == [["编号"]]


@pytest.mark.parametrize("name", ["", "a" * 32, "a/b", "[a]", "'a", "a:b"])
def test_sheet_names_that_excel_refuses(tmp_path: Path, name: str) -> None:
    with pytest.raises(SchemaError, match="Excel wants 1 to 31 characters"):
        hg.write_workbook({name: pd.DataFrame()}, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_what_does_not_fit_a_sheet_is_said(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="language 'fr' is not known"):
        hg.write_workbook({}, tmp_path / "a.xlsx", language="fr")
    with pytest.raises(SchemaError, match=r"'[aA]' stands twice"):
        hg.write_workbook({"a": pd.DataFrame(), "A": pd.DataFrame()}, tmp_path / "a.xlsx")
    with pytest.raises(SchemaError, match=r"column 'note', row 1: a text of 40000 characters"):
        hg.write_workbook({"a": pd.DataFrame({"note": ["x", "y" * 40_000]})}, tmp_path / "a.xlsx")
    with pytest.raises(SchemaError, match="1048576 rows, and Excel holds 1048575; write CSV"):
        hg.write_workbook({"a": pd.DataFrame({"n": np.zeros(1_048_576)})}, tmp_path / "a.xlsx")
    with pytest.raises(SourceError, match="create it first"):
        hg.write_workbook({"a": pd.DataFrame()}, tmp_path / "no" / "a.xlsx")


def test_the_old_workbook_stays_when_writing_fails(tmp_path: Path) -> None:
    path = hg.write_workbook({"a": pd.DataFrame({"id": ["old"]})}, tmp_path / "a.xlsx")

    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        hg.write_workbook({"a": pd.DataFrame({"id": [Unprintable()]})}, path)
    assert sheets(path)["a"][1] == ["old"]
    assert [item.name for item in tmp_path.iterdir()] == ["a.xlsx"]


def test_input_is_not_changed(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"ha": [1 / 3]}, geometry=[Point(0, 0)], index=pd.Index(["a"]), crs="EPSG:4549")
    before = frame.copy()
    hg.write_workbook({"a": frame}, tmp_path / "a.xlsx")
    write_csv(frame, tmp_path / "a.csv")
    assert frame.equals(before)


def test_openstreetmap_is_credited_wherever_its_rows_go(tmp_path: Path) -> None:
    # Attrs are lost on the way; the licence column is not.
    frame = hg.load_layer("stations").copy()
    frame.attrs = {}
    book = sheets(hg.write_workbook({"站": frame}, tmp_path / "a.xlsx"))
    assert ["站", "署名", "© OpenStreetMap contributors, ODbL"] in book["资料来源"]


def test_a_sheet_that_is_too_wide_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"sheet 's' has 16385 columns, and Excel holds 16384; write CSV"):
        hg.write_workbook({"s": pd.DataFrame(np.zeros((1, 16_385)))}, tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.long
def test_the_widest_sheet_is_whole(tmp_path: Path) -> None:
    path = hg.write_workbook({"s": pd.DataFrame(np.arange(16_384.0)[None, :])}, tmp_path / "b.xlsx")
    assert sheets(path)["s"][1] == list(range(16_384))


def test_columns_of_one_name_are_refused_by_name(tmp_path: Path) -> None:
    twice = pd.DataFrame([[1, 2.5, 3]], columns=["a", "ha", "ha"])
    with pytest.raises(SchemaError, match=r"sheet 's': more than one column is called 'ha'; rename them"):
        hg.write_workbook({"s": twice}, tmp_path / "a.xlsx")
    with pytest.raises(SchemaError, match=r"write_csv: the table has two columns called 'ha'; rename one"):
        write_csv(twice, tmp_path / "a.csv")
    with pytest.raises(SchemaError, match=r"the table: more than one column is called 'ha'"):
        rounded(twice)
    assert not list(tmp_path.iterdir())


def test_a_list_too_long_for_a_cell_is_refused_like_a_text(tmp_path: Path) -> None:
    table = pd.DataFrame({"tags": [["x"], ["x" * 40_000]]}, index=pd.Index([3, 4]))
    with pytest.raises(SchemaError, match=r"column 'tags', row 4: a text of 40004 characters"):
        hg.write_workbook({"s": table}, tmp_path / "a.xlsx")


def test_what_remains_is_never_more_than_there_is_in_any_unit() -> None:
    rng = np.random.default_rng(8)
    for _ in range(60):
        area = rng.choice([0.006, 94.5449, 1234.5678, 0.00504, 333.335], 12) * rng.choice([1.0, 66.66666], 12)
        lost = area * rng.choice([0.0, 0.0, 0.0, 1.0, 1e-7, 0.3], 12)
        left, gone = area_columns(area - lost, prefix="remaining_"), area_columns(lost, prefix="excluded_")
        table = pd.DataFrame({**area_columns(area), **left, **gone}).rename(columns={"m2": "plane_m2"})
        shown = rounded(table)
        for name, decimals in (("plane_m2", 2), ("ha", 4), ("mu", 2)):
            unit = 10.0**-decimals
            for prefix in ("remaining_", "excluded_"):
                part = prefix + name.removeprefix("plane_")
                assert (shown[part] <= shown[name]).all() or prefix == "excluded_"
                assert abs(shown[part].sum() - table[part].sum()) <= unit / 2 + 1e-9
            assert abs(shown[name].sum() - table[name].sum()) <= unit / 2 + 1e-9


def test_an_area_gives_way_where_its_part_could_not_close() -> None:
    # 0.018 is 0.02, and the first two rows would get it; what remains is 0.006 of the third, which is 0.01.
    shown = rounded(pd.DataFrame({"ha": [0.00006] * 3, "remaining_ha": [0.0, 0.0, 0.00006]}))
    assert shown["remaining_ha"].tolist() == [0.0, 0.0, 0.0001]
    assert shown["ha"].tolist() == [0.0001, 0.0, 0.0001]


ODD = [" a ", "b\n c", "_x0041_", "bell\x07", "a\rb", "\ufffe", "<&>", "'", "中文\t", "\U0001f3d9", "\ud800"]


def test_texts_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = hg.write_workbook({"s": pd.DataFrame({"note": pd.Series(ODD, dtype=object)})}, tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as parts:
        shared = parts.read("xl/sharedStrings.xml").decode("utf-8")
    own = re.findall(r"<si><t(?: xml:space=\"preserve\")?>(.*?)</t></si>", shared, re.DOTALL)
    plain = [text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for text in own]
    # ECMA-376, ST_Xstring: _xHHHH_ is the character of that number, and _x005F_ an underscore before one.
    back = [re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found.group(1), 16)), text) for text in plain]
    assert [text for text in ODD if text not in back] == []


def test_long_tables_are_whole_in_every_row(tmp_path: Path) -> None:
    count = 12_345
    numbers = np.arange(count) / 8
    numbers[::7] = np.nan
    table = pd.DataFrame({"id": [f"地块{row}" for row in range(count)], "value": numbers, "kind": "river"})
    rows = sheets(hg.write_workbook({"s": table}, tmp_path / "a.xlsx"))["s"][1:]
    assert [row[0] for row in rows] == table["id"].tolist()
    assert [row[1] for row in rows] == [None if value != value else value for value in numbers.tolist()]  # noqa: PLR0124
    assert {row[2] for row in rows} == {"河流"}


def test_columns_fit_the_page_and_rows_their_text(tmp_path: Path) -> None:
    table = pd.DataFrame({f"text {number}": ["长" * 200, "短"] for number in range(6)} | {"ha": [1.5, 123456.7]})
    sheet = openpyxl.load_workbook(hg.write_workbook({"s": table}, tmp_path / "a.xlsx"))["s"]
    wide = sheet.column_dimensions["A"].width  # of all six: equal columns are one entry
    assert 6 * wide + sheet.column_dimensions["G"].width <= 185
    assert 400 / wide <= sheet.row_dimensions[2].height / 15 <= 1.2 * 400 / wide + 1
    assert sheet.row_dimensions[3].height is None
