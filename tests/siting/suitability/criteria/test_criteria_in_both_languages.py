"""Mistakes in criteria are said at the same places in Chinese and in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "scale: 100\ncriteria:\n"
ROW = "id: a, title: 甲, factor: distance, layer: roads, source: assumption"
MISTAKES = [
    (f"{HEAD}- {{{ROW}, scores: '<=500: 100; <=400: 80; else: 0'}}", 3, "the cuts must rise", "界限须依次上升"),
    (f"{HEAD}- {{{ROW}, scores: '<=500: 100; <900: 80; else: 0'}}", 3, "has both <= and <", "<= 与 < 并用"),
    (
        f"{HEAD}- {{{ROW}, scores: '<=500: 100'}}",
        3,
        "does not say what more than 500 scores",
        "没有说明大于 500 的分值",
    ),
    (
        f"{HEAD}- {{{ROW}, scores: '<=500: 101; else: 0'}}",
        3,
        "the score 101 does not lie",
        "分值 101 不在 0 与满分 100 之间",
    ),
    (f"{HEAD}- {{{ROW}, scores: 近好远差}}", 3, "'近好远差' cannot be read", "'近好远差' 读不懂"),
    (f"{HEAD}- {{{ROW}}}", 3, "is missing: steps needs scores", "未填：steps 需要分值"),
    (
        f"{HEAD}- {{{ROW}, function: linear, scores: '0: 0'}}",
        3,
        "linear takes two points, and has 1",
        "linear 要有两个点，现有 1 个",
    ),
    (f"{HEAD}- {{{ROW}, function: minmax}}", 3, "whether more or less is better", "越大越好还是越小越好"),
    (
        f"{HEAD}- {{{ROW}, function: raw, direction: more, column: x}}",
        3,
        "distance has no use for column",
        "distance 不用 column",
    ),
    (
        f"{HEAD}- {{{ROW.replace('assumption', '假设')}, function: minmax, direction: less}}",
        3,
        "write assumption",
        "请写 assumption",
    ),
    (
        f"{HEAD}- {{{ROW.replace('distance', 'distence')}, function: minmax, direction: less}}",
        3,
        "did you mean distance",
        "是否指 distance",
    ),
    (
        f"{HEAD}- {{{ROW.replace('id: a', 'id: a b')}, function: minmax, direction: less}}",
        3,
        "but no blanks",
        "不可有空格",
    ),
    (f"{HEAD}- {{{ROW}, function: minmax, direction: less, weight: 30}}", 3, "write 0.3 for 30 %", "30% 写作 0.3"),
    (f"{HEAD}- {{{ROW}, function: minmax, direction: less, weight: 三成}}", 3, "a part of 1", "1 的一部分"),
    (
        f"{HEAD}- {{{ROW}, function: minmax, direction: less, parent: b}}",
        3,
        "there is no 'b'",
        "没有 'b'；可用的层次有：无",
    ),
    (
        f"{HEAD}- {{{ROW}, function: minmax, direction: less, weigth: 1}}",
        3,
        "is no field of a criterion",
        "不是指标的字段",
    ),
    (
        f"{HEAD}- {{id: b, title: 乙}}\n- {{{ROW}, function: minmax, direction: less}}",
        3,
        "nothing stands under",
        "此层次之下没有指标",
    ),
    (f"scale: 零分\n{HEAD[11:]}- {{{ROW}, function: minmax, direction: less}}", 1, "is no full mark", "不是满分"),
    (
        f"grades: [1, 2]\n{HEAD}- {{{ROW}, function: minmax, direction: less}}",
        1,
        "three falling numbers",
        "依次下降的三个数",
    ),
    (f"nots: x\n{HEAD}- {{{ROW}, function: minmax, direction: less}}", 1, "did you mean note", "是否指 note"),
    ("title: 甲\ncriteria:\n", 2, "there are no criteria", "没有指标"),
]


def answers(path: Path, language: str) -> list[str]:
    with pytest.raises(hg.SchemaError) as caught:
        hg.read_criteria(path, language=language)
    return str(caught.value).splitlines()[1:]


@pytest.mark.parametrize(("text", "line", "en", "zh"), MISTAKES)
def test_a_mistake_is_said_in_the_language_asked_for(tmp_path: Path, text: str, line: int, en: str, zh: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    english, chinese = answers(path, "en"), answers(path, "zh")
    assert english[0].startswith(f"  line {line}: ")
    assert en in english[0]
    assert chinese[0].startswith(f"  第 {line} 行：")
    assert zh in chinese[0]
    assert len(english) == len(chinese)
    assert all(re.search("[\u4e00-\u9fff]", said.partition("：")[2]) for said in chinese)


def test_a_cell_is_named_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("#满分,很多\n指标编号,指标名称,评价因子\nr1,甲,distence\n", encoding="utf-8")
    assert "第 3 行：r1.factor：'distence' 不认识，是否指 distance" in "\n".join(answers(path, "zh"))
    assert "表头之上：#scale：'很多' 不是满分" in "\n".join(answers(path, "zh"))
    assert "line 3: r1.factor: 'distence' is not known; did you mean distance" in "\n".join(answers(path, "en"))


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(hg.SchemaError, match="language 'fr' is not known"):
        hg.read_criteria("school", language="fr")
