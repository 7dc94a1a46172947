"""What is said of mistakes in rules, in both languages; what stands in braces is filled in when it is said.

One file, although long: a table of sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MISTAKES", "PLACES"]

PLACES: Mapping[str, Text] = {
    "line": Text("第 {line} 行", "line {line}"),
    "one": Text("{path}：1 处错误", "{path}: 1 mistake"),
    "many": Text("{path}：{count} 处错误", "{path}: {count} mistakes"),
    "with_field": Text("{place}：{field}：{text}", "{place}: {field}: {text}"),
    "plain": Text("{place}：{text}", "{place}: {text}"),
    "between": Text("、", ", "),
    "or": Text("或", " or "),
    "and_also": Text("；", "; "),
    "rule": Text("规则 {number}", "rule {number}"),
    "field": Text("{field}：{text}", "{field}: {text}"),
    "named": Text("{label}（{code}）", "{label} ({code})"),
}
"""Where a mistake stands, and how mistakes are listed."""

MISTAKES: Mapping[str, Text] = {
    # ---- what is known
    "did_you_mean": Text("是否指 {close}？", "did you mean {close}?"),
    "there_are": Text("可用的有：{known}", "there are: {known}"),
    "no_field": Text("不是规则的字段，{hint}", "is no field of a rule; {hint}"),
    "not_known_here": Text("此处不认识，{hint}", "is not known here; {hint}"),
    "no_choice": Text("{word!r} 不认识，{hint}可用：{listed}", "{word!r} is not known; {hint}use one of {listed}"),
    "choice_hint": Text("是否指 {meant}？", "did you mean {meant}? "),
    # ---- fields that are missing, or stand for nothing
    "no_id": Text("缺少：请给每条规则一个简短且不重复的编号", "is missing: give every rule a short id of its own"),
    "no_relation": Text("缺少：请写明须满足的关系，可用：{listed}", "is missing: say what must hold, one of {listed}"),
    "no_title": Text(
        "缺少：请用几个字写明要求，中文、英文或两者", "is missing: say in a few words what must hold, in zh, en or both"
    ),
    "no_basis": Text(
        "缺少：请写明依据的法规、标准或规划；没有依据的写 assumption",
        "is missing: cite the law, standard or plan, or say assumption",
    ),
    "write_assumption": Text("{word!r}：请写 assumption", "{word!r}: write assumption"),
    "cites_nothing": Text(
        "{word!r} 没有引用任何依据：请写明法规、标准或规划；没有依据的写 assumption",
        "{word!r} cites nothing: cite the law, standard or plan, or say assumption",
    ),
    "needs": Text("缺少：{relation}须有 {field}", "is missing: {relation} needs {field}"),
    "no_use": Text(
        "{relation}用不到 {field}：请留空，或改用用得到它的关系：{useful}",
        "{relation} has no use for {field}: leave it empty, or choose a relation that has: {useful}",
    ),
    "no_features_named": Text(
        "为空：请写出本规则替代一般规则的要素",
        "is empty: name the features for which this rule replaces the general one",
    ),
    "no_general_named": Text(
        "为空：请写出本规则在 override_features 上替代的一般规则",
        "is empty: name the general rule that this one replaces for override_features",
    ),
    "no_where_layer": Text("缺少：where_filter 须有 where_layer", "is missing: where_filter needs where_layer"),
    # ---- what does not go together
    "needs_list": Text("比较 {op!r} 须用多个值的列表", "op {op!r} needs a list of values"),
    "needs_one": Text(
        "比较 {op!r} 只用一个值；多个值请用 in 或 not in", "op {op!r} needs one value; for a list use 'in' or 'not in'"
    ),
    "needs_number": Text(
        "比较 {op!r} 须用数字，而 {value!r} 不是", "op {op!r} compares numbers, and {value!r} is none"
    ),
    "no_operator": Text("{op!r} 不认识，可用：{listed}", "{op!r} is not known; use one of {listed}"),
    "soft_forbids": Text(
        "弹性规则不能{consequence}：请把 hardness 改为 hard（刚性），或将 consequence 留空",
        "a soft rule cannot {consequence}: make hardness hard, or leave consequence empty",
    ),
    "hard_advises": Text(
        "刚性规则起决定作用，提示不起：请把 hardness 改为 soft（弹性），或将其中一个留空",
        "a hard rule decides, and advice does not: make hardness soft, or leave one of them empty",
    ),
    "height_twice": Text(
        "高度只按 surface_column，或只按距离/ratio 限制：请将 {field} 留空",
        "a height is held against surface_column or against distance / ratio: leave {field} empty",
    ),
    "no_height": Text(
        "缺少：限高须有 ratio 和 distance_m（在 distance_m 以内，高度不大于距离/ratio），或有 surface_column",
        "is missing: height_at_most needs ratio and distance_m (the height is at most distance / ratio within "
        "distance_m), or surface_column",
    ),
    "raster_filter": Text(
        "最大坡度用栅格，没有可筛选的字段：请留空",
        "max_slope speaks of a raster, which has no columns to filter by: leave it empty",
    ),
    "no_layer_filtered": Text(
        "{relation}不涉及图层，没有可筛选的要素：请留空",
        "{relation} speaks of no layer that could be filtered: leave it empty",
    ),
    "no_layer_surveyed": Text(
        "{relation}不涉及图层，谈不上与地块同源：请留空",
        "{relation} speaks of no layer that was surveyed with the sites: leave it empty",
    ),
    "no_layer_role": Text(
        "{relation}不涉及图层，没有三线角色：请留空",
        "{relation} speaks of no layer that could be one of the three lines: leave it empty",
    ),
    "no_area_measured": Text(
        "{relation}不量算面积：请留空，或改用量算面积的关系：{useful}",
        "{relation} measures no area: leave it empty, or choose a relation that does: {useful}",
    ),
    # ---- between rules
    "id_twice": Text(
        "{rule_id!r} 重复（第 {first} 条规则已用）；每条规则须有自己的编号",
        "{rule_id!r} stands twice (rule {first} has it too); every rule needs its own",
    ),
    "overrides_itself": Text(
        "指向规则本身；请写它所替代的一般规则", "names the rule itself; name the general rule that it replaces"
    ),
    "overrides_nothing": Text("没有规则 {general!r}；{hint}", "there is no rule {general!r}; {hint}"),
    "circle": Text(
        "循环替代：{circle}；一般规则不替代其他规则",
        "goes round in a circle: {circle}; the general rule overrides nothing",
    ),
    "overrides_no_layer": Text(
        "{general} 不涉及图层，没有可被替代的要素",
        "{general} speaks of no layer, so there are no features that this rule could replace it for",
    ),
    # ---- texts, dates, numbers
    "quotes": Text(
        "应为文字，而 YAML 读作 {raw!r}；请加引号", "must be text, and YAML reads {raw!r}; put it in quotes"
    ),
    "one_text": Text("应为一段文字，而这里是{kind}", "must be one text, and is {kind}"),
    "no_date": Text(
        "{word!r} 不是日期；请写 2005-12-20、2005-12 或 2005", "{word!r} is no date; write 2005-12-20, 2005-12 or 2005"
    ),
    "write": Text("{word!r}：请写 {right}", "{word!r}: write {right}"),
    "no_calendar_date": Text("{value} 不是日历上的日期", "{value} is no date of the calendar"),
    "not_finite": Text(
        "{raw} 不是可用的数字；例如写 {example}（{unit}）",
        "{raw} is no number that a rule can use; write for example {example} ({unit})",
    ),
    "no_number": Text(
        "{word!r} 不是数字；例如写 {example}（{unit}）", "{word!r} is no number; write for example {example} ({unit})"
    ),
    "no_number_or_column": Text(
        "{word!r} 不是数字；例如写 50（米），或写图层中的字段名",
        "{word!r} is no number; write for example 50 (metres), or the name of a column of the layer",
    ),
    "write_number": Text("{word!r}：请写 {number}（{unit}）", "{word!r}: write {number} ({unit})"),
    "has_unit": Text("{word!r} 带有单位：请写 {number}（{unit}）", "{word!r} has a unit: write {number} ({unit})"),
    "is_angle": Text(
        "{word!r} 是角度：请写 {number}（{unit}，即 100 × 正切）",
        "{word!r} is an angle: write {number} ({unit}, 100 x its tangent)",
    ),
    "other_unit": Text(
        "{word!r} 的单位不适用于 {field}：请只写数字，单位为{unit}",
        "{word!r} has a unit that {field} does not take: write the number alone, in {unit}",
    ),
    "neither_yes_nor_no": Text(
        "{raw!r} 既不是“是”也不是“否”；可写 {listed}，{empty}",
        "{raw!r} is neither yes nor no; write one of {listed}, {empty}",
    ),
    "empty_is_no": Text("{field} 留空为否", "or leave {field} empty for no"),
    "empty_is_unsaid": Text("{field} 未说明的留空", "or leave {field} empty if nobody said"),
    "at_least": Text(
        "不得小于 {least}，而这里是 {value}；例如写 {example}",
        "must be at least {least}, and is {value}; write for example {example}",
    ),
    "more_than": Text(
        "须大于 {least}，而这里是 {value}；例如写 {example}",
        "must be more than {least}, and is {value}; write for example {example}",
    ),
    "no_share": Text("{value} 不是 0 到 1 的占比；{advice}", "{value} is no share from 0 to 1; {advice}"),
    "share_percent": Text("{value} % 请写 {share}", "write {share} for {value} %"),
    "share_plain": Text("请写 0.3", "write 0.3"),
    "id_letters": Text(
        "{value!r} 只能含字母、数字、汉字和 _ - .，不能有空格，例如 river_50",
        "{value!r} may hold letters, digits, Chinese characters and _ - . but no blanks, such as river_50",
    ),
    "does_not_fit": Text("{value!r} 不合要求：{why}", "{value!r} does not fit: {why}"),
    "control_character": Text("含控制字符 {found!r}，请删去", "holds the control character {found!r}; delete it"),
    # ---- filters, values, names
    "empty_name": Text("有一个空名称，请删去", "holds an empty name; delete it"),
    "no_filter": Text("{raw!r} 不是筛选条件；例如写 {example}", "{raw!r} is no filter; write for example {example}"),
    "filter_of_yaml": Text(
        "应为字段和值，而这里是{kind}；例如写 {field}: {{kind: river}}",
        "must be columns and values, and is {kind}; write for example {field}: {{kind: river}}",
    ),
    "no_column_name": Text("{column!r} 不是字段名；请加引号", "{column!r} is no column name; put it in quotes"),
    "nameless_column": Text("有一个字段没有名称", "a column has no name"),
    "empty_list": Text("是空列表，什么也匹配不到；请给一个值", "is an empty list, which matches nothing; give a value"),
    "no_value": Text("没有值；请给一个，空文字写 ''", "has no value; give one, or write '' for empty text"),
    "yaml_date": Text("YAML 读作日期 {raw}；请加引号", "YAML reads a date, {raw}; put it in quotes"),
    "not_comparable": Text("{raw} 不是可比较的数字", "{raw} is no number that can be compared"),
    "plain_value": Text(
        "应为文字、数字、true 或 false，或它们的列表，而这里是{kind}",
        "must be a text, a number, true or false, or a list of these, and is {kind}",
    ),
    "title_language": Text("不是标题的语言；请写 zh 和 en", "is no language of a title; write zh and en"),
    "keys_and_values": Text("键和值", "keys and values"),
    "a_list": Text("列表", "a list"),
    "no_pair": Text(
        "{word!r} 不是“字段=值”；例如写 {example}", "{word!r} is no column=value; write for example {example}"
    ),
    "column_twice_in_filter": Text(
        "{column!r} 出现两次；请写 {column}=甲|乙", "{column!r} stands twice; write {column}=one|other"
    ),
    "empty_value": Text(
        '{column!r} 有空值；空文字写 {column}=""', '{column!r} has an empty value; for empty text write {column}=""'
    ),
    "second_equals": Text(
        "{column!r}：在 {word!r} 之后又有 =；字段之间用 ; 分隔，或把值放进双引号",
        "{column!r}: a second = after {word!r}; separate columns by ; or put the value in double quotes",
    ),
    "quote_out_of_place": Text(
        '{text!r} 中双引号位置不对；请写 name="A;B"，其中的引号写 ""',
        'a double quote is out of place in {text!r}; write name="A;B", and a quote inside as ""',
    ),
    "full_width": Text(
        "{wide} 是全角：请写 {right}，或把整个值放进双引号",
        "{wide} is full-width: write {right}, or put the whole value in double quotes",
    ),
    "mark_in_list": Text(
        "值的列表中有 {mark}；请用 | 分隔，或把含它的值放进双引号",
        "{mark} in a list of values; separate them by |, or put a value that holds it in double quotes",
    ),
    "empty_in_list": Text(
        '{text!r} 有空值；每两个 | 之间写一个值，空文字写 ""',
        '{text!r} has an empty value; write one between each two |, and empty text as ""',
    ),
    # ---- YAML
    "not_read": Text(
        "YAML 不会照原样读 {word}；请加引号（'{word}'），或写成普通数字",
        "YAML does not read {word} as it stands there; write it in quotes ('{word}'), or as a plain number",
    ),
    "read_as": Text(
        "YAML 把 {word} 读作 {meant}；请写 {meant}，作为文字请写 '{word}'",
        "YAML reads {word} as {meant}; write {meant}, or '{word}' in quotes for the word",
    ),
    "no_calendar_scalar": Text(
        "{word} 不是日历上的日期；例如写 2005-12-20", "{word} is no date of the calendar; write for example 2005-12-20"
    ),
    "sign_in_quotes": Text('符号请加引号：op: "{sign}"', 'put the sign in quotes: op: "{sign}"'),
    "note_text": Text("应为一段文字，请加引号", "must be one text; put it in quotes"),
    "no_rules": Text(
        "没有规则；请写 rules: 并在其下逐条写 - id: ...",
        "there are no rules; write rules: and under it one - id: ... for each",
    ),
    "rules_list": Text("应为列表：每条规则以 - id: 开头", "must be a list: begin each rule with - id:"),
    "rule_fields": Text(
        "应为字段和值，例如 id: r1，而这里是 {row!r}", "must be fields and values such as id: r1, and is {row!r}"
    ),
    "empty_yaml": Text(
        "文件是空的；请写 {keys}，或从内置的开始",
        "the file is empty; write {keys}, or start from a packaged set",
    ),
    "full_width_colon": Text(
        "{key!r} 后面是全角冒号：请写半角冒号和空格，{key}: ...",
        "after {key!r} stands a full-width colon: write a half-width one and a blank, {key}: ...",
    ),
    "full_width_mark": Text(
        "{wide} 是全角：请写 {right}，或把整个值放进引号",
        "{wide} is full-width: write {right}, or put the whole value in quotes",
    ),
    "no_blank_after_colon": Text(
        "{key!r} 的冒号后面缺少空格：请写 {key}: {value}",
        "a blank is missing after {key!r} and its colon: write {key}: {value}",
    ),
    "tab_in_yaml": Text("用制表符缩进：请改用空格", "is indented by a tab: use blanks"),
    "indented_otherwise": Text(
        "缩进与上一个字段不同：同一条规则的字段须左对齐",
        "is indented otherwise than the field above it: the fields of a rule stand one under the other",
    ),
    "open_quote": Text("引号没有成对：请补上或删去", "a quote is opened and never closed: close it, or take it away"),
    "open_bracket": Text("括号没有成对：请补上 {close}", "a bracket is opened and never closed: add {close}"),
    "colon_in_value": Text(
        "值里有“: ”，YAML 会把它当作另一个字段：请给整个值加引号",
        "the value holds a colon and a blank, which YAML takes for another field: put the whole value in quotes",
    ),
    "no_colon": Text("缺少冒号：请写“字段: 值”", "there is no colon: write field: value"),
    "starts_with_sign": Text(
        "值以 {sign} 开头，YAML 另有所指：请给整个值加引号",
        "the value begins with {sign}, which means something else to YAML: put the whole value in quotes",
    ),
    "not_yaml": Text("这里不合 YAML 的写法（{why}）", "this is not YAML ({why})"),
    "key_twice": Text("重复；第二处在第 {line} 行", "stands twice; the second is on line {line}"),
    "no_mapping": Text("文件应由键和值组成", "the file must hold keys and values"),
    # ---- include
    "include_list": Text(
        "应为内置规则集名称或文件名的列表，例如 [three_lines, 本市.yaml]，而这里是{kind}",
        "must be a list of names of packaged sets or of files, such as [three_lines, ours.yaml], and is {kind}",
    ),
    "include_missing": Text(
        "{name!r} 既不是内置规则集，旁边也没有这个文件；{hint}",
        "{name!r} is neither a packaged set nor a file beside this one; {hint}",
    ),
    "include_circle": Text("循环引用：{circle}", "goes round in a circle: {circle}"),
    "include_wrong": Text("{name!r} 有错误：\n{text}", "{name!r} has mistakes:\n{text}"),
    "include_unread": Text("{name!r} 不能读取：{why}", "{name!r} cannot be read: {why}"),
    # ---- tables
    "of_csv": Text(
        '{why}；含逗号或 " 的文字放进双引号，其中的引号写 ""',
        '{why}; a text that holds a comma or " stands in double quotes, a quote inside as ""',
    ),
    "no_sheet": Text(
        "{path} 没有{things}工作表；请命名为 {zh} 或 {en}（名称以 # 开头的是注释）",
        "{path} has no sheet of {things}; name it {en} or {zh} (a name that begins with # is a comment)",
    ),
    "merged": Text(
        "{cells} 是合并单元格：请取消合并，并在每个适用的单元格中写上文字",
        "{cells} are merged: unmerge them and write the text into every cell that it holds for",
    ),
    "formula": Text("是公式（{formula}）；请粘贴为数值", "holds a formula ({formula}); paste its value in its place"),
    "error_cell": Text("是错误值 {value}；请写上数值", "holds the error {value}; write the value"),
    "empty_table": Text(
        "文件是空的；请在第一行写列名：{columns}", "the file is empty; name the columns in its first row: {columns}"
    ),
    "no_rules_below": Text(
        "列名下面没有{things}；请每行写一条", "there are no {things} under the header; write one in each row"
    ),
    "setting_unknown": Text("不认识；是否指 #{close}？", "is not known; did you mean #{close}?"),
    "twice_delete": Text("出现两次；请删去一个", "stands twice; delete one"),
    "no_column": Text("不是{things}的列，{hint}", "is no column of {things}; {hint}"),
    "column_twice": Text("列 {column} 出现两次；请删去一个", "the column {column} stands twice; delete one"),
    "parted_by": Text("各列以{sign}分隔；请另存为逗号分隔", "columns are parted by {sign}; save the file with commas"),
    "tabs": Text("制表符", "tabs"),
    "semicolons": Text("分号", "semicolons"),
    "name_columns": Text("这一行应写列名", "this row must name the columns"),
    "named_columns": Text("{text}：{zh}（英文为：{en}）", "{text}: {en} (or in Chinese: {zh})"),
    "column_missing": Text("缺少列 {zh}（{column}），请补上", "there is no column {column} ({zh}); add it"),
    "title_column_missing": Text(
        "缺少列 {zh}（title_zh），也没有 title_en；请补上一个",
        "there is no column title_zh ({zh}) and no title_en; add one",
    ),
    "nameless_cell": Text(
        "{value!r} 所在的列没有列名；请写上列名，或删去该单元格",
        "{value!r} stands in a column without a name; name the column, or delete the cell",
    ),
    "texts_of_set": Text("规则集的标题或说明：{text}", "title or note of the rules: {text}"),
}
"""Sentences by name."""
