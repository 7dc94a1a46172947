"""What is said of criteria, weights and rankings, in Chinese, by the English pattern that stands in the code.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "{what} are a table without geometry, and some criteria ask where they lie; give a GeoDataFrame": "{what}是没有图形的表，而有的指标要用位置；请给 GeoDataFrame",
    "{what}: {given} has no geometry, and some criteria ask where it lies; leave out what has no place": "{what}：{given} 没有图形，而有的指标要用位置；没有位置的请不列入",
    (
        "weighted product: column {wrong} holds a value of {low:g}, which is {what}; give it a value "
        "function, or combine with 'wlc'"
    ): "加权乘积：字段 {wrong} 有值 {low:g}，{what}；请给它值函数，或用 'wlc'",
    "they are {size}": "而给了 {size} 个",
    "{what} takes {criteria} numbers from 0 up that sum to 1, one for each place in the order; {wrong}": "{what} 须用 {criteria} 个大于等于 0、和为 1 的数，每个位次一个；{wrong}",
    "0, and a cost is divided by": "0，而成本型要作除数",
    "{what} takes {criteria} numbers that sum to 1, or one exponent, and was given {order}": "{what} 须用 {criteria} 个和为 1 的数，或一个指数，而给的是 {order}",
    "one of them is missing or below 0": "其中有缺失或小于 0 的",
    "they sum to {count:.10g}": "而其和为 {count:.10g}",
    "{path}: criteria are read from {suffixes}; save the file as one of these": "{path}：指标从 {suffixes} 读取；请另存为其中一种",
    "{path}: criteria are written to {suffixes}": "{path}：指标写为 {suffixes}",
    "{path_or_name} is neither a file nor packaged criteria; the templates are: {listed}": "{path_or_name} 既不是文件，也不是内置指标；模板有：{listed}",
    "write_criteria: criteria takes a CriteriaSet, and was given {given}": "write_criteria：criteria 须为 CriteriaSet，而给的是 {given}",
    "no criterion {criterion_id!r}; there are {listed}": "没有指标 {criterion_id!r}；有 {listed}",
    "the criteria name no layer {listed}; they name {listed2}": "指标没有用到图层 {listed}；用到的有 {listed2}",
    "criteria are a list of hg.Criterion, and not {given}": "criteria 须为 hg.Criterion 的列表，而不是 {given}",
    "criteria are a list of hg.Criterion, and {odd} is in it": "criteria 须为 hg.Criterion 的列表，而其中有 {odd}",
    "there are no criteria: give at least one with a factor": "没有指标：请至少给一个带因子的",
    "scale is {scale!r}; give the full mark, a number above 0": "scale 为 {scale!r}；请给满分，即大于 0 的数",
    "without: no criterion is left": "without：没有剩下任何指标",
    "title, note or grades: {error}": "标题、说明或等级：{error}",
    "{path}: a text has {count} characters, and a cell holds {most_cell}; shorten it: {cell}...": "{path}：有文字为 {count} 个字符，而单元格最多 {most_cell} 个；请缩短：{cell}...",
    "{what}: which takes a list of rows": "{what}：which 须用行的列表",
    "stability: {what} needs the weights around which to draw": "稳定性：{what} 需要抽样所围绕的权重",
    "{what}: within moves each weight uniformly, and does not go with 'dirichlet'; leave one out": "{what}：within 在范围内均匀变动每个权重，不与 'dirichlet' 同用；请去掉其中一个",
    "{what}: concentration goes with 'dirichlet', and the draws are 'uniform'; leave one out": "{what}：concentration 与 'dirichlet' 同用，而抽样是 'uniform'；请去掉其中一个",
    "criterion {who}: lengths are those of lines, and the layer has others; filter them": "指标 {who}：长度指线的长度，而图层有其他图形；请筛选",
    (
        "criterion {who}: {factor} needs polygons, and the layer has others; filter them, or buffer them first"
    ): "指标 {who}：{factor} 须用面，而图层有其他图形；请筛选，或先作缓冲区",
    "criterion {id}: the filter of layer {name!r}": "指标 {id}：图层 {name!r} 的筛选条件",
    "criterion {id}: {what}; nothing was measured": "指标 {id}：{what}；没有量算",
    (
        "suitability: {count} layer{count2} of the criteria {count3} not there:\n{listed}\nthere are: "
        "{there}. Put your own in their place with criteria.bind(name='yours'), or leave criteria out with "
        "criteria.without('id')"
    ): (
        "适宜性评价：指标用到的 {count} 个图层不存在：\n{listed}\n现有：{there}。请用 "
        "criteria.bind(name='yours') 换成自己的图层，或用 criteria.without('id') 去掉指标"
    ),
    "criterion {id}: raster needs the path of a raster ({listed}), and layer {name!r} is {what}": "指标 {id}：栅格因子需要栅格路径（{listed}），而图层 {name!r} 是{what}",
    "criterion {id}: the raster of layer {name!r}, {given}, is not there": "指标 {id}：图层 {name!r} 的栅格 {given} 不存在",
    "none of {count} features has {asked}: {frame}": "{count} 个要素都不是 {asked}：{frame}",
    "write the value as the layer has it; or say may_be_empty: true": "按图层的写法改正值；或写 may_be_empty: true",
    "the layer is empty": "图层是空的",
    "criterion {id}: {nowhere} of {count} features have no place and do not count": "指标 {id}：{count} 个要素中有 {nowhere} 个没有位置，不计入",
    "see whether one of them would change the ranking": "核对其中是否有会改变排名的",
    "criterion {id}: from {count} candidates nothing is reached along the layer {roads!r}: {named}": "指标 {id}：有 {count} 处候选用地沿图层 {roads!r} 什么也到达不了：{named}",
    (
        "criterion {id}: the column {name!r} holds {there!r} ({ids}), which is no number; mend it, or "
        "score it with function: category"
    ): "指标 {id}：字段 {name!r} 含 {there!r}（{ids}），不是数字；请改正，或用 function: category 评分",
    "criterion {id}: rules_broken counts rules of a screening; give screening=hg.screen(...)": "指标 {id}：rules_broken 统计核查所违反的规则；请给 screening=hg.screen(...)",
    "criterion {id}: the zones of layer {layer!r}": "指标 {id}：图层 {layer!r} 的片区",
    "see whether the network has a gap there": "查看路网在那里是否中断",
    "criterion {id}: the raster has values for a part of {count} candidates only: {named}": "指标 {id}：栅格只覆盖 {count} 处候选用地的一部分：{named}",
    "see whether the part stands for the whole": "核对该部分能否代表整体",
    "{what}: the utilities have the shape {shape}; give a row a candidate and a column a criterion": "{what}：效用值的形状为 {shape}；每行一个候选用地，每列一个指标",
    "{what}: the utility in row {row}, column {column} is {array}; each must be a number": "{what}：第 {row} 行、{column} 列的效用值为 {array}；每个须为数字",
    "{what}: the weights have the shape {shape}, and there are {count} criteria; give one each": "{what}：权重的形状为 {shape}，而指标有 {count} 个；请各给一个",
    "{what}: weights are numbers from 0 up, one of them above 0, and were given as {array}": "{what}：权重须为大于等于 0 的数，至少一个大于 0，而给的是 {array}",
    "{what} takes an array of numbers, a row for each candidate, and was given {given}": "{what} 须用数字数组，每行一个候选用地，而给的是 {given}",
    "{what}: weights are numbers, one a criterion, and were given as {given}": "{what}：权重须为数字，每个指标一个，而给的是 {given}",
    "{count} candidates take no part: they have no score, no rank or no place ({named})": "{count} 处候选用地不参与：没有得分、名次或位置（{named}）",
    "{count} candidates have parts that lie apart, and each counts as one connected unit ({named})": "{count} 处候选用地有互不相连的部分，各按一个相连单元计（{named}）",
    "make each part a candidate of its own: frame.explode(), with an id each": "把每一部分作为一处候选用地：frame.explode()，并各给编号",
    "{what}: the column 'score' holds no numbers but {dtype}": "{what}：字段 'score' 不是数字，而是 {dtype}",
    "{what}: the score in row {index} is infinite": "{what}：第 {index} 行的得分为无穷大",
    (
        "{what}: candidates overlap, and their land would count twice: {there} and {there2} by {over:.2f} "
        "m2 ({count} pairs); cut them first, with hg.overlay"
    ): (
        "{what}：候选用地重叠，土地会重复计算：{there} 与 {there2} 重叠 {over:.2f} 平方米（共 {count} 对）"
        "；请先用 hg.overlay 切开"
    ),
    "give them a score, or leave them out": "给出得分，或不列入",
    (
        "{what}: {count} of {wanted} regions of {area:,.0f} m2 were found at least {apart:g} m apart, and "
        "no room for another one beside them (the search is no proof that there is none); ask for fewer, "
        "smaller or closer ones"
    ): (
        "{what}：{wanted} 个面积 {area:,.0f} 平方米、相距至少 {apart:g} 米的区域中找到 {count} 个，旁边没有"
        "再放一个的余地（搜索并不证明没有）；请减少数目、面积或间距"
    ),
    "{what}: no candidate has a score and a place, so that there is no land to choose from": "{what}：没有既有得分又有位置的候选用地，没有可选的土地",
    (
        "{what}: the largest connected piece of land has {pieces:,.0f} m2 ({pieces2:,.2f} ha), and a "
        "region of {area:,.0f} m2 is wanted; there are {count} pieces, {count2:,.0f} m2 together. Ask for "
        "less, or take the roads and ditches between them into the candidates"
    ): (
        "{what}：最大的相连地块为 {pieces:,.0f} 平方米（{pieces2:,.2f} 公顷），而要求 {area:,.0f} 平方米；"
        "共有 {count} 块，合计 {count2:,.0f} 平方米。请减小面积，或把其间的道路和沟渠列入候选用地"
    ),
    (
        "{what}: {count} regions of {area:,.0f} m2 are wanted, and the connected pieces of land have room "
        "for {room} at most ({count2} pieces are large enough, of up to {pieces:,.0f} m2)"
    ): (
        "{what}：要求 {count} 个 {area:,.0f} 平方米的区域，而相连地块最多容纳 {room} 个（够大的有 {count2} "
        "块，最大 {pieces:,.0f} 平方米）"
    ),
    "regions: there is no region {region!r}; there are {listed}": "连片选地：没有区域 {region!r}；有 {listed}",
    (
        "suitability: the candidates are a table without geometry, so there is no layer; give a GeoDataFrame"
    ): "适宜性评价：候选用地是没有图形的表，没有图层；请给 GeoDataFrame",
    "criteria {one} and {other} are correlated by {share:.2f}: together they weigh one matter twice": "指标 {one} 与 {other} 的相关系数为 {share:.2f}：同一件事被计了两次权重",
    "see whether one of them can go": "核对能否去掉其中一个",
    "no candidate {candidate_id!r}; there are {count} others": "没有候选用地 {candidate_id!r}；另有 {count} 处",
    "stability: top is empty; say for which k to give P(top k)": "稳定性：top 是空的；请写明要哪些 k 的前 k 名概率",
    "stability: errors are numbers from 0 up; one is missing, infinite or negative": "稳定性：误差须为大于等于 0 的数；有的缺失、无穷大或为负",
    "stability: top takes a list of whole numbers, such as (1, 3, 5)": "稳定性：top 须用整数列表，例如 (1, 3, 5)",
    "stability: errors are one number, {shape} (one a criterion) or {shape2} (one a value)": "稳定性：误差须为一个数、{shape}（每个指标一个）或 {shape2}（每个值一个）",
    "stability: named takes a list of rows": "稳定性：named 须用行的列表",
    (
        "suitability: criteria takes what hg.read_criteria gives, a file or a template, a list of criteria "
        "or of columns, and was given {given}"
    ): ("适宜性评价：criteria 须为 hg.read_criteria 的结果、文件或模板、指标列表或字段列表，而给的是 {given}"),
    "none of {count} candidates can be ranked: each is excluded, or breaks a hard rule": "{count} 处候选用地都不能排名：均已排除，或不符合刚性规则",
    "TOPSIS with {normalisation} normalisation: scores depend on who is compared, and ranks may": "TOPSIS 采用 {normalisation} 归一化：得分取决于参与比较者，名次也可能",
    "{what} reverse when candidates come or go": "候选用地增减时{what}会逆转",
    "no order weights were given: all places in the order weigh alike, so OWA is the weighted sum": "未给次序权重：各位次权重相同，OWA 即加权和",
    "a criterion scores 0 for {count} candidates, and so does their product: {ids}": "有指标对 {count} 处候选用地得 0 分，其乘积也为 0：{ids}",
    "{count} candidates share their rank with another": "{count} 处候选用地与其他并列",
    "suitability: order_weights belong to combine='owa', and combine is {combine!r}; leave them out": "适宜性评价：order_weights 与 combine='owa' 同用，而 combine 是 {combine!r}；请不要给",
    "suitability: criteria takes a mapping of column to 'more' or 'less', and {what}": "适宜性评价：criteria 须为字段到 'more' 或 'less' 的映射，而{what}",
    "only {ids} can be ranked, so there is nothing to compare it with": "只有 {ids} 能排名，没有可比较的",
    "{count} candidates share the first rank: {ids}": "{count} 处候选用地并列第一：{ids}",
    "{wrong!r} is {given!r}": "{wrong!r} 为 {given!r}",
    "it is empty": "它是空的",
    "suitability: criteria names the column {twice!r} twice; name each once": "适宜性评价：criteria 两次写到字段 {twice!r}；每个请写一次",
    "see the table of what is excluded": "查看排除表",
    "compare with the weighted sum": "与加权和相比较",
    "give order_weights": "给出 order_weights",
    "see whether a 0 means that it cannot be": "核对 0 分是否表示不可行",
    "finer value functions may tell them apart": "更细的值函数可能区分它们",
    "give more candidates": "增加候选用地",
    "percent changes": "百分比变动",
    "{what}: weights are numbers above 0, one a criterion; percents of 0 say nothing": "{what}：权重须为大于 0 的数，每个指标一个；0 的百分比没有意义",
    "{what} speaks of weighted sums, and combine is {combine!r}; rank with combine='wlc' for it": "{what} 针对加权和，而 combine 是 {combine!r}；请用 combine='wlc' 排名",
    "{what}: no candidate is ranked; the table 'excluded' says why": "{what}：没有候选用地有名次；原因见 'excluded' 表",
    (
        "criterion {id}: {given:g} lies beyond 0 to {scale:g}, the full mark, and is taken as it is; set "
        "scale, or give it a value function"
    ): "指标 {id}：{given:g} 超出 0 到满分 {scale:g}，按原值使用；请设 scale，或给它值函数",
    "criterion {id}: {what}, so it does not tell candidates apart": "指标 {id}：{what}，因此区分不了候选用地",
    "see whether it is meant; a finer value function may do": "核对是否有意为之；更细的值函数可能有用",
    "criterion {id}: no value for {count} of {count2} candidates: {named}": "指标 {id}：{count2} 处候选用地中有 {count} 处没有值：{named}",
    "{what}; {treated_as}, as the criterion declares": "{what}；{treated_as}，如指标所声明",
    (
        "suitability: values are missing, and the criteria do not say what becomes of that:\n{listed}\nfill "
        "them in, or declare missing: exclude, worst or neutral"
    ): ("适宜性评价：有值缺失，而指标没有说明如何处理：\n{listed}\n请补上，或声明 missing: exclude、worst 或 neutral"),
    (
        "columns are taken as they are and reach beyond 0 to 1: the score is their weighted mean in their "
        "own units, and grades mean nothing"
    ): "字段按原值使用，且超出 0 到 1：得分是以其自身单位计的加权平均，等级没有意义",
    "give a mapping of column to 'more' or 'less', or criteria with value functions": "给出字段到 'more' 或 'less' 的映射，或带值函数的指标",
    "criterion {id}: {count} categories have no score: {named}": "指标 {id}：有 {count} 个类别没有得分：{named}",
    "list them among the scores, or add else": "列入得分，或加 else",
    "see whether it can be found out": "核对能否查明",
    "all {count} values are {low:g}": "{count} 个值均为 {low:g}",
    "all {count} candidates score alike": "{count} 处候选用地得分相同",
    "suitability: screening takes what hg.screen gives, and was given {given}": "适宜性评价：screening 须为 hg.screen 的结果，而给的是 {given}",
    (
        "suitability: the screening does not know {count} of {count2} candidates: {named}; screen the same "
        "candidates, with the same ids"
    ): "适宜性评价：{count2} 处候选用地中有 {count} 处不在核查中：{named}；请以相同编号核查相同的候选用地",
    "first by volume": "按体积的首位",
    "first by beta": "按 beta 分布的首位",
    (
        "{what}: {count} candidates by {shape} criteria are too many for volumes (up to eight criteria, "
        "with {most_rivals} candidates that none outdoes at 3, {most_rivals2} at 8); use draws"
    ): (
        "{what}：{count} 处候选用地、{shape} 个指标太多，不能求体积（最多八个指标，无可超越的候选用地在 3 "
        "个指标时 {most_rivals} 处、8 个时 {most_rivals2} 处）；请用抽样"
    ),
    "{what}: there are {shape} criteria, and it is for two": "{what}：指标有 {shape} 个，而它用于两个",
    "{what}: a weight is 0, and does not vary; leave its criterion out": "{what}：有权重为 0，不变动；请去掉该指标",
    "{listed}, a mapping of id to number, or numbers in order": "{listed}、编号到数的映射，或依次的数",
    "{what} takes {takes}, and was given {given}": "{what} 须用{takes}，而给的是 {given}",
    "weights were made of the values of {count} candidates ({method}): they change when candidates do": "权重由 {count} 处候选用地的值求得（{method}）：候选用地改变，权重也改变",
    "{what} takes {takes}, and was given {found}": "{what} 须用{takes}，而给的是 {found}",
    (
        "{what}: the criteria have none ({named}); give weights={{id: number}}, weights={equal!r}, or "
        "write them into the criteria"
    ): "{what}：指标没有权重（{named}）；请给 weights={{编号: 数}}、weights={equal!r}，或写入指标",
    "{what}: {count} numbers were given for {count2} criteria, in order: {named}": "{what}：给了 {count} 个数，而指标有 {count2} 个，依次为：{named}",
    "compare with weights that somebody stands for": "与有人负责的权重相比较",
    "there is no criterion {listed}; there are {listed2}": "没有指标 {listed}；现有 {listed2}",
    "{listed} {count} none; write 0 for what does not count": "{listed} 没有；不计的请写 0",
    "{what}: {listed}": "{what}：{listed}",
    "{what}: the level {absent} has none, and others have; give one to each of them, or to none": "{what}：{absent} 一级没有权重，而其他有；请各给一个，或都不给",
    "{what}: {listed}; mend them, or divide by their sum with normalise=True": "{what}：{listed}；请改正，或用 normalise=True 除以其和",
    "{name} weighs {number}; give a number from 0 up": "{name} 的权重为 {number}；请给大于等于 0 的数",
    "geometric means of the rows": "各行的几何平均",
    (
        "consistency ratio {ratio:.3f}, above 0.1 ({table}); furthest off: ({row}, {column}) = {given}, by "
        "{factor:.3g} times"
    ): ("一致性比率 {ratio:.3f}，大于 0.1（{table}）；偏离最大：({row}, {column}) = {given}，差 {factor:.3g} 倍"),
    (
        "compare these two again: {repair:.3g} agrees with the weights and gives a ratio of {ratio:.3f}{more}"
    ): "重新比较这两项：{repair:.3g} 与权重一致，比率为 {ratio:.3f}{more}",
    "{what}: a hierarchy names its criteria itself; leave names out": "{what}：层次结构自带指标名；请不要给 names",
    (
        "{what}: a hierarchy has one goal, whose matrix compares the others, and here {loose}; what a "
        "matrix is called is a criterion of the matrix above it"
    ): "{what}：层次结构有一个目标，其矩阵比较其余各项，而这里有 {loose}；矩阵的名称须是上一级矩阵的指标",
    (
        "{what}: the table {table} ends at {count} criteria, and {count2} are compared; make levels of "
        "them, or say random_index='alonso_lamata_2006'"
    ): (
        "{what}：{table} 的表到 {count} 个指标为止，而比较的有 {count2} 个；请分层，或写 "
        "random_index='alonso_lamata_2006'"
    ),
    "{what}: {name!r} takes a matrix of comparisons, and was given {matrix}": "{what}：{name!r} 须用比较矩阵，而给的是 {matrix}",
    "{listed} stand above nothing and below nothing": "{listed} 没有上级也没有下级",
    "they form a circle": "它们成环",
    "{what}: {listed} compare each other in a circle; levels go down only": "{what}：{listed} 相互比较成环；层级只能向下",
    ", so that more than one needs another look": "，因此不止一处需要重新核对",
    "missing; every pair needs a value": "缺失；每一对都须有值",
    (
        "{back}, and the opposite cell says {there}; one is the reciprocal of the other: {there2} (or "
        "leave one of the two empty)"
    ): "{back}，而对称的单元格为 {there}；两者应互为倒数：{there2}（或其中一个留空）",
    "{what}: the matrix compares {listed}, and not {listed2}": "{what}：矩阵比较的是 {listed}，而不是 {listed2}",
    "{what}: {count} criteria cannot be compared in pairs; make levels of them": "{what}：{count} 个指标不能两两比较；请分层",
    (
        "{what}: the rows and columns of the matrix are the same criteria, and {listed} is on one side "
        "only; make it with pd.DataFrame(values, index=criteria, columns=criteria)"
    ): (
        "{what}：矩阵的行和列须为相同的指标，而 {listed} 只在一边；请用 pd.DataFrame(values, "
        "index=criteria, columns=criteria) 生成"
    ),
    (
        "{what} takes a matrix of pairwise comparisons: a DataFrame, a list of rows, or a mapping of pairs "
        "to values such as {{('slope', 'road'): 3}}; it was given {given}"
    ): (
        "{what} 须用两两比较矩阵：DataFrame、行的列表，或指标对到值的映射，例如 {{('slope', 'road'): 3}}；"
        "而给的是 {given}"
    ),
    "{what}: row {row} has {count} values, and there are {size} rows; it must be square": "{what}：第 {row} 行有 {count} 个值，而有 {size} 行；须为方阵",
    "{what}: there are {count} names for {size} rows; give one each": "{what}：{size} 行有 {count} 个名称；请各给一个",
    "{what}: the mapping is empty; give a value for each pair of criteria": "{what}：映射是空的；请给每对指标一个值",
    "({name}, {name}): {own}; with itself it is 1": "({name}, {name})：{own}；与自身比较为 1",
    "{what}: the matrix has {count} wrong cell{count2} (row, column):{listed}{more}": "{what}：矩阵有 {count} 个单元格有误（行, 列）：{listed}{more}",
    "beyond the scale of 1/9 to 9: {listed}": "超出 1/9 到 9 的标度：{listed}",
    "look whether a level is missing between them": "核对是否缺少一级",
    "{small:g} was taken as the reciprocal of {large}, of which it is the rounding": "{small:g} 取为 {large} 的倒数，它是其舍入值",
    "{what}: a pair is two names, ('slope', 'road'), and {key} is among them": "{what}：一对是两个名称，('slope', 'road')，而其中有 {key}",
    "\n  and {count} more": "\n  另有 {count} 处",
    "{cell} is no number; write 3 or '1/3'": "{cell} 不是数字；请写 3 或 '1/3'",
    "{value:g}; a comparison is above 0: 3, or 1/3 where the other one is more important": "{value:g}；比较值须大于 0：3，或另一个更重要时 1/3",
    "write it as 1/3, not as 0.33": "写成 1/3，而不是 0.33",
    "{cell} is no number; write 3 or 1/3": "{cell} 不是数字；请写 3 或 1/3",
    "{what}: they sum to {total:g}; at least one must be above 0, and all of them finite": "{what}：合计为 {total:g}；至少一个须大于 0，且均为有限数",
    "the weights sum to {total:g}, and not to 1 or 100: each was divided by that": "权重之和为 {total:g}，不是 1 或 100：已逐个除以该数",
    "{what} are a mapping of criterion to number{listed}, and were given as {given}": "{what}须为指标到数的映射{listed}，而给的是 {given}",
    "{what}: there are {count}, and {count2} criteria; give one each": "{what}：有 {count} 个，而指标有 {count2} 个；请各给一个",
    "{what}: the weight of {name!r} is missing (NaN); give a number from 0 up, 0 to leave it out": "{what}：{name!r} 的权重缺失（NaN）；请给大于等于 0 的数，0 表示不用",
    "{what}: there is {listed}; the criteria are {listed2} (a weight of 0 leaves one out)": "{what}：{listed}；指标为 {listed2}（权重 0 表示不用）",
    ", or a list in the order of the criteria": "，或按指标次序的列表",
    "look whether one is missing or mistyped": "核对是否有缺失或误写",
    "{what}: there is none; give one a criterion": "{what}：没有；请每个指标给一个",
    "one for {listed}, which is no criterion": "有给 {listed} 的，它不是指标",
    (
        "consistency ratio {consistency_ratio:.3f}, above 0.1 ({random_index_table}); furthest off: "
        "({row}, {column}) = {worst_given}, where {repair:.3g} would agree with the weights"
    ): (
        "一致性比率 {consistency_ratio:.3f}，大于 0.1（{random_index_table}）；偏离最大：({row}, {column}) "
        "= {worst_given}，与权重一致的值为 {repair:.3g}"
    ),
    "{what}: paths is empty; name the workbooks that came back": "{what}：paths 是空的；请写收回的工作簿",
    "{path}: the expert {name!r} is there twice; write another name into {name_cell}": "{path}：专家 {name!r} 出现两次；请在 {name_cell} 中另写姓名",
    "{what}: {count} mistake{count2}{lines}{more}": "{what}：{count} 处错误{lines}{more}",
    (
        "{path} is no expert sheet of this version; write one with hg.expert_sheet, and keep its hidden "
        "sheet {hidden} when it is copied"
    ): "{path} 不是本版本的专家打分表；请用 hg.expert_sheet 生成，复制时保留隐藏工作表 {hidden}",
    "{path} has lost its sheet {missing!r}, or somebody renamed it; it has {listed}": "{path} 丢失了工作表 {missing!r}，或已被改名；现有 {listed}",
    "{path} compares other criteria than {listed}: send all experts the same sheet": "{path} 比较的指标不是 {listed}：请给各位专家同一份表",
    "{path} is no workbook that can be read ({error}); save it again as .xlsx, without a password": "{path} 不是可读的工作簿（{error}）；请另存为不带密码的 .xlsx",
    "empty; choose from the list": "是空的；请从列表中选择",
    "a date: the spreadsheet took 1/9 for a day; choose from the list again": "是日期：表格软件把 1/9 当作了日期；请重新从列表中选择",
    "a formula ({value}); choose from the list": "是公式（{value}）；请从列表中选择",
    "{value} is beyond the scale of 1/9 to 9": "{value} 超出 1/9 到 9 的标度",
    "ask the expert once more": "请该专家再核对一次",
    "({pair}, {pair2}): the experts say {low} to {high}, geometric dispersion {spread:.3g}": "({pair}, {pair2})：专家给的是 {low} 到 {high}，几何离散度 {spread:.3g}",
    "let them talk about this pair before a mean of it is used": "使用均值之前请专家讨论这一对",
    (
        "{path}: {title}!{coordinate} ({other}, {one}): {value!r} was written over the formula, and "
        "{coordinate2} says {value2}; leave one of the two"
    ): (
        "{path}：{title}!{coordinate}（{other}, {one}）：公式被改写为 {value!r}，而 {coordinate2} 为 "
        "{value2}；请只留一个"
    ),
    (
        "{what}: levels have one top, and here {tops} stand under nothing; what has criteria under it is "
        "itself a criterion of the level above"
    ): "{what}：层级只有一个顶，而这里 {tops} 不在任何项之下；其下有指标者本身须为上一级的指标",
    "{what}: {count} criteria are compared; 1 to {most} can be, so make levels of more": "{what}：比较的指标有 {count} 个；可为 1 到 {most} 个，多了请分层",
    (
        "{what} takes the criteria as a list of names, or a mapping of name to title, or of node to those "
        "under it; it was given {given}"
    ): "{what} 的指标须为名称列表，或名称到标题、节点到下级的映射；而给的是 {given}",
    "{what}: the title of {name!r} is a text, and {title} was given": "{what}：{name!r} 的标题须为文字，而给的是 {title}",
    "there is none": "没有",
    "entropy weights": "熵权法",
    "CRITIC weights": "CRITIC 法",
    (
        "{what}: the value of {names!r} at row {rows} is {matrix:g}; shares of a total cannot be negative. "
        "Turn the criterion into one that counts from 0 up, or use CRITIC"
    ): ("{what}：{names!r} 在第 {rows} 行的值为 {matrix:g}；占比不能为负。请把指标改为从 0 起计，或用 CRITIC"),
    "entropy (shares of the values as they are)": "熵（按各值所占比重）",
    "{what}: the values of a criterion lie farther apart than a number can say; use another unit": "{what}：某个指标的值相差之大超出数字所能表示；请换单位",
    (
        "{what}: the criteria {listed} say the same (all correlated by 1), so that none has a weight of "
        "its own; leave all but one out"
    ): "{what}：指标 {listed} 所说相同（相关系数均为 1），没有各自的权重；请只留一个",
    "{what} take a DataFrame, a row for each candidate and a column for each criterion: {values}": "{what}须用 DataFrame，每行一处候选用地，每列一个指标：{values}",
    "{what}: the table has {count} rows and {count2} columns; two candidates are the least": "{what}：表有 {count} 行 {count2} 列；至少须有两处候选用地",
    "{what}: the column {name!r} holds no numbers but {dtype}": "{what}：字段 {name!r} 不是数字，而是 {dtype}",
    (
        "{what}: the value of {name!r} at row {index} is {kind} ({count} in this column); fill it in, or "
        "leave the candidate or the criterion out"
    ): ("{what}：{name!r} 在第 {index} 行的值为{kind}（该字段共 {count} 个）；请补上，或去掉该候选用地或指标"),
    "{what}: costs takes a mapping of criterion to True or False, and was given {costs}": "{what}：costs 须为指标到 True 或 False 的映射，而给的是 {costs}",
    "{what}: costs names {unknown!r}, and the criteria are {listed}": "{what}：costs 写了 {unknown!r}，而指标有 {listed}",
    (
        "{what}: every criterion ({listed}) has one value throughout, so that nothing tells the candidates apart"
    ): "{what}：每个指标（{listed}）都只有一个值，区分不了候选用地",
    "{what}: the values of no criterion differ by more than rounding; there is nothing to weigh by": "{what}：没有指标的值差异大于舍入误差；没有可据以定权的",
    "{what}: {name!r} has one value throughout, and weighs 0": "{what}：{name!r} 只有一个值，权重为 0",
    "leave it out, or look whether its values were measured": "去掉它，或核对其值是否量算过",
    "rank order weights": "次序和权重",
    "rank order centroid": "次序质心法",
    "{what}: the order is empty; name the criteria, the most important first": "{what}：次序是空的；请按重要性从大到小写指标",
    "{what} take a list of criteria, the most important first, and were given {order}": "{what}须为指标列表，最重要的在前，而给的是 {order}",
    "{what}: the name of a criterion is a text, and {name} is among them": "{what}：指标名须为文字，而其中有 {name}",
    "{what}: the criterion {name!r} is there twice; give each one name": "{what}：指标 {name!r} 出现两次；请各取一名",
    "  {layer!r}, for {listed}": "  {layer!r}，用于 {listed}",
    "those under {parent} ({listed}) sum to {total:.10g}, not 1": "{parent} 之下各项（{listed}）之和为 {total:.10g}，不是 1",
    "those ({listed}) sum to {total:.10g}, not 1": "各项（{listed}）之和为 {total:.10g}，不是 1",
    "none for {listed}": "没有 {listed} 的值",
    " and ": "，且",
    "below 0": "小于 0",
    "excluded": "予以剔除",
    "scored {score:g}": "按 {score:g} 分计",
    "missing (NaN)": "缺失（NaN）",
    "infinite": "无穷大",
    "\n  {line}": "\n  {line}",
    "  {text}": "  {text}",
    "({row}, {column}): {complaint}": "({row}, {column})：{complaint}",
    "{place}: {complaint}": "{place}：{complaint}",
}
"""By the English pattern."""
