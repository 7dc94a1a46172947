"""Eligible land as a map, a workbook, JSON and in a notebook: assumptions marked, text escaped, tables that close."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from plots import CRS, LAYERS, SITE, frame, rule
from shapely import box

from hanting_geo.core.text import Text
from hanting_geo.siting.exclusion import products
from hanting_geo.siting.exclusion.exclude import exclude

if TYPE_CHECKING:
    from pathlib import Path

    from hanting_geo.siting.exclusion.result import Exclusion


HOSTILE = Text(zh="<script>alert(1)</script>", en="<img src=x onerror=alert(1)>")


@pytest.fixture
def product() -> Exclusion:
    layers = {**LAYERS, "west": frame({"w": box(-50, 0, 40, 100)})}
    layers["west"].attrs["hanting_geo"] = {"attribution": "© OpenStreetMap contributors, ODbL", "licence": "ODbL-1.0"}
    rules = [
        rule("a", layer="west", basis="assumption", title=HOSTILE),
        rule("b", layer="south"),
        rule("c", layer="farmland", hardness="soft"),
    ]
    return exclude(frame({**SITE, "two": box(200, 0, 201, 300)}), rules, layers).prune(min_area_m2=500)


def test_a_notebook_shows_the_ledger(product: Exclusion) -> None:
    html = product._repr_html_()
    assert "<script>" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;（假设）" in html
    assert "(too small)" in html or "过小" in html
    assert repr(product).startswith("Exclusion: 0.42 of 1.03 ha left by 2 rules")


def test_assumptions_are_marked_in_every_product(product: Exclusion, tmp_path: Path) -> None:
    assert product.ledger["assumption"].tolist()[:3] == [True, False, False]
    pieces = product.excluded.set_index("rules")
    assert pieces["assumption"].to_dict() == {"a": True, "b": False, "a; b": True, "(too small)": False}
    assert pieces.loc["a; b", "titles_en"].startswith(f"{HOSTILE.en} (assumption); Rule b")
    told = json.loads(product.to_json())
    assert [item["assumption"] for item in told["ledger"][:3]] == [True, False, False]
    assert told["losses"][0]["assumption"] is True
    book = openpyxl.load_workbook(product.to_workbook(tmp_path / "a.xlsx"))
    text = [str(cell.value) for line in book.worksheets[-1] for cell in line]
    assert f"{HOSTILE.zh}（假设）" in text
    assert "© OpenStreetMap contributors, ODbL" in text


def test_the_workbook_has_chinese_sheets_that_close(product: Exclusion, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(product.to_workbook(tmp_path / "a.xlsx"))
    assert book.sheetnames == ["封面", "排除台账", "候选用地", "逐地块损失", "资料来源"]
    rows = list(book["排除台账"].values)
    column = rows[0].index("分摊(公顷)")
    shares = [number for number in (line[column] for line in rows[1:-1]) if number is not None]
    assert sum(shares) == pytest.approx(rows[-1][column])
    english = openpyxl.load_workbook(product.to_workbook(tmp_path / "b.xlsx", language="en"))
    assert english.sheetnames[:3] == ["cover", "ledger", "candidates"]


def test_json_has_no_nan_and_goes_to_a_file(product: Exclusion, tmp_path: Path) -> None:
    text = product.to_json(tmp_path / "a.json")
    assert (tmp_path / "a.json").read_text(encoding="utf-8").strip() == text
    told = json.loads(text, parse_constant=pytest.fail)
    assert told["ledger"][2]["takes_plane_m2"] is None
    assert told["min_area_m2"] == 500
    assert {"ledger", "losses", "candidates", "findings"} <= set(told)


def test_the_map_shows_why(product: Exclusion) -> None:
    page = product.to_map(title={"zh": "选址", "en": "Siting"}, style={"eligible": {"color": "#000000"}})
    assert page.page_title == "选址"
    layers = {layer.name: layer.facts for layer in page.plan.layers}
    assert set(layers) == {"eligible", "excluded", "candidates"}
    texts = [entry["text"].zh for entry in layers["excluded"]["classes"]]
    assert "规则 b" in texts
    assert "过小" in texts
    assert any("OpenStreetMap" in facts["attribution"] for facts in layers.values())


def test_a_map_of_very_many_rule_sets_is_shaded_by_number() -> None:
    layers = {f"l{n}": frame({"a": box(10 * n, 0, 10 * n + 25, 100)}) for n in range(9)}
    result = exclude(frame(SITE), [rule(f"r{n}", layer=f"l{n}") for n in range(9)], layers)
    assert result.excluded["rules"].nunique() > 10
    facts = {layer.name: layer.facts for layer in result.to_map().plan.layers}["excluded"]
    assert [entry["text"].en for entry in facts["classes"]] == ["1 rule", "2 rules", "3 rules"]


def test_a_click_on_excluded_land_tells_why(product: Exclusion) -> None:
    columns = {
        layer.name: [column["name"] for column in layer.facts["columns"]] for layer in product.to_map().plan.layers
    }
    assert columns["excluded"][:2] == ["titles_zh", "titles_en"]
    assert "eligible_share" in columns["candidates"]
    chosen = product.to_map(popup=["rules"]).plan.layers
    assert [column["name"] for column in chosen[1].facts["columns"]] == ["rules"]


def test_a_table_too_long_for_a_workbook_is_left_out_and_named(
    product: Exclusion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(products, "_MOST_ROWS", 2)
    book = openpyxl.load_workbook(product.to_workbook(tmp_path / "a.xlsx"))
    assert book.sheetnames == ["封面", "候选用地", "逐地块损失", "资料来源"]
    text = [str(cell.value) for line in book.worksheets[-1] for cell in line]
    assert "排除台账: 7" in text


def test_an_overlay_that_fails_is_decided_without_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        message = "TopologyException"
        raise shapely.GEOSException(message)

    monkeypatch.setattr(shapely, "difference", fails)
    ledger = exclude(frame(SITE), [rule("a", layer="west")], LAYERS).ledger.set_index("rule")["share_plane_m2"]
    monkeypatch.undo()
    true = exclude(frame(SITE), [rule("a", layer="west")], LAYERS).ledger.set_index("rule")["share_plane_m2"]
    np.testing.assert_allclose(ledger, true, rtol=0, atol=1e-6)


def test_odbl_rows_are_credited_without_attrs(tmp_path: Path) -> None:
    layers = {"west": LAYERS["west"].assign(licence="ODbL-1.0")}
    result = exclude(frame(SITE), [rule("a", layer="west")], layers)
    assert "OpenStreetMap" in result.eligible.attrs["hanting_geo"]["attribution"]
    book = openpyxl.load_workbook(result.to_workbook(tmp_path / "a.xlsx"))
    assert any("OpenStreetMap" in str(cell.value) for line in book.worksheets[-1] for cell in line)


def test_layers_and_tables_by_name(product: Exclusion) -> None:
    assert list(product.tables()) == ["ledger", "losses", "candidates", "findings"]
    layers = product.layers()
    assert list(layers) == ["eligible", "excluded", "candidates"]
    assert layers["eligible"]["id"].tolist() == ["site"]
    assert layers["candidates"]["id"].tolist() == ["site", "two"]
    assert all(layer.crs == CRS for layer in layers.values())


def test_each_set_of_rules_has_a_shade_of_its_own_that_is_seen_on_white() -> None:
    excluded = gpd.GeoDataFrame(
        {
            "rules": ["a", "b", "a; b", "c"],
            "rule_count": [1, 1, 2, 1],
            "titles_zh": ["甲", "乙", "甲；乙", "丙"],
            "titles_en": ["A", "B", "A; B", "C"],
        },
        geometry=[box(n, 0, n + 1, 1) for n in range(4)],
        crs=4549,
    )
    colors = products.map_style(excluded)["excluded"]["colors"]
    assert len(set(colors.values())) == 4
    # Two rules are darker than any one, and none is nearly white.
    blue = {key: int(color[5:7], 16) + int(color[3:5], 16) for key, color in colors.items()}
    assert blue["a; b"] == min(blue.values())
    assert max(blue.values()) < 400
