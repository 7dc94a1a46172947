"""What the command line says, in both languages; it loads nothing, for the command line starts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.options import options
from hanting_geo.core.sentences import said_in
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
    "stopped": Text(
        "已中止，没有写了一半的文件；原有的结果保持不变",
        "stopped; nothing was left half written, and what was there is as it was",
    ),
    "too_much": Text(
        "内存不足或嵌套过深（{why}）", "it takes more memory than there is, or is nested too deep ({why})"
    ),
    "too_long": Text(
        "共 {rows} 行，此处按{column}计数；逐行结果见输出文件",
        "{rows} rows, counted here by {column}; each is in the files written",
    ),
    "verify_added": Text("{file}：清单中没有", "{file}: added, the manifest does not know it"),
    "verify_changed": Text(
        "{file}：内容已改（清单 {stated:.12}，现为 {found:.12}）",
        "{file}: changed (sha256 {stated:.12} in the manifest, {found:.12} now)",
    ),
    "verify_missing": Text("{file}：缺失", "{file}: missing"),
    "verify_no_file": Text("{file}：不是普通文件（链接、文件夹或管道）", "{file}: no ordinary file"),
    "verify_outside": Text("{file}：在文件夹之外，未查看", "{file}: of another folder, and not looked at"),
    "verify_same": Text("{folder}：与清单一致", "{folder} is what its manifest says"),
    "verify_version": Text(
        "{file}：清单为 {stated} 版，现为 {found} 版", "{file}: {stated} in the manifest, {found} here"
    ),
    "try_help": Text("用 '{path} {option}' 查看帮助。", "Try '{path} {option}' for help."),
    "version": Text("hanting_geo {version}", "hanting_geo {version}"),
    "wrong_usage": Text("错误：{message}", "Error: {message}"),
    "perhaps": Text("；是否指 {meant}？", "; did you mean {meant}?"),
    "unpublished": Text("位置未公布", "without a published place"),
}
"""Sentences by name; what stands in braces is filled in when they are said."""


def said(name: str, language: str | None = None, /, **values: object) -> str:
    """Say a sentence in a language: by default that of the options, and English where that is not set.

    Raises
    ------
    SchemaError
        The language is not known.

    Examples
    --------
    >>> said("counts", error=0, warning=2, note=1), said("counts", "zh", error=0, warning=2, note=1)
    ('0 errors, 2 warnings, 1 notes', '0 个错误，2 个警告，1 条提示')
    """
    spoken = options.language or "en" if language is None else language
    return SENTENCES[name].text(spoken).format(**{key: said_in(value, spoken) for key, value in values.items()})
