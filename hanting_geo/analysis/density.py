"""How dense: points spread over a kernel radius."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import ATTRS_KEY, facts_of
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.density import CAPTION, FEATURES, TITLE
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import SchemaError
from hanting_geo.units import M2_PER_KM2

__all__ = ["density_bands", "kernel_density"]

_CELLS_PER_RADIUS = 20
_MOST_CELLS = 1_000_000
_MOST_BANDS = 50


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
        Cells that something reaches: ``per_km2`` and the cell. ``attrs["hanting_geo"]`` says what the surface is, for
        the legend of a map: title, caption (kernel, radius, how many count, by what weight, per what), the poorest
        accuracy of the places, licence and attribution of the points.

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
    >>> print(cells.attrs["hanting_geo"]["caption_en"])
    A smoothed density, no value measured at any place: quartic kernel, radius 1000 m; 1 feature counts; per km².
    """
    arguments.require_frame(points, "a kernel density: points")
    arguments.number(radius_m, "a kernel density: radius_m", above=0)
    if cell_m is not None:
        arguments.number(cell_m, "a kernel density: cell_m", above=0)
    if weight is not None:
        arguments.named_column(points, weight, "a kernel density: the points")
    crs = require_metres(points, "a kernel density", lengths=True)
    require_valid(points, "a kernel density")
    if not radius_m > 0:
        message = Sentence("radius_m must be above 0, not {radius_m}", radius_m=radius_m)
        raise SchemaError(message)
    shapes = np.asarray(points.geometry.values)
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    weights = np.ones(placed.sum()) if weight is None else _weights(points, weight, placed)
    worst = _poorest_accuracy(points, placed)
    if worst is not None and worst > radius_m:
        message = Sentence(
            "radius_m is {radius_m:g}, and a place is known to {worst:g} m only; take at least {worst:g}",
            radius_m=radius_m,
            worst=worst,
        )
        raise SchemaError(message)
    meta = _meta(points, placed, radius_m=radius_m, weight=weight, accuracy_m=worst)
    side = radius_m / _CELLS_PER_RADIUS if cell_m is None else cell_m
    xy = shapely.get_coordinates(shapely.point_on_surface(shapes[placed]))
    if not len(xy):
        return _with_meta(gpd.GeoDataFrame({"per_km2": np.zeros(0)}, geometry=[], crs=crs), meta)
    start = np.floor((xy.min(axis=0) - radius_m) / side)
    counts = (np.ceil((xy.max(axis=0) + radius_m) / side) - start).astype(int)
    if counts.prod() > _MOST_CELLS:
        message = Sentence("{counts:,} cells are too many; take cell_m above {side:g}", counts=counts.prod(), side=side)
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
    return _with_meta(gpd.GeoDataFrame({"per_km2": density[rows, columns]}, geometry=cells, crs=crs), meta)


def density_bands(cells: gpd.GeoDataFrame, *, bands: int = 5) -> gpd.GeoDataFrame:
    """Join the cells of :func:`kernel_density` to bands of equal interval, one feature each, from low to high.

    The bounds are rounded to three digits of the highest density before the cells are sorted into them, so that the
    interval that a band is called by holds every density in it.

    Parameters
    ----------
    cells
        With the column ``per_km2``.
    bands
        How many; one that no cell lies in is left out.

    Returns
    -------
    geopandas.GeoDataFrame
        ``band`` (the interval as text), ``from_per_km2``, ``to_per_km2`` and the area; the attrs of the cells.

    Raises
    ------
    SchemaError
        There is no ``per_km2``, or ``bands`` is no whole number from 1 to 50.

    Examples
    --------
    >>> site = gpd.GeoDataFrame(geometry=gpd.points_from_xy([430000], [4071000]), crs="EPSG:4549")
    >>> density_bands(kernel_density(site, radius_m=1000), bands=2)["band"].tolist()
    ['(0, 0.476]', '(0.476, 0.953]']
    """
    arguments.require_frame(cells, "bands of a density: cells")
    arguments.whole_number(bands, "bands of a density: bands", least=1, most=_MOST_BANDS)
    if "per_km2" not in cells.columns:
        message = Sentence(
            "no column 'per_km2', as kernel_density makes it; there are: {listed}",
            listed=enumerated(map(str, cells.columns)),
        )
        raise SchemaError(message)
    if not isinstance(bands, (int, np.integer)) or not 1 <= bands <= _MOST_BANDS:
        message = Sentence(
            "bands is {bands!r}; use a whole number from 1 to {most_bands}", bands=bands, most_bands=_MOST_BANDS
        )
        raise SchemaError(message)
    edges, places = _edges(float(cells["per_km2"].max()), int(bands))
    texts = [f"({f'{low:.{places}f}' if low else 0}, {high:.{places}f}]" for low, high in pairwise(edges)]
    # Up to its upper bound; 0 itself, which kernel_density never gives, is in the lowest.
    band = np.maximum(np.searchsorted(edges, cells["per_km2"].to_numpy()) - 1, 0)
    joined = cells[[cells.geometry.name]].assign(number=band).dissolve("number")
    joined.insert(0, "band", [texts[number] for number in joined.index])
    joined.insert(1, "from_per_km2", [edges[number] for number in joined.index])
    joined.insert(2, "to_per_km2", [edges[number + 1] for number in joined.index])
    return _with_meta(joined.reset_index(drop=True), facts_of(cells))


def _edges(highest: float, bands: int) -> tuple[list[float], int]:
    """Give the bounds of equal bands up to the highest value, and how many decimals they take to write."""
    highest = highest if highest > 0 else 1.0  # no cells
    places = 2 - math.floor(math.log10(highest))
    top = round(highest, places)
    if top < highest:
        top = round(top + 10.0**-places, places)
    return [0.0, *(round(top * number / bands, places) for number in range(1, bands)), top], max(places, 0)


def _with_meta(frame: gpd.GeoDataFrame, meta: dict[str, Any] | None) -> gpd.GeoDataFrame:
    frame.attrs = {ATTRS_KEY: dict(meta)} if meta else {}
    return frame


def _poorest_accuracy(points: gpd.GeoDataFrame, placed: np.ndarray) -> float | None:
    """Give the poorest stated accuracy of a place; None where nobody states one."""
    stated = stated_accuracy(points)[placed]
    return None if np.isnan(stated).all() else float(np.nanmax(stated))


def _meta(
    points: gpd.GeoDataFrame, placed: np.ndarray, *, radius_m: float, weight: str | None, accuracy_m: float | None
) -> dict[str, Any]:
    """Say what the surface is, so that every map of it can: a reader must not take it for measured values."""
    counted, lost = int(placed.sum()), int((~placed).sum())
    caption = [CAPTION["count" if counted != 1 else "one_counts"].filled(radius_m=radius_m, count=counted)]
    if lost:
        caption.append(CAPTION["lost" if lost != 1 else "one_lost"].filled(count=lost))
    if weight:
        caption.append(CAPTION["weighted"].filled(weight=weight))
    caption.append(CAPTION["unit"])
    title = TITLE.filled(what=weight or FEATURES)
    said = facts_of(points)
    own = [str(value) for value in points["licence"].dropna().unique()] if "licence" in points.columns else []
    meta = {
        "title_zh": title.zh,
        "title_en": title.en,
        "caption_zh": "".join(part.zh for part in caption),
        "caption_en": "".join(part.en for part in caption),
        "accuracy_m": accuracy_m,
        "licence": said.get("licence") or " AND ".join(own),
        "attribution": said.get("attribution"),
    }
    return {key: value for key, value in meta.items() if value not in (None, "")}


def _weights(points: gpd.GeoDataFrame, weight: str, placed: np.ndarray) -> np.ndarray:
    if weight not in points.columns:
        message = Sentence(
            "no column {weight!r} to weigh by; there are: {listed}",
            weight=weight,
            listed=enumerated(map(str, points.columns)),
        )
        raise SchemaError(message)
    values = pd.to_numeric(points[weight], errors="coerce").to_numpy(dtype=float)[placed]
    if not (values >= 0).all():
        row = points.index[placed][int(np.flatnonzero(~(values >= 0))[0])]
        message = Sentence(
            "{weight!r} of row {row} is no number of 0 or more; fill it, or leave the row out", weight=weight, row=row
        )
        raise SchemaError(message)
    return np.asarray(values, dtype=float)
