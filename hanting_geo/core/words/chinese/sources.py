"""What is said of catalogues, layers and their checks, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "a table is a file of CSV; a database gives layers": "表为 CSV 文件；数据库给出的是图层",
    "of {count:.2f} m2, mean width {strips:.3f} m, near x {place:.2f}, y {place2:.2f}": "面积 {count:.2f} 平方米，平均宽 {strips:.3f} 米，位于 x {place:.2f}、y {place2:.2f} 附近",
    "move one border onto the other": "把一条边界移到另一条上",
    "move one border onto the other, or leave it if it is meant": "把一条边界移到另一条上；如有意如此则保留",
    "{what} {some}": "{what}{some}",
    "layer {name!r} has {count} finding{count2} (strict):\n{listed}": "图层 {name!r} 有 {count} 条检查结果（严格）：\n{listed}",
    "{name_or_path} is neither a file nor a packaged layer; {hint}the layers are: {listed}": "{name_or_path} 既不是文件，也不是内置图层；{hint}图层有：{listed}",
    "{target} is there already and was left as it is; choose another folder": "{target} 已经存在，保持原样；请另取文件夹",
    "no layer {name!r} in {path}; {hint}there are: {listed}": "{path} 中没有图层 {name!r}；{hint}现有：{listed}",
    "no table {name!r} in {path}; there are: {listed}": "{path} 中没有表 {name!r}；现有：{listed}",
    "{name_or_path} is a packaged layer, whose system is known; leave source_crs and swap_axes out": "{name_or_path} 是内置图层，坐标系已知；请不要给 source_crs 和 swap_axes",
    "cannot make the folder {parent}: {why}": "不能建立文件夹 {parent}：{why}",
    "cannot read table {name!r} from {path}: {error}; it must be CSV in UTF-8": "不能从 {path} 读取表 {name!r}：{error}；须为 UTF-8 的 CSV",
    "layer {name!r}: {path} has no column {listed}; there are: {there}": "图层 {name!r}：{path} 没有字段 {listed}；现有：{there}",
    (
        "layer {name!r}: {path} has a column {hidden!r} already, and the column map makes another; map it "
        "to another name too"
    ): "图层 {name!r}：{path} 已有字段 {hidden!r}，而字段映射又产生一个；请把它也映射为别的名称",
    "mend or replace the file": "修正或更换该文件",
    "the catalogue says {said} {what}, and there are {there}": "目录写 {said} {what}，而实际为 {there}",
    "check the change, then write {there} into the catalogue": "核对改动，然后把 {there} 写入目录",
    "; did you mean {listed}?": "；是否指 {listed}？",
    "the column map makes a column {given!r}, which nothing reads; did you mean {close!r}?": "字段映射产生字段 {given!r}，没有任何用途；是否指 {close!r}？",
    "correct the name in the catalogue, or leave it if it is a column of your own": "改正目录中的名称；如是自用字段则保留",
    "{name} is not the file that the catalogue was written for: its sha256 is {digest}": "{name} 不是目录所对应的文件：其 sha256 为 {digest}",
    "check the change, then write this sha256 into the catalogue": "核对改动，然后把此 sha256 写入目录",
    "the catalogue says {geometry}, and there are {listed}": "目录写 {geometry}，而实际有 {listed}",
    "correct the catalogue, or move the other features to a layer of their own": "改正目录，或把其他要素移到单独的图层",
    "no catalogue at {path}; `hanting-geo layers --init DIR` writes a start": "{path} 没有目录；可用 `hanting-geo layers --init DIR` 新建",
    "goes round in a circle": "循环引用",
    "; did you mean {close}?": "；是否指 {close}？",
    "{file} is not there (looked in {parent}){hint}": "{file} 不存在（查找位置：{parent}）{hint}",
    "a coordinate is infinite or not a number": "有坐标为无穷大或不是数字",
    "correct it in the source; a transform from a wrong reference system does this": "在源数据中改正；由错误的坐标系转换会产生这种情况",
    "the layer does not say in which reference system its coordinates are": "图层没有说明坐标属于哪个坐标系",
    (
        "hg.diagnose_crs (of a file: hanting-geo check --crs) says which systems the numbers fit; ask the "
        "source, and declare it with source_crs=, convert --from-crs or frame.set_crs(...)"
    ): (
        "hg.diagnose_crs（文件可用 hanting-geo check --crs）可说明数值符合哪些坐标系；请询问来源，并用 "
        "source_crs=、convert --from-crs 或 frame.set_crs(...) 声明"
    ),
    "{name} is a local system: where on the Earth it lies is not said": "{name} 是地方坐标系：没有说明在地球上的位置",
    "ask its survey office for the way to CGCS2000, or set the system that it is by another name": "向其测绘部门索取转换到 CGCS2000 的方法，或写明它的另一名称",
    "has no geometry: its place is not published, or not drawn": "没有图形：位置未公布，或未绘出",
    "add it when the place is known; until then it stays in tables and counts": "位置已知时补上；在此之前保留在表格和计数中",
    "has an empty {geom_type} as geometry": "图形是空的 {geom_type}",
    "draw it, or make its geometry null if its place is not known": "补绘图形；如位置未知，把图形设为空值",
    "heights are not a number or infinite in {count} features ({frame})": "{count} 个要素的高程不是数字或为无穷大（{frame}）",
    "correct them in the source, or leave heights out with shapely.force_2d": "在源数据中改正，或用 shapely.force_2d 去掉高程",
    "is not valid: {geometry}": "图形无效：{geometry}",
    "mend it in the source at that place; frame.make_valid() shows what a repair would change": "在源数据中改正该处；frame.make_valid() 可显示修复会改变什么",
    "has no id": "没有编号",
    "give it a unique id": "给一个不重复的编号",
    "the id stands {count} times (rows {listed})": "编号出现 {count} 次（第 {listed} 行）",
    "give each feature an id of its own": "给每个要素自己的编号",
    "contract columns are missing: {listed}": "缺少约定字段：{listed}",
    "{count} features have the same geometry: {frame}": "{count} 个要素的图形相同：{frame}",
    "remove the copies, or keep them if they are different things in one place": "删去重复者；如是同一位置的不同事物则保留",
    "the layer mixes {counts}": "图层混有 {counts}",
    "split it by type where a function asks for one (frame[frame.geom_type == ...])": "函数要求单一类型时按类型拆分（frame[frame.geom_type == ...]）",
    "outer rings turn clockwise or holes anticlockwise in {count} features ({frame})": "{count} 个要素的外环为顺时针，或内环为逆时针（{frame}）",
    "nothing for analysis; hg.write_file turns the rings of GeoJSON as RFC 7946 asks": "对分析无影响；hg.write_file 按 RFC 7946 调整 GeoJSON 的环向",
    "lies {away:.1f} km outside the district": "位于本区以外 {away:.1f} 公里",
    "correct the reference system": "改正坐标系",
    "{name} stands on another datum than CGCS2000 and WGS 84, some 100 m off in China": "{name} 的基准不是 CGCS2000 和 WGS 84，在中国相差约 100 米",
    "bring it over with the parameters of its survey office": "用测绘部门的转换参数转换",
    "{count} features ({frame}), the first: {what}": "{count} 个要素（{frame}），第一个：{what}",
    "map a column to id under `columns:` in the catalogue, or say --id; the others as you need them": "在目录的 `columns:` 中把某个字段映射为 id，或用 --id；其他按需要映射",
    "nothing, if you have no use for them; else map them under `columns:` in the catalogue": "如用不到，无须处理；否则在目录的 `columns:` 中映射",
    "status is {there!r}": "status 为 {there!r}",
    "use one of {listed}": "请用 {listed} 之一",
    "accuracy_m is {there!r}": "accuracy_m 为 {there!r}",
    "give metres, 0 or more, or leave it empty": "给大于等于 0 的米数，或留空",
    "check its reference system and place": "核对坐标系和位置",
    "nothing, if it is meant to lie there": "如本应在那里，无须处理",
    (
        "diagnose_crs: area ({west:g}, {south:g}, {east:g}, {north:g}) is no west, south, east, north in degrees"
    ): "diagnose_crs：area ({west:g}, {south:g}, {east:g}, {north:g}) 不是以度计的西、南、东、北",
    "diagnose_crs: area holds no polygon; give polygons, or (west, south, east, north) in degrees": "diagnose_crs：area 没有面；请给面，或以度计的 (西, 南, 东, 北)",
    "diagnose_crs: area takes polygons or (west, south, east, north) in degrees, not {area}": "diagnose_crs：area 须为面或以度计的 (西, 南, 东, 北)，而不是 {area}",
    "diagnose_crs: layer= is of a file, and a frame was given; leave it out": "diagnose_crs：layer= 用于文件，而给的是数据表；请不要给",
    "no source of the codes of {en} is packaged; {listed} is": "没有内置 {en} 的代码来源；内置的有 {listed}",
    "{count} of {count2} features have no code in {column!r}": "{count2} 个要素中有 {count} 个的 {column!r} 没有代码",
    "{column!r} holds numbers, and codes are text: 0701 has become 701": "{column!r} 存的是数字，而代码是文字：0701 已变为 701",
    "codes in {column!r} are kept unchecked: no source of the table of {en} is packaged": "{column!r} 中的代码未核对而保留：没有内置 {en} 表的来源",
    "code {code!r} of {count} features is not in {en}": "{count} 个要素的代码 {code!r} 不在 {en} 中",
    "{count} more codes are not in the standard": "另有 {count} 个代码不在标准中",
    "ask the source; they count to no class": "询问来源；它们不计入任何类别",
    "read the column as text (hg.read_table keeps leading zeros)": "把字段按文字读取（hg.read_table 保留前导零）",
    "check them against the standard itself": "与标准原文核对",
    "correct it at the source, or name the standard that it is of": "在源数据中改正，或写明所用的标准",
    "is it the standard that the column follows?": "字段所用的是这一标准吗？",
}
"""By the English pattern."""
