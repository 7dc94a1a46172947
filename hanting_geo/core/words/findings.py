"""What findings of a siting say in Chinese, for products in one language; the finding itself has the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["IN_CHINESE", "Said"]


class Said(NamedTuple):
    """A finding in sentences."""

    what: str
    what_to_do: str


IN_CHINESE: Mapping[str, Said] = {
    "area_cut_by_barrier": Said("有片区跨在屏障两侧，部分人须穿越屏障", "沿屏障切分片区"),
    "school_outside": Said("有学校不在任何片区内，按最近的片区计", "核对是否缺少片区"),
    "all_candidates": Said("设施没有状态字段，全部按候选计", "补充状态字段"),
    "capacity_unused": Said("所选模型不计容量，设施分到的需求可能超出容量", "改用有容量的模型"),
    "cost_unused": Said("未给预算，费用不起作用", "给出预算"),
    "demand_one_spot": Said("有需求位于同一点", "核对是否重复"),
    "demand_zero": Said("有需求为 0，不参与计算", "核对是否如此"),
    "facility_one_spot": Said("有设施或候选点位于同一点", "去掉重复者，或给定最小间距"),
    "taken_as_standing": Said("有规划或在建设施，一律按建成计", "核对是否如此"),
    "accuracy_taken_as_0": Said("有需求未注明位置精度，按 0 计", "补充位置精度"),
    "area_as_point": Said("面状需求按中心点整体计算到设施的距离", "先把人口分摊到建成用地"),
    "built_up_missing": Said("有片区内没有建成用地，人口按整个片区分摊", "核对建成用地图层"),
    "demand_assumed": Said("有需求不是统计数（假设或模型）", "凡由其得出的数均须注明"),
    "demand_coarse": Said("有需求的粒度不小于服务半径，只能示意", "改用更细的需求数据；看范围，不看覆盖率"),
    "demand_no_place": Said("有需求没有位置，按未覆盖计", "索取范围；覆盖与未覆盖只对其余成立"),
    "demand_year_unknown": Said("需求未注明年份", "补充年份字段"),
    "demand_years_differ": Said("需求来自不同年份", "统一为一个年份"),
    "detour_factor": Said("直线距离乘以绕行系数", "注明系数来源"),
    "facility_accuracy_taken_as_0": Said("有设施未注明位置精度，按 0 计", "补充位置精度"),
    "facility_no_place": Said("有设施没有位置，其服务的人按未覆盖计", "索取位置"),
    "none_serves_today": Said("现状没有提供服务的设施，现状各数均为 0", "核对设施状态"),
    "radius_given": Said("服务半径由用户另行给定，不是标准的半径", "在报告中注明半径来源"),
    "standard_unverified": Said("所用标准未核实", "查对标准原文"),
    "status_not_stated": Said("有设施未注明状态，按现状计", "补充状态字段"),
    "target_compared": Said(
        "要求覆盖率与此处需求的覆盖率相比", "核对标准所指的口径（如按居住用地面积）是否一致，见标准说明"
    ),
    "walk_as_straight": Said("标准是步行距离，此处按直线量，覆盖偏多", "改用路网、距离矩阵或绕行系数"),
    "zones_overlap": Said("片区相互重叠，重叠处在各片区重复计算，并在“片区重叠”行扣除", "核对片区边界"),
    "candidates_overlap": Said(
        "候选用地相互重叠，重叠部分重复计算，各自完整作答", "合计数须谨慎使用，或先合并候选用地"
    ),
    "layer_left_out": Said("该图层读不出或不合要求，未列入表格", "修正该图层，或改用其他图层"),
    "no_accuracy": Said(
        "有要素未注明位置精度：按图面判定是否不符合，且任何地块都不能判为符合", "在目录或字段中注明位置精度"
    ),
    "no_area": Said("有要素没有面积", "检查图形类型"),
    "no_data": Said(
        "缺少图层、字段或数值，不能判定的地块都不能判为符合", "补充图层、字段或数值，或在规则中改用已有的名称"
    ),
    "no_place": Said("有要素的位置未公布，可能在任何地方", "向数据保管单位索取范围"),
    "null_geometry": Said("有候选用地没有图形", "补绘图形，或不列入"),
    "number_as_text": Said("数字与文字形式的同一数字按同一值比较", "统一写成数字"),
    "override_in_area": Said("例外规则只在其适用范围内生效，范围外仍按一般规则", "核对例外规则的适用范围"),
    "override_in_part": Said("例外规则的图层只含该要素的一部分，其余部分仍按一般规则", "补充其余部分的公布范围线"),
    "override_not_held": Said("例外规则的图层不含所列要素，仍按一般规则", "以同一编号或名称补入该要素，或取消例外"),
    "raster_in_part": Said("栅格未覆盖全部地块", "补充栅格"),
    "role_missing": Said("未找到表格所需的图层", "在规则或目录中注明图层的角色，或用选项指定"),
    "role_taken": Said("按名称或类别认定图层的角色", "如认定有误，在规则或目录中注明，或用选项指定"),
    "rule_holds_for_none": Said("没有地块属于该规则适用的类别", "核对规则的适用条件与地块字段"),
    "rule_matches_nothing": Said(
        "筛选条件在图层中没有匹配的要素，任何地块都不能判为符合", "按图层的写法改正筛选值，或注明允许为空"
    ),
    "rule_may_be_empty": Said("筛选条件没有匹配的要素，规则已注明允许为空", "无须处理"),
    "rule_replaced": Said("后一条规则替换了同编号的规则", "核对是否有意为之"),
    "same_survey_unused": Said("所列同源图层没有规则用到", "核对名称是否有误"),
    "site_filter_nearly": Said("适用条件的值与地块字段中的写法相近而不相同", "统一写法"),
    "sites_accuracy": Said("地块未注明位置精度，按 0 计", "如界址未经实测，注明位置精度"),
    "too_many_sites": Said("地块过多，该表未编制", "分批核查会审所需的地块"),
    "value_matches_nothing": Said("筛选所列的部分值在图层中没有要素", "按图层的写法改正，或从列表中去掉"),
}
"""By code."""
