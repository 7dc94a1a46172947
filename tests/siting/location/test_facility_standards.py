"""Standards of facilities: words in both languages, own tables, and nothing unverified in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.siting.location.standards import chosen_standard

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("word", "row"),
    [
        *((word, "park_500") for word in ("park", "公园", "公园绿地", "Parks and plazas", " PARK ", "park_500")),
        *((word, "toilet_300") for word in ("公厕", "公共厕所", "Public toilets", "public toilet", "厕所")),
        ("小学", "primary_school_500"),
        ("15分钟生活圈", "circle_15"),
    ],
)
def test_facilities_go_by_words_of_both_languages(word: str, row: str) -> None:
    standard, _ = chosen_standard(word, None, None, "coverage")
    assert standard.id == row


def test_every_row_that_is_not_verified_is_told_and_no_other() -> None:
    for row in hg.standards().to_dict("records"):
        standard, found = chosen_standard(row["id"], 100, None, "coverage")
        unverified = [item for item in found if item.code == "standard_unverified"]
        assert (len(unverified) == 1) == (not row["verified"]), row["id"]
        assert all(item.level == "warning" for item in unverified)
        assert "radius_given" in {item.code for item in found}
        assert standard.radius_m == 100


def test_a_walking_radius_measured_straight_is_told() -> None:
    place = hg.load_layer("towns").dropna(subset="geometry").assign(demand=1)
    found = hg.coverage(place, place, "circle_15")
    assert {"walk_as_straight", "standard_unverified"} <= set(found.findings["code"])
    assert "walk_as_straight" not in set(hg.coverage(place, place, "circle_15", detour_factor=1.3).findings["code"])
    assert "walk_as_straight" not in set(hg.coverage(place, place, "toilet_300").findings["code"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_an_own_table_by_path_with_chinese_headers(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text("编号,设施,服务半径(米),量法,已核对\nk1,幼儿园,350,步行,是\n", encoding=encoding)
    table = hg.standards(path)
    assert table[["id", "facility", "radius_m", "metric", "verified"]].to_numpy().tolist() == [
        ["k1", "幼儿园", 350.0, "walk", True]
    ]
    standard, found = chosen_standard("幼儿园", None, path, "coverage")
    assert (standard.radius_m, standard.metric, [item.code for item in found]) == (350, "walk", [])
    assert chosen_standard("幼儿园", None, table, "coverage")[0].radius_m == 350


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,facility\na,b\n", "no column radius_m"),
        ("id,facility,radius_m\na,b,-5\n", "row 1: radius_m is '-5'; give a number above 0"),
        ("id,facility,radius_m\na,b,5\na,c,6\n", "row 2: the id a is there already"),
        ("id,facility,radius_m\n,b,5\n", "row 1: no id"),
        ("id,facility,radius_m,verified\na,b,5,perhaps\n", "verified is 'perhaps'"),
        ("id,facility,radius_m,metric\na,b,5,fly\n", "metric is 'fly'"),
        ("id,facility,radius_m,target_share\na,b,5,90\n", "target_share is '90'"),
        ("id,facility,radius_m\na,b,5,6\n", "line 2 has more cells"),
        ("", "is empty"),
        ('id,facility,radius_m\n"a,b,5\n', "is no CSV file"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((hg.SchemaError, hg.SourceError), match=says):
        hg.standards(path)


def test_verified_is_no_where_nobody_says_it() -> None:
    table = pd.DataFrame({"id": ["a"], "facility": ["gym"], "radius_m": [500]})
    _, found = chosen_standard("gym", None, table, "coverage")
    assert [item.code for item in found] == ["standard_unverified"]
