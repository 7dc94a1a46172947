"""Tables of points: notations, names, systems and traps of CSV and XLSX as bureaus keep them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import hanting_geo as hg
from hanting_geo.sources.files.tabular.degrees import place_of

if TYPE_CHECKING:
    from pathlib import Path


def table(folder: Path, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def book(folder: Path, rows: list[list[Any]], name: str = "t.xlsx") -> Path:
    path = folder / name
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def said(frame: gpd.GeoDataFrame) -> dict[str, str]:
    found = hg.findings(frame)
    return dict(zip(found["code"], found["what"], strict=True))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("119.2", 119.2),
        ("-0.5", -0.5),
        ("119°12′33″", 119 + 12 / 60 + 33 / 3600),
        ("119°12'33\"", 119 + 12 / 60 + 33 / 3600),
        ("119°12'33''E", 119 + 12 / 60 + 33 / 3600),
        ("119度12分33秒", 119 + 12 / 60 + 33 / 3600),
        ("119度12分33.5秒", 119 + 12 / 60 + 33.5 / 3600),
        ("119度12分", 119.2),
        ("119度", 119.0),
        ("119.2°", 119.2),
        ("119.2度", 119.2),
        ("E119.2", 119.2),
        ("119.2E", 119.2),
        ("119.2°E", 119.2),
        ("东经119°12′", 119.2),
        ("东经119.2度", 119.2),
        ("E 119° 12′ 33″", 119 + 12 / 60 + 33 / 3600),
        ("119°12.5′", 119 + 12.5 / 60),
        ("119-12-33", 119 + 12 / 60 + 33 / 3600),
        ("119:12:33.25", 119 + 12 / 60 + 33.25 / 3600),
        ("119 12 33", 119 + 12 / 60 + 33 / 3600),
        ("119 12.5", 119 + 12.5 / 60),
        ("W 10°30′", -10.5),
        ("10°30′S", -10.5),
        ("南纬10.5", -10.5),
        ("-10°30′", -10.5),
        ("１１９．２", 119.2),
        ("119º12’33”", 119 + 12 / 60 + 33 / 3600),
        ("430,361.72", 430361.72),
        ("4.3e5", 430000.0),
    ],
)
def test_notations(text: str, value: float) -> None:
    place = place_of(text)
    assert place is not None
    assert place.value == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "不详",
        "119°72′",
        "119°12′72″",
        "119.5°12′",
        "12′33″",
        "nan",
        "inf",
        "1_0",
        "--3",
        "119,2",
        "E-119",
        "甲119",
        "1e999x",
    ],
)
def test_what_is_no_coordinate(text: str) -> None:
    assert place_of(text) is None


@given(degrees=st.integers(0, 179), minutes=st.integers(0, 59), hundredths=st.integers(0, 5999))
def test_degrees_minutes_seconds_by_law(degrees: int, minutes: int, hundredths: int) -> None:
    seconds = hundredths / 100
    exact = degrees + minutes / 60 + seconds / 3600
    for text in (
        f"{degrees}°{minutes}′{seconds}″",
        f"{degrees}度{minutes}分{seconds}秒",
        f"{degrees}-{minutes}-{seconds}",
    ):
        place = place_of(text)
        assert place is not None
        assert place.value == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";", "，"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, mark: str) -> None:
    text = "代码,名称,经度,纬度\r\n0012,甲井,119.2,36.8\r\n0007,乙井,119.3,36.9\r\n".replace(",", mark)
    frame = hg.read_file(table(tmp_path, text, encoding=encoding))
    assert frame["代码"].tolist() == ["0012", "0007"]
    assert frame["名称"].tolist() == ["甲井", "乙井"]
    assert frame.get_coordinates().to_numpy().tolist() == [[119.2, 36.8], [119.3, 36.9]]
    assert frame.crs.to_epsg() == 4326
    assert "taken as WGS 84" in said(frame)["crs_taken"]
    with pytest.raises(hg.SchemaError, match="crs_taken"):
        hg.read_table(tmp_path / "t.csv", strict=True)


@pytest.mark.parametrize(
    ("names", "values", "options", "epsg", "place"),
    [
        ("lon,lat", "119.2,36.8", {}, 4326, (119.2, 36.8)),
        ("Lng,Lat", "119.2,36.8", {"crs": "EPSG:4490"}, 4490, (119.2, 36.8)),
        ("经度(°),纬度(°)", "119.2,36.8", {}, 4326, (119.2, 36.8)),
        ("lat,lon", "36.8,119.2", {}, 4326, (119.2, 36.8)),
        ("a,b", "119.2,36.8", {"x": "a", "y": "b"}, 4326, (119.2, 36.8)),
        ("x,y", "430000.5,4071000.25", {"crs": "EPSG:4549"}, 4549, (430000.5, 4071000.25)),
        ("X,Y", "4071000.25,430000.5", {"crs": "EPSG:4549"}, 4549, (430000.5, 4071000.25)),
        ("x,y", "40430000.5,4071000.25", {}, 4528, (40430000.5, 4071000.25)),
        ("X坐标,Y坐标", "4071000.25,40430000.5", {}, 4528, (40430000.5, 4071000.25)),
        ("横坐标,纵坐标", "40430000.5,4071000.25", {}, 4528, (40430000.5, 4071000.25)),
        ("wkt,n", "POINT (119.2 36.8),1", {}, 4326, (119.2, 36.8)),
        ("g,n", "SRID=4549;POINT (430000.5 4071000.25),1", {"wkt": "g"}, 4549, (430000.5, 4071000.25)),
        ("经度,纬度", "119°12′00″,北纬36°48′", {}, 4326, (119.2, 36.8)),
    ],
)
def test_names_systems_and_order(
    tmp_path: Path, names: str, values: str, options: dict[str, Any], epsg: int, place: tuple[float, float]
) -> None:
    frame = hg.read_table(table(tmp_path, f"{names}\n{values}\n"), **options)
    assert frame.crs.to_epsg() == epsg
    assert frame.get_coordinates().to_numpy().tolist()[0] == pytest.approx(place, abs=1e-12)
    assert ("axes_by_size" in said(frame)) == names.startswith("X")
    assert ("crs_taken" in said(frame)) == ("crs" not in options and "SRID" not in values)


@pytest.mark.parametrize(
    ("text", "options", "error", "message"),
    [
        ("经度,纬度\n36.8,119.2\n", {}, hg.SourceError, "'经度' and '纬度' are swapped .* row 2 holds 36.8, 119.2"),
        ("a,b\n36.8,119.2\n", {"x": "a", "y": "b"}, hg.SourceError, "swapped .*say x='b', y='a'"),
        ("a,b\n36.8,119.2\n", {"x": "a", "y": "b", "crs": 4326}, hg.SourceError, "swapped"),
        ("经度,纬度\nN36.8,E119.2\n", {}, hg.SourceError, "swapped"),
        ("横坐标,纵坐标\n4071000,430000\n", {"crs": 4549}, hg.SourceError, "swapped"),
        ("lon,lat\n119.2,36.8\n36.8,119.2\n", {}, hg.SourceError, "in row 3, lon and lat are swapped against"),
        ("x,y\n430000,4071000\n", {}, hg.CRSError, "system of x and y is not said"),
        ("x,y\n40430000,4071000\n39430000,4071000\n", {}, hg.CRSError, "is not said"),
        ("x,y\n40430000,4071000\n", {"crs": 4549}, hg.CRSError, "zone prefix 40"),
        ("x,y\n119.2,36.8\n", {"crs": 4549}, hg.CRSError, "looks like degrees"),
        ("lon,lat\n430000,4071000\n", {"crs": 4326}, hg.CRSError, "cannot be degrees"),
        ("lon,lat\n0,0\n", {}, hg.CRSError, "is not said"),
        ("lon,lat\n不详,36.8\n", {}, hg.SourceError, "row 2: lon and lat are no coordinates .'不详'"),
        ("lon,lat\n,36.8\n", {}, hg.SourceError, "row 2: lon and lat are no coordinates"),
        ("lon,lat\n119°72′,36.8\n", {}, hg.SourceError, "row 2"),
        ("wkt\nPOINT 1 2\n", {"crs": 4326}, hg.SourceError, "wkt is no WKT"),
        ("lon,lat,lon\n119.2,36.8,1\n", {}, hg.SchemaError, "several columns are called 'lon' .columns 1, 3"),
        ("lon,lat,x,y\n1,2,3,4\n", {}, hg.SourceError, "say which with x= and y="),
        ("a,b\n1,2\n", {}, hg.SourceError, "no column is called like a coordinate"),
        ("a,b\n1,2\n", {"x": "a"}, hg.SourceError, "name two columns"),
        ("a,b\n1,2\n", {"x": "a", "y": "c"}, hg.SourceError, "no column 'c'; there are: a, b"),
        ("井位表,,\n\n编号,lon,lat\n1,119.2,36.8\n", {}, hg.SourceError, "row 1 does not name .*say header=3"),
        ("n,lon,lat\n1,119.2\n", {}, hg.SourceError, "row 2 has another number of cells than the 3"),
        ("n,lon,lat\n1,119.2,36.8,9\n", {}, hg.SourceError, "row 2 has another number of cells"),
        ('n,lon,lat\n"1,119.2,36.8\n', {}, hg.SourceError, "cannot be taken apart"),
        ("lon,lat\n119.2,36.8\n", {"header": 9}, hg.SourceError, "there is no row 9"),
        ("lon,lat\n119.2,36.8\n", {"sheet": "a"}, hg.SourceError, "sheet= is for workbooks"),
        ("lon,lat\n119.2,36.8\n", {"crs": "EPSG:1"}, hg.CRSError, "unknown reference system"),
    ],
)
def test_refusals(tmp_path: Path, text: str, options: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        hg.read_table(table(tmp_path, text), **options)


def test_empty_coordinates_are_null_and_told(tmp_path: Path) -> None:
    text = "n,lon,lat\n1,119.2,36.8\n2,,\n3,无,-\n\n4,119.3,36.8\n,,\n"
    frame = hg.read_table(table(tmp_path, text), crs=4490)
    assert frame["n"].tolist() == [1, 2, 3, 4]
    assert frame.geometry.isna().tolist() == [False, True, True, False]
    assert said(frame)["null_geometry"].startswith("rows 3, 4:")
    assert said(frame)["blank_rows"].startswith("row 7")
    bad = hg.read_table(table(tmp_path, "n,lon,lat\n1,x,36.8\n2,119.2,36.8\n"), crs=4490, damaged="null")
    assert bad.geometry.isna().tolist() == [True, False]
    assert "row 2" in said(bad)["bad_coordinates"]


def test_text_that_looks_like_numbers_stays_text(tmp_path: Path) -> None:
    names = "编号,村代码,电话,dlbm,长码,数,小数,混,lon,lat"
    rows = [
        "1,370703001,0536123,0701,370703001001000123,7,1.50,1,119.2,36.8",
        "2,370703002,0536124,1001,1,8,,a,119.2,36.8",
    ]
    frame = hg.read_table(table(tmp_path, "\n".join([names, *rows])), crs=4490)
    texts = {"编号", "村代码", "电话", "dlbm", "长码", "混"}
    assert {name for name in frame.columns if str(frame[name].dtype) == "str"} == texts
    assert frame["dlbm"].tolist() == ["0701", "1001"]
    assert frame["长码"].tolist() == ["370703001001000123", "1"]
    assert frame["数"].tolist() == [7, 8]
    assert frame["小数"][0] == 1.5


def test_workbooks(tmp_path: Path) -> None:
    day = dt.datetime(2026, 1, 5)  # noqa: DTZ001 - a workbook knows no zones
    rows = [
        ["代码", "名称", "lon", "lat", "日期", "数"],
        ["0012", "甲", "119°12′", 36.8, day, 5],
        ["7", None, 119.3, 36.9, day, None],
    ]
    frame = hg.read_table(book(tmp_path, rows), crs=4490)
    assert frame["代码"].tolist() == ["0012", "7"]
    assert frame.get_coordinates().to_numpy().round(9).tolist() == [[119.2, 36.8], [119.3, 36.9]]
    assert frame["日期"].dt.year.tolist() == [2026, 2026]
    assert str(frame["数"].dtype) == "Int64"
    assert hg.read_file(tmp_path / "t.xlsx", crs="working").crs.to_epsg() == 4549


def test_traps_of_workbooks(tmp_path: Path) -> None:
    path = book(tmp_path, [["码", "lon", "lat", "和"], [12, 119.2, 36.8, "=1+1"], [13, 119.3, 36.9, 2]])
    made = openpyxl.load_workbook(path)
    for row in (2, 3):
        made.active.cell(row, 1).number_format = "000000"
    made.active["E1"] = "误"
    made.active["E2"] = "#REF!"
    made.active["F1"] = "村"
    made.active["F2"] = "杨家埠"
    made.active.merge_cells("F2:F3")
    made.active.row_dimensions[3].hidden = True
    made.save(path)
    frame = hg.read_table(path, crs=4490)
    assert frame["码"].tolist() == ["000012", "000013"]
    assert frame["村"].tolist()[0] == "杨家埠"
    assert frame["村"].isna().tolist() == [False, True]
    told = said(frame)
    assert {"formula_without_value", "merged_cells", "cell_errors", "hidden_rows"} <= set(told)
    assert "D2" in told["formula_without_value"]
    assert "F2:F3" in told["merged_cells"]


def test_sheets(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    made = openpyxl.Workbook()
    made.active.title = "说明"
    made.active["A1"] = "井位"
    for name in ("井", "站"):
        sheet = made.create_sheet(name)
        sheet.append(["n", "lon", "lat"])
        sheet.append([name, 119.2, 36.8])
    made.create_sheet("空")
    made.save(path)
    with pytest.raises(hg.SourceError, match="has 3 sheets: '说明', '井', '站', '空'; choose one with sheet="):
        hg.read_table(path)
    assert hg.read_table(path, sheet="站")["n"].tolist() == ["站"]
    assert hg.read_table(path, sheet=2)["n"].tolist() == ["井"]
    assert hg.read_file(path, layer="站")["n"].tolist() == ["站"]
    for wanted, message in (("无", "no sheet '无'"), (9, "no sheet 9")):
        with pytest.raises(hg.SourceError, match=message):
            hg.read_table(path, sheet=wanted)


@pytest.mark.parametrize("data", [b"PK\x03\x04 damaged", b"nothing", b"lon,lat\n1,2\n"])
def test_damaged_workbooks(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(data)
    with pytest.raises(hg.SourceError, match="cannot be read as XLSX"):
        hg.read_file(tmp_path / "t.xlsx")


def test_merged_headers_and_titles_are_clear_errors(tmp_path: Path) -> None:
    path = book(tmp_path, [["井位表", None, None], ["n", "lon", "lat"], [1, 119.2, 36.8]])
    with pytest.raises(hg.SourceError, match="header=2"):
        hg.read_table(path)
    assert len(hg.read_table(path, header=2)) == 1
    made = openpyxl.load_workbook(path)
    made.active.merge_cells("A1:C1")
    made.save(path)
    assert len(hg.read_table(path, header=2, crs=4490)) == 1
    made.active["D2"] = "注"
    made.active.merge_cells("D2:E2")
    made.save(path)
    with pytest.raises(hg.SourceError, match=r"cells of the header are merged .D2:E2"):
        hg.read_table(path, header=2)


def test_a_column_without_name_and_one_called_geometry(tmp_path: Path) -> None:
    frame = hg.read_table(table(tmp_path, "n,,lon,lat,geometry\n1,a,119.2,36.8,x\n"), x="lon", y="lat", crs=4490)
    assert frame["column_2"].tolist() == ["a"]
    assert frame["geometry_1"].tolist() == ["x"]
    assert shapely.get_type_id(frame.geometry[0]) == 0


def test_a_table_in_a_txt(tmp_path: Path) -> None:
    frame = hg.read_file(table(tmp_path, "n\tlon\tlat\n1\t119.2\t36.8\n", name="t.txt"))
    assert frame.attrs["hanting_geo"]["format"] == "Table"


@given(data=st.binary(max_size=60), place=st.integers(0, 40))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory: Any, data: bytes, place: int) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzzed.csv"
    whole = "编号,lon,lat\r\n01,119.2,36.8\r\n02,119°12′,36.9\r\n".encode()
    path.write_bytes(whole[:place] + data + whole[place:])
    try:
        frame = hg.read_table(path)
    except hg.HantingGeoError:
        return
    assert isinstance(frame, gpd.GeoDataFrame)
