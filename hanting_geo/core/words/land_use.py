"""Columns of land use surveys by the names that databases give them, and what ownership is called there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CLASSES", "COLUMNS", "OWNERSHIP", "OWNERSHIP_CODES", "OWNERSHIP_WORDS"]

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
