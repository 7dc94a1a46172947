"""What coded values are called in both languages: kinds, statuses, verdicts, findings, the closing rows of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text, checked_language
from hanting_geo.core.words.codes import CODES
from hanting_geo.core.words.coverage import TRAVELS
from hanting_geo.core.words.land_use import OWNERSHIP
from hanting_geo.core.words.locating import ANSWERS, MODELS, OUTCOMES, REASONS, SOLUTIONS
from hanting_geo.core.words.location import STATUSES as PLACE_STATUSES
from hanting_geo.core.words.packaged import LICENCES, NOTES, SITINGS, SOURCES, UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BECOMES",
    "CRS_NAMES",
    "GAODE_CREDIT",
    "KINDS",
    "PATTERNS",
    "SHIFTED_COPY",
    "STATUSES",
    "VALUES",
    "value_label",
]

CRS_NAMES: Mapping[str, str] = {
    "EPSG:4326": "WGS 84 经纬度",
    "EPSG:4490": "CGCS2000 经纬度",
    "EPSG:4528": "CGCS2000 3度带高斯-克吕格投影,第40带",
    "EPSG:4549": "CGCS2000 3度带高斯-克吕格投影,中央经线120°E",
}
"""Chinese names of the reference systems in daily use; any other goes by its own name."""

GAODE_CREDIT = "© 高德地图 AutoNavi (GCJ-02)"
"""As its owner names it, in either language."""

SHIFTED_COPY = Text(
    ";图上按 GCJ-02 偏移绘制,以便与底图对照,不得量算",
    "; drawn shifted to GCJ-02, to be looked at beside the basemap and not measured from",
)
"""What is said after the system of a layer that is drawn where a web map has it."""

KINDS: Mapping[str, Text] = {
    "zone": Text("功能片区", "Zone"),
    "boundary": Text("行政界线", "Boundary"),
    "river": Text("河流", "River"),
    "rail": Text("铁路", "Railway"),
    "road": Text("道路", "Road"),
    "station": Text("车站", "Station"),
    "town": Text("街镇", "Town"),
    "project": Text("项目", "Project"),
    "facility": Text("公共设施", "Public facility"),
    "population": Text("人口", "Population"),
}

PATTERNS: Mapping[str, Text] = {
    "south": Text("南融", "South: merge with the city"),
    "north": Text("北起", "North: rise"),
    "centre": Text("中优", "Centre: improve"),
    "east": Text("东西特色·东", "East: own character"),
    "west": Text("东西特色·西", "West: own character"),
}
"""The plan's pattern of the district: 南融、北起、中优、东西特色."""

STATUSES: Mapping[str, Text] = {
    "existing": Text("现状", "existing"),
    "under_construction": Text("在建", "under construction"),
    "planned": Text("规划", "planned"),
    "unknown": Text("未注明", "not stated"),
}

_LEVELS: Mapping[str, Text] = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "note": Text("提示", "note"),
}

_THEMES: Mapping[str, Text] = {
    "rivers": Text("河流", "rivers"),
    "rail": Text("铁路", "rail"),
    "roads": Text("道路", "roads"),
    "projects": Text("项目", "projects"),
    "facilities": Text("公共设施", "facilities"),
    "river_corridors": Text("河道研究范围", "river corridors"),
    "station_rings": Text("车站圈层", "station rings"),
}

_CLOSING_ROWS: Mapping[str, Text] = {
    "(class overlap)": Text("(类别重叠)", "(class overlap)"),
    "(zone overlap)": Text("(片区重叠)", "(zone overlap)"),
    "(outside)": Text("(片区以外)", "(outside)"),
    "(no geometry)": Text("(位置未公布)", "(no geometry)"),
    "(all)": Text("(全部)", "(all)"),
    "(none)": Text("(未分类)", "(none)"),
    "(total)": Text("(合计)", "(total)"),
}

_STATES_OF_LAND: Mapping[str, Text] = {
    "(unknown)": Text("(未注明)", "(unknown)"),
    "(none)": Text("(范围外)", "(none)"),
    "(total)": Text("(合计)", "(total)"),
}
"""What a change of classes says beside the classes: no class, land that the other state does not have, the margins."""

_YES_NO: Mapping[str, Text] = {"True": Text("是", "yes"), "False": Text("否", "no")}

VALUES: Mapping[str, Mapping[str, Text]] = {
    "note": NOTES,
    "source": SOURCES,
    "unit": UNITS,
    "kind_of_siting": SITINGS,
    "verdict": {
        "conflict": Text("冲突", "conflict"),
        "needs_consent": Text("须报批或征求意见", "needs consent"),
        "clear": Text("符合", "clear"),
        "uncertain": Text("不能确定", "uncertain"),
        "not_applicable": Text("不适用", "not applicable"),
        "no_data": Text("缺数据", "no data"),
        "(total)": Text("(合计)", "(total)"),
    },
    "basis": {"assumption": Text("无（假设）", "none (assumption)"), "model": Text("模型估算", "modelled")},
    "reason": {
        "within_accuracy": Text("在位置精度范围内", "within the accuracy of place"),
        "accuracy_not_stated": Text("要素位置精度未注明", "accuracy of a feature not stated"),
        "place_not_published": Text("要素位置未公布", "place of a feature not published"),
        "layer_missing": Text("缺少图层", "layer missing"),
        "value_missing": Text("缺少数值", "value missing"),
        "nothing_matches": Text("筛选无匹配", "filter matches nothing"),
    },
    "hardness": {"hard": Text("刚性规则", "hard"), "soft": Text("弹性规则", "soft")},
    "severity": {"high": Text("高", "high"), "medium": Text("中", "medium"), "low": Text("低", "low")},
    "relation": {
        "outside": Text("不得占用", "outside"),
        "inside": Text("须在其内", "inside"),
        "within_distance": Text("距离以内", "within distance"),
        "beyond_distance": Text("退让距离", "beyond distance"),
        "overlap_at_most": Text("占比不超过", "overlap at most"),
        "touches_road": Text("临路", "touches road"),
        "height_at_most": Text("限高", "height at most"),
        "min_area": Text("最小面积", "minimum area"),
        "min_width": Text("最小宽度", "minimum width"),
        "max_slope": Text("最大坡度", "maximum slope"),
        "attribute": Text("属性", "attribute"),
    },
    "consequence": {
        "forbid": Text("禁止", "forbidden"),
        "consent": Text("须报批或征求意见", "needs approval or consultation"),
        "advise": Text("提示", "advice"),
    },
    "role": {
        "permanent_farmland": Text("永久基本农田", "permanent basic farmland"),
        "ecological_redline": Text("生态保护红线", "ecological redline"),
        "urban_boundary": Text("城镇开发边界", "urban development boundary"),
    },
    "direction": {
        "north": Text("北至", "north"),
        "south": Text("南至", "south"),
        "east": Text("东至", "east"),
        "west": Text("西至", "west"),
    },
    "data": {
        "complete": Text("完整", "complete"),
        "partial": Text("部分缺失", "partial"),
        "no_data": Text("缺数据", "no data"),
    },
    "rule": {
        "(too small)": Text("(过小)", "(too small)"),
        "(too narrow)": Text("(过窄)", "(too narrow)"),
        "(needs consent)": Text("(须报批或征求意见)", "(needs consent)"),
        "(eligible)": Text("(可用)", "(eligible)"),
        "(rounding)": Text("(舍入差)", "(rounding)"),
        "(total)": Text("(合计)", "(total)"),
    },
    "authority": {"(none)": Text("(未注明会签部门)", "(no authority stated)")},
    "site": {"(all)": Text("(各地块)", "(all sites)")},
    "ownership": OWNERSHIP,
    "grade": {
        "suitable": Text("适宜", "suitable"),
        "fairly_suitable": Text("较适宜", "fairly suitable"),
        "moderately_suitable": Text("一般适宜", "moderately suitable"),
        "unsuitable": Text("不适宜", "unsuitable"),
    },
    "standing": {
        "ranked": Text("参评", "ranked"),
        "vetoed": Text("一票否决", "vetoed"),
        "excluded": Text("排除", "excluded"),
    },
    "factor": {
        "distance": Text("距离", "distance"),
        "count": Text("数量", "count"),
        "density": Text("密度", "density"),
        "length": Text("长度", "length"),
        "share": Text("内部占比", "share inside"),
        "attribute": Text("属性值", "attribute"),
        "raster": Text("栅格统计", "raster"),
        "zone": Text("分区统计", "zone"),
        "rules_broken": Text("违反规则数", "rules broken"),
    },
    "function": {
        "steps": Text("分级赋分", "steps"),
        "linear": Text("线性赋分", "linear"),
        "piecewise": Text("分段线性", "piecewise"),
        "category": Text("分类赋分", "category"),
        "ideal": Text("理想值", "ideal value"),
        "minmax": Text("极差法", "between worst and best"),
        "raw": Text("原值", "as it is"),
    },
    "better": {"more": Text("越大越好", "more is better"), "less": Text("越小越好", "less is better")},
    "missing": {
        "error": Text("报错", "refused"),
        "exclude": Text("排除", "excluded"),
        "worst": Text("按最差", "as the worst"),
        "neutral": Text("按中值", "as the middle"),
    },
    "combine": {
        "wlc": Text("加权求和", "weighted sum"),
        "wpm": Text("加权乘积", "weighted product"),
        "topsis": Text("逼近理想解（TOPSIS）", "TOPSIS"),
        "owa": Text("有序加权平均（OWA）", "ordered weighted average"),
    },
    "weighting": {
        "direct": Text("直接赋权", "direct"),
        "given": Text("调用时给定", "given with the call"),
        "equal": Text("等权", "equal"),
        "roc": Text("排序重心", "rank order centroid"),
        "rank_sum": Text("排序求和", "rank sum"),
        "reciprocal": Text("排序倒数", "rank reciprocal"),
        "ahp": Text("层次分析法", "AHP"),
        "experts": Text("专家打分（层次分析法）", "experts (AHP)"),
        "entropy": Text("熵权法", "entropy"),
        "critic": Text("CRITIC 法", "CRITIC"),
    },
    "assumption": _YES_NO,
    "verified": _YES_NO,
    "kind": KINDS,
    "status": {**PLACE_STATUSES, **STATUSES},
    "answer": ANSWERS,
    "model": MODELS,
    "outcome": OUTCOMES,
    "solution": SOLUTIONS,
    "unserved_reason": REASONS,
    "service": {
        "served": Text("已覆盖", "served"),
        "partly": Text("部分覆盖", "partly served"),
        "uncertain": Text("不能确定", "uncertain"),
        "unserved": Text("未覆盖", "not served"),
        "gained": Text("规划新增覆盖", "served by the plan"),
        "allocated": Text("已分配", "allocated"),
        "no_demand": Text("无需求", "without demand"),
        "no_place": Text("位置未公布", "without a place"),
    },
    "state": {
        "before": Text("现状", "today"),
        "after": Text("规划后", "after the plan"),
        "change": Text("变化", "change"),
    },
    "meets": {
        "met": Text("达标", "met"),
        "not_met": Text("未达标", "not met"),
        "uncertain": Text("不能确定", "uncertain"),
    },
    "sketch": {"True": Text("示意", "sketch"), "False": Text("否", "no")},
    "travel": TRAVELS,
    "pattern": PATTERNS,
    "plan_works": _YES_NO,
    "level": _LEVELS,
    "code": CODES,
    "metric": {"walk": Text("步行", "walk"), "straight": Text("直线", "straight")},
    "licence": LICENCES,
    "theme": _THEMES,
    "zone_id": _CLOSING_ROWS,
    "class": _CLOSING_ROWS,
    "before": _STATES_OF_LAND,
    "after": _STATES_OF_LAND,
}


BECOMES = " → "
"""Between the class of land before and that after, where a piece of land bears both."""


def value_label(column: str, value: object, language: str = "zh") -> str | None:
    """Give a coded value in words, or None where the column has no code list or the value is not in it.

    Examples
    --------
    >>> value_label("status", "under_construction"), value_label("pattern", "centre"), value_label("note", "x")
    ('在建', '中优', None)
    >>> value_label("class_change", "耕地 → (none)"), value_label("class_change", "耕地 → 住宅")
    ('耕地 → (范围外)', None)
    """
    checked_language(language)
    if column == "class_change":
        sides = str(value).split(BECOMES)
        labels = [value_label("after", side, language) for side in sides]
        return BECOMES.join(label or side for label, side in zip(labels, sides, strict=True)) if any(labels) else None
    text = VALUES.get(column, {}).get(str(value))
    return None if text is None else text.text(language)
