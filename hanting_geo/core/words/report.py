"""What a siting report says: titles of its chapters, captions, the sentences that numbers go into, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CAPTIONS",
    "CHAPTERS",
    "FACTS",
    "GIVEN",
    "HAN",
    "HUMAN",
    "LABELS",
    "MISSING",
    "SENTENCES",
    "SUFFIXES",
    "YES_NO",
]

SUFFIXES = (".docx", ".html", ".pdf")
"""How the path of a report may end."""

GIVEN: Mapping[str, Text] = {
    "demand": Text("需求", "demand"),
    "facilities": Text("设施", "facilities"),
    "sites": Text("地块", "sites"),
    "candidates": Text("候选地块", "candidates"),
    "zones": Text("片区", "zones"),
}
"""What is given to a step, as findings call it, where it has no title of its own."""

HAN = "[\u3400-\u9fff]"
"""A Chinese character, as a pattern: what an English report does not write where it can say it otherwise."""

YES_NO: Mapping[bool, Text] = {True: Text("是", "yes"), False: Text("否", "no")}
"""Truth, where its column has no words of its own."""

CHAPTERS: Mapping[str, Text] = {
    "overview": Text("项目概况", "Overview"),
    "land": Text("用地规模", "Size of the land"),
    "feasibility": Text("选址可行性", "Feasibility of the site"),
    "location": Text("区位", "Location"),
    "alternatives": Text("备选方案", "Alternatives"),
    "land_use": Text("土地利用现状", "Present land use"),
    "setbacks": Text("敏感条件与退让距离", "Sensitive conditions and setbacks"),
    "neighbours": Text("四至", "What adjoins the sites"),
    "facilities": Text("服务设施与覆盖", "Facilities and whom they serve"),
    "comparison": Text("方案比选", "Comparison of the alternatives"),
    "compliance": Text("合法合规性", "Compliance"),
    "control_lines": Text("与三条控制线的关系", "The three control lines"),
    "rules": Text("规则逐条核查", "Rule by rule"),
    "soundness": Text("合理性", "Soundness"),
    "eligible": Text("可用地", "Eligible land"),
    "statistics": Text("分区统计", "Statistics by zone"),
    "economy": Text("节约集约用地", "Economy of land"),
    "conclusion": Text("结论", "Conclusion"),
    "sources": Text("数据来源、时间与精度", "Sources, dates and accuracy"),
    "checks": Text("数据检查", "What is wrong with the data"),
    "to_supply": Text("待人工补充事项", "What people must supply"),
}
"""Titles of chapters and sections, by the name that a template uses."""

FACTS: Mapping[str, Text] = {
    "kind": Text("规划选址综合论证报告", "Siting report"),
    "document": Text("{title}规划选址综合论证报告", "{title}: siting report"),
    "contents": Text("目录", "Contents"),
    "table": Text("表", "Table"),
    "figure": Text("图", "Figure"),
    "date": Text("编制日期", "Date"),
    "crs": Text("坐标系", "Reference system"),
    "scenario": Text("方案文件", "Scenario"),
    "software": Text("计算软件", "Software"),
    "sites": Text("地块数", "Sites"),
    "areas": Text("面积口径", "Areas"),
    "areas_said": Text(
        "高斯平面面积；1 公顷 = 15 亩；各部分按最大余额法取舍，合计等于各部分之和。",
        "Plane areas in the projected system; 1 ha = 15 mu; rounded parts close on their totals.",
    ),
    "footer": Text(
        "表中数字由几何计算得出，未经人工修改；标黄处须人工补充。",
        "All numbers are computed from the geometry; what is marked yellow is left for people to supply.",
    ),
    "mark": Text("【待补充：{name}】", "[to be supplied: {name}]"),
    "between": Text("；", "; "),
    "comma": Text("、", ", "),
    "all_layers": Text("数据来源见“{chapter}”。", "Sources: see “{chapter}”."),
    "of_source": Text("数据来源：{sources}。", "Source: {sources}."),
    "one_source": Text("{title}（{source}，{date}）", "{title} ({source}, {date})"),
    "no_date": Text("时间未注明", "date not stated"),
    "not_stated": Text("未注明", "not stated"),
}
"""What stands on the front, and what ties pieces together."""

CAPTIONS: Mapping[str, Text] = {
    "land": Text("用地情况", "Land of the sites"),
    "location": Text("区位", "Location"),
    "alternatives": Text("备选方案位置", "Where the alternatives lie"),
    "alternatives_table": Text("备选方案一览", "The alternatives"),
    "land_use": Text("土地利用现状", "Present land use"),
    "land_use_table": Text("备选方案土地利用现状（按权属和地类）", "Present land use by ownership and class"),
    "setbacks": Text("不符合、不能确定或须报批的规则", "Rules that are broken, in doubt, or need consent"),
    "neighbours": Text("备选方案四至", "What adjoins each site"),
    "coverage": Text("覆盖情况", "Whom the facilities serve"),
    "coverage_zones": Text("分区覆盖情况", "Whom they serve, by zone"),
    "standard": Text("所用标准", "The standard"),
    "loads": Text("设施服务量", "What each facility carries"),
    "located": Text("设施布点方案", "Facilities that are chosen"),
    "located_summary": Text("布点方案指标", "What the choice comes to"),
    "comparison": Text("备选方案主要指标对比", "The alternatives side by side"),
    "weights": Text("指标与权重", "Criteria and weights"),
    "points": Text("各方案优缺点", "What speaks for and against each"),
    "ranking": Text("方案排序", "The ranking"),
    "stability": Text("权重变化时居首的概率", "How often each is first under other weights"),
    "swaps": Text("使次位与首位持平的最小权重变化", "The smallest change of weights that levels the first two"),
    "control_lines": Text("三条控制线叠加", "The three control lines"),
    "control_lines_table": Text("占用三条控制线情况", "What of each site lies in which line"),
    "rules": Text("规则核查汇总", "How many sites each rule says what of"),
    "eligible": Text("可用地情况", "What remains of each candidate"),
    "ledger": Text("规则扣除台账", "What each rule takes"),
    "statistics": Text("分区统计：{theme}", "By zone: {theme}"),
    "zones": Text("片区面积", "Areas of the zones"),
    "conclusion": Text("综合论证一览", "Summary by site"),
    "sources": Text("数据来源一览", "Layers and tables"),
    "checks": Text("数据检查结果", "Findings"),
}
"""Captions of tables and figures."""

SENTENCES: Mapping[str, Text] = {
    "sites": Text("本报告论证地块 {count} 个。", "This report studies {count} sites."),
    "layers": Text("本次运行读入图层 {count} 个。", "The run read {count} layers."),
    "total": Text("总面积 {ha} 公顷（{mu} 亩）。", "{ha} ha in all ({mu} mu)."),
    "ledger": Text("{site}总面积 {total} 公顷，其中{parts}。", "{site}: {total} ha in all, of which {parts}."),
    "ledger_owners": Text("按权属：{parts}。", "By ownership: {parts}."),
    "part": Text("{what} {ha} 公顷", "{what} {ha} ha"),
    "part_of": Text("{what} {ha} 公顷（{inner}）", "{what} {ha} ha ({inner})"),
    "within": Text("其中{what} {ha} 公顷", "of it {what} {ha} ha"),
    "within_deep": Text(
        "其中{what} {ha} 公顷，含{inner} {inner_ha} 公顷", "of it {what} {ha} ha, {inner} {inner_ha} ha in that"
    ),
    "agricultural": Text("农用地", "agricultural land"),
    "arable": Text("耕地", "arable land"),
    "permanent_farmland": Text("永久基本农田", "permanent basic farmland"),
    "construction": Text("建设用地", "construction land"),
    "unused": Text("未利用地", "unused land"),
    "unclassified": Text("地类不明", "land of unknown class"),
    "bare": Text("无图斑覆盖", "land that no parcel covers"),
    "state": Text("国有", "state-owned"),
    "collective": Text("集体所有", "collective"),
    "not_owned": Text("权属未注明", "owner not stated"),
    "lines": Text(
        "{site}：永久基本农田 {farmland}，生态保护红线 {redline}，城镇开发边界内 {inside}、边界外 {outside}。",
        "{site}: permanent basic farmland {farmland}; ecological red line {redline}; inside the urban boundary "
        "{inside}, outside {outside}.",
    ),
    "area": Text("{ha} 公顷", "{ha} ha"),
    "no_occupation": Text("不占用", "none"),
    "no_line": Text("缺数据", "no data"),
    "near_road": Text("{site}距最近道路 {road} {metres} 米。", "{site} is {metres} m from the nearest road, {road}."),
    "near_a_road": Text("{site}距最近道路 {metres} 米。", "{site} is {metres} m from the nearest road."),
    "no_broken": Text("所列规则均符合。", "All rules are met."),
    "counts": Text(
        "按 {hard} 条硬规则，{count} 个地块中：{verdicts}。", "By {hard} hard rules, of {count} sites: {verdicts}."
    ),
    "verdict_count": Text("{verdict} {count} 个", "{count} {verdict}"),
    "first": Text(
        "按 {criteria} 项指标加权，{site}得分 {score}，居 {count} 个方案之首。",
        "Weighted by {criteria} criteria, {site} scores {score}, the first of {count}.",
    ),
    "first_tied": Text(
        "按 {criteria} 项指标加权，{sites}得分 {score}，并列 {count} 个方案之首。",
        "Weighted by {criteria} criteria, {sites} score {score} and share the first place of {count}.",
    ),
    "unranked": Text("没有方案可以排序。", "No alternative can be ranked."),
    "eligible": Text(
        "扣除硬规则后，可用地 {eligible} 公顷，占候选范围 {ha} 公顷的 {share}。",
        "Without what hard rules take, {eligible} ha remain of {ha} ha: {share}.",
    ),
    "assumed": Text("下列规则为假设，非法定：{rules}。", "These rules are assumptions, and no law: {rules}."),
    "weights_assumed": Text("下列权重为假设：{criteria}。", "These weights are assumptions: {criteria}."),
    "not_here": Text("本次运行未计算：{what}。", "Not computed in this run: {what}."),
    "no_figure": Text("图件未绘出：{what}。", "The figure was not drawn: {what}."),
    "decide": Text(
        "以上为计算结果，不是审批意见；是否准予选址由主管部门决定。",
        "These are computed results and no decision; whether the site is granted is for the authority to say.",
    ),
    "nothing": Text("没有发现数据问题。", "Nothing was found wrong with the data."),
    "more_rows": Text("另有 {count} 行未列，见工作簿。", "{count} more rows are not listed; see the workbook."),
}
"""Sentences; numbers go into them, and nothing else."""

MISSING: Mapping[str, Text] = {
    "land": Text("地块面积和用地构成（需选址核查步骤 screen）", "areas of sites (needs a step screen)"),
    "location": Text("区位图（需要地块或图层）", "a location map (needs sites or layers)"),
    "alternatives": Text(
        "备选方案（需 screen 或 suitability 步骤）", "alternatives (needs a step screen or suitability)"
    ),
    "single": Text("至少两个备选方案：本次运行只有 {count} 个", "at least two alternatives: this run has {count}"),
    "land_use": Text(
        "按权属和地类的现状（需要土地利用图斑）", "land use by class and ownership (needs land use parcels)"
    ),
    "setbacks": Text("敏感条件与退让距离（需 screen 步骤）", "sensitive conditions and setbacks (needs a step screen)"),
    "neighbours": Text("四至（需 screen 步骤）", "what adjoins the sites (needs a step screen)"),
    "facilities": Text(
        "服务设施覆盖（需 coverage 或 locate 步骤）", "whom facilities serve (needs a step coverage or locate)"
    ),
    "comparison": Text(
        "方案比选、权重与敏感性（需 suitability 步骤）", "comparison, weights, sensitivity (needs a step suitability)"
    ),
    "control_lines": Text("三条控制线占用情况（需 screen 步骤）", "the three control lines (needs a step screen)"),
    "line": Text("{line}数据", "data of the {line}"),
    "rules": Text("规则逐条核查（需 screen 步骤）", "rule by rule (needs a step screen)"),
    "eligible": Text("可用地（需 exclude 步骤）", "eligible land (needs a step exclude)"),
    "statistics": Text("分区统计（需 zone_statistics 步骤）", "statistics by zone (needs a step zone_statistics)"),
    "conclusion": Text("结论（需 screen 或 suitability 步骤）", "a conclusion (needs a step screen or suitability)"),
    "sources": Text("数据来源（本次运行没有读入图层）", "sources (the run read no layer)"),
    "figure": Text("图件：{caption}", "figure: {caption}"),
}
"""What a run did not compute, and by which step it would."""

HUMAN: Mapping[str, Text] = {
    "overview": Text(
        "项目名称、建设单位、建设内容与规模、投资、立项依据",
        "the project: its name, owner, contents and size, cost, approval",
    ),
    "feasibility": Text(
        "地质灾害、压覆矿产、文物、环境影响等专项评估结论",
        "assessments of geological hazard, mineral deposits, heritage and environment",
    ),
    "compliance": Text(
        "与国土空间总体规划、详细规划和专项规划的符合性说明",
        "conformity with the territorial, detailed and sectoral plans",
    ),
    "economy": Text(
        "用地定额、容积率、投资强度等指标与标准的对照",
        "land quota, floor area ratio and investment intensity against the standards",
    ),
    "opinions": Text("部门意见、公众意见与附件", "opinions of authorities and the public, and annexes"),
    "decision": Text("推荐方案的最终确定与签章", "the final choice of the alternative, with signature and seal"),
}
"""What no run computes."""

LABELS: Mapping[str, Text] = {
    "basis": Text("条款依据", "Clause"),
    "score": Text("得分", "Score"),
    "distance_m": Text("最近距离(米)", "Nearest (m)"),
    "no_site": Text("地块", "Site"),
    "advantages": Text("优点", "For it"),
    "drawbacks": Text("缺点", "Against it"),
    "value_of": Text("{id} 数值", "{id}, value"),
    "score_of": Text("{id} 得分", "{id}, score"),
    "features_of": Text("要素数", "Features"),
}
"""Headers that a report says its own way."""
