"""One of two layers of polygons, taken apart, and asked which points its polygons hold."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.rings import chunks_of, outlines_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["Side"]

_WORTH_PREPARING = 64
"""Vertices."""
_VANISHING = 2.0**-480
"""Of what is smaller, the product of two gaps may be no number any more."""


class Side:
    """One of two layers."""

    def __init__(self, geometry: Geometries) -> None:
        # Prepared geometries are not safe in threads; a copy is not prepared.
        self.geometry = shapely.force_2d(geometry) if shapely.is_prepared(geometry).any() else geometry
        self.outlines = outlines_of(self.geometry)
        self.chunks = chunks_of(self.outlines)
        self.bounds = shapely.bounds(geometry)
        self.is_short = bool((np.bincount(self.chunks.owner, minlength=1) <= 1).all())
        self._large = np.diff(self.outlines.vertex_start) > _WORTH_PREPARING
        self._own = threading.local()

    @cached_property
    def chunk_boxes(self) -> Geometries:
        """The boxes of its chunks as polygons."""
        return np.asarray(shapely.box(*self.chunks.box.T), dtype=object)

    @cached_property
    def is_vanishing(self) -> Flags:
        """Tell which geometries have a coordinate so close to 0 that GEOS takes products of it for 0."""
        outlines = self.outlines
        result = np.zeros(len(self.geometry), dtype=bool)
        for values in (outlines.x, outlines.y):
            at = np.flatnonzero(np.abs(values) < _VANISHING)
            at = at[values[at] != 0]
            if len(at):
                result[outlines.owner[outlines.ring_of(at)]] = True
        return result

    def vertex(self, rings: Positions) -> tuple[Floats, Floats]:
        """Give a vertex of each of some rings."""
        place = self.outlines.ring_start[rings]
        return self.outlines.x[place], self.outlines.y[place]

    def holds(self, rows: Positions, points: tuple[Floats, Floats], *, with_border: bool = False) -> Flags:
        """Tell whether geometries hold points."""
        ask = shapely.intersects_xy if with_border else shapely.contains_xy
        mine = self._prepared(rows)
        order = np.argsort(rows, kind="stable")
        result = np.empty(len(rows), dtype=bool)
        result[order] = ask(mine[rows[order]], points[0][order], points[1][order])
        return result

    def _prepared(self, rows: Positions) -> Geometries:
        """Give the geometries, the large ones of some rows as prepared copies that belong to this thread."""
        if not hasattr(self._own, "geometry"):
            self._own.geometry = self.geometry.copy()
            self._own.is_copy = ~self._large
        pending = ~self._own.is_copy[rows]
        if pending.any():
            new = np.unique(rows[pending])
            copies = shapely.force_2d(self.geometry[new])
            shapely.prepare(copies)
            self._own.geometry[new], self._own.is_copy[new] = copies, True
        mine: Geometries = self._own.geometry
        return mine
