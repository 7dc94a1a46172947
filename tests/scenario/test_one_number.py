"""Map, workbook and CSV of one run say the same number for the same thing, to the last printed digit."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
from shapely import box

import hanting_geo as hg
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.values import value_label
from hanting_geo.outputs.maps.zonal import zonal_facts

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.scenario.scenario import Run

MEASURES = ("ha", "mu", "plane_m2", "ellipsoid_m2", "river_length_m", "rail_length_m", "road_length_m")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return hg.read_scenario().run(tmp_path_factory.mktemp("run") / "output")


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    """Read a sheet by its headers."""
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def layers_of_page(path: Path) -> dict[str, dict[str, Any]]:
    """Read from a page what its popups are written from."""
    blocks = re.findall(
        r'<script type="application/json"[^>]*>(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL
    )
    plans = [block for block in map(json.loads, blocks) if isinstance(block, dict) and "layers" in block]
    return {layer["name"]: layer for layer in plans[0]["layers"]}


def written(value: float | None, decimals: int) -> str:
    """Write a number as a popup and a cell show it."""
    return "" if value is None or math.isnan(value) else f"{value:,.{decimals}f}"


def test_a_popup_and_the_sheet_of_the_zones_say_the_same(run: Run) -> None:
    assert run.folder is not None
    layer = layers_of_page(run.folder / "hanting_map.html")["zones"]
    names = [column["name"] for column in layer["columns"]]
    ids = layer["cells"]["ids"]
    book = openpyxl.load_workbook(run.folder / "zone_statistics.xlsx", read_only=True)
    sheet = {row[column_label("id", "zh")]: row for row in rows_of(book["片区"])}
    compared = 0
    for name in MEASURES:
        place = names.index(name)
        decimals = layer["columns"][place]["decimals"]
        for one, shown in zip(ids, layer["cells"]["shown"][place], strict=True):
            cell = sheet[one].get(column_label(name, "zh"))
            assert written(shown, decimals) == written(cell, decimals), (one, name)
            compared += shown is not None
    assert compared > 40


def test_what_opens_on_a_click_the_sheet_and_the_csv_say_the_same(run: Run) -> None:
    """Hectares and mu class by class, in each zone; lengths in kilometres are those metres."""
    assert run.folder is not None
    layer = layers_of_page(run.folder / "hanting_map.html")["zones"]
    book = openpyxl.load_workbook(run.folder / "zone_statistics.xlsx", read_only=True)
    label = {name: column_label(name, "zh") for name in ("theme", "zone_id", "class", "ha", "mu", "length_m")}
    cells: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
    for row in rows_of(book["分区统计"]):
        cells.setdefault((row[label["theme"]], row[label["zone_id"]]), {})[str(row[label["class"]])] = row
    areas = lengths = 0
    for place, blocks in layer["zonal"].items():
        zone = layer["cells"]["ids"][int(place)]
        for block in blocks:
            theme = block["title"][0]
            rows = cells.get((theme, zone), {})
            if block["measure"] == "count" or not block["rows"]:
                continue
            told = sum((row[1] for row in block["rows"]), start=0.0)
            if block["measure"] == "ha":
                own = sorted((row[label["ha"]], row[label["mu"]]) for row in rows.values() if row[label["ha"]])
                listed = sorted((row[1], row[3]) for row in [*block["rows"], *block["apart"]] if row[1])
                assert [written(value, 4) for value, _ in listed] == [written(value, 4) for value, _ in own], theme
                assert [written(value, 2) for _, value in listed] == [written(value, 2) for _, value in own], theme
                areas += len(listed)
            else:
                metres = math.fsum(row[label["length_m"]] or 0.0 for row in rows.values())
                assert abs(told + sum(row[1] for row in block["apart"]) - metres / 1000) <= 0.0011
                lengths += len(block["rows"])
    assert areas >= 12
    assert lengths > 20
    # The CSV is the same table, cell by cell.
    frame = pd.read_csv(run.folder / "zone_statistics.csv", encoding="utf-8-sig")
    for name in ("length_m", "plane_m2", "ellipsoid_m2"):
        (column,) = [one for one in frame.columns if one in {name, column_label(name, "zh")}]
        own = [row[column_label(name, "zh")] for row in rows_of(book["分区统计"])]
        assert [written(value, 2) for value in frame[column]] == [written(value, 2) for value in own], name


def test_a_zone_does_not_round_by_itself(tmp_path: Path) -> None:
    """Three parcels of a third of a unit: the table closes by raising one of them, and so does every popup."""
    side = 10.0 * math.sqrt(1 / 3)
    zones = gpd.GeoDataFrame(
        {"id": ["a", "b", "c"]},
        geometry=[box(430000 + 100 * n, 4071000, 430000 + 100 * n + side, 4071000 + side) for n in range(3)],
        crs="EPSG:4549",
    )
    table = hg.zone_statistics(zones, zones.rename(columns={"id": "use"}))
    path = hg.write_csv(table.assign(ha=table["plane_m2"] / 1e4, mu=table["plane_m2"] / 1e4 * 15), tmp_path / "a.csv")
    said = pd.read_csv(path, encoding="utf-8-sig").set_index("zone_id")
    assert sorted(said.loc[["a", "b", "c"], "ha"]) == [0.0033, 0.0033, 0.0034]
    blocks = zonal_facts({"land": table}, ["a", "b", "c"])
    for zone in "abc":
        assert blocks[zone][0]["total"] == said.loc[zone, "ha"]
        assert blocks[zone][0]["total_mu"] == said.loc[zone, "mu"]
    frame = zones.assign(ha=zones.area / 1e4)
    (layer,) = hg.zone_map({"zones": frame}).plan.layers
    (place,) = [at for at, column in enumerate(layer.facts["columns"]) if column["name"] == "ha"]
    assert layer.cells.shown[place] == said.loc[["a", "b", "c"], "ha"].tolist()
    assert value_label("zone_id", "(total)", "zh")
