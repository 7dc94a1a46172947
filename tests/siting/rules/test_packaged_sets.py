"""The packaged sets: every number with its clause, none that was not read, and each rule asked of a hand-made layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from hanting_geo.siting.rules.files import packaged_rules, read_rules
from hanting_geo.siting.rules.model import ROLES, Rule
from hanting_geo.siting.screening.screen import screen

if TYPE_CHECKING:
    from shapely import Polygon

CRS = "EPSG:4549"


class Row(NamedTuple):
    """What the page of clauses says of a rule, and what a site that breaks it and one that keeps it are like."""

    metres: float | None
    clause: str
    broken: str
    feature: dict[str, Any] = {}  # noqa: RUF012 - read only
    site: dict[str, Any] = {}  # noqa: RUF012 - read only
    ratio: float | None = None


def of(name: str, clause: str, rows: dict[str, tuple[float, dict[str, Any]]], broken: str) -> dict[str, Row]:
    return {f"{name}{rule}": Row(metres, clause, broken, feature) for rule, (metres, feature) in rows.items()}


FORBID, CONSENT = "conflict", "needs_consent"
ADVISE = "conflict"  # said of the rule; it never counts
SCHOOL = {"拟用用途": "学校"}
HIGH = {"kind": "高速铁路"}

# Written by hand from the page that holds rule, metres and clause side by side.
NATIONAL = {
    **of(
        "rail_zone_high_speed_",
        "铁路安全管理条例 第二十七条",
        {
            "urban": (10, HIGH | {"area_kind": "城市市区"}),
            "suburban": (12, HIGH | {"area_kind": "城市郊区居民居住区"}),
            "village": (15, HIGH | {"area_kind": "村镇居民居住区"}),
            "other": (20, HIGH | {"area_kind": "其他地区"}),
        },
        CONSENT,
    ),
    **of(
        "rail_zone_conventional_",
        "铁路安全管理条例 第二十七条",
        {
            "urban": (8, {"kind": "其他铁路", "area_kind": "城市市区"}),
            "suburban": (10, {"kind": "其他铁路", "area_kind": "城市郊区居民居住区"}),
            "village": (12, {"kind": "其他铁路", "area_kind": "村镇居民居住区"}),
            "other": (15, {"kind": "其他铁路", "area_kind": "其他地区"}),
        },
        CONSENT,
    ),
    "rail_groundwater": Row(200, "铁路安全管理条例 第三十五条", ADVISE, HIGH | {"area_kind": "其他地区"}),
    **of(
        "road_zone_",
        "公路安全保护条例 第十一条",
        {
            "national": (20, {"kind": "国道"}),
            "provincial": (15, {"kind": "省道"}),
            "county": (10, {"kind": "县道"}),
            "township": (5, {"kind": "乡道"}),
            "motorway": (30, {"kind": "高速公路"}),
        },
        FORBID,
    ),
    "road_places_national_provincial": Row(50, "公路安全保护条例 第十四条", FORBID, {"kind": "省道"}, SCHOOL),
    "road_places_county_township": Row(
        20, "公路安全保护条例 第十四条", FORBID, {"kind": "乡道"}, {"拟用用途": "农贸市场"}
    ),
    **of(
        "power_line_",
        "电力设施保护条例 第十条、第十五条",
        {
            "1_10": (5, {"voltage_class": "1-10千伏"}),
            "35_110": (10, {"voltage_class": "35-110千伏"}),
            "154_330": (15, {"voltage_class": "154-330千伏"}),
            "500": (20, {"voltage_class": "500千伏"}),
        },
        FORBID,
    ),
    "pipeline": Row(5, "石油天然气管道保护法 第三十条", FORBID),
    "river_management": Row(None, "水法 第三十七条；河道管理条例 第二十条、第二十四条", FORBID),
    "water_source_first": Row(None, "水污染防治法 第六十五条", FORBID, {"kind": "一级保护区"}),
    "water_source_second": Row(None, "水污染防治法 第六十六条", CONSENT, {"kind": "二级保护区"}),
    "heritage_protection": Row(None, "文物保护法 第二十八条", FORBID, {"kind": "保护范围"}),
    "heritage_control": Row(None, "文物保护法 第二十九条", CONSENT, {"kind": "建设控制地带"}),
    "broadcast_fuel": Row(500, "广播电视设施保护条例 第九条", FORBID, {}, {"拟用用途": "加油站"}),
    "broadcast_dust": Row(1500, "广播电视设施保护条例 第九条", ADVISE),
    **{
        f"weather_{rule}": Row(reach, f"气象设施和气象探测环境保护条例 {article}", CONSENT, {"kind": kind}, {}, ratio)
        for rule, kind, reach, ratio, article in (
            ("reference", "国家基准气候站", 2000, 10, "第十三条"),
            ("basic", "国家基本气象站", 1000, 10, "第十三条"),
            ("general", "国家一般气象站", 800, 8, "第十四条"),
        )
    },
    "survey_mark": Row(50, "测量标志保护条例 第二十二条", ADVISE),
    "airport_fence": Row(5, "民用机场管理条例 第四十九条", FORBID),
    "airport_clearance": Row(None, "民用机场管理条例 第四十六条、第四十九条", FORBID, {"限高高程_m": 60.0}),
    "school_railway": Row(300, "GB 50099-2011 4.1.6", CONSENT, {}, SCHOOL),
    "school_motorway": Row(80, "GB 50099-2011 4.1.6", CONSENT, {"kind": "高速路"}, SCHOOL),
    "school_trunk_road": Row(80, "GB 50099-2011 4.1.6", CONSENT, {"kind": "城市主干道"}, {"拟用用途": "小学"}),
    "waste_incineration": Row(300, "2008", ADVISE),
}
SHANDONG = {
    "village_road_zone": Row(3, "山东省农村公路条例 第四十一条", FORBID, {"kind": "村道"}),
    "jiaodong_channel": Row(100, "山东省胶东调水条例 第十二条", ADVISE, {"kind": "渠道"}),
    "jiaodong_buried": Row(50, "山东省胶东调水条例 第十二条", FORBID, {"kind": "地下输水管道"}),
    "jiaodong_pump": Row(50, "山东省胶东调水条例 第十二条", ADVISE, {"kind": "泵站"}),
    "jiaodong_storage": Row(300, "山东省胶东调水条例 第十二条", ADVISE, {"kind": "调蓄工程"}),
    "archaeology_first": Row(None, "潍坊市文物保护条例 第二十条", CONSENT),
}
THREE = {
    "permanent_farmland": Row(None, "土地管理法 第三十五条；永久基本农田保护红线管理办法", FORBID),
    "ecological_redline": Row(None, "关于加强生态保护红线管理的通知", FORBID),
    "urban_boundary": Row(None, "统筹划定落实三条控制线的指导意见", ADVISE),
}
FOUR = {
    f"{colour}_line": Row(None, f"{name}管理办法", FORBID)
    for colour, name in (
        ("blue", "城市蓝线"), ("green", "城市绿线"), ("purple", "城市紫线"), ("yellow", "城市黄线")
    )
}  # fmt: skip
# Study distances of ours, openly said, and the one of the law on railways.
HANTING = {
    "yangjiabu_park": None,
    "yangjiabu_setting": 300,
    "river_margin": 50,
    "river_corridor": 200,
    "rail_protection": 20,
    "station_500": 500,
    "station_800": 800,
    "station_1500": 1500,
}
SETS = {
    "setbacks_national": NATIONAL, "setbacks_shandong": SHANDONG, "three_lines": THREE, "four_lines": FOUR
}  # fmt: skip
# Sites of 20,000 m2 or more: what is smaller keeps the rule.
VALUES = {"archaeology_first": ("占地面积_m2", "<", 20000)}


def numbers(rule: Rule) -> dict[str, Any]:
    """Give every number that a rule holds, by field: plain, in a list, or in a filter."""
    found = {}
    for field, value in rule.model_dump().items():
        parts = value.values() if isinstance(value, dict) else [value]
        for part in parts:
            for one in part if isinstance(part, tuple) else (part,):
                if isinstance(one, int | float) and not isinstance(one, bool):
                    found[field] = one
    return found


def test_the_sets_are_these() -> None:
    assert set(packaged_rules()) == {*SETS, "hanting"}
    assert {name: [rule.id for rule in read_rules(name)] for name in SETS} == {
        name: [rule.id for rule in read_rules(name) if rule.id in rows] for name, rows in SETS.items()
    }
    assert {name: len(read_rules(name)) for name in SETS} == {name: len(rows) for name, rows in SETS.items()}


@pytest.mark.parametrize("name", SETS)
def test_no_number_stands_in_a_set_that_was_not_read(name: str) -> None:
    for rule in read_rules(name):
        row = SETS[name][rule.id]
        asked: dict[str, Any] = {"distance_m": row.metres, "ratio": row.ratio}
        asked["value"] = VALUES[rule.id][2] if rule.id in VALUES else None
        assert numbers(rule) == {field: value for field, value in asked.items() if value is not None}, rule.id
        if rule.id in VALUES:
            assert (rule.column, rule.op, rule.value) == VALUES[rule.id]
        for column, value in rule.filter.items():
            assert row.feature[column] == value or row.feature[column] in value, rule.id


@pytest.mark.parametrize("name", SETS)
def test_every_rule_has_its_clause(name: str) -> None:
    for rule in read_rules(name):
        assert not rule.is_assumption
        for part in SETS[name][rule.id].clause.replace("；", " ").replace("、", " ").split():
            assert part in rule.basis, rule.id
        assert rule.authority, rule.id
        assert rule.title.zh, rule.id
        assert rule.title.en.isascii(), rule.id


def test_numbers_of_the_example_are_assumptions_or_have_their_clause() -> None:
    rules = read_rules("hanting")
    assert {rule.id: rule.distance_m for rule in rules} == HANTING
    assert [rule.id for rule in rules if not rule.is_assumption] == ["rail_protection"]
    rail = rules["rail_protection"]
    assert "第二十七条" in rail.basis
    # Article 30 lets the railway consent, as in the national set.
    assert "第三十条" in rail.note
    national = read_rules("setbacks_national")["rail_zone_high_speed_other"]
    assert (rail.effect, rail.authority, rail.distance_m) == ("consent", national.authority, national.distance_m)
    assert all(numbers(rule).keys() <= {"distance_m"} for rule in rules)
    assert "assumption" in rules.note
    assert "未核实" not in "".join(rule.note for rule in rules)


@pytest.mark.parametrize("name", SETS)
def test_what_was_verified_is_said_of_every_rule(name: str) -> None:
    """True: clause, date, place and number were read in the text named. A blank field or a mere report: false."""
    for rule in read_rules(name):
        whole = bool(rule.basis_date and rule.read and (rule.measured_from or rule.distance_m is None))
        assert rule.verified is whole or (rule.id == "waste_incineration" and rule.verified is False), rule.id
    assert "not held against the gazette" in read_rules(name).note or "not verified against" in read_rules(name).note
    assert "amendments" in read_rules(name).note
    unverified = {rule.id for each in SETS for rule in read_rules(each) if not rule.verified}
    assert unverified == {
        "ecological_redline", "urban_boundary", "purple_line", "yellow_line", "school_railway", "school_motorway",
        "school_trunk_road", "waste_incineration", "archaeology_first",
    }  # fmt: skip


def test_dates_and_roles_of_the_lines() -> None:
    four = read_rules("four_lines")
    assert [rule.basis_date for rule in four] == ["2005-12-20", "2011-01-26", None, None]
    assert "2002-09-13" in four["green_line"].basis
    three = read_rules("three_lines")
    assert tuple(rule.role for rule in three) == ROLES
    farmland = three["permanent_farmland"]
    assert (farmland.basis_date, "2025-08-29 公布，2025-10-01 起施行" in farmland.basis) == ("2019-08-26", True)


def test_what_was_not_read_is_listed_and_not_packaged() -> None:
    note = read_rules("setbacks_national").note
    for subject in ("GB 50156", "GB/T 50293", "卫生防护距离", "5G", "危险化学品"):
        assert subject in note
    assert not any(
        subject in rule.basis
        for rule in read_rules("setbacks_national")
        for subject in ("50156", "50293", "危险化学品")
    )


def placed(rule: Rule, row: Row, at: float) -> tuple[Polygon, tuple[Polygon, Polygon], tuple[dict[str, Any], ...]]:
    """Put a feature at a place of its own, and beside it a site that breaks the rule and one that keeps it."""
    feature = box(at, 0, at + 20, 20)
    if row.ratio is not None:  # 120 m off, as high as the rule lets it be, and half a metre higher
        sites = (box(at + 140, 0, at + 150, 10), box(at + 140, 0, at + 150, 10))
        return feature, sites, ({"建筑高度_m": 120 / row.ratio + 0.5}, {"建筑高度_m": 120 / row.ratio})
    if rule.id == "airport_clearance":
        return feature, (feature, feature), ({"最高点高程_m": 60.5}, {"最高点高程_m": 60.0})
    if rule.id in VALUES:
        return feature, (feature, feature), ({"占地面积_m2": 20000}, {"占地面积_m2": 19999.5})
    gap = row.metres or 0
    beside = (box(at + 20 + gap - 0.5, 0, at + 60 + gap, 20), box(at + 20 + gap, 0, at + 60 + gap, 20))
    if rule.id == "urban_boundary":
        beside = (beside[0], feature)
    return feature, beside, (dict(row.site), dict(row.site))


@pytest.mark.parametrize("name", SETS)
def test_every_rule_binds_and_is_asked(name: str) -> None:
    rules = read_rules(name)
    bound = rules.bind(**{layer: f"本局_{layer}" for layer in rules.layers})
    features: dict[str, list[dict[str, Any]]] = {layer: [] for layer in bound.layers}
    sites = []
    for number, rule in enumerate(bound):
        row = SETS[name][rule.id]
        feature, beside, facts = placed(rule, row, 400_000 + 10_000 * number)
        if rule.layer is not None:
            features[rule.layer].append({"id": rule.id, "accuracy_m": 0.0, **row.feature, "geometry": feature})
        # A site says all that any rule may ask of it; what breaks or keeps a rule is said for that one.
        plain = {"拟用用途": "仓储", "建筑高度_m": 0.0, "最高点高程_m": 0.0, "占地面积_m2": 100.0, "accuracy_m": 0.0}
        for word, shape, own in zip(("broken", "kept"), beside, facts, strict=True):
            sites.append({**plain, **own, "id": f"{rule.id}:{word}", "geometry": shape})
    layers = {
        layer: gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=CRS) for layer, rows in features.items()
    }
    found = screen(gpd.GeoDataFrame(pd.DataFrame(sites), geometry="geometry", crs=CRS), bound, layers)
    said = found.tables()["verdicts"].set_index(["site", "rule"])["verdict"].to_dict()
    for rule in bound:
        # What is plainly clear and hits nothing is not told.
        told = said.get((f"{rule.id}:broken", rule.id)), said.get((f"{rule.id}:kept", rule.id), "clear")
        assert told == (SETS[name][rule.id].broken, "clear"), rule.id
    summary = found.tables()["summary"].set_index("id")["verdict"]
    expected = {f"{rule.id}:broken": SETS[name][rule.id].broken if rule.is_hard else "clear" for rule in bound}
    assert {site: summary[site] for site in expected} == expected


def test_rules_of_one_use_say_nothing_of_another() -> None:
    rules = read_rules("setbacks_national")
    school = [rule for rule in rules if rule.id.startswith("school_") or rule.id == "broadcast_fuel"]
    layers = {
        rule.layer: gpd.GeoDataFrame({"id": ["a", "b"], "accuracy_m": 0.0, "kind": ["高速路", "城市主干道"]},
                                     geometry=[box(400_000, 0, 400_010, 10)] * 2, crs=CRS)
        for rule in school
    }  # fmt: skip
    sites = gpd.GeoDataFrame(
        {"id": ["shop", "school", "unsaid"], "accuracy_m": 0.0, "拟用用途": ["商店", "学校", None]},
        geometry=[box(400_020, 0, 400_030, 10)] * 3, crs=CRS,
    )  # fmt: skip
    summary = screen(sites, school, layers).tables()["summary"].set_index("id")["verdict"]
    assert summary.to_dict() == {"shop": "clear", "school": "needs_consent", "unsaid": "no_data"}
