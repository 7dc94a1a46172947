"""Boundary-point TXT: each dialect, trap and refusal, on files written row by row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from bureau_txt import EAST, HEAD, NORTH, block, rows_of, square, text_of

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

ROW = "5,1.0000,A1,甲地块,面,,住宅,0701,@"
SQUARE = [(1, square())]


def read(folder: Path, text: str, name: str = "a.txt", **options: Any) -> gpd.GeoDataFrame:
    path = folder / name
    path.write_bytes(text.encode("gbk"))
    return hg.read_landtxt(path, **options)


def codes(frame: gpd.GeoDataFrame) -> set[str]:
    return set(hg.findings(frame)["code"])


def said(frame: gpd.GeoDataFrame, code: str) -> str:
    found = hg.findings(frame)
    return " | ".join(found.loc[found["code"] == code, "what"])


def one(folder: Path, *, attributes: str | None = ROW, rows: list[str] | None = None, **options: Any) -> Any:
    head = options.pop("head", None)
    mark = options.pop("mark", "[地块坐标]")
    rows = rows_of(SQUARE) if rows is None else rows
    return read(folder, text_of(block(attributes, rows), head=head, mark=mark), **options)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
@pytest.mark.parametrize(
    ("encoding", "mark", "told"),
    [
        ("gbk", b"", "gb18030"),
        ("gb18030", b"", "gb18030"),
        ("utf-8", b"", "utf-8"),
        ("utf-8-sig", b"", "utf-8"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-32-le", b"\xff\xfe\0\0", "utf-32-le"),
    ],
)
def test_every_encoding_and_line_end(tmp_path: Path, encoding: str, mark: bytes, told: str, end: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(mark + text_of(block(ROW, rows_of(SQUARE)), end=end).encode(encoding))
    frame = hg.read_landtxt(path)
    assert frame[["id", "name_zh", "kind", "地类编码"]].iloc[0].tolist() == ["A1", "甲地块", "住宅", "0701"]
    assert frame.geometry[0].equals(shapely.box(40 * 10**6 + EAST, NORTH, 40 * 10**6 + EAST + 100, NORTH + 100))
    assert frame.attrs["hanting_geo"]["encoding"] == told
    assert frame.attrs["hanting_geo"]["head"] == HEAD
    assert frame.crs.to_epsg() == 4528
    assert hg.read_file(path).equals(frame)


@pytest.mark.parametrize("broken", [b"\x80\xff\xff", b"\xb5"])
def test_text_that_is_neither_is_refused_with_its_line(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "a.txt"
    whole = text_of(block(ROW, rows_of(SQUARE))).encode("gbk")
    path.write_bytes(whole + broken)
    with pytest.raises(hg.SourceError, match="line 19"):
        hg.read_landtxt(path)


@pytest.mark.parametrize("encoding", ["rot13", "zlib", "nothing", "undefined", "idna"])
def test_no_text_encoding(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(hg.SourceError, match="unknown encoding"):
        one(tmp_path, encoding="gbk") if False else hg.read_landtxt(_file(tmp_path), encoding=encoding)


def _file(folder: Path) -> Path:
    path = folder / "a.txt"
    path.write_bytes(text_of(block(ROW, rows_of(SQUARE))).encode("gbk"))
    return path


@pytest.mark.parametrize(
    ("layout", "dialect", "attributes"),
    [
        ("{label},{ring},{north:.3f},{east:.3f}", "label_ring_north_east", ROW),
        ("{label},{ring},{east:.3f},{north:.3f}", "label_ring_north_east", ROW),
        ("{label},{east:.3f},{north:.3f},,{ring},", "label_east_north_ring", ROW),
        ("{label},{north:.3f},{east:.3f},,{ring},", "label_east_north_ring", ROW),
        ("1,{ring},{point},{label},{north:.3f},{east:.3f}", "three_integers_label_north_east", None),
        ("{label},{north:.3f},{east:.3f}", "label_north_east", ROW),
        ("{north:.3f},{east:.3f}", "north_east", ROW),
        (" {label} , {ring} , {north:.3f} , {east:.3f} ", "label_ring_north_east", ROW),
        ("{{{label},{ring},{north:.3f},{east:.3f}}}", "label_ring_north_east", ROW),
        ("{label}，{ring}，{north:.3f}，{east:.3f}", "label_ring_north_east", ROW),
        ("{label},{ring},{north:.3f},{east:.3f},", "label_ring_north_east", ROW),
        ("{label},{ring},{north:.3f},{east:.3f},12.34", "own columns", ROW),
        ("{point},{label},{ring},{north:.3f},{east:.3f}", "own columns", ROW),
        ("{label}\t{ring}\t{north:.3f}\t{east:.3f}", "label_ring_north_east", ROW),
    ],
)
def test_every_kind_of_point_row(tmp_path: Path, layout: str, dialect: str, attributes: str | None) -> None:
    rows = rows_of(SQUARE, layout=layout)
    frame = one(tmp_path, attributes=attributes, rows=rows)
    assert frame.geometry[0].equals(shapely.box(40 * 10**6 + EAST, NORTH, 40 * 10**6 + EAST + 100, NORTH + 100))
    assert frame.area.tolist() == [10_000.0]
    assert f"{dialect}" in said(frame, "dialect")
    assert ("east_first" in codes(frame)) == (layout.index("east") < layout.index("north"))


def test_rows_without_heads_are_parted_by_their_first_integer(tmp_path: Path) -> None:
    layouts = ["1,{ring},{point},{label},{north:.3f},{east:.3f}", "2,{ring},{point},{label},{north:.3f},{east:.3f}"]
    rows = rows_of([(1, square()), (2, square(20, 20, 10))], layout=layouts[0])
    rows += rows_of([(1, square(500))], layout=layouts[1])
    frame = read(tmp_path, "\n".join(rows))
    assert frame.area.tolist() == [9_900.0, 10_000.0]
    assert {"datum_not_stated", "dialect"} <= codes(frame)


STANDARD = ["界址点数", "地块面积", "id", "name_zh", "记录图形属性", "图幅号", "kind", "地类编码"]


@pytest.mark.parametrize(
    ("row", "dialect", "columns"),
    [
        (
            "5,1.0000,A1,甲,面,I50,住宅,0701,@",
            "standard",
            {"id": "A1", "name_zh": "甲", "kind": "住宅", "图幅号": "I50"},
        ),
        ("5,1.0000,A1,甲,面,I50,住宅,0701", "standard", {"id": "A1", "地类编码": "0701"}),
        ("5,1.0000,A1,甲,面,I50,住宅,0701@", "standard", {"地类编码": "0701"}),
        ("5,1.0000,A1,甲,面,I50,住宅,0701,@ ", "standard", {"地类编码": "0701"}),
        ("5,1.0000,A1,甲,面,@", "standard, cut short", {"id": "A1", "name_zh": "甲"}),
        ("5,1.0000,A1,甲,面,I50,住宅,@", "standard, cut short", {"kind": "住宅"}),
        ("5,1.0000,A1,甲,面,I50,住宅,0701,多,@", "standard, with more", {"字段9": "多"}),
        (
            "5,1.0000,A1,甲,面,I50,住宅,0701,图斑,8,备,@",
            "provincial",
            {"图斑类型": "图斑", "质量等别": "8", "备注": "备"},
        ),
        ("5,1.0000,A1,甲,面,,住宅,0701,图斑,8,备,十二,@", "standard, with more", {"备注": "备", "字段12": "十二"}),
        ("5,1.0000,A1,甲,面,,住宅,0701,图,8,备,十二,十三,@", "standard, with more", {"字段13": "十三"}),
        ("370703001,杨家埠,5,1.0000,A1,甲,面,,住宅,0701,@", "district", {"行政区代码": "370703001", "村名": "杨家埠"}),
        ("A1,甲,面,,@", "one_map", {"id": "A1", "name_zh": "甲"}),
        ("5,甲,面,住宅,@", "enforcement", {"name_zh": "甲", "kind": "住宅", "界址点数": "5"}),
        ("5,甲,面,,@", "enforcement", {"name_zh": "甲"}),
        ("17,甲,面,,@", "one_map", {"id": "17", "name_zh": "甲"}),
        ("a,b,c,@", "unknown", {"字段1": "a", "字段3": "c"}),
        ("5，1.0000，A1，甲，面，，住宅，0701，@", "standard", {"id": "A1", "kind": "住宅"}),
        ("5,1.0000,A1,甲，乙,面,,住宅,0701,@", "standard", {"name_zh": "甲，乙"}),
        ("5,1.0000,A1,张**,面,,住宅,0701,@", "standard", {"name_zh": "张**"}),
    ],
)
def test_every_kind_of_attribute_row(tmp_path: Path, row: str, dialect: str, columns: dict[str, str]) -> None:
    frame = one(tmp_path, attributes=row)
    assert len(frame) == 1
    assert {name: frame[name].item() for name in columns} == columns
    assert f"rows by dialect: {dialect} (" in said(frame, "dialect")
    assert ("dialect_unknown" in codes(frame)) == (dialect == "unknown")
    assert frame.area.tolist() == [10_000.0]
    assert frame["line"].tolist() == [13]


@pytest.mark.parametrize(
    ("said_as", "datum"),
    [
        *(
            (name, "cgcs2000")
            for name in ("2000国家大地坐标系", "CGCS2000", "大地坐标系", "国家大地坐标系2000", "2000")
        ),
        *(
            (name, "xian80")
            for name in ("1980西安坐标系", "80国家大地坐标系", "1980西安国家大地坐标系", "西安80", "Xian 1980")
        ),
        *(
            (name, "beijing54")
            for name in ("1954北京坐标系", "54北京", "北京54坐标系", "Beijing54", "1954年北京坐标系")
        ),
        *((name, None) for name in ("潍坊独立坐标系", "地方坐标系", "城建坐标系")),
    ],
)
def test_names_of_datums(tmp_path: Path, said_as: str, datum: str | None) -> None:
    head = {**HEAD, "坐标系": said_as}
    if datum == "cgcs2000":
        assert one(tmp_path, head=head).crs.to_epsg() == 4528
        return
    with pytest.raises(hg.CRSError, match=said_as):
        one(tmp_path, head=head)
    told = {"xian80": 2364, "beijing54": 2416, None: 4528}[datum]
    frame = one(tmp_path, head=head, crs=f"EPSG:{told}")
    assert frame.crs.to_epsg() == told
    if datum:
        with pytest.raises(hg.CRSError, match="no transformation"):
            hg.read_landtxt(tmp_path / "a.txt", crs=told).pipe(hg.write_file, tmp_path / "a.geojson")


def test_the_message_on_an_older_datum_names_the_systems(tmp_path: Path) -> None:
    with pytest.raises(hg.CRSError, match=r"crs='EPSG:2364' .* or 'EPSG:2385'"):
        one(tmp_path, head={**HEAD, "坐标系": "1980西安坐标系"})


@pytest.mark.parametrize(
    ("prefix", "head", "options", "epsg", "code"),
    [
        (40, {}, {}, 4528, None),
        (0, {}, {}, 4549, None),
        (40, {"带号": "39"}, {}, 4528, "zone_prefix_differs"),
        (39, {}, {}, 4527, "zone_prefix_differs"),
        (40, {"带号": ""}, {}, 4528, None),
        (20, {"带号": "20", "几度分带": "6"}, {}, 4498, None),
        (20, {"带号": "20"}, {}, 4498, "zone_width_differs"),
        (0, {"带号": "20", "几度分带": "6"}, {}, 4509, None),
        (0, {"带号": ""}, {"zone": 40}, 4549, None),
        (0, {"带号": "39"}, {"zone": 40}, 4549, "zone_told"),
        (40, {}, {"zone": 39}, 4528, "zone_prefix_differs"),
        (0, {"带号": "", "中央子午线": "120"}, {}, 4549, None),
        (0, {"带号": "第40带", "几度分带": "3度带"}, {}, 4549, None),
        (0, {"带号": "", "投影带号": "40"}, {}, 4549, None),
        (0, {}, {"crs": "EPSG:4549"}, 4549, None),
        (40, {"坐标系": ""}, {}, 4528, "datum_not_stated"),
        (40, {"坐标系": "WGS84"}, {}, 4528, "datum_wgs84"),
        (40, {"带号": "24"}, {}, 4528, "zone_odd"),
    ],
)
def test_zones(
    tmp_path: Path, prefix: int, head: dict[str, str], options: dict[str, Any], epsg: int, code: str | None
) -> None:
    frame = one(tmp_path, rows=rows_of(SQUARE, prefix=prefix), head={**HEAD, **head}, **options)
    assert frame.crs.to_epsg() == epsg
    odd = {"zone_prefix_differs", "zone_width_differs", "zone_told", "datum_not_stated", "datum_wgs84", "zone_odd"}
    assert codes(frame) & odd == ({code} if code else set())
    assert frame.total_bounds[0] == prefix * 1e6 + EAST


@pytest.mark.parametrize(
    ("prefix", "head", "options", "message"),
    [
        (0, {"带号": ""}, {}, "say zone="),
        (40, {}, {"crs": "EPSG:4549"}, "EPSG:4528"),
        (0, {}, {"crs": "EPSG:4528"}, "EPSG:4549"),
        (0, {}, {"crs": "EPSG:4549", "zone": 39}, "leave one of them out"),
        (40, {"投影类型": "UTM"}, {}, "投影类型=UTM"),
    ],
)
def test_systems_that_are_refused(
    tmp_path: Path, prefix: int, head: dict[str, str], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(hg.CRSError, match=message):
        one(tmp_path, rows=rows_of(SQUARE, prefix=prefix), head={**HEAD, **head}, **options)


def test_several_zones_are_refused_by_parcel(tmp_path: Path) -> None:
    two = text_of(block(ROW, rows_of(SQUARE)), block(ROW, rows_of(SQUARE, prefix=39)))
    with pytest.raises(hg.CRSError, match="zone 39: the parcel of line 19; zone 40: the parcel of line 13"):
        read(tmp_path, two)
    with pytest.raises(hg.CRSError, match="no zone number: the parcel of line 19"):
        read(tmp_path, text_of(block(ROW, rows_of(SQUARE)), block(ROW, rows_of(SQUARE, prefix=0))))


def test_degrees_are_read_as_degrees(tmp_path: Path) -> None:
    corners = [(36.77, 119.21), (36.77, 119.22), (36.76, 119.22), (36.76, 119.21), (36.77, 119.21)]
    rows = [f"J{n},1,{lat},{lon}" for n, (lat, lon) in enumerate(corners, 1)]
    frame = one(tmp_path, rows=rows, head={**HEAD, "计量单位": "度"})
    assert frame.crs.to_epsg() == 4490
    assert frame.geometry[0].equals(shapely.box(119.21, 36.76, 119.22, 36.77))


# Rings.


@pytest.mark.parametrize(
    ("rings", "area", "parts", "holes"),
    [
        ([(1, square()), (2, square(20, 20, 10, turned=True))], 9_900, 1, 1),
        ([(1, square()), (2, square(20, 20, 10))], 9_900, 1, 1),
        ([(2, square(20, 20, 10)), (1, square())], 9_900, 1, 1),
        ([(1, square()), (1, square(500))], 20_000, 2, 0),
        ([(1, square()), (2, square(500))], 20_000, 2, 0),
        ([(1, square()), (2, square(20, 20, 10)), (1, square(500)), (2, square(520, 20, 10))], 19_800, 2, 2),
        ([(1, square()), (2, square(20, 20, 60)), (3, square(30, 30, 10))], 6_500, 2, 1),
        ([(n, square(200 * n)) for n in range(1, 6)] + [(6, square(220, 20, 10))], 49_900, 5, 1),
        ([(7, square())], 10_000, 1, 0),
        ([(1, square()), (5, square(20, 20, 10))], 9_900, 1, 1),
    ],
    ids=[
        "hole",
        "hole alike",
        "hole first",
        "parts 1 1",
        "parts 1 2",
        "restart",
        "island",
        "five and a hole",
        "7",
        "gap",
    ],
)
@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("closing", ["first", "next"])
def test_rings_are_placed_by_even_odd(
    tmp_path: Path,
    rings: Any,
    area: float,
    parts: int,
    holes: int,
    restart: bool,  # noqa: FBT001
    closing: str,
) -> None:
    shape = one(tmp_path, rows=rows_of(rings, restart=restart, closing=closing)).geometry[0]
    assert (shape.area, shape.is_valid) == (area, True)
    pieces = shapely.get_parts(shape)
    assert len(pieces) == parts
    assert sum(len(piece.interiors) for piece in pieces) == holes


def shifted(ring: list[tuple[float, float]], by: float) -> list[tuple[float, float]]:
    return [*ring[:-1], (ring[-1][0] - by, ring[-1][1])]


@pytest.mark.parametrize(
    ("gap", "accuracy", "code"),
    [
        (0.0, "0.001", None),
        (0.04, "0.001", "ring_closes_inexactly"),
        (0.04, "3", "ring_closes_inexactly"),
        (0.3, "0.05", "ring_closes_inexactly"),
        (0.3, "0.001", "ring_open"),
        (26.0, "0.01", "ring_open"),
    ],
)
def test_open_rings_and_bad_closings_are_told_apart(
    tmp_path: Path, gap: float, accuracy: str, code: str | None
) -> None:
    rows = rows_of([(1, shifted(square(), gap))])
    frame = one(tmp_path, rows=rows, head={**HEAD, "精度": accuracy})
    assert codes(frame) & {"ring_open", "ring_closes_inexactly"} == ({code} if code else set())
    count = 5 if gap == 0 else 6
    assert shapely.get_num_coordinates(frame.geometry[0]) == count  # no point is merged or dropped
    if code:
        assert f"lines 14 to 18: the last point lies {gap:.3f} m from the first" in said(frame, code)


def test_a_file_without_closing_points_is_closed_and_told(tmp_path: Path) -> None:
    frame = one(tmp_path, attributes="4,1.0000,A1,甲,面,,,,@", rows=rows_of([(1, square()[:-1])]))
    assert frame.area.tolist() == [10_000.0]
    assert "100.000 m" in said(frame, "ring_open")
    assert "count_differs" not in codes(frame)


def test_a_ring_that_closes_inexactly_before_another_of_the_same_number(tmp_path: Path) -> None:
    rows = rows_of([(1, shifted(square(), 0.04))], closing="next")
    rows[-1] = rows[-1].replace("J5,", "J1,")
    rows += rows_of([(1, square(500))], restart=True)
    frame = one(tmp_path, rows=rows)
    assert len(shapely.get_parts(frame.geometry[0])) == 2
    assert frame.area[0] == pytest.approx(20_000, abs=5)


def test_a_closing_point_under_a_ring_number_of_its_own(tmp_path: Path) -> None:
    rows = rows_of(SQUARE)
    rows[-1] = rows[-1].replace("J1,1,", "J1,3,")
    frame = one(tmp_path, rows=rows)
    assert frame.area.tolist() == [10_000.0]
    assert "line 18" in said(frame, "ring_number_odd")


def test_short_edges_are_kept_and_told(tmp_path: Path) -> None:
    ring = square()
    ring.insert(1, (ring[0][0], ring[0][1] + 0.015))
    frame = one(tmp_path, rows=rows_of([(1, ring)]))
    assert shapely.get_num_coordinates(frame.geometry[0]) == 6
    assert "0.015 m at line 14" in said(frame, "short_edges")


def test_rings_that_cross_and_rings_that_stand_twice_are_told(tmp_path: Path) -> None:
    assert "invalid_geometry" in codes(one(tmp_path, rows=rows_of([(1, square()), (2, square(50, 50))])))
    assert "ring_twice" in codes(one(tmp_path, rows=rows_of([(1, square()), (2, square())])))
    bow = [(NORTH, EAST), (NORTH + 9, EAST + 9), (NORTH, EAST + 9), (NORTH + 9, EAST), (NORTH, EAST)]
    assert "Self-intersection" in said(one(tmp_path, rows=rows_of([(1, bow)])), "invalid_geometry")


def test_lines_and_points(tmp_path: Path) -> None:
    path = [(NORTH, EAST), (NORTH, EAST + 30), (NORTH + 40, EAST + 30)]
    line = one(tmp_path, attributes="3,,L1,渠,线,,,,@", rows=rows_of([(1, path), (2, path[:2])]))
    assert line.geometry[0].geom_type == "MultiLineString"
    assert line.length.tolist() == [100.0]
    points = one(tmp_path, attributes="3,,P1,井,点,,,,@", rows=rows_of([(1, path)]))
    assert points.geometry[0].geom_type == "MultiPoint"
    assert "kind_odd" in codes(one(tmp_path, attributes="5,1,A1,甲,体,,住宅,0701,@"))


# What cannot be read.


@pytest.mark.parametrize(
    "row",
    [
        "J3,1,40710**.***,404300**.***",
        "J3,1,******,******",
        "J3,1,…,…",
        "......",
        "……",
        "J3 ... J80",
        "J3,1,4071000.000",
        "J3,1,4071000.000,",
        "J3,1,4071000.000,abc",
        "J3,1,nan,40430100",
        "J3,1,1e400,40430100.000",
        "J3,1,4071000.000,4043010.000",
        "J3,1,71000.000,30100.000",
        "J3,1,4071000_000,40430100.000",
        "J3,1,4071000.0.0,40430100.000",
        "J3,1,4071000.000,24430100.000",
        "J3,1,XXXXXX,XXXXXX",
    ],
)
def test_points_that_cannot_be_read_are_refused_with_their_line(tmp_path: Path, row: str) -> None:
    rows = rows_of(SQUARE)
    rows[2] = row
    text = text_of(block(ROW, rows), block("5,1.0000,B2,乙,面,,,,@", rows_of([(1, square(500))])))
    with pytest.raises(hg.SourceError, match=r"line 16 \(.*of the parcel of line 13\)"):
        read(tmp_path, text)
    frame = read(tmp_path, text, damaged="null")
    assert frame.geometry.isna().tolist() == [True, False]
    assert frame["id"].tolist() == ["A1", "B2"]
    found = hg.findings(frame)
    assert found.loc[found["level"] == "error", ["code", "feature"]].to_numpy().tolist() == [["damaged_points", "A1"]]


@pytest.mark.parametrize("count", [1, 2])
def test_rings_of_fewer_than_three_places_are_refused(tmp_path: Path, count: int) -> None:
    rows = rows_of([(1, square()), (2, square(20, 20, 10)[:count])])
    with pytest.raises(hg.SourceError, match="line 19"):
        one(tmp_path, rows=rows)


def test_a_parcel_without_points_is_kept(tmp_path: Path) -> None:
    frame = read(tmp_path, text_of(block(ROW, []), block("5,1.0000,B2,乙,面,,,,@", rows_of(SQUARE))))
    assert frame.geometry.isna().tolist() == [True, False]
    assert "line 13" in said(frame, "no_points")


@pytest.mark.parametrize("text", ["hello\nworld\n", "id,name\n1,a\n", "[项目]\na=b\n", "1,2,3,4\n5,6,7,8\n"])
def test_what_is_no_file_of_boundary_points(tmp_path: Path, text: str) -> None:
    with pytest.raises(hg.SourceError, match="holds no boundary points"):
        read(tmp_path, text)
    with pytest.raises(hg.SourceError, match="neither boundary points"):
        hg.read_file(tmp_path / "a.txt")


# What is odd, and told.


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("5,1.0000", "85,1.0000"), "count_differs"),
        (lambda text: text.replace("甲地块", "DKMC"), "template_word"),
        (lambda text: text.replace("住宅", "null"), "template_word"),
        (lambda text: text.replace("带号=40", "带号=40\r\n脚本=7"), "unknown_keys"),
        (lambda text: "[项目信息]\r\n项目名称=路\r\n" + text, None),
        (lambda text: "[附注]\r\n说明=路\r\n" + text, "unknown_section"),
        (lambda text: text.replace("[地块坐标]\r\n", ""), "no_mark"),
        (lambda text: text.replace("J2,", "// 说明\r\nJ2,"), "comment"),
        (lambda text: text.replace("J2,", "附图说明\r\nJ2,"), "not_understood"),
        (lambda text: text.replace("甲地块", " 甲地块 "), "blanks"),
        (lambda text: text.replace(",0701,@", ",0701"), "lacks_at"),
        (lambda text: text.replace(",0701,@", ",0701@"), "lacks_comma"),
        (lambda text: text.replace("J3,1,", "J3，1，"), "wide_signs"),
        (lambda text: text.replace("精度=0.001", "精度=高"), "precision_odd"),
        (lambda text: text.replace("计量单位=米", "计量单位=公里"), "unit_odd"),
        (lambda text: text.replace("转换参数=,,,,,,", "转换参数=1.2,3,4,0,0,0,1"), "parameters_kept"),
        (
            lambda text: text.replace("数据产生日期=2026-1-5", "数据产生日期=2026-1-5\r\n数据产生日期=2027"),
            "repeated_key",
        ),
        (lambda text: text + text, "two_heads"),
        (lambda text: text.replace("[", "【").replace("]", "】"), None),
        (lambda text: text.replace("1.0000", "10000"), "area_unit"),
        (lambda text: text.replace("1.0000", "15.00"), "area_unit"),
        (lambda text: text.replace("1.0000", "3.0"), "area_differs"),
        (lambda text: text + "\x1a", None),
    ],
)
def test_oddities_are_told_and_nothing_is_lost(tmp_path: Path, change: Any, code: str | None) -> None:
    usual = {"encoding", "dialect", "declared_area"}
    frame = read(tmp_path, change(text_of(block(ROW, rows_of(SQUARE)))))
    assert codes(frame) - usual - {"same_attributes"} == ({code} if code else set())
    assert set(frame.area) == {10_000.0}
    strict = [level for level in hg.findings(frame)["level"] if level != "note"]
    if strict:
        with pytest.raises(hg.SchemaError, match=r"strict"):
            hg.read_landtxt(tmp_path / "a.txt", strict=True)
    else:
        assert hg.read_landtxt(tmp_path / "a.txt", strict=True).equals(frame)


def test_heads_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    text = text_of(block(ROW, rows_of(SQUARE)))
    with pytest.raises(hg.SourceError, match="带号: '40', and '39' in line 27"):
        read(tmp_path, text + text.replace("带号=40", "带号=39"))


def test_unknown_keys_and_the_project_are_kept_word_for_word(tmp_path: Path) -> None:
    text = "[项目信息]\n项目名称=某路\n" + text_of(block(ROW, rows_of(SQUARE)), head={**HEAD, "脚本": "7=8"}, end="\n")
    facts = read(tmp_path, text).attrs["hanting_geo"]
    assert facts["project"] == {"项目名称": "某路"}
    assert facts["head"]["脚本"] == "7=8"


def test_two_parcels_of_one_attribute_row_are_both_kept(tmp_path: Path) -> None:
    frame = read(tmp_path, text_of(block(ROW, rows_of(SQUARE)), block(ROW, rows_of([(1, square(500))]))))
    assert frame["id"].tolist() == ["A1", "A1"]
    assert frame["line"].tolist() == [13, 19]
    assert "lines 13, 19" in said(frame, "same_attributes")


def test_the_name_of_the_file_promises_parcels(tmp_path: Path) -> None:
    text = text_of(block(ROW, rows_of(SQUARE)))
    assert "3 parcels, and it holds 1" in said(read(tmp_path, text, name="某村等3宗.txt"), "parcels_promised")
    assert "parcels_promised" not in codes(read(tmp_path, text, name="某村等1宗.txt"))


# Areas. A square of 238.9341 m near zone 40's 119.2 degrees: the plane exceeds the ellipsoid by some 120 ppm.


@pytest.mark.parametrize(
    ("printed", "unit", "fits"),
    [
        ("5.7090", "ha", "plane"),
        ("5.7083", "ha", "ellipsoid"),
        ("5.7", "ha", "both"),
        ("57089.50", "m2", "plane"),
        ("57082.62", "m2", "ellipsoid"),
        ("85.6343", "mu", "plane"),
        ("0.0571", "km2", "both"),
        ("0.057", "km2", "both"),
        ("5.7088", "ha", "plane"),  # near enough (1e-4), and nearer
        ("5.6", "ha", "neither"),
        ("0", "ha", None),
        ("", None, None),
    ],
)
def test_declared_areas(tmp_path: Path, printed: str, unit: str | None, fits: str | None) -> None:
    side = math.sqrt(57_089.50)
    frame = one(
        tmp_path, attributes=f"5,{printed},A1,甲,面,,住宅,0701,@", rows=rows_of([(1, square(side=round(side, 3)))])
    )
    plane, bent = (hg.measure_area(frame)[name].item() for name in ("plane_m2", "ellipsoid_m2"))
    assert (round(plane, 1), round(bent, 1)) == (57089.5, 57082.6)
    found = [value if isinstance(value, str) else None for value in frame[["area_unit", "area_fits"]].iloc[0]]
    assert found == [unit, fits]
    assert ("area_differs" in codes(frame)) == (fits == "neither")
    assert ("area_unit" in codes(frame)) == (unit in {"m2", "mu", "km2"})
