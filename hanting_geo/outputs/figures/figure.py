"""Figures: layers drawn on a sheet of paper, with all that a plan sheet holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.arguments import named_column
from hanting_geo.core.atomic import replacing_file
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import language_or
from hanting_geo.core.titles import require_title
from hanting_geo.core.today import today
from hanting_geo.core.words.figures import SIGNED
from hanting_geo.core.words.values import value_label
from hanting_geo.crs import gate
from hanting_geo.errors import CRSError, SchemaError, SourceError
from hanting_geo.outputs.figures.boundary_points import rings_of
from hanting_geo.outputs.figures.fonts import Type, clean
from hanting_geo.outputs.figures.layers import Placed
from hanting_geo.outputs.figures.plan_sheet import MapView, Parcels, draw_sheet, saved
from hanting_geo.outputs.figures.sheets import SHEETS, next_scale, sheet_of
from hanting_geo.outputs.maps.drawing import draw, require_frames
from hanting_geo.outputs.maps.legend import text_of

if TYPE_CHECKING:
    import os
    from pathlib import Path

    import geopandas as gpd

    from hanting_geo.outputs.figures.sheets import Sheet

__all__ = ["figure"]

_SUFFIXES = (".pdf", ".png", ".svg")
_WORKING = 4549
_ROOM = 0.94
"""How much of the map the layers fill at most when the scale is chosen for them."""
_LEAST_M = 20.0


def figure(  # noqa: PLR0913 - each is a part of the sheet
    layers: Mapping[str, gpd.GeoDataFrame],
    path: str | os.PathLike[str],
    *,
    title: str | Mapping[str, str],
    sheet: str = "A3",
    orientation: str = "landscape",
    style: Mapping[str, Mapping[str, Any]] | None = None,
    language: str | None = None,
    scale: float | None = None,
    parcels: str | None = None,
    boundary_points: bool = False,
    signed: Mapping[str, str] | None = None,
    approval: str | None = None,
) -> Path:
    """Draw layers on a plan sheet: PDF or SVG (lines, and text that can be selected), or PNG of 300 dots an inch.

    The layers, their classes and colours are those of :func:`hanting_geo.zone_map`; layers with the style
    ``visible=False`` are left out. The sheet holds the title, outer and inner frame with the coordinates of the map,
    grid crosses, north arrow, numeric scale and bar, legend, where in the district it lies, the reference system,
    accuracies, sources, what has no place, a block of signatures and a place for the approval number (审图号).

    Parameters
    ----------
    layers
        Frames by name, in any reference system. The map is drawn in the system of the first, if that is projected in
        metres, else in EPSG:4549; the sheet names it.
    path
        Ends with ``.pdf``, ``.svg`` or ``.png``. Written whole or not at all; the same input gives the same bytes, on
        the same day (or with SOURCE_DATE_EPOCH).
    title
        One text, or a mapping with ``zh`` and ``en``.
    sheet
        ``"A4"`` to ``"A0"``.
    orientation
        ``"landscape"`` or ``"portrait"``.
    style
        Layer name to keys of a style, as for :func:`hanting_geo.zone_map`.
    language
        ``"zh"`` or ``"en"``.
    scale
        The denominator: 2000 is 1:2000. None: the largest usual one at which all layers with the style ``fit`` (or
        zones, or all) fit.
    parcels
        The layer whose polygons are written with number (its ``id``), class (where its style has a ``column``) and
        area in square metres.
    boundary_points
        True: the corners of the parcels are numbered and listed beside the map (界址点成果表), with edge lengths.
    signed
        What stands in the block of signatures: any of ``unit``, ``drafter``, ``checker``, ``date`` (by default today).
    approval
        The approval number; None leaves its line empty.

    Returns
    -------
    pathlib.Path
        Where it was written.

    Raises
    ------
    CRSError
        A frame has no reference system or does not fit it.
    SchemaError
        A layer, column, style, sheet or language that is not known; a scale at which the layers do not fit; a legend
        or a table for which the sheet has no room; nothing to draw.
    SourceError
        Matplotlib or a font with Chinese characters is missing; the path cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(430000, 4071000, 430500, 4071400)], crs="EPSG:4549")
    >>> folder = Path(tempfile.mkdtemp())
    >>> figure({"sites": site}, folder / "site.pdf", title="选址", sheet="A4", parcels="sites").name
    'site.pdf'
    """
    require_title(title, "figure")
    arguments.one_of(sheet, SHEETS, "figure: sheet")
    arguments.one_of(orientation, ("landscape", "portrait"), "figure: orientation")
    language = language_or(language)
    target = arguments.path(path, "figure: path")
    if target.suffix.lower() not in _SUFFIXES:
        message = Sentence("{target}: a figure is written as {listed}", target=target, listed=enumerated(_SUFFIXES))
        raise SourceError(message)
    if scale is not None:
        arguments.number(scale, "figure: scale", least=1)
    arguments.flag(boundary_points, "figure: boundary_points")
    said = _signed(signed)
    if approval is not None:
        arguments.text(approval, "figure: approval")
    require_frames(layers)
    styles = _styles(layers, style, parcels)
    if boundary_points and parcels is None:
        message = Sentence("figure: boundary_points needs parcels, the name of the layer whose corners are listed")
        raise SchemaError(message)
    require("matplotlib", "a figure")
    system = _system(layers)
    placed = []
    for turn, (name, frame) in enumerate(layers.items()):
        layer = draw(name, frame, style=styles[name], turn=turn)
        if layer.facts["visible"]:
            placed.append(Placed(layer, _shapes(name, frame, system)))
    paper = sheet_of(sheet, orientation, table=boundary_points)
    view = _view(placed, paper, scale, system)
    own = None
    if parcels is not None:
        own = _parcels(layers[parcels], _shapes(parcels, layers[parcels], system), styles[parcels], language)
        own = own._replace(name=parcels, rings=rings_of(own.shapes) if boundary_points else [])
    texts = text_of(dict(title) if isinstance(title, Mapping) else title)
    heading = clean(texts.text(language))
    drawn = draw_sheet(placed, paper, Type(paper.factor), view, heading, own, said, clean(approval or ""), language)
    with replacing_file(target) as working:
        saved(drawn, working, heading)
    return target


def _signed(signed: Mapping[str, str] | None) -> dict[str, str]:
    known = {"date": str(today())}
    if signed is None:
        return known
    arguments.mapping(signed, "figure: signed", Sentence("any of {listed} to a text", listed=enumerated(SIGNED)))
    odd = sorted(set(map(str, signed)) - set(SIGNED))
    if odd:
        message = Sentence(
            "figure: signed has {listed}, which is no line of the block; use {listed2}",
            listed=enumerated(odd),
            listed2=enumerated(SIGNED),
        )
        raise SchemaError(message)
    return {**known, **{key: clean(arguments.text(value, f"figure: signed, {key}")) for key, value in signed.items()}}


def _styles(
    layers: Mapping[str, gpd.GeoDataFrame], style: Mapping[str, Mapping[str, Any]] | None, parcels: object
) -> dict[str, Mapping[str, Any]]:
    if style is not None:
        arguments.mapping(style, "figure: style", Sentence("layer to a mapping of keys"))
    unknown = sorted(set(map(str, style or {})) - set(layers))
    if unknown:
        message = Sentence(
            "figure: style names {listed}, and the layers are {listed2}",
            listed=enumerated(unknown),
            listed2=enumerated(layers) or Sentence("none"),
        )
        raise SchemaError(message)
    if parcels is not None and arguments.text(parcels, "figure: parcels") not in layers:
        message = Sentence(
            "figure: parcels names {parcels}, and the layers are {listed}",
            parcels=parcels,
            listed=enumerated(layers) or Sentence("none"),
        )
        raise SchemaError(message)
    return {name: (style or {}).get(name) or {} for name in layers}


def _system(layers: Mapping[str, gpd.GeoDataFrame]) -> Any:
    """Give the system of the map: that of the first layer, if it is in metres, else the working one."""
    for name, frame in layers.items():
        try:
            return gate.require_metres(frame, f"figure: layer {name!r}", areas=True)
        except CRSError:
            break
    return gate.resolve(_WORKING)


def _shapes(name: str, frame: gpd.GeoDataFrame, system: Any) -> Any:
    try:
        return shapely.force_2d(np.asarray(gate.to_crs(frame.geometry, system).values))
    except CRSError as error:
        raise CRSError(Sentence("layer {name!r}: {error}", name=name, error=error)) from error


def _view(placed: list[Placed], sheet: Sheet, scale: float | None, system: Any) -> MapView:
    """Say what the map shows, and at which scale: as the first view of the page, with the map's own proportions."""
    there = [one for one in placed if one.layer.placed.any()]
    if not there:
        message = Sentence("figure: no layer has anything with a place to draw")
        raise SchemaError(message)
    most = max(one.layer.fit for one in there)
    shown = [shape for one in there if one.layer.fit == most for shape in one.shapes[one.layer.placed]]
    west, south, east, north = shapely.total_bounds(shown).tolist()
    wide, tall = sheet.map.width / 1000, sheet.map.height / 1000
    needed = max((east - west) / wide, (north - south) / tall)
    if scale is None:
        scale = next_scale(max(needed / _ROOM, _LEAST_M / wide))
    elif needed > scale * (1 + 1e-9):
        message = Sentence(
            "figure: at 1:{scale:g} the layers are {east:.0f} x {north:.0f} mm, and the map of "
            "this sheet {width:.0f} x {height:.0f} mm; take 1:{needed}, or a larger sheet",
            scale=scale,
            east=(east - west) / scale * 1000,
            north=(north - south) / scale * 1000,
            width=sheet.map.width,
            height=sheet.map.height,
            needed=next_scale(needed),
        )
        raise SchemaError(message)
    corner = (west + east - wide * scale) / 2, (south + north - tall * scale) / 2
    return MapView(corner, float(scale), system)


def _parcels(frame: gpd.GeoDataFrame, shapes: Any, style: Mapping[str, Any], language: str) -> Parcels:
    numbers = [f"{row + 1}" for row in range(len(frame))]
    if "id" in frame.columns:
        numbers = [clean(value) for value in named_column(frame, "id", "figure: the parcels")]
    odd = [
        numbers[row] for row, shape in enumerate(shapes) if shape is not None and shape.area == 0 and not shape.is_empty
    ]
    if odd:
        message = Sentence("figure: the parcels must be polygons, and {odd} is none", odd=odd[0])
        raise SchemaError(message)
    areas = [0.0 if shape is None else float(shape.area) for shape in shapes]
    lines = [[number] for number in numbers]
    column = style.get("column")
    if column is not None:
        labels = dict(style.get("labels") or {})
        for row, value in zip(lines, frame[column], strict=True):
            known = text_of(labels[value]).text(language) if value in labels else None
            row.append(clean(known or value_label(str(column), value, language) or value))
    for row, area in zip(lines, areas, strict=True):
        row.append(f"{area:.2f} m²")
    return Parcels("", shapes, numbers, areas, lines, [])
