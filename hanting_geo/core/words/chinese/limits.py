"""Limits of what is read, files that are none, faults while writing: sentences in Chinese, by the English ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    # ---- limits
    "{where}: {what}, and {value:,} is the limit ({limit}): it is damaged, or not meant to be read. If it is right, raise the limit: hanting-geo --limit {limit}=NUMBER ..., or hg.limits.{limit} = NUMBER": "{where}：{what}，超过限制 {value:,}（{limit}）：文件损坏，或不是供读取的。若确实无误，请提高限制：hanting-geo --limit {limit}=数值 ...，或 hg.limits.{limit} = 数值",
    "{what} ({advice})": "{what}（{advice}）",
    "there is no limit {name!r};{hint} There are: {defaults}": "没有限制 {name!r}；{hint}有：{defaults}",
    "limits.{name} takes a whole number from 1 up, and was given {value!r}": "limits.{name} 取 1 以上的整数，而给的是 {value!r}",
    "{where} takes NAME=NUMBER, such as columns=50000, and was given {part!r}": "{where} 的写法是 名称=数值，例如 columns=50000，而给的是 {part!r}",
    "it has {size:,.0f} MB": "文件有 {size:,.0f} MB",
    "it holds {items:,} files": "其中有 {items:,} 个文件",
    "unpack it by hand": "请手工解压",
    "it would unpack to {whole:,.0f} MB": "解压后将有 {whole:,.0f} MB",
    "a sheet ({part}) reaches to row {far:,}": "工作表（{part}）延伸到第 {far:,} 行",
    "a sheet ({part}) reaches to row {far:,} and column {wide:,}": "工作表（{part}）延伸到第 {far:,} 行、第 {wide:,} 列",
    "a sheet ({part}) has {merged:,} merged cells": "工作表（{part}）有 {merged:,} 个合并单元格",
    "delete the rows below the table and save it": "请删除表格下方的行并保存",
    "delete what stands right of the table and below it, also formats, and save it": "请删除表格右侧和下方的内容及格式并保存",
    "take the merging apart": "请取消合并单元格",
    "line {line} holds {size} values, with all of its aliases written out": "第 {line} 行展开全部别名后有 {size} 个值",
    "line {line} goes {depth} deep": "第 {line} 行嵌套 {depth} 层",
    "the view {name!r} has not come to an end after {view_seconds} seconds": "视图 {name!r} 在 {view_seconds} 秒内没有结束",
    "write what it shows into a table: CREATE TABLE ... AS SELECT": "请把视图内容写成表：CREATE TABLE ... AS SELECT",
    "the view {name!r} makes values of more than {longest_value:,.0f} MB": "视图 {name!r} 产生超过 {longest_value:,.0f} MB 的值",
    "row {row}: its geometry holds geometries more than {nesting} deep": "第 {row} 行：图形嵌套超过 {nesting} 层",
    "take it apart in the source": "请在源数据中拆开",
    "its {num_rows:,} rows of {num_columns} columns would take {whole:,.0f} MB": "{num_rows:,} 行 {num_columns} 列将占 {whole:,.0f} MB",
    "it has {num_columns:,} columns": "文件有 {num_columns:,} 个字段",
    "it has {columns:,} columns": "文件有 {columns:,} 个字段",
    "layer {name!r} has {fields:,} columns": "图层 {name!r} 有 {fields:,} 个字段",
    "it holds {listed:,} layers": "文件有 {listed:,} 个图层",
    "it holds {stems:,} Shapefiles": "其中有 {stems:,} 个 Shapefile",
    "a placemark says {values:,} things": "一个地标有 {values:,} 项内容",
    "its placemarks say more than {columns:,} different things": "地标的不同内容超过 {columns:,} 项",
    "its features have {kinds:,} properties": "要素有 {kinds:,} 个属性",
    "row {row} names {names:,} columns": "第 {row} 行列出 {names:,} 个字段",
    # ---- what is no file, or changes
    "{path} cannot be read as {kind} ({said}); it is damaged or another kind of file: take it from the source again": "{path} 不能按 {kind} 读取（{said}）；文件损坏或是另一类文件：请从源头重新获取",
    "{path} is no ordinary file but a pipe, a socket or a device, and nothing is read from it; remove it": "{path} 不是普通文件，而是管道、套接字或设备，不予读取；请移除",
    "{path} was changed while it was being read ({changed}), so what was read may be of two versions, and nothing is kept of it; wait until it is written whole, and run again": "{path} 在读取过程中被改动（{changed}），读到的可能是两个版本，因此全部不用；请等它写完后再运行",
    "{path}: {part} declares a document type ({name}), which no workbook needs and which may name other files; save it anew in Excel or WPS": "{path}：{part} 声明了文档类型（{name}），工作簿不需要它，而它可能指向其他文件；请在 Excel 或 WPS 中重新保存",
    "{path}: its brackets or indents are nested hundreds deep, and settings are not; the file is damaged": "{path}：括号或缩进嵌套数百层，设置文件不会如此；文件已损坏",
    "{path}, line {line}: an alias stands inside of what it stands for; write it out": "{path} 第 {line} 行：别名出现在它所代表的内容之中；请展开写出",
    "{path}, line {line}: {shown} looks like a date or a number and is none ({wrong}); correct it, or put it in quotes if it is a text": "{path} 第 {line} 行：{shown} 像日期或数字而不是（{wrong}）；请改正，若为文字请加引号",
    "{file}: a number of thousands of digits stands in it ({error}); take the file from the source again": "{file}：其中有数千位的数字（{error}）；请从源头重新获取",
    "a coordinate has hundreds of digits": "坐标有数百位数字",
    # ---- writing
    "cannot make a folder for working files in {them}: {why}; make room there, or let TMPDIR name another folder": "不能在 {them} 建立工作文件夹：{why}；请腾出空间，或用 TMPDIR 指定另一文件夹",
    "cannot write into {folder}: there is no such folder; choose one that you may write to": "不能写入 {folder}：没有这个文件夹；请选择可写的文件夹",
    "cannot write {target}: {why} (no room in {parent}, or in the folder for working files, which TMPDIR names); make room. What was there before is as it was": "不能写入 {target}：{why}（{parent} 或 TMPDIR 所指的工作文件夹空间不足）；请腾出空间。原有内容保持不变",
    "cannot make the folder {target}: {why}; choose one that you may write to": "不能建立文件夹 {target}：{why}；请选择可写的位置",
    "cannot replace {at}: {why}; close the program that holds it and run again. All files are as they were": "不能替换 {at}：{why}；请关闭占用它的程序后再运行。所有文件保持不变",
    "{name} is a folder, and a file of this name is to be written: move it away": "{name} 是文件夹，而要写的文件与它同名：请移走",
    "nothing was written": "没有写出内容",
    # ---- runs and their folders
    "its blocks, inserted, draw {total:,} shapes": "其块插入后共有 {total:,} 个图形",
    "explode the blocks that are needed, and delete the others": "请炸开需要的块，并删除其余的",
    "{file}: the block {name!r} holds itself; mend it in the drawing": "{file}：块 {name!r} 包含自身；请在图中改正",
    "blocks hold blocks more than {deep} deep": "块嵌套超过 {deep} 层",
    "{path} is no manifest of a run; move it away, or name another folder": "{path} 不是运行清单；请移走，或另选文件夹",
    "{path} is no manifest of a run ({error}); move it away, or name another folder": "{path} 不是运行清单（{error}）；请移走，或另选文件夹",
    "{parent} has no {manifest} that can be read ({why}): it is no folder of results": "{parent} 中没有可读的 {manifest}（{why}）：不是成果文件夹",
    "{place} is no folder; name one that a run or a command wrote": "{place} 不是文件夹；请给出运行或命令写出的文件夹",
    "{manifest} names no files, so it is no manifest of a run": "{manifest} 没有列出文件，不是运行清单",
    "{where} cannot be done with what it was given ({kind}: {error})": "{where} 无法用所给内容完成（{kind}：{error}）",
    "the environment variable {variable} is {epoch!r}; it takes seconds since 1970, such as 1700000000, or is not set": "环境变量 {variable} 为 {epoch!r}；应为 1970 年以来的秒数，例如 1700000000，或不设置",
    "{name!r} is a name that Windows cannot hold; choose another": "{name!r} 是 Windows 不能使用的文件名；请另取",
    "{name!r}... is {count} letters long, and a file name holds {most} bytes": "{name!r}... 有 {count} 个字符，而文件名最多 {most} 字节",
    # ---- pages
    "the page's body holds <{active}>, which acts by itself (it may lead a reader elsewhere); if it is text, put it in with html.escape(...), else take it out": "页面正文含有 <{active}>，它会自行动作（可能把读者带到别处）；若是文字请用 html.escape(...) 写入，否则请去掉",
    "basemap {url!r} leaves its host open, and the page would be allowed to ask any host; write the host out, such as {example}": "底图 {url!r} 没有写明主机，页面将可访问任何主机；请写出主机，例如 {example}",
    " did you mean {close}?": "是否指 {close}？",
}
