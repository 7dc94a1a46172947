"""What is said of boundary-point files (界址点), in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "the plane area only": "只有平面面积",
    "the ellipsoidal area only": "只有椭球面积",
    "of {count} declared areas (地块面积), to their printed digits, fit {listed}": "{count} 个声明面积（地块面积）按印出的位数，符合 {listed}",
    "quote the kind of area (平面面积 or 椭球面积) with the number": "引用数字时注明面积种类（平面面积或椭球面积）",
    (
        "the declared area of {count} parcels is in {unit} ({unit_zh}), and the format has hectares "
        "({places}); the column declared_m2 has it in square metres"
    ): ("{count} 宗地的声明面积以 {unit}（{unit_zh}）计，而格式规定为公顷（{places}）；字段 declared_m2 为平方米"),
    "tell the source; writing gives hectares": "告知来源；写出时为公顷",
    (
        "line {line}: the declared area is {m2:.2f} m2 (taken as {unit}), and the points enclose "
        "{plane:.2f} m2 on the plane{bent}"
    ): ("第 {line} 行：声明面积为 {m2:.2f} 平方米（按 {unit} 计），而界址点围成的平面面积为 {plane:.2f} 平方米{bent}"),
    "compare with the document; a point may be wrong or missing": "与原文件比对；可能有点错误或缺失",
    ", {bent:.2f} m2 on the ellipsoid": "，椭球面积为 {bent:.2f} 平方米",
    "attribute rows by dialect: {attributes}; point rows: {points}": "各种格式的属性行：{attributes}；点行：{points}",
    "parcels with the same attribute row, all of them kept: lines {alike}": "属性行相同的宗地，全部保留：第 {alike} 行",
    "nothing, if the columns are right": "如字段正确，无须处理",
    "attribute rows of no known kind in {unknown}; their fields are kept as 字段1, 字段2 and on": "属性行的种类不认识：{unknown}；其内容保留为 字段1、字段2 等",
    "name the columns yourself, or ask the source what they are": "自行给字段命名，或向来源询问其含义",
    "{said!r} (line {line})": "{said!r}（第 {line} 行）",
    "words of a template stand where values belong: {places}; they are kept": "应填数值处是模板文字：{places}；保留原样",
    "fill in the values, or ask the source": "填上数值，或询问来源",
    "give each its own number": "各给编号",
    "no attribute row": "没有属性行",
    "standard, cut short": "标准格式，有缺项",
    "standard, with more": "标准格式，有多项",
    (
        "write_landtxt: the field {field} cannot hold {texts!r} ({frame}): commas, @ and line ends part "
        "fields and rows, and blanks at the ends are lost; replace them first (，for a comma)"
    ): (
        "write_landtxt：字段 {field} 不能含 {texts!r}（{frame}）：逗号、@ 和换行用于分隔，首尾空格会丢失；"
        "请先替换（逗号用，）"
    ),
    (
        "write_landtxt: the field {field} may be filled from {there!r} or {there2!r}, which differ for "
        "{frame}; drop one of the columns"
    ): ("write_landtxt：字段 {field} 可由 {there!r} 或 {there2!r} 填写，而 {frame} 的两者不同；请去掉一个字段"),
    (
        "write_landtxt: {frame}: {encoding} has no character {letter!r} (U+{letter2:04X}); write with "
        "encoding='gb18030' or 'utf-8', or replace it"
    ): (
        "write_landtxt：{frame}：{encoding} 没有字符 {letter!r}（U+{letter2:04X}）；请用 "
        "encoding='gb18030' 或 'utf-8'，或替换"
    ),
    "the head says 带号={said!r}, which is no zone of China (13 to 23, 25 to 45)": "文件头写 带号={said!r}，不是中国的带号（13 到 23、25 到 45）",
    "the head says 精度={value!r}, which is neither a length nor a number of digits; 0.001 m is taken": "文件头写 精度={value!r}，既不是长度也不是位数；按 0.001 米计",
    "correct the head": "改正文件头",
    "the head says 计量单位={unit!r}; coordinates are taken by their size": "文件头写 计量单位={unit!r}；坐标单位按数值大小判断",
    "check it": "请核对",
    "the head has 转换参数={value!r}; they are kept, and not applied": "文件头写 转换参数={value!r}；保留，但不应用",
    "nothing, if the coordinates are final": "如坐标已是最终结果，无须处理",
    "[{name}] in line {number}": "第 {number} 行的 [{name}]",
    "{key} (line {number})": "{key}（第 {number} 行）",
    "line {number}": "第 {number} 行",
    "line {number}: {text!r}": "第 {number} 行：{text!r}",
    "{key}: {said!r}, and {value!r} in line {number}": "{key}：{said!r}，而第 {number} 行为 {value!r}",
    "its figures are masked, or rows are left out": "数字被遮盖，或有行被略去",
    "no northing beside an easting (or latitude beside longitude) of China": "没有成对的中国范围内的纵、横坐标（或纬度、经度）",
    "{count} parcels were written, and {count2} read back": "写出 {count} 宗地，读回 {count2} 宗",
    "the reference system {name} reads back as {name2}": "坐标系 {name} 读回为 {name2}",
    (
        "{moved} does not read back as it is ({geom_type} with {shapes} vertices, {geom_type2} with "
        "{back}): corners or rings fall together at {decimals} decimals"
    ): (
        "{moved} 读回后与原图形不同（{geom_type}，{shapes} 个顶点；{geom_type2}，{back} 个）：按 "
        "{decimals} 位小数有界址点或环重合"
    ),
    "{moved}: the vertex {x:.3f}, {y:.3f} reads back at another place": "{moved}：顶点 {x:.3f}, {y:.3f} 读回后位置不同",
    "it does not read back ({error}); corners may fall together at {decimals} decimals": "不能读回（{error}）；按 {decimals} 位小数可能有界址点重合",
    "the field {field} does not read back": "字段 {field} 不能读回",
    "{field} of {moved}: {one!r} reads back as {two!r}": "{moved} 的 {field}：{one!r} 读回为 {two!r}",
    (
        "{name} holds no boundary points: neither [地块坐标] nor rows of label, ring, northing and "
        "easting; a table of points is read with hg.read_table"
    ): ("{name} 没有界址点：既没有 [地块坐标]，也没有点号、圈号、纵坐标、横坐标的行；点表请用 hg.read_table 读取"),
    "read_landtxt: zone is 25 to 45 (3 degrees) or 13 to 23 (6 degrees), and was given {zone}": "read_landtxt：zone 为 25 到 45（3 度带）或 13 到 23（6 度带），而给的是 {zone}",
    (
        "{file}: points that cannot be read, and nothing is joined over them: {listed}: {rows}; ask the "
        "source for the whole file, or read the other parcels with hg.read_landtxt(..., damaged='null')"
    ): (
        "{file}：有的点读不出，而不能跨越它们连线：{listed}：{rows}；请向来源索取完整文件，或用 "
        "hg.read_landtxt(..., damaged='null') 读取其他宗地"
    ),
    "{file} has {count} finding{count2} (strict):\n{listed}": "{file} 有 {count} 条检查结果（严格）：\n{listed}",
    "the name of the file speaks of {group} parcels, and it holds {count}": "文件名写有 {group} 宗地，而文件有 {count} 宗",
    "ask the source for the others": "向来源索取其余",
    "line {line} ({text!r}, of the parcel of line {line2})": "第 {line} 行（{text!r}，属于第 {line2} 行的宗地）",
    "own columns ({count} fields, coordinates from the {at}.)": "自有列（{count} 个字段，坐标从第 {at} 个起）",
    "{file}: rings of fewer than three places: {refused}; ask the source for the whole file": "{file}：有环不足三个点：{refused}；请向来源索取完整文件",
    "line {line}: a line of one point; ask the source for the whole file": "第 {line} 行：只有一个点的线；请向来源索取完整文件",
    (
        "lines {first} to {last}: the last point lies {metres:.3f} m from the first, and was meant to be "
        "it; both are kept"
    ): "第 {first} 到 {last} 行：末点距首点 {metres:.3f} 米，本应为同一点；两点都保留",
    (
        "lines {first} to {last}: the last point lies {metres:.3f} m from the first; an edge between them "
        "closes the ring"
    ): "第 {first} 到 {last} 行：末点距首点 {metres:.3f} 米；在其间连线闭合",
    (
        "{count} rows cannot be read, the first in line {line} ({text!r}: {why}); the parcel has no "
        "geometry, and nothing was joined over them"
    ): "{count} 行读不出，第一处在第 {line} 行（{text!r}：{why}）；该宗地没有图形，没有跨越连线",
    "ask the source for the points": "向来源索取这些点",
    "line {line}: an attribute row without points; the parcel is kept without geometry": "第 {line} 行：属性行没有点；该宗地保留，没有图形",
    "line {lines}: a ring of fewer than three places; the parcel has no geometry": "第 {lines} 行：环不足三个点；该宗地没有图形",
    "{outer} parts, {holes} holes, {islands} islands in holes": "{outer} 个部分、{holes} 个洞、{islands} 个洞中岛",
    "line {line}: {shapes}": "第 {line} 行：{shapes}",
    "correct the points at the source: rings may not cross themselves or each other": "在源数据中改正点：环不能自交或互相交叉",
    "the coordinates are degrees": "坐标以度计",
    "correct the closing point": "改正闭合点",
    "see whether the last points are missing": "核对是否缺少末尾的点",
    "line {lines}: the ring stands in the parcel already": "第 {lines} 行：该宗地已有这一圈",
    "take one of them out of the file": "从文件中去掉其中一个",
    "line {line}: {counted}": "第 {line} 行：{counted}",
    "{step:.3f} m at line {lines}": "第 {lines} 行处 {step:.3f} 米",
    "line {line}": "第 {line} 行",
    "{file}: {document} is in degrees, the others in metres; a file has one system: part it": "{file}：{document} 以度计，其他以米计；一个文件只用一个坐标系：请分开",
    (
        "the easting stands before the northing in {count} of {count2} rows ({document}); each row is read "
        "by the size of its numbers"
    ): "{count2} 行中有 {count} 行的横坐标在纵坐标之前（{document}）；每行按数值大小判断",
    "ask the source why": "向来源询问原因",
    "{file}: zone={zone}, and crs= is {name}; leave one of them out": "{file}：zone={zone}，而 crs= 为 {name}；请去掉其中一个",
    (
        "{file}: crs= is {name}, whose eastings have the prefix {expected}, and those of the file have "
        "{seen}; perhaps {other} ({name2}) is meant"
    ): "{file}：crs= 为 {name}，其横坐标带号为 {expected}，而文件中为 {seen}；可能应为 {other}（{name2}）",
    (
        "{file}: the head says 投影类型={projection_odd}, and the format is of Gauss-Krueger; say which "
        "system it is with crs='EPSG:...'"
    ): ("{file}：文件头写 投影类型={projection_odd}，而格式规定为高斯-克吕格；请用 crs='EPSG:...' 说明坐标系"),
    (
        "{file}: the head says 坐标系={datum_said}, which is not CGCS2000 and lies some 100 m from it; to "
        "read it in that system say crs='{codes}' (eastings with zone number) or '{codes2}' (without); to "
        "bring it over, ask its survey office for the parameters"
    ): (
        "{file}：文件头写 坐标系={datum_said}，不是 CGCS2000，相差约 100 米；按该坐标系读取请给 "
        "crs='{codes}'（横坐标带带号）或 '{codes2}'（不带）；转换请向测绘部门索取参数"
    ),
    (
        "{file}: the head says 坐标系={datum_said}, which is not known (a local grid cannot be converted "
        "without its parameters); if it is another name of a known system, say which with crs='EPSG:...'"
    ): (
        "{file}：文件头写 坐标系={datum_said}，不认识（地方坐标系没有参数不能转换）；如是已知坐标系的别名，"
        "请用 crs='EPSG:...' 说明"
    ),
    "the file does not say its datum (坐标系); taken as CGCS2000, the system of today": "文件没有说明坐标系；按现行的 CGCS2000 计",
    "ask the source; for another one say crs='EPSG:...'": "询问来源；如为其他坐标系请给 crs='EPSG:...'",
    "{file}: eastings of several zones in one file ({listed}); part it, and read each alone": "{file}：一个文件中有几个带的横坐标（{listed}）；请分开，逐个读取",
    (
        "{file}: the eastings have no zone number, and the head has no 带号; say zone= (Hanting lies in "
        "zone 40 of 3 degrees, meridian 120)"
    ): "{file}：横坐标没有带号，文件头也没有 带号；请给 zone=（寒亭在 3 度带第 40 带，中央经线 120 度）",
    "the head says 带号={zone}, and zone= says {told}: taken as told": "文件头写 带号={zone}，而 zone= 写 {told}：按给定的取",
    "the parcel of line {line}": "第 {line} 行的宗地",
    "the easting stands before the northing in each row: their size shows it, and they are read so": "每行的横坐标都在纵坐标之前：由数值大小看出，并按此读取",
    "nothing; X comes first by the standard, and is the northing": "无须处理；按标准 X 在前，为纵坐标",
    "the head says 坐标系={datum_said}, and crs= says {name}: taken as told": "文件头写 坐标系={datum_said}，而 crs= 写 {name}：按给定的取",
    "make sure of it": "请核实",
    "the head says 坐标系={datum_said}; taken as CGCS2000, which agrees within a metre": "文件头写 坐标系={datum_said}；按 CGCS2000 计，两者相差在一米以内",
    "nothing, if a metre does not matter": "如一米无妨，无须处理",
    "the head says 带号=": "文件头写 带号=",
    "the head says zones of {width} degrees (几度分带), and zone {zone} is one of {zone2}": "文件头写 {width} 度分带（几度分带），而第 {zone} 带是 {zone2} 度带",
    "correct the head, or ask the source which is right": "改正文件头，或向来源询问哪个正确",
    "the eastings begin with {prefix}, and {who} {zone}: the number in the coordinates is taken": "横坐标以 {prefix} 开头，而{who} {zone}：以坐标中的带号为准",
    (
        "write_landtxt: the frame has no reference system; say which one the coordinates are in with frame.set_crs(...)"
    ): "write_landtxt：数据表没有坐标系；请用 frame.set_crs(...) 说明坐标所属",
    "write_landtxt: the frame is in {name}; leave out zone=, or bring it over first": "write_landtxt：数据表为 {name}；请不要给 zone=，或先转换",
    (
        "write_landtxt: {name} is no Gauss-Krueger zone of China, and stands on another datum than "
        "CGCS2000; bring the frame over with the parameters of its survey office first"
    ): "write_landtxt：{name} 不是中国的高斯-克吕格带，且基准不是 CGCS2000；请先用测绘部门的转换参数转换",
    "write_landtxt: the features lie in several zones ({listed}); write a file for each, or say zone=": "write_landtxt：要素在几个带中（{listed}）；请逐带写文件，或给 zone=",
    (
        "write_landtxt: the features do not lie in China ({frame}), and the format has no zone for them; "
        "check their reference system"
    ): "write_landtxt：要素不在中国（{frame}），格式没有相应的带；请核对坐标系",
    (
        "write_landtxt: {frame} lies more than {farthest_degrees:g} degrees from the meridian {meridian} "
        "of the frame's system, in another zone; write those apart, with zone="
    ): (
        "write_landtxt：{frame} 距数据表坐标系的中央经线 {meridian} 超过 {farthest_degrees:g} 度，属于另一"
        "带；请用 zone= 分开写"
    ),
    (
        "{layer}: the head says two things of where the points lie ({contradictions}); part the file, or "
        "correct the head"
    ): "{layer}：文件头对点的位置有两种说法（{contradictions}）；请拆分文件，或改正文件头",
    "write_landtxt: zone is 25 to 45 (3 degrees) or 13 to 23 (6 degrees), and was given {zone}": "write_landtxt：zone 为 25 到 45（3 度带）或 13 到 23（6 度带），而给的是 {zone}",
    "write_landtxt: encoding is one of {listed}, and was given {encoding!r}": "write_landtxt：encoding 须为 {listed} 之一，而给的是 {encoding!r}",
    (
        "write_landtxt: {frame} has no geometry, and a parcel of the format is its points; leave it out "
        "with frame[frame.geometry.notna()]"
    ): "write_landtxt：{frame} 没有图形，而格式中的宗地就是点；请用 frame[frame.geometry.notna()] 去掉",
    "write_landtxt: {frame} is a {there}, and parcels are polygons; {advice}": "write_landtxt：{frame} 是 {there}，而宗地须为面；{advice}",
    (
        "write_landtxt: {frame} has heights, which the format cannot hold; take them off with shapely.force_2d"
    ): "write_landtxt：{frame} 有高程，格式不能存；请用 shapely.force_2d 去掉",
    "write_landtxt: area='ellipsoid' is for polygons only": "write_landtxt：area='ellipsoid' 只用于面",
    "leave it out": "请去掉",
    "say lines=True to write lines and points, or leave it out": "要写线和点请给 lines=True，否则请去掉",
    "write_landtxt: head maps keys to texts of one line, and {key!r}: {value!r} is none": "write_landtxt：head 须为键到单行文字的映射，而 {key!r}: {value!r} 不是",
    "write_landtxt: {key} says where the points lie, and is written from the frame ({said})": "write_landtxt：{key} 说明点的位置，由数据表写出（{said}）",
    "write_landtxt: area='declared' takes the column 地块面积, and the frame has none": "write_landtxt：area='declared' 取字段 地块面积，而数据表没有",
    (
        "write_landtxt: {encoding} has no character {text!r} of the head; write with encoding='gb18030' or "
        "'utf-8', or replace it"
    ): "write_landtxt：{encoding} 没有文件头中的字符 {text!r}；请用 encoding='gb18030' 或 'utf-8'，或替换",
    "write_landtxt: the dialect {name} has no field for {listed}; left out": "write_landtxt：格式 {name} 没有 {listed} 字段；未写",
    "cannot write {target}: {error}; the old file, if any, is as it was": "不能写入 {target}：{error}；原有文件（如有）保持原样",
    "key to text": "键到文字",
    (
        "write_landtxt: the declared area of {count} parcels ({frame}) is replaced by the {area} one; "
        "area='declared' keeps it"
    ): "write_landtxt：{count} 宗地（{frame}）的声明面积已换为 {area} 面积；area='declared' 可保留",
    "zone {number}: {features}": "第 {number} 带：{features}",
    "{count} rows, {stated} declared (line {line})": "{count} 行，声明 {stated} 点（第 {line} 行）",
    "line {at} ({name}, {count} rows)": "第 {at} 行（{name}，{count} 行）",
    "zone {number}: {parcels}": "带号 {number}：{parcels}",
    "no zone number: {parcels}": "无带号：{parcels}",
}
"""By the English pattern."""
