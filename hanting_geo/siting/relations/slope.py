"""The steepest cell of a raster of slope in percent that a site meets."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.analysis.raster.grid import opened
from hanting_geo.core.sentences import Sentence, both
from hanting_geo.crs.gate import same_system
from hanting_geo.errors import CRSError, HantingGeoError, RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyproj import CRS

    from hanting_geo.analysis.raster.grid import Grid
    from hanting_geo.core.arrays import Flags, Floats, Geometries
    from hanting_geo.siting.rules.model import Rule

__all__ = ["require_raster", "steepest"]

_HAIR = 1e-9
_MEASURING = Sentence("{what}: ", what="raster statistics")
"""What a message of the reader begins with, and a rule does not."""


@contextmanager
def _grid(path: Path, rule: Rule) -> Iterator[Grid]:
    """Open a raster; what is wrong with it is told with the rule that asks."""
    try:
        with opened(path, 1, None) as grid:
            yield grid
    except HantingGeoError as error:
        said = both(*(error.message(language).removeprefix(_MEASURING.text(language)) for language in ("en", "zh")))
        message = Sentence("rule {id}: {said}", id=rule.id, said=said)
        raise type(error)(message) from error


def require_raster(path: Path, crs: CRS, rule: Rule) -> None:
    """Let a raster through that can be read, in the reference system of the sites.

    Raises
    ------
    RuleError
        The raster has several bands or is turned.
    SourceError
        rasterio is not installed, or the raster cannot be read.
    CRSError
        It has no reference system, or another one than the sites: cells are not moved, since that changes slopes.
    """
    with _grid(path, rule) as grid:
        bands, transform, own = grid.bands, grid.transform, grid.crs
    if bands != 1 or transform.b or transform.d or transform.a <= 0 or transform.e >= 0:
        message = Sentence(
            "rule {id}: {name} must have one band of slope in percent and run north up", id=rule.id, name=path.name
        )
        raise RuleError(message)
    if not same_system(own, crs):
        message = Sentence(
            "rule {id}: {name} is in {name2}, and the sites in {name3}; bring the elevation "
            "model to the system of the sites and take the slope there",
            id=rule.id,
            name=path.name,
            name2=own.name,
            name3=crs.name,
        )
        raise CRSError(message)


def steepest(path: Path, shapes: Geometries, rule: Rule) -> tuple[Floats, Flags]:
    """Give the largest value among the cells that each shape meets, and whether all of these cells have one.

    A cell that a shape only touches is not met; a point or line that runs along the border of cells meets both.

    Returns
    -------
    largest, whole
        -inf where no cell with a value is met. A shape that meets no cell at all is not whole; an empty one is.
    """
    largest, whole = np.full(len(shapes), -np.inf), np.ones(len(shapes), dtype=bool)
    with _grid(path, rule) as grid:
        for row, shape in enumerate(shapes):
            if shape is not None and not shape.is_empty:
                largest[row], whole[row] = _of_shape(grid, shape)
    return largest, whole


def _of_shape(grid: Grid, shape: Any) -> tuple[float, bool]:
    transform = grid.transform
    west, south, east, north = shape.bounds
    hair = _HAIR * max(abs(west), abs(north), 1.0) / abs(transform.a)
    left, right = (west - transform.c) / transform.a, (east - transform.c) / transform.a
    top, bottom = (north - transform.f) / transform.e, (south - transform.f) / transform.e
    first_column, last_column = int(np.floor(left - hair)), int(np.ceil(right + hair))
    first_row, last_row = int(np.floor(top - hair)), int(np.ceil(bottom + hair))
    columns = np.arange(first_column, max(last_column, first_column + 1))
    rows = np.arange(first_row, max(last_row, first_row + 1))
    grid_rows, grid_columns = (part.ravel() for part in np.meshgrid(rows, columns, indexing="ij"))
    cells = shapely.box(
        transform.c + grid_columns * transform.a,
        transform.f + (grid_rows + 1) * transform.e,
        transform.c + (grid_columns + 1) * transform.a,
        transform.f + grid_rows * transform.e,
    )
    areal = shapely.get_dimensions(shape) > 1
    shape = shapely.force_2d(shape)  # a copy: preparing marks a shape, and others may use it
    shapely.prepare(shape)
    met = shapely.intersects(shape, cells)
    if areal:
        met &= ~shapely.touches(shape, cells)
    grid_rows, grid_columns = grid_rows[met], grid_columns[met]
    inside = (grid_rows >= 0) & (grid_rows < grid.height) & (grid_columns >= 0) & (grid_columns < grid.width)
    if not inside.any():
        return -np.inf, False
    low_row, low_column = grid_rows[inside].min(), grid_columns[inside].min()
    height, width = grid_rows[inside].max() - low_row + 1, grid_columns[inside].max() - low_column + 1
    values, there = (each.reshape(height, width) for each in grid.read((low_row, low_column, height, width)))
    met_cells = grid_rows[inside] - low_row, grid_columns[inside] - low_column
    met_values, there = values[met_cells], there[met_cells]
    largest = float(met_values[there].max()) if there.any() else -np.inf
    return largest, bool(inside.all() and there.all())
