"""Layers by what they are to a site, whatever they are called: the names that planners give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LINES", "NAMES", "NEIGHBOURS", "NOT_A_ROLE", "ROLES"]

ROLES: Mapping[str, Text] = {
    "permanent_farmland": Text("永久基本农田", "permanent basic farmland"),
    "ecological_redline": Text("生态保护红线", "ecological redline"),
    "urban_boundary": Text("城镇开发边界", "urban development boundary"),
    "land_use": Text("地类图斑", "land use parcels"),
    "parcels": Text("宗地", "parcels"),
    "roads": Text("道路", "roads"),
    "rivers": Text("河流", "rivers"),
    "railways": Text("铁路", "railways"),
}
"""What a layer can be, as ``role`` of a rule or ``kind`` of a layer says it, and as readers call it."""

LINES = ("permanent_farmland", "ecological_redline", "urban_boundary")
"""The three control lines (三区三线), in the order in which tables name them."""

NEIGHBOURS = ("parcels", "roads", "railways", "rivers")
"""What adjoins a site, in the order in which equally near ones count."""

NAMES: Mapping[str, tuple[str, ...]] = {
    # Chinese names are looked for inside a name; English ones and the letter codes of the survey databases as words.
    "permanent_farmland": (
        "永久基本农田",
        "永农",
        "基本农田",
        "永久农田",
        "yjjbnt",
        "yjjbnttb",
        "permanent_farmland",
        "permanent_basic_farmland",
        "basic_farmland",
        "prime_farmland",
    ),
    "ecological_redline": (
        "生态保护红线",
        "生态红线",
        "stbhhx",
        "ecological_redline",
        "ecological_red_line",
        "ecological_protection_redline",
        "ecological_protection_red_line",
        "eco_redline",
    ),
    "urban_boundary": (
        "城镇开发边界",
        "城市开发边界",
        "开发边界",
        "czkfbj",
        "urban_boundary",
        "urban_development_boundary",
        "urban_growth_boundary",
        "development_boundary",
        "ugb",
    ),
    "land_use": ("地类图斑", "土地利用现状", "现状地类", "国土调查", "三调", "dltb", "land_use", "landuse"),
    "parcels": ("宗地", "地籍", "权属", "地块", "zd", "parcel", "parcels", "cadastre"),
    "roads": ("道路", "公路", "路网", "街道", "road", "roads", "street", "streets"),
    "rivers": ("河流", "河道", "水系", "river", "rivers"),
    "railways": ("铁路", "rail", "railway", "railways", "railroad"),
}
"""Names by which a role is known, the surest first."""

NOT_A_ROLE = (
    "储备",
    "补划",
    "调出",
    "非永",
    "以外",
    "边界外",
    "红线外",
    "控制区",
    "控制范围",
    "管理范围",
    "保护范围",
    "保护区",
    "缓冲",
)
"""What makes another thing of such a name: a reserve of farmland is no farmland under protection."""
