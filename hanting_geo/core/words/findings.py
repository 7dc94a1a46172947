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
