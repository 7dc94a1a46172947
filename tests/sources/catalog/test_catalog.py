"""Catalogues: the packaged one, a bureau's own, and every mistake with its line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, box

import hanting_geo as hg
from hanting_geo.core.yamlfile import read_yaml
from hanting_geo.errors import CRSError, SchemaError, SourceError
from hanting_geo.sources.catalog.catalog import init_catalog, open_catalog

if TYPE_CHECKING:
    from pathlib import Path

ZONES = ["zone_cbd", "zone_hsr"]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def exact_zones(folder: Path) -> gpd.GeoDataFrame:
    """Write what a bureau has: a GeoPackage of its own in its own words, surveyed."""
    frame = gpd.GeoDataFrame(
        {"编号": ZONES, "名称": ["潍坊中央商务区", "高铁新片区"], "面积类型": ["规划", "规划"]},
        geometry=[box(425_000, 4_070_500, 427_500, 4_072_540), box(425_300, 4_072_700, 430_300, 4_076_500)],
        crs="EPSG:4549",
    )
    frame.to_file(folder / "片区.gpkg", layer="片区", engine="pyogrio")
    return frame


OWN = """
extends: packaged
title: {zh: 某局图层, en: Layers of a bureau}
version: "2026-01"
layers:
  zones:
    file: 片区.gpkg
    layer: 片区
    title: {zh: 片区, en: Zones}
    columns: {id: 编号, name_zh: 名称}
    accuracy_m: 0.5
    kind: zone
    licence: internal
    attribution: 某局, 2026
    source: 控制性详细规划成果
"""


def test_packaged_catalogue() -> None:
    catalog = hg.open_catalog()
    assert {"district", "zones", "rivers", "rail", "stations", "roads", "projects", "facilities", "towns"} <= set(
        catalog.names
    )
    rivers = catalog.load("rivers")
    assert rivers.crs == "EPSG:4549"
    assert catalog.load("rivers", crs="stored").crs == "EPSG:4326"
    assert catalog.load("rivers", crs="EPSG:4528").total_bounds[0] > 40_000_000
    said = rivers.attrs["hanting_geo"]
    assert said["title_zh"] == "河流"
    assert said["licence"] == "MIT AND project"
    assert "Tianditu" in said["attribution"]
    assert len(json.dumps(said, ensure_ascii=False)) < 20_000
    assert hg.findings(rivers)["feature"].tolist() == ["riv_limin"]


def test_a_catalogue_is_a_mapping_of_name_to_frame() -> None:
    catalog = hg.open_catalog()
    assert len(catalog) == len(list(catalog)) == len(catalog.names)
    assert "zones" in catalog
    assert "nothing" not in catalog
    assert catalog["stations"]["id"].tolist() == ["sta_weifang_north"]
    with pytest.raises(KeyError):
        catalog["nothing"]
    assert "zones" in repr(catalog)
    assert "<table" in catalog._repr_html_()


def test_unknown_names_list_what_there_is() -> None:
    with pytest.raises(SourceError, match=r"no layer 'zone'.*there are: district, neighbours, zones"):
        hg.open_catalog().load("zone")
    with pytest.raises(SourceError, match=r"no table 'x'.*programmes"):
        hg.open_catalog().table("x")
    with pytest.raises(SourceError, match=r"zone is neither a file .*; did you mean zones\? the layers are: district"):
        hg.load_layer("zone")


def test_load_layer_reads_files_too(tmp_path: Path) -> None:
    path = hg.write_file(hg.load_layer("zones"), tmp_path / "zones.gpkg")
    frame = hg.load_layer(path)
    assert frame.crs == "EPSG:4549"
    assert frame["id"].tolist() == hg.load_layer("zones")["id"].tolist()
    assert set(hg.findings(frame)["code"]) == {"null_geometry"}
    with pytest.raises(SchemaError, match=r"missing_columns.*contract columns are missing"):
        hg.load_layer(hg.write_file(frame[["name_zh", "geometry"]], tmp_path / "bare.gpkg"), strict=True)


def test_bureau_layer_replaces_by_name_and_nothing_else_changes(tmp_path: Path) -> None:
    surveyed = exact_zones(tmp_path)
    own = hg.open_catalog(write(tmp_path / "catalog.yaml", OWN))
    packaged = hg.open_catalog()
    assert own.names == packaged.names
    assert own.crs == packaged.crs
    assert own.title.zh == "某局图层"
    zones = own.load("zones")
    assert zones["id"].tolist() == ZONES
    assert zones["accuracy_m"].tolist() == [0.5, 0.5]
    assert zones["面积类型"].tolist() == ["规划", "规划"]
    assert zones.geometry.geom_equals(surveyed.geometry).all()
    assert zones.attrs["hanting_geo"]["attribution"] == "某局, 2026"
    for name in packaged.names:
        if name != "zones":
            assert own.load(name).equals(packaged.load(name)), name
    assert set(own.check()["code"]) == {
        "null_geometry",
        "outside_district",
        "mixed_geometry_types",
        "missing_columns",
    }


def test_an_exact_layer_changes_the_numbers_and_the_accuracy_and_nothing_else(tmp_path: Path) -> None:
    exact_zones(tmp_path)
    own = hg.open_catalog(write(tmp_path / "catalog.yaml", OWN))
    rivers = hg.load_layer("rivers")
    tables = []
    for catalog in (hg.open_catalog(), own):
        zones = catalog.load("zones")
        zones = zones[zones["id"].isin(ZONES)]
        tables.append(hg.zone_statistics(zones, rivers))
    assert tables[0].columns.tolist() == tables[1].columns.tolist()
    assert tables[0]["zone_id"].tolist() == tables[1]["zone_id"].tolist()
    assert tables[0]["length_m"].tolist() != tables[1]["length_m"].tolist()


def test_what_the_file_leaves_empty_is_filled_and_what_it_says_stays(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b"], "accuracy_m": [2.0, None]}, geometry=gpd.points_from_xy([430_000, 430_100], [4.07e6] * 2),
        crs="EPSG:4549",
    )  # fmt: skip
    frame.to_file(tmp_path / "p.gpkg", engine="pyogrio")
    text = "layers: {p: {file: p.gpkg, accuracy_m: 0.5, source_date: '2026-01', status: existing}}"
    loaded = hg.open_catalog(write(tmp_path / "catalog.yaml", text)).load("p")
    assert loaded["accuracy_m"].tolist() == [2.0, 0.5]
    unplaced = hg.load_layer("zones").set_index("id").loc["zone_bonded_north"]
    assert unplaced[["accuracy_m", "licence"]].isna().all()
    assert loaded["source_date"].tolist() == ["2026-01", "2026-01"]
    assert loaded["status"].tolist() == ["existing", "existing"]


def test_a_changed_file_is_told(tmp_path: Path) -> None:
    source = hg.open_catalog().info("stations")
    (tmp_path / "stations.geojson").write_bytes(source.path.read_bytes() + b"\n")
    text = f"layers: {{s: {{file: stations.geojson, features: 2, geometry: Polygon, sha256: {source.sha256}}}}}"
    catalog = hg.open_catalog(write(tmp_path / "catalog.yaml", text))
    found = hg.findings(catalog.load("s"))
    assert found["code"].tolist() == ["file_changed", "count_changed", "geometry_type"]
    assert "write 1 into the catalogue" in found["what_to_do"].iloc[1]
    with pytest.raises(SchemaError, match=r"layer 's' has 3 findings \(strict\)"):
        catalog.load("s", strict=True)


def test_a_layer_without_crs_is_refused_in_metres_and_shown_as_it_is(tmp_path: Path) -> None:
    hg.write_file(gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(0, 0, 1, 1)]), tmp_path / "a.gpkg")
    catalog = hg.open_catalog(write(tmp_path / "catalog.yaml", "layers: {a: {file: a.gpkg}}"))
    with pytest.raises(CRSError, match="set_crs"):
        catalog.load("a")
    for found in (hg.findings(catalog.load("a", crs=None)), catalog.check()):
        assert found["code"].tolist().count("no_crs") == 1


def test_check_goes_on_past_a_layer_that_cannot_be_read(tmp_path: Path) -> None:
    write(tmp_path / "broken.geojson", '{"type": "FeatureCollection", "features": [')
    text = "extends: packaged\nlayers: {broken: {file: broken.geojson}}"
    found = hg.open_catalog(write(tmp_path / "catalog.yaml", text)).check()
    assert found[["level", "code", "layer"]].iloc[0].tolist() == ["error", "unreadable", "broken"]
    assert (found["code"] == "null_geometry").sum() == 51


def test_column_map_that_does_not_fit(tmp_path: Path) -> None:
    exact_zones(tmp_path)
    text = OWN.replace("名称}", "片区名}")
    with pytest.raises(SchemaError, match=r"layer 'zones':.*no column '片区名'; there are: 编号, 名称, 面积类型"):
        hg.open_catalog(write(tmp_path / "catalog.yaml", text)).load("zones")
    clash = OWN.replace("name_zh: 名称", "面积类型: 名称")
    with pytest.raises(SchemaError, match="has a column '面积类型' already"):
        hg.open_catalog(write(tmp_path / "catalog.yaml", clash)).load("zones")


def test_extends_another_catalogue_and_never_itself(tmp_path: Path) -> None:
    exact_zones(tmp_path)
    write(tmp_path / "catalog.yaml", OWN)
    (tmp_path / "team").mkdir()
    team = write(tmp_path / "team" / "catalog.yaml", "extends: ../catalog.yaml\nversion: '2'\n")
    catalog = hg.open_catalog(team.parent)
    assert catalog.version == "2"
    assert catalog.load("zones")["id"].tolist() == ZONES
    round_trip = write(tmp_path / "a.yaml", "extends: b.yaml")
    write(tmp_path / "b.yaml", "extends: a.yaml")
    with pytest.raises(SchemaError, match=r"line 1: extends: goes round in a circle"):
        hg.open_catalog(round_trip)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("layers:\n  zones:\n    title: x\n", r"line 2: layers\.zones\.file: Field required"),
        ("layers:\n  a:\n    file: no.gpkg\n", r"line 3: layers\.a\.file: no\.gpkg is not there \(looked in"),
        ("layer:\n  a: {}\n", "line 1: layer: no such key; did you mean .layers."),
        ("extends: packaged\nlayers:\n  a: {file: no.gpkg, accuracy_m: -1}\n", "line 3: layers.a.accuracy_m.*greater"),
        ("layers: {a: {file: x, sha256: abc}}", "sha256: String should match"),
        ("crs: EPSG:4549\ncrs: EPSG:4528\n", "line 1: crs: stands twice; the second is on line 2"),
        ("- a\n- b\n", "must hold keys and values"),
        ("", "must hold keys and values"),
        ("layers: {a: [", "line 1: .*the file is not YAML"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises((SchemaError, SourceError), match=said):
        hg.open_catalog(write(tmp_path / "catalog.yaml", text))


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "catalog.yaml", "layers:\n  a: {fil: x}\n  b: {file: 3, accuracy_m: wide}\n")
    with pytest.raises(SchemaError) as caught:
        hg.open_catalog(path)
    lines = str(caught.value).splitlines()
    assert lines[0].endswith("4 mistakes")
    assert [line.split(":")[0].strip() for line in lines[1:]] == ["line 2", "line 2", "line 3", "line 3"]


def test_settings_are_utf8(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"is not UTF-8.*save it again as UTF-8"):
        read_yaml(write(tmp_path / "a.yaml", "title: 寒亭", "gb18030"))
    assert read_yaml(write(tmp_path / "b.yaml", "\ufefftitle: 寒亭")).data == {"title": "寒亭"}
    with pytest.raises(SourceError, match="cannot read"):
        read_yaml(tmp_path / "none.yaml")


def test_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"no catalogue at .*layers --init"):
        hg.open_catalog(tmp_path)


def test_start_for_a_bureau(tmp_path: Path) -> None:
    path = init_catalog(tmp_path / "ours")
    assert hg.open_catalog(path).names == hg.open_catalog().names
    text = path.read_text(encoding="utf-8")
    assert "extends: packaged" in text
    write(path, "title: edited")
    with pytest.raises(SourceError, match="was left as it is"):
        init_catalog(tmp_path / "ours")
    assert path.read_text(encoding="utf-8") == "title: edited"


def test_the_commented_example_of_the_start_is_valid(tmp_path: Path) -> None:
    exact_zones(tmp_path)
    (tmp_path / "片区.gpkg").rename(tmp_path / "控制性详细规划.gpkg")
    lines = init_catalog(tmp_path).read_text(encoding="utf-8").splitlines()
    start = lines.index("layers: {}")
    example = [line.removeprefix("# ") for line in lines[start + 1 :] if "sha256" not in line]
    write(tmp_path / "catalog.yaml", "\n".join([*lines[:start], *example]))
    catalog = hg.open_catalog(tmp_path)
    assert catalog.info("zones").columns == {"id": "编号", "name_zh": "名称"}
    found: Any = hg.findings(catalog.load("zones"))
    assert "count_changed" in found["code"].tolist()


def test_tables(tmp_path: Path) -> None:
    write(tmp_path / "t.csv", "id,count\na,1\nb,\n", "utf-8-sig")
    text = "tables: {t: {file: t.csv, rows: 3}}"
    table = hg.open_catalog(write(tmp_path / "catalog.yaml", text)).table("t")
    assert table["id"].tolist() == ["a", "b"]
    assert pd.isna(table["count"].iloc[1])
    assert hg.findings(table)["code"].tolist() == ["count_changed"]
    write(tmp_path / "t.csv", "名称\n寒亭\n", "gb18030")
    with pytest.raises(SourceError, match="must be CSV in UTF-8"):
        hg.open_catalog(tmp_path).table("t")
    assert hg.open_catalog(tmp_path).check()["code"].tolist() == ["unreadable"]


def test_one_column_of_a_file_may_say_two_things(tmp_path: Path) -> None:
    lines = gpd.GeoDataFrame(
        {"XLMC": ["220kV寒亭线"]}, geometry=[LineString([(430000, 4071000), (430009, 4071000)])], crs=4549
    )
    lines.to_file(tmp_path / "l.gpkg")
    entry = "layers:\n  线路: {file: l.gpkg, licence: internal, columns: {id: XLMC, name_zh: XLMC}}\n"
    (tmp_path / "catalog.yaml").write_text(entry, encoding="utf-8")
    frame = open_catalog(tmp_path / "catalog.yaml").load("线路")
    assert frame[["id", "name_zh"]].to_numpy().tolist() == [["220kV寒亭线"] * 2]
    assert "XLMC" not in frame.columns
