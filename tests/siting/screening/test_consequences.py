"""What a broken rule leads to, and for which sites it holds: verdicts of sites, sentences, counts, what remains."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest
from brute import CRS, layer, moved, rule
from shapely import box

import hanting_geo as hg
from hanting_geo.core.text import Text
from hanting_geo.siting.screening.screen import Screening, screen

if TYPE_CHECKING:
    from pathlib import Path

FEATURES = {"r": layer([box(50, 0, 100, 100)], 0.0), "q": layer([box(0, 0, 100, 30)], 0.0)}


def sites(accuracy: float = 0.0, **columns: Any) -> gpd.GeoDataFrame:
    facts = {"id": ["a"], "accuracy_m": accuracy, **columns}
    return gpd.GeoDataFrame(facts, geometry=[moved(box(0, 0, 100, 100))], crs=CRS)


def asked(*rules: hg.Rule, layers: Any = FEATURES, accuracy: float = 0.0, **columns: Any) -> Screening:
    return screen(sites(accuracy, **columns), list(rules), layers)


def word(*rules: hg.Rule, **given: Any) -> str:
    return str(asked(*rules, **given).tables()["summary"]["verdict"].iloc[0])


CONSENT = rule(
    "outside", id="c", consequence="consent", authority="市水利局", title=Text(zh="河道管理范围", en="River")
)
EDGE = {"r": layer([box(100, 0, 150, 100)], 1.0), "q": FEATURES["q"]}
LATER = {"s": layer([box(100, 0, 150, 100)], 1.0), **FEATURES}


@pytest.mark.parametrize(
    ("rules", "layers", "expected"),
    [
        ([CONSENT], FEATURES, "needs_consent"),
        ([CONSENT, rule("outside", id="f", layer="q")], FEATURES, "conflict"),
        ([CONSENT, rule("outside", id="f", layer="nowhere")], FEATURES, "no_data"),
        ([CONSENT, rule("outside", id="f", layer="s")], LATER, "uncertain"),
        ([CONSENT, rule("outside", id="f", layer="s", consequence="consent")], LATER, "uncertain"),
        ([CONSENT, rule("outside", id="f", layer="nowhere", consequence="consent")], FEATURES, "no_data"),
        ([CONSENT], EDGE, "uncertain"),
        ([CONSENT, rule("min_area", id="f", area_m2=5)], FEATURES, "needs_consent"),
        ([rule("outside", consequence="advise")], FEATURES, "clear"),
        ([CONSENT, rule("outside", id="f", layer="q", consequence="advise")], FEATURES, "needs_consent"),
        ([rule("min_area", area_m2=1e6, consequence="consent")], FEATURES, "needs_consent"),
        ([rule("attribute", column="far", op="<=", value=2, consequence="consent")], FEATURES, "needs_consent"),
    ],
)
def test_the_verdict_of_a_site(rules: list[hg.Rule], layers: Any, expected: str) -> None:
    assert word(*rules, layers=layers, far=[3]) == expected


def test_what_needs_consent_takes_nothing_of_what_remains() -> None:
    found = asked(CONSENT, rule("outside", id="f", layer="q"))
    (row,) = found.tables()["summary"].to_dict("records")
    assert (row["remaining_m2"], row["hard_conflicts"], row["needs_consent"]) == (7000.0, 1, 1)
    told = found.tables()["verdicts"].set_index("rule")
    assert told.loc["c", ["verdict", "consequence", "authority", "area_m2"]].tolist() == [
        "needs_consent", "consent", "市水利局", 5000.0
    ]  # fmt: skip
    rules = found.tables()["rules"].set_index("rule")
    assert rules.loc["c", ["conflict", "needs_consent", "consequence"]].tolist() == [0, 1, "consent"]
    pieces = found.layers()["conflicts"].set_index("rule")
    assert pieces.geometry.area.to_dict() == {"c": 5000.0, "f": 3000.0}


def test_sentences_say_who_is_to_be_asked() -> None:
    zh = asked(CONSENT).explain("a").splitlines()
    assert zh[0] == "a：与下列刚性规则不符，须报批或征求意见："
    assert zh[1].startswith("1. 河道管理范围（须报批或征求意见）：须报批或征求意见，涉及 5,000.00 平方米")
    assert zh[1].endswith("会签部门：市水利局。")
    en = asked(CONSENT).explain("a", "en").splitlines()
    assert en[0] == "a: does not keep these hard rules, and needs approval or consultation:"
    assert en[1].endswith("Authority: 市水利局.")
    both = asked(CONSENT, rule("outside", id="f", layer="q", title=Text(zh="占用"))).explain("a").splitlines()
    assert [line[:5] for line in both[1:]] == ["1. 占用", "2. 河道"] or both[1].startswith("1. 占用")


def test_every_product_knows_the_verdict(tmp_path: Path) -> None:
    found = asked(CONSENT)
    assert "1 needs_consent" in repr(found)
    assert "须报批或征求意见" in found._repr_html_()
    assert json.loads(found.to_json())["summary"][0]["verdict"] == "needs_consent"
    page = tmp_path / "a.html"
    hg.save_page(found.to_map(language="zh"), page)
    assert "须报批或征求意见" in page.read_text(encoding="utf-8")
    assert found.to_workbook(tmp_path / "a.xlsx").is_file()


SCHOOLS = {"site_filter": {"use": "学校"}}


@pytest.mark.parametrize(
    ("value", "expected"),
    [("学校", "conflict"), ("医院", "clear"), (None, "no_data"), ("", "no_data"), ("学 校", "no_data")],
)
def test_a_rule_for_sites_of_a_kind(value: str | None, expected: str) -> None:
    assert word(rule("outside", **SCHOOLS), use=[value]) == expected


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        (3, "3", "conflict"),
        ("3", 3, "conflict"),
        (3, 3.0, "conflict"),
        ("0701", 701, "no_data"),
        (("学校", "医院"), "医院", "conflict"),
        (True, True, "conflict"),
        (True, 1, "clear"),
    ],
)
def test_numbers_and_the_same_numbers_as_text_are_one_value(wanted: Any, value: Any, expected: str) -> None:
    found = asked(rule("outside", site_filter={"use": wanted}), use=[value])
    assert found.tables()["summary"]["verdict"].tolist() == [expected]
    as_text = (wanted, value) in {(3, "3"), ("3", 3)}
    assert ("number_as_text" in found.findings["code"].tolist()) == as_text


def test_a_rule_that_is_kept_anyway_is_clear_whatever_the_site_is() -> None:
    far = {"r": layer([box(500, 0, 600, 100)], 0.0)}
    assert word(rule("outside", **SCHOOLS), layers=far, use=[None]) == "clear"


def test_a_column_that_the_sites_have_not_is_told() -> None:
    found = asked(rule("outside", **SCHOOLS), uses=["学校"])
    assert found.tables()["summary"]["verdict"].tolist() == ["no_data"]
    assert "asks for the column 'use', which the sites have not" in " ".join(found.findings["what"])
    assert "did you mean uses?" in " ".join(found.findings["what_to_do"])


def three(*values: Any) -> gpd.GeoDataFrame:
    facts = {"id": list("abc"), "accuracy_m": 0.0, "use": list(values)}
    return gpd.GeoDataFrame(facts, geometry=[moved(box(0, 0, 100, 100))] * 3, crs=CRS)


def verdicts(frame: gpd.GeoDataFrame, **fields: Any) -> tuple[list[str], list[str]]:
    found = screen(frame, [rule("outside", **fields)], FEATURES)
    codes = [code for code in found.findings["code"] if code != "role_missing"]
    return found.tables()["summary"]["verdict"].tolist(), codes


def test_a_kind_that_no_site_is_of_is_a_mistake_where_a_site_is_of_nearly_that_kind() -> None:
    assert verdicts(three("学校用地", "商业", "仓储"), **SCHOOLS) == (
        ["no_data", "clear", "clear"], ["rule_matches_nothing"]
    )  # fmt: skip
    assert verdicts(three("学校用地", "商业", "仓储"), may_be_empty=True, **SCHOOLS)[0] == ["clear"] * 3
    assert verdicts(three("学校", "学校用地", "仓储"), **SCHOOLS) == (["conflict", "clear", "clear"], [])
    assert verdicts(three("工厂", "商业", "仓储"), **SCHOOLS) == (["clear"] * 3, ["rule_holds_for_none"])


def test_rules_of_other_kinds_are_not_applicable() -> None:
    found = screen(three("学校", "商业", "商业"), [rule("outside", **SCHOOLS)], FEATURES)
    (row,) = found.tables()["rules"].to_dict("records")
    assert (row["conflict"], row["not_applicable"]) == (1, 2)
    alone = rule("attribute", column="far", op="<=", value=2, **SCHOOLS)
    frame = three("学校", "商业", "商业").assign(far=[3, None, None])
    assert screen(frame, [alone], {}).tables()["summary"]["verdict"].tolist() == ["conflict", "clear", "clear"]
