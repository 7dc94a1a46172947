"""Scenarios: the packaged run, the folder it leaves, and every mistake with its line."""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from shapely import box

import hanting_geo as hg
from hanting_geo.errors import SchemaError, SourceError

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.scenario.scenario import Run


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return hg.read_scenario().run(tmp_path_factory.mktemp("run") / "output")


def folder_of(run: Run) -> Path:
    assert run.folder is not None
    return run.folder


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_the_run_leaves_map_tables_layers_and_a_manifest(done: Run) -> None:
    names = {path.name for path in folder_of(done).iterdir()}
    assert {
        "hanting_map.html",
        "zone_statistics.xlsx",
        "zone_statistics.csv",
        "zone_statistics.geojson",
        "manifest.json",
        "findings.csv",
        "sources.txt",
    } <= names
    assert [path.name for path in folder_of(done).parent.iterdir()] == ["output"]


def test_the_manifest_tells_inputs_parameters_versions_findings_and_files(done: Run) -> None:
    manifest = json.loads((folder_of(done) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == json.loads(json.dumps(done.manifest, default=str))
    by_name = {item["name"]: item for item in manifest["inputs"]}
    zones = hg.open_catalog().info("zones")
    assert by_name["zones"]["sha256"] == hashlib.sha256(zones.path.read_bytes()).hexdigest()
    assert by_name["zones"]["features"] == 9
    assert by_name["zones"]["without_geometry"] == 1
    places = [item for item in manifest["inputs"] if item["name"] != "programmes"]
    assert sum(item["features"] for item in places) == 121
    assert sum(item["without_geometry"] for item in places) == 51
    assert manifest["finding_counts"] == {"note": 51}
    assert manifest["versions"]["geopandas"] == gpd.__version__
    assert "EPSG:4549" in manifest["crs"]
    assert manifest["parameters"][0] == {"id": "district", "do": "load_layer", "with": {"name": "district"}}
    for item in manifest["files"]:
        content = (folder_of(done) / item["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (item["bytes"], item["sha256"])
    written = {item["file"] for item in manifest["files"]}
    assert written | {"manifest.json"} == {path.name for path in folder_of(done).iterdir()}


def test_numbers_are_the_same_in_memory_workbook_csv_and_geojson(done: Run) -> None:
    areas = hg.measure_area(hg.load_layer("zones").set_index("id"))
    cbd = areas.loc["zone_cbd"]
    assert done.layers["zone_profile"].set_index("id").loc["zone_cbd", "ha"] == cbd["ha"]
    book = openpyxl.load_workbook(folder_of(done) / "zone_statistics.xlsx")
    header, *rows = book["片区"].iter_rows(values_only=True)
    assert rows[0][header.index("面积(公顷)")] == pytest.approx(cbd["ha"], abs=1e-4)
    stored = gpd.read_file(folder_of(done) / "zone_statistics.geojson").set_index("id")
    assert stored.loc["zone_cbd", "ha"] == pytest.approx(cbd["ha"], rel=1e-9)
    assert stored["geometry"].isna().sum() == 1
    assert pyogrio.list_layers(folder_of(done) / "zone_statistics.gpkg")[0][0] == "zone_statistics"
    table = pd.read_csv(folder_of(done) / "zone_statistics.csv", encoding="utf-8-sig")
    rivers = done.tables["rivers_in_zones"]
    assert table.loc[table["主题"] == "河流", "长度(米)"].tolist() == pytest.approx(
        rivers["length_m"].tolist(), abs=0.011, nan_ok=True
    )


def test_statistics_close_as_written(done: Run) -> None:
    table = pd.read_csv(folder_of(done) / "zone_statistics.csv", encoding="utf-8-sig")
    for _, theme in table.groupby("主题"):
        total = theme["片区编号"] == "(合计)"
        for measure in ("长度(米)", "平面面积(平方米)", "椭球面积(平方米)"):
            assert round(math.fsum(theme.loc[~total, measure].dropna()), 2) == theme.loc[total, measure].item()


def test_every_product_credits_openstreetmap(done: Run) -> None:
    credit = "© OpenStreetMap contributors, ODbL"
    assert credit in (folder_of(done) / "sources.txt").read_text(encoding="utf-8-sig")
    assert credit in (folder_of(done) / "hanting_map.html").read_text(encoding="utf-8")
    book = openpyxl.load_workbook(folder_of(done) / "zone_statistics.xlsx")
    assert any(credit in str(cell.value) for row in book["资料来源"] for cell in row)


def test_a_run_replaces_its_own_folder_and_no_other(done: Run, tmp_path: Path) -> None:
    text = "title: x\nsteps:\n  - {id: s, do: load_layer, with: {name: stations}, save: [s.geojson]}\n"
    scenario = hg.read_scenario(write(tmp_path / "s.yaml", text))
    for _ in range(2):
        scenario.run(tmp_path / "out")
    (tmp_path / "out" / "remark.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(SourceError, match=r"remark\.txt.*--out"):
        scenario.run(tmp_path / "out")
    assert (tmp_path / "out" / "remark.txt").read_text(encoding="utf-8") == "mine"
    assert done.folder is not None


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "title: x\nsteps:\n  - {id: s, do: load_layer, with: {name: stations}, save: [s.geojson]}\n"
    run = hg.read_scenario(write(tmp_path / "s.yaml", text)).run()
    assert run.layers["s"]["id"].tolist() == ["sta_weifang_north"]
    assert run.folder is None
    assert [path.name for path in tmp_path.iterdir()] == ["s.yaml"]
    assert "s.yaml" not in run._repr_html_()


def test_a_failing_step_is_named_with_its_line_and_leaves_nothing(tmp_path: Path) -> None:
    text = """title: x
steps:
  - {id: zones, do: load_layer, with: {name: zones}}
  - {id: picked, do: select, with: {frame: $zones, where: {colour: red}}, save: [p.geojson]}
"""
    with pytest.raises(SchemaError, match=r"s\.yaml, line 4, step 'picked' \(select\): select: no column 'colour'"):
        hg.read_scenario(write(tmp_path / "s.yaml", text)).run(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["s.yaml"]


def test_a_bureau_runs_the_same_steps_on_its_own_layers(done: Run, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"id": ["zone_cbd"], "name_zh": ["核心区"], "name_en": ["Core"]},
        geometry=[box(425_000, 4_070_500, 427_000, 4_072_000)],
        crs="EPSG:4549",
    )
    hg.write_file(frame, tmp_path / "zones.gpkg")
    write(
        tmp_path / "catalog.yaml",
        "extends: packaged\nlayers:\n  zones: {file: zones.gpkg, accuracy_m: 0.5, kind: zone, licence: internal,"
        " source: survey,"
        " attribution: 某局, title: 片区}\n",
    )
    packaged = hg.read_scenario().path.read_text(encoding="utf-8")
    lines = [line for line in packaged.splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("catalog: packaged", "catalog: catalog.yaml")
    run = hg.read_scenario(write(tmp_path / "own.yaml", text)).run(tmp_path / "out")
    assert run.layers["zone_profile"]["ha"].tolist() == pytest.approx([300.0])
    assert {item["file"] for item in run.manifest["files"]} == {item["file"] for item in done.manifest["files"]}
    assert run.tables["rivers_in_zones"].columns.tolist() == done.tables["rivers_in_zones"].columns.tolist()
    assert "某局" in (tmp_path / "out" / "sources.txt").read_text(encoding="utf-8-sig")


def test_another_catalogue_may_stand_in(tmp_path: Path) -> None:
    areas = "  - {id: areas, do: measure_area, with: {frame: $zones}}\n"
    again = hg.read_scenario(write(tmp_path / "s.yaml", GOOD + areas), catalog=hg.open_catalog()).run()
    assert again.tables["areas"].equals(hg.read_scenario(tmp_path / "s.yaml").run().tables["areas"])
    with pytest.raises(SchemaError, match="the catalogue has no 'programmes'; there are: none"):
        hg.read_scenario(catalog=dict(hg.open_catalog()))


def test_a_mapping_stands_for_a_catalogue(tmp_path: Path) -> None:
    text = GOOD + "  - {id: areas, do: measure_area, with: {frame: $zones}, save: [areas.csv]}\n"
    frames = {"zones": hg.load_layer("zones").iloc[:2].to_crs("EPSG:4326")}
    run = hg.read_scenario(write(tmp_path / "s.yaml", text), catalog=frames).run(tmp_path / "out")
    assert run.layers["zones"].crs == "EPSG:4549"
    assert run.tables["areas"]["ha"].iloc[0] == pytest.approx(513.26, abs=0.01)
    assert run.manifest["inputs"][0]["sha256"] is None
    assert frames["zones"].crs == "EPSG:4326"
    with pytest.raises(SchemaError, match="layer 'zones' takes a GeoDataFrame, and was given a dict"):
        hg.read_scenario(tmp_path / "s.yaml", catalog={"zones": {}})


GOOD = "title: x\nsteps:\n  - {id: zones, do: load_layer, with: {name: zones}}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: x\nsteps: []\n", "line 2: steps: .*at least 1"),
        ("steps:\n  - {id: a, do: load_layer, with: {name: zones}}\n", "line 1: title: Field required"),
        (
            GOOD + "  - {id: b, do: bufer, with: {}}\n",
            r"line 4: steps.1.do: no step 'bufer'; did you mean buffer\? there are: buffer, catchments, change_matrix",
        ),
        (GOOD + "  - {id: b, do: buffer, with: {frame: $zones}}\n", "line 4: steps.1.with: buffer needs 'distance_m'"),
        (
            GOOD + "  - id: b\n    do: buffer\n    with: {frame: $zones, distance_m: 5, cup: flat}\n",
            "line 6: steps.1.with: buffer has no keyword 'cup'; it takes: frame, distance_m, cap",
        ),
        (
            GOOD + "  - {id: b, do: measure_area, with: {frame: $zone}}\n",
            r"\$zone is no earlier step; there are: zones",
        ),
        (GOOD + "  - {id: zones, do: measure_area, with: {frame: $zones}}\n", "the id 'zones' stands twice"),
        (GOOD + "  - {id: b, do: load_layer, with: {name: zone}}\n", "has no 'zone'; there are: district, neighbours"),
        (GOOD + "  - {id: b, do: load_table, with: {name: zone}}\n", "has no 'zone'; there are: programmes"),
        (GOOD.replace("}}", "}, save: [../a.csv]}"), "'../a.csv' is not a plain file name"),
        (GOOD.replace("}}", "}, save: [a.doc]}"), r"a\.doc: no writer for \.doc; use \.csv, \.fgb"),
        (GOOD.replace("}}", "}, save: [a.csv, A.csv]}"), r"A\.csv is written twice"),
        (GOOD.replace("}}", "}, save: [manifest.json]}"), r"manifest\.json is written twice"),
        (GOOD + "  - {id: w, do: write_workbook, with: {tables: {}}}\n", "write_workbook needs a name under `save`"),
        (
            GOOD + "  - {id: w, do: write_workbook, with: {tables: {a: $zones}}, save: [w.xlsx]}\n"
            "  - {id: b, do: measure_area, with: {frame: $w}}\n",
            r"line 5: steps\.2\.with: \$w only writes a file; refer to the steps that it was made from",
        ),
        (GOOD + "crs: EPSG:4490\n", "line 4: crs: EPSG:4490 counts degrees; analyses need metres"),
        (GOOD + "crs: EPSG:1\n", "line 4: crs: unknown reference system"),
        (GOOD + "languge: zh\n", "line 4: languge: Extra inputs are not permitted"),
        (GOOD + "  - {id: 2, do: load_layer}\n", "line 4: steps.1.id"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SchemaError, match=said):
        hg.read_scenario(write(tmp_path / "s.yaml", text))


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    text = (
        GOOD + "  - {id: b, do: bufer, with: {frame: $x}, save: [a.doc]}\n  - {id: b, do: rings, with: {frame: $y}}\n"
    )
    with pytest.raises(SchemaError) as caught:
        hg.read_scenario(write(tmp_path / "s.yaml", text))
    assert str(caught.value).splitlines()[0].endswith("6 mistakes")


def test_a_table_is_not_saved_as_a_layer(tmp_path: Path) -> None:
    text = GOOD + "  - {id: a, do: measure_area, with: {frame: $zones}, save: [a.geojson]}\n"
    with pytest.raises(SchemaError, match=r"a\.geojson: step 'a' gives a table without geometry; save it as \.csv"):
        hg.read_scenario(write(tmp_path / "s.yaml", text)).run(tmp_path / "out")


def test_a_map_is_not_saved_as_a_workbook(tmp_path: Path) -> None:
    text = GOOD + "  - {id: m, do: zone_map, with: {title: x, layers: {zones: $zones}}, save: [m.xlsx]}\n"
    with pytest.raises(SchemaError, match=r"m\.xlsx: step 'm' gives a map; save it as \.html"):
        hg.read_scenario(write(tmp_path / "s.yaml", text)).run(tmp_path / "out")


@pytest.mark.parametrize(("said", "wrong"), [("{项目: 某学校}", False), ("null", False), ("某学校", True)])
def test_a_workbook_says_what_the_step_adds_to_the_credits(tmp_path: Path, said: str, wrong: bool) -> None:  # noqa: FBT001
    step = "  - {id: w, do: write_workbook, with: {tables: {a: $zones}, provenance: SAID}, save: [w.xlsx]}\n"
    text = GOOD + step.replace("SAID", said)
    scenario = hg.read_scenario(write(tmp_path / "s.yaml", text))
    if wrong:
        with pytest.raises(SchemaError, match=r"line 4, step 'w'.*provenance must be keys and values, not '某学校'"):
            scenario.run(tmp_path / "out")
        return
    scenario.run(tmp_path / "out")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "w.xlsx")["资料来源"]
    rows = {str(what): str(value) for _, what, value in sheet.iter_rows(values_only=True, min_row=2)}
    assert "EPSG:4549" in rows["坐标系"]
    assert "9 个要素" in rows["图层 zones"]
    assert rows.get("项目") == ("某学校" if "学校" in said else None)


def test_screening_and_eligible_land_are_steps(tmp_path: Path) -> None:
    rule = "{id: r, title: 车站外, relation: beyond_distance, layer: stations, distance_m: 900, basis: assumption}"
    write(tmp_path / "rules.yaml", f"rules:\n  - {rule}\n")
    text = """
title: 核查
steps:
  - {id: zones, do: load_layer, with: {name: zones}}
  - {id: sites, do: select, with: {frame: $zones, where: {id: [zone_hsr, zone_yuhe]}}}
  - {id: s, do: screen, with: {sites: $sites, rules: rules.yaml}, save: [s.xlsx, s.html, s.json]}
  - {id: left, do: exclude, with: {candidates: $sites, rules: rules.yaml}, save: [left.xlsx]}
  - {id: pieces, do: select, with: {frame: $s.conflicts, where: {}}, save: [pieces.gpkg]}
"""
    run = hg.read_scenario(write(tmp_path / "s.yaml", text)).run(tmp_path / "out")
    verdicts = run.tables["s.summary"].set_index("id")["verdict"]
    assert verdicts["zone_yuhe"] == "clear"
    assert verdicts["zone_hsr"] != "clear"  # the station stands in it, though where exactly is known to 1.5 km only
    assert {"left.eligible", "s.conflicts"} <= set(run.layers)
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {
        "s.xlsx",
        "s.html",
        "s.json",
        "left.xlsx",
        "pieces.gpkg",
    }
    assert [page["file"] for page in run.manifest["pages"]] == ["s.html"]


def test_a_rule_file_is_checked_before_anything_is_computed(tmp_path: Path) -> None:
    text = GOOD + "  - {id: s, do: screen, with: {sites: $zones, rules: nowhere.yaml}, save: [s.gpkg]}\n"
    with pytest.raises(SchemaError, match=r"line 4: steps\.1\.with.*nowhere"):
        hg.read_scenario(write(tmp_path / "s.yaml", text))
    text = GOOD + "  - {id: s, do: screen, with: {sites: $cbd, rules: hanting}, save: [s.gpkg]}\n"
    text = text.replace(
        "  - {id: s,", "  - {id: cbd, do: select, with: {frame: $zones, where: {id: zone_cbd}}}\n  - {id: s,"
    )
    with pytest.raises(SchemaError, match=r"save 's' as \.xlsx, \.json or \.html"):
        hg.read_scenario(write(tmp_path / "s.yaml", text)).run(tmp_path / "out")
    text = GOOD + "  - {id: s, do: select, with: {frame: $zones.nothing, where: {}}}\n"
    with pytest.raises(SchemaError, match="no part 'nothing'"):
        hg.read_scenario(write(tmp_path / "s.yaml", text)).run(tmp_path / "out")
