"""What stands round a value function that is drawn over the histogram of its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CURVES", "SIGNS"]

SIGNS: Mapping[str, str] = {"<=": "≤", ">=": "≥", " +- ": " ± ", "+-": " ± "}
"""How scores are said, by how they are written in a file."""

CURVES: Mapping[str, Text] = {
    "title": Text("赋分与数据分布", "Scores and data"),
    "score": Text("得分", "score"),
    "count": Text("候选数", "candidates"),
    "excluded": Text("排除", "excluded"),
    "others": Text("另 {count} 类", "{count} more"),
    "range": Text(
        "{title}：{count} 个候选，取值 {low} 至 {high}。",
        "{title}: {count} candidates, values from {low} to {high}.",
    ),
    "classes": Text("{title}：{count} 个候选，{classes} 类。", "{title}: {count} candidates, {classes} classes."),
    "no_data": Text("{title}：没有数据。", "{title}: no data."),
    "scored": Text("{function}：{scores}。", "{function}: {scores}."),
    "function": Text("{function}。", "{function}."),
    "below": Text("低于 {limit} 排除。", "Below {limit}: excluded."),
    "above": Text("高于 {limit} 排除。", "Above {limit}: excluded."),
    "without": Text("{count} 个候选没有数据。", "{count} candidates without data."),
    "basis": Text("依据：{basis}", "Basis: {basis}"),
}
"""Labels of the axes, and sentences that say what is seen."""
