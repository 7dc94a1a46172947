"""How dense: points spread over a kernel radius."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.crs.gate import require_metres
from hanting_geo.errors import SchemaError
from hanting_geo.units import M2_PER_KM2

__all__ = ["density_bands", "kernel_density"]

_CELLS_PER_RADIUS = 20
_MOST_CELLS = 1_000_000


def kernel_density(
    points: gpd.GeoDataFrame, *, radius_m: float, weight: str | None = None, cell_m: float | None = None
) -> gpd.GeoDataFrame:
    """Spread points over a radius and measure the density on square cells.

    Quartic (biweight) kernel: a point of weight w gives ``3 w / (pi r^2) (1 - d^2 / r^2)^2`` per unit of area at
    distance d < r, taken at the centre of each cell. Areas and lines count at a point on them.

    Parameters
    ----------
    points
        In metres; a null or empty geometry has no place and counts nowhere.
    radius_m
        Kernel radius in metres; at least the ``accuracy_m`` of every placed feature, since a map must not be
        sharper than its places.
    weight
        Column to add up; None counts features. A missing weight is an error, not a zero.
    cell_m
        Side of a cell in metres; default a twentieth of the radius.

    Returns
    -------
    geopandas.GeoDataFrame
        Cells that something reaches: ``per_km2`` and the cell.

    Raises
    ------
    CRSError
        Not in metres.
    SchemaError
        The radius is not positive or below the accuracy, a weight is missing, or the cells are too many.

    Notes
    -----
    Silverman, B. W. (1986): Density Estimation for Statistics and Data Analysis, section 4.2, equation 4.5.

    Examples
    --------
    >>> site = gpd.GeoDataFrame(geometry=gpd.points_from_xy([430000], [4071000]), crs="EPSG:4549")
    >>> cells = kernel_density(site, radius_m=1000, cell_m=50)
    >>> float(round((cells["per_km2"] * cells.area / 1e6).sum(), 3))
    1.0
    """
    crs = require_metres(points, "a kernel density")
    if not radius_m > 0:
        message = f"radius_m must be above 0, not {radius_m}"
        raise SchemaError(message)
    shapes = np.asarray(points.geometry.values)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    weights = np.ones(placed.sum()) if weight is None else _weights(points, weight, placed)
    if "accuracy_m" in points.columns:
        worst = pd.to_numeric(points["accuracy_m"], errors="coerce")[placed].max()
        if worst > radius_m:
            message = f"radius_m is {radius_m:g}, and a place is known to {worst:g} m only; take at least {worst:g}"
            raise SchemaError(message)
    side = radius_m / _CELLS_PER_RADIUS if cell_m is None else cell_m
    xy = shapely.get_coordinates(shapely.point_on_surface(shapes[placed]))
    if not len(xy):
        return gpd.GeoDataFrame({"per_km2": np.zeros(0)}, geometry=[], crs=crs)
    start = np.floor((xy.min(axis=0) - radius_m) / side)
    counts = (np.ceil((xy.max(axis=0) + radius_m) / side) - start).astype(int)
    if counts.prod() > _MOST_CELLS:
        message = f"{counts.prod():,} cells are too many; take cell_m above {side:g}"
        raise SchemaError(message)
    density = np.zeros((counts[1], counts[0]))
    centres = [(start[axis] + np.arange(counts[axis]) + 0.5) * side for axis in (0, 1)]
    for (x, y), value in zip(xy, weights, strict=True):
        squared = ((centres[0] - x) ** 2)[None, :] + ((centres[1] - y) ** 2)[:, None]
        density += value * np.clip(1 - squared / radius_m**2, 0, None) ** 2
    density *= 3 / (np.pi * radius_m**2 / M2_PER_KM2)
    rows, columns = np.nonzero(density)
    west, south = (start[0] + columns) * side, (start[1] + rows) * side
    cells = shapely.box(west, south, west + side, south + side)
    return gpd.GeoDataFrame({"per_km2": density[rows, columns]}, geometry=cells, crs=crs)


def density_bands(cells: gpd.GeoDataFrame, *, bands: int = 5) -> gpd.GeoDataFrame:
    """Join the cells of :func:`kernel_density` to bands of equal interval, one feature each, from low to high.

    Parameters
    ----------
    cells
        With the column ``per_km2``.
    bands
        How many.

    Returns
    -------
    geopandas.GeoDataFrame
        ``band`` (the interval as text), ``from_per_km2``, ``to_per_km2`` and the area.

    Examples
    --------
    >>> site = gpd.GeoDataFrame(geometry=gpd.points_from_xy([430000], [4071000]), crs="EPSG:4549")
    >>> density_bands(kernel_density(site, radius_m=1000), bands=2)["band"].tolist()
    ['0 - 0.48', '0.48 - 0.95']
    """
    edges = np.linspace(0, cells["per_km2"].max() if len(cells) else 1.0, bands + 1)
    texts = [f"{low:.2g} - {high:.2g}" for low, high in pairwise(edges)]
    band = np.clip(np.searchsorted(edges, cells["per_km2"].to_numpy()) - 1, 0, bands - 1)
    joined = cells[[cells.geometry.name]].assign(number=band).dissolve("number")
    joined.insert(0, "band", [texts[number] for number in joined.index])
    joined.insert(1, "from_per_km2", edges[joined.index])
    joined.insert(2, "to_per_km2", edges[joined.index + 1])
    return joined.reset_index(drop=True)


def _weights(points: gpd.GeoDataFrame, weight: str, placed: np.ndarray) -> np.ndarray:
    if weight not in points.columns:
        message = f"no column {weight!r} to weigh by; there are: {', '.join(map(str, points.columns))}"
        raise SchemaError(message)
    values = pd.to_numeric(points[weight], errors="coerce").to_numpy(dtype=float)[placed]
    if not (values >= 0).all():
        row = points.index[placed][int(np.flatnonzero(~(values >= 0))[0])]
        message = f"{weight!r} of row {row} is no number of 0 or more; fill it, or leave the row out"
        raise SchemaError(message)
    return np.asarray(values, dtype=float)
