"""What is written on the map: names, the labels of parcels, boundary points and the lengths of their edges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.core.extras import require
from hanting_geo.outputs.figures.placing import Places, around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from hanting_geo.core.arrays import Floats
    from hanting_geo.outputs.figures.boundary_points import Ring
    from hanting_geo.outputs.figures.fonts import Type
    from hanting_geo.outputs.figures.layers import Placed
    from hanting_geo.outputs.figures.sheets import Sheet

__all__ = ["Writer"]

_COLORS = {4: "#1f5f96", 5: "#6b3f6e"}
_SIZES = {1: 8.0, 2: 7.5}
_RED = "#b3202a"
_COVERED = 5_000
"""So many symbols cover a map anyway."""


class Writer:
    """Writes on a map, each thing where it strikes nothing that stands there already."""

    def __init__(self, axes: Any, sheet: Sheet, type_: Type, corner: tuple[float, float], scale: float) -> None:
        self._axes, self._type, self._sheet = axes, type_, sheet
        self._corner, self._per = np.array(corner), 1000 / scale
        self._effects = require("matplotlib.patheffects", "a figure")
        inner = 0.8 * sheet.factor
        self.places = Places((inner, inner, sheet.map.width - inner, sheet.map.height - inner))
        self.left_out = 0

    def _mm(self, xy: Any) -> Floats:
        """Give where a place of the map lies, in millimetres from its lower left corner."""
        placed: Floats = (np.asarray(xy, dtype=float) - self._corner) * self._per
        return placed

    def _write(self, x: float, y: float, text: str, points: float, **how: Any) -> None:
        at = self._corner + np.array([x, y]) / self._per
        how = {"ha": "center", "va": "center_baseline", "zorder": 60, **how}
        halo = self._type.write(self._axes, float(at[0]), float(at[1]), text, points, **{**how, "color": "#ffffff"})
        width = 2.2 * self._sheet.factor
        # the white below is an outline and no text: what is selected or searched is there once
        halo.set_path_effects([self._effects.Stroke(linewidth=width, foreground="#ffffff")])
        self._type.write(self._axes, float(at[0]), float(at[1]), text, points, **{**how, "zorder": how["zorder"] + 1})

    def names(self, placed: Sequence[Placed], language: str, *, skip: str | None) -> None:
        """Write the names of features: the important first, large before small."""
        k = self._sheet.factor
        wanted: list[Any] = []
        for one in placed:
            cells, facts = one.layer.cells, one.layer.facts
            if one.layer.name == skip:
                continue
            said = cells.en if language == "en" else cells.zh
            seen: set[str] = set()
            for row, shape in enumerate(one.shapes):
                kind = facts["classes"][cells.member[row]]
                if kind["rank"] is None or shape is None or shape.is_empty:
                    continue
                if shape.geom_type.endswith("LineString"):
                    if said[row] in seen:
                        continue  # a road of many pieces is named once
                    seen.add(said[row])
                wanted.append((kind["rank"], -shape.area, -shape.length, len(wanted), said[row], shape, kind["look"]))
        frame = shapely.box(*self._corner, *(self._corner + np.array(self._sheet.map[2:]) / self._per))
        for rank, *_, text, whole, look in sorted(wanted, key=lambda entry: entry[:4]):
            shape = whole.intersection(frame)
            if shape.is_empty:
                continue
            size = _SIZES.get(rank, 6.5)
            line = self._type.cut(text, 45 * k, size)
            bold = rank == 1
            width, height = self._type.width(line, size, bold=bold) + 0.6 * k, self._type.height(size) * 0.92
            at = self.places.take(self._where(shape, width, height, look), width, height)
            if at is None:
                self.left_out += 1
                continue
            how: dict[str, Any] = {"color": _COLORS.get(rank, "#1d2730"), **({"weight": "bold"} if bold else {})}
            self._write(*at, line, size, **how)

    def _where(self, shape: BaseGeometry, width: float, height: float, look: Any) -> list[tuple[float, float]]:
        k = self._sheet.factor
        if shape.geom_type in {"Point", "MultiPoint"}:
            x, y = self._mm(shapely.get_coordinates(shape)[0])
            if look.symbol == "label":
                return [(x, y)]
            return around(float(x), float(y), width, height, 1.3 * k)
        parts = shapely.get_parts(shape)
        part = max(parts, key=lambda one: one.area or one.length)
        if part.geom_type == "LineString":
            ends = [part.interpolate(share, normalized=True) for share in (0.5, 0.35, 0.65, 0.2, 0.8)]
            return [(float(x), float(y) + height * 0.6) for x, y in (self._mm((end.x, end.y)) for end in ends)]
        inside = part.centroid if part.contains(part.centroid) else part.representative_point()
        x, y = map(float, self._mm((inside.x, inside.y)))
        step = height * 1.1
        return [(x, y + turn * step) for turn in (0, 1, -1, 2, -2)]

    def block_symbols(self, placed: Sequence[Placed]) -> None:
        """Keep names off the symbols of points."""
        reach = 1.1 * self._sheet.factor
        for one in placed:
            here = one.shapes[shapely.get_type_id(one.shapes) == shapely.GeometryType.POINT]
            if len(here) > _COVERED:
                continue
            for x, y in self._mm(shapely.get_coordinates(here)).tolist():
                self.places.block((x - reach, y - reach, x + reach, y + reach))

    def parcels(self, shapes: Any, lines: Sequence[Sequence[str]]) -> None:
        """Write number, class and area in each parcel; where they have no room, the number alone."""
        order = sorted(range(len(shapes)), key=lambda row: -shapes[row].area if shapes[row] is not None else 0.0)
        for row in order:
            shape = shapes[row]
            if shape is None or shape.is_empty:
                continue
            part = max(shapely.get_parts(shape), key=lambda one: one.area)
            inside = part.centroid if part.contains(part.centroid) else part.representative_point()
            deep = shapely.maximum_inscribed_circle(part)
            middles = [tuple(map(float, self._mm((p.x, p.y)))) for p in (inside, shapely.Point(deep.coords[0]))]
            self._in_parcel(middles, shapely.transform(part, self._mm), lines[row])

    def _in_parcel(self, middles: Sequence[Any], outline: BaseGeometry, lines: Sequence[str]) -> None:
        for points, some in ((6.5, lines), (5.5, lines), (5.0, lines), (5.5, lines[:1]), (4.5, lines[:1])):
            step = self._type.height(points)
            width, height = max(self._type.width(line, points) for line in some) + 0.4, step * len(some)
            fitting = [
                (x, y)
                for x, y in middles
                if outline.contains(shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
            ]
            at = self.places.take(fitting, width, height)
            if at is not None:
                for number, line in enumerate(some):
                    weight = {"weight": "bold"} if number == 0 else {}
                    self._write(at[0], at[1] + height / 2 - (number + 0.5) * step, line, points, **weight)
                return
        self.left_out += 1

    def boundary(self, rings: Sequence[Ring]) -> None:
        """Mark boundary points with their numbers, and write the length of each edge beside it."""
        k, seen, edges = self._sheet.factor, set(), set()
        ring_mm = [self._mm(ring.xy) for ring in rings]
        reach = 0.8 * k
        for xy in ring_mm:
            for x, y in xy.tolist():
                self.places.block((x - reach, y - reach, x + reach, y + reach))
        for ring, xy in zip(rings, ring_mm, strict=True):
            self._axes.plot(
                *ring.xy.T,
                color=_RED,
                linewidth=0.9 * k,
                marker="o",
                markersize=2.6 * k,
                markerfacecolor="#ffffff",
                markeredgecolor=_RED,
                markeredgewidth=0.6 * k,
                zorder=40,
            )
            for number, (x, y) in zip(ring.numbers[:-1], xy.tolist(), strict=False):
                if number in seen:
                    continue
                seen.add(number)
                text = f"J{number}"
                width, height = self._type.width(text, 5.5) + 0.4, self._type.height(5.5) * 0.85
                at = self.places.take(around(x, y, width, height, 1.0 * k), width, height)
                if at is None:
                    self.left_out += 1
                else:
                    self._write(*at, text, 5.5, color=_RED)
        for ring, xy in zip(rings, ring_mm, strict=True):
            for start in range(len(ring.lengths)):
                pair = frozenset(ring.numbers[start : start + 2])
                if pair not in edges:
                    edges.add(pair)
                    self._edge(xy[start], xy[start + 1], float(ring.lengths[start]))

    def _edge(self, one: Floats, two: Floats, length: float) -> None:
        # Trailing zeros are cut on the map; the table has them.
        text = f"{length:.2f}".rstrip("0").rstrip(".")
        along = two - one
        reach = float(np.hypot(*along))
        width, height = self._type.width(text, 5.0), self._type.height(5.0) * 0.8
        if reach < width:
            self.left_out += 1
            return
        angle = math.degrees(math.atan2(along[1], along[0]))
        turned = (angle + 90) % 180 - 90
        sine, cosine = abs(math.sin(math.radians(turned))), math.cos(math.radians(turned))
        box = (width * cosine + height * sine, width * sine + height * cosine)
        normal = np.array([-along[1], along[0]]) / reach * (height * 0.75)
        middle = (one + two) / 2
        places = [(float(x), float(y)) for x, y in (middle + normal, middle - normal)]
        at = self.places.take(places, *box)
        if at is None:
            self.left_out += 1
            return
        self._write(*at, text, 5.0, rotation=turned, rotation_mode="anchor", color="#444444", va="center")
