"""The layers on the map of a sheet, drawn as the page draws them: areas, then lines, then points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.extras import require
from hanting_geo.outputs.style.looks import OUTLINE, OUTLINED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Geometries
    from hanting_geo.outputs.maps.drawing import DrawnLayer

__all__ = ["Placed", "fill_strength", "paint", "pen", "symbol"]

_POINT, _LINE, _AREA = 0, 1, 2
_PT_A_PIXEL = 0.5
"""A line of one pixel on the screen is so many points wide on A4."""
_DASH = (0, (5, 3))
_MARKERS = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^"}
_SYMBOL_PT = 5.5


class Placed(NamedTuple):
    """A layer and its shapes in the system of the map."""

    layer: DrawnLayer
    shapes: Geometries


def fill_strength(facts: dict[str, Any], kind: dict[str, Any], *, rough: bool) -> float:
    """Say how strongly an area is filled: as on the page."""
    if facts["opacity"] is not None:
        return min(float(facts["opacity"]), 1.0)
    if kind["look"].symbol == OUTLINE and not kind["graded"]:
        return OUTLINED
    return 0.75 if kind["graded"] else 0.4 if rough else 0.6


def pen(width: float, factor: float) -> float:
    """Give a line's width in points, of one in pixels."""
    return max(0.25, width * _PT_A_PIXEL * factor)


def symbol(look: Any, factor: float) -> dict[str, Any]:
    """Say how a point is drawn."""
    return {
        "marker": _MARKERS.get(look.symbol, "o"),
        "markersize": _SYMBOL_PT * factor,
        "markerfacecolor": look.fill or "#ffffff",
        "markeredgecolor": look.color,
        "markeredgewidth": pen(min(look.width, 2.5), factor),
        "linestyle": "none",
    }


def paint(axes: Any, placed: Sequence[Placed], factor: float) -> None:
    """Draw layers: small areas above large ones, lines above areas, points on top; what says ``above`` above all."""
    collections = require("matplotlib.collections", "a figure")
    paths = require("matplotlib.path", "a figure")
    for above in (False, True):
        some = [one for one in placed if one.layer.facts["above"] == above]
        base = 20.0 if above else 10.0
        _areas(axes, some, factor, base, collections, paths.Path)
        _lines(axes, some, factor, base + 3, collections)
        _points(axes, some, factor, base + 6)


def _parts(one: Placed, dimension: int) -> tuple[Geometries, Any]:
    parts, owner = shapely.get_parts(one.shapes, return_index=True)
    while (nested := shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
        if not nested.any():
            break
    keep = (shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)
    return parts[keep], owner[keep]


def _areas(axes: Any, placed: Sequence[Placed], factor: float, z: float, collections: Any, path: Any) -> None:
    drawn: list[tuple[float, Any, dict[str, Any]]] = []
    for one in placed:
        facts, cells = one.layer.facts, one.layer.cells
        parts, owner = _parts(one, _AREA)
        for part, row in zip(parts, owner.tolist(), strict=True):
            kind, rough = facts["classes"][cells.member[row]], bool(cells.rough[row])
            look = kind["look"]
            rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(part)]
            outline = path.make_compound_path(*(path(xy, closed=True) for xy in rings))
            box = shapely.bounds(part)
            how = {
                "facecolor": (look.fill, fill_strength(facts, kind, rough=rough)) if look.fill else "none",
                "edgecolor": look.color,
                "linewidth": pen(look.width, factor),
                "linestyle": _DASH if rough else "solid",
            }
            # without a fill it is a line, and hides nothing
            size = float((box[2] - box[0]) * (box[3] - box[1])) if look.fill else -1.0
            drawn.append((size, outline, how))
    drawn.sort(key=lambda entry: -entry[0])
    if drawn:
        columns = {key: [how[key] for _, _, how in drawn] for key in drawn[0][2]}
        made = collections.PathCollection(
            [outline for _, outline, _ in drawn],
            facecolors=columns["facecolor"],
            edgecolors=columns["edgecolor"],
            linewidths=columns["linewidth"],
            linestyles=columns["linestyle"],
            joinstyle="round",
            zorder=z,
        )
        axes.add_collection(made, autolim=False)


def _lines(axes: Any, placed: Sequence[Placed], factor: float, z: float, collections: Any) -> None:
    for number, one in enumerate(reversed(placed)):
        facts, cells = one.layer.facts, one.layer.cells
        parts, owner = _parts(one, _LINE)
        member, rough = cells.member[owner], cells.rough[owner].astype(bool)
        for code in np.unique(member).tolist():
            look = facts["classes"][code]["look"]
            for dashed in (False, True):
                chosen = parts[(member == code) & (rough == dashed)]
                if not len(chosen):
                    continue
                segments = [shapely.get_coordinates(part) for part in chosen]
                how = {"capstyle": "butt", "joinstyle": "round", "zorder": z + number / 100}
                width, style = pen(look.width, factor), _DASH if dashed else "solid"
                lines = collections.LineCollection(
                    segments, colors=look.color, linewidths=width, linestyles=style, **how
                )
                axes.add_collection(lines, autolim=False)
                if look.symbol == "rail":
                    inner = collections.LineCollection(
                        segments, colors="#ffffff", linewidths=width * 0.5, linestyles=(0, (7, 7)), **how
                    )
                    axes.add_collection(inner, autolim=False)


def _points(axes: Any, placed: Sequence[Placed], factor: float, z: float) -> None:
    ranks = {id(one): min((kind["rank"] or 10 for kind in one.layer.facts["classes"]), default=10) for one in placed}
    for one in placed:
        parts, owner = _parts(one, _POINT)
        xy, member = shapely.get_coordinates(parts), one.layer.cells.member[owner]
        for code in np.unique(member).tolist():
            look = one.layer.facts["classes"][code]["look"]
            if look.symbol != "label":
                here = xy[member == code]
                axes.plot(here[:, 0], here[:, 1], zorder=z - ranks[id(one)] / 100, **symbol(look, factor))
