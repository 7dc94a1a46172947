"""What columns are called in both languages, with their units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text, checked_language

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["COLUMNS", "column_label"]


def _areas(prefix: str, zh: str, en: str) -> dict[str, Text]:
    return {
        f"{prefix}_m2": Text(f"{zh}(平方米)", f"{en} (m²)"),
        f"{prefix}_plane_m2": Text(f"{zh}平面面积(平方米)", f"{en}, plane (m²)"),
        f"{prefix}_ellipsoid_m2": Text(f"{zh}椭球面积(平方米)", f"{en}, ellipsoidal (m²)"),
        f"{prefix}_ha": Text(f"{zh}(公顷)", f"{en} (ha)"),
        f"{prefix}_mu": Text(f"{zh}(亩)", f"{en} (mu)"),
    }


COLUMNS: Mapping[str, Text] = {
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
    "assumption": Text("系假设", "Assumption"),
    "basis": Text("依据", "Basis"),
    "basis_date": Text("依据日期", "Date of the basis"),
    "candidate": Text("候选地块", "Candidate"),
    "candidates": Text("涉及地块数", "Candidates"),
    "clear": Text("符合", "Clear"),
    "conflict": Text("冲突", "Conflict"),
    "data": Text("数据情况", "Data"),
    "direction": Text("方位", "Direction"),
    "eligible_share": Text("可用占比", "Eligible share"),
    "hard_conflicts": Text("硬规则冲突数", "Hard conflicts"),
    "hardness": Text("规则性质", "Hardness"),
    "hits": Text("涉及要素数", "Features hit, count"),
    "hit_en": Text("涉及要素(英文)", "Features hit"),
    "hit_zh": Text("涉及要素", "Features hit (Chinese)"),
    "measured": Text("量算内容", "Measured"),
    "no_data": Text("缺数据", "No data"),
    "not_applicable": Text("不适用", "Not applicable"),
    "reason": Text("不确定原因", "Why uncertain"),
    "relation": Text("关系", "Relation"),
    "road": Text("最近道路", "Nearest road"),
    "road_distance_m": Text("距道路(米)", "To the road (m)"),
    "rule_count": Text("规则数", "Rules"),
    "rules": Text("规则", "Rules"),
    "severity": Text("严重程度", "Severity"),
    "soft_conflicts": Text("软规则冲突数", "Soft conflicts"),
    "titles_en": Text("规则名称(英文)", "Rules by name"),
    "titles_zh": Text("规则名称", "Rules by name (Chinese)"),
    "uncertain": Text("不能确定", "Uncertain"),
    "whole": Text("整格", "Whole cell"),
    "unplaced": Text("位置未公布要素数", "Features without a place"),
    "id": Text("编号", "ID"),
    "name": Text("名称", "Name"),
    "name_zh": Text("名称", "Name (Chinese)"),
    "name_en": Text("英文名称", "Name (English)"),
    "kind": Text("类别", "Kind"),
    "kind_of_siting": Text("选址类型", "Kind of siting"),
    "status": Text("状态", "Status"),
    "pattern": Text("空间格局", "Place in the pattern"),
    "plan_works": Text("规划治理", "Works of the plan"),
    "accuracy_m": Text("位置精度(米)", "Accuracy of place (m)"),
    "source": Text("来源", "Source"),
    "source_date": Text("资料日期", "Source date"),
    "licence": Text("许可", "Licence"),
    "attribution": Text("署名", "Attribution"),
    "note": Text("说明", "Note"),
    "title": Text("标题", "Title"),
    "title_zh": Text("标题", "Title (Chinese)"),
    "title_en": Text("英文标题", "Title (English)"),
    "description": Text("描述", "Description"),
    "file": Text("文件", "File"),
    "sha256": Text("SHA-256", "SHA-256"),
    "geometry_type": Text("几何类型", "Geometry type"),
    "plane_m2": Text("平面面积(平方米)", "Plane area (m²)"),
    "ellipsoid_m2": Text("椭球面积(平方米)", "Ellipsoidal area (m²)"),
    "area_m2": Text("面积(平方米)", "Area (m²)"),
    "low_m2": Text("重叠面积下限(平方米)", "Overlap, low (m²)"),
    "high_m2": Text("重叠面积上限(平方米)", "Overlap, high (m²)"),
    "ha": Text("面积(公顷)", "Area (ha)"),
    "area_ha": Text("面积(公顷)", "Area (ha)"),
    "drawn_ha": Text("图上面积(公顷)", "Area as drawn (ha)"),
    "drawn_mu": Text("图上面积(亩)", "Area as drawn (mu)"),
    "drawn_km": Text("图上长度(公里)", "Length as drawn (km)"),
    "mu": Text("面积(亩)", "Area (mu)"),
    "area_mu": Text("面积(亩)", "Area (mu)"),
    "published_ha": Text("公布面积(公顷)", "Published area (ha)"),
    "length_m": Text("长度(米)", "Length (m)"),
    "length_km": Text("长度(公里)", "Length (km)"),
    "river_length_m": Text("河流长度(米)", "Rivers (m)"),
    "rail_length_m": Text("铁路长度(米)", "Railways (m)"),
    "road_length_m": Text("道路长度(米)", "Roads (m)"),
    "projects": Text("项目数", "Projects"),
    "facilities": Text("公共设施数", "Public facilities"),
    "theme": Text("主题", "Theme"),
    "programme_zh": Text("任务", "Programme (Chinese)"),
    "programme_en": Text("任务(英文)", "Programme"),
    "band": Text("密度(每平方公里)", "Density (per km²)"),
    "per_km2": Text("每平方公里", "Per km²"),
    "other_index": Text("对方行号", "Other row"),
    "other_name_zh": Text("最近要素", "Nearest (Chinese)"),
    "other_name_en": Text("最近要素(英文)", "Nearest"),
    "distance_m": Text("距离(米)", "Distance (m)"),
    "radius_m": Text("半径(米)", "Radius (m)"),
    "from_m": Text("起(米)", "From (m)"),
    "to_m": Text("止(米)", "To (m)"),
    "features": Text("要素数", "Features"),
    "count": Text("数量", "Count"),
    "placed": Text("已定位", "Placed"),
    "share": Text("占比", "Share"),
    "unit": Text("单位", "Unit"),
    "value": Text("数值", "Value"),
    "zone": Text("片区", "Zone"),
    "zone_id": Text("片区编号", "Zone ID"),
    "zone_name": Text("片区名称", "Zone name"),
    "class": Text("分类", "Class"),
    "nearest_id": Text("最近要素编号", "Nearest ID"),
    "other_id": Text("对方编号", "Other ID"),
    "rank": Text("名次", "Rank"),
    "k": Text("第几近", "k-th nearest"),
    "quote_zh": Text("原文", "Original wording"),
    "programme": Text("工程", "Programme"),
    "target": Text("目标", "Target"),
    "year": Text("年份", "Year"),
    "level": Text("级别", "Level"),
    "code": Text("代码", "Code"),
    "layer": Text("图层", "Layer"),
    "feature": Text("要素", "Feature"),
    "what": Text("问题", "What"),
    "what_to_do": Text("处理办法", "What to do"),
    "verdict": Text("结论", "Verdict"),
    "rule": Text("规则", "Rule"),
    "site": Text("地块", "Site"),
    "score": Text("得分", "Score"),
    "grade": Text("等级", "Grade"),
    "standing": Text("是否参评", "Standing"),
    "reason_zh": Text("未参评原因", "Why not ranked (Chinese)"),
    "reason_en": Text("未参评原因(英文)", "Why not ranked"),
    "criterion": Text("指标", "Criterion"),
    "category": Text("类别值", "Category"),
    "utility": Text("得分(0-1)", "Utility (0-1)"),
    "weight": Text("权重", "Weight"),
    "own_weight": Text("本级权重", "Weight in its level"),
    "weight_source": Text("权重来源", "Where the weight is from"),
    "contribution": Text("贡献", "Contribution"),
    "advantages_zh": Text("优点", "For it (Chinese)"),
    "advantages_en": Text("优点(英文)", "For it"),
    "drawbacks_zh": Text("缺点", "Against it (Chinese)"),
    "drawbacks_en": Text("缺点(英文)", "Against it"),
    "parent": Text("上级", "Level above"),
    "factor": Text("评价因子", "Factor"),
    "function": Text("赋分方式", "Value function"),
    "scores": Text("赋分标准", "Scores"),
    "missing": Text("缺值处理", "Where missing"),
    "point": Text("序号", "Point"),
    "condition": Text("条件", "Condition"),
    "low": Text("起", "From"),
    "high": Text("止", "To"),
    "limit": Text("界限", "Limit"),
    "from_score": Text("得分起", "From score"),
    "to_score": Text("得分止", "To score"),
    "from_marks": Text("分值起", "From marks"),
    "rules_zh": Text("违反的规则", "Rules broken (Chinese)"),
    "rules_en": Text("违反的规则(英文)", "Rules broken"),
    "investment": Text("投资额", "Investment"),
    "lon": Text("经度", "Longitude"),
    "lat": Text("纬度", "Latitude"),
    "crs": Text("坐标系", "Reference system"),
}


def column_label(name: str, language: str = "zh") -> str:
    """Give a column's name as a reader of that language expects it, with its unit.

    Parameters
    ----------
    name
        A column of the data contract or of a statistic; any other name comes back as it is.
    language
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> column_label("plane_m2"), column_label("plane_m2", "en"), column_label("地类编码")
    ('平面面积(平方米)', 'Plane area (m²)', '地类编码')
    """
    checked_language(language)
    return COLUMNS[name].text(language) if name in COLUMNS else str(name)
