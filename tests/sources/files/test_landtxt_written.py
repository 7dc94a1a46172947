"""Boundary-point TXT as it is written: the rules of an office by hand, refusals with ids, round trips by law."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

import hanting_geo as hg
from hanting_geo.crs.zones import DATUMS, Zone, zone_crs, zone_of

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 430_000.0, 4_071_000.0
DIALECTS = ["standard", "provincial", "district", "one_map", "enforcement", "land_swap"]


def square(east: float = 0, north: float = 0, side: float = 100) -> Polygon:
    return box(X + east, Y + north, X + east + side, Y + north + side)


def parcels(*shapes: Any, crs: object = "EPSG:4549", **columns: Any) -> gpd.GeoDataFrame:
    table = {"id": [f"A{n}" for n in range(1, len(shapes) + 1)], **columns}
    return gpd.GeoDataFrame(table, geometry=list(shapes), crs=crs)


def rows(path: Path, encoding: str = "gbk", end: str = "\r\n") -> list[str]:
    return path.read_bytes().decode(encoding).split(end)


def test_a_parcel_with_a_hole_by_hand(tmp_path: Path) -> None:
    shape = square().difference(square(20, 20, 10))
    frame = parcels(shape, name_zh=["甲地块"], kind=["住宅"], 地类编码=["0701"])
    written = rows(hg.write_landtxt(frame, tmp_path / "a.txt", head={"数据产生单位": "某局"}))
    assert written[0] == "[属性描述]"
    assert written[2] == "数据产生单位=某局"
    assert written[4:] == [
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        "带号=40",
        "精度=0.001",
        "转换参数=,,,,,,",
        "[地块坐标]",
        "10,0.9900,A1,甲地块,面,,住宅,0701,@",
        "J1,1,4071100.000,40430000.000",
        "J2,1,4071100.000,40430100.000",
        "J3,1,4071000.000,40430100.000",
        "J4,1,4071000.000,40430000.000",
        "J1,1,4071100.000,40430000.000",
        "J5,2,4071030.000,40430020.000",
        "J6,2,4071020.000,40430020.000",
        "J7,2,4071020.000,40430030.000",
        "J8,2,4071030.000,40430030.000",
        "J5,2,4071030.000,40430020.000",
        "",
    ]


@pytest.mark.parametrize(
    ("dialect", "row", "point"),
    [
        ("standard", "5,1.0000,A1,甲,面,图,住宅,0701,@", "J1,1,4071100.000,40430000.000"),
        ("provincial", "5,1.0000,A1,甲,面,图,住宅,0701,斑,8,备,@", "J1,1,4071100.000,40430000.000"),
        ("district", "370703,村,5,1.0000,A1,甲,面,图,住宅,0701,@", "J1,1,4071100.000,40430000.000"),
        ("one_map", "A1,甲,面,备,@", "J1,1,4071100.000,40430000.000"),
        ("enforcement", "5,甲,面,住宅,@", "J1,1,4071100.000,40430000.000"),
        ("land_swap", "5,1.0000,A1,甲,面,图,住宅,0701,@", "J1,40430000.000,4071100.000,,1,"),
    ],
)
def test_dialects_by_hand(tmp_path: Path, dialect: str, row: str, point: str) -> None:
    frame = parcels(square(), name_zh=["甲"], kind=["住宅"], 地类编码=["0701"], 图幅号=["图"])
    more = {"provincial": {"图斑类型": "斑", "质量等别": 8, "备注": "备"}, "one_map": {"备注": "备"}}
    more["district"] = {"行政区代码": "370703", "村名": "村"}
    frame = frame.assign(**more.get(dialect, {}))
    if dialect in {"one_map", "enforcement"}:
        with pytest.warns(UserWarning, match=f"{dialect} has no field for .*地类编码"):
            file = hg.write_landtxt(frame, tmp_path / "a.txt", dialect=dialect)
    else:
        file = hg.write_landtxt(frame, tmp_path / "a.txt", dialect=dialect)
    assert rows(file)[12:14] == [row, point]
    back = hg.read_file(file)
    assert back.area.tolist() == [10_000.0]
    known = {"standard" if dialect == "land_swap" else dialect}
    told = hg.findings(back).set_index("code")["what"]["dialect"]
    assert any(f"rows by dialect: {name} (" in told for name in known)


@pytest.mark.parametrize("encoding", ["gbk", "gb2312", "gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, newline: str) -> None:
    frame = parcels(square(), name_zh=["甲地块"])
    file = hg.write_landtxt(frame, tmp_path / "a.txt", encoding=encoding, newline=newline)
    assert len(rows(file, encoding, newline)) == 19
    assert hg.read_landtxt(file)["name_zh"].tolist() == ["甲地块"]


@pytest.mark.parametrize(
    ("frame", "options", "error", "message"),
    [
        (parcels(square(), None), {}, hg.SchemaError, "A2 has no geometry"),
        (parcels(square(), Polygon()), {}, hg.SchemaError, "A2 has no geometry"),
        (parcels(square(), LineString([(X, Y), (X + 1, Y)])), {}, hg.SchemaError, "A2 is a LineString"),
        (parcels(Point(X, Y)), {}, hg.SchemaError, "lines=True"),
        (parcels(Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])), {}, hg.SchemaError, "A1"),
        (parcels(shapely.force_3d(square(), 5.0)), {}, hg.SchemaError, "A1 has heights"),
        (parcels(square(), name_zh=["a,b"]), {}, hg.SchemaError, "地块名称 cannot hold 'a,b' .A1"),
        (parcels(square(), name_zh=["a@"]), {}, hg.SchemaError, "A1"),
        (parcels(square(), name_zh=["a\nb"]), {}, hg.SchemaError, "A1"),
        (parcels(square(), name_zh=[" a"]), {}, hg.SchemaError, "A1"),
        (parcels(square(), name_zh=["😀"]), {}, hg.SchemaError, "A1: gbk has no character '😀'"),
        (parcels(square(), name_zh=["𠮷"]), {}, hg.SchemaError, "gb18030"),
        (parcels(square()), {"head": {"数据产生单位": "😀"}}, hg.SchemaError, "of the head"),
        (parcels(square(), 地块编号=["B"]), {}, hg.SchemaError, "'id' or '地块编号', which differ for A1"),
        (parcels(square()), {"area": "declared"}, hg.SchemaError, "has none"),
        (parcels(square(), crs=None), {}, hg.CRSError, "no reference system"),
        (parcels(square(), crs="EPSG:2385"), {"zone": 39}, hg.CRSError, "leave out zone="),
        (parcels(square(), crs="EPSG:32650").set_crs("EPSG:4214", allow_override=True), {}, hg.CRSError, "."),
        (parcels(square(), box(X - 300_000, Y, X - 299_900, Y + 100)), {}, hg.CRSError, "A2 lies more than 3 degrees"),
        (parcels(box(119, 36, 119.1, 36.1), box(117, 36, 117.1, 36.1), crs=4490), {}, hg.CRSError, "zone 39: A2"),
        (parcels(square(side=0.0004)), {}, hg.SourceError, "does not read back"),
        (parcels(box(-70, 36, -69.9, 36.1), crs=4326), {}, hg.CRSError, "do not lie in China"),
    ],
)
def test_refusals(tmp_path: Path, frame: Any, options: dict[str, Any], error: type[Exception], message: str) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(error, match=message):
        hg.write_landtxt(frame, target, **options)
    assert target.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_lines_and_points_when_asked(tmp_path: Path) -> None:
    line = LineString([(X, Y), (X + 30, Y), (X + 30, Y + 40)])
    frame = parcels(square(), line, Point(X, Y), shapely.MultiPoint([(X, Y), (X + 5, Y)]))
    back = hg.read_landtxt(hg.write_landtxt(frame, tmp_path / "a.txt", lines=True, prefix=False))
    assert back["记录图形属性"].tolist() == ["面", "线", "点", "点"]
    assert all(one.equals(two) for one, two in zip(back.geometry, frame.geometry, strict=True))


@pytest.mark.parametrize(
    ("crs", "prefix", "epsg"),
    [("EPSG:4549", True, 4528), ("EPSG:4549", False, 4549), ("EPSG:2385", True, 2364), ("EPSG:2437", False, 2437)],
)
def test_zone_numbers_and_datums(tmp_path: Path, crs: str, prefix: bool, epsg: int) -> None:  # noqa: FBT001
    file = hg.write_landtxt(parcels(square(), crs=crs), tmp_path / "a.txt", prefix=prefix)
    old = crs != "EPSG:4549"
    if old:
        with pytest.raises(hg.CRSError, match=f"EPSG:{epsg}"):
            hg.read_landtxt(file)
    back = hg.read_landtxt(file, crs=f"EPSG:{epsg}" if old else None)
    assert back.crs.to_epsg() == epsg
    assert back.total_bounds[0] == X + 40_000_000 * prefix


def test_degrees_are_brought_to_the_zone_in_which_they_lie(tmp_path: Path) -> None:
    frame = parcels(square()).to_crs(4326)
    back = hg.read_landtxt(hg.write_landtxt(frame, tmp_path / "a.txt"))
    assert back.crs.to_epsg() == 4528
    assert np.abs(back.total_bounds - [40 * 10**6 + X, Y, 40 * 10**6 + X + 100, Y + 100]).max() < 0.001


def test_which_area_is_written(tmp_path: Path) -> None:
    frame = parcels(square(side=239))
    plane = rows(hg.write_landtxt(frame, tmp_path / "a.txt"))[12]
    bent = rows(hg.write_landtxt(frame, tmp_path / "b.txt", area="ellipsoid"))[12]
    measured = hg.measure_area(frame).iloc[0]
    assert plane.split(",")[1] == f"{measured['plane_m2'] / 10_000:.4f}" == "5.7121"
    assert bent.split(",")[1] == f"{measured['ellipsoid_m2'] / 10_000:.4f}" == "5.7114"
    read = hg.read_landtxt(tmp_path / "b.txt")
    assert read["area_fits"].tolist() == ["ellipsoid"]
    kept = hg.write_landtxt(read, tmp_path / "c.txt", area="declared")
    assert rows(kept)[12] == bent
    with pytest.warns(UserWarning, match="declared area of 1 parcels .A1. is replaced by the plane one"):
        assert rows(hg.write_landtxt(read, tmp_path / "c.txt"))[12] == plane


def test_write_file_and_back(tmp_path: Path) -> None:
    frame = parcels(square(), name_zh=["甲"])
    file = hg.write_file(frame, tmp_path / "a.txt")
    assert hg.read_file(file, crs="working").total_bounds == pytest.approx([X, Y, X + 100, Y + 100], abs=1e-6)
    assert hg.load_layer(file)["name_zh"].tolist() == ["甲"]
    with pytest.raises(hg.SourceError, match="called like its file"):
        hg.write_file(frame, tmp_path / "a.txt", layer="b")
    with pytest.raises(hg.SourceError, match="no layer 'b'"):
        hg.read_file(file, layer="b")
    with pytest.raises(hg.SourceError, match="write_csv"):
        hg.write_file(frame, tmp_path / "a.csv")


def test_an_empty_frame(tmp_path: Path) -> None:
    back = hg.read_landtxt(hg.write_landtxt(parcels(square())[:0], tmp_path / "a.txt"))
    assert (len(back), back.crs.to_epsg()) == (0, 4549)


def test_the_codes_of_zones_are_those_of_epsg() -> None:
    names = {"cgcs2000": "CGCS2000", "xian80": "Xian 1980", "beijing54": "Beijing 1954"}
    for key in DATUMS:
        for number in (*range(13, 24), *range(25, 46)):
            for prefixed in (True, False):
                zone = Zone(key, number, prefixed)
                crs = zone_crs(zone)
                assert crs.name.startswith(names[key])
                said = {item.name: item.value for item in crs.coordinate_operation.params}
                assert said["Longitude of natural origin"] == zone.meridian
                assert said["False easting"] == 500_000 + number * 1_000_000 * prefixed
                found = zone_of(crs)
                assert found == zone if prefixed or number > 23 else found.meridian == zone.meridian


# Laws.


@st.composite
def stars(draw: st.DrawFn, east: float, north: float, size: float) -> Polygon:
    """Draw a polygon whose corners run once round its middle, to the millimetre."""
    count = draw(st.integers(3, 9))
    radii = draw(st.lists(st.integers(300, 1000), min_size=count, max_size=count))
    turns = [2 * math.pi * at / count for at in range(count)]
    return Polygon(
        [
            (round(X + east + size * r / 1000 * math.cos(a), 3), round(Y + north + size * r / 1000 * math.sin(a), 3))
            for r, a in zip(radii, turns, strict=True)
        ]
    )


@st.composite
def lands(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Draw parcels of parts, holes, and islands in holes."""
    shapes = []
    for row in range(draw(st.integers(1, 4))):
        parts: list[Polygon] = []
        for part in range(draw(st.integers(1, 3))):
            place = (1000.0 * part, 1000.0 * row)
            outer = draw(stars(*place, 400.0))
            depth = draw(st.integers(0, 2))
            inner = [box(X + place[0] - s, Y + place[1] - s, X + place[0] + s, Y + place[1] + s) for s in (30, 7)]
            if depth and outer.contains(inner[0].buffer(1)):
                parts.append(Polygon(outer.exterior, [inner[0].exterior]))
                parts += inner[1:] if depth > 1 else []
            else:
                parts.append(outer)
        shapes.append(parts[0] if len(parts) == 1 else MultiPolygon(parts))
    words = st.text(alphabet="甲乙丙丁abc123，-（） 面", max_size=6).map(str.strip)
    names = draw(st.lists(words, min_size=len(shapes), max_size=len(shapes)))
    return parcels(*shapes, name_zh=[name or None for name in names])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(land=lands(), dialect=st.sampled_from(["standard", "provincial", "land_swap", "district"]))
def test_what_is_written_reads_back(tmp_path: Path, land: gpd.GeoDataFrame, dialect: str) -> None:
    back = hg.read_landtxt(hg.write_landtxt(land, tmp_path / "a.txt", dialect=dialect, prefix=False))
    assert back["id"].tolist() == land["id"].tolist()
    assert back["name_zh"].fillna("").tolist() == land["name_zh"].fillna("").tolist()
    assert all(one.equals(two) for one, two in zip(back.geometry, land.geometry, strict=True))
    assert set(back["area_fits"]) <= {"both", "plane"}
    shells = [part.exterior for part in shapely.get_parts(np.asarray(back.geometry.values))]
    assert not any(ring.is_ccw for ring in shells)
    again = hg.write_landtxt(back, tmp_path / "b.txt", dialect=dialect, prefix=False, area="declared")
    assert again.read_bytes() == (tmp_path / "a.txt").read_bytes()


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_corrupted_file_is_read_or_refused_in_words(tmp_path: Path, data: st.DataObject) -> None:
    """Bytes cut, doubled, changed or put in: a frame with every parcel that is left, or one of our errors."""
    land = parcels(square(), square(300).difference(square(320, 20, 10)), name_zh=["甲地块", "乙地块"])
    whole = hg.write_landtxt(land, tmp_path / "a.txt").read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 60))
    put = data.draw(
        st.one_of(st.binary(max_size=8), st.sampled_from([b"*", b"...", b",", b"@", b"\r", b"\0", b"J9,1,"]))
    )
    (tmp_path / "b.txt").write_bytes(whole[:start] + put + whole[start + length :])
    try:
        frame = hg.read_landtxt(tmp_path / "b.txt", damaged=data.draw(st.sampled_from(["refuse", "null"])))
    except hg.HantingGeoError:
        return
    assert frame.crs is not None
    points = shapely.get_coordinates(np.asarray(frame.geometry.values))
    assert np.isfinite(points).all()
