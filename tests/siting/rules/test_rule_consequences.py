"""What a rule leads to, for whom it holds, and distances and heights that stand in columns: read, checked, written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hanting_geo.core.text import Text
from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.files import read_rules, write_rules
from hanting_geo.siting.rules.model import Rule, RuleSet

if TYPE_CHECKING:
    from pathlib import Path

TITLE = Text(zh="规则")
HEIGHT = {"relation": "height_at_most", "distance_m": ..., "height_column": "H"}


def rule(**said: Any) -> Rule:
    given = {"id": "r", "title": TITLE, "relation": "beyond_distance", "layer": "lines", "distance_m": 5}
    return Rule(**{key: value for key, value in ({"basis": "assumption"} | given | said).items() if value is not ...})


@pytest.mark.parametrize(
    ("said", "hardness", "effect"),
    [
        ({}, "hard", "forbid"),
        ({"hardness": "soft"}, "soft", "advise"),
        ({"consequence": "forbid"}, "hard", "forbid"),
        ({"consequence": "consent"}, "hard", "consent"),
        ({"consequence": "advise"}, "soft", "advise"),
        ({"consequence": "advise", "hardness": "soft"}, "soft", "advise"),
    ],
)
def test_consequence_and_hardness_follow_each_other(said: dict[str, str], hardness: str, effect: str) -> None:
    made = rule(**said)
    assert (made.hardness, made.effect) == (hardness, effect)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"hardness": "soft", "consequence": "forbid"}, "a soft rule cannot forbid"),
        ({"hardness": "soft", "consequence": "consent"}, "a soft rule cannot consent"),
        ({"hardness": "hard", "consequence": "advise"}, "a hard rule decides"),
        ({"relation": "outside", "distance_m": ..., "width_column": "W"}, "outside has no use for width_column"),
        ({"relation": "min_area", "area_m2": 5, "layer": ..., "distance_m": ..., "role": "urban_boundary"}, "no layer"),
        ({"role": "farmland"}, "'farmland' is not known; use one of permanent_farmland"),
        ({**HEIGHT, "height_column": ...}, "height_at_most needs height_column"),
        ({**HEIGHT}, "needs ratio and distance_m"),
        ({**HEIGHT, "ratio": 10}, "needs ratio and distance_m"),
        ({**HEIGHT, "distance_m": 10}, "needs ratio and distance_m"),
        ({**HEIGHT, "ratio": 10, "surface_column": "Z"}, "leave ratio empty"),
        ({**HEIGHT, "distance_m": 10, "surface_column": "Z"}, "leave distance_m empty"),
        ({**HEIGHT, "distance_m": 10, "ratio": 0}, "must be more than 0"),
        ({"ratio": 10}, "beyond_distance has no use for ratio"),
        ({"distance_m": -1}, "must be at least 0, and is -1"),
        ({"distance_m": float("nan")}, "nan is no number that a rule can use"),
        ({"distance_m": "约50米"}, "is no number"),
        ({"distance_m": "五十米"}, "is no number"),
        ({"distance_m": "不小于50"}, "is no number"),
        ({"distance_m": "待定"}, "is no number"),
        ({"distance_m": "50 米"}, "is no number"),
        ({"distance_m": "two words"}, "is no number"),
    ],
)
def test_what_does_not_go_together(said: dict[str, Any], words: str) -> None:
    with pytest.raises(RuleError, match=words):
        rule(**said)


def test_a_distance_is_a_number_or_a_column() -> None:
    assert [rule(distance_m=said).distance_m for said in (5, "5", "5.50", "退让距离", " W_M ", "距离(米)")] == [
        5.0, 5.0, 5.5, "退让距离", "W_M", "距离(米)"
    ]  # fmt: skip


EVERYTHING = RuleSet(
    (
        rule(
            distance_m="保护区宽度", width_column="全宽", consequence="consent", authority="市水利局",
            site_filter={"拟用用途": ("学校", "医院"), "层数": 3}, role="ecological_redline",
            measured_from="管道中心线", read="北大法宝 CLI.2.1", verified=False,
        ),
        rule(id="s", **{**HEIGHT, "surface_column": "限高"}, verified=True),
        rule(id="w", **{**HEIGHT, "distance_m": 1000, "ratio": 10}, consequence="advise"),
    )
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["a.yaml", "a.csv", "a.xlsx"])
def test_every_new_field_comes_back(tmp_path: Path, name: str, language: str) -> None:
    found = read_rules(write_rules(EVERYTHING, tmp_path / name, language=language))
    assert repr([each.model_dump() for each in found]) == repr([each.model_dump() for each in EVERYTHING])
    assert found["r"].verified is False
    assert found["w"].verified is None


def test_the_table_on_a_page_says_that_nothing_was_verified() -> None:
    shown = EVERYTHING._repr_html_()
    assert "<td>false</td>" in shown
    assert "<td>true</td>" in shown


HEADER = "规则编号,规则名称,关系,图层,距离(米),依据,刚性或弹性,后果,会签部门,适用地块,已核对"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("r,退让,beyond_distance,x,保护区宽度,law,,,,用途=学校,是", None),
        (
            "r,退让,beyond_distance,x,五十米,law,,,,,",
            "line 2: r.distance_m: '五十米' is no number; write for example 50",
        ),
        ("r,退让,beyond_distance,x,50米,law,,,,,", "line 2: r.distance_m: '50米' has a unit: write 50"),
        ("r,退让,beyond_distance,x,-5,law,,,,,", "line 2: r.distance_m: must be at least 0, and is -5"),
        ("r,退让,beyond_distance,x,5,law,soft,forbid,,,", "line 2: r.consequence: a soft rule cannot forbid"),
        ("r,退让,beyond_distance,x,5,law,hard,advise,,,", "line 2: r.consequence: a hard rule decides"),
        ("r,退让,beyond_distance,x,5,law,,,,学校,", "line 2: r.site_filter: '学校' is no column=value"),
        ("r,退让,beyond_distance,x,5,law,,,,,也许", "line 2: r.verified: '也许' is neither yes nor no"),
    ],
)
def test_a_table_with_them(tmp_path: Path, row: str, words: str | None) -> None:
    path = tmp_path / "r.csv"
    path.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    if words is None:
        made = read_rules(path)["r"]
        assert (made.distance_m, made.site_filter, made.verified) == ("保护区宽度", {"用途": "学校"}, True)
        return
    with pytest.raises(RuleError) as caught:
        read_rules(path)
    assert words in str(caught.value)
