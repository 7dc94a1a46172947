"""Candidate land: cells of a grid that meet those of every other grid of the same size."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.analysis.engine.cutting import cut, disjoint_parts, together
from hanting_geo.core.arguments import one_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Floats, Geometries

__all__ = ["MOST_CELLS", "grid"]

MOST_CELLS = 2_000_000
"""The most cells that the box round an extent may hold."""

_WHAT = "a grid"
_ROOT_3 = 3**0.5
# Corners of a hexagon that stands on a point, in half widths and half sides from its middle.
_HEXAGON = np.array([[0, -2], [1, -1], [1, 1], [0, 2], [-1, 1], [-1, -1]])
_SQUARE = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])


def grid(
    extent: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    cell_m: float,
    shape: Literal["square", "hexagon"] = "square",
) -> gpd.GeoDataFrame:
    """Cut land into cells of one size.

    The cells lie on multiples of ``cell_m`` of the reference system, wherever the extent begins: equal grids of
    neighbouring districts meet, and the same cell has the same id in both.

    Parameters
    ----------
    extent
        Polygons in a projected system in metres; their union is what is cut. Null geometries take no part.
    cell_m
        Metres: the side of a square, or the width of a hexagon from side to side, which is also the distance from one
        middle to the next.
    shape
        ``"square"``, or ``"hexagon"`` (standing on a point; odd rows are set off by half a width).

    Returns
    -------
    geopandas.GeoDataFrame
        ``id`` (``"column_row"``), ``column``, ``row``, ``whole`` (False for a cell that the edge of the extent cuts),
        and the part of the cell in the extent. By row and column from the south-west; empty for an empty extent.

    Raises
    ------
    CRSError
        No reference system, or not in metres.
    SchemaError
        Invalid geometry; an extent of points or lines; a size that is no positive number; an unknown shape; more than
        two million cells (:data:`MOST_CELLS`).

    Examples
    --------
    >>> from shapely import box
    >>> district = gpd.GeoSeries([box(430050, 4071000, 430300, 4071200)], crs="EPSG:4549")
    >>> cells = grid(district, cell_m=100)
    >>> cells[["id", "whole"]].head(3).to_numpy().tolist()
    [['4300_40710', False], ['4301_40710', True], ['4302_40710', True]]
    >>> cells.area.tolist()
    [5000.0, 10000.0, 10000.0, 5000.0, 10000.0, 10000.0]
    """
    given: object = extent
    if not isinstance(given, (gpd.GeoDataFrame, gpd.GeoSeries)):
        message = Sentence(
            "{what}: the extent is a {name}, which does not say its reference system; give a "
            "GeoDataFrame or gpd.GeoSeries([shape], crs='EPSG:4549')",
            what=_WHAT,
            name=type(given).__name__,
        )
        raise SchemaError(message)
    crs = require_metres(extent, _WHAT, lengths=True)
    require_valid(extent, _WHAT)
    size = _size(cell_m)
    one_of(shape, ("square", "hexagon"), f"{_WHAT}: shape")
    drawn = np.asarray(extent.geometry.values)
    land = disjoint_parts(np.asarray(shapely.force_2d(drawn), dtype=object))
    if not len(land) and not (shapely.is_missing(drawn) | shapely.is_empty(drawn)).all():
        message = Sentence(
            "{what}: the extent has no area; give polygons, or buffer points and lines first", what=_WHAT
        )
        raise SchemaError(message)
    cells = _squares(land, size) if shape == "square" else _hexagons(land, size)
    covered, rows, inside, _ = cut(cells.shapes, land)
    cut_rows, cut_shapes = together(inside[0], rows[inside[1]])
    shapes = cells.shapes.copy()
    shapes[cut_rows] = cut_shapes
    kept = covered.copy()
    kept[cut_rows] = True
    ids = [f"{column}_{row}" for column, row in zip(cells.columns[kept], cells.rows[kept], strict=True)]
    table = {"id": ids, "column": cells.columns[kept], "row": cells.rows[kept], "whole": covered[kept]}
    return gpd.GeoDataFrame(table, geometry=shapes[kept], crs=crs).astype({"id": "str"})


class _Cells(NamedTuple):
    """All cells that the box round an extent meets."""

    columns: NDArray[np.int64]
    rows: NDArray[np.int64]
    shapes: Geometries


def _size(cell_m: object) -> float:
    if not isinstance(cell_m, bool) and isinstance(cell_m, Real) and 0 < float(cell_m) < np.inf:
        return float(cell_m)
    message = Sentence("{what}: cell_m is {cell_m!r}; give a positive number of metres", what=_WHAT, cell_m=cell_m)
    raise SchemaError(message)


def _squares(land: Geometries, size: float) -> _Cells:
    columns, rows = _numbers(land, size, size, size)
    return _Cells(columns, rows, _polygons(np.column_stack([columns, rows]), _SQUARE, (size, size)))


def _hexagons(land: Geometries, size: float) -> _Cells:
    half_side = size / _ROOT_3 / 2
    columns, rows = _numbers(land, size, 3 * half_side, size)
    middles = np.column_stack([2 * columns + rows % 2, 3 * rows])
    return _Cells(columns, rows, _polygons(middles, _HEXAGON, (size / 2, half_side)))


def _numbers(
    land: Geometries, width: float, height: float, reach: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the numbers of the columns and rows of the box round the land, and of a cell more on each side."""
    if not len(land):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first, last = _span(land, width, height, reach)
    count = (last - first + 1).prod()
    if count > MOST_CELLS:
        scale = (count / MOST_CELLS) ** 0.5
        while np.diff(_span(land, width * scale, height * scale, reach * scale), axis=0).prod() > MOST_CELLS / 1.1:
            scale *= 1.05
        message = Sentence(
            "{what}: cells of {width:g} m make {count:,.0f} in the box round the extent, and "
            "{most_cells:,} are the most; take cell_m from {width2:.3g} up, or cut one part of "
            "the extent after the other",
            what=_WHAT,
            width=width,
            count=count,
            most_cells=MOST_CELLS,
            width2=width * scale,
        )
        raise SchemaError(message)
    rows, columns = np.meshgrid(
        np.arange(first[1], last[1] + 1, dtype=np.int64),
        np.arange(first[0], last[0] + 1, dtype=np.int64),
        indexing="ij",
    )
    return columns.ravel(), rows.ravel()


def _span(land: Geometries, width: float, height: float, reach: float) -> Floats:
    """Give the first and the last numbers of columns and rows."""
    west, south, east, north = shapely.total_bounds(land)
    first = np.floor([(west - reach) / width, (south - reach) / height])
    return np.stack([first, np.ceil([(east + reach) / width, (north + reach) / height])])


def _polygons(at: NDArray[np.int64], corners: NDArray[np.int64], unit: tuple[float, float]) -> Geometries:
    """Build cells from whole numbers of units, so that neighbours have the very same corners."""
    whole = at[:, None, :] + corners[None, :, :]
    return np.asarray(shapely.polygons(whole * np.array(unit)), dtype=object)
