"""What the columns and values of screening and of eligible land are called: (Chinese, English)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COLUMNS", "VALUES"]

Pair = tuple[str, str]


def _areas(prefix: str, zh: str, en: str) -> dict[str, Pair]:
    return {
        f"{prefix}_m2": (f"{zh}(平方米)", f"{en} (m²)"),
        f"{prefix}_plane_m2": (f"{zh}平面面积(平方米)", f"{en}, plane (m²)"),
        f"{prefix}_ellipsoid_m2": (f"{zh}椭球面积(平方米)", f"{en}, ellipsoidal (m²)"),
        f"{prefix}_ha": (f"{zh}(公顷)", f"{en} (ha)"),
        f"{prefix}_mu": (f"{zh}(亩)", f"{en} (mu)"),
    }


COLUMNS: Mapping[str, Pair] = {
    **_areas("low", "涉及面积下限", "Area, low"),
    **_areas("high", "涉及面积上限", "Area, high"),
    **_areas("remaining", "剩余面积", "Remaining"),
    **_areas("takes", "占用", "Takes"),
    **_areas("alone", "独占", "Alone"),
    **_areas("share", "分摊", "Share"),
    **_areas("eligible", "可用", "Eligible"),
    **_areas("excluded", "排除", "Excluded"),
    **_areas("pruned", "修剪", "Pruned"),
    **_areas("opens", "取消后释放", "Opens"),
    **_areas("given_back", "另返还", "Given back"),
    "assumption": ("系假设", "Assumption"),
    "basis": ("依据", "Basis"),
    "basis_date": ("依据日期", "Date of the basis"),
    "candidate": ("候选地块", "Candidate"),
    "candidates": ("涉及地块数", "Candidates"),
    "clear": ("符合", "Clear"),
    "conflict": ("冲突", "Conflict"),
    "data": ("数据情况", "Data"),
    "direction": ("方位", "Direction"),
    "eligible_share": ("可用占比", "Eligible share"),
    "hard_conflicts": ("硬规则冲突数", "Hard conflicts"),
    "hardness": ("规则性质", "Hardness"),
    "hit_en": ("涉及要素(英文)", "Features hit"),
    "hit_zh": ("涉及要素", "Features hit (Chinese)"),
    "measured": ("量算内容", "Measured"),
    "no_data": ("缺数据", "No data"),
    "not_applicable": ("不适用", "Not applicable"),
    "reason": ("不确定原因", "Why uncertain"),
    "relation": ("关系", "Relation"),
    "road": ("最近道路", "Nearest road"),
    "road_distance_m": ("距道路(米)", "To the road (m)"),
    "rule_count": ("规则数", "Rules"),
    "rules": ("规则", "Rules"),
    "severity": ("严重程度", "Severity"),
    "soft_conflicts": ("软规则冲突数", "Soft conflicts"),
    "titles_en": ("规则名称(英文)", "Rules by name"),
    "titles_zh": ("规则名称", "Rules by name (Chinese)"),
    "uncertain": ("不能确定", "Uncertain"),
    "whole": ("整格", "Whole cell"),
    "unplaced": ("位置未公布要素数", "Features without a place"),
}

VALUES: Mapping[str, Mapping[str, Pair]] = {
    "verdict": {
        "conflict": ("冲突", "conflict"),
        "clear": ("符合", "clear"),
        "uncertain": ("不能确定", "uncertain"),
        "not_applicable": ("不适用", "not applicable"),
        "no_data": ("缺数据", "no data"),
    },
    "reason": {
        "within_accuracy": ("在位置精度范围内", "within the accuracy of place"),
        "accuracy_not_stated": ("要素位置精度未注明", "accuracy of a feature not stated"),
        "place_not_published": ("要素位置未公布", "place of a feature not published"),
        "layer_missing": ("缺少图层", "layer missing"),
        "value_missing": ("缺少数值", "value missing"),
    },
    "hardness": {"hard": ("硬规则", "hard"), "soft": ("软规则", "soft")},
    "severity": {"high": ("高", "high"), "medium": ("中", "medium"), "low": ("低", "low")},
    "relation": {
        "outside": ("不得占用", "outside"),
        "inside": ("须在其内", "inside"),
        "within_distance": ("距离以内", "within distance"),
        "beyond_distance": ("退让距离", "beyond distance"),
        "overlap_at_most": ("占比不超过", "overlap at most"),
        "touches_road": ("临路", "touches road"),
        "min_area": ("最小面积", "minimum area"),
        "min_width": ("最小宽度", "minimum width"),
        "max_slope": ("最大坡度", "maximum slope"),
        "attribute": ("属性", "attribute"),
    },
    "direction": {
        "north": ("北至", "north"),
        "south": ("南至", "south"),
        "east": ("东至", "east"),
        "west": ("西至", "west"),
    },
    "data": {
        "complete": ("完整", "complete"),
        "partial": ("部分缺失", "partial"),
        "no_data": ("缺数据", "no data"),
    },
    "rule": {
        "(too small)": ("(过小)", "(too small)"),
        "(too narrow)": ("(过窄)", "(too narrow)"),
        "(eligible)": ("(可用)", "(eligible)"),
        "(rounding)": ("(舍入差)", "(rounding)"),
        "(total)": ("(合计)", "(total)"),
    },
    "assumption": {"True": ("是", "yes"), "False": ("否", "no")},
}
