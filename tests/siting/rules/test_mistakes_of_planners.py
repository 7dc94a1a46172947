"""Sixty mistakes that planners make in rule files: each is answered at its place, in the language asked for.

The files are short, so that the line of the mistake can be counted by eye; `|` in a table stands for a new line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

from hanting_geo.errors import HantingGeoError, RuleError
from hanting_geo.siting.rules.files import read_rules

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
title: 示例
rules:
  - id: r1
    title: 退让河道
    relation: beyond_distance
    layer: rivers
    distance_m: 50
    basis: assumption
"""


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def with_line(text: str) -> str:
    return f"{GOOD}    {text}\n"


PLOT = "relation: attribute\n    column: RJL\n    op: {op}\n    value: {value}\n    basis: assumption\n"


def attribute(op: str, value: str = "2") -> str:
    head = GOOD[: GOOD.index("relation")]
    return head + PLOT.format(op=op, value=value)


# The file, the line of the mistake, what is said in English and in Chinese.
YAML = [
    # ---- marks of a Chinese keyboard
    (changed("title: 示例", "title：示例"), 1, "full-width colon", "全角冒号"),
    (changed("id: r1", "id：r1"), 3, "full-width colon", "全角冒号"),
    (changed("relation: beyond", "relation：beyond"), 5, "full-width colon", "全角冒号"),
    (changed("distance_m: 50", "distance_m：50"), 7, "full-width colon", "全角冒号"),
    (changed("basis: assumption", "basis：assumption"), 8, "full-width colon", "全角冒号"),
    (changed("rules:", "rules："), 2, "full-width colon", "全角冒号"),
    ("rules:\n  - id：r1\n", 2, "full-width colon", "全角冒号"),
    (with_line("filter: {kind: river，name: 泥河}"), 9, "write ,", "请写 ,"),
    (with_line("filter: {kind：river}"), 9, "value", "值"),
    (changed("distance_m: 50", "distance_m: ５０"), 7, "write 50", "请写 50"),
    (changed("distance_m: 50", "distance_m:50"), 7, "a blank is missing", "缺少空格"),
    # ---- layout
    (changed("    layer: rivers", "   layer: rivers"), 6, "indented otherwise", "缩进"),
    (changed("    layer: rivers", "      layer: rivers"), 6, "indented otherwise", "缩进"),
    (changed("    layer: rivers", "\tlayer: rivers"), 6, "tab", "制表符"),
    (changed("layer: rivers", "layer rivers"), 6, "no colon", "缺少冒号"),
    (changed("title: 退让河道", "title: '退让河道"), 4, "never closed", "成对"),
    (with_line("filter: {kind: river"), 9, "never closed: add }", "请补上 }"),
    (with_line("note: 依据: 某条例"), 9, "quotes", "引号"),
    (with_line("note: @待核"), 9, "begins with @", "以 @ 开头"),
    (with_line("note: *重要"), 9, "begins with *", "以 * 开头"),
    (with_line("note: %20"), 9, "begins with %", "以 % 开头"),
    (changed("  - id: r1", "    id: r1"), 2, "must be a list", "应为列表"),
    (GOOD + "    layer: roads\n", 6, "stands twice; the second is on line 9", "第二处在第 9 行"),
    ("rules:\n", 1, "there are no rules", "没有规则"),
    ("", 1, "the file is empty", "文件是空的"),
    ("不得占用永久基本农田\n", 1, "keys and values", "键和值"),
    # ---- names of fields
    (changed("title: 示例", "titel: 示例"), 1, "did you mean title?", "是否指 title"),
    (changed("distance_m: 50", "distance: 50"), 7, "did you mean distance_m?", "是否指 distance_m"),
    (changed("layer: rivers", "图层: rivers"), 6, "did you mean layer?", "是否指 layer"),
    (with_line("where: zones"), 9, "is no field of a rule", "不是规则的字段"),
    (with_line("share: 0.3"), 9, "has no use for share", "用不到"),
    # ---- words to choose from
    (changed("beyond_distance", "beyond"), 5, "did you mean beyond_distance?", "退让距离（beyond_distance）"),
    (changed("beyond_distance", "退让"), 5, "did you mean beyond_distance?", "退让距离（beyond_distance）"),
    (changed("beyond_distance", "禁止"), 5, "use one of outside, inside", "不得占用（outside）"),
    (with_line("hardness: medium"), 9, "use one of hard, soft", "刚性规则（hard）、弹性规则（soft）"),
    (with_line("severity: 紧急"), 9, "use one of high, medium, low", "高（high）"),
    (with_line("consequence: 不准"), 9, "use one of forbid, consent, advise", "禁止（forbid）"),
    (with_line("role: 永久农田"), 9, "did you mean permanent_farmland?", "是否指 永久基本农田（permanent_farmland）"),
    (with_line("consequence: forbid\n    hardness: soft"), 9, "a soft rule cannot forbid", "弹性规则不能"),
    # ---- numbers and units
    (changed("distance_m: 50", "distance_m: 50米"), 7, "write 50 (metres)", "请写 50（米）"),
    (changed("distance_m: 50", "distance_m: 五十"), 7, "is no number", "不是数字"),
    (changed("distance_m: 50", "distance_m: 不小于50米"), 7, "is no number", "不是数字"),
    (changed("distance_m: 50", "distance_m: 0.5km"), 7, "write 500", "请写 500"),
    (changed("distance_m: 50", "distance_m: 15-20"), 7, "has a unit that distance_m does not take", "只写数字"),
    (changed("distance_m: 50", "distance_m: -50"), 7, "must be at least 0", "不得小于 0"),
    (changed("    distance_m: 50\n", ""), 3, "beyond_distance needs distance_m", "须有 距离(米)（distance_m）"),
    (with_line("ignore_below_m2: 2亩"), 9, "write 1333.333333", "请写 1333.333333"),
    (with_line("may_be_empty: 可以"), 9, "neither yes nor no", "既不是“是”也不是“否”"),
    # ---- the basis
    (changed("basis: assumption", "basis: 待定"), 8, "cites nothing", "没有引用任何依据"),
    (changed("basis: assumption", "basis: 假设"), 8, "write assumption", "请写 assumption"),
    (changed("    basis: assumption\n", ""), 3, "cite the law", "法规"),
    (with_line("basis_date: 2005年12月"), 9, "write 2005-12", "请写 2005-12"),
    (with_line("basis_date: 去年"), 9, "is no date", "不是日期"),
    # ---- filters and comparisons
    (with_line("filter: 一级"), 9, "must be columns and values", "应为字段和值"),
    (with_line("filter: {DLBM: 0101}"), 9, "write it in quotes ('0101')", "请加引号（'0101'）"),
    (with_line("where_filter: {级别: 一级}"), 3, "where_filter needs where_layer", "须有 where_layer"),
    (with_line("site_filter: {用途: [] }"), 9, "empty list", "空列表"),
    (attribute(">="), 7, 'op: ">="', 'op: ">="'),
    (attribute("="), 7, 'op: "=="', 'op: "=="'),
    (attribute("不大于"), 7, "is not known", "不认识"),
    (attribute("'<='", "'2.0'"), 8, "compares numbers", "须用数字"),
    (attribute("in", "R2"), 8, "needs a list", "列表"),
    # ---- one rule and another
    (GOOD + GOOD[GOOD.index("  - id") :], 9, "'r1' stands twice", "重复"),
    (changed("id: r1", "id: 河道 50"), 3, "no blanks", "不能有空格"),
    (with_line("overrides: r2\n    override_features: [虞河]"), 9, "there is no rule 'r2'", "没有规则 'r2'"),
    (with_line("override_features: [虞河]"), 3, "name the general rule", "写出本规则在"),
    # ---- what is included
    ("include: [three_line]\n" + GOOD, 1, "did you mean three_lines", "是否指 three_lines"),
    (
        "include:\n  - three_lines\n  - 本市.yaml\n" + GOOD,
        3,
        "is neither a packaged set nor a file",
        "旁边也没有这个文件",
    ),
    ("include: {a: b}\n" + GOOD, 1, "must be a list of names", "应为内置规则集名称"),
    ("include: [r.yaml]\n" + GOOD, 1, "goes round in a circle: r.yaml -> r.yaml", "循环引用"),
]

HEADER = "规则编号,规则名称,关系,图层,距离(米),依据"
ROW = "r1,退让河道,退让距离,rivers,50,assumption"
TABLES = [
    (
        f"规则编码,规则名称,关系,图层,距离(米),依据|{ROW}",
        1,
        "规则编码: is no column of rules; did you mean",
        "是否指 规则编号",
    ),
    (f"规则编号,规则名称,关系,图层,退让距离(米),依据|{ROW}", 1, "did you mean 距离(米)", "是否指 距离(米)"),
    (f"id,titel_zh,relation,layer,distance_m,basis|{ROW}", 1, "did you mean title_zh", "是否指 title_zh"),
    (f"规则编号,规则名称,关系,图层,距离(米)|{ROW.removesuffix(',assumption')}", 1, "no column basis", "缺少列 依据"),
    (f"{HEADER},图层|{ROW},a", 1, "stands twice", "出现两次"),
    (HEADER, 1, "there are no rules under the header", "列名下面没有规则"),
    (f"{HEADER}|{ROW},多出", 2, "a column without a name", "没有列名"),
    (f"{HEADER}|{ROW.replace('退让距离', '退让')}", 2, "did you mean beyond_distance", "是否指 退让距离"),
    (f"{HEADER}|{ROW.replace('50', '50m')}", 2, "write 50 (metres)", "请写 50（米）"),
    (f"{HEADER}|{ROW}|{ROW}", 3, "stands twice", "重复"),
    (f"{HEADER},筛选条件|{ROW},一级", 2, "is no column=value", "不是“字段=值”"),
    (f"{HEADER},筛选条件|{ROW},级别=一级；名称=泥河", 2, "； is full-width: write ;", "； 是全角：请写 ;"),
    (f"{HEADER},筛选条件|{ROW},级别＝一级", 2, "＝ is full-width: write =", "＝ 是全角：请写 ="),
    (HEADER.replace(",", ";") + "|" + ROW.replace(",", ";"), 1, "parted by semicolons", "以分号分隔"),
    (f"#titel_zh,示例|{HEADER}|{ROW}", 1, "did you mean #title_zh?", "是否指 #title_zh"),
]


def answers(path: Path, language: str) -> list[str]:
    with pytest.raises(HantingGeoError) as caught:
        read_rules(path, language=language)
    assert isinstance(caught.value, RuleError)
    return str(caught.value).splitlines()[1:]


def check(path: Path, line: int, en: str, zh: str) -> None:
    (english, *more), (chinese, *mehr) = answers(path, "en"), answers(path, "zh")
    assert english.startswith(f"  line {line}: "), english
    assert en in english
    assert chinese.startswith(f"  第 {line} 行："), chinese
    assert zh in chinese, chinese
    assert re.search("[\u4e00-\u9fff]", chinese.partition("：")[2]), chinese
    assert len(more) == len(mehr)


@pytest.mark.parametrize(("text", "line", "en", "zh"), YAML)
def test_in_yaml(tmp_path: Path, text: str, line: int, en: str, zh: str) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(text, encoding="utf-8")
    check(path, line, en, zh)
    # A mistake is told once, and not again by what follows from it.
    assert len(answers(path, "en")) == 1


@pytest.mark.parametrize(("text", "line", "en", "zh"), TABLES)
def test_in_a_table(tmp_path: Path, text: str, line: int, en: str, zh: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text.replace("|", "\n") + "\n", encoding="utf-8")
    check(path, line, en, zh)
    assert len(answers(path, "en")) == 1


def test_there_are_sixty_and_more() -> None:
    assert len({text for text, *_ in YAML}) + len({text for text, *_ in TABLES}) >= 60


def test_what_is_right_is_right(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "r.csv").write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    yaml, table = read_rules(tmp_path / "r.yaml")["r1"], read_rules(tmp_path / "r.csv")["r1"]
    assert yaml.model_copy(update={"title": table.title}) == table


def test_the_first_fault_of_several_is_named(tmp_path: Path) -> None:
    text = GOOD.replace("layer: rivers", "layer：rivers").replace("distance_m: 50", "distance_m:50")
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    (only,) = answers(tmp_path / "r.yaml", "en")
    assert only.startswith("  line 6: layer: after 'layer' stands a full-width colon")


def test_a_cell_of_a_workbook_is_named_in_both_languages(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "规则"
    for row in (HEADER.split(","), ROW.replace("退让距离", "退让").split(",")):
        sheet.append(row)
    book.save(tmp_path / "r.xlsx")
    assert answers(tmp_path / "r.xlsx", "zh")[0].startswith("  规则!C2：r1.relation：'退让' 不认识，是否指 退让距离")
    assert answers(tmp_path / "r.xlsx", "en")[0].startswith("  规则!C2: r1.relation: '退让' is not known; did you mean")


def test_several_are_counted(tmp_path: Path) -> None:
    text = GOOD.replace("50", "50米").replace("assumption", "待定")
    (tmp_path / "r.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(
        RuleError, match=r"r\.yaml：2 处错误\n  第 7 行：r1.distance_m：'50米' 带有单位：请写 50（米）\n"
    ):
        read_rules(tmp_path / "r.yaml", language="zh")
