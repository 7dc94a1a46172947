"""DXF in: four code pages, closed by flag and by points, arcs, blocks, paper space, hidden layers, splines."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

import ezdxf
import pyogrio
import pytest
import shapely
from ezdxf.enums import TextEntityAlignment

import hanting_geo as hg
from hanting_geo.errors import HantingGeoError, SourceError
from hanting_geo.sources.files import list_layers

if TYPE_CHECKING:
    from pathlib import Path

X, Y = 40_430_000.0, 4_071_000.0
LAYER, TEXT = "用地红线", "甲地块（张家埠）"
SQUARE = [(X, Y), (X + 100, Y), (X + 100, Y + 100), (X, Y + 100)]


def drawing(version: str) -> Any:
    """Draw a square by flag, one by points, an open line, a point and a text."""
    document = ezdxf.new(version)
    document.layers.add(LAYER)
    space = document.modelspace()
    put = {"layer": LAYER}
    add = space.add_polyline2d if version == "R12" else space.add_lwpolyline
    add(SQUARE, close=True, dxfattribs=put)
    add([(x + 200, y) for x, y in [*SQUARE, SQUARE[0]]], dxfattribs=put)
    add([(x + 400, y) for x, y in SQUARE], dxfattribs={"layer": "道路"})
    space.add_point((X + 5, Y + 5), dxfattribs=put)
    space.add_text(TEXT, dxfattribs=put).set_placement((X + 50, Y + 50), align=TextEntityAlignment.LEFT)
    return document


def written(path: Path, version: str, bytes_in: str, header: str | None) -> Path:
    """Write the drawing with its bytes in one code page, and its header stating another or none."""
    document = drawing(version)
    document.encoding = "utf-8"
    document.saveas(path.with_suffix(".raw"), encoding="utf-8")
    lines = path.with_suffix(".raw").read_text(encoding="utf-8").split("\n")
    at = lines.index("$DWGCODEPAGE")
    if header is None:
        del lines[at - 1 : at + 3]
    else:
        lines[at + 2] = header
    path.write_bytes("\n".join(lines).encode(bytes_in))
    return path


CODE_PAGES = [
    ("R12", "gbk", "ANSI_936", "gb18030"),
    ("R2000", "gbk", "ANSI_936", "gb18030"),
    ("R12", "gbk", "ANSI_1252", "gb18030"),
    ("R2000", "gbk", "ANSI_1252", "gb18030"),
    ("R2010", "utf-8", "ANSI_1252", "utf-8"),
    ("R2000", "gb18030", None, "gb18030"),
]


@pytest.mark.parametrize(("version", "bytes_in", "header", "codec"), CODE_PAGES)
def test_code_pages(tmp_path: Path, version: str, bytes_in: str, header: str | None, codec: str) -> None:
    before = pyogrio.get_gdal_config_option("DXF_ENCODING")
    path = written(tmp_path / "红线.dxf", version, bytes_in, header)
    frame = hg.read_file(path, source_crs="EPSG:4528")
    assert frame["Layer"].tolist() == [LAYER, LAYER, "道路", LAYER, LAYER]
    assert frame["Text"].dropna().tolist() == [TEXT]
    assert frame.geom_type.tolist() == ["Polygon", "Polygon", "LineString", "Point", "Point"]
    assert frame.area.tolist() == [10_000.0, 10_000.0, 0, 0, 0]
    assert frame.crs == "EPSG:4528"
    assert frame.attrs["hanting_geo"]["encoding"] == codec
    found = hg.findings(frame).set_index("code")["what"]
    assert "1 closed by their flag, 1 whose last point" in found["closed_to_polygons"]
    assert ("code_page" in found.index) == (header != "ANSI_936" and version != "R2010")
    assert pyogrio.get_gdal_config_option("DXF_ENCODING") == before


def test_gb18030_of_four_bytes_and_a_name_with_a_backslash_in_its_bytes(tmp_path: Path) -> None:
    document = ezdxf.new("R2000")
    document.modelspace().add_point((X, Y), dxfattribs={"layer": "誠㐀"})  # 誠 ends in 5C in GBK; 㐀 takes four bytes
    assert b"\\" in "誠".encode("gbk")
    document.saveas(tmp_path / "raw.dxf", encoding="utf-8")
    text = (tmp_path / "raw.dxf").read_text(encoding="utf-8")
    (tmp_path / "a.dxf").write_bytes(text.encode("gb18030"))
    assert hg.read_file(tmp_path / "a.dxf", source_crs="EPSG:4528", encoding="gb18030")["Layer"].tolist() == ["誠㐀"]


def test_layers_and_kinds_are_chosen_by_name(tmp_path: Path) -> None:
    path = written(tmp_path / "a.dxf", "R2000", "gbk", "ANSI_936")
    listed = list_layers(path).to_dict("records")
    assert listed == [
        {"name": LAYER, "geometry": "Unknown", "features": 4},
        {"name": "道路", "geometry": "LineString", "features": 1},
    ]
    for layer, count in (("道路", 1), ("polygons", 2), ("texts", 1), ("points", 1), (f"{LAYER}/lines", 0), (LAYER, 4)):
        assert len(hg.read_file(path, layer=layer)) == count
    with pytest.raises(SourceError, match=r"no layer '水系'.*用地红线.*polygons"):
        hg.read_file(path, layer="水系")


def test_no_system_is_told_and_the_doctor_finds_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.dxf", "R2000", "gbk", "ANSI_936")
    found = hg.findings(hg.read_file(path)).set_index("code")
    assert "check --crs" in found.loc["no_crs", "what_to_do"]
    assert hg.diagnose_crs(path).iloc[0][["code", "verdict"]].tolist() == ["EPSG:4528", "fits"]


def test_arcs_blocks_paper_hidden_layers_hatches(tmp_path: Path) -> None:
    document = ezdxf.new("R2010")
    space = document.modelspace()
    space.add_circle((X, Y), 100)
    space.add_lwpolyline([(X, Y, 0, 0, 1), (X + 10, Y, 0, 0, 1)], close=True)
    hatch = space.add_hatch()
    hatch.paths.add_polyline_path(SQUARE)
    hatch.paths.add_polyline_path([(X + 20, Y + 20), (X + 40, Y + 20), (X + 40, Y + 40)], flags=0)
    block = document.blocks.new("井")
    block.add_circle((0, 0), 1)
    space.add_blockref("井", (X, Y)).add_attrib("名", "甲井", (X, Y))
    document.paperspace().add_line((0, 0), (1, 1))
    document.layers.add("旧线").freeze()
    document.layers.add("辅助").off()
    space.add_line((X, Y, 12.5), (X + 1, Y, 13), dxfattribs={"layer": "旧线"})
    space.add_line((X, Y), (X + 1, Y), dxfattribs={"layer": "辅助"})
    space.add_ray((X, Y), (1, 0))
    path = tmp_path / "a.dxf"
    document.saveas(path)
    frame = hg.read_file(path)
    found = hg.findings(frame).set_index("code")["what"]
    assert "1 CIRCLE, 1 with bulges" in found["curves"]
    assert "1 block inserts" in found["dxf_blocks"]
    assert "1 features stand in paper space" in found["dxf_paper_space"]
    assert "旧线 (frozen), 辅助 (off)" in found["dxf_hidden"]
    assert "1 RAY" in found["dxf_left"]
    assert "甲井" in frame["Text"].tolist()
    assert frame.loc[frame["entity"] == "HATCH"].area.item() == pytest.approx(10_000 - 200)
    disc = frame[(frame["entity"] == "LWPOLYLINE")].area.item()
    assert disc == pytest.approx(25 * 3.14159, rel=0.005)
    assert frame[frame["entity"] == "CIRCLE"].geom_type.item() == "LineString"
    assert shapely.get_coordinates(frame[frame["Layer"] == "旧线"].geometry.item(), include_z=True)[:, 2].tolist() == [
        12.5,
        13,
    ]


def spoilt(path: Path) -> Path:
    document = drawing("R2000")
    document.layers.add("等高线")
    document.modelspace().add_spline([(X, Y), (X + 50, Y + 80), (X + 90, Y)], dxfattribs={"layer": "等高线"})
    document.encoding = "gbk"
    document.saveas(path)
    return path


def test_a_spline_that_spoils_the_file_is_read_by_the_second_reader(tmp_path: Path) -> None:
    frame = hg.read_file(spoilt(tmp_path / "a.dxf"), source_crs="EPSG:4528")
    assert len(frame) == 6
    curve = frame[frame["Layer"] == "等高线"].geometry.item()
    assert all(curve.distance(shapely.Point(x, y)) < 0.02 for x, y in [(X, Y), (X + 50, Y + 80), (X + 90, Y)])
    assert "SPLINE" in hg.findings(frame).set_index("code").loc["dxf_splines", "what"]


def test_without_it_the_entity_and_the_extra_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = spoilt(tmp_path / "a.dxf")
    monkeypatch.setitem(sys.modules, "ezdxf", None)
    with pytest.raises(SourceError, match=r"SPLINE \w+ on layer '等高线' .*hanting_geo\[cad\]"):
        hg.read_file(path)


def test_without_handles(tmp_path: Path) -> None:
    document = drawing("R12")
    document.modelspace().add_circle((X, Y), 5)
    document.saveas(tmp_path / "raw.dxf", encoding="utf-8")
    lines = (tmp_path / "raw.dxf").read_text(encoding="utf-8").split("\n")
    start = lines.index("ENTITIES")
    kept = lines[:start] + [
        line for code, value in zip(lines[start::2], lines[start + 1 :: 2], strict=False) for line in (code, value)
    ]
    pairs = [kept[start + 1 :][n : n + 2] for n in range(0, len(kept) - start - 1, 2)]
    body = [line for pair in pairs if pair[0].strip() != "5" for line in pair]
    (tmp_path / "a.dxf").write_text("\n".join([*kept[: start + 1], *body]), encoding="gbk")
    frame = hg.read_file(tmp_path / "a.dxf")
    assert frame["entity"].tolist() == ["POLYLINE", "POLYLINE", "POLYLINE", "POINT", "TEXT", "CIRCLE"]
    assert frame.geom_type.tolist() == ["Polygon", "Polygon", "LineString", "Point", "Point", "LineString"]
    assert frame["handle"].isna().all()


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.dwg").write_bytes(b"AC1015\0\0" + bytes(100))
    (tmp_path / "b.dxf").write_bytes(b"AC1015\0\0" + bytes(100))
    (tmp_path / "c.dxf").write_text("<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", encoding="utf-8")
    (tmp_path / "d.dxf").write_bytes(b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(50))
    for name in "abcd":
        path = next(tmp_path.glob(f"{name}.*"))
        with pytest.raises(SourceError, match="DXF"):
            hg.read_file(path)
    whole = written(tmp_path / "e.dxf", "R2000", "gbk", "ANSI_936").read_bytes()
    for cut in range(1, len(whole), len(whole) // 40):
        (tmp_path / "f.dxf").write_bytes(whole[:cut])
        with pytest.raises(HantingGeoError):
            hg.read_file(tmp_path / "f.dxf")


def test_threads_do_not_disturb_each_other(tmp_path: Path) -> None:
    paths = [
        written(tmp_path / f"{n}.dxf", "R2000", codec, None) for n, codec in enumerate(("gbk", "utf-8", "gbk", "utf-8"))
    ]
    seen: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda path=path: seen.append(hg.read_file(path)["Layer"].tolist())) for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [[LAYER, LAYER, "道路", LAYER, LAYER]] * 4
