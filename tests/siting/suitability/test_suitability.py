"""A ranking: ranks, grades, vetoes, limits, missing values and weights, each as it must be or told why not."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pytest
from brute import CRS, X, Y
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from shapely import box

import hanting_geo as hg
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from pathlib import Path

HAND = pd.DataFrame(
    {"id": ["first", "second"], "name_zh": ["甲地", "乙地"], "a": [0.6, 0.8], "b": [0.7, 0.5], "c": [0.6, 0.2]}
)
WEIGHTS = {"a": 0.5, "b": 0.3, "c": 0.2}
WSM = pd.DataFrame(
    [["A1", 25, 20, 15, 30], ["A2", 10, 30, 20, 30], ["A3", 30, 10, 30, 10]], columns=["id", "w", "x", "y", "z"]
)
WSM_WEIGHTS = {"w": 0.20, "x": 0.15, "y": 0.40, "z": 0.25}


def ranking(found: hg.suitability) -> pd.DataFrame:  # type: ignore[valid-type]
    table: pd.DataFrame = found.tables()["ranking"].set_index("id")  # type: ignore[attr-defined]
    return table


def told(found: Any) -> str:
    return str(found.findings["what"].str.cat(sep="\n"))


def criterion(name: str, **fields: Any) -> hg.Criterion:
    kind = {"factor": "attribute", "column": name, "unit": "m", "function": "raw", "direction": "more"} | fields
    return hg.Criterion(id=name, title=Text(f"指标{name}", f"Criterion {name}"), source="assumption", **kind)


def sites(count: int = 3) -> gpd.GeoDataFrame:
    shapes = [box(X + 100 * n, Y, X + 100 * n + 50, Y + 50) for n in range(count)]
    return gpd.GeoDataFrame({"id": list("abcdefgh"[:count])}, geometry=shapes, crs=CRS)


def test_scores_by_hand() -> None:
    found = hg.suitability(HAND, ["a", "b", "c"], weights=WEIGHTS)
    table = ranking(found)
    assert table["score"].tolist() == pytest.approx([0.63, 0.59], abs=1e-12)
    assert table["rank"].tolist() == [1, 2]
    assert table["grade"].tolist() == ["fairly_suitable", "moderately_suitable"]
    assert found.weights.to_dict() == WEIGHTS
    assert found.utilities.loc["second"].tolist() == [0.8, 0.5, 0.2]
    assert found.scores.to_dict() == pytest.approx({"first": 0.63, "second": 0.59})
    values = found.tables()["values"]
    assert values.groupby("id")["contribution"].sum().to_dict() == pytest.approx(found.scores.to_dict())


def test_a_tie_for_the_first_rank_is_shared_and_told() -> None:
    """The weighted sum of the textbook: 21.5, 22.0, 22.0."""
    found = hg.suitability(WSM, ["w", "x", "y", "z"], weights=WSM_WEIGHTS)
    table = ranking(found)
    assert table.loc[["A1", "A2", "A3"], "score"].tolist() == pytest.approx([21.5, 22.0, 22.0], abs=1e-12)
    assert table.loc[["A1", "A2", "A3"], "rank"].tolist() == [3, 1, 1]
    assert "2 candidates share the first rank: A2, A3" in told(found)
    assert "并列" in found.explain("A2")
    # Scores in the units of the columns have no grade, and it says so.
    assert table["grade"].isna().all()
    assert "reach beyond 0 to 1" in told(found)


def test_the_weighted_product_has_another_winner() -> None:
    found = hg.suitability(WSM, ["w", "x", "y", "z"], weights=WSM_WEIGHTS, combine="wpm")
    assert ranking(found)["rank"].to_dict() == {"A1": 1, "A2": 2, "A3": 3}


def test_topsis_takes_columns_of_any_unit_with_their_direction() -> None:
    """Hwang and Yoon 1981."""
    rows = [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ]
    table = pd.DataFrame(rows, columns=list("stuvwx")).assign(id=["A1", "A2", "A3", "A4"])
    better = dict.fromkeys("stuvwx", "more") | {"v": "less"}
    weights = [0.2, 0.1, 0.1, 0.1, 0.2, 0.3]
    found = hg.suitability(table, better, weights=weights, combine="topsis")
    assert found.scores.tolist() == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=1e-3)
    assert "TOPSIS with vector normalisation" in told(found)
    other = hg.suitability(table, better, weights=weights, combine="topsis", normalisation="minmax")
    assert other.scores.tolist() == pytest.approx([0.613, 0.366, 0.531, 0.352], abs=5e-4)
    assert ((found.utilities >= 0) & (found.utilities <= 1)).all(axis=None)
    assert found.utilities["v"].tolist() == pytest.approx([0.5, 0.0, 1.0, 0.75])


def test_ordered_averages() -> None:
    """Yager 1988: .76; and with no order weights it is the weighted sum, which is told."""
    one = pd.DataFrame({"id": ["x"], "a": [0.7], "b": [1.0], "c": [0.3], "d": [0.6]})
    found = hg.suitability(one, list("abcd"), weights="equal", combine="owa", order_weights=[0.4, 0.3, 0.2, 0.1])
    assert found.scores.tolist() == pytest.approx([0.76])
    plain = hg.suitability(one, list("abcd"), weights="equal", combine="owa")
    assert plain.scores.tolist() == pytest.approx([0.65])
    assert "OWA is the weighted sum" in told(plain)


def test_columns_between_worst_and_best() -> None:
    table = pd.DataFrame({"id": ["a", "b", "c"], "price": [10.0, 20.0, 30.0], "area": [1.0, 3.0, 2.0]})
    found = hg.suitability(table, {"price": "less", "area": "more"}, weights="equal")
    assert found.utilities["price"].tolist() == [1.0, 0.5, 0.0]
    assert found.utilities["area"].tolist() == [0.0, 1.0, 0.5]


# ---- vetoes, limits, missing values


def screening(frame: gpd.GeoDataFrame, accuracy: float = 0.0) -> Any:
    land = gpd.GeoDataFrame({"id": ["f"], "accuracy_m": [accuracy]}, geometry=[box(X, Y, X + 20, Y + 20)], crs=CRS)
    rule = hg.Rule(id="farm", title=Text("不占农田", "Off farmland"), relation="outside", layer="farm", basis="法")
    return hg.screen(frame, [rule], {"farm": land})


@pytest.mark.parametrize("combine", ["wlc", "wpm", "topsis", "owa"])
def test_who_breaks_a_hard_rule_is_shown_and_ranked_nowhere(combine: str) -> None:
    frame = sites().assign(u=[1.0, 0.4, 0.7])
    found = hg.suitability(frame, ["u"], weights="equal", combine=combine, screening=screening(frame))
    table = found.tables()["ranking"]
    assert table["id"].tolist() == ["c", "b", "a"]
    assert table["rank"].tolist()[:2] == [1, 2]
    assert pd.isna(table["rank"].iloc[2])
    assert table["standing"].tolist() == ["ranked", "ranked", "vetoed"]
    assert table["verdict"].tolist() == ["clear", "clear", "conflict"]
    assert table["grade"].iloc[2] == "unsuitable"
    assert math.isfinite(table["score"].iloc[2])
    assert table["reason_zh"].iloc[2] == "违反硬性规则：不占农田"
    assert found.explain("a", "en").startswith("a: not ranked, breaks a hard rule: Off farmland.")
    excluded = found.tables()["excluded"]
    assert excluded[["id", "standing", "rules_en"]].to_numpy().tolist() == [["a", "vetoed", "Off farmland"]]


def test_who_is_uncertain_is_ranked_and_flagged() -> None:
    frame = sites().assign(u=[1.0, 0.4, 0.7])
    found = hg.suitability(frame, ["u"], weights="equal", screening=screening(frame, accuracy=30.0))
    table = ranking(found)
    assert table["rank"].to_dict() == {"a": 1, "c": 2, "b": 3}
    assert table.loc["a", "verdict"] == "uncertain"
    assert "核查结论：不能确定" in found.explain("a")


def test_a_screening_of_others_is_told() -> None:
    frame = sites().assign(u=0.5)
    with pytest.raises(hg.SchemaError, match="does not know 1 of 3 candidates: c"):
        hg.suitability(frame, ["u"], weights="equal", screening=screening(frame.iloc[:2]))
    with pytest.raises(hg.SchemaError, match=r"takes what hg\.screen gives"):
        hg.suitability(frame, ["u"], weights="equal", screening="clear")  # type: ignore[arg-type]


def test_who_lies_beyond_a_limit_is_excluded_with_the_reason() -> None:
    table = pd.DataFrame({"id": ["a", "b", "c"], "n": [5.0, 50.0, 500.0]})
    row = criterion("n", function="linear", scores="0: 1; 1000: 0", direction=None, exclude_below=10, exclude_above=499)
    found = hg.suitability(table, [row], weights="equal")
    rows = ranking(found)
    assert rows["standing"].to_dict() == {"b": "ranked", "a": "excluded", "c": "excluded"}
    assert rows.loc["a", "reason_en"] == "Criterion n 5 m, below the limit of 10 m"
    assert rows.loc["c", "reason_zh"] == "指标n 500 米，高于硬性上限 499 米"
    assert "only b can be ranked" in told(found)
    edge = hg.suitability(table.assign(n=[10.0, 499.0, 11.0]), [row], weights="equal")
    assert set(ranking(edge)["standing"]) == {"ranked"}


def test_when_nobody_can_be_ranked_it_is_told() -> None:
    table = pd.DataFrame({"id": ["a", "b"], "n": [5.0, 6.0]})
    for combine in ("wlc", "wpm", "topsis", "owa"):
        found = (
            hg.suitability(table, [criterion("n", exclude_below=10)], weights="equal", combine=combine)
            if (combine in {"wpm", "topsis"})
            else hg.suitability(
                table, [criterion("n", function="minmax", exclude_below=10)], weights="equal", combine=combine
            )
        )
        assert found.ranks.isna().all()
        assert "none of 2 candidates can be ranked" in told(found)
        assert "none is ranked" in repr(found)
        assert found.explain("a")


@pytest.mark.parametrize(
    ("missing", "scores", "ranks"),
    [
        ("exclude", [0.8, math.nan, 0.4], [1, None, 2]),
        ("worst", [0.8, 0.0, 0.4], [1, 3, 2]),
        ("neutral", [0.8, 0.5, 0.4], [1, 2, 3]),
    ],
)
def test_what_is_missing_is_treated_as_declared(missing: str, scores: list[float], ranks: list[int | None]) -> None:
    table = pd.DataFrame({"id": ["a", "b", "c"], "n": [0.8, None, 0.4]})
    found = hg.suitability(table, [criterion("n", missing=missing)], weights="equal")
    assert found.scores.tolist() == pytest.approx(scores, nan_ok=True)
    assert [None if pd.isna(rank) else rank for rank in found.ranks] == ranks
    assert "no value for 1 of 3 candidates: b" in told(found)
    for combine in ("wpm", "topsis", "owa"):
        other = hg.suitability(table, [criterion("n", missing=missing)], weights="equal", combine=combine)
        assert not other.scores[other.ranks.notna()].isna().any()


def test_missing_values_without_a_treatment_are_told_all_at_once() -> None:
    table = pd.DataFrame({"id": ["a", "b"], "n": [1.0, None], "m": [None, 0.5]})
    with pytest.raises(hg.SchemaError) as error:
        hg.suitability(table, ["n", "m"], weights="equal")
    assert "criterion n: no value for 1 of 2 candidates: b" in str(error.value)
    assert "criterion m: no value for 1 of 2 candidates: a" in str(error.value)
    assert "declare missing: exclude, worst or neutral" in str(error.value)


def test_a_constant_column_and_one_candidate_are_told() -> None:
    table = pd.DataFrame({"id": ["a", "b"], "n": [5.0, 5.0], "m": [1.0, 2.0]})
    for combine in ("wlc", "wpm", "topsis", "owa"):
        found = hg.suitability(table, {"n": "more", "m": "less"}, weights="equal", combine=combine)
        assert "criterion n: all 2" in told(found)
        assert ranking(found)["rank"].to_dict() == {"a": 1, "b": 2}
        assert not found.scores.isna().any()
        alone = hg.suitability(table.iloc[:1], {"n": "more", "m": "less"}, weights="equal", combine=combine)
        assert "only a can be ranked" in told(alone)
        assert alone.ranks.tolist() == [1]


def test_no_candidates() -> None:
    found = hg.suitability(HAND.iloc[:0], ["a", "b"], weights="equal")
    assert all(len(found.tables()[name]) == 0 for name in ("ranking", "values", "excluded"))
    assert found.to_json()
    for combine in ("wpm", "topsis", "owa"):
        assert len(hg.suitability(HAND.iloc[:0], ["a"], weights="equal", combine=combine).scores) == 0


# ---- weights


def levels(**fields: Any) -> hg.CriteriaSet:
    rows = [
        hg.Criterion(id="top", title=Text("甲"), weight=0.6, weight_source="assumption"),
        hg.Criterion(id="low", title=Text("乙"), weight=0.4, weight_source="assumption"),
        criterion("a", parent="top", weight=0.75),
        criterion("b", parent="top", weight=0.25),
        criterion("c", parent="low", weight=fields.get("c", 1)),
    ]
    return hg.CriteriaSet(tuple(rows))


def test_weights_go_down_through_the_levels() -> None:
    found = hg.suitability(HAND, levels())
    assert found.weights.to_dict() == pytest.approx({"a": 0.45, "b": 0.15, "c": 0.4})
    assert found.scores["first"] == pytest.approx(0.45 * 0.6 + 0.15 * 0.7 + 0.4 * 0.6)
    table = found.tables()["criteria"].set_index("criterion")
    assert table.loc["top", "weight"] == pytest.approx(0.6)
    assert table["assumption"].all()


def test_weights_that_do_not_sum_say_under_which_level() -> None:
    with pytest.raises(hg.SchemaError, match=r"under low \(c 0.9\) sum to 0.9, not 1; mend them, or .*normalise=True"):
        hg.suitability(HAND, levels(c=0.9))
    found = hg.suitability(HAND, levels(c=0.9), normalise=True)
    assert found.weights.to_dict() == pytest.approx({"a": 0.45, "b": 0.15, "c": 0.4})
    with pytest.raises(hg.SchemaError, match=r"\(a 1, b 1, c 0\) sum to 2, not 1"):
        hg.suitability(HAND, levels(), weights={"a": 1, "b": 1, "c": 0})
    assert hg.suitability(HAND, levels(), weights={"a": 1, "b": 1, "c": 0}, normalise=True).weights["a"] == 0.5


@pytest.mark.parametrize(
    ("weights", "what"),
    [
        (None, "the criteria have none"),
        ({"a": 0.5, "b": 0.5}, "c has none; write 0"),
        ({"a": 0.5, "b": 0.3, "d": 0.2}, "no criterion 'd'"),
        ({"a": math.nan, "b": 0.5, "c": 0.5}, "a weighs nan"),
        ({"a": -0.5, "b": 1, "c": 0.5}, "a weighs -0.5"),
        ({"a": "0.5", "b": 0.25, "c": 0.25}, "a weighs the text"),
        ({"a": True, "b": 0, "c": 0}, "a weighs True"),
        ({"a": 0, "b": 0, "c": 0}, "sum to 0"),
        ([0.5, 0.5], "2 numbers were given for 3 criteria, in order: a, b, c"),
        ([0.5, 0.5, np.inf], "c weighs inf"),
        ("nothing", "takes 'equal'"),
        (5, "was given 5"),
        (HAND, "was given a DataFrame"),
    ],
)
@pytest.mark.parametrize("normalise", [False, True])
def test_weights_that_are_none(weights: Any, what: str, normalise: bool) -> None:  # noqa: FBT001
    with pytest.raises(hg.SchemaError, match=what):
        hg.suitability(HAND, ["a", "b", "c"], weights=weights, normalise=normalise)


def test_weights_may_be_a_series_or_hold_one() -> None:
    class Asked:
        weights = pd.Series(WEIGHTS)

    for given_ in (WEIGHTS, pd.Series(WEIGHTS), list(WEIGHTS.values()), np.array(list(WEIGHTS.values())), Asked()):
        assert hg.suitability(HAND, ["a", "b", "c"], weights=given_).scores["first"] == pytest.approx(0.63)


# ---- products


def test_sites_side_by_side_with_units_and_sentences() -> None:
    table = pd.DataFrame({"id": ["甲", "乙"], "road": [300.0, 2500.0], "ha": [4.0, 12.0]})
    rows = [
        criterion("road", function="steps", scores="<=500: 1; <=2000: 0.6; else: 0.2", direction=None, weight=0.6),
        criterion("ha", unit="ha", function="linear", scores="0: 0; 20: 1", direction=None, weight=0.4),
    ]
    found = hg.suitability(table, rows)
    side = found.tables()["comparison"].set_index("criterion")
    assert side.loc["road", ["unit", "甲", "甲 (score)", "乙", "乙 (score)"]].tolist() == ["m", 300.0, 1.0, 2500.0, 0.2]
    assert side.loc["(score)", ["甲 (score)", "乙 (score)"]].tolist() == pytest.approx([0.68, 0.36])
    assert side.loc["(rank)", ["甲", "乙"]].tolist() == [1, 2]
    said = found.tables()["statements"].set_index("id")
    assert said.loc["甲", "advantages_zh"] == "指标road 300 米，得分 1.00，在 2 个方案中最高（权重 0.6）"
    assert said.loc["甲", "drawbacks_en"] == "Criterion ha 4 ha, scores 0.20, the lowest of 2 (weight 0.4)"
    odd = hg.suitability(table.assign(id=["weight", "weight (score)"]), rows).tables()["comparison"]
    assert odd.columns.is_unique
    assert odd["weight (value)"].iloc[0] == 300.0
    many = pd.DataFrame({"id": range(13), "road": 1.0, "ha": 1.0})
    assert not len(hg.suitability(many, rows).tables()["comparison"])


def test_value_functions_and_histograms_are_there_to_be_drawn() -> None:
    table = pd.DataFrame({"id": range(5), "n": [0.0, 10, 20, 30, 100], "k": ["x", "x", "y", "y", "y"]})
    rows = [
        criterion("n", function="steps", scores="<=10: 1; else: 0.5", direction=None, weight=0.5),
        criterion("k", function="category", scores="x: 1; else: 0", direction=None, weight=0.5, unit=""),
    ]
    found = hg.suitability(table, rows)
    points = found.value_functions()
    assert points[["criterion", "condition", "utility"]].to_numpy().tolist() == [
        ["n", "<=", 1.0], ["n", "else", 0.5], ["k", "=", 1.0], ["k", "else", 0.0],
    ]  # fmt: skip
    counted = found.tables()["histogram"]
    assert counted.loc[counted["criterion"] == "n", "count"].sum() == 5
    assert counted.loc[counted["criterion"] == "k", ["category", "count"]].to_numpy().tolist() == [["y", 3], ["x", 2]]


def test_grades_go_by_cuts_that_are_printed() -> None:
    table = pd.DataFrame({"id": list("abcde"), "n": [0.9, 0.85, 0.7, 0.6, 0.59]})
    criteria = hg.CriteriaSet((criterion("n", weight=1),), grades=(0.85, 0.7, 0.6), grades_source="办法")
    found = hg.suitability(table, criteria)
    assert found.grades.tolist() == [
        "suitable", "suitable", "fairly_suitable", "moderately_suitable", "unsuitable",
    ]  # fmt: skip
    cuts = found.tables()["grades"]
    assert cuts[["from_score", "count"]].to_numpy().tolist() == [[0.85, 2], [0.7, 1], [0.6, 1], [0.0, 1]]
    assert set(cuts["basis"]) == {"办法"}


def test_workbook_json_layers_and_notebook(tmp_path: Path) -> None:
    frame = sites().assign(u=[1.0, 0.4, 0.7], name_zh=["<b>", "乙", "丙"])
    found = hg.suitability(frame, ["u"], weights="equal", screening=screening(frame))
    for language, first in (("zh", ["封面", "排名"]), ("en", ["cover", "ranking"])):
        path = found.to_workbook(tmp_path / f"{language}.xlsx", language=language)
        book = openpyxl.load_workbook(path)
        assert book.sheetnames[:2] == first
        cells = [[str(cell.value) for cell in row] for row in book[book.sheetnames[2]]]
        assert cells[0][-2:] == (["a", "a 得分"] if language == "zh" else ["a", "a, score"])
        assert cells[-1][-2] == ("一票否决" if language == "zh" else "vetoed")
    document = json.loads(found.to_json(tmp_path / "a.json"))
    assert document["ranking"][0]["id"] == "c"
    assert document["ranking"][2]["rank"] is None
    layer = found.layers()["candidates"]
    assert layer.crs == frame.crs
    assert layer[["id", "value_u"]].to_numpy().tolist() == [["a", 1.0], ["b", 0.4], ["c", 0.7]]
    assert layer["rank"].isna().tolist() == [True, False, False]
    assert "<b>" not in found._repr_html_()
    assert "一票否决" in found._repr_html_()
    assert "c" in repr(found)
    assert found.to_map().get_name()
    with pytest.raises(hg.SchemaError, match="no candidate 'x'"):
        found.explain("x")
    with pytest.raises(hg.SchemaError, match="language"):
        found.explain("a", "fr")
    with pytest.raises(hg.SchemaError, match="table without geometry"):
        hg.suitability(HAND, ["a"], weights="equal").layers()


def test_a_workbook_of_criteria_of_one_title_and_of_odd_ids(tmp_path: Path) -> None:
    table = pd.DataFrame({"id": ["weight", "a 得分"], "n": [0.1 + 0.2, 0.5], "m": [0.5, 0.4]})
    rows = [criterion(name, weight=0.5).model_copy(update={"title": Text("同名", "Alike")}) for name in ("n", "m")]
    found = hg.suitability(table, rows)
    book = openpyxl.load_workbook(found.to_workbook(tmp_path / "a.xlsx"))
    assert [cell.value for cell in book["排名"]["C"]][1:] == [0.45, 0.4]


def test_a_workbook_of_many_has_the_first_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanting_geo.siting.suitability.products._MOST_ROWS", 3)
    found = hg.suitability(pd.DataFrame({"id": range(5), "n": np.arange(5) / 10}), ["n"], weights="equal")
    book = openpyxl.load_workbook(found.to_workbook(tmp_path / "a.xlsx"))
    assert [cell.value for cell in book["排名"]["A"]] == ["编号", "4", "3", "2"]
    assert "指标值与得分" not in book.sheetnames
    said = "\n".join(str(cell.value) for row in book[book.sheetnames[-1]] for cell in row)
    assert "排名: 3 + 2; " in said
    assert "指标值与得分: 5" in said


def test_the_input_stays_as_it_is() -> None:
    frame = sites().assign(u=[1.0, None, 0.7])
    before = frame.copy()
    hg.suitability(frame, [criterion("u", missing="worst")], weights="equal")
    pd.testing.assert_frame_equal(frame, before)


def test_a_template_on_the_packaged_layers() -> None:
    zones = hg.load_layer("zones")
    zones = zones[~zones.geometry.isna()]
    for name in ("logistics_park", "photovoltaic"):
        found = hg.suitability(zones, name)
        assert found.ranks.notna().all()
        assert found.scores.between(0, 1).all()
        assert (found.units != "").all()


# ---- laws

UNIT = st.integers(0, 20).map(lambda n: n / 20)


@given(arrays(float, st.tuples(st.integers(1, 7), st.just(3)), elements=UNIT), st.sampled_from(["wlc", "wpm", "owa"]))
@settings(max_examples=10, deadline=None)
def test_ranks_do_not_depend_on_the_order_of_candidates_and_dominators_stand_above(
    table: np.ndarray, combine: str
) -> None:
    frame = pd.DataFrame(table, columns=list("abc")).assign(id=[f"s{n}" for n in range(len(table))])
    options: dict[str, Any] = {"weights": WEIGHTS, "combine": combine}
    if combine == "owa":
        options["order_weights"] = 2.0
    ranks = hg.suitability(frame, list("abc"), **options).ranks
    again = hg.suitability(frame.iloc[::-1], list("abc"), **options).ranks
    assert again[ranks.index].tolist() == ranks.tolist()
    numbers = ranks.to_numpy(dtype=int)
    dominates = (table[:, None, :] >= table[None, :, :]).all(axis=2)
    assert (numbers[:, None] <= numbers[None, :])[dominates].all()


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=8))
@settings(max_examples=10, deadline=None)
def test_a_monotone_function_keeps_the_order(numbers: list[int]) -> None:
    frame = pd.DataFrame({"id": range(len(numbers)), "n": [float(n) for n in numbers]})
    row = criterion("n", function="piecewise", scores="-1000: 0; 0: 0.9; 1000: 1", direction=None)
    ranks = hg.suitability(frame, [row], weights="equal").ranks.to_numpy(dtype=int)
    expected = [1 + sum(other > own for other in numbers) for own in numbers]
    assert ranks.tolist() == expected


@pytest.mark.parametrize(
    ("criteria", "what"),
    [
        (5, "was given 5"),
        (None, "was given None"),
        ([], "there are no criteria"),
        ([5], "5 is in it"),
        (["a", 5], "'a' is in it"),
        (["nothing"], "no column 'nothing'"),
        (["a", "b", "a"], "names the column 'a' twice"),
        ({"a": "best"}, "'a' is 'best'"),
        ({}, "it is empty"),
        (HAND, "was given a DataFrame"),
    ],
)
def test_criteria_that_are_none(criteria: Any, what: str) -> None:
    with pytest.raises(hg.SchemaError, match=what):
        hg.suitability(HAND, criteria, weights="equal")


def test_who_needs_consent_is_ranked_and_flagged() -> None:
    frame = sites().assign(u=[1.0, 0.4, 0.7])
    land = gpd.GeoDataFrame({"id": ["f"], "accuracy_m": [0.0]}, geometry=[box(X, Y, X + 20, Y + 20)], crs=CRS)
    rule = hg.Rule(
        id="pipe",
        title=Text("管道"),
        relation="outside",
        layer="pipe",
        basis="法",
        consequence="consent",
        authority="主管部门",
    )
    screened = hg.screen(frame, [rule], {"pipe": land})
    found = hg.suitability(frame, ["u"], weights="equal", screening=screened)
    table = ranking(found)
    assert table["rank"].to_dict() == {"a": 1, "c": 2, "b": 3}
    assert table.loc["a", "verdict"] == "needs_consent"
    assert "须落实后方可定案" in found.explain("a")


@pytest.mark.parametrize("value", [-0.1, 1.1])
def test_what_is_taken_as_it_is_lies_within_the_full_mark(value: float) -> None:
    table = pd.DataFrame({"id": ["a", "b"], "n": [0.5, value]})
    for direction in ("more", "less"):
        row = criterion("n", direction=direction)
        with pytest.raises(hg.SchemaError, match="beyond 0 to 1, the full mark"):
            hg.suitability(table, [row], weights="equal")
        assert hg.suitability(table.assign(n=[0.5, 2.0]), [row], weights="equal", combine="wpm")
    marks = hg.CriteriaSet((criterion("n", direction="less", weight=1),), scale=100)
    assert hg.suitability(table.assign(n=[20.0, 70.0]), marks).scores.tolist() == pytest.approx([0.8, 0.3])
