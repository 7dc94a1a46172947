"""What is told once a boundary-point file of its lines, in Chinese, by the English pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "points begin without the mark [地块坐标]: {places}": "点之前没有 [地块坐标] 标记：{places}",
    "add the mark": "加上标记",
    "parts of another name, kept under project: {places}": "其他名称的段，保留在 project 中：{places}",
    "nothing": "无须处理",
    "keys that the format has not, kept as they are: {places}": "格式中没有的键，照原样保留：{places}",
    "keys with two values, both kept: {places}": "有键给了两个值，都保留：{places}",
    "keep one of them": "只留一个",
    "several files were joined into one; another head begins at {places}": "几个文件合成了一个；另一文件头始于{places}",
    "nothing, if all is there": "如内容齐全，无须处理",
    "fields with blanks around them, which were taken off: {places}": "字段两端有空格，已去掉：{places}",
    "no comma before the @ in {places}": "@ 之前缺少逗号：{places}",
    "nothing here; other programs may need it": "此处无须处理；其他程序可能需要",
    "attribute rows without @: {places}": "属性行没有 @：{places}",
    "full-width commas part the fields: {places}": "字段以全角逗号分隔：{places}",
    "use ASCII commas": "改用半角逗号",
    "points with full-width signs or braces: {places}": "点行有全角符号或花括号：{places}",
    "use ASCII": "改用半角",
    "point rows hold more than label, ring and coordinates, which was not kept: {places}": "点行除点号、圈号和坐标外还有内容，未保留：{places}",
    "see the file": "查看文件",
    "lines of remarks, not kept: {places}": "备注行，未保留：{places}",
    "lines that are neither point nor attributes, not kept: {places}": "既不是点也不是属性的行，未保留：{places}",
    "look at them in the file": "在文件中查看",
    "记录图形属性 is neither 面, 线 nor 点, taken as 面: {places}": "记录图形属性不是面、线或点，按面计：{places}",
    "correct it in the file": "在文件中改正",
    "closing points under a ring number of their own, taken as what they are: {places}": "闭合点另编了圈号，按闭合点计：{places}",
    "correct it": "请改正",
    "ring numbers do not tell parts from holes; the place of the rings does (even-odd): {places}": "圈号分不清部分与洞；按环的位置（奇偶）判断：{places}",
    "the declared count of points (界址点数) is another than that of the rows: {places}": "声明的界址点数与行数不同：{places}",
    "see whether rows are missing": "核对是否缺行",
    "edges of 2 cm and less (arcs, corners written twice), all kept: {places}": "有 2 厘米及以下的边（圆弧、重复的界址点），都保留：{places}",
    "nothing, if meant": "如有意如此，无须处理",
    "areas are not compared: {places}": "没有比较面积：{places}",
}
"""By the English pattern."""
