"""Only the driver of the suffix reads a file: nothing else is opened, and no host is asked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from hosts import Host, listening
from shapely import Point, box

from hanting_geo.errors import CRSError, HantingGeoError, SourceError
from hanting_geo.sources.files import list_layers, read_file, write_file
from hanting_geo.sources.files.batches import open_batches

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARY_TABLE = 'id,WKT,name\nx,"POLYGON((430000 4071000,430100 4071000,430100 4071100,430000 4071000))",CANARY\n'
VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>{}</SrcDataSource><SrcLayer>secret</SrcLayer>"
    "<LayerSRS>EPSG:4549</LayerSRS><GeometryField encoding='WKT' field='WKT'/></OGRVRTLayer></OGRVRTDataSource>"
)
PLACE = {"type": "Point", "coordinates": [119.2, 36.8]}


def collection(*features: Any, **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)})


def feature(properties: Any = None, **members: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties or {}, "geometry": PLACE, **members}


@pytest.fixture
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with listening(tmp_path_factory.mktemp("host")) as there:
        yield there


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".shp", ".shz", ".zip", ".kml", ".parquet", ".geojson", ".json"])
@pytest.mark.parametrize("before", [b"", b"fgb\x03fgb\x01", b"\xef\xbb\xbf  ", b"<?xml version='1.0'?>"])
def test_a_description_of_other_files_opens_none_of_them(
    tmp_path: Path, host: Host, suffix: str, before: bytes
) -> None:
    (tmp_path / "secret.csv").write_text(CANARY_TABLE)
    url = host.url
    file = tmp_path / f"a{suffix}"
    for part in (".shx", ".dbf") if suffix == ".shp" else ():
        (tmp_path / f"a{part}").write_bytes(b"x" * 100)
    texts = [
        VRT.format(tmp_path / "secret.csv"),
        VRT.format(f"/vsicurl/{url}x.fgb"),
        f"<OGRWFSDataSource><URL>{url}wfs</URL></OGRWFSDataSource>",
        json.dumps({"type": "gdal_streamed_alg", "command_line": f"gdal vector read {tmp_path / 'secret.csv'}"}),
    ]
    for text in texts:
        file.write_bytes(before + text.encode())
        for door in (read_file, list_layers, open_batches):
            with pytest.raises(HantingGeoError):
                door(file)
    assert host.asked == []


def test_a_description_inside_a_good_geojson_stays_a_text(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(CANARY_TABLE)
    file = tmp_path / "a.geojson"
    told = VRT.format(tmp_path / "secret.csv")
    file.write_text(collection(feature({"note": told, "html": "<b>寒亭</b>"}), name=told), encoding="utf-8")
    frame = read_file(file)
    assert frame["note"].tolist() == [told]
    assert frame["html"].tolist() == ["<b>寒亭</b>"]
    assert frame.geometry.tolist() == [Point(119.2, 36.8)]


@pytest.mark.parametrize(
    "member",
    [
        {"type": "link", "properties": {"href": "URL", "type": "proj4"}},
        {"type": "url", "properties": {"url": "URL"}},
        {"type": "LINKED", "properties": {"href": "URL"}},
        {"type": "name", "properties": {"href": "URL", "name": "EPSG:4549"}},
        {"type": "name", "properties": {"name": "URL"}},
    ],
)
@pytest.mark.parametrize("where", ["collection", "feature", "geometry", "part"])
def test_a_link_to_a_reference_system_is_not_followed(tmp_path: Path, host: Host, member: Any, where: str) -> None:
    url = host.url
    said = json.loads(json.dumps(member).replace("URL", f"{url}crs"))
    one = feature()
    if where == "feature":
        one["crs"] = said
    elif where == "geometry":
        one["geometry"] = {**PLACE, "crs": said}
    elif where == "part":
        one["geometry"] = {"type": "GeometryCollection", "geometries": [{**PLACE, "crs": said}]}
    file = tmp_path / "a.geojson"
    file.write_text(collection(one, **({"crs": said} if where == "collection" else {})))
    with pytest.raises(HantingGeoError, match="crs member"):
        read_file(file)
    if where == "collection":
        for alone in ({**PLACE, "crs": said}, {**feature(), "crs": said}):
            file.write_text(json.dumps(alone))
            with pytest.raises(HantingGeoError, match="crs member"):
                read_file(file)
    assert host.asked == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CGCS2000_3_Degree_GK_CM_120E", 4549),
        ("CGCS2000 / 3-degree Gauss-Kruger zone 40", 4528),
        ("4549", 4549),
        (4549, 4549),
        ("epsg:4549", 4549),
        ("Xian 1980", 4610),
        ("WGS_1984_UTM_Zone_50N", 32650),
        ("GCS_China_Geodetic_Coordinate_System_2000", 4490),
        ("CGCS2000", 4490),
        ("http://www.opengis.net/def/crs/EPSG/0/4549", 4549),
    ],
)
def test_a_reference_system_by_name_is_honoured(tmp_path: Path, name: object, code: int) -> None:
    file = tmp_path / "a.geojson"
    file.write_text(collection(feature(), crs={"type": "name", "properties": {"name": name}}))
    frame = read_file(file)
    assert frame.crs.to_epsg() == code
    assert frame.geometry.tolist() == [Point(119.2, 36.8)]


@pytest.mark.parametrize("name", ["Beijing", "WGS_1984", "Popular Visualisation", "zone 40", "", "EPSG:999999", True])
def test_a_name_that_is_not_certain_is_refused(tmp_path: Path, name: object) -> None:
    file = tmp_path / "a.geojson"
    file.write_text(collection(feature(), crs={"type": "name", "properties": {"name": name}}))
    with pytest.raises(CRSError, match="which is unknown"):
        read_file(file)


def test_systems_inside_features(tmp_path: Path) -> None:
    named = {"type": "name", "properties": {"name": "EPSG:4549"}}
    other = {"type": "name", "properties": {"name": "EPSG:4610"}}
    inside = feature()
    inside["geometry"] = {**PLACE, "crs": named}
    file = tmp_path / "a.geojson"
    file.write_text(collection(inside, crs=named))
    assert read_file(file).crs.to_epsg() == 4549
    for outer in ({}, {"crs": other}):
        file.write_text(collection(feature(), inside, **outer))
        with pytest.raises(SourceError, match="row 1: it has a crs member of its own"):
            read_file(file)
    file.write_text(json.dumps({**feature(), "crs": named}))
    assert read_file(file).crs.to_epsg() == 4549


@pytest.mark.parametrize(
    "properties",
    [
        {"owner": "Zhang\0Li"},
        {"k": "first", "k\0z": "second"},
        {"list": ["a", {"b": "c\0"}]},
        {"half": "x\ud800y"},
        {"half\udc00": 1},
    ],
)
def test_letters_at_which_texts_are_cut_are_refused(tmp_path: Path, properties: dict[str, Any]) -> None:
    file = tmp_path / "a.geojson"
    file.write_text(collection(feature({"id": "ok"}), feature({"id": "bad", **properties})))
    with pytest.raises(SourceError, match=r"row 1 \(id bad\): .* holds (U\+0000|half a character)"):
        read_file(file)
    file.write_text(collection(feature({"a": "C:\\u0000", "b": "\U0001f600", "c": "\\ud800"})))
    frame = read_file(file)
    assert frame[["a", "b", "c"]].iloc[0].tolist() == ["C:\\u0000", "\U0001f600", "\\ud800"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps(feature()) + "\n" + json.dumps(feature()), "a sequence of JSON texts, one a feature"),
        ("\x1e" + json.dumps(feature()) + "\n", "a sequence of JSON texts, one a feature"),
        ('{"type": "FeatureCollection", "features": null}', "whose `features` is null"),
        ('{"type": "FeatureCollection"}', "whose `features` is missing"),
        ('{"type": "FeatureCollection", "features": {}}', "whose `features` is no list"),
        ('{"geometryType": "esriGeometryPoint", "features": []}', "JSON of Esri"),
        ('{"type": "Topology", "objects": {}}', "TopoJSON"),
        (collection(feature(), conformsTo=["http://www.opengis.net/spec/json-fg-1/0.2/conf/core"]), "JSON-FG"),
        (collection(feature(), coordRefSys="http://www.opengis.net/def/crs/EPSG/0/4549"), "JSON-FG"),
        (collection(feature(place=PLACE)), "a feature of JSON-FG"),
        (collection(feature()).replace('"features"', '"features": [], "features"'), "features stands twice"),
        (collection(feature()).replace('"coordinates"', '"coordinates": [1, 2], "coordinates"'), "coordinates stands"),
    ],
)
def test_other_json_is_called_by_its_name(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "a.json"
    file.write_text(text)
    with pytest.raises(SourceError, match=words):
        read_file(file)


def test_a_wrong_suffix_is_told_with_what_the_file_holds(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:4549")
    written = {suffix: write_file(frame, tmp_path / f"a{suffix}") for suffix in (".gpkg", ".fgb", ".parquet", ".zip")}
    holds = {".gpkg": "an SQLite database", ".fgb": "a FlatGeobuf", ".parquet": "a Parquet file", ".zip": "a zip"}
    for suffix, file in written.items():
        for other in written:
            if other == suffix:
                continue
            named = tmp_path / f"b{other}"
            named.write_bytes(file.read_bytes())
            with pytest.raises(SourceError, match=f"b{other} is no .*{holds[suffix]}"):
                read_file(named)
    page = tmp_path / "page.gpkg"
    page.write_text("<!DOCTYPE html><html></html>")
    with pytest.raises(SourceError, match="a web page: the download gave an error page"):
        read_file(page)


@pytest.mark.parametrize("path", ["长" * 300 + ".gpkg", "a\0b.gpkg", "x" * 5000 + ".geojson"])
def test_names_that_no_file_can_have(tmp_path: Path, path: str) -> None:
    for door in (read_file, list_layers, open_batches):
        with pytest.raises(SourceError, match="cannot read"):
            door(tmp_path / path)


@pytest.mark.parametrize("path", [None, 5, ["a.gpkg"], b"a.gpkg"])
def test_what_is_no_path(path: Any) -> None:
    with pytest.raises(HantingGeoError, match="path"):
        read_file(path)


@pytest.mark.parametrize("made", [str, Path])
def test_addresses_are_not_read_and_shown_as_they_are(made: Any) -> None:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:4549")
    for scheme in ("https", "ftp", "s3"):
        with pytest.raises(SourceError, match=f"{scheme}://host/a.geojson is an address"):
            read_file(made(f"{scheme}://host/a.geojson"))
        with pytest.raises(SourceError, match=f"{scheme}://host/a.gpkg is an address"):
            write_file(frame, made(f"{scheme}://host/a.gpkg"))
    with pytest.raises(SourceError, match="virtual path of GDAL"):
        read_file(made("/vsicurl/http://host/a.geojson"))
