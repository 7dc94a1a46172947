"""Which cells of a raster belong to which zone, and how much of them: chunk by chunk, each cell read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from pyproj import Proj

from hanting_geo.analysis.raster.grid import MOST_CELLS, Grid, equal_areas
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import is_cgcs2000, resolve, same_system, to_crs
from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

    Window = tuple[int, int, int, int]

__all__ = ["Chunk", "Laid", "Rule", "chunks", "lay"]

Rule = Literal["fraction", "centre"]

_WHAT = "raster statistics"
_MOST_AREA_STRETCH = 0.01
_LONGEST_EDGE = {True: 1_000.0, False: 0.01}
"""Metres on a plane, degrees on the Earth: between such corners, an edge that is straight in one system strays from the
straight line in another by some 2 cm."""


@dataclass(frozen=True)
class Laid:
    """Zones on the grid of a raster.

    Attributes
    ----------
    there
        Polygons in the raster's reference system; None where a zone has no geometry.
    on_grid
        The same where a cell is a square of side 1, x the column and y the row counted down from 0.
    off_cells, off_weight
        How much of each zone lies off the raster, in cells, and as :attr:`Chunk.weight`.
    moved_from
        Name of the zones' own reference system if it is another one.
    """

    there: Geometries
    on_grid: Geometries
    off_cells: Floats
    off_weight: Floats
    moved_from: str | None


@dataclass(frozen=True)
class Chunk:
    """Cells of zones, a row for each pair, zone by zone.

    Attributes
    ----------
    zones
        Positions of the zones that have cells here, ascending.
    first
        Where the rows of each begin.
    fraction
        Part of the cell that belongs to the zone.
    weight
        The same as an area: ``fraction``, times the m2 of the cell where cells are not equal.
    value, there
        Value of the cell, and whether it has one.
    """

    zones: Positions
    first: Positions
    fraction: Floats
    weight: Floats
    value: NDArray[Any]
    there: Flags

    def with_value(self) -> Chunk:
        """Keep the cells that have a value."""
        if self.there.all():
            return self
        kept = np.flatnonzero(self.there)
        first = np.searchsorted(kept, self.first)
        some = np.diff(first, append=len(kept)) > 0
        return Chunk(
            self.zones[some], first[some], self.fraction[kept], self.weight[kept], self.value[kept], self.there[kept]
        )

    def each(self, of_zones: NDArray[Any]) -> NDArray[Any]:
        """Repeat what is known of each zone of the chunk for its rows."""
        return np.repeat(of_zones, np.diff(self.first, append=len(self.value)))


def lay(zones: gpd.GeoDataFrame, grid: Grid) -> Laid:
    """Lay zones on the grid of a raster, bringing them into its reference system where that is another one.

    Edges stay straight in the zones' own system: they are followed in steps of 1 km.

    Raises
    ------
    CRSError
        The zones have no reference system; no transformation between the two is known to 2 m; a plane that stretches
        areas.
    SchemaError
        No zone lies on the raster.
    """
    moved = _moved(zones, grid.crs)
    there = np.asarray(shapely.force_2d(np.asarray(moved.geometry.values)), dtype=object)
    there[shapely.is_missing(there) | shapely.is_empty(there)] = None
    if grid.crs.is_projected:
        _require_true_area(there, grid)
    to_grid = ~grid.transform
    on_grid = shapely.transform(there, lambda xy: _placed(to_grid, xy) * (1, -1))
    off_cells, off_weight = _off(there, on_grid, grid)
    placed = np.flatnonzero(~shapely.is_missing(there))
    if len(placed) and not shapely.intersects(on_grid[placed], _frame(grid)).any():
        message = Sentence(
            "{what}: no zone lies on the raster {name}. In {name2} the zones reach over {there}, "
            "the raster over {grid}; is one of the reference systems not that of its coordinates?",
            what=_WHAT,
            name=grid.name,
            name2=grid.crs.name,
            there=_extent(shapely.total_bounds(there)),
            grid=_extent(shapely.total_bounds(_outline(grid))),
        )
        raise SchemaError(message)
    own = resolve(zones.crs)
    return Laid(there, on_grid, off_cells, off_weight, None if same_system(own, grid.crs) else own.name)


def _moved(zones: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    own = zones.crs
    if own is not None and not same_system(own, crs):
        both_degrees = own.is_geographic and crs.is_geographic and is_cgcs2000(own) and is_cgcs2000(crs)
        if not both_degrees:
            longest = _LONGEST_EDGE[own.is_projected]
            zones = zones.set_geometry(shapely.segmentize(np.asarray(zones.geometry.values), longest), crs=own)
    return to_crs(zones, crs)


def _require_true_area(there: Geometries, grid: Grid) -> None:
    if shapely.is_missing(there).all():
        return
    west, south, east, north = shapely.total_bounds(there)
    projection = Proj(grid.crs)
    lon, lat = projection((west + east) / 2, (south + north) / 2, inverse=True)
    stretch = projection.get_factors(lon, lat).areal_scale if np.isfinite([lon, lat]).all() else np.inf
    if abs(stretch - 1) > _MOST_AREA_STRETCH:
        message = Sentence(
            "{what}: the raster {name} is in {name2}, which stretches areas here by "
            "{stretch:+.0%}; bring it to a system that keeps them: gdalwarp -t_srs EPSG:4549, or "
            "a rasterio WarpedVRT",
            what=_WHAT,
            name=grid.name,
            name2=grid.crs.name,
            stretch=stretch - 1,
        )
        raise CRSError(message)


def _frame(grid: Grid) -> Any:
    return shapely.box(0, -grid.height, grid.width, 0)


def _outline(grid: Grid) -> Any:
    corner = np.array([(0, 0), (grid.width, 0), (grid.width, grid.height), (0, grid.height)], dtype=float)
    return shapely.polygons(_placed(grid.transform, corner))


def _placed(transform: Any, xy: Floats) -> Floats:
    x, y = xy[:, 0], xy[:, 1]
    return np.column_stack(
        [transform.a * x + transform.b * y + transform.c, transform.d * x + transform.e * y + transform.f]
    )


def _extent(bounds: Floats) -> str:
    west, south, east, north = (f"{value:.7g}" for value in bounds)
    return Sentence("x {west} to {east}, y {south} to {north}", west=west, east=east, south=south, north=north)


def _off(there: Geometries, on_grid: Geometries, grid: Grid) -> tuple[Floats, Floats]:
    """Measure what of each zone lies off the raster: in cells, and in the unit of the weights."""
    cells = np.zeros(len(there))
    weight = np.zeros(len(there))
    # None is not within anything, and stays 0.
    out = np.flatnonzero(~shapely.covered_by(on_grid, _frame(grid)) & ~shapely.is_missing(on_grid))
    cells[out] = shapely.area(shapely.difference(on_grid[out], _frame(grid)))
    if grid.row_m2 is None:
        return cells, cells
    equal_area = equal_areas(grid.crs)
    pieces = shapely.difference(there[out], _outline(grid))
    pieces = shapely.segmentize(pieces, _LONGEST_EDGE[False])
    weight[out] = shapely.area(shapely.transform(pieces, lambda xy: np.column_stack(equal_area(xy[:, 0], xy[:, 1]))))
    return cells, weight


def chunks(laid: Laid, grid: Grid, rule: Rule) -> Iterator[Chunk]:
    """Walk over the raster once, and give the cells of the zones."""
    windows = grid.windows()
    tree = shapely.STRtree(laid.on_grid)
    rows = np.array(windows)
    boxes = shapely.box(rows[:, 1], -(rows[:, 0] + rows[:, 2]), rows[:, 1] + rows[:, 3], -rows[:, 0])
    which, zone = tree.query(boxes, predicate="intersects")
    for number in np.unique(which):
        window = windows[number]
        values, there = grid.read(window)
        weight = None if grid.row_m2 is None else grid.row_m2[window[0] : window[0] + window[2]]
        for group in _groups(laid.on_grid, np.sort(zone[which == number]), window):
            if rule == "fraction":
                cells, fraction = _by_fraction(laid.on_grid[group], window)
            else:
                cells, fraction = _by_centre(laid.there[group], laid.on_grid[group], grid, window)
            count = np.array([len(part) for part in cells])
            cell = np.concatenate(cells)
            if len(cell):
                area = fraction if weight is None else fraction * weight[cell // window[3]]
                first = (np.cumsum(count) - count)[count > 0]
                yield Chunk(group[count > 0], first, fraction, area, values[cell], there[cell])


def _groups(on_grid: Geometries, zones: Positions, window: Window) -> list[Positions]:
    """Take as many zones together as have no more cells than may be looked at at once, and at least one."""
    top, left, rows, columns = window
    west, south, east, north = shapely.bounds(on_grid[zones]).T
    wide = np.clip(np.minimum(east, left + columns) - np.maximum(west, left) + 2, 0, columns)
    tall = np.clip(np.minimum(north, -top) - np.maximum(south, -(top + rows)) + 2, 0, rows)
    group = np.floor(np.cumsum(wide * tall) / MOST_CELLS)
    return np.split(zones, np.flatnonzero(np.diff(group)) + 1)


def _by_fraction(on_grid: Geometries, window: Window) -> tuple[list[Positions], Floats]:
    require("exactextract", _WHAT)
    from hanting_geo.analysis.raster.coverage import covered_cells

    return covered_cells(on_grid, window)


def _by_centre(there: Geometries, on_grid: Geometries, grid: Grid, window: Window) -> tuple[list[Positions], Floats]:
    """Find the cells whose centre lies in each zone, as GDAL rasterizes polygons."""
    from rasterio.features import rasterize

    top, left, rows, columns = window
    west, south, east, north = shapely.bounds(on_grid).T
    first_column = np.clip(np.floor(west), left, left + columns).astype(int)
    last_column = np.clip(np.ceil(east), left, left + columns).astype(int)
    first_row = np.clip(np.floor(-north), top, top + rows).astype(int)
    last_row = np.clip(np.ceil(-south), top, top + rows).astype(int)
    cells: list[Positions] = []
    for number, shape in enumerate(there):
        row, column = int(first_row[number]), int(first_column[number])
        tall, wide = int(last_row[number]) - row, int(last_column[number]) - column
        if not (tall and wide):
            cells.append(np.zeros(0, dtype=np.intp))
            continue
        place = grid.window_transform((row, column, tall, wide))
        burned = rasterize([shape], out_shape=(tall, wide), transform=place, dtype="uint8", all_touched=False)
        inside = np.flatnonzero(burned)
        cells.append(inside + inside // wide * (columns - wide) + ((row - top) * columns + column - left))
    return cells, np.ones(sum(len(part) for part in cells))
