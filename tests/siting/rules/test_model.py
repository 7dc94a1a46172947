"""Rules and rule sets as objects: types kept, limits that fit the relation, sets that hold together."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from hanting_geo.core.text import Text
from hanting_geo.errors import RuleError
from hanting_geo.siting.rules.model import COLUMNS, Relation, Rule, RuleSet

TITLE = Text(zh="规则", en="rule")


def rule(**said: Any) -> Rule:
    given = {"id": "r1", "title": TITLE, "relation": "outside", "layer": "rivers", "basis": "assumption"}
    return Rule(**{key: value for key, value in (given | said).items() if value is not ...})


def test_values_keep_their_type() -> None:
    made = rule(filter={"a": True, "b": 1, "c": "1", "d": 1.0, "e": [1, "1", False]})
    assert [(type(value), value) for value in list(made.filter.values())[:4]] == [
        (bool, True),
        (int, 1),
        (str, "1"),
        (float, 1.0),
    ]
    listed = made.filter["e"]
    assert isinstance(listed, tuple)
    assert [type(value) for value in listed] == [int, str, bool]
    value = rule(relation="attribute", layer=..., column="c", op="==", value="1").value
    assert (type(value), value) == (str, "1")


def test_a_list_of_one_is_its_value() -> None:
    assert rule(filter={"a": ["x"]}) == rule(filter={"a": "x"})


def test_texts_are_as_any_format_gives_them_back() -> None:
    made = rule(note=" a\r\nb ", basis=" law ", layer=" rivers ", title=Text(zh=" 规则 "), overrides="", column="")
    assert (made.note, made.basis, made.layer, made.title.zh) == ("a\nb", "law", "rivers", "规则")
    assert made.overrides is None
    assert made.column is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"distance_m": 50}, "outside has no use for distance_m"),
        ({"layer": ...}, "outside needs layer"),
        ({"relation": "beyond_distance"}, "beyond_distance needs distance_m"),
        ({"relation": "overlap_at_most", "share": 1.01}, "1.01 is no share from 0 to 1"),
        ({"relation": "min_area", "layer": ..., "area_m2": 0}, "must be more than 0, and is 0"),
        ({"relation": "min_area", "layer": ..., "area_m2": float("nan")}, "no number that a rule can use"),
        ({"filter": {"a": float("inf")}}, "no number that can be compared"),
        ({"filter": {"": 1}}, "no name"),
        ({"filter": {"a": None}}, "filter: must be a text, a number"),
        ({"where_filter": {"a": 1}}, "where_filter needs where_layer"),
        ({"relation": "min_area", "layer": ..., "area_m2": 5, "filter": {"a": 1}}, "no layer that could be filtered"),
        ({"relation": "touches_road", "distance_m": 5, "ignore_below_m2": 1}, "touches_road measures no area"),
        ({"relation": "min_area", "layer": ..., "area_m2": 5, "same_survey": True}, "no layer that was surveyed"),
        ({"ignore_below_m2": -1}, "must be at least 0, and is -1"),
        ({"overrides": "r2"}, "name the features"),
        ({"override_features": ["riv_yu"]}, "name the general rule"),
        ({"basis": "  "}, "cite the law"),
        ({"basis": "待定"}, "cites nothing"),
        ({"basis": "假定"}, "write assumption"),
        ({"title": Text()}, "say in a few words"),
        ({"basis_date": "2023-02-29"}, "no date of the calendar"),
        ({"note": "a\0b"}, "control character"),
        ({"filter": {"a": "x\x0b"}}, "control character"),
        ({"relation": "attribute", "layer": ..., "column": "c", "op": "in", "value": 5}, "needs a list"),
        ({"relation": "attribute", "layer": ..., "column": "c", "op": "==", "value": [5, 6]}, "needs one value"),
        ({"relation": "attribute", "layer": ..., "column": "c", "op": "<", "value": "5"}, "compares numbers"),
        ({"relation": "attribute", "layer": ..., "column": "c", "op": "~", "value": 5}, "use one of =="),
        ({"id": "two words"}, "but no blanks"),
        ({"hardness": "medium"}, "'medium' is not known; use one of hard, soft"),
        ({"colour": "red"}, "rule r1: colour: is no field of a rule; did you mean column"),
    ],
)
def test_what_is_no_rule(said: dict[str, Any], words: str) -> None:
    with pytest.raises(RuleError, match=words) as caught:
        rule(**said)
    assert isinstance(caught.value, ValueError)
    assert "pydantic" not in str(caught.value)


def test_zero_is_a_limit() -> None:
    assert rule(relation="beyond_distance", distance_m=0).distance_m == 0
    assert rule(relation="overlap_at_most", share=0).share == 0
    assert rule(relation="attribute", layer=..., column="c", op="==", value=False).value is False
    assert rule(relation="attribute", layer=..., column="c", op="==", value="").value == ""


def test_a_rule_is_frozen_and_hashable() -> None:
    made = rule(filter={"a": ["x", "y"]})
    assert len({made, rule(filter={"a": ["x", "y"]})}) == 1
    with pytest.raises(ValidationError, match="frozen"):
        made.layer = "roads"  # type: ignore[misc]


def test_which_relations_take_pieces() -> None:
    areal = {Relation.OUTSIDE, Relation.INSIDE, Relation.WITHIN_DISTANCE, Relation.BEYOND_DISTANCE}
    limits: dict[Relation, dict[str, Any]] = {
        Relation.WITHIN_DISTANCE: {"distance_m": 1},
        Relation.BEYOND_DISTANCE: {"distance_m": 1},
        Relation.OVERLAP_AT_MOST: {"share": 0.5},
        Relation.TOUCHES_ROAD: {"distance_m": 1},
        Relation.HEIGHT_AT_MOST: {"height_column": "h", "surface_column": "z"},
        Relation.MIN_AREA: {"layer": ..., "area_m2": 1},
        Relation.MIN_WIDTH: {"layer": ..., "width_m": 1},
        Relation.MAX_SLOPE: {"slope_percent": 1},
        Relation.ATTRIBUTE: {"layer": ..., "column": "c", "op": "==", "value": 1},
    }
    assert {each for each in Relation if rule(relation=each, **limits.get(each, {})).is_areal} == areal


def test_a_set_finds_binds_and_compares() -> None:
    first = rule(where_layer="zones", where_filter={"id": "z"})
    rules = RuleSet((first, rule(id="r2", layer="roads")), TITLE, "note")
    assert [each.id for each in rules] == ["r1", "r2"]
    assert rules["r2"].layer == "roads"
    assert rules.layers == ("rivers", "zones", "roads")
    bound = rules.bind(rivers="ours", zones="areas")
    assert bound.layers == ("ours", "areas", "roads")
    assert (bound.title, bound.note, bound["r1"].where_filter) == (TITLE, "note", {"id": "z"})
    assert rules.layers == ("rivers", "zones", "roads")
    assert bound != rules
    assert bound == rules.bind(rivers="ours", zones="areas")
    with pytest.raises(RuleError, match="no layer lakes; they name rivers, zones, roads"):
        rules.bind(lakes="ours")
    with pytest.raises(RuleError, match="no rule 'r9'; there are r1, r2"):
        rules["r9"]


def test_a_set_refuses_two_rules_of_one_id() -> None:
    with pytest.raises(RuleError, match="'r1' stands twice"):
        RuleSet((rule(), rule()))


def test_a_set_without_its_general_rule_is_still_a_set() -> None:
    # What opens if a rule goes is asked by leaving it out.
    special = rule(id="r2", overrides="r1", override_features=("riv_yu",))
    assert len(RuleSet((special,))) == 1


def test_a_set_as_a_table() -> None:
    table = RuleSet((rule(),)).table()
    assert list(table.columns) == list(COLUMNS)
    assert table.loc[0, "title_zh"] == "规则"
    assert list(RuleSet(()).table().columns) == list(COLUMNS)


def test_a_set_shows_itself_and_runs_nothing() -> None:
    evil = "<script>alert(1)</script>"
    shown = RuleSet(
        (rule(note=evil, title=Text(zh=evil), filter={"a": evil}),), Text(zh=evil, en=evil), evil
    )._repr_html_()
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") == 5
    assert "distance_m" not in shown
    assert "kind=river" in RuleSet((rule(filter={"kind": "river"}),))._repr_html_()
    assert "<h4>" in RuleSet(())._repr_html_()


def test_what_a_rule_lacks_is_said_at_once() -> None:
    with pytest.raises(RuleError) as caught:
        Rule(layer="x", distance_m="50 米")  # type: ignore[call-arg]
    text = str(caught.value)
    assert text.startswith("rule ?: ")
    for words in (
        "id: is missing",
        "relation: is missing",
        "title: is missing",
        "basis: is missing",
        "distance_m: '50",
    ):
        assert words in text
