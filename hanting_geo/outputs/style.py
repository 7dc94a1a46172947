"""One place for how things look and what they are called: palette, kinds, statuses, column labels, number formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.outputs import siting_labels
from hanting_geo.units import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CRS_NAMES",
    "FALLBACK_COLORS",
    "KINDS",
    "LANGUAGES",
    "NO_DATA",
    "OSM_CREDIT",
    "OTHERS",
    "PATTERNS",
    "PLAN_WORKS",
    "RING_COLORS",
    "ROUGH_FROM_M",
    "STATUSES",
    "UNKNOWN_KIND",
    "Kind",
    "Look",
    "Text",
    "column_label",
    "decimals_of",
    "value_label",
]

LANGUAGES = ("zh", "en")

OSM_CREDIT = "© OpenStreetMap contributors, ODbL"
"""What every product prints that embeds rows under the ODbL."""

ROUGH_FROM_M = 500.0
"""A feature whose place is known no better than this, or whose accuracy is not stated, is drawn dashed."""


class Text(NamedTuple):
    """One text in both languages."""

    zh: str
    en: str


class Look(NamedTuple):
    """How a class of features is drawn: line colour, fill colour (None: outline only), width in pixels, symbol."""

    color: str
    fill: str | None = None
    width: float = 1.5
    symbol: str = "circle"


class Kind(NamedTuple):
    """A kind of feature: what it is called, how it is drawn, and how early its name gets room on the map."""

    text: Text
    look: Look
    label_rank: int | None = None


# Fills are Paul Tol's "light" scheme, made for areas under dark text and told apart by colour-blind readers;
# outlines are darker shades of them, so that a class is known by its line where a fill is too small.
KINDS: Mapping[str, Kind] = {
    "zone": Kind(Text("功能片区", "Zone"), Look("#6b6b6b", "#bbbbbb", 2.0), 1),
    "boundary": Kind(Text("行政界线", "Boundary"), Look("#7d5a80", None, 2.2, "label"), 5),
    "river": Kind(Text("河流", "River"), Look("#4a90c4", "#a9cfe8", 2.5), 4),
    "rail": Kind(Text("铁路", "Railway"), Look("#222222", "#999999", 4.0, "rail"), 6),
    "road": Kind(Text("道路", "Road"), Look("#b39b72", "#dcc9a6", 1.7), 9),
    "station": Kind(Text("车站", "Station"), Look("#a3123a", "#ffffff", 2.5, "square"), 2),
    "town": Kind(Text("街镇", "Town"), Look("#444444", "#ffffff", 1.8, "circle"), 3),
    "project": Kind(Text("项目", "Project"), Look("#3f2a82", "#8d7cc9", 1.6, "diamond"), 7),
    "facility": Kind(Text("公共设施", "Public facility"), Look("#0b4f5e", "#3b93a8", 1.6, "triangle"), 8),
}

UNKNOWN_KIND = Kind(Text("要素", "Feature"), Look("#44528f", "#99a6dd", 1.8, "circle"), 7)

PATTERNS: Mapping[str, tuple[Text, Look]] = {
    "south": (Text("南融", "South: merge with the city"), Look("#a8481d", "#ee8866", 2.2)),
    "north": (Text("北起", "North: rise"), Look("#2f63a0", "#77aadd", 2.2)),
    "centre": (Text("中优", "Centre: improve"), Look("#8a7400", "#eedd88", 2.2)),
    "east": (Text("东西特色·东", "East: own character"), Look("#15735a", "#44bb99", 2.2)),
    "west": (Text("东西特色·西", "West: own character"), Look("#a83a58", "#ffaabb", 2.2)),
}
"""The plan's pattern of the district, in the column ``pattern``: 南融、北起、中优、东西特色."""

OTHERS: Mapping[str, Text] = {"zone": Text("其他片区", "Other zones"), "river": Text("其他河流", "Other rivers")}
"""What the rest is called where a layer's classes come from ``pattern`` or ``plan_works``."""

PLAN_WORKS: tuple[Text, Look] = (Text("规划治理河道", "River works of the plan"), Look("#0b4f8a", "#6fa8d6", 4.0))
"""Rivers that the plan works on, in the column ``plan_works``."""

FALLBACK_COLORS = (
    ("#44528f", "#99a6dd"),
    ("#6b6b00", "#bbcc33"),
    ("#8f3b00", "#ee8866"),
    ("#15735a", "#44bb99"),
    ("#a83a58", "#ffaabb"),
    ("#2f63a0", "#99ddff"),
    ("#8a7400", "#eedd88"),
    ("#555555", "#dddddd"),
)
"""(line, fill) pairs for classes that have no colour of their own, in turn."""

RING_COLORS = (
    ("#4a2377", "#7b5fa8"),
    ("#5e3c99", "#9e8cc2"),
    ("#7763ac", "#bfb2d9"),
    ("#8f80bd", "#d8d0e8"),
    ("#a79fcb", "#ebe7f3"),
)
"""(line, fill) pairs for rings, from the nearest out."""

# This product includes color specifications and designs developed by Cynthia Brewer (https://colorbrewer2.org/).
# All of them are told apart by colour-blind readers.
NO_DATA: tuple[Text, Look] = (Text("无数据", "No data"), Look("#9a9a9a", "#e6e6e6", 1.2))
"""What a feature without a value looks like among graded ones."""

# The ends of a palette are nearly white and nearly black: neither is told from the paper, or lets a name be read.
CRS_NAMES: Mapping[str, str] = {
    "EPSG:4326": "WGS 84 经纬度",
    "EPSG:4490": "CGCS2000 经纬度",
    "EPSG:4528": "CGCS2000 3度带高斯-克吕格投影,第40带",
    "EPSG:4549": "CGCS2000 3度带高斯-克吕格投影,中央经线120°E",
}
"""Chinese names of the reference systems in daily use; any other goes by its own name."""

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

_CODES: Mapping[str, Text] = {
    code: Text(f"{zh} {code}", code)
    for code, zh in {
        "bad_accuracy": "精度有误",
        "candidates_overlap": "候选重叠",
        "no_accuracy": "精度未注明",
        "no_area": "无面积要素",
        "no_data": "缺数据",
        "no_place": "位置未公布",
        "rule_matches_nothing": "规则无匹配",
        "sites_accuracy": "地块精度未注明",
        "count_changed": "要素数不符",
        "cpg_wrong": "编码声明有误",
        "crs_member": "自带坐标系",
        "degrees_in_metre_crs": "以度充米",
        "deleted_rows": "含已删除记录",
        "duplicate_geometry": "图形重复",
        "duplicate_id": "编号重复",
        "empty_geometry": "空图形",
        "encoding": "文字编码",
        "encoding_doubtful": "编码存疑",
        "file_changed": "文件已变",
        "gap": "缝隙",
        "gdal": "驱动警告",
        "geometry_type": "图形类型不符",
        "integer_rounded": "整数失精",
        "invalid_geometry": "图形无效",
        "metres_in_degree_crs": "以米充度",
        "missing_columns": "缺少字段",
        "missing_id": "缺少编号",
        "mixed_geometry_types": "图形类型混合",
        "mixed_values": "字段类型混合",
        "no_crs": "无坐标系",
        "not_finite": "坐标无效",
        "null_geometry": "位置未公布",
        "other_datum": "其他坐标基准",
        "outside_district": "位于区外",
        "outside_zone": "远离中央经线",
        "repeated_member": "成员重复",
        "ring_direction": "环方向",
        "sliver": "细碎重叠",
        "swapped_axes": "坐标轴颠倒",
        "tables_left": "另有属性表",
        "text_cut": "文字截断",
        "two_ids": "编号不一",
        "unknown_status": "状态有误",
        "unreadable": "无法读取",
        "zone_prefix": "带号不符",
    }.items()
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

_COLUMNS: Mapping[str, Text] = {
    **{name: Text(*pair) for name, pair in siting_labels.COLUMNS.items()},
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
    "investment": Text("投资额", "Investment"),
    "lon": Text("经度", "Longitude"),
    "lat": Text("纬度", "Latitude"),
    "crs": Text("坐标系", "Reference system"),
}

# Numbers that someone stated (an accuracy, a published area, a ring distance) stand as stated: 500, not 500.00.
_AS_STATED = {"accuracy_m", "published_ha", "from_m", "to_m", "radius_m"}
_EXACT_DECIMALS = {
    "ha": 4,
    "mu": 2,
    "share": 4,
    "features": 0,
    "projects": 0,
    "facilities": 0,
    "count": 0,
    "hard_conflicts": 0,
    "soft_conflicts": 0,
    "uncertain": 0,
    "no_data": 0,
    "conflict": 0,
    "clear": 0,
    "not_applicable": 0,
    "candidates": 0,
    "rule_count": 0,
    "unplaced": 0,
    "eligible_share": 4,
    "placed": 0,
    "rank": 0,
    "k": 0,
}

_VALUES: Mapping[str, Mapping[str, Text]] = {
    **{name: {value: Text(*pair) for value, pair in pairs.items()} for name, pairs in siting_labels.VALUES.items()},
    "kind": {name: kind.text for name, kind in KINDS.items()},
    "status": STATUSES,
    "pattern": {name: text for name, (text, _) in PATTERNS.items()},
    "plan_works": {"True": Text("是", "yes"), "False": Text("否", "no")},
    "level": _LEVELS,
    "code": _CODES,
    "licence": {"project": Text("本项目绘制, CC BY 4.0", "drawn by the project, CC BY 4.0")},
    "theme": _THEMES,
    "zone_id": _CLOSING_ROWS,
    "class": _CLOSING_ROWS,
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
    return _in(language, _COLUMNS[name]) if name in _COLUMNS else str(name)


def decimals_of(name: str) -> int | None:
    """Say how many decimals a written number of this column has; None: as it stands.

    Square metres have 2, hectares 4, mu 2, lengths in metres 2, kilometres 3; counts have 0; a share has 4
    (two of a percentage). Accuracies, published areas and ring distances are stated numbers and stand as stated.

    Examples
    --------
    >>> decimals_of("plane_m2"), decimals_of("ha"), decimals_of("drawn_mu"), decimals_of("features")
    (2, 4, 2, 0)
    >>> decimals_of("accuracy_m") is None and decimals_of("name_zh") is None
    True
    """
    if name in _AS_STATED:
        return None
    if name in _EXACT_DECIMALS:
        return _EXACT_DECIMALS[name]
    return next((decimals for suffix, decimals in DECIMALS.items() if str(name).endswith(suffix)), None)


def value_label(column: str, value: object, language: str = "zh") -> str | None:
    """Give a coded value in words, or None where the column has no code list or the value is not in it.

    Examples
    --------
    >>> value_label("status", "under_construction"), value_label("pattern", "centre"), value_label("note", "x")
    ('在建', '中优', None)
    """
    text = _VALUES.get(column, {}).get(str(value))
    return None if text is None else _in(language, text)


def _in(language: str, text: Text) -> str:
    if language not in Text._fields:
        message = f"language {language!r} is not known; use 'zh' or 'en'"
        raise ValueError(message)
    return text.zh if language == "zh" else text.en
