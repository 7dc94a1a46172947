"""QGIS draws a GeoPackage as the page draws the layer: the same classes, the same colours, feature by feature."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest
from qgis_reading import (
    legend_of_page,
    parsed,
    qml_classes,
    qml_members,
    rows_of,
    sld_classes,
    sld_members,
)
from shapely import LineString, Point, box

import hanting_geo as hg
from hanting_geo.core.text import Text
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.sources.files import list_layers

if TYPE_CHECKING:
    from collections.abc import Mapping

X, Y = 430000.0, 4071000.0
CRS = "EPSG:4549"
HOSTILE = "</rule>\"'&<![CDATA[ \\ %s {x} 甲\n乙"


def squares(**columns: list[Any]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    shapes = [box(X + 100 * n, Y, X + 100 * n + 90, Y + 90) for n in range(count)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)


def require_as_on_the_page(
    frame: gpd.GeoDataFrame, path: Path, style: Mapping[str, Any] | None = None, name: str = "layer"
) -> str:
    """Compare a style with the page, class by class and feature by feature; give the kind of renderer."""
    hg.write_file(frame, path, layer=name, **({} if style is None else {"style": style}))
    page = legend_of_page(frame, name, style)
    shown = [place for place, one in enumerate(page.facts["classes"]) if one["count"] or one["graded"]]
    rows = rows_of(path, name)
    assert [row["useAsDefault"] for row in rows] == [1, 0]
    kinds = set()
    for language, row in zip(("zh", "en"), rows, strict=True):
        kind, classes = qml_classes(row["styleQML"])
        kinds.add(kind)
        wanted = [page.facts["classes"][place] for place in shown]
        for one, drawn, again in zip(wanted, classes, sld_classes(row["styleSLD"]), strict=True):
            look = one["look"]
            assert drawn.text in {one["text"].text(language), ""}
            assert again.text == one["text"].text(language)
            assert drawn.line == again.line == look.color
            if page.facts["drawn_as"] == "area":
                assert drawn.fill == again.fill == look.fill
            elif page.facts["drawn_as"] == "point":
                assert drawn.fill == again.fill == (look.fill or "#ffffff")
        members = [[shown.index(place)] if place in shown else [] for place in page.cells.member.tolist()]
        placed = page.placed.tolist()
        for told in (qml_members(path, name, row["styleQML"]), sld_members(path, name, row["styleSLD"])):
            # What has no place is drawn nowhere: its class does not matter.
            assert [own for own, there in zip(told, placed, strict=True) if there] == [
                own for own, there in zip(members, placed, strict=True) if there
            ]
    (kind,) = kinds
    return kind


@pytest.mark.parametrize(
    ("layer", "kind"),
    [
        ("zones", "RuleRenderer"),
        ("rivers", "categorizedSymbol"),
        ("rail", "singleSymbol"),
        ("stations", "singleSymbol"),
        ("projects", "singleSymbol"),
        ("district", "singleSymbol"),
        ("towns", "singleSymbol"),
    ],
)
def test_packaged_layers_are_drawn_as_on_the_page(tmp_path: Path, layer: str, kind: str) -> None:
    """Areas by pattern, with those of none; lines by works; a railway; points; rows without a place."""
    frame = hg.load_layer(layer)
    assert layer != "projects" or frame.geometry.isna().any()
    assert require_as_on_the_page(frame, tmp_path / "a.gpkg", name=layer) == kind


CASES: dict[str, tuple[gpd.GeoDataFrame, dict[str, Any], str]] = {
    "values": (squares(use=["a", "b", "c", "a"]), {"column": "use"}, "categorizedSymbol"),
    "colours and labels": (
        squares(use=["a", "b"]),
        {"column": "use", "colors": {"b": "#ff0000", "a": "#00ff00"}, "labels": {"a": {"zh": "甲", "en": "A"}}},
        "categorizedSymbol",
    ),
    "numbers": (squares(n=[3, 1, 2]), {"column": "n"}, "categorizedSymbol"),
    "fractions": (squares(n=[0.1, 0.2, 0.1]), {"column": "n"}, "RuleRenderer"),
    "yes and no": (squares(ok=[True, False, True]), {"column": "ok"}, "categorizedSymbol"),
    "some missing": (squares(use=["a", None, "b"]), {"column": "use"}, "RuleRenderer"),
    "an empty text": (squares(use=["a", "", "b"]), {"column": "use"}, "RuleRenderer"),
    "many values": (squares(use=[f"u{n:03}" for n in range(90)]), {"column": "use"}, "RuleRenderer"),
    "many and none": (squares(use=[*(f"u{n:03}" for n in range(90)), None]), {"column": "use"}, "RuleRenderer"),
    "a few others": (squares(use=[f"u{n:03}" for n in range(24)]), {"column": "use"}, "RuleRenderer"),
    "breaks": (squares(ha=[10.0, 10.0000001, 50.0, 80.0]), {"column": "ha", "breaks": [10, 50]}, "graduatedSymbol"),
    "breaks and none": (squares(ha=[1.0, None, 90.0]), {"column": "ha", "breaks": [10, 50]}, "RuleRenderer"),
    "quantiles": (
        squares(ha=[float(n**2) for n in range(1, 13)]),
        {"column": "ha", "scheme": "quantiles", "k": 4, "palette": "Blues"},
        "graduatedSymbol",
    ),
    "a column with a quote": (squares(**{"a\"b 'c": ["x", "y"]}), {"column": "a\"b 'c"}, "categorizedSymbol"),
    "no fill": (squares(use=["a"]), {"color": "#123456", "fill": None}, "singleSymbol"),
    "rings": (
        squares(from_m=[0.0, 500.0, 1000.0], to_m=[500.0, 1000.0, 2000.0]),
        {"names": False},
        "RuleRenderer",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_style_is_drawn_as_on_the_page(tmp_path: Path, case: str) -> None:
    frame, style, kind = CASES[case]
    assert require_as_on_the_page(frame, tmp_path / "a.gpkg", style) == kind


def test_lines_and_points_by_value(tmp_path: Path) -> None:
    lines = gpd.GeoDataFrame(
        {"use": ["a", "b", None]}, geometry=[LineString([(X, Y), (X + 9, Y)])] * 2 + [None], crs=CRS
    )
    points = gpd.GeoDataFrame({"use": ["a", "b"]}, geometry=[Point(X, Y), Point(X + 1, Y)], crs=CRS)
    symbols = {"column": "use", "symbols": {"a": "square", "b": "diamond"}}
    # The row without a place has no class in the legend of the page, and none here.
    assert require_as_on_the_page(lines, tmp_path / "a.gpkg", {"column": "use"}, "lines") == "categorizedSymbol"
    assert require_as_on_the_page(points, tmp_path / "a.gpkg", symbols, "points") == "categorizedSymbol"
    (row, _) = rows_of(tmp_path / "a.gpkg", "points")
    named = {one.get("value") for one in parsed(row["styleQML"]).iter("Option") if one.get("name") == "name"}
    assert {"square", "diamond"} <= named


@pytest.mark.parametrize("value", [HOSTILE, "a'b", '"', "&amp;", "\t甲\r\n", " 甲 ", "*?!_%", "NULL", "ELSE", "01"])
def test_whatever_a_text_holds_is_that_text(tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.gpkg"
    frame = squares(use=[value, "b", value])
    hg.write_file(frame, path, layer="h", style={"column": "use", "labels": {value: value}})
    for row in rows_of(path):
        kind, classes = qml_classes(row["styleQML"])
        assert kind == "categorizedSymbol"
        assert sorted(one.text for one in classes) == sorted([value, "b"])
        member = {tuple(own) for own in zip(*qml_members(path, "h", row["styleQML"])[::2], strict=True)}
        assert len(member) == 1
        assert qml_members(path, "h", row["styleQML"]) == sld_members(path, "h", row["styleSLD"])
        assert all(len(own) == 1 for own in qml_members(path, "h", row["styleQML"]))


def test_what_xml_cannot_hold_is_asked_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    hg.write_file(squares(use=["a\x01b", "a\x02b", "c"]), path, layer="h", style={"column": "use"})
    for row in rows_of(path):
        parsed(row["styleSLD"])
        assert qml_classes(row["styleQML"])[0] == "RuleRenderer"
        assert qml_members(path, "h", row["styleQML"]) == [[0], [1], [2]]


def test_names_are_written_where_the_page_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    for layer in ("zones", "roads"):
        hg.write_file(hg.load_layer(layer), path, layer=layer)
    hg.write_file(hg.load_layer("zones"), path, layer="quiet", style={"names": False})
    chinese, english = rows_of(path, "zones")
    for row, first in ((chinese, "name_zh"), (english, "name_en")):
        root = parsed(row["styleQML"])
        field = root.find("labeling/settings/text-style")
        assert root.get("labelsEnabled") == "1"
        assert field is not None
        assert str(field.get("fieldName")).startswith(f'coalesce(nullif("{first}"')
    root = parsed(rows_of(path, "quiet")[0]["styleQML"])
    assert root.get("labelsEnabled") == "0"
    assert root.find("labeling") is None


def test_what_is_known_badly_is_dashed(tmp_path: Path) -> None:
    """Where some of a class are: by an expression that asks each feature, as the page asks it."""
    path = tmp_path / "a.gpkg"
    frame = squares(use=["a", "a", "b", "c", "c"], accuracy_m=[5.0, 900.0, 900.0, 2.0, None])
    hg.write_file(frame, path, layer="h", style={"column": "use"})
    page = legend_of_page(frame, "h", {"column": "use"})
    root = parsed(rows_of(path)[0]["styleQML"])
    symbols = {str(one.get("name")): one for one in root.iter("symbol")}
    styles = {
        name: {str(one.get("name")): str(one.get("value")) for one in symbol.iter("Option")}
        for name, symbol in symbols.items()
    }
    assert [styles[name]["outline_style"] for name in "012"] == ["solid", "dash", "solid"]
    assert [name for name in "012" if "expression" in styles[name]] == ["0", "2"]
    asked = styles["0"]["expression"].replace("if(", "iif(")
    with closing(sqlite3.connect(path)) as file:
        told = [value for (value,) in file.execute(f"SELECT {asked} FROM h ORDER BY fid")]  # noqa: S608
    assert [value == "dash" for value in told] == page.cells.rough.astype(bool).tolist()


def test_results_carry_how_they_are_drawn(tmp_path: Path) -> None:
    """Verdicts, conflicts, eligible land, grades: written in whatever way, with the colours of their own page."""
    sites = squares(id=["a", "b", "c"], name_zh=["甲", "乙", "丙"], accuracy_m=[1.0, 1.0, 1.0])
    rules = hg.RuleSet([hg.Rule(id="r", title=Text("避让"), relation="outside", layer="own", basis="x")])
    own = squares(id=["o"], accuracy_m=[1.0]).assign(geometry=[box(X + 40, Y, X + 150, Y + 90)])
    screened = hg.screen(sites, rules, {"own": own})
    left = hg.exclude(sites, rules, {"own": own})
    criteria = hg.CriteriaSet(
        [
            hg.Criterion(
                id="n",
                title=Text("数"),
                factor="attribute",
                column="n",
                unit="-",
                scores="<=1: 1; else: 0.2",
                source="x",
            )
        ]
    )
    ranked = hg.suitability(sites.assign(n=[1.0, 2.0, 3.0]), criteria, weights="equal")
    for name, result in {"screening": screened, "exclusion": left, "ranking": ranked}.items():
        page = {layer.name: layer for layer in result.to_map().plan.layers}
        for layer, frame in result.layers().items():
            path = hg.write_file(frame, tmp_path / f"{name}_{layer}.gpkg")
            if not frame.geometry.notna().any():
                continue
            found = rows_of(path)
            classes = page[layer].facts["classes"]
            _, drawn = qml_classes(found[0]["styleQML"])
            shown = [one for one in classes if one["count"]]
            assert [one.fill for one in drawn] == [one["look"].fill for one in shown]
            if name != "ranking":  # there each grade is outlined in a darker shade of it
                assert [one.line for one in drawn] == [one["look"].color for one in shown]
            texts = [one["text"].zh.split(" ≥")[0] for one in shown]  # the page of a ranking adds where grades end
            assert [one.text for one in drawn] in (texts, [""])
            assert page[layer].facts["title"].zh in found[0]["styleName"]
            assert page[layer].facts["title"].en in found[1]["styleName"]


def test_a_style_whose_column_is_gone_stops_nothing(tmp_path: Path) -> None:
    frame = squares(id=["a"])
    frame.attrs["hanting_geo"] = {"style": {"column": "verdict"}}
    path = hg.write_file(frame, tmp_path / "a.gpkg")
    assert "layer_styles" not in tables(path)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as file:
        return {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_the_table_is_as_qgis_makes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = hg.write_file(hg.load_layer("zones"), tmp_path / "a.gpkg", layer="zones")
    rows = rows_of(path)
    assert list(rows[0]) == [
        *("id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML"),
        *("styleSLD", "useAsDefault", "description", "owner", "ui", "update_time"),
    ]
    assert [row["styleName"] for row in rows] == ["功能片区 (中文)", "Zones (EN)"]
    assert {row["f_table_name"] for row in rows} == {"zones"}
    assert {row["f_geometry_column"] for row in rows} == {"geom"}
    assert {row["update_time"] for row in rows} == {"2023-11-14T22:13:20.000Z"}
    assert not re.search("[\u4e00-\u9fff]", rows[1]["description"] + rows[1]["styleQML"] + rows[1]["styleSLD"])
    with closing(sqlite3.connect(path)) as file:
        (registered,) = file.execute(
            "SELECT data_type, identifier, last_change FROM gpkg_contents WHERE table_name = 'layer_styles'"
        ).fetchall()
        assert registered == ("attributes", "layer_styles", "2023-11-14T22:13:20.000Z")
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    again = rows_of(hg.write_file(hg.load_layer("zones"), tmp_path / "b.gpkg", layer="zones"))
    assert again == rows
    assert dt.datetime.fromisoformat(rows[0]["update_time"]).timestamp() == 1_700_000_000


def test_the_language_of_the_options_opens(tmp_path: Path) -> None:
    with hg.options(language="en"):
        path = hg.write_file(hg.load_layer("rail"), tmp_path / "rail.gpkg")
    assert [(row["styleName"], row["useAsDefault"]) for row in rows_of(path)] == [
        ("铁路 (中文)", 0),
        ("Rail (EN)", 1),
    ]


def test_reading_sees_layers_only(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    zones = hg.load_layer("zones")
    hg.write_file(zones, path, layer="zones")
    assert list_layers(path)["name"].tolist() == ["zones"]
    read = hg.read_file(path)
    assert len(hg.findings(read)) == 0
    assert read["id"].tolist() == zones["id"].tolist()
    with pytest.raises(SourceError, match="has no layer 'layer_styles'; it has 'zones'"):
        hg.read_file(path, layer="layer_styles")
    with pytest.raises(SourceError, match="QGIS keeps styles in a table of that name"):
        hg.write_file(zones, path, layer="Layer_Styles")
    assert [row["id"] for row in rows_of(path)] == [1, 2]


def test_other_layers_and_what_people_saved_in_qgis_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    hg.write_file(hg.load_layer("zones"), path, layer="zones")
    hg.write_file(hg.load_layer("rail"), path, layer="rail")
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE layer_styles SET useAsDefault = 0 WHERE f_table_name = 'zones'")
        file.execute(
            "INSERT INTO layer_styles (f_table_name, f_geometry_column, styleName, styleQML, useAsDefault, owner) "
            "VALUES ('zones', 'geom', '自己的', '<qgis/>', 1, '')"
        )
    hg.write_file(hg.load_layer("zones"), path, layer="zones")
    assert [(row["styleName"], row["useAsDefault"]) for row in rows_of(path, "zones")] == [
        ("自己的", 1),
        ("功能片区 (中文)", 0),
        ("Zones (EN)", 0),
    ]
    assert len(rows_of(path, "rail")) == 2
    # Nothing of the page is left on a layer that is written without.
    hg.write_file(hg.load_layer("rail"), path, layer="rail", style="none")
    assert rows_of(path, "rail") == []
    assert list_layers(path)["name"].tolist() == ["zones", "rail"]


def test_a_raw_file_is_written_as_it_was(tmp_path: Path) -> None:
    assert "layer_styles" not in tables(hg.write_file(squares(use=["a"]), tmp_path / "a.gpkg"))
    assert "layer_styles" not in tables(hg.write_file(hg.load_layer("zones"), tmp_path / "b.gpkg", style="none"))
    texts = squares(from_m=["x"], to_m=["y"])
    assert "layer_styles" not in tables(hg.write_file(texts, tmp_path / "c.gpkg"))
    nowhere = squares(kind=["zone"]).assign(geometry=gpd.GeoSeries([None], crs=CRS))
    assert "layer_styles" not in tables(hg.write_file(nowhere, tmp_path / "d.gpkg"))


def test_a_style_that_is_none_is_said(tmp_path: Path) -> None:
    frame = squares(use=["a"])
    for style, what in [
        ({"column": "nothing"}, "no column 'nothing'"),
        ({"colour": "red"}, "colour is not known"),
        ("pretty", "style is one of 'page' or 'none'"),
        (5, "style is one of 'page' or 'none'"),
        (None, "style is one of 'page' or 'none'"),
    ]:
        with pytest.raises(SchemaError, match=what):
            hg.write_file(frame, tmp_path / "a.gpkg", style=style)  # type: ignore[arg-type]
    with pytest.raises(SchemaError, match="style= is of a GeoPackage"):
        hg.write_file(frame, tmp_path / "a.geojson", style={"column": "use"})
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_another_kind_is_not_touched(tmp_path: Path) -> None:
    path = hg.write_file(squares(use=["a"]), tmp_path / "a.gpkg")
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, what TEXT)")
    before = path.read_bytes()
    with pytest.raises(SourceError, match="QGIS did not make it"):
        hg.write_file(hg.load_layer("rail"), path, layer="rail")
    assert path.read_bytes() == before


@pytest.mark.long
def test_qgis_itself_has_each_feature_in_the_class_of_the_page(tmp_path: Path) -> None:
    """Debian's QGIS, in Debian's Python: scripts/test.sh --long installs it."""
    python = next(iter(Path("/usr/bin").glob("python3")), None)
    if (
        python is None
        or subprocess.run([python, "-c", "import qgis.core"], capture_output=True, check=False).returncode
    ):
        pytest.skip("no PyQGIS on this machine (Debian's python3-qgis)")
    path = tmp_path / "a.gpkg"
    cases = {f"case {number}": case for number, case in enumerate(CASES.values())}
    packaged = (("zones", "RuleRenderer"), ("rivers", "categorizedSymbol"), ("stations", "singleSymbol"))
    cases |= {layer: (hg.load_layer(layer), {}, kind) for layer, kind in packaged}
    for name, (frame, style, _) in cases.items():
        hg.write_file(frame, path, layer=name, **({"style": style} if style else {}))
    program = Path(__file__).parents[2] / "helpers" / "qgis_asking.py"
    told = json.loads(
        subprocess.run(
            [python, program, path, *cases],
            capture_output=True,
            check=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        ).stdout
    )
    for name, (frame, style, kind) in cases.items():
        page = legend_of_page(frame, name, style or None)
        texts = [page.facts["classes"][place]["text"].zh for place in page.cells.member.tolist()]
        found = [told[name]["features"][str(fid)] for fid in range(1, len(frame) + 1)]
        assert told[name]["valid"]
        assert told[name]["kind"] == kind, name
        # One symbol for all has no text in a legend of QGIS.
        wanted = [[""] if kind == "singleSymbol" else [text] for text in texts]
        assert [own for own, there in zip(found, page.placed, strict=True) if there] == [
            own for own, there in zip(wanted, page.placed, strict=True) if there
        ], name


def test_a_large_layer_takes_no_more_than_its_classes(tmp_path: Path) -> None:
    """Forty thousand rows of two thousand values: one class of all others, and a style of some kilobytes."""
    rng = np.random.default_rng(0)
    values = rng.integers(0, 2000, 40_000)
    frame = gpd.GeoDataFrame(
        {"use": [f"u{value}" for value in values]}, geometry=gpd.points_from_xy(values + X, values + Y), crs=CRS
    )
    hg.write_file(frame, tmp_path / "a.gpkg", style={"column": "use"})
    assert max(len(row["styleQML"]) for row in rows_of(tmp_path / "a.gpkg")) < 40_000
