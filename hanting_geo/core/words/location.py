"""Words that facilities, their statuses and their standards go by, as people write them in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FACILITY_WORDS",
    "GIVEN",
    "HEADERS",
    "METRICS",
    "SAYS_NO",
    "SAYS_YES",
    "STATUSES",
    "STATUS_WORDS",
    "UNVERIFIED",
]

STATUSES: Mapping[str, Text] = {
    "existing": Text("现状", "existing"),
    "required": Text("必设", "required"),
    "candidate": Text("候选", "candidate"),
    "planned": Text("规划", "planned"),
    "under_construction": Text("在建", "under construction"),
    "closed": Text("关闭", "closed"),
    "prohibited": Text("禁设", "prohibited"),
    "unknown": Text("未注明", "not stated"),
}
"""What a facility, or a place for one, may be."""

STATUS_WORDS: Mapping[str, str] = {
    **{code: code for code in STATUSES},
    **{text.zh: code for code, text in STATUSES.items()},
    **{text.en: code for code, text in STATUSES.items()},
    **{
        word: code
        for code, words in {
            "existing": "现有 已有 已建 建成 既有 保留 built open current",
            "required": "必选 必建 必须 必须设置 fixed must",
            "candidate": "备选 候选点 可选 potential",
            "planned": "拟建 新建 规划新增 新增 计划 proposed new",
            "under_construction": "建设中 施工中 building",
            "closed": "已关闭 停用 撤销 撤并 拆除 废弃 demolished abandoned",
            "prohibited": "禁止 禁建 不得设置 不可设置 forbidden excluded",
            "unknown": "不详 未知 unstated",
        }.items()
        for word in words.split()
    },
}
"""Words of the column of statuses, and which status each is."""

FACILITY_WORDS: Mapping[str, str] = {
    word: facility
    for facility, words in {
        "park": "公园 公园广场 口袋公园 parks",
        "green": "绿地 green_space",
        "toilet": "公厕 厕所 公共卫生间 toilets public_toilet",
        "circle_15": "15分钟生活圈 十五分钟社区生活圈 15-minute",
        "circle_10": "10分钟生活圈 10-minute",
        "circle_5": "5分钟生活圈 5-minute",
        "kindergarten": "幼儿园 kindergartens",
        "primary_school": "小学校 primary primary_schools",
        "lower_secondary_school": "中学 初级中学 junior_high_school lower_secondary",
        "canteen": "老年助餐点 助餐点 长者食堂 社区食堂 canteens",
        "waste_point": "垃圾点 垃圾收集 waste",
        "charging": "充电桩 充电设施 充电点 charging_station charging_point",
        "base_station": "基站 通信基站 base_stations 5g",
    }.items()
    for word in words.split()
}
"""Other words for the facilities of the packaged standards."""

HEADERS: Mapping[str, Text] = {
    "id": Text("编号", "ID"),
    "facility": Text("设施", "Facility"),
    "facility_zh": Text("设施名称", "Facility (Chinese)"),
    "facility_en": Text("设施英文名称", "Facility (English)"),
    "metric": Text("量法", "Metric"),
    "radius_m": Text("服务半径(米)", "Service radius (m)"),
    "density_low_per_km2": Text("密度下限(处/平方公里)", "Density, low (per km²)"),
    "density_high_per_km2": Text("密度上限(处/平方公里)", "Density, high (per km²)"),
    "population_low": Text("服务人口下限", "People served, low"),
    "population_high": Text("服务人口上限", "People served, high"),
    "per_1000": Text("千人指标", "Per 1,000 people"),
    "target_share": Text("覆盖率要求", "Share to be served"),
    "standard_zh": Text("标准名称", "Standard (Chinese)"),
    "standard_en": Text("标准英文名称", "Standard (English)"),
    "clause": Text("条文", "Clause"),
    "verified": Text("已核对", "Verified"),
    "read": Text("查阅处", "Read in"),
    "read_date": Text("查阅日期", "Read on"),
    "note_zh": Text("备注", "Note (Chinese)"),
    "note_en": Text("英文备注", "Note (English)"),
}
"""The columns of a table of standards, and what they may be called in a file."""

METRICS: Mapping[str, str] = {
    "walk": "walk",
    "walking": "walk",
    "步行": "walk",
    "步行距离": "walk",
    "straight": "straight",
    "euclid": "straight",
    "直线": "straight",
    "直线距离": "straight",
    "服务半径": "straight",
}
"""Words of the column of metrics."""

SAYS_YES = frozenset({"yes", "true", "y", "1", "1.0", "是", "已核对", "已核实"})
SAYS_NO = frozenset({"no", "false", "n", "0", "0.0", "否", "", "未核对", "未核实", "nan", "none"})
"""What says whether a row is verified; what is empty is not."""

UNVERIFIED = Text("（未核实）", "(unverified)")
"""What stands beside a figure that nobody has read in the standard."""

GIVEN = Text("用户给定半径", "radius given by the caller")
"""The standard of whoever gives a radius."""
