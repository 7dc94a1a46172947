"""What is said of rules, screening and eligible land, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "{what}: cell_m is {cell_m!r}; give a positive number of metres": "{what}：cell_m 为 {cell_m!r}；请给正的米数",
    (
        "{what}: the extent is a {name}, which does not say its reference system; give a GeoDataFrame or "
        "gpd.GeoSeries([shape], crs='EPSG:4549')"
    ): ("{what}：范围是 {name}，没有说明坐标系；请给 GeoDataFrame 或 gpd.GeoSeries([shape], crs='EPSG:4549')"),
    "{what}: the extent has no area; give polygons, or buffer points and lines first": "{what}：范围没有面积；请给面，或先对点和线作缓冲区",
    (
        "{what}: cells of {width:g} m make {count:,.0f} in the box round the extent, and {most_cells:,} "
        "are the most; take cell_m from {width2:.3g} up, or cut one part of the extent after the other"
    ): (
        "{what}：{width:g} 米的格网在范围的外接矩形中有 {count:,.0f} 个，而最多 {most_cells:,} 个；请用不小"
        "于 {width2:.3g} 的 cell_m，或把范围分块处理"
    ),
    "{count} candidates have no geometry: {candidates}": "{count} 处候选用地没有图形：{candidates}",
    "candidates overlap: {twice:.2f} m2 are counted more than once, since each is answered in full": "候选用地相互重叠：{twice:.2f} 平方米重复计算，因为每处各自完整作答",
    (
        "rule {id}: its land cannot be cut ({error}); look at its layer with hg.check_layer, and mend in "
        "the source what lies there"
    ): "规则 {id}：其土地不能切割（{error}）；请用 hg.check_layer 检查图层，并在源数据中改正该处",
    "draw them, or leave them out": "补绘图形，或不列入",
    "read totals with care, or unite them": "合计数须谨慎使用，或先合并候选用地",
    "prune: give min_area_m2, min_width_m or both": "修剪：请给 min_area_m2、min_width_m 或两者",
    "prune: {name} is {limit!r}; give a positive number": "修剪：{name} 为 {limit!r}；请给正数",
    "rule {id}: layer {layer!r} must hold polygons, the surfaces; filter the others out": "规则 {id}：图层 {layer!r} 须为面（限制面）；请筛去其他",
    (
        "rule {id}: layer {layer!r} must hold polygons here, and {named}{more} are lines or points; use "
        "within_distance, or filter them out"
    ): "规则 {id}：图层 {layer!r} 在此须为面，而 {named}{more} 是线或点；请用 within_distance，或筛去",
    (
        "rule {id}: there is no layer {layer!r}; the rule takes nothing, and more may be excluded than is shown; {near}"
    ): "规则 {id}：没有图层 {layer!r}；该规则未排除任何土地，实际应排除的可能更多；{near}",
    "add the layer, or bind the rule to the one that you have with rules.bind(...)": "补充图层，或用 rules.bind(...) 把规则指向已有的图层",
    "rule {id}: {count} of the features that it speaks of have no published place and take nothing": "规则 {id}：所涉要素中有 {count} 个未公布位置，未排除任何土地",
    "ask whoever keeps the data for their outlines; until then what is left is not sure to be free": "向数据保管单位索取范围；在此之前，剩余土地不能确定不受限制",
    "rule {id}: {flat} points or lines of the layer have no area, and outside takes area": "规则 {id}：图层有 {flat} 个点或线没有面积，而“不在其内”按面积排除",
    "use beyond_distance with a distance, or a layer of polygons": "用带距离的 beyond_distance，或用面图层",
    (
        "rule {id}: in column {column!r} of the sites or in its site_filter numbers are written as text, "
        "and both were compared as numbers"
    ): "规则 {id}：地块字段 {column!r} 或 site_filter 中的数字写成了文字，两者已按数字比较",
    "write both as numbers, or both as text": "统一写成数字，或统一写成文字",
    "did you mean {listed}?": "是否指 {listed}？",
    "there are: {listed}": "现有：{listed}",
    (
        "rule {id}: its site_filter asks for the column {column!r}, which the sites have not; nobody can "
        "say for which of them it holds, and whoever breaks it has no data"
    ): ("规则 {id}：site_filter 要用字段 {column!r}，而地块没有；无法判断适用于哪些地块，不符合者按“缺数据”计"),
    "add the column to the sites, or name in site_filter the one that there is: {hint}": "给地块补上字段，或在 site_filter 中写已有的字段：{hint}",
    (
        "rule {id}: {count} of {total} sites have no value in column {column!r} of its site_filter; nobody "
        "can say whether it holds for them, and whoever of them breaks it has no data"
    ): (
        "规则 {id}：{total} 块地中有 {count} 块的 {column!r}（site_filter 所用）没有值；无法判断是否适用，"
        "其中不符合者按“缺数据”计"
    ),
    "fill in {column!r} of the sites": "补上地块的 {column!r}",
    (
        "rule {id}: in column {column!r} {count} sites have {shown}, and its site_filter asks for "
        "{listed}; nobody can say whether it holds for them"
    ): "规则 {id}：{count} 块地的字段 {column!r} 为 {shown}，而 site_filter 要 {listed}；无法判断是否适用",
    "write the value the same way in the sites and in the rule": "地块与规则中的值请写法一致",
    (
        "rule {id}: no site has {rule}; of {count} sites the column {has}, which may be meant; whoever of "
        "them breaks the rule has no data"
    ): "规则 {id}：没有地块为 {rule}；有 {count} 块地的 {has}，可能就是所指；其中不符合者按“缺数据”计",
    "write the value as the sites have it; or say may_be_empty: true": "按地块的写法改正值；或写 may_be_empty: true",
    "rule {id}: none of {count} sites has {rule}; the rule holds for none of them": "规则 {id}：{count} 块地都不是 {rule}；该规则对它们都不适用",
    "nothing, if there is none of this kind; else write the value as the sites have it": "如没有此类地块，无须处理；否则按地块的写法改正值",
    "rule {id}: none of {count} features of layer {layer!r} has {asked}": "规则 {id}：图层 {layer!r} 的 {count} 个要素都不是 {asked}",
    "{what} asks for the column {listed}, which it has not; it has: {there}": "{what}：要用字段 {listed}，而它没有；现有：{there}",
    "each of these values is in its column, and no feature has them together": "这些值各自在其字段中存在，但没有要素同时具备",
    "{value} (yes or no)": "{value}（是或否）",
    "rule {id}: the layer is empty": "规则 {id}：图层是空的",
    "see whether it was read or written in part": "核对是否只读入或写出了一部分",
    "a name of override_features: {listed}": "override_features 中的名称：{listed}",
    "{what}: {frame}; no site is clear of the rule": "{what}：{frame}；任何地块都不能判为符合",
    (
        "write the value as the layer has it, numbers as numbers and text in quotes; or say may_be_empty: true"
    ): "按图层的写法改正值，数字写成数字，文字加引号；或写 may_be_empty: true",
    "rule {id}: no feature of layer {layer!r} has some of the values that its filter lists: {frame}": "规则 {id}：筛选条件所列的部分值在图层 {layer!r} 中没有要素：{frame}",
    "write the value as the layer has it, or take it out of the list": "按图层的写法改正值，或从列表中去掉",
    "nothing at all": "什么也没有",
    "nothing: the rule says may_be_empty": "无须处理：规则已写 may_be_empty",
    (
        "rule {id}: {lost} of {count} sites have no height in column {name!r}; of these only what the rule "
        "cannot reach is clear"
    ): "规则 {id}：{count} 块地中有 {lost} 块的字段 {name!r} 没有高度；其中只有规则影响不到的判为符合",
    "write the height of each site in metres, as a plain number": "以米为单位写明每块地的高度，只写数字",
    "rule {id}: {field} names the column {column!r}, which layer {layer!r} has not; {column2}": "规则 {id}：{field} 写的是字段 {column!r}，而图层 {layer!r} 没有；{column2}",
    "a number": "数字",
    "a number that is 0 or more": "大于等于 0 的数字",
    "sites that it may cover have no data": "可能被它覆盖的地块按“缺数据”计",
    "it may reach any site: none is clear": "它可能影响任何地块：都不能判为符合",
    "whether it is near enough is not known": "是否足够近无法判断",
    (
        "rule {id}: in column {asked} of layer {layer!r} there is no {unit} for {count} features "
        "({named}{more}); {effect}"
    ): "规则 {id}：图层 {layer!r} 的字段 {asked} 中有 {count} 个要素没有{unit}（{named}{more}）；{effect}",
    "write {wanted}, in metres, for each of them, or filter them out": "逐个写明{wanted}（米），或筛去",
    (
        "rule {id}: the sites have no column {name!r} with their height; only what the rule cannot reach is clear"
    ): "规则 {id}：地块没有表示高度的字段 {name!r}；只有规则影响不到的判为符合",
    "add the column to the sites, or name in height_column the one that there is: {name}": "给地块补上字段，或在 height_column 中写已有的字段：{name}",
    (
        "rule {id}: its layer {layer!r}, as its filter leaves it, does not hold {names}; the general rule "
        "{id2} still holds there"
    ): "规则 {id}：其图层 {layer!r} 经筛选后不含 {names}；一般规则 {id2} 在那里仍然适用",
    "add the feature to that layer under the same id or name, or take it out of override_features": "以同一编号或名称把要素补入该图层，或从 override_features 中去掉",
    (
        "rule {id}: {much} of {name} lie farther than {reach_m:g} m and the accuracies from what its layer "
        "{layer!r} holds of it; the general rule {id2} still holds there"
    ): (
        "规则 {id}：{name} 有 {much} 距其图层 {layer!r} 所含部分超过 {reach_m:g} 米加精度；一般规则 {id2} "
        "在那里仍然适用"
    ),
    "add the other reaches to that layer, if there is a published line for them": "如有公布的线，把其余河段补入该图层",
    (
        "rule {id}: it holds in the area of {where_layer!r} only; the general rule {id2} still holds for "
        "{name} outside of it, and in the area as far as {name} reaches land outside"
    ): (
        "规则 {id}：只在 {where_layer!r} 的范围内生效；一般规则 {id2} 对 {name} 在范围外、以及 {name} 在范"
        "围内影响到范围外土地之处仍然适用"
    ),
    "nothing, if that is meant; else take where_layer out of the special rule": "如确有此意，无须处理；否则从特别规则中去掉 where_layer",
    (
        "rule {id}: its site_filter ({asked}) lets it hold for some sites only; the general rule {id2} "
        "still holds for {listed}"
    ): "规则 {id}：其 site_filter（{asked}）使它只对部分地块适用；一般规则 {id2} 对 {listed} 仍然适用",
    "give the general rule the same site_filter, or take the override out": "给一般规则同样的 site_filter，或取消替代",
    "there is no layer '{missing}'": "没有图层 '{missing}'",
    "it speaks of no layer of features": "它不涉及要素图层",
    "rule {id}: {there}; the general rule {id2} still holds for {listed}": "规则 {id}：{there}；一般规则 {id2} 对 {listed} 仍然适用",
    "add the layer, or take the override out": "补充图层，或取消替代",
    "give a layer with values all over the sites": "给出覆盖全部地块的图层",
    (
        "rule {id}: {count} of {total} sites have no value to judge by; none of them is clear, and it "
        "takes nothing of them"
    ): "规则 {id}：{total} 块地中有 {count} 块没有可判断的值；都不能判为符合，也不据此排除其土地",
    (
        "rule {id}: the sites have no column {column!r}; {count} of {count} sites have no value to judge "
        "by; none of them is clear, and it takes nothing of them"
    ): ("规则 {id}：地块没有字段 {column!r}；{count} 块地都没有可判断的值；都不能判为符合，也不据此排除其土地"),
    "add the column to the sites, or name in the rule the one that there is: {hint}": "给地块补上字段，或在规则中写已有的字段：{hint}",
    (
        "rule {id}: {count} values in column {column!r} of the sites are {written} such as {example!r}, "
        "the rule asks for {asks}, and both were compared as numbers"
    ): (
        "规则 {id}：地块字段 {column!r} 中有 {count} 个值是{written}，例如 {example!r}，而规则要的是{asks}，"
        "两者已按数字比较"
    ),
    "write both as numbers": "统一写成数字",
    (
        "rule {id}: column {column!r} of the sites holds {value!r}, which has no order against {asked!r}; "
        "make both text or both numbers"
    ): "规则 {id}：地块字段 {column!r} 含 {value!r}，不能与 {asked!r} 比较大小；请统一写成文字或数字",
    "rule {id}: {name} must have one band of slope in percent and run north up": "规则 {id}：{name} 须为单波段的百分比坡度，且上北",
    (
        "rule {id}: {name} is in {name2}, and the sites in {name3}; bring the elevation model to the "
        "system of the sites and take the slope there"
    ): "规则 {id}：{name} 的坐标系是 {name2}，地块的是 {name3}；请把高程模型转到地块的坐标系后求坡度",
    "ignore_below_m2 is {ignore_below_m2!r}; give square metres, 0 or more": "ignore_below_m2 为 {ignore_below_m2!r}；请给大于等于 0 的平方米数",
    "rule {name}: it replaces the one of the same id in a file that is included": "规则 {name}：替换了引用文件中同编号的规则",
    "rule {id}: the filter of layer {layer!r}": "规则 {id}：图层 {layer!r} 的筛选条件",
    "{asks} is a GeoDataFrame or the path of a file, and not {given}": "{asks} 须为 GeoDataFrame 或文件路径，而不是 {given}",
    "{asks} is a raster ({name}), and the rule needs features": "{asks} 是栅格（{name}），而规则需要要素",
    (
        "rule {id}: {value} needs a raster, and layer {layer!r} is {what}; give the path of a raster of "
        "slope in percent ({listed})"
    ): "规则 {id}：{value}需要栅格，而图层 {layer!r} 是{what}；请给百分比坡度的栅格路径（{listed}）",
    "rule {id}: the raster of layer {layer!r}, {given}, is not there": "规则 {id}：图层 {layer!r} 的栅格 {given} 不存在",
    (
        "rule {id}: override_features names {listed}, and layer {layer!r} of rule {id2} has no feature of "
        "that id or name"
    ): "规则 {id}：override_features 写的 {listed}，在规则 {id2} 的图层 {layer!r} 中没有此编号或名称的要素",
    "rule {id}: it overrides {overrides}, which speaks of no layer": "规则 {id}：它替代 {overrides}，而后者不涉及图层",
    "same_survey names the layer {name!r}, and there is none; {name2}": "same_survey 写的图层 {name!r} 不存在；{name2}",
    "same_survey names the layer {name!r}, and no rule speaks of it": "same_survey 写的图层 {name!r} 没有规则用到",
    "see whether it is meant": "核对是否有意为之",
    "{path}: rules are read from {suffixes}; save the file as one of these": "{path}：规则从 {suffixes} 读取；请另存为其中一种",
    "{path}: rules are written to {suffixes}": "{path}：规则写为 {suffixes}",
    "{path_or_name} is neither a file nor a packaged rule set; the sets are: {listed}": "{path_or_name} 既不是文件，也不是内置规则集；规则集有：{listed}",
    "write_rules: rules takes a RuleSet, and was given {given}; make one: hg.RuleSet(rules)": "write_rules：rules 须为 RuleSet，而给的是 {given}；请生成：hg.RuleSet(rules)",
    "  {id}: an empty list of values, which matches nothing": "  {id}：值的列表是空的，什么也匹配不到",
    "{path} was not written, for it could not be read back:\n{listed}": "{path} 没有写出，因为读不回来：\n{listed}",
    "  there are no rules": "  没有规则",
    "rules are a RuleSet or a list of rules, and not {rules}; read them: hg.read_rules({rules2!r})": "rules 须为 RuleSet 或规则列表，而不是 {rules}；请先读取：hg.read_rules({rules2!r})",
    "no rule {rule_id!r}; there are {listed}": "没有规则 {rule_id!r}；有 {listed}",
    "rules are a RuleSet or a list of rules, and not {rules}": "rules 须为 RuleSet 或规则列表，而不是 {rules}",
    "rules are a list of hg.Rule, and {odd} is in it": "rules 须为 hg.Rule 的列表，而其中有 {odd}",
    "the rules name no layer {listed}; they name {listed2}": "规则没有用到图层 {listed}；用到的有 {listed2}",
    "title or note of the rules: {error}": "规则集的标题或说明：{error}",
    "rule {called}: {en}": "规则 {called}：{en}",
    "{path}: {row} has a text of {count} characters, and a cell holds {most_cell}; shorten it": "{path}：{row} 的文字有 {count} 个字符，而单元格最多 {most_cell} 个；请缩短",
    'save it again as "CSV UTF-8"': '请另存为 "CSV UTF-8"',
    "{path} is UTF-16 or no text at all; {advice}": "{path} 是 UTF-16 或根本不是文本；{advice}",
    (
        "{path} is no workbook that can be read ({error}); save it again as .xlsx, without a password, or "
        'as "CSV UTF-8"'
    ): '{path} 不是可读的工作簿（{error}）；请另存为不带密码的 .xlsx，或 "CSV UTF-8"',
    "{path} is neither UTF-8 (line {lines}) nor GBK (line {lines2}); {advice}": "{path} 既不是 UTF-8（第 {lines} 行）也不是 GBK（第 {lines2} 行）；{advice}",
    "no site {site_id!r}; there are {count} others": "没有地块 {site_id!r}；另有 {count} 块",
    (
        "rule {id}: {value} needs sites that are polygons, and {named}{more} are lines or points; give "
        "their outlines, or leave the rule out"
    ): "规则 {id}：{value}须用面状地块，而 {named}{more} 是线或点；请给范围，或去掉该规则",
    (
        "rule {id}: {field} {layer!r} must hold polygons, and {named}{more} are lines or points; use "
        "within_distance, or filter them out"
    ): "规则 {id}：{field} {layer!r} 须为面，而 {named}{more} 是线或点；请用 within_distance，或筛去",
    "rule {id}: there is no layer {layer!r}; no site is clear of it; {near}": "规则 {id}：没有图层 {layer!r}；任何地块都不能判为符合；{near}",
    "{what}: {ids} is a collection of points, lines and polygons; take it apart with explode()": "{what}：{ids} 是点、线、面的集合；请用 explode() 拆开",
    "rule {id}: {unplaced} of the features that it speaks of have no published place": "规则 {id}：所涉要素中有 {unplaced} 个未公布位置",
    "ask whoever keeps the data for their outlines; until then they may be anywhere": "向数据保管单位索取范围；在此之前它们可能在任何地方",
    (
        "rule {id}: the accuracy of {silent} of {count} features is not stated; they break rules at face "
        "value, and no site is clear of them"
    ): ("规则 {id}：{count} 个要素中有 {silent} 个未注明位置精度；按图面判定是否不符合，且任何地块都不能判为符合"),
    "state accuracy_m of the layer in its catalogue, or of each feature in a column": "在目录中注明图层的 accuracy_m，或在字段中逐个注明",
    "{ridges} parcels have a share of field ridges in {column}, which is not deducted from arable land": "{ridges} 个图斑在 {column} 中有田坎系数，未从耕地中扣除",
    "layer {layer!r} has no column of land use codes; call it {listed}": "图层 {layer!r} 没有用地代码字段；可取名 {listed}",
    "layer {layer!r}: {what}": "图层 {layer!r}：{what}",
    "deduct it where the form asks for areas without ridges": "表格要求不含田坎的面积时予以扣除",
    "{count} land use codes are of no class that is known: {named}; their land is unclassified": "有 {count} 个用地代码不属于已知类别：{named}；其土地列为未分类",
    "correct the codes, or bring them to GB/T 21010-2017 or the third survey": "改正代码，或转为 GB/T 21010-2017 或第三次国土调查的代码",
    "{what}: ": "{what}：",
    "rule {id}: {said}": "规则 {id}：{said}",
    "there is no column {listed}": "没有字段 {listed}",
    "name it so": "请这样命名",
    "parcels of different classes overlap: {overlap:,.2f} m2 count twice in the land of the sites": "不同地类的图斑重叠：地块用地中有 {overlap:,.2f} 平方米重复计算",
    "clean the layer: a survey has no overlaps": "清理图层：调查数据不应重叠",
    "{count} sites have land that no parcel covers: {named}{more}": "{count} 块地有土地没有图斑覆盖：{named}{more}",
    "get the parcels that are missing; their land is not in the table": "索取缺少的图斑；其土地未列入表格",
    "neighbours are looked for among the sites themselves": "四至在地块之间查找",
    "the table {table} is left empty: {many:,} sites, and it is made of at most {most:,}": "表 {table} 未编制：有 {many:,} 块地，而最多为 {most:,} 块编制",
    "the table of land use is made of layer {layer}, known by its name or kind": "用地表由图层 {layer} 编制，依名称或类别认定",
    " and in {named}": "，并在 {named} 中查找",
    "; there is no layer of {lacks}": "；没有 {lacks} 图层",
    (
        "name what adjoins sites: neighbours_of=[...] (--neighbours-of LAYER), or write kind: roads in the catalogue"
    ): "写明地块的相邻图层：neighbours_of=[...]（--neighbours-of LAYER），或在目录中写 kind: roads",
    "screen the sites that a meeting reads by themselves": "分批核查会审所需的地块",
    "layer {layer} is left out of the tables ({role}): {error}": "图层 {layer} 未列入表格（{role}）：{error}",
    "layer {layer} gives no table of land use: {error}": "图层 {layer} 编不出用地表：{error}",
    "if it is not: say land_use=layer (--land-use LAYER)": "如认定有误：写 land_use=图层（--land-use LAYER）",
    " and none of ": "、",
    "mend the layer, or name another one": "修正该图层，或改用其他图层",
    (
        "three_lines: {role} is said to be {name!r}, which is neither a rule nor a layer; there are: {known}"
    ): "three_lines：{role} 写的是 {name!r}，既不是规则也不是图层；有：{known}",
    "three_lines: {role} is the name of a layer or the id of a rule, and not {name}": "three_lines：{role} 须为图层名或规则编号，而不是 {name}",
    "three_lines names the role {role!r}; there are {listed}": "three_lines 写的角色 {role!r} 不认识；有 {listed}",
    "the kind of its layer": "其图层的类别",
    "the name of its layer": "其图层的名称",
    "rule {listed} (layer {listed2})": "规则 {listed}（图层 {listed2}）",
    "layer {layer}": "图层 {layer}",
    "its id": "其编号",
    "its kind": "其类别",
    "its name": "其名称",
    "its title": "其标题",
    "{role} ({zh}) is taken from {what}, known by {why}": "{zh}取自{what}，依{why}认定",
    "if it is not: write role: {role} into the rule that is, or three_lines={{{role!r}: layer or rule}}": "如认定有误：在正确的规则中写 role: {role}，或给 three_lines={{{role!r}: 图层或规则}}",
    "the table of the three lines has no {names}: no rule and no layer says that it is one": "三线表缺少 {names}：没有规则和图层说明自己是它",
    (
        "write role: {missing} into its rule, or say three_lines={{{missing!r}: layer or rule}} "
        "(--three-lines {missing}=LAYER)"
    ): ("在其规则中写 role: {missing}，或给 three_lines={{{missing!r}: 图层或规则}}（--three-lines {missing}=LAYER）"),
    "neighbours_of names {listed}, and there is no such layer; {near}": "neighbours_of 写的 {listed} 没有这样的图层；{near}",
    "land_use names the layer {land_use!r}, and there is no such layer": "land_use 写的图层 {land_use!r} 不存在",
    "the sites: {sites} has no geometry; leave out what has no place": "地块：{sites} 没有图形；没有位置的请不列入",
    "the accuracy of {count} of {count2} sites is not stated and taken as 0: {named}": "{count2} 块地中有 {count} 块未注明位置精度，按 0 计：{named}",
    "state accuracy_m if the outlines are not surveyed": "如界址未经实测，注明 accuracy_m",
    "role to layer or rule": "角色到图层或规则",
    "{column!r} has {listed}": "{column!r} 有 {listed}",
    "such as {listed}": "如 {listed}",
    "the column {column!r} has no {value}; it has {has}": "字段 {column!r} 没有 {value}；它有{has}",
    "near {value} the column {column!r} has {listed}": "与 {value} 相近，字段 {column!r} 有 {listed}",
    "there is no layer '{missing}' or '{other}'": "没有图层 '{missing}' 或 '{other}'",
    "text": "文字",
    "numbers": "数字",
}
"""By the English pattern."""
