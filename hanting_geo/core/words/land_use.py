"""Columns of land use surveys by the names that databases give them, and what ownership is called there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CLASSES", "COLUMNS", "OWNERSHIP", "OWNERSHIP_CODES", "OWNERSHIP_WORDS", "STANDARDS"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("dlbm", "地类编码", "地类代码"),
    "ownership": ("qsxz", "权属性质", "权属性质代码"),
    "ridges": ("kcxs", "扣除系数"),
    "unit": ("qsdwmc", "权属单位名称", "权属单位"),
}
"""Which column is what, in small letters."""

CLASSES: Mapping[str, Text] = {
    "agricultural": Text("农用地", "Agricultural land"),
    "construction": Text("建设用地", "Construction land"),
    "unused": Text("未利用地", "Unused land"),
}
"""The three great classes of the land administration law."""

OWNERSHIP: Mapping[str, Text] = {
    "state": Text("国有", "state"),
    "collective": Text("集体", "collective"),
    "(none)": Text("(未注明)", "(not stated)"),
    "(total)": Text("(合计)", "(total)"),
}
"""Who owns the land."""

OWNERSHIP_CODES: Mapping[str, str] = {
    **dict.fromkeys(("10", "20", "21"), "state"),
    **dict.fromkeys(("30", "31", "32", "33", "34", "40"), "collective"),
}
"""The codes of QSXZ in the database of the third survey."""

OWNERSHIP_WORDS: Mapping[str, str] = {
    "国有": "state",
    "集体": "collective",
    "state": "state",
    "collective": "collective",
}
"""What is written instead of a code."""

STANDARDS: Mapping[str, Text] = {
    "guide_2023": Text("国土空间调查、规划、用途管制用地用海分类指南(2023)", "Land and sea use guide of 2023"),
    "gbt_21010_2017": Text("GB/T 21010-2017 土地利用现状分类", "GB/T 21010-2017, current land use classification"),
    "tdt_1055_2019": Text("TD/T 1055-2019 第三次全国国土调查工作分类", "TD/T 1055-2019, classes of the third survey"),
}
"""The three vocabularies that are in use side by side: the same code means different things in them."""
