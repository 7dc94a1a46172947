"""A legend as QML, the style files of QGIS: a symbol for all, categories, graduated classes, or rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.outputs.qgis.asking import column_reference, expression, plain_text
from hanting_geo.outputs.qgis.markup import can_be_written, node, written
from hanting_geo.outputs.qgis.pens import MARKERS, RAIL_DASH, millimetres, rgba, strength
from hanting_geo.outputs.style.looks import ROUGH_FROM_M

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.outputs.qgis.classes import Class
    from hanting_geo.outputs.qgis.markup import Node

__all__ = ["Dressed", "qml"]

_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_VERSION = "3.22.0"
"""The oldest QGIS that the symbols are written for; newer ones read them."""
_GEOMETRY = {"point": "0", "line": "1", "area": "2"}
_SYMBOL = {"point": "marker", "line": "line", "area": "fill"}
_UNBOUNDED = 1.7976931348623157e308
_DASH_MM = f"{millimetres(7)};{millimetres(5)}"
_WIDEST = 2.5
"""Pixels of the outline of a point's symbol."""
_FIRST = 10


class Dressed(NamedTuple):
    """A layer and its legend, ready to be written as a style."""

    layer: str
    classes: Sequence[Class]
    drawn_as: str
    """``area``, ``line`` or ``point``."""
    opacity: object
    """How strongly areas are filled, where the style says so."""
    names: tuple[str, ...]
    """Columns of names, the best first."""
    accuracy: str | None
    """An expression of the accuracy of a feature in metres; None where all of a class are alike."""


def qml(dressed: Dressed, language: str) -> str:
    """Write a style.

    Parameters
    ----------
    dressed
        The layer.
    language
        Of its legend.
    """
    symbols = [_symbol(number, one, dressed) for number, one in enumerate(dressed.classes)]
    labelling = _labelling(dressed)
    root = node(
        "qgis",
        _renderer(dressed.classes, symbols, language),
        labelling,
        node("blendMode", "0"),
        node("featureBlendMode", "0"),
        node("layerGeometryType", _GEOMETRY[dressed.drawn_as]),
        version=_VERSION,
        styleCategories="Symbology|Labeling",
        labelsEnabled=int(labelling is not None),
    )
    return _DOCTYPE + written(root)


# ---- which feature is of which class ----


def _renderer(classes: Sequence[Class], symbols: Sequence[Node], language: str) -> Node:
    usual = {"forceraster": 0, "symbollevels": 0, "enableorderby": 0}
    inside = node("symbols", *symbols)
    if len(classes) == 1 and classes[0].cases == ((),):
        return node("renderer-v2", inside, type="singleSymbol", **usual)
    column = _one_column(classes)
    if column is not None and all(one.graded for one in classes):
        ranges = [_range(number, one, language) for number, one in enumerate(classes)]
        return node(
            "renderer-v2", node("ranges", *ranges), inside,
            type="graduatedSymbol", attr=column, graduatedMethod="GraduatedColor", **usual,
        )  # fmt: skip
    if column is not None and all(_is_category(one) for one in classes):
        categories = [_category(number, one, language) for number, one in enumerate(classes)]
        return node(
            "renderer-v2", node("categories", *categories), inside, type="categorizedSymbol", attr=column, **usual
        )
    rules = [
        node(
            "rule",
            key=f"hanting_geo_{number}",
            symbol=number,
            label=one.text.text(language),
            filter="ELSE" if one.cases is None else expression(one.cases) or None,
        )
        for number, one in enumerate(classes)
    ]
    return node("renderer-v2", node("rules", *rules, key="hanting_geo"), inside, type="RuleRenderer", **usual)


def _one_column(classes: Sequence[Class]) -> str | None:
    """Give the one column that tells the classes apart, each by one condition; None where there is no such one."""
    if any(one.cases is None or len(one.cases) != 1 for one in classes):
        return None
    columns = {case.column for one in classes for parts in one.cases or () for case in parts}
    return columns.pop() if len(columns) == 1 and can_be_written("".join(columns)) else None


def _range(number: int, one: Class, language: str) -> Node:
    low, high = -_UNBOUNDED, _UNBOUNDED
    for case in (one.cases or ((),))[0]:
        if case.sign == ">":
            low = float(case.value)
        else:
            high = float(case.value)
    return node("range", lower=repr(low), upper=repr(high), symbol=number, label=one.text.text(language), render="true")


def _is_category(one: Class) -> bool:
    """Tell a class of one value that QGIS compares as what it is; an empty text would stand for all others."""
    if one.cases is None or len(one.cases[0]) != 1:
        return False
    case = one.cases[0][0]
    if case.sign != "=" or isinstance(case.value, float):
        return False
    return not isinstance(case.value, str) or (bool(case.value) and can_be_written(case.value))


def _category(number: int, one: Class, language: str) -> Node:
    value = one.cases[0][0].value if one.cases else ""
    kind = "bool" if isinstance(value, bool) else "string" if isinstance(value, str) else "long"
    return node(
        "category", value=plain_text(value), type=kind, symbol=number, label=one.text.text(language), render="true"
    )


# ---- how it looks ----


def _symbol(number: int, one: Class, dressed: Dressed) -> Node:
    made = {"point": _marker, "line": _line, "area": _area}[dressed.drawn_as](one, dressed)
    return node("symbol", *made, type=_SYMBOL[dressed.drawn_as], name=number, alpha=1, clip_to_extent=1, force_rhr=0)


def _layer(kind: str, options: dict[str, str], one: Class, dressed: Dressed) -> Node:
    told = [node("Option", type="QString", name=name, value=value) for name, value in options.items()]
    mixed = one.any_rough and not one.rough and dressed.accuracy is not None
    asked = f"if({dressed.accuracy} <= {ROUGH_FROM_M:g}, 'solid', 'dash')"
    return node(
        "layer",
        node("Option", *told, type="Map"),
        node("data_defined_properties", _defined("outlineStyle", asked)) if mixed else None,
        class_=kind, enabled=1, locked=0, **{"pass": 0},
    )  # fmt: skip


def _defined(name: str, asked: str) -> Node:
    text = {"type": "QString"}
    return node(
        "Option",
        node("Option", name="name", value="", **text),
        node(
            "Option",
            node(
                "Option",
                node("Option", type="bool", name="active", value="true"),
                node("Option", name="expression", value=asked, **text),
                node("Option", type="int", name="type", value="3"),
                type="Map",
                name=name,
            ),
            type="Map",
            name="properties",
        ),
        node("Option", name="type", value="collection", **text),
        type="Map",
    )


def _area(one: Class, dressed: Dressed) -> list[Node]:
    look = one.look
    options = {
        "color": rgba(look.fill or look.color, strength(one, dressed.opacity) if look.fill else 0),
        "style": "solid" if look.fill else "no",
        "outline_color": rgba(look.color),
        "outline_width": millimetres(look.width),
        "outline_width_unit": "MM",
        "outline_style": "dash" if one.rough else "solid",
        "joinstyle": "round",
    }
    return [_layer("SimpleFill", options, one, dressed)]


def _line(one: Class, dressed: Dressed) -> list[Node]:
    look = one.look
    options = {
        "line_color": rgba(look.color),
        "line_width": millimetres(look.width),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": "flat",
        "joinstyle": "round",
    }
    dash = {"use_custom_dash": "1", "customdash": _DASH_MM, "customdash_unit": "MM"}
    found = [_layer("SimpleLine", {**options, **(dash if one.rough else {})}, one, dressed)]
    if look.symbol == "rail":
        sleepers = ";".join(millimetres(pixels) for pixels in RAIL_DASH)
        white = {"line_color": rgba("#ffffff"), "line_width": millimetres(max(look.width - 2, 1))}
        apart = {"use_custom_dash": "0" if one.rough else "1", "customdash": sleepers, "customdash_unit": "MM"}
        found.append(_layer("SimpleLine", {**options, **white, **apart}, one._replace(any_rough=False), dressed))
    return found


def _marker(one: Class, dressed: Dressed) -> list[Node]:
    look = one.look
    name, pixels = MARKERS.get(look.symbol, MARKERS["circle"])
    unseen = look.symbol == "label"  # only its name is written
    options = {
        "name": name,
        "size": millimetres(pixels),
        "size_unit": "MM",
        "color": rgba(look.fill or "#ffffff", 0.0 if unseen else 1.0),
        "outline_color": rgba(look.color, 0.0 if unseen else 1.0),
        "outline_width": millimetres(min(look.width, _WIDEST)),
        "outline_width_unit": "MM",
        "outline_style": "dash" if one.rough else "solid",
    }
    return [_layer("SimpleMarker", options, one, dressed)]


# ---- names ----


def _labelling(dressed: Dressed) -> Node | None:
    """Write the names of what the page names, the most important first."""
    named = [one for one in dressed.classes if one.named]
    if not named or not dressed.names:
        return None
    field, is_expression = dressed.names[0], False
    if len(dressed.names) > 1 or len(named) < len(dressed.classes):
        parts = [f"nullif({column_reference(column)}, '')" for column in dressed.names]
        field, is_expression = f"coalesce({', '.join(parts)})", True
    if len(named) < len(dressed.classes):
        field = _only_of_some(dressed.classes, field)
    rank = min(one.rank for one in named)
    style = node(
        "text-style",
        node("text-buffer", bufferDraw=1, bufferSize="0.6", bufferSizeUnits="MM", bufferColor="255,255,255,217"),
        fieldName=field,
        isExpression=int(is_expression),
        fontSize="8.5",
        fontSizeUnit="Point",
        textColor="38,50,59,255",
    )
    placement = {"point": 6, "line": 2, "area": 1}[dressed.drawn_as]
    return node(
        "labeling",
        node(
            "settings",
            style,
            node("placement", placement=placement, priority=max(_FIRST - rank, 0), dist="1", distUnits="MM"),
            node("rendering", displayAll=0, obstacle=1, drawLabels=1, scaleVisibility=0),
        ),
        type="simple",
    )


def _only_of_some(classes: Sequence[Class], field: str) -> str:
    """Write a name where the feature is of a class that has names."""
    told = [
        f"WHEN {expression(one.cases)} THEN {field if one.named else 'NULL'}"
        for one in classes
        if one.cases is not None
    ]
    rest = any(one.named for one in classes if one.cases is None)
    return f"CASE {' '.join(told)} ELSE {field if rest else 'NULL'} END"
