"""Graded classes: the breaks of mapclassify, and intervals that are true of every value."""

from __future__ import annotations

import itertools
import math
import re
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hanting_geo as hg
from hanting_geo.core.words.maps import SCHEMES
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.outputs.maps.choropleth import check_grading, grade

WITH_K = ["equal_interval", "fisher_jenks", "jenks_caspall", "maximum_breaks", "natural_breaks", "quantiles"]
EXACT = [*WITH_K, "jenks_caspall_forced", "box_plot", "head_tail_breaks", "percentiles", "pretty_breaks", "std_mean"]
AREAS = np.round(np.random.default_rng(7).lognormal(3, 1, 60), 4)  # what a plan has many of: most small, a few large


def _grade(values: Any, **style: Any) -> Any:
    table = pd.DataFrame({"ha": values})
    check_grading("zones", table, {"column": "ha", **style})
    return grade("zones", table, {"column": "ha", **style})


def _number(text: str) -> float:
    return float(text.replace("\u202f", ""))


def _holds(text: str, value: float) -> bool:
    """Read an interval as a reader does."""
    if text[0] in "≤>":
        bound = _number(text[2:])
        return value <= bound if text[0] == "≤" else value > bound
    low, high = map(_number, text[1:-1].split(", "))
    return (low <= value if text[0] == "[" else low < value) and value <= high


@pytest.mark.parametrize("scheme", EXACT)
def test_classes_are_those_of_mapclassify(scheme: str) -> None:
    asked = {"k": 4} if scheme in [*WITH_K, "jenks_caspall_forced", "pretty_breaks"] else {}
    np.random.seed(0)  # noqa: NPY002  # natural breaks draw from it
    import mapclassify  # with Numba, which no other test of a page needs

    classifier = getattr(mapclassify, scheme.title().replace("_", ""))
    if scheme == "fisher_jenks":
        with pytest.warns(UserWarning, match="Numba") if not mapclassify.classifiers.HAS_NUMBA else _nothing():
            expected = classifier(AREAS, **asked)
    else:
        expected = classifier(AREAS, **asked)
    grades = _grade(AREAS, scheme=scheme, **asked)
    assert grades.member.tolist() == expected.yb.tolist()
    assert len(grades.texts) == len(grades.colors) == len(expected.bins)
    width = np.ptp(AREAS)
    for text, bound in zip(grades.texts, expected.bins, strict=True):
        assert _number(re.split("[≤,] ", text)[-1].rstrip("]")) == pytest.approx(bound, abs=width / 50)


class _nothing:  # noqa: N801
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@pytest.mark.parametrize("scheme", ["natural_breaks", "fisher_jenks"])
def test_natural_breaks_are_the_best_there_are_also_of_square_metres(scheme: str) -> None:
    # Large numbers that differ little: squares of them in single precision are all the same.
    values = 4.0e8 + np.array([0, 3, 5, 100, 104, 110, 300, 301, 340, 900, 911, 950.0])
    cuts = itertools.combinations(range(1, len(values)), 3)

    def spread(cut: tuple[int, ...]) -> float:
        return sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(values, cut))

    best = min(cuts, key=spread)
    expected = np.repeat(np.arange(4), np.diff([0, *best, len(values)]))
    assert _grade(values, scheme=scheme, k=4).member.tolist() == expected.tolist()


def test_intervals_by_hand() -> None:
    # Quarters of 1..8 end at 2.75, 4.5, 6.25 and 8.
    quarters = _grade(np.arange(1, 9), scheme="quantiles", k=4)
    assert quarters.texts == ["[1, 2]", "(2, 4]", "(4, 6]", "(6, 8]"]
    assert quarters.member.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    equal = _grade([0.0, 1.04, 2.2, 3.05, 4.0], scheme="equal_interval", k=4)
    assert equal.texts == ["[0, 1]", "(1, 2]", "(2, 3]", "(3, 4]"]
    assert _grade([0.5, 1000, 2500, 45678], scheme="equal_interval", k=2).texts == [
        "[0, 22\u202f800]",
        "(22\u202f800, 45\u202f700]",
    ]


def test_a_break_is_rounded_only_as_far_as_it_parts_what_it_parts() -> None:
    grades = _grade([0.0, 49.996, 49.998, 100.0], breaks=None, scheme="maximum_breaks", k=3)
    assert grades.member.tolist() == [0, 1, 1, 2]
    near = _grade([0.0, 0.01, 49.9961, 49.9963, 99.0, 100.0], scheme="quantiles", k=2)
    assert near.texts == ["[0.0000, 49.9962]", "(49.9962, 100.0000]"]


def test_a_bound_also_parts_the_values_as_a_popup_writes_them() -> None:
    # 2.00004 is written 2.0000, and 2.00006 2.0001: a bound of 2.00005 would be right, and look wrong.
    grades = _grade([1.0, 2.00004, 2.00016, 3.0], scheme="quantiles", k=2)
    low, high = grades.texts
    assert _holds(low, 2.00004)
    assert _holds(low, 2.0000)
    assert _holds(high, 2.00016)
    assert _holds(high, 2.0002)


def test_an_empty_class_stays() -> None:
    grades = _grade([0.0, 1.0, 2.0, 10.0], scheme="equal_interval", k=5)
    assert grades.texts == ["[0, 2]", "(2, 4]", "(4, 6]", "(6, 8]", "(8, 10]"]
    assert np.bincount(grades.member, minlength=5).tolist() == [3, 0, 0, 0, 1]
    below = _grade([1.0, 1.1, 1.2, 9.0], scheme="std_mean")
    assert below.texts[0].startswith("≤ -")
    assert 0 not in below.member


def test_breaks_of_ones_own_are_printed_as_given_and_open_where_they_do_not_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "mapclassify", None)
    grades = _grade([5.0, 20.0, 20.00001, 99.0], breaks=(10, 20, 50.5))
    assert grades.texts == ["≤ 10.0", "(10.0, 20.0]", "(20.0, 50.5]", "> 50.5"]
    assert grades.member.tolist() == [0, 1, 2, 3]
    assert _grade([5.0], breaks=[10]).texts == ["≤ 10"]
    with pytest.raises(SourceError, match=r'pip install "hanting_geo\[choropleth\]", or give breaks'):
        _grade([1.0, 2.0], scheme="quantiles", k=2)


@pytest.mark.parametrize(
    "values",
    [
        [1.0, None, 2.0, math.nan, math.inf, -math.inf, 3.0],
        [1, None, Decimal("2.5"), "n/a", True, "2", 3.0],
        pd.array([1, None, 2, None, None, None, 3], dtype="Int64"),
    ],
)
def test_what_is_no_number_has_no_class(values: Any) -> None:
    member = _grade(values, breaks=[2]).member
    assert [position for position, own in enumerate(member) if own >= 0] == [0, 2, 6]


def test_equal_input_gives_equal_classes_and_leaves_the_random_numbers_alone() -> None:
    values = np.random.default_rng(3).normal(size=300)
    np.random.seed(11)  # noqa: NPY002
    before = np.random.get_state()[1].tolist()  # noqa: NPY002
    first = _grade(values, scheme="natural_breaks", k=6)
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002
    np.random.seed(12)  # noqa: NPY002
    assert _grade(values, scheme="natural_breaks", k=6).texts == first.texts


WRONG: dict[str, tuple[Any, dict[str, Any], str]] = {
    "scheme": ([1, 2], {"scheme": "jenks"}, "scheme 'jenks' is not known; use box_plot, .*quantiles"),
    "text": (["a", "b"], {"scheme": "quantiles"}, "'ha' is not numeric"),
    "digits": (["0101", "0102"], {"scheme": "quantiles"}, "'ha' is not numeric"),
    "truth": ([True, False], {"scheme": "quantiles"}, "'ha' is not numeric"),
    "dates": (pd.to_datetime(["2025-01-01", None]), {"scheme": "quantiles"}, "'ha' is not numeric"),
    "missing": ([None, math.nan], {"scheme": "quantiles"}, "all values of 'ha' are missing"),
    "few classes": ([1, 2], {"scheme": "quantiles", "k": 1}, "k is 1; use a whole number from 2"),
    "half classes": ([1, 2], {"scheme": "quantiles", "k": 2.5}, "k is 2.5"),
    "many classes": ([1, 2], {"scheme": "quantiles", "k": 200}, "k is 200"),
    "more than values": ([1, 2, 2], {"scheme": "natural_breaks", "k": 5}, "2 different values make no 5 .*k=2"),
    "ties": ([0, 0, 0, 0, 0, 1, 2, 3, 4], {"scheme": "quantiles"}, "makes 4 classes .*not 5.*k=4"),
    "caspall": ([0, 0, 0, 0, 1, 2, 3, 4], {"scheme": "jenks_caspall"}, "jenks_caspall"),
    "gaps": ([1, 2, 3, 4, 5, 6], {"scheme": "maximum_breaks", "k": 3}, "equally wide"),
    "one value": ([7, 7], {"scheme": "std_mean"}, "all values are 7"),
    "wide": ([-1.7e308, 1.7e308], {"scheme": "quantiles", "k": 2}, "too wide"),
    "slow": (range(3000), {"scheme": "fisher_jenks"}, "takes minutes.*natural_breaks"),
    "own count": ([1, 2], {"scheme": "box_plot", "k": 4}, "leave k out"),
    "falling": ([1, 2], {"breaks": [10, 10]}, "must increase"),
    "no numbers": ([1, 2], {"breaks": "10, 20"}, "must be numbers"),
    "no break": ([1, 2], {"breaks": []}, "must be numbers"),
    "open break": ([1, 2], {"breaks": [1, math.inf]}, "must be numbers"),
    "both": ([1, 2], {"breaks": [1], "scheme": "quantiles"}, "leave scheme and k out"),
    "palette": ([1, 2], {"breaks": [1], "palette": "rainbow"}, "'rainbow' is not known; use .*YlOrBr"),
    "one colour": ([1, 2], {"breaks": [1], "palette": ["#ffffff"]}, "two or more"),
    "colour": ([1, 2], {"breaks": [1], "palette": ["#ffffff", "red"]}, "#rrggbb"),
    "k alone": ([1, 2], {"k": 3}, "k grades nothing; add scheme"),
    "no column": ([1, 2], {"column": None, "breaks": [1]}, "add column"),
    "fill": ([1, 2], {"breaks": [1], "fill": "red"}, "fill is for classes by value"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_graded_is_said(case: str) -> None:
    values, style, message = WRONG[case]
    with pytest.raises(SchemaError, match=f"style of layer 'zones': .*{message}"):
        _grade(values, **style)


def test_no_rows_have_no_classes() -> None:
    assert _grade([], scheme="quantiles").texts == []


def test_names_of_schemes_are_read_in_any_case() -> None:
    for name in ("FisherJenks", "fisherjenks", "Fisher_Jenks"):
        assert _grade(AREAS, scheme=name).name == SCHEMES["fisher_jenks"]
    import mapclassify

    classes = set(mapclassify.CLASSIFIERS) - {"UserDefined"}
    assert {name.title().replace("_", "") for name in SCHEMES} == classes


def test_palettes() -> None:
    assert _grade([1, 2, 3], breaks=[1, 2], palette=["#000000", "#ffffff", "#ff0000"]).colors[1] == "#ffffff"
    assert _grade([1, 2, 3], breaks=[1, 2], palette=["#000000", "#ffffff"]).colors == ["#000000", "#808080", "#ffffff"]
    forth, back = (_grade([1, 2, 3], breaks=[1, 2], palette=name).colors for name in ("ylgnbu", "YlGnBu_r"))
    assert forth == back[::-1]


@given(
    st.lists(
        st.one_of(st.floats(-1e9, 1e9), st.integers(0, 60).map(float), st.floats(10, 11).map(lambda x: round(x, 4))),
        min_size=2,
        max_size=40,
    ),
    st.sampled_from([scheme for scheme in EXACT if scheme != "jenks_caspall_forced"]),
    st.integers(2, 6),
    st.sampled_from(["ha", "features", "per_km2"]),
)
def test_every_value_lies_in_the_interval_of_its_class(values: list[float], scheme: str, k: int, column: str) -> None:
    asked = {"k": k} if scheme in [*WITH_K, "pretty_breaks"] else {}
    try:
        grades = grade("zones", pd.DataFrame({column: values}), {"column": column, "scheme": scheme, **asked})
    except SchemaError:
        return  # too few different values, and the like
    assert len(set(grades.texts)) == len(grades.texts)
    for value, own in zip(values, grades.member, strict=True):
        assert [text for text in grades.texts if _holds(text, value)] == [grades.texts[own]]


@given(st.lists(st.integers(-(10**6), 10**7).map(lambda n: n / 10**4), min_size=2, max_size=60), st.integers(2, 5))
def test_every_value_as_written_lies_in_the_interval_of_its_class(values: list[float], k: int) -> None:
    noise = np.random.default_rng(len(values)).uniform(-0.4e-4, 0.4e-4, len(values))
    try:
        grades = _grade(np.array(values) + noise, scheme="equal_interval", k=k)
    except SchemaError:
        return
    apart = {round(value, 4): own for value, own in zip(values, grades.member, strict=True)}
    if any(apart[round(value, 4)] != own for value, own in zip(values, grades.member, strict=True)):
        return  # two values that are written alike stand in two classes: no bound can part them
    for value, own in zip(values, grades.member, strict=True):
        assert _holds(grades.texts[own], round(value, 4))


def test_the_zones_of_the_plan() -> None:
    zones = hg.load_layer("zones")
    area = hg.measure_area(zones)["ha"]
    grades = _grade(area, scheme="natural_breaks", k=5)
    placed = zones.geometry.notna().to_numpy()
    assert set(grades.member[placed]) == {0, 1, 2, 3, 4}
    assert set(grades.member[~placed]) == {-1}
    for value, own in zip(area[placed], grades.member[placed], strict=True):
        assert _holds(grades.texts[own], value)
