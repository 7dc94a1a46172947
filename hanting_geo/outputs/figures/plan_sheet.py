"""A plan sheet, drawn part by part and saved."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely

from hanting_geo.core.extras import require
from hanting_geo.core.sentences import said_in
from hanting_geo.core.words.credits import credits_in
from hanting_geo.core.words.figures import FIGURE
from hanting_geo.crs import gate
from hanting_geo.outputs.figures.frame import draw_frame, draw_north, grid_sentence
from hanting_geo.outputs.figures.layers import paint
from hanting_geo.outputs.figures.names import Writer
from hanting_geo.outputs.figures.panel import Said, draw_panel, near_the_district
from hanting_geo.outputs.figures.points_table import draw_points_table, point_rows
from hanting_geo.outputs.maps.drawing import crs_text
from hanting_geo.outputs.style.looks import OSM_CREDIT, ROUGH_FROM_M

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from hanting_geo.core.arrays import Geometries
    from hanting_geo.outputs.figures.boundary_points import Ring
    from hanting_geo.outputs.figures.fonts import Type
    from hanting_geo.outputs.figures.layers import Placed
    from hanting_geo.outputs.figures.sheets import Sheet
    from hanting_geo.outputs.maps.drawing import DrawnLayer

__all__ = ["MapView", "Parcels", "draw_sheet", "saved"]

_DPI = 300
_MM = 25.4
_SETTINGS = {"pdf.fonttype": 42, "svg.fonttype": "none", "svg.hashsalt": "hanting_geo", "path.simplify": False}


class MapView(NamedTuple):
    """What the map shows."""

    corner: tuple[float, float]
    """Its lower left corner."""
    scale: float
    system: Any


class Parcels(NamedTuple):
    """The layer whose polygons are labelled one by one."""

    name: str
    shapes: Geometries
    numbers: list[str]
    areas: list[float]
    lines: list[list[str]]
    rings: list[Ring]


def draw_sheet(  # noqa: PLR0913, PLR0917 - each is a part of the sheet
    placed: Sequence[Placed],
    sheet: Sheet,
    type_: Type,
    view: MapView,
    title: str,
    parcels: Parcels | None,
    signed: Mapping[str, str],
    approval: str,
    language: str,
) -> Any:
    """Draw a sheet: the map, what is written on it, the frame, the table and the panel."""
    figures = require("matplotlib.figure", "a figure")
    drawn = figures.Figure(figsize=(sheet.width / _MM, sheet.height / _MM), facecolor="white")
    left, bottom, width, height = sheet.map
    axes = drawn.add_axes(
        (left / sheet.width, bottom / sheet.height, width / sheet.width, height / sheet.height), zorder=1
    )
    per = view.scale / 1000
    east, north = view.corner[0] + width * per, view.corner[1] + height * per
    axes.set(xlim=(view.corner[0], east), ylim=(view.corner[1], north), autoscale_on=False)
    axes.axis("off")
    paper = drawn.add_axes((0, 0, 1, 1), zorder=2, facecolor="none")
    paper.set(xlim=(0, sheet.width), ylim=(0, sheet.height), autoscale_on=False)
    paper.axis("off")

    k = sheet.factor
    paint(axes, placed, k)
    draw_frame(paper, axes, sheet, type_, view.corner, view.scale)
    arrow = draw_north(paper, sheet, type_, language)
    writer = Writer(axes, sheet, type_, view.corner, view.scale)
    writer.places.block((arrow.left - left, arrow.bottom - bottom, arrow.right - left, arrow.top - bottom))
    writer.block_symbols(placed)
    if parcels is not None:
        if parcels.rings:
            writer.boundary(parcels.rings)
        writer.parcels(parcels.shapes, parcels.lines)
    writer.names(placed, language, skip=parcels.name if parcels else None)

    room = sheet.outer.width
    size = next((points for points in (17, 15, 13, 11, 9) if type_.width(title, points, bold=True) <= room), 7.5)
    middle = sheet.outer.left + room / 2
    shown = title if size > 8 else type_.cut(title, room, size)  # noqa: PLR2004
    type_.write(paper, middle, sheet.outer.top + 4.5 * k, shown, size, ha="center", weight="bold")
    if parcels is not None and parcels.rings and sheet.table is not None:
        rows = point_rows(parcels.rings, parcels.numbers, parcels.areas, language)
        draw_points_table(paper, sheet.table, rows, type_, language)
    degrees = gate.to_crs(_series(shapely.box(*view.corner, east, north), view.system), gate.STORED).total_bounds
    window = (float(degrees[0]), float(degrees[1]), float(degrees[2]), float(degrees[3]))
    layers = [one.layer for one in placed]
    notes = _notes(layers, view, k, writer.left_out, language)
    where = window if near_the_district(window) else None
    draw_panel(paper, sheet, type_, layers, Said(notes, signed, approval), where, view.scale, language)
    return drawn


def _series(shape: Any, system: Any) -> Any:
    import geopandas as gpd

    return gpd.GeoSeries([shape.segmentize(shape.length / 40)], crs=system)


def _notes(layers: Sequence[DrawnLayer], view: MapView, factor: float, left_out: int, language: str) -> list[str]:
    """Say what the map rests on: system, grid, accuracy, sources, and what is not on it."""
    stated = [value for layer in layers if layer.facts["accuracy_range"] for value in layer.facts["accuracy_range"]]
    reach = FIGURE["not_stated"]
    if stated:
        low, high = (FIGURE["metres"].filled(value=f"±{value:g}") for value in (min(stated), max(stated)))
        reach = low if low == high else FIGURE["to"].filled(low=low, high=high)
    notes = [FIGURE["crs"].filled(crs=crs_text(view.system)), FIGURE["accuracy"].filled(range=reach)]
    if any(kind["any_rough"] for layer in layers for kind in layer.facts["classes"]):
        notes.append(FIGURE["dashed"].filled(metres=ROUGH_FROM_M))
    if sources := _sources(layers, language):
        notes.append(FIGURE["sources"].filled(sources=";".join(sources) if language == "zh" else "; ".join(sources)))
    if unplaced := sum(layer.facts["unplaced"] for layer in layers):
        notes.append(FIGURE["unplaced"].filled(count=unplaced))
    if left_out:
        notes.append(FIGURE["no_room"].filled(count=left_out))
    said = [note.text(language) for note in notes]
    return [said[0], grid_sentence(view.scale, factor, language), *said[1:]]


def _sources(layers: Sequence[DrawnLayer], language: str) -> list[str]:
    said: list[str] = []
    for layer in layers:
        own = credits_in(str(said_in(layer.facts["attribution"], language)))
        licences = [str(said_in(one, language)) for one in layer.facts["licence"]]
        if any(mark in f"{licences}{own}" for mark in ("ODbL", "OpenStreetMap")):
            own = [OSM_CREDIT, *own]
        said += own or licences
    return list(dict.fromkeys(said))


def saved(drawn: Any, path: Path, title: str) -> None:
    """Save a figure, with no date in it, so that the same drawing is the same file."""
    matplotlib = require("matplotlib", "a figure")
    suffix = path.suffix.lower()
    metadata: dict[str, dict[str, Any]] = {
        ".pdf": {"Title": title, "Creator": "hanting_geo", "Producer": None, "CreationDate": None},
        ".svg": {"Title": title, "Creator": None, "Date": None},
        ".png": {"Title": title, "Software": None},
    }
    if suffix == ".png":  # whole pixels, the nearest to the sheet
        drawn.set_size_inches(*(round(side * _DPI) / _DPI for side in drawn.get_size_inches()))
    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        # a character that no font has is drawn as an empty box, which is what can be seen of it
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        drawn.savefig(path, dpi=_DPI, metadata=metadata[suffix], format=suffix[1:])
