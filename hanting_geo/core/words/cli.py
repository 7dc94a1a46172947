"""What the command line says, in both languages; it loads nothing, for the command line starts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SENTENCES", "said"]

SENTENCES: Mapping[str, Text] = {
    "contents": Text(
        "  {layer}：{features} · {columns} · {decimals} 位小数(≤ {metres} 米)",
        "  {layer}: {features} · {columns} · {decimals} decimals (≤ {metres} m)",
    ),
    "counts": Text(
        "{error} 个错误，{warning} 个警告，{note} 条提示", "{error} errors, {warning} warnings, {note} notes"
    ),
    "location": Text("设施选址", "Where facilities should stand"),
    "coverage": Text("{title}：服务覆盖评估", "{title}: service coverage"),
    "converted": Text("已转换 {done} 个文件，共 {all} 个", "{done} of {all} files converted"),
    "not_converted": Text("{file} 未转换：{why}", "{file} was not converted: {why}"),
    "exclusion": Text("{title}：可用地", "{title}: eligible land"),
    "file_system": Text("文件系统", "the file system"),
    "maps_left_out": Text("另有 {count} 块未出压占图（超过上限）", "{count} sites more have no conflict map: too many"),
    "ranking": Text("{title}:适宜性评价", "{title}: suitability"),
    "regions": Text("{title}：连片选地", "{title}: regions"),
    "read": Text("读入 {rows} 行，{without}；检查结果：{counts}", "{rows} rows read, {without}; findings: {counts}"),
    "screening": Text("{title}：核查结果", "{title}: screening"),
    "stopped": Text("已中止，没有写了一半的文件", "stopped; nothing was left half written"),
    "too_long": Text(
        "共 {rows} 行，此处按{column}计数；逐行结果见输出文件",
        "{rows} rows, counted here by {column}; each is in the files written",
    ),
    "unpublished": Text("位置未公布", "without a published place"),
}
"""Sentences by name; what stands in braces is filled in when they are said."""


def said(name: str, language: str = "en", /, **values: object) -> str:
    """Say a sentence in a language.

    Raises
    ------
    SchemaError
        The language is not known.

    Examples
    --------
    >>> said("counts", error=0, warning=2, note=1), said("counts", "zh", error=0, warning=2, note=1)
    ('0 errors, 2 warnings, 1 notes', '0 个错误，2 个警告，1 条提示')
    """
    return SENTENCES[name].text(language).format(**values)
