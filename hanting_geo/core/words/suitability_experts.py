"""What stands on the sheet that an expert fills in, and above what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHOICE", "GUIDE", "SHEET"]

SHEET = Text("比较{number}", "comparison {number}")
GUIDE: Mapping[str, Text] = {
    "title": Text("专家打分表:两两比较", "Expert sheet: comparison in pairs"),
    "expert": Text("专家姓名", "Name of the expert"),
    "task": Text(
        "请比较每一对指标:就“{node}”而言,左侧一行的指标比上方一列的指标重要多少。只填黄色单元格,从下拉列表中选择;对角线以下自动生成。",
        "Compare each pair: for “{node}”, how much more important is the criterion at the left than the one above? "
        "Fill in the yellow cells only, from their lists; what is below the diagonal follows by itself.",
    ),
    "scale": Text(
        "标度:1 同样重要,3 稍微重要,5 明显重要,7 强烈重要,9 极端重要;2、4、6、8 居中;上方的指标更重要时选 1/2 至 1/9。",
        "Scale: 1 equally important, 3 moderately more, 5 strongly more, 7 very strongly more, 9 extremely more; "
        "2, 4, 6, 8 between them; 1/2 to 1/9 where the criterion above is the more important one.",
    ),
    "goal": Text("总目标", "the goal"),
}
"""The sentences on the sheets."""
CHOICE: Mapping[str, Text] = {
    "title": Text("请从列表中选择", "Choose from the list"),
    "message": Text("只能是 1 至 9 或 1/2 至 1/9", "It is one of 1 to 9, or 1/2 to 1/9"),
}
"""What a cell says that is given something else."""
