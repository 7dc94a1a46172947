"""KML: what stands in the file is in the frame, value by value; what is not is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import LineString, MultiPoint, Point, Polygon

from hanting_geo.core.findings import findings
from hanting_geo.errors import SourceError
from hanting_geo.sources.files import list_layers, read_file, write_file

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

HEAD = (
    '<?xml version="1.0" encoding="{}"?><kml xmlns="http://www.opengis.net/kml/2.2" '
    'xmlns:gx="http://www.google.com/kml/ext/2.2">'
)
POINT = "<Point><coordinates>119.2,36.8</coordinates></Point>"
RING = "<LinearRing><coordinates>0,0 1,0 1,1 0,0</coordinates></LinearRing>"


def kml(folder: Path, body: str, *, encoding: str = "utf-8", stated: str | None = None) -> Path:
    file = folder / "a.kml"
    text = HEAD.format(stated or encoding) + f"<Document>{body}</Document></kml>"
    file.write_bytes(text.encode(encoding))
    return file


def mark(inside: str, name: str = "a") -> str:
    return f"<Placemark><name>{name}</name>{inside}</Placemark>"


def data(**values: str) -> str:
    inside = "".join(f'<Data name="{name}"><value>{value}</value></Data>' for name, value in values.items())
    return f"<ExtendedData>{inside}</ExtendedData>"


def codes(frame: gpd.GeoDataFrame) -> list[str]:
    return findings(frame)["code"].tolist()


@pytest.mark.parametrize(
    "values",
    [
        {"面积": "12.5", "用途": "住宅", "权属": "国有"},
        {"use type": "1", "use-type": "2", "use_type": "3"},
        {"name": "x", "description": "y", "id": "7"},
        {"visibility": "0", "begin": "soon", "icon": "x.png"},
    ],
)
def test_every_value_has_its_column(tmp_path: Path, values: dict[str, str]) -> None:
    frame = read_file(kml(tmp_path, mark(data(**values) + POINT, "真名") + mark(POINT)))
    row = frame.iloc[0]
    assert {name: str(row[name]) for name in values} == values
    assert row["Name"] == "真名"
    assert frame.crs.to_epsg() == 4326


def test_values_of_one_name_are_both_there(tmp_path: Path) -> None:
    twice = "<ExtendedData><Data name='k'><value>1</value></Data><Data name='k'><value>2</value></Data></ExtendedData>"
    frame = read_file(kml(tmp_path, mark(twice + POINT) + mark(data(Name="other", geometry="g") + POINT)))
    assert frame[["k", "k (2)"]].iloc[0].tolist() == ["1", "2"]
    assert frame[["Name", "Name (2)", "geometry_1"]].iloc[1].tolist() == ["a", "other", "g"]
    assert codes(frame) == ["column_renamed", "repeated_member"]


def test_types_of_a_schema(tmp_path: Path) -> None:
    schema = (
        "<Schema id='s'><SimpleField name='n' type='int'/><SimpleField name='x' type='double'/>"
        "<SimpleField name='f' type='bool'/><SimpleField name='t' type='string'/></Schema>"
    )

    def row(**values: str) -> str:
        inside = "".join(f"<SimpleData name='{name}'>{value}</SimpleData>" for name, value in values.items())
        return mark(f"<ExtendedData><SchemaData schemaUrl='#s'>{inside}</SchemaData></ExtendedData>{POINT}")

    frame = read_file(kml(tmp_path, schema + row(n="7", x="1.5", f="1", t="007") + row(n="8", x="", f="false", t="8")))
    assert frame["n"].tolist() == [7, 8]
    assert frame["x"].fillna(-1).tolist() == [1.5, -1]
    assert frame["f"].tolist() == [True, False]
    assert frame["t"].tolist() == ["007", "8"]
    frame = read_file(kml(tmp_path, schema + row(n="7") + row(n="about 8", t="x")))
    assert frame["n"].tolist() == ["7", "about 8"]
    assert "column 'n' should hold int, and does not" in findings(frame)["what"].iloc[0]


@pytest.mark.parametrize(
    "inside",
    [
        "<Point><coordinates></coordinates></Point>",
        "<Point><coordinates> \n </coordinates></Point>",
        "<Point/>",
        "<LineString><coordinates/></LineString>",
        "<Polygon/>",
        "<Polygon><outerBoundaryIs><LinearRing><coordinates/></LinearRing></outerBoundaryIs></Polygon>",
        "<MultiGeometry/>",
        "<MultiGeometry><Point/></MultiGeometry>",
        "<gx:Track><when>2020-01-01</when><gx:coord></gx:coord></gx:Track>",
    ],
)
def test_empty_coordinates_are_no_place(tmp_path: Path, inside: str) -> None:
    frame = read_file(kml(tmp_path, mark(inside, "lost") + mark(POINT)))
    assert frame.geometry.isna().tolist() == [True, False]
    found = findings(frame)
    assert found["code"].unique().tolist() == ["no_place"]
    assert found["what"].str.contains("row 0 lost").all()


def test_a_position_of_a_track_that_is_empty(tmp_path: Path) -> None:
    track = "<gx:Track><gx:coord>119.2 36.8 5</gx:coord><gx:coord/><gx:coord>119.3 36.8 6</gx:coord></gx:Track>"
    frame = read_file(kml(tmp_path, mark(track)))
    assert shapely.get_coordinates(frame.geometry.values, include_z=True).tolist() == [
        [119.2, 36.8, 5],
        [119.3, 36.8, 6],
    ]
    assert "1 of the 3 positions of its track are empty" in findings(frame)["what"].iloc[0]


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<Point><coordinates>1,2 3,4</coordinates></Point>", "a point has 2 positions"),
        ("<Point><coordinates>1,2</coordinates><coordinates>3,4</coordinates></Point>", "2 lists of coordinates"),
        ("<Point><coordinates>1,2<b/>,3</coordinates></Point>", "elements stand inside the coordinates"),
        ("<Point><coordinates>1</coordinates></Point>", "coordinate '1' is not a number"),
        ("<Point><coordinates>1,2,3,4</coordinates></Point>", "coordinate '1,2,3,4' is not a number"),
        ("<Point><coordinates>1,nan</coordinates></Point>", "coordinate '1,nan' is not a number"),
        ("<Point><coordinates>1_0,2</coordinates></Point>", "coordinate '1_0,2' is not a number"),
        ("<Point><coordinates>119.2, 36.8</coordinates></Point>", "coordinate '119.2,' is not a number"),
        ("<LineString><coordinates>1,2</coordinates></LineString>", "a line has 1 position"),
        ("<gx:Track><gx:coord>1 x 3</gx:coord></gx:Track>", "coordinate '1 x 3' is not a number"),
        ("<LinearRing><coordinates>0,0 1,0 1,1</coordinates></LinearRing>", "a ring is not closed: it starts at"),
        ("POLYGON 0,0 1,0 1,1 0,1", r"a ring is not closed: it starts at \(0.0, 0.0\) and ends at \(0.0, 1.0\)"),
        ("POLYGON 0,0 1,0 0,0", "a ring has 3 positions, fewer than 4"),
        (
            f"<Polygon><outerBoundaryIs>{RING}{RING}</outerBoundaryIs></Polygon>",
            "a polygon has 2 outer rings",
        ),
        (f"<Polygon>{RING}</Polygon>", "stands outside of"),
        (
            f"<Polygon><innerBoundaryIs>{RING}</innerBoundaryIs></Polygon>",
            "holes and no outer ring",
        ),
    ],
)
def test_what_cannot_be_read_whole_is_named(tmp_path: Path, inside: str, words: str) -> None:
    if inside.startswith("POLYGON"):
        ring = f"<LinearRing><coordinates>{inside[8:]}</coordinates></LinearRing>"
        inside = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon>"
    with pytest.raises(SourceError, match=f"a.kml is damaged: placemark 1 坏的: .*{words}"):
        read_file(kml(tmp_path, mark(POINT) + mark(inside, "坏的")))


def test_second_geometries_and_rings_are_read(tmp_path: Path) -> None:
    ring = "<LinearRing><coordinates>{}</coordinates></LinearRing>"
    holes = ring.format("1,1 2,1 2,2 1,1") + ring.format("5,5 6,5 6,6 5,5")
    polygon = (
        f"<Polygon><outerBoundaryIs>{ring.format('0,0 9,0 9,9 0,9 0,0')}</outerBoundaryIs>"
        f"<innerBoundaryIs>{holes}</innerBoundaryIs></Polygon>"
    )
    line = "<LineString><coordinates>0,0 1,1,7</coordinates></LineString>"
    points = "".join(f"<Point><coordinates>{place}</coordinates></Point>" for place in ("1,2", "3,4"))
    group = f"<MultiGeometry>{points}</MultiGeometry>"
    frame = read_file(kml(tmp_path, mark(POINT + POINT) + mark(POINT + line) + mark(polygon) + mark(group)))
    shapes = frame.geometry.tolist()
    assert shapes[0] == MultiPoint([(119.2, 36.8)] * 2)
    assert [part.geom_type for part in shapes[1].geoms] == ["Point", "LineString"]
    assert shapely.get_coordinates(shapes[1], include_z=True)[:, 2].tolist() == [0, 0, 7]
    assert shapes[2] == Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)], [(5, 5), (6, 5), (6, 6)]])
    assert shapes[3] == MultiPoint([(1, 2), (3, 4)])
    assert codes(frame) == ["kml_geometry"]
    assert "row 0 a, row 1 a: it has 2 geometries" in findings(frame)["what"].iloc[0]


def test_what_is_no_placemark_is_told_and_harms_nothing(tmp_path: Path) -> None:
    overlay = "<GroundOverlay><name>scan</name><Icon><href>x.png</href></Icon></GroundOverlay>"
    link = "<NetworkLink><Link><href>http://127.0.0.1:9/b.kml</href></Link></NetworkLink>"
    frame = read_file(kml(tmp_path, overlay + link + "<Style id='s'/>" + mark("<styleUrl>#s</styleUrl>" + POINT)))
    assert frame["Name"].tolist() == ["a"]
    assert codes(frame) == ["kml_left"]
    what = findings(frame)["what"].iloc[0]
    assert "1 GroundOverlay, 1 NetworkLink" in what
    assert "x.png, http://127.0.0.1:9/b.kml, which was not opened" in what


@pytest.mark.parametrize(
    ("encoding", "stated"),
    [
        ("gbk", "GBK"),
        ("gb18030", "gb2312"),
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("big5", "Big5"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, stated: str) -> None:
    words = "寒亭區" if encoding == "big5" else "寒亭区"
    frame = read_file(kml(tmp_path, mark(data(名字=words) + POINT, words), encoding=encoding, stated=stated))
    assert frame["Name"].tolist() == frame["名字"].tolist() == [words]
    assert ("encoding" in codes(frame)) is not encoding.startswith("utf-8")


def test_encodings_that_are_not_as_stated(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"not in the encoding that it states, UTF-8 \(line 1, byte \d+\).*GBK"):
        read_file(kml(tmp_path, mark(POINT, "寒亭区"), encoding="gbk", stated="UTF-8"))
    with pytest.raises(SourceError, match="it states the encoding 'klingon', which is unknown"):
        read_file(kml(tmp_path, mark(POINT), stated="klingon"))


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE kml [<!ENTITY a "b">]><kml/>',
        '<!DOCTYPE kml SYSTEM "http://127.0.0.1:9/a.dtd"><kml/>',
        '<?xml version="1.0"?><!-- x --><!DOCTYPE kml [<!ENTITY f SYSTEM "file:///etc/hostname">]><kml>&f;</kml>',
        "<kml>" + "<Folder>" * 5000 + "</Folder>" * 5000 + "</kml>",
    ],
)
def test_document_types_and_depth_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.kml"
    file.write_text(text)
    with pytest.raises(SourceError, match=r"not read as KML: (it declares a document type|elements are nested)"):
        read_file(file)


def test_layers_are_the_containers(tmp_path: Path) -> None:
    folder = "<Folder><name>{}</name>{}</Folder>"
    body = (
        mark(POINT) + folder.format("F", mark(POINT) + folder.format("F", mark(POINT) * 2)) + folder.format("none", "")
    )
    file = kml(tmp_path, body)
    assert list_layers(file).to_numpy().tolist() == [["a", "Point", 1], ["F", "Point", 1], ["F (#2)", "Point", 2]]
    assert len(read_file(file, layer="F (#2)")) == 2
    with pytest.raises(SourceError, match="has 3 layers"):
        read_file(file)
    assert len(read_file(kml(tmp_path, ""))) == 0


def test_moments(tmp_path: Path) -> None:
    span = "<TimeSpan><begin>2020-01-01</begin><end>2020-02-01</end></TimeSpan>"
    frame = read_file(kml(tmp_path, mark(span + POINT) + mark("<TimeStamp><when>2021</when></TimeStamp>" + POINT)))
    assert frame["begin"].iloc[0] == pd.Timestamp("2020-01-01")
    assert frame["timestamp"].iloc[1] == pd.Timestamp("2021-01-01")
    frame = read_file(kml(tmp_path, mark("<TimeStamp><when>someday</when></TimeStamp>" + POINT)))
    assert frame["timestamp"].tolist() == ["someday"]


def test_plain_files_read_as_gdal_reads_them(tmp_path: Path) -> None:
    import geopandas as gpd

    rng = np.random.default_rng(7)
    shapes: list[Any] = [Point(119.2, 36.8), LineString(rng.random((5, 2))), Point(1, 2).buffer(1), None]
    shapes += [shapely.difference(Point(1, 2).buffer(2), Point(1, 2).buffer(1)), MultiPoint(rng.random((4, 2)))]
    columns = {"id": list("abcdef"), "n": range(6), "x": rng.random(6), "名称": ["寒亭", "a<b", "", "&", "d", None]}
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)
    file = write_file(frame, tmp_path / "a.kml")
    ours, theirs = read_file(file), pyogrio.read_dataframe(file)
    assert shapely.equals_identical(ours.geometry.values, shapely.force_2d(theirs.geometry.values)).tolist() == [
        True, True, True, False, True, True,
    ]  # fmt: skip
    assert ours.geometry.isna().tolist() == theirs.geometry.isna().tolist() == [each is None for each in shapes]
    for column in ("id", "n", "x"):
        assert ours[column].tolist() == theirs[column].tolist()
    assert ours["名称"].fillna("").tolist() == theirs["名称"].fillna("").tolist()
