"""The dialects of the format, as data: what rows hold, what keys and systems are called, which words are no values."""

from __future__ import annotations

from typing import NamedTuple

from hanting_geo.core.text import Text

__all__ = [
    "ATTRIBUTE_DIALECTS",
    "COLUMNS",
    "DATUM_NAMES",
    "DATUM_WRITTEN",
    "HEAD",
    "KEYS",
    "KINDS",
    "POINT_DIALECTS",
    "SECTIONS",
    "STANDARD",
    "TEMPLATE_WORDS",
    "AttributeDialect",
    "PointDialect",
]

STANDARD = (
    "界址点数",
    "地块面积",
    "地块编号",
    "地块名称",
    "记录图形属性",
    "图幅号",
    "地块用途",
    "地类编码",
)
"""The fields of an attribute row before its ``@``."""

COLUMNS = {"地块编号": "id", "地块名称": "name_zh", "地块用途": "kind"}
"""Field and column of the data contract; the other fields keep their names."""


class AttributeDialect(NamedTuple):
    """A kind of attribute row: its fields before the ``@``, and the kind of point row that it is written with."""

    name: str
    title: Text
    fields: tuple[str, ...]
    points: str = "label_ring_north_east"

    @property
    def kind_at(self) -> int:
        """Where the row says polygon, line or point."""
        return self.fields.index("记录图形属性")


ATTRIBUTE_DIALECTS = {
    each.name: each
    for each in (
        AttributeDialect("standard", Text("标准9项", "standard, 9 fields with @"), STANDARD),
        AttributeDialect(
            "provincial", Text("省级12项", "provincial, 12 fields with @"), (*STANDARD, "图斑类型", "质量等别", "备注")
        ),
        AttributeDialect(
            "district",
            Text("政区在前10项", "district and village first, 10 fields and @"),
            ("行政区代码", "村名", *STANDARD),
        ),
        AttributeDialect(
            "one_map",
            Text("一张图4项", "one map, 4 fields and @"),
            ("地块编号", "地块名称", "记录图形属性", "备注"),
        ),
        AttributeDialect(
            "enforcement",
            Text("执法4项", "enforcement, 4 fields and @"),
            ("界址点数", "地块名称", "记录图形属性", "地块用途"),
        ),
        AttributeDialect(
            "land_swap",
            Text("增减挂钩8项", "land swap, 8 fields and @, points of 6 fields"),
            STANDARD,
            "label_east_north_ring",
        ),
    )
}
"""By the name that ``dialect=`` takes."""


class PointDialect(NamedTuple):
    """A kind of point row: how many fields, where the first of the two coordinates, the label and the ring stand."""

    name: str
    fields: int
    pair_at: int
    label_at: int | None
    ring_at: int | None
    written: str = ""


POINT_DIALECTS = {
    (each.fields, each.pair_at): each
    for each in (
        PointDialect("label_ring_north_east", 4, 2, 0, 1, "{label},{ring},{north},{east}"),
        PointDialect("label_east_north_ring", 6, 1, 0, 4, "{label},{east},{north},,{ring},"),
        PointDialect("three_integers_label_north_east", 6, 4, 3, None),
        PointDialect("label_north_east", 3, 1, 0, None),
        PointDialect("north_east", 2, 0, None, None),
    )
}
"""By the number of fields and the place of the first coordinate; which of the two is the northing, the numbers say."""

SECTIONS = {
    "项目信息": "project",
    "属性描述": "head",
    "地块坐标": "body",
    "宗地坐标": "body",
    "界址点坐标": "body",
    "坐标": "body",
}

HEAD = (
    "格式版本号",
    "数据产生单位",
    "数据产生日期",
    "坐标系",
    "几度分带",
    "投影类型",
    "计量单位",
    "带号",
    "精度",
    "转换参数",
)
"""The ten keys of the head, in their order."""

KEYS = {
    **{key: key for key in HEAD},
    "版本号": "格式版本号",
    "数据生产单位": "数据产生单位",
    "数据生产日期": "数据产生日期",
    "坐标系统": "坐标系",
    "坐标系名称": "坐标系",
    "大地坐标系": "坐标系",
    "分带": "几度分带",
    "分带方式": "几度分带",
    "投影": "投影类型",
    "投影方式": "投影类型",
    "单位": "计量单位",
    "坐标单位": "计量单位",
    "投影带号": "带号",
    "坐标精度": "精度",
    "转换坐标": "转换参数",
    "中央子午线": "中央子午线",
    "中央经线": "中央子午线",
}
"""What a key of a head is called, and what it means."""

DATUM_WRITTEN = {"cgcs2000": "2000国家大地坐标系", "xian80": "1980西安坐标系", "beijing54": "1954北京坐标系"}
"""What a head that is written calls its datum."""

DATUM_NAMES = (
    (
        "cgcs2000",
        ("2000", "cgcs2000", "国家大地坐标系2000", "大地坐标系", "国家大地坐标系", "国家2000", "大地", "国家大地"),
    ),
    ("wgs84", ("wgs84", "wgs1984", "世界大地坐标系")),
    ("xian80", ("1980", "80", "西安80", "西安1980", "xian80", "xian1980")),
    ("beijing54", ("1954", "54", "北京54", "北京1954", "beijing54", "beijing1954")),
)
"""A datum, and the names of it once blanks, strokes, 'coordinate system', 'national', 'Xi'an' and the like are off."""

KINDS = {
    "面": "polygon",
    "面状": "polygon",
    "面域": "polygon",
    "多边形": "polygon",
    "polygon": "polygon",
    "线": "line",
    "线状": "line",
    "polyline": "line",
    "line": "line",
    "点": "point",
    "点状": "point",
    "point": "point",
}
"""What a row may say of the kind of its shape."""

TEMPLATE_WORDS = {
    "dkmc", "dkbh", "dkmj", "tfh", "dkyt", "dlbm", "dlmc", "jzds", "bz", "fid_0", "fid", "shape_area",
    "null", "<null>", "none", "nan", "n/a",
}  # fmt: skip
"""Names of columns, and words for nothing, that an exporter left where a value belongs; in small letters."""
