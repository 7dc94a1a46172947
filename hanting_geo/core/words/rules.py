"""Words of rule files: headers, settings and sheet as they are written, and whatever else people write there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text
from hanting_geo.core.words.columns import COLUMNS
from hanting_geo.core.words.values import VALUES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ANGLES",
    "ASSUMED",
    "CHOICES",
    "DATE",
    "FILTER_EXAMPLE",
    "HEADERS",
    "NO_BASIS",
    "NO_COLUMN",
    "SETTINGS",
    "SHEET",
    "UNITS",
    "UNIT_NAMES",
    "WIDE_COLON",
    "WIDE_COMMA",
    "YES_NO",
]

HEADERS: Mapping[str, Text] = {
    # The English header is the name of the field itself, as in YAML.
    name: Text(zh, name)
    for name, zh in {
        "id": "规则编号",
        "title_zh": "规则名称",
        "title_en": "英文名称",
        "relation": COLUMNS["relation"].zh,
        "layer": COLUMNS["layer"].zh,
        "filter": "筛选条件",
        "role": COLUMNS["role"].zh,
        "distance_m": COLUMNS["distance_m"].zh,
        "width_column": "全宽字段",
        "share": COLUMNS["share"].zh,
        "area_m2": COLUMNS["area_m2"].zh,
        "width_m": "宽度(米)",
        "slope_percent": "坡度(%)",
        "height_column": "高度字段",
        "ratio": "距高比",
        "surface_column": "限高字段",
        "column": "字段",
        "op": "比较",
        "value": "值",
        "hardness": "刚性或弹性",
        "consequence": COLUMNS["consequence"].zh,
        "authority": COLUMNS["authority"].zh,
        "site_filter": "适用地块",
        "where_layer": "适用范围图层",
        "where_filter": "适用范围筛选",
        "may_be_empty": "允许无匹配",
        "same_survey": "与地块同源",
        "ignore_below_m2": "忽略面积(平方米)",
        "overrides": "替代规则",
        "override_features": "替代要素",
        "severity": COLUMNS["severity"].zh,
        "basis": COLUMNS["basis"].zh,
        "basis_date": COLUMNS["basis_date"].zh,
        "measured_from": COLUMNS["measured_from"].zh,
        "read": COLUMNS["read"].zh,
        "verified": COLUMNS["verified"].zh,
        "note": "备注",
    }.items()
}
"""The column headers by field: written in the language asked for, read in both."""

SETTINGS: Mapping[str, Text] = {
    **{name: Text(COLUMNS[name].zh, name) for name in ("title_zh", "title_en", "note")},
    "include": Text("引用", "include"),
}
"""Rows above the header, ``#title_zh`` or ``#标题`` in the first cell and the text in the second."""

SHEET = Text("规则", "rules")
"""The sheet of a workbook that holds the rules."""

FILTER_EXAMPLE = "kind=river; name=泥河|虞河"
"""A filter as it is written in a cell, for messages."""

# ---- what people write, and a message answers with what to write

_LENGTHS: Mapping[str, tuple[str, ...]] = {
    "m": ("m", "米", "meter", "meters", "metre", "metres", "公尺"),
    "km": ("km", "千米", "公里"),
    "cm": ("cm", "厘米"),
}
_SHARES: Mapping[str, tuple[str, ...]] = {"percent": ("%", "percent")}

_AREAS: Mapping[str, tuple[str, ...]] = {
    "m2": ("m2", "平方米", "平米", "sqm"),
    "ha": ("ha", "hm2", "公顷"),
    "mu": ("亩", "mu"),
    "km2": ("km2", "平方公里", "平方千米"),
}

UNITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "distance_m": _LENGTHS,
    "width_m": _LENGTHS,
    "share": _SHARES,
    "area_m2": _AREAS,
    "ignore_below_m2": _AREAS,
    "slope_percent": _SHARES,
    "ratio": {"times": ("倍", "times", "x", ":1")},
}
"""Units that people write behind a number, by field and unit."""

ANGLES = ("°", "度", "deg")
"""Units of an angle, written where a slope in percent is wanted."""

CHOICES: Mapping[str, Mapping[str, str]] = {
    # What tables print, and what else is said for it.
    "relation": {text.zh: value for value, text in VALUES["relation"].items()},
    "op": {"=": "==", "≥": ">=", "≤": "<=", "≠": "!=", "<>": "!=", "=>": ">=", "=<": "<=", "等于": "==", "属于": "in"},
    "hardness": {
        **{text.zh: value for value, text in VALUES["hardness"].items()},
        "硬规则": "hard",
        "刚性": "hard",
        "强制": "hard",
        "硬": "hard",
        "软规则": "soft",
        "弹性": "soft",
        "引导": "soft",
        "建议": "soft",
        "软": "soft",
    },
    "severity": {text.zh: value for value, text in VALUES["severity"].items()},
    "consequence": {
        **{text.zh: value for value, text in VALUES["consequence"].items()},
        "禁止": "forbid",
        "不得": "forbid",
        "须报批": "consent",
        "报批": "consent",
        "须征求意见": "consent",
        "征求意见": "consent",
        "须报批或征求意见": "consent",
        "提示": "advise",
        "提醒": "advise",
    },
    "role": {
        **{text.zh: value for value, text in VALUES["role"].items()},
        "永农": "permanent_farmland",
        "基本农田": "permanent_farmland",
        "生态红线": "ecological_redline",
        "开发边界": "urban_boundary",
    },
}
"""Words and signs that people write, by field, and the choice that they mean."""

YES_NO: Mapping[str, bool] = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}
"""Words that stand for yes and no where a rule asks for one of them."""

DATE = r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?"
"""A date as people write it: year, month and day, the later ones missing or not (a regular expression)."""

WIDE_COLON, WIDE_COMMA = "：", "，"
"""Marks of a Chinese keyboard where YAML wants half-width ones."""

UNIT_NAMES: Mapping[str, Text] = {
    "metres": Text("米", "metres"),
    "square_metres": Text("平方米", "square metres"),
    "share": Text("0 到 1 的占比", "a share from 0 to 1"),
    "percent": Text("百分比", "percent"),
    "ratio": Text("距离是高度的多少倍", "how many times the height the distance is"),
}
"""In what a number of a rule is written, for messages."""

NO_COLUMN = (
    r"(约|大约|大于|小于|不大于|不小于|不少于|不低于|不超过|至少|最多|最少|>|<).*"
    r"|[〇零一二两三四五六七八九十百千万半]+(米|m|公里|千米|km)?"
    r"|true|false|yes|nan|inf|null|na"
)
"""What is written for a number in words, and is no name of a column (a regular expression)."""

NO_BASIS = frozenset(
    {"?", "-", "--", "/", "tbd", "todo", "none", "unknown", "n/a", "na", "无", "待定", "待补", "未知", "不详"}
)
"""What stands under basis and cites nothing."""

ASSUMED = frozenset({"假定", "假设", "assumed"})
"""What is written under basis for ``assumption``."""
