"""What a style in a GeoPackage says, read with sqlite3 and a parser of XML: which feature is of which class."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

SE = "{http://www.opengis.net/se}"
OGC = "{http://www.opengis.net/ogc}"


def parsed(text: str) -> ET.Element:
    """Parse XML that we wrote ourselves."""
    return ET.fromstring(text)  # noqa: S314 - our own


class Drawn(NamedTuple):
    """How a style draws a class: its text, and colours as #rrggbb."""

    text: str
    line: str
    fill: str | None


def rows_of(path: Path, layer: str | None = None) -> list[dict[str, Any]]:
    """Read the table of styles."""
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        rows = [dict(row) for row in file.execute("SELECT * FROM layer_styles ORDER BY id")]
    return [row for row in rows if layer in {None, row["f_table_name"]}]


def asked(path: Path, layer: str, condition: str) -> list[bool]:
    """Ask every feature of a layer, in the order of rows; what is unknown is no."""
    with closing(sqlite3.connect(path)) as file:
        found = file.execute(f'SELECT ({condition}) FROM "{layer}" ORDER BY fid').fetchall()  # noqa: S608
    return [bool(answer) for (answer,) in found]


def column_of(path: Path, layer: str, column: str) -> list[Any]:
    """Read a column as it stands in the file."""
    quoted = column.replace('"', '""')
    with closing(sqlite3.connect(path)) as file:
        return [value for (value,) in file.execute(f'SELECT "{quoted}" FROM "{layer}" ORDER BY fid')]  # noqa: S608


def qml_classes(text: str) -> tuple[str, list[Drawn]]:
    """Give the kind of a renderer, and how it draws its classes."""
    renderer = parsed(text).find("renderer-v2")
    assert renderer is not None
    symbols = {one.get("name"): one for one in renderer.iter("symbol")}
    kind = str(renderer.get("type"))
    listed = [one for one in renderer.iter() if one.tag in {"rule", "range", "category"}]
    if kind == "singleSymbol":
        return kind, [_drawn("", symbols["0"])]
    return kind, [_drawn(str(one.get("label")), symbols[one.get("symbol")]) for one in listed]


def _drawn(text: str, symbol: ET.Element) -> Drawn:
    layer = symbol.find("layer")
    assert layer is not None
    options = {one.get("name"): str(one.get("value")) for one in layer.iter("Option") if one.get("name")}
    line = options.get("line_color") or options["outline_color"]
    fill = options.get("color")
    return Drawn(text, _hex(line), None if fill is None or options.get("style") == "no" else _hex(fill))


def _hex(rgba: str) -> str:
    return "#" + "".join(f"{int(part):02x}" for part in rgba.split(",")[:3])


def qml_members(path: Path, layer: str, text: str) -> list[list[int]]:
    """Give for each feature the classes that a style puts it in, as QGIS reads conditions, ranges and values."""
    renderer = parsed(text).find("renderer-v2")
    assert renderer is not None
    count = len(column_of(path, layer, "fid"))
    kind = renderer.get("type")
    if kind == "singleSymbol":
        return [[0]] * count
    if kind == "RuleRenderer":
        filters = [rule.get("filter") for rule in renderer.iter("rule")]
        plain = [[False] * count if one == "ELSE" else asked(path, layer, one or "1") for one in filters]
        rest = [not any(row) for row in zip(*plain, strict=True)]
        told = [rest if one == "ELSE" else own for one, own in zip(filters, plain, strict=True)]
        return [[place for place, holds in enumerate(row) if holds] for row in zip(*told, strict=True)]
    values = column_of(path, layer, str(renderer.get("attr")))
    if kind == "graduatedSymbol":
        bounds = [(float(one.attrib["lower"]), float(one.attrib["upper"])) for one in renderer.iter("range")]
        first = [
            next(
                (place for place, (low, high) in enumerate(bounds) if value is not None and low <= value <= high), None
            )
            for value in values
        ]
        return [[] if place is None else [place] for place in first]
    assert kind == "categorizedSymbol"
    read = {"bool": lambda told: int(told == "true"), "long": int, "string": str}
    known = [read[one.attrib["type"]](one.attrib["value"]) for one in renderer.iter("category")]
    return [[place for place, one in enumerate(known) if one == value] for value in values]


def sld_classes(text: str) -> list[Drawn]:
    """Give how an SLD draws its classes."""
    found = []
    for rule in parsed(text).iter(f"{SE}Rule"):
        title = rule.find(f"{SE}Description/{SE}Title")
        parts = {one.get("name"): one.text for one in reversed(list(rule.iter(f"{SE}SvgParameter")))}
        fill = [one for one in rule.iter() if one.tag in {f"{SE}PolygonSymbolizer", f"{SE}Mark"}]
        shown = {one.get("name"): one.text for own in fill for one in own.iter(f"{SE}SvgParameter")}
        assert title is not None
        found.append(Drawn(title.text or "", str(parts["stroke"]), shown.get("fill")))
    return found


def sld_members(path: Path, layer: str, text: str) -> list[list[int]]:
    """Give for each feature the classes that an SLD puts it in."""
    count = len(column_of(path, layer, "fid"))
    rules = list(parsed(text).iter(f"{SE}Rule"))
    told: list[list[bool]] = []
    for rule in rules:
        asks = rule.find(f"{OGC}Filter")
        if rule.find(f"{SE}ElseFilter") is not None:
            told.append([False] * count)
        elif asks is None:
            told.append([True] * count)
        else:
            told.append(_holds(path, layer, asks[0]))
    rest = [not any(row) for row in zip(*told, strict=True)]
    told = [rest if rule.find(f"{SE}ElseFilter") is not None else own for rule, own in zip(rules, told, strict=True)]
    return [[place for place, holds in enumerate(row) if holds] for row in zip(*told, strict=True)]


def _holds(path: Path, layer: str, asks: ET.Element) -> list[bool]:
    tag = asks.tag.removeprefix(OGC)
    if tag in {"And", "Or"}:
        inside = [_holds(path, layer, one) for one in asks]
        return [(all if tag == "And" else any)(row) for row in zip(*inside, strict=True)]
    name = asks.find(f"{OGC}PropertyName")
    assert name is not None
    values = column_of(path, layer, str(name.text))
    if tag == "PropertyIsNull":
        return [value is None for value in values]
    literal = asks.find(f"{OGC}Literal")
    assert literal is not None
    said = literal.text or ""
    if tag == "PropertyIsEqualTo":
        return [
            value is not None and (value == said if isinstance(value, str) else value == _number(said))
            for value in values
        ]
    compare = {"PropertyIsGreaterThan": float.__gt__, "PropertyIsLessThanOrEqualTo": float.__le__}[tag]
    return [value is not None and compare(float(value), float(said)) for value in values]


def _number(said: str) -> float:
    return {"true": 1.0, "false": 0.0}.get(said) if said in {"true", "false"} else float(said)  # type: ignore[return-value]


def legend_of_page(frame: gpd.GeoDataFrame, name: str, style: Mapping[str, Any] | None) -> Any:
    """Give the layer as the page has it."""
    (layer,) = hg.zone_map({name: frame}, style={name: style} if style else None).plan.layers
    return layer
