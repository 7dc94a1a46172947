"""What is never taken for clear: filters that match nothing, overrides of what is not held, missing columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from brute import CRS, moved
from brute import rule as make
from shapely import LineString, Point, box

from hanting_geo.errors import RuleError
from hanting_geo.siting.exclusion.exclude import exclude
from hanting_geo.siting.relations.site import compare
from hanting_geo.siting.rule_layers import RuleLayers
from hanting_geo.siting.rules.model import RuleSet
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

    from hanting_geo.siting.rules.model import Rule

SITE = box(0, 0, 100, 100)
EVERYWHERE = box(-500, -500, 500, 500)


def frame(shapes: dict[str, Geometry | None], accuracy: float = 0.0, **columns: Any) -> gpd.GeoDataFrame:
    given = np.array([moved(shape) for shape in shapes.values()], dtype=object)
    return gpd.GeoDataFrame({"id": list(shapes), "accuracy_m": accuracy, **columns}, geometry=given, crs=CRS)


def rule(relation: str, **fields: Any) -> Rule:
    return make(relation, **{"basis": "土地管理法", **fields})


def asked(rules: Rule | list[Rule], layers: dict[str, Any], **columns: Any) -> tuple[str, dict[str, str]]:
    """Give the verdict on a site, and the findings by code."""
    listed = rules if isinstance(rules, list) else [rules]
    found = screen(frame({"a": SITE}, **columns), listed, layers)
    codes = dict(zip(found.findings["code"], found.findings["what"], strict=True))
    return found.tables()["summary"]["verdict"].iloc[0], codes


@pytest.mark.parametrize(
    ("there", "wanted", "shown"),
    [
        (["500", "220"], 500, "'500' (text)"),
        ([500, 220], "500", "500 (number)"),
        ([500.0, None], "500", "500.0 (number)"),
        (["500", "220"], "５００", "'500' (text)"),
        (["一级", "二级"], "一 级", "'一级' (text)"),
        (["core", "buffer"], "Core", "'core' (text)"),
        (["生态红线", "其他"], "生态保护红线", "'生态红线' (text)"),
        (["a", "b"], "zzz", "such as 'a' (text), 'b' (text)"),
        ([None, None], "a", "nothing at all"),
        (["0701", "0702"], 701, "'0701' (text)"),
    ],
)
def test_a_filter_that_matches_nothing_is_no_data(there: list[Any], wanted: Any, shown: str) -> None:
    lines = frame({"l": LineString([(-50, 50), (150, 50)]), "m": LineString([(-50, 900), (150, 900)])}, LEVEL=there)
    layers = {"r": lines, "w": lines.set_geometry([moved(EVERYWHERE)] * 2)}
    with_filter = rule("beyond_distance", distance_m=20, filter={"LEVEL": wanted})
    with_where = rule("outside", where_layer="w", where_filter={"LEVEL": wanted})
    for one in (with_filter, with_where):
        verdict, codes = asked(one, layers)
        assert verdict == "no_data"
        assert shown in codes["rule_matches_nothing"]
        left = exclude(frame({"a": SITE}), [one], layers)
        assert not left.complete
        assert left.ledger["data"].iloc[0] == "no_data"
        assert shown in left.findings["what"].str.cat()
        assert "筛选条件在图层中没有匹配的要素" in screen(frame({"a": SITE}), [one], layers).explain("a")
        free = one.model_copy(update={"may_be_empty": True})
        verdict, codes = asked(free, layers)
        assert verdict == "clear"
        assert "rule_matches_nothing" not in codes
        assert exclude(frame({"a": SITE}), [free], layers).complete


def test_values_that_are_there_but_not_together() -> None:
    layers = {"r": frame({"p": SITE, "q": SITE}, A=["x", "y"], B=[1, 2])}
    verdict, codes = asked(rule("outside", filter={"A": "x", "B": 2}), layers)
    assert verdict == "no_data"
    assert "no feature has them together" in codes["rule_matches_nothing"]


def test_a_list_of_values_of_which_some_are_nowhere() -> None:
    layers = {"r": frame({"p": box(500, 0, 600, 9), "q": SITE}, A=["一级", "二级"])}
    verdict, codes = asked(rule("outside", filter={"A": ("一级", "二 级")}), layers)
    assert verdict == "clear"
    assert "'二级' (text)" in codes["value_matches_nothing"]


def test_an_empty_layer_is_as_it_was() -> None:
    layers = {"r": frame({"p": SITE}, A=["x"]).iloc[:0]}
    assert asked(rule("outside", filter={"A": "y"}), layers)[0] == "clear"
    assert asked(rule("inside", filter={"A": "y"}), layers)[0] == "conflict"


RIVER = LineString([(110, -900), (110, 900)])
OTHER = LineString([(9000, 0), (9000, 900)])


def overriding(**fields: Any) -> list[Rule]:
    general = rule("beyond_distance", id="g", layer="rivers", distance_m=50)
    special = rule("outside", id="s", layer="lines", overrides="g", override_features=("虞河", "泥河"))
    return [general, special.model_copy(update=fields)]


def rivers() -> gpd.GeoDataFrame:
    return frame({"r1": RIVER, "r2": OTHER}, 1.0, name_zh=["虞河", "泥河"])


def test_an_override_frees_only_what_its_own_layer_holds() -> None:
    managed = frame({"g2": box(8960, 0, 9040, 900)}, 0.5, name_zh=["泥河"])
    verdict, codes = asked(overriding(), {"rivers": rivers(), "lines": managed})
    assert verdict == "conflict"
    assert "does not hold 虞河" in codes["override_not_held"]
    held = pd.concat([managed, frame({"g1": box(104, -900, 116, 900)}, 0.5, name_zh=["虞河"])])
    assert asked(overriding(), {"rivers": rivers(), "lines": held}) == ("clear", {})
    # The filter of the special rule leaves it out, or its layer is not there.
    filtered = {"rivers": rivers(), "lines": held.assign(kind=["x", "y"])}
    assert asked(overriding(filter={"kind": "x"}), filtered)[0] == "conflict"
    verdict, codes = asked(overriding(), {"rivers": rivers()})
    assert verdict == "conflict"
    assert "there is no layer 'lines'" in codes["override_not_held"]


def test_an_override_finds_a_feature_by_the_name_of_an_id() -> None:
    held = frame({"mgt": box(104, -900, 116, 900), "other": box(8960, 0, 9040, 900)}, 0.5, name_zh=["虞河", "泥河"])
    rules = overriding(override_features=("r1",))
    assert asked(rules, {"rivers": rivers(), "lines": held}) == ("clear", {})


AREAS = {"west": box(-500, -500, 300, 500), "east": box(8500, -500, 9500, 500)}


@pytest.mark.parametrize(("area", "expected"), [("west", "clear"), ("east", "conflict")])
def test_an_override_in_an_area_frees_only_there(area: str, expected: str) -> None:
    held = frame({"g1": box(104, -900, 116, 900), "g2": box(8960, 0, 9040, 900)}, 0.5, name_zh=["虞河", "泥河"])
    layers = {"rivers": rivers(), "lines": held, "areas": frame({area: AREAS[area]}, 0.0)}
    rules = overriding(where_layer="areas")
    verdict, codes = asked(rules, layers)
    assert verdict == expected
    assert "it holds in the area of 'areas' only" in codes["override_in_area"]
    taken = exclude(frame({"a": SITE}), rules, layers).ledger["takes_plane_m2"].iloc[0]
    assert taken == pytest.approx(0 if expected == "clear" else 40 * 100, abs=1e-6)
    assert asked(rules, {"rivers": rivers(), "lines": held})[0] in {"conflict", "no_data"}


def test_what_an_override_in_an_area_leaves_keeps_all_land_outside_of_it() -> None:
    """Brute force: a point of land outside of the area is kept away from the river as without the special rule."""
    rng = np.random.default_rng(11)
    held = frame({"g1": box(104, -900, 116, 900)}, 0.5, name_zh=["虞河"])
    for _ in range(25):
        west, south, wide, high = (*rng.uniform(-100, 100, 2), *rng.uniform(30, 300, 2))
        area = box(west, south, west + wide, south + high)
        layers = {"rivers": rivers(), "lines": held, "areas": frame({"w": area}, 0.0)}
        rules = overriding(where_layer="areas", override_features=("虞河",))
        left = RuleLayers(RuleSet(tuple(rules)), layers, CRS).of(rules[0])
        assert left is not None
        for x, y in rng.uniform(-200, 300, (60, 2)):
            point, far = moved(Point(x, y)), abs(x - 110)
            if area.distance(Point(x, y)) > 0 and abs(y) < 800:
                near = min(shapely.distance(left.shapes, point))
                assert (near < 50) == (far < 50)


def test_an_override_for_sites_of_a_kind_frees_nothing() -> None:
    held = frame({"g1": box(104, -900, 116, 900), "g2": box(8960, 0, 9040, 900)}, 0.5, name_zh=["虞河", "泥河"])
    layers = {"rivers": rivers(), "lines": held}
    verdict, codes = asked(overriding(site_filter={"use": "学校"}), layers, use=["医院"])
    assert verdict == "conflict"
    assert "lets it hold for some sites only" in codes["override_not_held"]


def test_the_reach_without_a_published_line_stays_under_the_general_rule() -> None:
    # The line is published for y > 200: the rest up to 200 - (50 + 1 + 0.5) is as long as it is drawn, 1048.5 m.
    reach = frame({"g1": box(104, 200, 116, 900)}, 0.5, name_zh=["虞河"])
    rules = overriding(override_features=("虞河",))
    verdict, codes = asked(rules, {"rivers": rivers(), "lines": reach})
    assert verdict == "conflict"
    assert "1,048.5 m of 虞河 lie farther than 50 m" in codes["override_in_part"]
    left = RuleLayers(RuleSet(tuple(rules)), {"rivers": rivers(), "lines": reach}, CRS).of(rules[0])
    assert left is not None
    assert left.shapes[0].length == pytest.approx(900 + 148.5, abs=1e-6)
    whole = exclude(frame({"a": SITE}), rules, {"rivers": rivers(), "lines": reach})
    assert whole.ledger["takes_plane_m2"].iloc[0] == pytest.approx(40 * 100, abs=1e-6)


def test_a_missing_column_is_told_by_screening_as_by_exclusion() -> None:
    one = rule("attribute", column="RJL", op="<=", value=2)
    assert asked(one, {}, RJL_=2.5)[0] == "no_data"
    found = screen(frame({"a": SITE}, RJL_=2.5), [one], {}).findings
    left = exclude(frame({"a": SITE}, RJL_=2.5), [one], {}).findings
    assert "did you mean RJL_?" in found["what_to_do"].iloc[0]
    assert found.to_dict() == left.to_dict()
    some = frame({"a": SITE, "b": SITE}, RJL=[1.0, None])
    found, left = screen(some, [one], {}).findings, exclude(some, [one], {}).findings
    assert found["what"].tolist() == [what for what in left["what"] if "value" in what]
    assert "1 of 2 sites have no value" in found["what"].iloc[0]


@pytest.mark.parametrize(
    ("there", "op", "wanted", "kept", "told"),
    [
        ("500", "==", 500, True, True),
        (500, "==", "500", True, True),
        ("500", "!=", 500, False, True),
        ("５００", "==", 500, True, True),
        ("2.50", "in", (2.5, 3), True, True),
        (2.5, "not in", ("2.5",), False, True),
        ("2.37", "<=", 2.0, False, True),
        ("1e+2", ">=", 100, True, True),
        ("0701", "==", 701, False, False),  # a code, not a number
        ("0701", "==", "0701", True, False),
        ("5", "==", "5.0", False, False),  # text with text
        (5, "==", 5.0, True, False),
        (6, "==", "5", False, False),
        ("R2", "!=", 5, True, False),
    ],
)
def test_a_number_and_the_same_number_as_text_are_one_value(
    there: Any,
    op: str,
    wanted: Any,
    kept: bool,  # noqa: FBT001
    told: bool,  # noqa: FBT001
) -> None:
    one = rule("attribute", column="c", op=op, value=wanted)
    found = compare(one, pd.DataFrame({"c": [there]}))
    assert found.kept.tolist() == [kept]
    assert [item.code for item in found.findings] == (["number_as_text"] if told else [])


def test_codes_and_words_have_no_order_against_numbers() -> None:
    for text in ("0701", "abc", ""):
        with pytest.raises(RuleError, match="no order"):
            compare(rule("attribute", column="c", op="<", value=5), pd.DataFrame({"c": [text]}))
