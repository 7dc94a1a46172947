"""What a value is worth: by hand at every cut, and what is no value function is told with the way to write it."""

from __future__ import annotations

import numpy as np
import pytest

from hanting_geo.siting.suitability.criteria.value_functions import scores_text, value_function


def scores(kind: str, text: str, values: list[float], scale: float = 1.0) -> list[float]:
    return value_function(kind, text, scale).apply(np.array(values)).tolist()


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("<=500: 1; <=1000: 0.8; else: 0.2", [0, 500, 500.1, 1000, 1000.1], [1, 1, 0.8, 0.8, 0.2]),
        ("<500: 1; <1000: 0.8; else: 0.2", [0, 500, 999.9, 1000], [1, 0.8, 0.8, 0.2]),
        (">=10: 1; >=5: 0.5; else: 0", [10, 9.9, 5, 4.9, -3], [1, 0.5, 0.5, 0, 0]),
        (">10: 1; >5: 0.5; else: 0", [10.1, 10, 5], [1, 0.5, 0]),
        ("≤500：1；≤1000：0.8；其余：0.2", [500, 501, 5000], [1, 0.8, 0.2]),
        ("≥ 10 = 1; 其他 = 0.1", [10, 9], [1, 0.1]),
    ],
)
def test_steps_at_their_cuts(text: str, values: list[float], expected: list[float]) -> None:
    assert scores("steps", text, values) == expected


@pytest.mark.parametrize(
    ("kind", "text", "values", "expected"),
    [
        ("linear", "0: 1; 4000: 0", [-5, 0, 1000, 4000, 9000], [1, 1, 0.75, 0, 0]),
        ("piecewise", "0: 0; 300: 1; 1000: 1; 2000: 0", [150, 300, 700, 1500, 3000], [0.5, 1, 1, 0.5, 0]),
        ("ideal", "300 +- 200", [100, 200, 300, 450, 501], [0, 0.5, 1, 0.25, 0]),
        ("ideal", "300±200", [300], [1]),
    ],
)
def test_functions_between_points(kind: str, text: str, values: list[float], expected: list[float]) -> None:
    assert scores(kind, text, values) == pytest.approx(expected)


def test_marks_of_a_hundred() -> None:
    assert scores("steps", "<=500: 100; else: 20", [1, 501], 100) == [100, 20]
    assert scores("ideal", "10 +- 5", [10, 12.5], 100) == [100, 50]


def test_what_is_missing_has_no_score() -> None:
    for kind, text in (("steps", "<=5: 1; else: 0"), ("linear", "0: 0; 1: 1"), ("ideal", "1 +- 1")):
        assert np.isnan(scores(kind, text, [np.nan])[0])


def test_categories() -> None:
    function = value_function("category", '工业用地: 1; "a; b: c": 0.5; else: 0.1')
    assert function.of_names(["工业用地", "a; b: c", "other"]).tolist() == [1, 0.5, 0.1]
    bare = value_function("category", "x: 1")
    assert np.isnan(bare.of_names(["y", None])).all()


@pytest.mark.parametrize(
    ("kind", "text", "monotone"),
    [
        ("steps", "<=500: 1; else: 0", -1),
        ("steps", "<500: 0; <900: 0.5; else: 1", 1),
        ("steps", ">=5: 1; else: 0", 1),
        ("steps", ">=5: 0; else: 1", -1),
        ("steps", "<5: 0; <9: 1; else: 0", 0),
        ("linear", "0: 1; 5: 0", -1),
        ("piecewise", "0: 0; 5: 1; 9: 0", 0),
        ("ideal", "5 +- 2", 0),
    ],
)
def test_whether_more_is_better(kind: str, text: str, monotone: int) -> None:
    assert value_function(kind, text).monotone == monotone


@pytest.mark.parametrize(
    ("kind", "text", "what"),
    [
        ("steps", "", "is missing: steps needs scores"),
        ("steps", "near: 1", "cannot be read"),
        ("steps", "<=500: 1; <=1000: 0.5", "does not say what more than 1000 scores; add for example else: 0"),
        ("steps", ">=9: 1", "does not say what less than 9 scores"),
        ("steps", "<=500: 1; >=1000: 0.5; else: 0", "one sign throughout"),
        ("steps", "<=500: 1; <=400: 0.5; else: 0", "must rise"),
        ("steps", ">=5: 1; >=9: 0.5; else: 0", "must fall"),
        ("steps", "else: 0; <=5: 1", "else stands last"),
        ("steps", "<=500: 80; else: 0", "80 does not lie between 0 and the full mark, 1"),
        ("steps", "<=500: -1; else: 0", "-1 does not lie between"),
        ("linear", "0: 1; 5: 0.5; 9: 0", "takes two points, and has 3"),
        ("piecewise", "0: 1", "two points or more, and has 1"),
        ("piecewise", "5: 1; 5: 0", "must rise"),
        ("ideal", "300", "cannot be read; write for example 300"),
        ("ideal", "300 +- 0", "above 0"),
        ("category", "a: 1; a: 0.5", "'a' stands twice"),
        ("minmax", "0: 1", "no use for scores"),
    ],
)
def test_what_is_no_value_function(kind: str, text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what.replace("+", r"\+")):
        value_function(kind, text)


def test_scores_of_yaml_are_written_as_one_text() -> None:
    assert scores_text({"<=500": 100, "else": 20}) == "<=500: 100; else: 20"
    assert scores_text({0: 1, 2.5: 0}) == "0: 1; 2.5: 0"
    assert value_function("category", scores_text({"a:b": 1})).names == ("a:b",)
    with pytest.raises(ValueError, match="no number"):
        scores_text({"<=5": "good"})
    with pytest.raises(ValueError, match="must be scores"):
        scores_text([1, 2])
