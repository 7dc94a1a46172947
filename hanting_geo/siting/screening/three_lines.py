"""三线占用: what of each site lies in permanent basic farmland, in the red line, inside and outside the boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.remainders import remainders
from hanting_geo.siting.relations.answers import AREAL
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hanting_geo.core.arrays import Floats, Geometries
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["area_within", "land_of", "three_lines_table"]


def three_lines_table(screened: Screened, lines: Mapping[str, Sequence[Features] | None]) -> pd.DataFrame:
    """Give a row for each site: its area, and what of it lies in which line, as drawn.

    Parameters
    ----------
    screened
        The sites.
    lines
        Role to the features of the line; a role that is not there, or None (its data are not there), is missing in
        the table, and never 0.

    Returns
    -------
    pandas.DataFrame
        ``site``, the names, and in m2, hectares and mu: the area of the site; ``permanent_farmland_``,
        ``ecological_redline_``; ``inside_boundary_`` and ``outside_boundary_``, which sum to the area; ``occupied_``,
        farmland and red line together, each place once.
    """
    sites = screened.sites.shapes
    area = shapely.area(sites)
    nothing = np.full(len(sites), np.nan)
    farmland, redline, boundary = (
        land_of(lines.get(role)) for role in ("permanent_farmland", "ecological_redline", "urban_boundary")
    )
    inside = nothing if boundary is None else area_within(sites, boundary)
    both = None if farmland is None or redline is None else np.concatenate([farmland, redline])
    measured = {
        "permanent_farmland_": nothing if farmland is None else area_within(sites, farmland),
        "ecological_redline_": nothing if redline is None else area_within(sites, redline),
        "inside_boundary_": inside,
        "outside_boundary_": area - inside,
        "occupied_": nothing if both is None else area_within(sites, both),
    }
    columns: dict[str, object] = {
        "site": screened.sites.ids,
        **{name: screened.names[name].to_numpy() for name in screened.names.columns},
        "plane_m2": area,
        **{name: values for name, values in area_columns(area).items() if name != "m2"},
    }
    for prefix, values in measured.items():
        columns |= area_columns(values, prefix=prefix)
    return pd.DataFrame(columns)


def land_of(features: Sequence[Features] | None) -> Geometries | None:
    """Give the polygons of some features; None where their data are not there."""
    if features is None:
        return None
    shapes = np.concatenate([np.zeros(0, dtype=object), *(each.shapes for each in features)])
    return np.asarray(shapes[shapely.get_dimensions(shapes) == AREAL], dtype=object)


def area_within(sites: Geometries, land: Geometries) -> Floats:
    """Measure what of each site lies in some polygons, each place once.

    What the site has outside all of them is cut by the engine, whose answers are judged.

    Examples
    --------
    >>> site, one, other = shapely.box(0, 0, 10, 10), shapely.box(4, 0, 20, 10), shapely.box(6, 0, 8, 30)
    >>> area_within(np.array([site]), np.array([one, other])).tolist()
    [60.0]
    """
    area = np.asarray(shapely.area(sites), dtype=np.float64)
    result = np.zeros(len(sites))
    if not len(land) or not len(sites):
        return result
    near, met = shapely.STRtree(land).query(sites)
    asked = np.unique(near[shapely.get_dimensions(sites[near]) == AREAL])
    if not len(asked):
        return result
    rest = remainders(sites[asked], land[np.unique(met)])
    left = np.zeros(len(asked))
    left[rest.row] = shapely.area(rest.geometry)
    result[asked] = np.clip(area[asked] - left, 0.0, area[asked])
    return result
