"""A raster of people as areas, a row for each cell that has some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.analysis.raster.files import opened_file
from hanting_geo.core.arguments import path as checked_path
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import resolve, to_crs
from hanting_geo.errors import CRSError, SchemaError

if TYPE_CHECKING:
    import os

    from pyproj import CRS

__all__ = ["MOST_CELLS", "population_cells"]

MOST_CELLS = 300_000
"""The most cells with people that are taken: each becomes an area."""
_CORNERS = ((0, 1), (1, 1), (1, 0), (0, 0))
"""Of a cell, from its lower left round, in cells from its upper left."""


def population_cells(raster: str | os.PathLike[str], crs: CRS | None, what: str) -> gpd.GeoDataFrame:
    """Read the first band of a raster of people per cell; cells without a value or with 0 have no row.

    Returns
    -------
    geopandas.GeoDataFrame
        ``id`` (``row_column``, from the upper left), ``demand``, ``cell_m`` (the longer side of a cell), and the cell
        in ``crs``, by default the working system.

    Raises
    ------
    SourceError
        It cannot be read as a raster.
    CRSError
        It does not say its reference system.
    SchemaError
        A negative cell, or more than :data:`MOST_CELLS` with people.
    """
    path = checked_path(raster, f"{what}: demand")
    with opened_file(path, f"{what}: demand") as dataset:
        if dataset.crs is None:
            message = Sentence(
                "{what}: the raster {path} does not say its reference system; set it with gdal_edit.py -a_srs",
                what=what,
                path=path,
            )
            raise CRSError(message)
        system = resolve(dataset.crs.to_wkt())
        band = dataset.read(1, masked=True)
        transform = dataset.transform
    values = np.ma.filled(band.astype(np.float64), np.nan)
    negative = np.argwhere(values < 0)
    if len(negative):
        row, column = negative[0].tolist()
        message = Sentence(
            "{what}: the raster {path} has {values:g} people in row {row}, column {column} (and "
            "{count} more cells below 0); declare that value as no data: gdal_translate -a_nodata",
            what=what,
            path=path,
            values=values[row, column],
            row=row,
            column=column,
            count=len(negative) - 1,
        )
        raise SchemaError(message)
    rows, columns = np.nonzero(np.isfinite(values) & (values > 0))
    if len(rows) > MOST_CELLS:
        message = Sentence(
            "{what}: the raster {path} has {count:,} cells with people, and {most_cells:,} are "
            "the most; cut it to the district first: gdal_translate -projwin",
            what=what,
            path=path,
            count=len(rows),
            most_cells=MOST_CELLS,
        )
        raise SchemaError(message)
    corners = (
        [transform.a * (columns + right) + transform.b * (rows + down) + transform.c for right, down in _CORNERS],
        [transform.d * (columns + right) + transform.e * (rows + down) + transform.f for right, down in _CORNERS],
    )
    shapes = shapely.polygons(np.array(corners).transpose(2, 1, 0))
    shapes = np.asarray(shapely.orient_polygons(shapes), dtype=object)
    ids = [f"{row}_{column}" for row, column in zip(rows.tolist(), columns.tolist(), strict=True)]
    cells = gpd.GeoDataFrame({"id": ids, "demand": values[rows, columns]}, geometry=shapes, crs=system)
    cells = to_crs(cells.astype({"id": "str"}), "working" if crs is None else crs)
    bounds = cells.bounds.to_numpy()
    sides = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) if len(cells) else np.zeros(0)
    return cells.assign(cell_m=sides)
