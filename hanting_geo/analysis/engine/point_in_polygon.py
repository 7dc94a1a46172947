"""In which zones points lie: by a grid where no border comes near, and by looking at the zones only where one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from hanting_geo.analysis.engine.rings import expand
from hanting_geo.core.threads import each, in_lots

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["ON_BORDER_M", "Places"]

ON_BORDER_M = 1e-6
"""A point within a micrometre of a border is on it: rounding moves coordinates of millions of metres by a nanometre."""

_MARGIN_M = 4 * ON_BORDER_M
_WORTH_A_GRID = 5_000
_MOST_CELLS = 1 << 20
_LEAST_LOT = 500
_PAIRS_A_LOT = 1 << 17
_MOST_PIECES = 64
"""Of borders in a cell, for each of its points to be compared with all of them."""
_BORDER, _BEYOND = 0, -1


class Places:
    """Zones that are asked in which of them points lie.

    Parameters
    ----------
    zones
        Polygons of two dimensions in metres, in the order of precedence at common borders; null and empty ones hold
        nothing.

    Examples
    --------
    >>> places = Places(np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]))
    >>> [found.tolist() for found in places.find(np.array([0.5, 1.0, 3.0]), np.array([0.5, 0.5, 0.5]))]
    [[0, 1], [0, 0]]
    """

    def __init__(self, zones: Geometries) -> None:
        self._zones = zones
        self._border = np.asarray(shapely.boundary(zones), dtype=object)
        low, high = np.split(shapely.bounds(zones), 2, axis=1)
        self._boxes = np.column_stack([low - _MARGIN_M, high + _MARGIN_M])
        self._tree = shapely.STRtree(np.asarray(shapely.box(*self._boxes.T)))

    def find(self, x: Floats, y: Floats) -> tuple[Positions, Positions]:
        """Find the zones that hold points; on a border that zones have in common, the first of them does.

        Returns
        -------
        point, zone
            Positions, sorted by point and zone.
        """
        there = np.isfinite(self._boxes).all(axis=1)
        if len(x) < _WORTH_A_GRID or not there.any():
            return self._near(x, y)
        grid = _Grid.over(self._border[there], self._boxes[there], len(x))
        cell, run = grid.find(x, y)
        near, far = np.flatnonzero(run == _BORDER), np.flatnonzero(run > _BORDER)
        run = run[far]
        # One point of each run of cells without a border speaks for all.
        speakers = np.full(grid.runs, -1)
        speakers[run] = far
        asked = np.flatnonzero(speakers >= 0)
        speaker, zone = self._near(x[speakers[asked]], y[speakers[asked]], np.zeros(len(asked), dtype=bool))
        found = np.zeros(grid.runs, dtype=np.intp)
        found[asked] = np.bincount(speaker, minlength=len(asked))
        first = np.cumsum(found) - found
        row, place = expand(first[run], found[run])
        beside = grid.beside(cell[near], x[near], y[near])
        point_near, zone_near = self._near(x[near], y[near], beside)
        point = np.concatenate([far[row], near[point_near]])
        zone = np.concatenate([zone[place], zone_near])
        order = np.argsort(point, kind="stable")
        return point[order], zone[order]

    def _near(self, x: Floats, y: Floats, beside: Flags | None = None) -> tuple[Positions, Positions]:
        """Answer :meth:`find` by looking at the zones; only points ``beside`` a border can be on one."""
        points = np.asarray(shapely.points(x, y))
        point, zone = self._tree.query(points)
        order = np.lexsort((point, zone))
        point, zone = point[order], zone[order]

        def look(start: int, end: int) -> tuple[Flags, Flags]:
            # Copies, since preparing marks them, and a prepared geometry is not safe in two threads.
            mine, index = np.unique(zone[start:end], return_inverse=True)
            zones, borders = shapely.force_2d(self._zones[mine]), shapely.force_2d(self._border[mine])
            if len(mine) * 4 < end - start:
                shapely.prepare(zones)
                shapely.prepare(borders)
            asked = point[start:end]
            inside = np.asarray(shapely.contains_xy(zones[index], x[asked], y[asked]))
            on_border = np.ones(len(asked), dtype=bool) if beside is None else beside[asked]
            close = np.flatnonzero(on_border)
            on_border[close] = shapely.dwithin(borders[index[close]], points[asked[close]], ON_BORDER_M)
            return inside, on_border

        answers = in_lots(look, len(point), least=_LEAST_LOT)
        inside, on_border = (np.concatenate(column) for column in zip(*answers, strict=True))
        keep = inside & ~on_border
        order = np.lexsort((zone, point))
        border = order[on_border[order]]
        keep[border[np.unique(point[border], return_index=True)[1]]] = True
        kept = order[keep[order]]
        return point[kept], zone[kept]


class _Grid(NamedTuple):
    """Cells over zones."""

    origin: tuple[float, float]
    size: tuple[float, float]
    columns: int
    rows: int
    run: NDArray[np.int32]
    """Number of the run of cells, in one row and with no border between them, that a cell belongs to;
    :data:`_BORDER` where a border comes near."""
    runs: int
    pieces: tuple[Floats, Floats, Floats, Floats]
    """Of the borders, none longer than a cell: their starts and ends."""
    touched: tuple[Positions, Positions]
    """The cells that pieces come near: piece and cell."""

    @classmethod
    def over(cls, borders: Geometries, boxes: Floats, points: int) -> _Grid:
        """Lay about as many cells over zones as there are points."""
        west, south = boxes[:, :2].min(axis=0)
        width, height = boxes[:, 2:].max(axis=0) - (west, south)
        cells = min(points, _MOST_CELLS)
        columns = max(1, min(cells, round(np.sqrt(cells * width / height))))
        rows = max(1, min(cells, round(cells / columns)))
        # A hair more than the zones, so that the last cells hold the far border.
        size = float(width) / columns * (1 + 1e-9), float(height) / rows * (1 + 1e-9)
        none, nothing = np.zeros(0, dtype=np.intp), np.zeros(0)
        run = np.zeros(0, dtype=np.int32)
        grid = cls((float(west), float(south)), size, columns, rows, run, 0, (nothing,) * 4, (none, none))
        pieces = grid._cut(borders)
        touched = grid._cells_near(*pieces)
        border = np.zeros(columns * rows, dtype=bool)
        border[touched[1]] = True
        new_run = border.copy()
        new_run[1:] |= border[:-1]
        new_run[::columns] = True
        run = np.cumsum(new_run, dtype=np.int32)
        runs = int(run[-1]) + 1
        run[border] = _BORDER
        return grid._replace(run=run, runs=runs, pieces=pieces, touched=touched)

    def find(self, x: Floats, y: Floats) -> tuple[Positions, NDArray[np.int32]]:
        """Give the cells of points and the runs of these, :data:`_BEYOND` where the grid ends."""
        column, row = self._axis(x, 0), self._axis(y, 1)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        cell = np.where(inside, row * self.columns + column, 0)
        return cell, np.where(inside, self.run[cell], _BEYOND)

    def beside(self, cell: Positions, x: Floats, y: Floats) -> Flags:
        """Tell which points may be on a border, by the pieces that come into their cells."""
        piece, at = self.touched
        cells = self.columns * self.rows
        many = np.bincount(cell, minlength=cells)
        # Where many pieces are, GEOS looks for the near ones quicker.
        crowded = np.bincount(at, minlength=cells) > _MOST_PIECES
        result = crowded[cell]
        asked = np.flatnonzero((many[at] > 0) & ~crowded[at])
        piece, at = piece[asked], at[asked]
        order, first, many = np.argsort(cell), (np.cumsum(many) - many)[at], many[at]

        def look(lot: slice) -> None:
            row, place = expand(first[lot], many[lot])
            point, edge = order[place], piece[lot][row]
            x0, y0, x1, y1 = (side[edge] for side in self.pieces)
            # From the start of the piece, so that little is rounded.
            dx, dy, px, py = x1 - x0, y1 - y0, x[point] - x0, y[point] - y0
            close = np.abs(dx * py - dy * px) <= _MARGIN_M * np.hypot(dx, dy)
            close &= (px >= np.minimum(dx, 0) - _MARGIN_M) & (px <= np.maximum(dx, 0) + _MARGIN_M)
            close &= (py >= np.minimum(dy, 0) - _MARGIN_M) & (py <= np.maximum(dy, 0) + _MARGIN_M)
            result[point[close]] = True

        ends = np.flatnonzero(np.diff(np.cumsum(many) // _PAIRS_A_LOT)) + 1
        each(look, [slice(*lot) for lot in zip([0, *ends], [*ends, len(at)], strict=True)])
        return result

    def _axis(self, values: Floats, axis: int) -> Positions:
        limit = (self.columns, self.rows)[axis]
        steps = np.floor((values - self.origin[axis]) / self.size[axis])
        return np.clip(steps, -1, limit).astype(np.intp)

    def _cut(self, borders: Geometries) -> tuple[Floats, Floats, Floats, Floats]:
        """Cut borders into pieces no longer than a cell: their starts and ends."""
        lines, _ = shapely.get_parts(borders, return_index=True)
        xy, line = shapely.get_coordinates(lines, return_index=True)
        start = np.flatnonzero(line[1:] == line[:-1])
        x, y = (np.ascontiguousarray(axis) for axis in xy.T)
        dx, dy = np.diff(x)[start], np.diff(y)[start]
        pieces = np.maximum(1, np.ceil(np.maximum(np.abs(dx) / self.size[0], np.abs(dy) / self.size[1])))
        edge, nth = expand(np.zeros(len(start), dtype=np.intp), pieces.astype(np.intp))
        dx, dy = (dx / pieces)[edge], (dy / pieces)[edge]
        x0, y0 = x[start][edge] + nth * dx, y[start][edge] + nth * dy
        return x0, y0, x0 + dx, y0 + dy

    def _cells_near(self, x0: Floats, y0: Floats, x1: Floats, y1: Floats) -> tuple[Positions, Positions]:
        """Give the cells of the box of each piece, and a margin round it: piece and cell."""
        left, right = self._axis(np.minimum(x0, x1) - _MARGIN_M, 0), self._axis(np.maximum(x0, x1) + _MARGIN_M, 0)
        below, above = self._axis(np.minimum(y0, y1) - _MARGIN_M, 1), self._axis(np.maximum(y0, y1) + _MARGIN_M, 1)
        left, right = np.clip(left, 0, self.columns - 1), np.clip(right, 0, self.columns - 1)
        below, above = np.clip(below, 0, self.rows - 1), np.clip(above, 0, self.rows - 1)
        piece, column = expand(left, right - left + 1)
        span, row = expand(below[piece], (above - below + 1)[piece])
        return piece[span], row * self.columns + column[span]
