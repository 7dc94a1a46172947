"""What is said of scenarios and the command line, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "--batch is for a file, and {of} is none": "--batch 用于文件，而 {of} 不是",
    (
        "--batch is for a file, and {of} is a database, of which a layer is read whole: leave --batch out, or "
        "write it to a file first: hanting-geo convert {of} parcels.parquet"
    ): (
        "--batch 用于文件，而 {of} 是数据库，其图层整体读取：请去掉 --batch，或先写成文件：hanting-geo convert {of} "
        "parcels.parquet"
    ),
    "{path}: statistics are written as .csv or .xlsx": "{path}：统计表写为 .csv 或 .xlsx",
    "{source} is a folder: say which format to write with --to, such as --to gpkg": "{source} 是文件夹：请用 --to 说明要写的格式，例如 --to gpkg",
    "there is no file in {source} that is read: {listed}": "{source} 中没有可读的文件：{listed}",
    "{listed} in {source} would become one file; convert them one by one": "{source} 中的 {listed} 会写成同一个文件；请逐个转换",
    "{listed} would be written over itself; name another folder": "{listed} 会覆盖自己；请另取文件夹",
    "{target}: --dialect is for boundary points (.txt)": "{target}：--dialect 用于界址点文件（.txt）",
    "check --crs looks at files and layers of a database: name one or more": "check --crs 查看文件或数据库图层：请至少写一个",
    "locate: {option} takes whole numbers, as 4,10,16, and was given {given!r}": "设施选址：{option} 须用整数，例如 4,10,16，而给的是 {given!r}",
    "locate: --quota takes COLUMN=LEAST-MOST, as zone=0-2, and was given {text!r}": "设施选址：--quota 须写 字段=最少-最多，例如 zone=0-2，而给的是 {text!r}",
    "{name} is neither a file nor a layer of {path}; the layers are: {listed}": "{name} 既不是文件，也不是 {path} 的图层；图层有：{listed}",
    "{name} has no column {column!r}; there are: {listed}": "{name} 没有字段 {column!r}；现有：{listed}",
    "{out}: a map is written as .html": "{out}：地图写为 .html",
    "--field {field}: write NAME=TEXT": "--field {field}：请写 名称=文字",
    "--three-lines {odd}: write ROLE=LAYER, such as {lines}=farmland; the roles are {roles_said}": "--three-lines {odd}：请写 角色=图层，例如 {lines}=farmland；角色有：{roles_said}",
    "{what}: --travel network and --roads go together": "{what}：--travel network 与 --roads 须同时给",
    "{what}: --crossings and --max-access-m are of a network: give --travel network and --roads": "{what}：--crossings 和 --max-access-m 用于路网：请给 --travel network 和 --roads",
    "{do} has no keyword {name!r}; it takes: {listed}": "{do} 没有参数 {name!r}；可用：{listed}",
    "no step {do!r}; {hint}there are: {listed}": "没有步骤 {do!r}；{hint}可用：{listed}",
    "{do} needs {name!r}": "{do} 需要 {name!r}",
    "{do} needs a name under `save`": "{do} 需要在 `save` 下写文件名",
    "the catalogue has no {name!r}; there are: {listed}": "目录中没有 {name!r}；现有：{listed}",
    "{name} is written twice; choose another name": "{name} 写了两次；请另取名称",
    "{name!r} is not a plain file name (results stand in the output folder itself)": "{name!r} 不是普通文件名（结果直接放在输出文件夹中）",
    "{name!r} is a name that Windows cannot hold; choose another": "{name!r} 是 Windows 不能用的名称；请另取",
    "{name!r}... is {count} letters long, and a file name holds {most} bytes": "{name!r}... 有 {count} 个字母，而文件名最多 {most} 字节",
    "{name}: no writer for {suffix}; use {listed}": "{name}：不能写 {suffix}；可用 {listed}",
    "did you mean {listed}? ": "是否指 {listed}？",
    "{value} is no earlier step; there are: {listed}": "{value} 不是之前的步骤；现有：{listed}",
    "{value} only writes a file; refer to the steps that it was made from": "{value} 只写文件；请引用它所依据的步骤",
    "there is no file {raster}": "没有文件 {raster}",
    "the id {id!r} stands twice": "编号 {id!r} 重复",
    "{error}": "{error}",
    "a name without suffix": "没有后缀的名称",
    "{folder} is a file; choose another output folder": "{folder} 是文件；请另取输出文件夹",
    (
        "{folder} holds files that no run wrote, or that were changed since: {listed}{more}. They would be "
        "lost: move them away, or choose another output folder with --out"
    ): (
        "{folder} 中有不是由运行写出、或此后改动过的文件：{listed}{more}。它们会丢失：请移走，或用 --out 另取输出文件夹"
    ),
    "{path} is no manifest of a run; move it away, or name another folder": "{path} 不是运行的清单；请移走，或另取文件夹",
    "{parent} has no {manifest} that can be read ({why}): it is no folder of results": "{parent} 没有可读的 {manifest}（{why}）：不是结果文件夹",
    "{path} is no manifest of a run ({error}); move it away, or name another folder": "{path} 不是运行的清单（{error}）；请移走，或另取文件夹",
    (
        "write_report: run must be a run, its folder, a scenario or a mapping of names to results, not {run}"
    ): "write_report：run 须为一次运行、其文件夹、方案，或名称到结果的映射，而不是 {run}",
    "write_report: {path} is neither a folder that a run wrote nor a scenario (.yaml)": "write_report：{path} 既不是运行写出的文件夹，也不是方案（.yaml）",
    (
        "write_report: run holds {listed}; give results of screen, exclude, suitability, coverage or "
        "locate, frames and tables"
    ): ("write_report：run 含 {listed}；请给 screen、exclude、suitability、coverage 或 locate 的结果、数据表和表"),
    "write_report: run holds nothing; give results by name": "write_report：run 是空的；请按名称给结果",
    "{folder} holds no {manifest}: it is no folder that `hanting-geo run` wrote whole": "{folder} 中没有 {manifest}：不是 `hanting-geo run` 完整写出的文件夹",
    "{path} was changed since the run wrote it; run the scenario again": "{path} 在运行写出后被改动；请重新运行方案",
    "{path} is no manifest of a run: {error}": "{path} 不是运行的清单：{error}",
    "{path} holds no findings of a run: {error}": "{path} 没有运行的检查结果：{error}",
    "{path} of the run cannot be read: {why}; run the scenario again": "运行的 {path} 不能读取：{why}；请重新运行方案",
    "{name!r} is a run: give it by itself": "{name!r} 是一次运行：请单独给出",
    "{name!r} is {given}": "{name!r} 是{given}",
    "zh and en to text": "zh 和 en 到文字",
    "{what} takes zh and en, not {listed}": "{what} 须用 zh 和 en，而不是 {listed}",
    "a name to a text": "名称到文字",
    (
        "write_report: fields are texts for a template, and there is none; give template, or leave fields out"
    ): "write_report：fields 是模板的文字，而没有模板；请给 template，或不给 fields",
    "a map": "地图",
    "a layer": "图层",
    "a table without geometry": "没有图形的表",
    "${reference}: {step!r} has no part {name!r}; it has {listed}": "${reference}：{step!r} 没有 {name!r} 这一部分；有 {listed}",
    "{name}: step {step!r} gives {what}; save it as {instead}": "{name}：步骤 {step!r} 给出{what}；请保存为 {instead}",
    "{name}: save {step!r} as .xlsx, .json or .html; of its layers, take ${step}.{{name}}": "{name}：{step!r} 请保存为 .xlsx、.json 或 .html；要其中的图层请用 ${step}.{{name}}",
    "{name}: save {step!r} as .xlsx or .html; of its layers, take ${step}.{{name}}": "{name}：{step!r} 请保存为 .xlsx 或 .html；要其中的图层请用 ${step}.{{name}}",
    "{path}, line {line}, step {id!r} ({do})": "{path} 第 {line} 行，步骤 {id!r}（{do}）",
    "{credits} must be keys and values, not {more!r}": "{credits} 须为键和值，而不是 {more!r}",
    "{path}, line {line}, step {id!r} ({do}): {error}": "{path} 第 {line} 行，步骤 {id!r}（{do}）：{error}",
    "{crs} counts degrees; analyses need metres, such as EPSG:4549": "{crs} 以度计；分析须用米，例如 EPSG:4549",
    "{place} is no folder; name one that a run or a command wrote": "{place} 不是文件夹；请写运行或命令写出的文件夹",
    "zone statistics: give at least one layer of zones and one of features": "分区统计：请至少给一个片区图层和一个要素图层",
    "cannot make the folder {folder}: {why}; choose one that you may write to": "不能建立文件夹 {folder}：{why}；请选择有写入权限的文件夹",
    "done: {zones}, {of}": "完成：{zones}，{of}",
    "cannot write {path}: {why}; make room, or choose another folder": "不能写入 {path}：{why}；请腾出空间，或另选文件夹",
    "done before: {zones}, {of}": "此前已完成：{zones}，{of}",
    "failed: {zones}, {of}: {problem}": "失败：{zones}，{of}：{problem}",
    (
        "{path} kept {count} pairs of a batch that was stopped or in which something failed; they are done again, and "
        "all is begun anew: --resume (resume=True) would have gone on there"
    ): "{path} 中存有中断或部分失败的批处理已完成的 {count} 对；现全部从头重做：加 --resume（resume=True）可从中断处继续",
    "{folder} keeps {count} tasks of a run that was stopped: it goes on there": "{folder} 中存有中断的运行已完成的 {count} 项任务：由此继续",
    "there is no {folder}: no run was stopped, and all is done from the beginning": "没有 {folder}：没有中断的运行，全部从头执行",
    (
        "{folder} kept {count} tasks of a run that was stopped; they are done again, and all is begun anew: --resume "
        "(resume=True) would have gone on there"
    ): "{folder} 中存有中断的运行已完成的 {count} 项任务；现全部从头重做：加 --resume（resume=True）可从中断处继续",
    (
        "{folder} kept {count} tasks of a run with other inputs, options or versions; nothing of them is used, and all "
        "is begun anew"
    ): "{folder} 中存有 {count} 项任务，但其输入、选项或版本不同；均不采用，全部从头执行",
    "what is done is kept in {folder}: --resume goes on there": "已完成的部分保存在 {folder}：加 --resume 可继续",
    "--batch and --scheduler are of one layer: name --zones and --of once": "--batch 和 --scheduler 用于一个图层：--zones 和 --of 各写一次",
    "several layers are measured into a folder, by one column at most: --out DIR": "多个图层的统计写入文件夹，分类字段至多一个：--out 文件夹",
    "--resume goes on with what stands beside --out: name it": "--resume 从 --out 旁保存的内容继续：请写 --out",
    (
        "--resume goes on with a folder of parts (hanting-geo convert {what} FOLDER --parts 50000), or with several "
        "layers; one file is done whole or not at all: leave --resume out"
    ): (
        "--resume 用于分块文件夹（hanting-geo convert {what} FOLDER --parts 50000）或多个图层；单个文件要么全部完成，"
        "要么不写：请去掉 --resume"
    ),
    "--table is of a folder of parts; of one layer, all tables are written": "--table 用于分块文件夹；单个图层会写出全部表",
    "{option} is of one layer, and {sites} is a folder of parts": "{option} 用于单个图层，而 {sites} 是分块文件夹",
    "  {code}{feature}: {what}; {what_to_do}": "  {code}{feature}：{what}；{what_to_do}",
    "  {id}.{field}: {text}": "  {id}.{field}：{text}",
}
"""By the English pattern."""
