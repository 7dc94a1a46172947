"""What is said of overlay, statistics, buffers, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    (
        "an area: {name} stands on another ellipsoid ({name2}) than CGCS2000; bring the data over with the "
        "parameters of its survey office"
    ): "面积：{name} 所用椭球（{name2}）不是 CGCS2000；请用测绘部门的转换参数转换数据",
    (
        "the file is in the reference system {names} and the zones in {names2}; bring the zones there with "
        "to_crs, or both to one with crs="
    ): "文件的坐标系是 {names}，片区的是 {names2}；请用 to_crs 把片区转到该坐标系，或用 crs= 把两者统一",
    (
        "a buffer: distance_m is {distance_m!r}; give a finite number of metres, or the name of a column of them"
    ): "缓冲区：distance_m 为 {distance_m!r}；请给有限的米数，或存放米数的字段名",
    "a buffer: quad_segs is {quad_segs!r}; give a whole number from 1 up": "缓冲区：quad_segs 为 {quad_segs!r}；请给不小于 1 的整数",
    "a buffer: {name}={value!r} is unknown; choose from {listed}": "缓冲区：不认识 {name}={value!r}；可用：{listed}",
    "column {distance_m!r}": "字段 {distance_m!r}",
    "a buffer: {where} is missing or not finite for {frame}; fill it in, or leave these features out": "缓冲区：{frame} 的 {where} 缺失或不是有限数；请补上，或去掉这些要素",
    (
        "a buffer: {where} is negative for {named}, and a point or line cannot shrink; for the other side "
        "of a line use side='right'"
    ): "缓冲区：{named} 的 {where} 为负，而点或线不能内缩；要线的另一侧请用 side='right'",
    (
        "a buffer: {where} is {values:g} m for {frame}, and the other side of the Earth is {furthest_m:,} "
        "m away; is it in metres?"
    ): "缓冲区：{frame} 的 {where} 为 {values:g} 米，而地球另一侧也只有 {furthest_m:,} 米；单位是米吗？",
    (
        "a buffer: {where} is {values:g} m for {frame}, and coordinates of this size are no finer than "
        "{step:.1g} m, so that no shape can show it; give 0, or at least 1e-5 m"
    ): (
        "缓冲区：{frame} 的 {where} 为 {values:g} 米，而这样大小的坐标最细只到 {step:.1g} 米，图形表示不出"
        "；请给 0，或不小于 1e-5 米"
    ),
    "a buffer: side={side!r} is for lines, and {named} is none; use side='both'": "缓冲区：side={side!r} 用于线，而 {named} 不是；请用 side='both'",
    "a buffer: cap='flat' leaves nothing of a point ({named}); use cap='round'": "缓冲区：cap='flat' 使点（{named}）什么也不剩；请用 cap='round'",
    "a buffer: column {distance_m!r} holds {dtype}, not metres; make it numbers first": "缓冲区：字段 {distance_m!r} 的类型是 {dtype}，不是米数；请先转为数字",
    "rings: distances_m is {distances_m!r}, and {bound} in it is no number; give metres": "环带：distances_m 为 {distances_m!r}，其中 {bound} 不是数字；请给米数",
    "rings: the frame already has a column {listed}; rename or drop it first": "环带：数据表已有字段 {listed}；请先改名或删去",
    "rings: distances_m is {given!r}; give a list of metres such as [500, 800, 1500]": "环带：distances_m 为 {given!r}；请给米数列表，例如 [500, 800, 1500]",
    "rings: distances_m is {bounds}; give positive metres, each larger than the one before": "环带：distances_m 为 {bounds}；请给正的米数，逐个递增",
    "radius_m must be above 0, not {radius_m}": "radius_m 须大于 0，而这里是 {radius_m}",
    "radius_m is {radius_m:g}, and a place is known to {worst:g} m only; take at least {worst:g}": "radius_m 为 {radius_m:g}，而位置只知到 {worst:g} 米；请至少用 {worst:g}",
    "{counts:,} cells are too many; take cell_m above {side:g}": "{counts:,} 个格网过多；请用大于 {side:g} 的 cell_m",
    (
        "select: {column!r} holds texts, and {value} is none; put it in quotes"
    ): "select：{column!r} 是文本字段，而 {value} 不是文本；请加引号",
    (
        "select: {column!r} holds no texts, and {value!r} is one; take the quotes away"
    ): "select：{column!r} 不是文本字段，而 {value!r} 是文本；请去掉引号",
    "no column 'per_km2', as kernel_density makes it; there are: {listed}": "没有 kernel_density 生成的字段 'per_km2'；现有：{listed}",
    "bands is {bands!r}; use a whole number from 1 to {most_bands}": "bands 为 {bands!r}；请用 1 到 {most_bands} 的整数",
    "no column {weight!r} to weigh by; there are: {listed}": "没有可作权重的字段 {weight!r}；现有：{listed}",
    "{weight!r} of row {row} is no number of 0 or more; fill it, or leave the row out": "第 {row} 行的 {weight!r} 不是大于等于 0 的数字；请填上，或去掉该行",
    (
        "the result of an overlay at x {x!r}, y {y!r} could not be written in floats so that it is valid: "
        "its coordinates are too small or too large for the test of that; scale or move the layers"
    ): "叠加结果在 x {x!r}、y {y!r} 处无法用浮点数写成有效图形：坐标太小或太大，无法检验；请缩放或平移图层",
    "{what}: no column {listed}; there are: {there}": "{what}：没有字段 {listed}；现有：{there}",
    "{what}: two columns are called {doubled!r}; rename one": "{what}：有两个字段都叫 {doubled!r}；请改名",
    "column to value": "字段到值",
    "concat takes a list of frames, or a mapping of name to frame, and was given {given}": "concat 须用数据表的列表，或名称到数据表的映射，而给的是 {given}",
    "concat needs at least one frame": "concat 至少需要一个数据表",
    "join: `match` takes one pair, {{column of the frame: column of the table}}": "join：`match` 须用一对 {{数据表的字段: 表的字段}}",
    "join: the key {twice!r} stands more than once in the table; select the rows of one class first": "join：键 {twice!r} 在表中不止一次；请先选出一个类别的行",
    "join: the frame has a column {clash!r} already; give the new one another name under `columns`": "join：数据表已有字段 {clash!r}；请在 `columns` 中给新字段另起名称",
    "a column of the frame to one of the table": "数据表字段到表字段",
    "new name to column of the table": "新名称到表字段",
    "concat: {name!r} has a column 'theme' already; rename it first": "concat：{name!r} 已有字段 'theme'；请先改名",
    (
        "overlay: {which}: {frame} has a corner whose coordinates are no finite numbers; correct it in the "
        "source, or leave the feature out"
    ): "叠加：{which}：{frame} 有界址点坐标不是有限数；请在源数据中改正，或去掉该要素",
    (
        "overlay: {count} without geometry have no place in the {how}: {shown}; keep_geom_type=False keeps "
        "them, keep_geom_type=True leaves them out without this warning"
    ): (
        "叠加：{count} 个没有图形，在 {how} 中没有位置：{shown}；keep_geom_type=False 保留它们，"
        "keep_geom_type=True 去掉而不再提醒"
    ),
    "overlay: GEOS cannot lay these frames over each other ({error}); hg.check_layer says what is wrong": "叠加：GEOS 不能叠加这些数据表（{error}）；用 hg.check_layer 查看问题",
    "overlay: {listed}; rename that column first": "叠加：{listed}；请先给该字段改名",
    "{which} has two columns called {name!r}": "{which} 有两个字段都叫 {name!r}",
    "geopandas uses the name {name!r} itself": "geopandas 自用名称 {name!r}",
    "the result would have columns of one name ({error})": "结果会有同名字段（{error}）",
    (
        "how={how!r} is not done in batches, but {listed}: what of the zones no feature covers is known of "
        "the whole file only; hg.overlay does it in memory"
    ): (
        "how={how!r} 不能分批，可用：{listed}：片区中没有要素覆盖的部分须读完整个文件才知道；hg.overlay 可在内存中完成"
    ),
    "{target} is the file that is read, and the result would take its place; name another": "{target} 正是要读的文件，结果会覆盖它；请另取名称",
    "{source}: no batch was read": "{source}：没有读到任何一批",
    "the zones mix kinds of geometry; take one (zones[zones.geom_type == ...])": "片区含多种图形类型；请取一种（zones[zones.geom_type == ...]）",
    (
        "row {index} is a GeometryCollection, of which no kind can be kept; take it apart in the source, "
        "or pass keep_geom_type=False"
    ): "第 {index} 行是 GeometryCollection，无法只留一种；请在源数据中拆开，或给 keep_geom_type=False",
    (
        "row {index} is a {kinds} and those before it are {kinds2}s; overlay takes one kind: split the layer"
    ): "第 {index} 行是 {kinds}，之前的是 {kinds2}；叠加只用一种：请拆分图层",
    "the nearest features": "最近要素",
    "{what}: the column {listed} would be there twice; rename or drop it in the frames first": "{what}：字段 {listed} 会出现两次；请先改名或删去",
    "{what}: travel is 'euclid' or a network (hg.network), and was given {travel}": "{what}：travel 可用 'euclid' 或路网（hg.network），而给的是 {travel}",
    "{what}: k is {k!r}; give a whole number from 1 up": "{what}：k 为 {k!r}；请给不小于 1 的整数",
    "{what}: max_distance_m is {max_distance_m!r}; give metres from 0 up, or None for no limit": "{what}：max_distance_m 为 {max_distance_m!r}；请给大于等于 0 的米数，不限则给 None",
    "{what}: by takes a column, a list of columns or None, and was given {by}": "{what}：by 须用字段、字段列表或 None，而给的是 {by}",
    "{what}: by names {listed} twice; name each column once": "{what}：by 两次写到 {listed}；每个字段请写一次",
    "{what}: by names {listed}, which is what the table calls a column of its own; rename it": "{what}：by 写的 {listed} 是结果表自己的字段名；请改名",
    "{what}: column {by!r} holds lists or the like, which are no classes; make it text first": "{what}：字段 {by!r} 含列表之类的值，不是类别；请先转为文字",
    (
        "{what}: features share land, which would be counted twice: {pairs}{value}; cut or merge them "
        "first (hanting_geo.overlay), so that each place has one class"
    ): ("{what}：有要素重叠，会重复计算：{pairs}{value}；请先切开或合并（hanting_geo.overlay），使每处只有一个类别"),
    "{what}: by takes a column, or two: that of before and that of after; it was given {by}": "{what}：by 须用一个字段，或两个：前一时点的和后一时点的；而给的是 {by}",
    "{what}: column {by!r} has the class {like}, which the matrix calls rows of its own; rename it": "{what}：字段 {by!r} 有类别 {like}，这是矩阵自己的行名；请改名",
    (
        "{what}: the classes {other!r} and {name!r} read the same and are not equal; make both columns "
        "text, or both numbers"
    ): "{what}：类别 {other!r} 与 {name!r} 写法相同而不相等；请把两个字段都转为文字或都转为数字",
    ", and {count} more pairs": "，另有 {count} 对",
    "theme to the table of zone_statistics": "专题到 zone_statistics 的表",
    "{what}: statistics is empty; give theme: table of zone_statistics": "{what}：statistics 是空的；请给 专题: zone_statistics 的表",
    "{what} has no column {listed}; give what zone_statistics gives": "{what} 没有字段 {listed}；请给 zone_statistics 的结果",
    "{what}: {theme!r} is of other zones than {first!r}; measure both by the same zones": "{what}：{theme!r} 的片区与 {first!r} 的不同；请用相同的片区统计两者",
    "{one} and {two} ({shared:.6g} m2)": "{one} 与 {two}（{shared:.6g} 平方米）",
    "unknown": "不详",
    "a database": "数据库",
}
"""By the English pattern."""
