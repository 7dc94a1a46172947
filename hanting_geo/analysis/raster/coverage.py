"""How much of each cell a polygon covers, from exactextract; loaded only where it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from exactextract import exact_extract
from exactextract.feature import Feature, FeatureSource
from exactextract.raster import NumPyRasterSource
from exactextract.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hanting_geo.core.arrays import Floats, Geometries, Positions


__all__ = ["covered_cells"]

_LEAST = 1e-6
"""Less of a cell than this, or of a zone smaller than a cell, is what rounding leaves along a common edge. It would
count for the least and largest value like any other."""
_LATTICE = 2.0**-32
"""Of a cell."""


class _Shape(Feature):  # type: ignore[misc]  # exactextract has no types
    """A polygon, and what is said of it. Well-known binary: text would be parsed anew for every window."""

    def __init__(self, wkb: bytes) -> None:
        super().__init__()
        self.wkb = wkb
        self.said: dict[str, Any] = {}

    def geometry(self) -> bytes:
        return self.wkb

    def set_geometry(self, _wkb: bytes) -> None:
        """Take no geometry: a copy is made for its numbers."""

    def set_geometry_format(self) -> str:
        return "wkb"

    def set(self, name: str, value: Any) -> None:
        self.said[name] = value

    def get(self, name: str) -> Any:
        return self.said[name]

    def fields(self) -> list[str]:
        return list(self.said)


class _Shapes(FeatureSource):  # type: ignore[misc]
    def __init__(self, shapes: Geometries) -> None:
        super().__init__()
        self.shapes = shapely.to_wkb(shapes)

    def count(self) -> int:
        return len(self.shapes)

    def __iter__(self) -> Iterator[_Shape]:
        return (_Shape(wkb) for wkb in self.shapes)

    def srs_wkt(self) -> None:
        return None


class _Answers(Writer):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []

    def add_operation(self, operation: Any) -> None:
        """Know no columns: the names of the operations are enough."""

    def write(self, feature: Any) -> None:
        copy = _Shape(b"")
        feature.copy_to(copy)
        self.rows.append(copy.said)

    def features(self) -> list[dict[str, Any]]:
        return self.rows


def covered_cells(shapes: Geometries, window: tuple[int, int, int, int]) -> tuple[list[Positions], Floats]:
    """Find the cells of a window that each polygon covers in part or whole.

    Parameters
    ----------
    shapes
        Polygons in the raster's own grid: a cell is a square of side 1, x is the column, y the row counted down from 0.
    window
        First row, first column, rows, columns.

    Returns
    -------
    cells
        For each polygon the positions of its cells in the flat window.
    fraction
        The covered part of each of them, one polygon after the other, to 1e-7.
    """
    row, column, rows, columns = window
    whole = shapely.area(shapes)
    shapes = _clipped(shapes, shapely.box(column, -(row + rows), column + columns, -row))
    # Only the grid is asked about, so that cells without a value are counted as well.
    nothing = np.broadcast_to(np.uint8(0), (rows, columns))
    source = NumPyRasterSource(nothing, column, -(row + rows), column + columns, -row)
    there = np.flatnonzero(~shapely.is_empty(shapes))
    shapes = shapes[there]
    answers = exact_extract(source, _Shapes(shapes), ["cell_id", "coverage"], output=_Answers()) if len(there) else []
    cells: list[Positions] = [np.zeros(0, dtype=np.intp)] * len(whole)
    fractions: list[Floats] = []
    nowhere = np.zeros(0)
    leasts = _LEAST * np.minimum(whole[there], 1)
    for position, said, least in zip(there, answers, leasts, strict=True):
        cell, fraction = said.get("cell_id", nowhere).astype(np.intp), said.get("coverage", nowhere)
        kept = fraction > least
        cells[position] = cell if kept.all() else cell[kept]
        fractions.append(fraction if kept.all() else fraction[kept])
    return cells, np.concatenate([nowhere, *fractions])


def _clipped(shapes: Geometries, window: shapely.Geometry) -> Geometries:
    """Cut polygons to the window: exactextract reads memory that is not its own where parts lie outside its grid."""
    low, high = np.split(shapely.bounds(shapes), 2, axis=1)
    west, south, east, north = shapely.bounds(window).tolist()
    beyond = np.flatnonzero((low < (west, south)).any(axis=1) | (high > (east, north)).any(axis=1))
    if not len(beyond):
        return shapes
    cut = np.asarray(shapely.intersection(shapes[beyond], window))
    # Two ways that have nothing in common; on a fine lattice, an intersection of GEOS loses no part.
    again = shapely.area(shapely.clip_by_rect(shapes[beyond], west, south, east, north))
    apart = np.flatnonzero(np.abs(shapely.area(cut) - again) > _LATTICE * (1 + again))
    cut[apart] = shapely.intersection(shapes[beyond[apart]], window, grid_size=_LATTICE)
    clipped = shapes.copy()
    clipped[beyond] = [_areas(shape) for shape in cut]
    return clipped


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Leave points and lines away, with which a polygon touches the window."""
    if shapely.get_type_id(shape) in {shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON}:
        return shape
    parts = shapely.get_parts(shape)
    return shapely.MultiPolygon(parts[shapely.get_dimensions(parts) > 1].tolist())
