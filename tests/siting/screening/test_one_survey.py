"""Layers of one survey with the sites, and overlaps that are so small that they are none."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from brute import CRS, breaks, displaced, layer, moved, rule
from shapely import LineString, Polygon, box
from shapely.affinity import translate

from hanting_geo.errors import SchemaError
from hanting_geo.siting.exclusion.exclude import exclude
from hanting_geo.siting.screening.screen import screen
from hanting_geo.siting.screening.verdicts import Verdict

if TYPE_CHECKING:
    from pathlib import Path

SITE = box(0, 0, 100, 100)
BESIDE = box(100, 0, 200, 100)


def sites(shapes: list[Any], accuracy: float = 0.5) -> gpd.GeoDataFrame:
    ids = [f"s{row}" for row in range(len(shapes))]
    given = np.array([moved(shape) for shape in shapes], dtype=object)
    return gpd.GeoDataFrame({"id": ids, "accuracy_m": accuracy}, geometry=given, crs=CRS)


def word(shape: Any, features: list[Any], one: Any = None, b: Any = 0.5, **options: Any) -> str:
    found = screen(sites([shape]), [one or rule("outside")], {"r": layer(features, b)}, **options)
    return str(found.tables()["summary"]["verdict"].iloc[0])


@pytest.mark.parametrize("said", [{"same_survey": True}, {}])
def test_neighbours_of_one_survey_are_clear(said: dict[str, bool]) -> None:
    options = {} if said else {"same_survey": ("r",)}
    assert word(SITE, [BESIDE]) == "uncertain"
    assert word(SITE, [BESIDE], rule("outside", **said), **options) == "clear"
    assert word(SITE, [BESIDE], rule("outside", **said), math.nan, **options) == "clear"
    assert word(SITE, [box(99.9, 0, 200, 100)], rule("outside", **said), **options) == "conflict"
    setback = rule("beyond_distance", distance_m=20, **said)
    assert word(SITE, [box(120, 0, 200, 100)], setback, **options) == "clear"
    assert word(SITE, [box(119.9, 0, 200, 100)], setback, **options) == "conflict"
    road = rule("within_distance", distance_m=20, **said)
    assert word(SITE, [box(120, 0, 200, 100)], road, **options) == "clear"
    inside = rule("inside", **said)
    assert word(SITE, [box(0, 0, 60, 100), box(60, 0, 100, 100)], inside, **options) == "clear"


def test_only_what_is_named_stands_still() -> None:
    layers = {"r": layer([BESIDE], 0.5), "w": layer([box(0, 0, 300, 300)], 0.5)}
    one = rule("outside", where_layer="w")
    asked = [one, rule("outside", id="other", layer="q")]
    layers["q"] = layer([BESIDE], 0.5)

    def verdicts(*names: str) -> list[str]:
        table = screen(sites([SITE]), asked, layers, same_survey=names).tables()["verdicts"]
        there = dict(zip(table["rule"], table["verdict"], strict=True))
        return [there.get(each.id, "clear") for each in asked]

    assert verdicts() == ["uncertain", "uncertain"]
    assert verdicts("r") == ["clear", "uncertain"]
    assert verdicts("r", "q") == ["clear", "clear"]
    assert verdicts("w") == ["uncertain", "uncertain"]
    # The site may lie out of the area by its accuracy, unless that was drawn with it.
    layers["r"] = layer([box(-50, -50, 0.4, 150)], 0.0)
    assert verdicts("r")[0] == "uncertain"
    assert verdicts("r", "w")[0] == "conflict"


def test_a_layer_that_is_not_there_cannot_be_of_one_survey() -> None:
    layers = {"farmland": layer([BESIDE])}
    one = rule("outside", layer="farmland")
    for verb in (screen, exclude):
        with pytest.raises(SchemaError, match=r"same_survey names the layer 'farmlnd'.*did you mean farmland\?"):
            verb(sites([SITE]), [one], layers, same_survey=("farmlnd",))
        with pytest.raises(SchemaError, match="ignore_below_m2 takes a number from 0 up, and was given -1"):
            verb(sites([SITE]), [one], layers, ignore_below_m2=-1)
    assert screen(sites([SITE]), [one], layers, same_survey="farmland").tables()["summary"]["verdict"].item() == "clear"


@pytest.mark.parametrize(
    ("feature", "b", "limit", "expected"),
    [
        (box(99.9, 0, 200, 100), 0, 11, "clear"),  # 10 m2
        (box(99.9, 0, 200, 100), 0, 9, "conflict"),
        (box(99.9, 0, 200, 100), 0.05, 9, "uncertain"),  # from 5 to 15
        (box(99.9, 0, 200, 100), 0.05, 16, "clear"),
        (box(99.9, 0, 200, 100), 0.05, 4, "conflict"),
        (BESIDE, 0.05, 6, "clear"),
        (BESIDE, math.nan, 6, "uncertain"),  # nobody knows how much it may be
        (LineString([(-9, 50), (200, 50)]), 0, 1e6, "conflict"),  # a line has no area that could be too small
        (None, 0, 1e6, "uncertain"),
    ],
)
def test_an_overlap_that_is_surely_smaller_is_none(feature: Any, b: float, limit: float, expected: str) -> None:
    for one, options in (
        (rule("outside"), {"ignore_below_m2": limit}),
        (rule("outside", ignore_below_m2=limit), {"ignore_below_m2": 0.0}),
    ):
        given = sites([SITE], 0.0)
        found = screen(given, [one], {"r": layer([feature], b)}, **options)
        summary = found.tables()["summary"]
        assert summary["verdict"].item() == expected
        if expected == "clear":
            assert summary["remaining_m2"].item() == 10_000
            assert not len(found.layers()["conflicts"])


def test_lines_as_sites_have_no_area() -> None:
    assert word(LineString([(10, 10), (90, 90)]), [SITE], ignore_below_m2=1e6) == "conflict"


def test_a_share_and_what_lies_outside_may_be_too_small() -> None:
    share = rule("overlap_at_most", share=0)
    assert word(SITE, [box(99.9, 0, 200, 100)], share, 0.0, ignore_below_m2=70) == "clear"
    inside = rule("inside")
    assert word(SITE, [box(-9, -9, 99.9, 109)], inside, 0.0, same_survey=("r",), ignore_below_m2=11) == "clear"
    assert word(SITE, [box(-9, -9, 99.9, 109)], inside, 0.0, same_survey=("r",), ignore_below_m2=9) == "conflict"


def test_exclusion_takes_nothing_of_a_candidate_of_which_it_would_take_too_little() -> None:
    features = layer([box(99.9, 0, 150, 100), box(-50, 0, 0.2, 100)])
    two = sites([SITE, BESIDE])
    rules = [rule("beyond_distance", id="b", layer="river", distance_m=10), rule("outside", id="o")]
    layers = {"r": features, "river": layer([box(0, 100, 200, 120)])}
    plain = exclude(two, rules, layers).losses.set_index(["candidate", "rule"])["takes_plane_m2"]
    assert plain["s0", "o"] == pytest.approx(30)
    found = exclude(two, rules, layers, ignore_below_m2=31)
    taken = found.losses.set_index(["candidate", "rule"])["takes_plane_m2"]
    assert taken.to_dict() == pytest.approx({("s0", "b"): 1000, ("s1", "b"): 1000, ("s1", "o"): 5000})
    assert found.ledger["share_plane_m2"].iloc[-1] == pytest.approx(20_000)
    assert exclude(two, rules, layers, ignore_below_m2=29).losses["takes_plane_m2"].sum() == pytest.approx(plain.sum())
    assert len(exclude(two, [rule("overlap_at_most", share=0)], {"r": features}, ignore_below_m2=31).eligible) == 1


def test_products_say_what_was_agreed_on(tmp_path: Path) -> None:
    layers, rules = {"r": layer([BESIDE], 0.5)}, [rule("outside"), rule("inside", id="i", ignore_below_m2=3)]
    for verb in (screen, exclude):
        found = verb(sites([SITE]), rules, layers, same_survey=("r",), ignore_below_m2=12.5)
        said = json.loads(found.to_json())
        assert said["same_survey"] == ["r"]
        assert said["ignore_below_m2"] == {"rule": 12.5, "i": 3.0}
        book = openpyxl.load_workbook(found.to_workbook(tmp_path / "a.xlsx"))
        cells = {str(cell.value) for row in book[book.sheetnames[-1]].iter_rows() for cell in row}
        assert "与地块同源的图层（相对位移按 0 计）" in cells
        assert "规则 12.5 平方米、规则 3 平方米" in cells
    text = screen(sites([SITE]), rules, layers, same_survey=("r",), ignore_below_m2=12.5).explain("s0")
    assert "相对位移按 0 计" in text
    assert "小于此面积的重叠不计" in text


def test_one_survey_against_displaced_shapes() -> None:
    """Sites and named layers move together by any shift; what is said of them is true of each."""
    rng = np.random.default_rng(5)
    words = set()
    for _ in range(25):
        turn = np.sort(rng.uniform(0, 2 * math.pi, 6))
        ring = np.column_stack([np.cos(turn), np.sin(turn)])
        site, feature = (Polygon(rng.uniform(-30, 30, 2) + rng.uniform(10, 40) * ring).buffer(0) for _ in range(2))
        other = Polygon(rng.uniform(-30, 30, 2) + rng.uniform(10, 40) * ring).buffer(0)
        if min(site.area, feature.area, other.area) < 1:
            continue
        still, loose = rule("outside", id="a"), rule("beyond_distance", id="b", layer="q", distance_m=4.0)
        layers = {"r": layer([feature], 6.0), "q": layer([other], 3.0)}
        found = screen(sites([site], 2.0), [still, loose], layers, same_survey=("r",))
        told = found.screened.judgement.verdicts[0]
        exact = screen(sites([site], 0.0), [still], {"r": layer([feature], 0.0)}).screened.judgement.verdicts[0]
        assert told[0] == exact[0]
        for shapes in displaced(rng, [shapely.union_all([site]), other], [2.0, 3.0], 12):
            shift = shapes[0].centroid.x - site.centroid.x, shapes[0].centroid.y - site.centroid.y
            together = translate(feature, *shift)
            assert breaks(still, shapes[0], [together], None) == (told[0] == Verdict.CONFLICT)
            answer = breaks(loose, shapes[0], [shapes[1]], None)
            assert not (told[1] == Verdict.CONFLICT and not answer)
            assert not (told[1] == Verdict.CLEAR and answer)
        words.add(tuple(told.tolist()))
    assert {pair[0] for pair in words} == {Verdict.CLEAR, Verdict.CONFLICT}
