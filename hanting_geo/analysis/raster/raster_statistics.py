"""What a raster says of zones: statistics of its values, and the share of each class."""

from __future__ import annotations

from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.analysis.area import measure_area
from hanting_geo.analysis.raster.grid import opened
from hanting_geo.analysis.raster.summary import STATS, find, is_quantile
from hanting_geo.core import arguments
from hanting_geo.core.findings import attach
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import require_metres, require_polygons, require_valid
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from hanting_geo.analysis.raster.cells import Rule

__all__ = ["STATS", "raster_classes", "raster_statistics"]

_NO_VALUE = "(none)"
_MOST_NAMED = 5
_WHAT = "raster statistics"


def raster_statistics(
    zones: gpd.GeoDataFrame,
    raster: str | os.PathLike[str] | Any,
    *,
    stats: str | Sequence[str] = ("mean", "sum"),
    zone_id: str = "id",
    band: int = 1,
    rule: Rule = "fraction",
    nodata: float | None = None,
) -> pd.DataFrame:
    """Describe the values that a raster has in each zone: population, height, slope, temperature.

    Parameters
    ----------
    zones
        Polygons with a unique id. They may overlap: each is answered in full. A zone without geometry keeps its row,
        with missing values. Zones in another reference system than the raster are brought to it (their edges stay
        straight in their own system), if PROJ knows the way to 2 m; the cells are never moved.
    raster
        A file (``.tif``, ``.tiff``, ``.img``, ``.asc``), which is read by the driver of its suffix and reads no other
        file; or an open rasterio dataset, also a WarpedVRT.
    stats
        Of :data:`STATS`, or quantiles such as ``"q95"``; each becomes a column.

        - ``mean``, ``std``, ``variance`` (of the population, not of a sample), ``median`` and quantiles weigh a value
          by the area it has in the zone;
        - ``sum`` adds values times the fraction of the cell, for counts such as inhabitants;
        - ``min``, ``max``, ``variety`` (different values) take every cell that belongs to the zone at all;
        - ``majority``, ``minority``: the value with the most or least area, of equal ones the smallest;
        - ``q95``: the value that 95 % of the area does not exceed, between two values their middle; so ``q50`` is the
          ordinary ``median``;
        - ``count`` is the column ``cells`` under the name that other tools give it.
    zone_id
        Column of ``zones`` with their ids.
    band
        From 1.
    rule
        ``"fraction"``: a cell belongs to a zone with the part of it that the zone covers (to 1e-7; less than a
        millionth is nothing). ``"centre"``: in whole, where its centre lies in the zone, as GDAL rasterizes and
        rasterstats counts; a zone that holds no centre has no cells.
    nodata
        A stored value that is no value, where the raster does not say so itself. What it says (nodata, mask, alpha)
        counts as well, and so do NaN and infinities.

    Returns
    -------
    pandas.DataFrame
        A row a zone, with the index of ``zones``, unrounded:

        - ``zone_id``;
        - the statistics, missing where no cell has a value; a scale and offset of the band are applied. ``min``,
          ``max``, ``majority`` and ``minority`` of whole numbers are whole and exact (Int64, or UInt64 of uint64);
        - ``cells``: cells with a value, in fractions;
        - ``covered``: share of the zone's area where there is a value. Less than 1 where the raster has gaps or ends.

        ``hg.findings`` of it lists the zones that are not covered, and what was done about reference systems.

    Raises
    ------
    SourceError
        rasterio or exactextract is not installed (``pip install "hanting_geo[raster]"``); the raster cannot be read.
    CRSError
        The raster has no reference system or place, or one that stretches areas by over 1 % (Web Mercator); no good
        transformation from that of the zones is known (Beijing 1954, Xi'an 1980).
    SchemaError
        An unknown statistic, rule, band or column; a zone that is no valid polygon; an id that is missing or doubled;
        no zone on the raster at all.

    Notes
    -----
    Cells of a raster in degrees are not equal: their areas are taken on its ellipsoid, and weigh in all but ``sum``,
    ``min``, ``max`` and ``variety``. So ``sum`` is not ``mean`` times ``cells`` there.

    Fractions are those of exactextract. The raster is read in windows, and memory does not grow with it. The different
    values of each zone are kept for ``median``, quantiles, ``majority``, ``minority`` and ``variety``; where they are
    more than some millions, quantiles take several walks over the raster, and the others are refused.

    Examples
    --------
    A zone over one and a half of the four cells of a raster, values 1 2 over 3 4:

    >>> import geopandas as gpd, numpy as np, rasterio
    >>> from shapely import box
    >>> x, y = 430000, 4071000
    >>> zones = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(x, y + 10, x + 15, y + 20)], crs="EPSG:4549")
    >>> with rasterio.MemoryFile() as file:
    ...     place = rasterio.Affine(10, 0, x, 0, -10, y + 20)
    ...     kind = dict(driver="GTiff", count=1, height=2, width=2, dtype="uint8", crs="EPSG:4549", transform=place)
    ...     with file.open(**kind) as written:
    ...         written.write(np.array([[[1, 2], [3, 4]]], dtype="uint8"))
    ...     with file.open() as raster:
    ...         raster_statistics(zones, raster, stats=["sum", "mean", "max"]).round(3)
      zone_id  sum   mean  max  cells  covered
    0       a  2.0  1.333    2    1.5      1.0
    """
    _check_arguments(zones, band, nodata)
    asked = _asked(stats)
    ids = _zone_ids(zones, zone_id)
    require_valid(zones, _WHAT)
    with opened(raster, band, nodata) as grid:
        found = find(zones, grid, rule, asked)
    columns: dict[str, Any] = {"zone_id": ids}
    for name in asked:
        columns[name] = found.column(name)
    columns["cells"], columns["covered"] = found.known(found.sums.cells), found.known(found.covered)
    table = pd.DataFrame(columns, index=zones.index)
    return attach(table, found.said(ids, rule), raster=found.grid.name)


def raster_classes(
    zones: gpd.GeoDataFrame,
    raster: str | os.PathLike[str] | Any,
    *,
    zone_id: str = "id",
    band: int = 1,
    rule: Rule = "fraction",
    nodata: float | None = None,
) -> pd.DataFrame:
    """Measure how much of each zone has each value of a raster of classes, such as land cover.

    Parameters
    ----------
    zones
        As in :func:`raster_statistics`, in a projected system in metres.
    raster, zone_id, band, rule, nodata
        As in :func:`raster_statistics`.

    Returns
    -------
    pandas.DataFrame
        A row for each zone and class, also where nothing lies; classes in ascending order, and last ``(none)``: what
        has no value or lies off the raster. Unrounded, with the columns

        - ``zone_id``, ``class``: the value;
        - ``cells``: in fractions;
        - ``share``: of the zone's area. The shares of a zone sum to 1, also with ``rule="centre"``;
        - ``plane_m2``, ``ellipsoid_m2``: that share of the zone's areas as in :func:`hanting_geo.measure_area`, so
          that they close with them.

        A zone without geometry keeps its rows, with missing values.

    Raises
    ------
    SourceError, CRSError, SchemaError
        As in :func:`raster_statistics`; zones in degrees; more than 1,000 different values, which are no classes.

    Examples
    --------
    >>> import geopandas as gpd, numpy as np, rasterio
    >>> from shapely import box
    >>> x, y = 430000, 4071000
    >>> zones = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(x, y, x + 15, y + 25)], crs="EPSG:4549")
    >>> with rasterio.MemoryFile() as file:
    ...     place = rasterio.Affine(10, 0, x, 0, -10, y + 20)
    ...     kind = dict(driver="GTiff", count=1, height=2, width=2, dtype="uint8", crs="EPSG:4549", transform=place)
    ...     with file.open(**kind) as written:
    ...         written.write(np.array([[[40, 40], [40, 80]]], dtype="uint8"))
    ...     with file.open() as raster:
    ...         raster_classes(zones, raster).drop(columns="ellipsoid_m2").round(6)
      zone_id   class  cells     share  plane_m2
    0       a      40   2.50  0.666667     250.0
    1       a      80   0.50  0.133333      50.0
    2       a  (none)   0.75  0.200000      75.0
    """
    _check_arguments(zones, band, nodata)
    require_metres(zones, "the area of classes", areas=True)
    ids = _zone_ids(zones, zone_id)
    areas = measure_area(zones)
    with opened(raster, band, nodata) as grid:
        found = find(zones, grid, rule, ())
    zone, value, fraction, weight = found.table.values()
    classes, code = np.unique(value, return_inverse=True)
    shape = (len(zones), len(classes) + 1)
    cells, part = np.zeros(shape), np.zeros(shape)
    cells[zone, code], part[zone, code] = fraction, weight
    cells[:, -1] = found.sums.all_cells - found.sums.cells + found.laid.off_cells
    part[:, -1] = found.whole - found.sums.weight
    whole = found.whole[:, None]
    # A zone that holds no centre of a cell has no value on all of it.
    nothing = np.zeros(shape)
    nothing[:, -1] = 1
    share = np.divide(part, whole, out=nothing, where=whole > 0)
    unknown = ~found.placed[:, None]
    cells, share = np.where(unknown, np.nan, cells), np.where(unknown, np.nan, share)
    names = [item.item() for item in classes]
    names = [int(item) if float(item).is_integer() else item for item in names]
    table = pd.DataFrame(
        {
            "zone_id": pd.Series([zone for zone in ids for _ in range(shape[1])]),
            "class": pd.Series([*names, _NO_VALUE] * len(ids), dtype=object),
            "cells": cells.ravel(),
            "share": share.ravel(),
            **{name: (share * areas[name].to_numpy()[:, None]).ravel() for name in ("plane_m2", "ellipsoid_m2")},
        }
    )
    return attach(table, found.said(ids, rule), raster=found.grid.name)


def _check_arguments(zones: object, band: object, nodata: object) -> None:
    arguments.require_frame(zones, f"{_WHAT}: zones")
    if not isinstance(band, Integral):
        arguments.whole_number(band, f"{_WHAT}: band", least=1)
    # NaN and infinities may well stand for no value.
    if nodata is not None and not (isinstance(nodata, float | np.floating) and not np.isfinite(nodata)):
        arguments.number(nodata, f"{_WHAT}: nodata")


def _asked(stats: str | Sequence[str]) -> list[str]:
    asked = [stats] if isinstance(stats, str) else arguments.texts(stats, f"{_WHAT}: stats")
    unknown = [name for name in asked if name not in STATS and not is_quantile(name)]
    if unknown or not asked:
        message = Sentence(
            "{what}: {value}; there are: {listed}, and quantiles such as 'q5' or 'q97.5'",
            what=_WHAT,
            value=Sentence("no statistic {unknown}", unknown=_listed(unknown))
            if unknown
            else Sentence("no statistic is asked for"),
            listed=enumerated(STATS),
        )
        raise SchemaError(message)
    doubled = sorted({name for name in asked if asked.count(name) > 1})
    if doubled:
        message = Sentence("{what}: {doubled} is asked for more than once", what=_WHAT, doubled=_listed(doubled))
        raise SchemaError(message)
    return asked


def _zone_ids(zones: gpd.GeoDataFrame, zone_id: str) -> list[Any]:
    """Give the ids of the zones, checked, as are the zones."""
    ids = checked_ids(zones, zone_id, f"{_WHAT}: the zones")
    require_polygons(zones, f"{_WHAT}: a zone")
    return ids.tolist()


def _listed(names: Sequence[object] | NDArray[Any]) -> str:
    return enumerated(names, _MOST_NAMED)
