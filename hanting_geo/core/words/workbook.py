"""What a workbook says of itself, on the sheet of sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ASSUMED_RULES", "COVER", "COVER_ROWS", "FINDINGS", "HEADERS", "PROVENANCE", "ROWS", "SOURCES"]

PROVENANCE = Text("资料来源", "Provenance")
"""The sheet of sources."""

FINDINGS = Text("数据检查", "findings")
"""The sheet of what is wrong or worth knowing."""

HEADERS: Mapping[str, Text] = {
    "sheet": Text("工作表", "Sheet"),
    "item": Text("项目", "Item"),
    "content": Text("内容", "Content"),
}
"""Its columns, in their order."""

ROWS: Mapping[str, Text] = {
    "all": Text("全部", "all"),
    "rounding": Text("取舍", "Rounding"),
    "how_rounded": Text(
        "各部分按最大余额法取舍，合计等于各部分之和(强制调平)。1 公顷 = 15 亩。",
        "Parts are rounded by largest remainder so that they sum to the total. 1 ha = 15 mu.",
    ),
}
"""Its closing rows, which hold for every sheet."""

ASSUMED_RULES = Text("假设规则", "Assumed rules")
"""Its row that names the rules which nobody has laid down."""

COVER = Text("封面", "cover")
"""The sheet before all others."""

COVER_ROWS: Mapping[str, Text] = {
    "date": Text("日期", "Date"),
    "rules": Text("规则", "Rules"),
    "counts": Text("结论统计", "Verdicts"),
    "sources": Text("规则图层", "Layers of the rules"),
    "contents": Text("工作表", "Sheets"),
    "empty": Text("无内容，未列", "Nothing to list"),
    "left_out": Text("未写入（行数过多）", "Left out (too many rows)"),
    "between": Text("；", "; "),
    "layers": Text("图层来源", "Sources of the layers"),
    "tables": Text("统计表", "Tables"),
}
"""What stands on it: lines, and the headings of its short tables."""

SOURCES: Mapping[str, Text] = {
    "not_stated": Text("未注明", "not stated"),
    "in_part": Text("{accuracy}，部分未注明", "{accuracy}, of some not stated"),
    "missing": Text("没有该图层", "the layer is not there"),
    "raster": Text("栅格或未用到", "a raster, or not asked for"),
}
"""What the table of sources says where a layer says nothing."""
