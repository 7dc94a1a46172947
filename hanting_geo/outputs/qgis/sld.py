"""A legend as SLD 1.1, which GeoServer and other programs read: a rule a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanting_geo.outputs.qgis.asking import ogc_filter
from hanting_geo.outputs.qgis.markup import Node, node, written
from hanting_geo.outputs.qgis.pens import MARKERS, RAIL_DASH, hexadecimal, strength

if TYPE_CHECKING:
    from hanting_geo.outputs.qgis.classes import Class
    from hanting_geo.outputs.qgis.qml import Dressed

__all__ = ["sld"]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACES = {
    "xmlns": "http://www.opengis.net/sld",
    "xmlns:ogc": "http://www.opengis.net/ogc",
    "xmlns:se": "http://www.opengis.net/se",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": ("http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/StyledLayerDescriptor.xsd"),
}
_PIXELS = "http://www.opengeospatial.org/se/units/pixel"
_WIDEST = 2.5


def sld(dressed: Dressed, language: str) -> str:
    """Write a style; a class whose features are known well in part only is drawn as one.

    Parameters
    ----------
    dressed
        The layer.
    language
        Of its legend.
    """
    rules = [_rule(one, dressed, language) for one in dressed.classes]
    style = node("UserStyle", node("se:Name", dressed.layer), node("se:FeatureTypeStyle", *rules))
    layer = node("NamedLayer", node("se:Name", dressed.layer), style)
    return _HEAD + written(Node("StyledLayerDescriptor", {"version": "1.1.0", **_SPACES}, (layer,)))


def _rule(one: Class, dressed: Dressed, language: str) -> Node:
    text = one.text.text(language)
    drawn = {"point": _point, "line": _line, "area": _area}[dressed.drawn_as](one, dressed)
    label = _label(dressed.names[0]) if one.named and dressed.names else None
    described = node("se:Description", node("se:Title", text))
    return node("se:Rule", node("se:Name", text), described, ogc_filter(one), *drawn, label)


def _parameter(name: str, value: object) -> Node:
    return node("se:SvgParameter", str(value), name=name)


def _stroke(color: str, width: float, dash: tuple[float, ...] | None) -> Node:
    return node(
        "se:Stroke",
        _parameter("stroke", hexadecimal(color)),
        _parameter("stroke-width", f"{width:g}"),
        _parameter("stroke-linejoin", "round"),
        _parameter("stroke-dasharray", " ".join(f"{part:g}" for part in dash)) if dash else None,
    )


def _area(one: Class, dressed: Dressed) -> list[Node]:
    fill = one.look.fill and node(
        "se:Fill",
        _parameter("fill", hexadecimal(one.look.fill)),
        _parameter("fill-opacity", f"{strength(one, dressed.opacity):g}"),
    )
    stroke = _stroke(one.look.color, one.look.width, (7, 5) if one.rough else None)
    return [node("se:PolygonSymbolizer", fill or None, stroke, uom=_PIXELS)]


def _line(one: Class, dressed: Dressed) -> list[Node]:
    del dressed
    look = one.look
    found = [node("se:LineSymbolizer", _stroke(look.color, look.width, (7, 5) if one.rough else None), uom=_PIXELS)]
    if look.symbol == "rail":
        dash = None if one.rough else RAIL_DASH
        found.append(node("se:LineSymbolizer", _stroke("#ffffff", max(look.width - 2, 1), dash), uom=_PIXELS))
    return found


def _point(one: Class, dressed: Dressed) -> list[Node]:
    del dressed
    look = one.look
    if look.symbol == "label":
        return []
    name, pixels = MARKERS.get(look.symbol, MARKERS["circle"])
    mark = node(
        "se:Mark",
        # SLD knows no diamond: a square on its corner is one.
        node("se:WellKnownName", "square" if name == "diamond" else name),
        node("se:Fill", _parameter("fill", hexadecimal(look.fill or "#ffffff"))),
        _stroke(look.color, min(look.width, _WIDEST), (3, 2) if one.rough else None),
    )
    turned = node("se:Rotation", node("ogc:Literal", "45")) if name == "diamond" else None
    size = pixels / 2**0.5 if name == "diamond" else pixels
    graphic = node("se:Graphic", mark, node("se:Size", f"{size:.3g}"), turned)
    return [node("se:PointSymbolizer", graphic, uom=_PIXELS)]


def _label(column: str) -> Node:
    return node(
        "se:TextSymbolizer",
        node("se:Label", node("ogc:PropertyName", column)),
        node("se:Font", _parameter("font-size", "11")),
        node("se:Halo", node("se:Radius", "1.5"), node("se:Fill", _parameter("fill", "#ffffff"))),
        node("se:Fill", _parameter("fill", "#26323b")),
        uom=_PIXELS,
    )
