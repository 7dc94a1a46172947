"""What is said of arguments, ids and writing, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    (
        "{path}: {part} declares a document type ({name}), which no workbook needs and which may name "
        "other files; save it anew in Excel or WPS"
    ): ("{path}：{part} 声明了文档类型（{name}），工作簿都不需要，且可能指向其他文件；请用 Excel 或 WPS 另存"),
    "a {kind} ({shown})": "{kind}（{shown}）",
    "; make one with gpd.GeoDataFrame(..., geometry=..., crs='EPSG:4549')": "；请用 gpd.GeoDataFrame(..., geometry=..., crs='EPSG:4549') 生成",
    "the class {name}": "类 {name}",
    "the text": "文字",
    "the text {shown}": "文字 {shown}",
    "a GeoDataFrame or a GeoSeries": " GeoDataFrame 或 GeoSeries",
    "a GeoDataFrame": " GeoDataFrame",
    "{what} takes {takes}, and was given {given}{given2}": "{what} 须用{takes}，而给的是 {given}{given2}",
    (
        "{what} takes {takes} with a geometry, and this one has none set; say which column it is with "
        "frame.set_geometry(...)"
    ): "{what} 须用带图形的{takes}，而它没有设定图形；请用 frame.set_geometry(...) 说明是哪个字段",
    "{what}: {count} columns are called {name!r}; rename all but the geometry": "{what}：有 {count} 个字段都叫 {name!r}；除图形外都请改名",
    "; make a frame of it with series.to_frame('geometry')": "；请用 series.to_frame('geometry') 转为数据表",
    ", which has no geometry; make one with gpd.GeoDataFrame(table, geometry=..., crs='EPSG:4549')": "，它没有图形；请用 gpd.GeoDataFrame(table, geometry=..., crs='EPSG:4549') 生成",
    "; read the file first with hg.read_file, or a layer with hg.load_layer": "；请先用 hg.read_file 读取文件，或用 hg.load_layer 读取图层",
    "; read one with hg.read_file or hg.load_layer": "；请用 hg.read_file 或 hg.load_layer 读取",
    "{what} takes a DataFrame, and was given {given}": "{what} 须用 DataFrame，而给的是 {given}",
    "{what} have {times} columns called {column!r}; rename all but one": "{what} 有 {times} 个字段都叫 {column!r}；请只留一个，其余改名",
    "{what} have no column {column!r}{why}; there are: {there}": "{what} 没有字段 {column!r}{why}；现有：{there}",
    "{what} takes a number{least}, and was given {value}": "{what} 须用数字{least}，而给的是 {value}",
    "{what} takes a whole number{limits}, and was given {value}": "{what} 须用整数{limits}，而给的是 {value}",
    " above {above:g}{upper}": "（大于 {above:g}{upper}）",
    " from {least:g} up": "（不小于 {least:g}）",
    " up to {most:g}": "，不大于 {most:g}",
    "{what} takes True or False, and was given {value}": "{what} 须用 True 或 False，而给的是 {value}",
    "{what} takes a text, and was given {value}": "{what} 须用文字，而给的是 {value}",
    "{what} takes a list of texts, and was given {value}{hint}": "{what} 须用文字列表，而给的是 {value}{hint}",
    "{what} takes the path of a file, as text or pathlib.Path, and was given {value}": "{what} 须用文件路径（文字或 pathlib.Path），而给的是 {value}",
    "{what} takes a list of paths or names, and was given {value}{hint}": "{what} 须用路径或名称的列表，而给的是 {value}{hint}",
    "{what} takes a mapping of {holds}, and was given {value}": "{what} 须用映射（{holds}），而给的是 {value}",
    "{what} has two columns called {twice!r}; rename one": "{what} 有两个字段都叫 {twice!r}；请给一个改名",
    "an {kind}": "{kind}",
    "a {kind}": "{kind}",
    "none": "无",
    " and {count} more": " 等，另有 {count} 个",
    " but the geometry": "（它是图形）",
    " from {least:g} to {most:g}": "（{least:g} 到 {most:g}）",
    "{what} is one of {listed}, and was given {value}": "{what} 须为 {listed} 之一，而给的是 {value}",
    "{what} cannot be empty": "{what} 不能为空",
    "{what} takes a list of texts, and {odd} is in it": "{what} 须用文字列表，而其中有 {odd}",
    "{what} takes a function, and was given {value}": "{what} 须用函数，而给的是 {value}",
    " or {last!r}": " 或 {last!r}",
    "{what} is {value}, which cannot be looked up; make it text first": "{what} 是 {value}，无法查找；请先转为文字",
    "{target} is a folder: name a file to write": "{target} 是文件夹：请写要保存的文件名",
    "cannot write {target}: the folder {parent} does not exist; create it first": "不能写入 {target}：文件夹 {parent} 不存在；请先建立",
    "cannot write {target}: {why}; choose a folder that you may write to": "不能写入 {target}：{why}；请选择有写入权限的文件夹",
    "cannot read {path}: {why}": "不能读取 {path}：{why}",
    "{where}: {error}": "{where}：{error}",
    "cannot write {target}: {why}": "不能写入 {target}：{why}",
    "cannot write into {folder}: there is no such folder; choose one that you may write to": "不能写入 {folder}：没有这个文件夹；请选择有写入权限的文件夹",
    (
        "cannot write {target}: {why} (no room in {parent}, or in the folder for working files, which "
        "TMPDIR names); make room. What was there before is as it was"
    ): ("不能写入 {target}：{why}（{parent} 或 TMPDIR 所指的工作文件夹空间不足）；请腾出空间。原有内容保持原样"),
    "cannot make the folder {target}: {why}; choose one that you may write to": "不能建立文件夹 {target}：{why}；请选择有写入权限的文件夹",
    "{folder} is a folder, and a file of this name is to be written: move it away": "{folder} 是文件夹，而要写同名的文件：请移开",
    "cannot write beside {target}: {why}; choose a folder that you may write to": "不能在 {target} 旁边写入：{why}；请选择有写入权限的文件夹",
    "cannot replace {target}: {why}; close the program that holds it and run again": "不能替换 {target}：{why}；请关闭占用它的程序后重新运行",
    (
        "cannot replace {target}: {why}; a file in it may be open in another program. The old folder is as "
        "it was; the new results are in {fresh}"
    ): "不能替换 {target}：{why}；其中可能有文件在其他程序中打开。原文件夹保持原样；新结果在 {fresh}",
    "{what} needs {library}, which {why}: {how}{way}": "{what} 需要 {library}，而它{why}：{how}{way}",
    "is not installed": "没有安装",
    "cannot be loaded ({error})": "不能加载（{error}）",
    ", or {otherwise}": "，或{otherwise}",
    "row{count} {named}{more}": "第 {named} 行{more}",
    "{what} have no {column!r} in {count} of {count2} rows ({ids}); fill it in": "{what} 在 {count2} 行中有 {count} 行没有 {column!r}（{ids}）；请填上",
    "{what} have {example} as {column!r} ({rows}), which is no id; make it text first": "{what} 的 {column!r} 有 {example}（{rows}），不能作编号；请先转为文字",
    (
        "{what} must have unique ids, and {named} is there more than once in {column!r} ({ids}); choose "
        "another column, or put the parts of one together with frame.dissolve({column!r})"
    ): (
        "{what} 的编号须不重复，而 {named} 在 {column!r} 中不止一次（{ids}）；请换一个字段，或用 "
        "frame.dissolve({column!r}) 把同一要素的各部分合并"
    ),
    "{what} have the {column!r} {listed}, which a closing row is called; rename it": "{what} 的 {column!r} 为 {listed}，这是合计行的名称；请改名",
    "standard {standard!r} of land use codes is not known; use {listed}": "不认识用地分类标准 {standard!r}；可用：{listed}",
    "limits.{name} takes a whole number from 1 up, and was given {value!r}": "limits.{name} 须用不小于 1 的整数，而给的是 {value!r}",
    "{where} takes NAME=NUMBER, such as columns=50000, and was given {part!r}": "{where} 须写 名称=数字，例如 columns=50000，而给的是 {part!r}",
    (
        "{path} is no ordinary file but a pipe, a socket or a device, and nothing is read from it; remove it"
    ): "{path} 不是普通文件，而是管道、套接字或设备，不读取；请移走",
    (
        "{path} cannot be read as {kind} ({said}); it is damaged or another kind of file: take it from the source again"
    ): "{path} 不能作为 {kind} 读取（{said}）；文件已损坏或是其他类型：请向来源重新索取",
    "it takes more memory than there is": "所需内存超过现有内存",
    "{said}": "{said}",
    (
        "the environment variable {variable} is {epoch!r}; it takes seconds since 1970, such as "
        "1700000000, or is not set"
    ): "环境变量 {variable} 为 {epoch!r}；须为 1970 年以来的秒数，例如 1700000000，或不设",
    "{count} mistakes": "{count} 处错误",
    "{count} mistake": "{count} 处错误",
    "no such key; did you mean {close!r}?": "没有这个键；是否指 {close!r}？",
    "no such key; there are {listed}": "没有这个键；可用：{listed}",
    "no such key": "没有这个键",
    "  line {line}: {where}: {text}": "  第 {line} 行：{where}：{text}",
    "  line {line}: {text}": "  第 {line} 行：{text}",
    "{path}: {count}\n{listed}": "{path}：{count}\n{listed}",
    "{path} is not UTF-8 (byte {start}); save it again as UTF-8": "{path} 不是 UTF-8（第 {start} 字节）；请另存为 UTF-8",
    "{path}, line {line}: {problem}; the file is not YAML": "{path} 第 {line} 行：{problem}；文件不合 YAML 的写法",
    (
        "{path}, line {line}: the text holds half of a letter (a surrogate, U+D800 to U+DFFF); write it whole"
    ): "{path} 第 {line} 行：文本含半个字符（代理码 U+D800 至 U+DFFF）；请写出整个字符",
    "{path} is not YAML: {error}": "{path} 不合 YAML 的写法：{error}",
    "\n": "\n",
    "the file must hold keys and values": "文件应由键和值组成",
    "stands twice; the second is on line {line}": "重复；第二处在第 {line} 行",
    (
        "{path}: its brackets or indents are nested hundreds deep, and settings are not; the file is damaged"
    ): "{path}：括号或缩进嵌套数百层，设置文件不会如此；文件已损坏",
    "{path}, line {line}: an alias stands inside of what it stands for; write it out": "{path} 第 {line} 行：别名在它所指的内容之中；请写出全文",
    (
        "{path}, line {line}: {shown} looks like a date or a number and is none ({wrong}); correct it, or "
        "put it in quotes if it is a text"
    ): "{path} 第 {line} 行：{shown} 像日期或数字而不是（{wrong}）；请改正，如是文字请加引号",
    "row {row}": "第 {row} 行",
    "rows {listed}": "第 {listed} 行",
    " or ": " 或 ",
    "{what}: cannot read or write {value}: {why}": "{what}：不能读写{value}：{why}",
    "its name is longer than a file system takes": "名称超过文件系统所能容纳的长度",
    "it has a NUL character": "含 NUL 字符",
    "; write [{value!r}]": "；请写 [{value!r}]",
    "any folder for them": "任何临时文件夹",
    "what is in it is nested too deep": "内容嵌套过深",
    "{beginning}... ({count:,} letters)": "{beginning}……（共 {count:,} 个字符）",
}
"""By the English pattern."""
