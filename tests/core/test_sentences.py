"""Sentences: one text, said in the language of the options, and in the other one on demand."""

from __future__ import annotations

import copy
import json
import pickle

import geopandas as gpd
import pytest
import shapely

import hanting_geo as hg
from hanting_geo.core.findings import Finding, attach, findings
from hanting_geo.core.os_errors import reason
from hanting_geo.core.sentences import Sentence, both, joined
from hanting_geo.core.text import Text
from hanting_geo.errors import SourceError

EMPTY = "{what} cannot be empty"


def test_a_sentence_is_a_text_in_the_language_of_the_options() -> None:
    english = Sentence(EMPTY, what="title")
    with hg.options(language="zh"):
        chinese = Sentence(EMPTY, what="title")
    assert (english, chinese) == ("title cannot be empty", "title 不能为空")
    assert english.text("zh") == chinese
    assert chinese.text("en") == english
    assert english.text() == english
    assert chinese.spoken("en") == english
    assert chinese.spoken("en").text("zh") == chinese


def test_values_are_said_in_the_same_language() -> None:
    inner = Sentence(
        "{path}: {error}", path="a.gpkg", error=SourceError(Sentence(EMPTY, what=Text("标题", "the title")))
    )
    assert inner == "a.gpkg: the title cannot be empty"
    assert inner.text("zh") == "a.gpkg：标题 不能为空"


def test_what_an_argument_is_called_is_said_part_by_part() -> None:
    assert Sentence(EMPTY, what="screening: the sites").text("zh") == "核查：地块 不能为空"
    assert Sentence(EMPTY, what="overlay: df1").text("zh") == "overlay：df1 不能为空"


def test_put_together_it_keeps_both_languages() -> None:
    told = "a: " + Sentence(EMPTY, what="b") + "!"
    assert (told, told.text("zh")) == ("a: b cannot be empty!", "a: b 不能为空!")
    listed = joined("; ", [told, "c"])
    assert listed.text("zh") == "a: b 不能为空!；c"
    assert both("one", "一").text("zh") == "一"


def test_braces_in_values_stay_as_they_are() -> None:
    assert Sentence(EMPTY, what="{x} {0}") == "{x} {0} cannot be empty"
    assert reason(OSError(2, "odd {thing}")) == "odd {thing}"
    assert reason(FileNotFoundError(2, "No such file or directory")).text("zh") == "没有这个文件或文件夹"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda told: pickle.loads(pickle.dumps(told))])  # noqa: S301
def test_it_travels(again: object) -> None:
    told = again(Sentence(EMPTY, what="title"))  # type: ignore[operator]
    assert (told, told.text("zh")) == ("title cannot be empty", "title 不能为空")


def test_an_error_has_its_message_in_both_languages_and_keeps_them_on_the_way() -> None:
    with pytest.raises(SourceError) as raised:
        hg.read_file("nowhere.gpkg")
    assert "cannot read" in str(raised.value)
    assert raised.value.message("zh").startswith("不能读取 nowhere.gpkg：没有这个文件或文件夹")
    assert pickle.loads(pickle.dumps(raised.value)).message("zh") == raised.value.message("zh")  # noqa: S301
    with hg.options(language="zh"), pytest.raises(SourceError, match="不能读取 nowhere"):
        hg.read_file("nowhere.gpkg")
    assert SourceError("plain").message("zh") == "plain"
    assert SourceError().message("en") == ""


def frame_with_findings() -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shapely.Point(0, 0)], crs=4549)
    return attach(frame, [Finding("note", "x", "zones", "a", Sentence(EMPTY, what="title"), Sentence("nothing"))])


def test_findings_speak_the_language_asked_for() -> None:
    frame = frame_with_findings()
    assert findings(frame)["what"].tolist() == ["title cannot be empty"]
    assert findings(frame, language="zh")[["what", "what_to_do"]].to_numpy().tolist() == [
        ["title 不能为空", "无须处理"]
    ]
    with hg.options(language="zh"):
        assert findings(frame)["what"].tolist() == ["title 不能为空"]
        assert findings(frame, language="en")["what"].tolist() == ["title cannot be empty"]
    with pytest.raises(hg.SchemaError, match="'fr'"):
        findings(frame, language="fr")


def test_attrs_hold_plain_small_values_whatever_the_language() -> None:
    english = frame_with_findings()
    with hg.options(language="zh"):
        chinese = frame_with_findings()
    assert english.attrs == chinese.attrs
    (row,) = english.attrs["hanting_geo"]["findings"]
    assert {type(value) for value in row.values()} == {str}
    assert json.loads(json.dumps(english.attrs)) == english.attrs


def test_all_of_a_layer_is_said_in_chinese() -> None:
    frame = gpd.GeoDataFrame(
        {"id": ["a", "a", None, "d"], "accuracy_m": [-1, 1, 1, 1]},
        geometry=[shapely.Point(0, 0), None, shapely.Point(), shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])],
    )
    with hg.options(language="zh"):
        told = hg.check_layer(frame)
    assert len(told) > 5
    for sentence in [*told["what"], *told["what_to_do"]]:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in sentence), sentence
