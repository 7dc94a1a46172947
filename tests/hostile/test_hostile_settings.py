"""Hostile settings: rules, criteria, scenarios and catalogues that hold anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hostile
import pytest
from hostile import refused
from thinned import thinned

import hanting_geo as hg
from hanting_geo.core.limits import limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

READERS: dict[str, Callable[[Path], Any]] = {
    "rules": hg.read_rules,
    "criteria": hg.read_criteria,
    "scenario": hg.read_scenario,
    "catalogue": hg.open_catalog,
}


@pytest.mark.parametrize("name", thinned(hostile.SETTINGS, one_in=4))
def test_hostile_yaml_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(hostile.SETTINGS[name].encode("utf-8", "surrogatepass"))
    for kind, read in READERS.items():
        if kind == "catalogue" and name == "digits, as base 60":
            continue  # a title may be any word
        refused(lambda read=read: read(path))


@pytest.mark.parametrize("write", [hostile.workbook((1_048_575, 16_383)), hostile.workbook(merged=True),
                                   hostile.workbook((30_000, 0))])  # fmt: skip
def test_a_workbook_of_rules_is_a_table_of_rules(write: Callable[[Path], Path], tmp_path: Path) -> None:
    path = write(tmp_path)
    refused(lambda: hg.read_rules(path))
    refused(lambda: hg.read_criteria(path))


def test_a_long_table_of_rules_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,title,relation,layer,basis\n" + "a,a,outside,zones,x\n" * 30_000, encoding="utf-8")
    assert "setting_rows" in refused(lambda: hg.read_rules(path))
    path.write_text("id," * 20_000, encoding="utf-8")
    assert "columns" in refused(lambda: hg.read_rules(path))
    with limits(settings_mb=1):
        path.write_bytes(b"#" * (2 << 20))
        assert "2 MB" in refused(lambda: hg.read_rules(path))
        refused(lambda: hg.standards(path))


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "/dev/tty"])
def test_a_device_is_no_file(path: str) -> None:
    for read in (hg.read_scenario, hg.read_file, hg.open_catalog, hg.read_rules, hg.standards):
        refused(lambda read=read: read(path))


SCENARIO = "title: t\nsteps:\n  - {id: z, do: load_layer, with: {name: stations}%s}\n%s"


NAMES = ("a\\0b.csv", "CON.csv", "nul.txt.csv", "com1.xlsx", "a.csv ", "a .", " a.csv", "a\\tb.csv", "LPT\\u00b9.csv")


@pytest.mark.parametrize("name", [*NAMES, "a" * 300 + ".csv"])
def test_names_that_no_folder_holds(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(SCENARIO % (f', save: ["{name}"]', ""), encoding="utf-8")
    assert "line 3" in refused(lambda: hg.read_scenario(path).run(tmp_path / "o"))
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    "step",
    [
        "{id: b, do: select, with: {frame: $z, where: {id: [[[1]]]}}}",
        "{id: b, do: select, with: {frame: $z, where: {id: 2020-01-01}}}",
        "{id: b, do: join, with: {frame: $z, table: $z, on: [1, {a: 2}]}}",
        "{id: b, do: buffer, with: {frame: $z, distance_m: {a: 1}}}",
        "{id: b, do: rings, with: {frame: $z, distances_m: [[1], a]}}",
        "{id: b, do: grid, with: {area: $z, cell_m: .nan}}",
        "{id: b, do: zone_map, with: {layers: [$z], title: {a: [1]}}, save: [m.html]}",
        "{id: b, do: write_workbook, with: {tables: {1: $z}}, save: [w.xlsx]}",
        "{id: b, do: write_workbook, with: {tables: {a: $z}, provenance: [1]}, save: [w.xlsx]}",
        "{id: b, do: nearest, with: {frame: $z, to: 2020-01-01}}",
        "{id: b, do: zone_statistics, with: {zones: $z, features: [], by: 5}}",
    ],
)
def test_wrong_types_in_steps(step: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(SCENARIO % ("", f"  - {step}\n"), encoding="utf-8")
    assert "'b'" in (said := refused(lambda: hg.read_scenario(path).run(tmp_path / "o"))) or "line 4" in said
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.yaml"]


LONG = "a" * 300


@pytest.mark.parametrize(
    "read",
    [
        lambda path: hg.open_catalog(written(path, f'layers:\n  mine: {{title: a, file: "{LONG}.geojson"}}\n')),
        lambda path: hg.open_catalog(written(path, f'layers:\n  mine: {{title: a, file: "{LONG}/a.geojson"}}\n')),
        lambda path: hg.open_catalog(written(path, f"extends: {LONG}\nlayers: {{}}\n")),
        lambda path: hg.read_rules(written(path, f'include: ["{LONG}.yaml"]\nrules: []\n')),
        lambda path: hg.read_scenario(written(path, STEPS.format("screen, with: {sites: $z, rules: " + LONG))).run(),
        lambda path: hg.read_scenario(
            written(path, STEPS.format(f"raster_statistics, with: {{zones: $z, raster: {LONG}.tif"))
        ).run(),
    ],
    ids=["a layer", "a folder", "another catalogue", "included rules", "rules of a step", "a raster of a step"],
)
def test_a_name_in_settings_that_no_file_can_have_is_not_there(read: Callable[[Path], object], tmp_path: Path) -> None:
    with pytest.raises(hg.HantingGeoError, match="aaa") as caught:
        read(tmp_path / "settings.yaml")
    assert len(str(caught.value)) < 4096


STEPS = """steps:
- {{id: z, do: load_layer, with: {{name: zones}}}}
- {{id: a, do: {}}}}}
"""


def written(path: Path, text: str) -> Path:
    path.write_text("title: {zh: a, en: a}\n" + text, encoding="utf-8")
    return path
