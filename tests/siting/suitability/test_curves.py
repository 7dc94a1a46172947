"""Value functions drawn over the histogram of their data: heights and places by hand, and every text is only text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.core.text import Text
from hanting_geo.siting.suitability.curves import curves_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.outputs.maps.curves import Curve

LEFT, RIGHT, TOP, BOTTOM = 38, 360, 24, 152
"""The frame of every drawing: from the least value to the largest, from the full mark to 0."""


def drawn(values: Sequence[Any], **fields: Any) -> Curve:
    said = {"factor": "attribute", "column": "v", "unit": "m", "source": "assumption", **fields}
    row = hg.Criterion(id="c", title=Text("距<b>路</b>", "to <b>roads</b>"), weight=1.0, **said)
    table = pd.DataFrame({"id": [f"s{n}" for n in range(len(values))], "v": list(values)})
    found = hg.suitability(table, hg.CriteriaSet((row,), scale=100))
    return curves_of(found.study, found.tables()["histogram"], found.tables()["value_functions"])[0]


def points(curve: Curve) -> list[list[tuple[float, float]]]:
    """Give the lines of the function in pixels, from left to right."""
    paths = [shape.attributes["d"] for shape in curve.shapes() if shape.tag == "path"]
    return [[(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", str(path))] for path in paths]


def bars(curve: Curve) -> list[dict[str, Any]]:
    return [
        shape.attributes for shape in curve.shapes() if shape.tag == "rect" and shape.attributes["fill"] == "#c5d4df"
    ]


def y(score: float) -> float:
    return BOTTOM - score / 100 * (BOTTOM - TOP)


def texts(curve: Curve, language: str = "zh") -> list[str]:
    return [shape.text.text(language) for shape in curve.shapes() if shape.text]


def test_steps_lie_at_what_they_score_and_jump_at_their_cuts() -> None:
    curve = drawn([0, 100, 900, 1500, 2000], scores="<=500: 100; <=1000: 80; else: 20", exclude_above=1800)
    wide = (RIGHT - LEFT) / (2000 * 1.04)  # from 0 to a little beyond the largest
    lines = points(curve)
    assert [height for line in lines for _, height in line] == pytest.approx(
        [y(score) for score in (100, 100, 100, 80, 80, 20, 20, 20)], abs=0.06
    )
    assert [line[-1][0] for line in lines[:2]] == pytest.approx([LEFT + 500 * wide, LEFT + 1000 * wide], abs=0.06)
    assert (lines[0][0][0], lines[-1][-1][0]) == (LEFT, RIGHT)
    excluded = next(shape.attributes for shape in curve.shapes() if shape.tag == "rect")
    assert excluded["x"] == pytest.approx(LEFT + 1800 * wide, abs=0.06)
    assert {"0", "100", "500", "1,000", "1,800"} <= set(texts(curve))
    assert "高于 1,800 米 排除。" in curve.said.zh
    assert "Steps: ≤500: 100; ≤1000: 80; else: 20." in curve.said.en


def test_a_function_that_falls_from_above_is_drawn_from_left_to_right() -> None:
    lines = points(drawn([1.0, 6.0, 12.0], scores=">=8: 100; >=5: 60; else: 0"))
    assert [line[0][1] for line in lines] == pytest.approx([y(0), y(60), y(100)], abs=0.06)
    assert lines[0][-1][0] == lines[1][0][0] < lines[1][-1][0] == lines[2][0][0]


@pytest.mark.parametrize(
    ("fields", "heights"),
    [
        ({"function": "ideal", "scores": "300 +- 200"}, [0, 0, 100, 0, 0]),
        ({"function": "piecewise", "scores": "0: 0; 300: 100; 500: 40"}, [0, 0, 100, 40, 40]),
        ({"function": "minmax", "direction": "less"}, [100, 100, 0, 0]),
    ],
)
def test_lines_go_through_their_points_and_stay_level_beyond(fields: dict[str, str], heights: list[float]) -> None:
    (line,) = points(drawn([50.0, 200.0, 700.0], **fields))
    assert [height for _, height in line] == pytest.approx([y(score) for score in heights], abs=0.06)


def test_bars_are_as_high_as_their_counts() -> None:
    values = np.repeat([0.0, 10.0, 20.0], [1, 4, 2])
    found = bars(drawn(values, function="linear", scores="0: 0; 20: 100"))
    full = (BOTTOM - TOP) * 0.94
    assert [bar["height"] for bar in found] == pytest.approx([full / 4, full, full / 2], abs=0.1)
    # A single one among thousands is still seen.
    many = bars(drawn(np.repeat([0.0, 20.0], [5000, 1]), function="linear", scores="0: 0; 20: 100"))
    assert many[-1]["height"] > 1
    assert len(bars(drawn([7.0, 7.0], function="linear", scores="0: 0; 20: 100"))) == 1


def test_classes_have_a_bar_each_and_a_stroke_at_their_score() -> None:
    names = ["耕地", "耕地", "林地", "水域"]
    curve = drawn(names, function="category", scores="工业: 100; 耕地: 10; else: 0", unit="")
    assert curve.classes == [("工业", 0, 100.0), ("耕地", 2, 10.0), ("林地", 1, 0.0), ("水域", 1, 0.0)]
    assert [line[0][1] for line in points(curve)] == pytest.approx([y(100), y(10), y(0), y(0)], abs=0.06)
    assert len(bars(curve)) == 3
    assert {"工业", "耕地", "林地", "水域"} <= set(texts(curve))
    many = drawn([f"类{n}" for n in range(20)], function="category", scores="工业: 100; else: 0", unit="")
    assert "另 13 类" in texts(many)


def test_what_is_missing_is_told() -> None:
    curve = drawn([1.0, np.nan, 3.0], function="linear", scores="0: 0; 20: 100", missing="worst")
    assert "1 个候选没有数据。" in curve.said.zh
    empty = drawn([np.nan, np.nan], function="linear", scores="0: 0; 20: 100", missing="worst")
    assert empty.said.en.startswith("to <b>roads</b> (m): no data.")
    assert bars(empty) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_notebook_shows_them_folded_and_every_text_is_only_text(language: str) -> None:
    curve = drawn([0, 100, 900], scores="<=500: 100; else: 20")
    root = ET.fromstring(curve.svg(language))  # noqa: S314 - our own
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == curve.said.text(language)
    assert "<b>" in str(title.text)  # as text
    assert len(list(root)) == len(curve.shapes()) + 1
    table = pd.DataFrame({"id": ["a", "b"], "v": [1.0, 2.0]})
    shown = hg.suitability(table, {"v": "more"}, weights="equal")._repr_html_()
    assert shown.count("<svg") == 1
    assert "<details><summary>赋分与数据分布" in shown
