"""The legend of one layer: classes in order, graded ones with their empty and their missing ones, and quickly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hanting_geo.core.text import Text
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps.legend import STYLE_KEYS, caption_of, checked_style, classes_of
from hanting_geo.outputs.style import palettes

TITLE = Text("片区", "Zones")


def _classes(table: pd.DataFrame, **style: Any) -> tuple[list[str], list[int]]:
    entries, member = classes_of(TITLE, table, checked_style("zones", table, style), 0)
    return [text.zh for text, _, _ in entries], member.tolist()


def test_graded_classes_stand_in_order_with_empty_ones_and_no_data_last() -> None:
    table = pd.DataFrame({"ha": [80.0, None, 3.0, np.inf]})
    texts, member = _classes(table, column="ha", breaks=[10, 20, 50])
    assert texts == ["不超过 10", "超过 10 至 20", "超过 20 至 50", "超过 50", "无数据"]
    assert member == [3, 4, 0, 4]
    entries, _ = classes_of(TITLE, table, {"column": "ha", "breaks": [10, 20, 50]}, 0)
    assert entries[-1][0].en == "No data"
    assert (entries[-1][1].color, entries[-1][1].fill) == ("#9a9a9a", "#e6e6e6")
    fills = [look.fill for _, look, _ in entries]
    assert len(set(fills)) == 5


def test_an_outline_may_be_chosen_and_leaves_the_grades_their_fill() -> None:
    table = pd.DataFrame({"ha": [80.0, 3.0]})
    plain, _ = classes_of(TITLE, table, {"column": "ha", "breaks": [10]}, 0)
    outlined, _ = classes_of(TITLE, table, {"column": "ha", "breaks": [10], "color": "#222222", "width": 0.5}, 0)
    assert [look.fill for _, look, _ in outlined] == [look.fill for _, look, _ in plain]
    assert {(look.color, look.width) for _, look, _ in outlined} == {("#222222", 0.5)}


def test_both_sides_of_a_mean_have_colours_of_their_own() -> None:
    table = pd.DataFrame({"ha": np.arange(30.0)})
    entries, _ = classes_of(TITLE, table, {"column": "ha", "scheme": "std_mean"}, 0)
    fills = [str(look.fill) for _, look, _ in entries]
    assert fills == palettes.palette_colors(palettes.DIVERGING, len(fills))


def test_captions_say_what_is_graded_and_how() -> None:
    table = pd.DataFrame({"ha": [1.0, 2.0, 3.0, 5.0, 9.0, 20.0]})
    assert caption_of(table, {}) is None
    assert caption_of(table, {"column": "ha"}, {"title_zh": "x"}) is None
    graded = {"column": "ha", "scheme": "natural_breaks"}
    assert caption_of(table, graded) == Text("面积(公顷) · 自然断点 5 级", "Area (ha) · natural breaks, 5 classes")
    assert caption_of(table, {"column": "ha", "scheme": "box_plot"}) == Text(
        "面积(公顷) · 箱线图 6 级",
        "Area (ha) · box plot, 6 classes",
    )
    said = {"caption_zh": "平滑密度。", "caption_en": "Smoothed."}
    assert caption_of(table, {}, said) == Text("平滑密度。", "Smoothed.")
    both = caption_of(table, graded, said)
    assert both is not None
    assert both.en == "Smoothed. Area (ha) · natural breaks, 5 classes"


def test_a_density_surface_brings_its_own_colours_from_pale_to_dark() -> None:
    bands = pd.DataFrame({"band": ["(1, 2]", "(0, 1]"], "from_per_km2": [1.0, 0.0], "to_per_km2": [2.0, 1.0]})
    texts, member = _classes(bands)
    assert (texts, member) == (["(0, 1]", "(1, 2]"], [1, 0])
    entries, _ = classes_of(TITLE, bands, {}, 0)
    assert [look.fill for _, look, _ in entries] == palettes.palette_colors(palettes.HEAT, 2)


def test_classes_by_value_stand_in_the_order_of_their_colours_then_sorted() -> None:
    table = pd.DataFrame({"use": ["c", None, "a", "b", "a"]})
    texts, member = _classes(table, column="use", colors={"b": "#112233", "absent": "red"})
    assert texts == ["b", "a", "c", "未分类"]
    assert member == [2, 3, 1, 0, 1]
    many = pd.DataFrame({"use": [None, *(f"u{n:02}" for n in range(30))]})
    texts, member = _classes(many, column="use")
    assert texts[-2:] == ["未分类", "其他"]  # as they first come
    assert member == [20, *range(20), *[21] * 10]


def test_classes_of_the_contract_stand_in_the_order_of_the_plan() -> None:
    table = pd.DataFrame(
        {"kind": ["zone", "zone", "river", None], "pattern": ["north", "?", None, "south"], "plan_works": [0, 0, 1, 0]}
    )
    texts, member = _classes(table)
    assert texts == ["南融", "北起", "规划治理河道", "其他片区"]
    assert member == [1, 3, 2, 0]


def test_values_that_cannot_be_hashed_go_by_what_they_look_like() -> None:
    assert _classes(pd.DataFrame({"tags": [["a"], ["a"], None]}), column="tags") == (["['a']", "未分类"], [0, 0, 1])


def test_every_style_key_is_explained() -> None:
    assert list(STYLE_KEYS) == sorted(STYLE_KEYS)
    assert {"scheme", "k", "breaks", "palette"} <= set(STYLE_KEYS)
    with pytest.raises(SchemaError, match="style of layer 'zones': scheme 'x' is not known"):
        checked_style("zones", pd.DataFrame({"ha": [1.0]}), {"column": "ha", "scheme": "x"})
