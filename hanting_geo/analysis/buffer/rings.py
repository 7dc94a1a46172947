"""Bands of distance round features: from the nearest out, without overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.buffer.buffer import _QUAD_SEGS, _one_row, _require_reach, _union, _with_geometry
from hanting_geo.analysis.buffer.grown import grown, least
from hanting_geo.core import arguments
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.threads import in_lots
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hanting_geo.core.arrays import Geometries

__all__ = ["rings"]


_BEYOND = 1e-13
"""Share of a buffer that may lie beyond a larger one: what areas are rounded by."""


def rings(frame: gpd.GeoDataFrame, distances_m: Sequence[float], *, dissolve: bool = True) -> gpd.GeoDataFrame:
    """Rings of distance round features: 0 to 500 m, 500 to 800 m, ...

    The rings are disjoint, and together they are the buffer of the last distance. The first holds the features
    themselves.

    Parameters
    ----------
    frame
        In a projected system in metres, with valid geometry; may be empty.
    distances_m
        Outer distances in metres, positive and rising: ``[500, 800, 1500]`` round a station for development around
        transit (TOD).
    dissolve
        True: one row a ring, for all features together; each place is in the ring of its nearest feature. Other
        columns as in :func:`buffer` with ``dissolve=True``. False: the rings of each feature by itself, which overlap
        those of its neighbours; feature columns and index stay, repeated for each ring.

    Returns
    -------
    geopandas.GeoDataFrame
        The columns of ``frame`` and ``from_m``, ``to_m``. A feature without geometry has rings without
        geometry (``dissolve=False``) or takes no part.

    Raises
    ------
    CRSError
        No reference system, not in metres, or a system that does not keep lengths here (Web Mercator, Albers).
    SchemaError
        Invalid geometry; distances that are not positive, finite and rising; a column ``from_m`` or ``to_m`` is
        there already.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> station = gpd.GeoDataFrame({"id": ["s"]}, geometry=[Point(430000, 4071000)], crs="EPSG:4549")
    >>> tod = rings(station, [500, 800, 1500])
    >>> tod[["id", "from_m", "to_m"]].to_numpy().tolist()
    [['s', 0.0, 500.0], ['s', 500.0, 800.0], ['s', 800.0, 1500.0]]
    >>> (tod.area / 1e4).round(1).tolist()
    [78.4, 122.3, 505.0]
    """
    arguments.require_frame(frame, "rings: frame")
    if arguments.flag(dissolve, "rings: dissolve"):
        arguments.require_single_names(frame, "rings: the frame")
    require_metres(frame, "rings", lengths=True)
    require_valid(frame, "rings")
    bounds = _rising(distances_m)
    geometry = np.asarray(frame.geometry.values)
    for bound in bounds:
        _require_reach(frame, geometry, np.where(shapely.is_missing(geometry), 0.0, bound), "a distance of the rings")
    taken = [column for column in ("from_m", "to_m") if column in frame.columns]
    if taken:
        message = Sentence(
            "rings: the frame already has a column {listed}; rename or drop it first", listed=enumerated(taken)
        )
        raise SchemaError(message)
    features = _one_row(frame) if dissolve else frame
    bands = _bands(_grown(geometry, bounds, features=len(features), dissolve=dissolve))
    count = len(bounds)
    rows = np.repeat(np.arange(len(features)), count)
    shapes = bands.T.ravel()
    result = _with_geometry(features.iloc[rows], shapes)
    result["from_m"] = np.tile(np.array([0.0, *bounds[:-1]]), len(features))
    result["to_m"] = np.tile(np.array(bounds), len(features))
    return result.reset_index(drop=True) if dissolve else result


def _grown(geometry: Geometries, bounds: list[float], *, features: int, dissolve: bool) -> Geometries:
    """Give the buffers of all distances, a row each: a column a feature, or one for all of them."""
    # The widest take longest, and come first, so that no thread is left with them in the end.
    rows = np.tile(geometry, len(bounds))
    wide = grown(rows, np.repeat(bounds[::-1], len(geometry)), _QUAD_SEGS)
    wide = wide.reshape(len(bounds), len(geometry))[::-1]
    if not dissolve:
        return wide
    joined = np.full((len(bounds), features), None, dtype=object)
    if features and not shapely.is_missing(geometry).all():
        unions = in_lots(
            lambda first, last: [_union(shapes) for shapes in wide[first:last]],
            len(bounds),
            least=least(wide[0]),
        )
        joined[:, 0] = [union for lot in unions for union in lot]
    return joined


def _bands(outer: Geometries) -> Geometries:
    """Cut the next smaller buffer out of each: a row a distance, a column a feature."""
    bands = outer.copy()
    if len(outer) == 1 or not outer.shape[1]:
        return bands
    shapely.bounds(outer)  # kept in a geometry once asked for: two threads must not ask at once
    wide, narrow = outer[1:].ravel(), outer[:-1].ravel()
    cut = in_lots(
        lambda first, last: shapely.difference(wide[first:last], narrow[first:last]), len(wide), least=least(wide)
    )
    bands[1:] = np.concatenate(cut).reshape(bands[1:].shape)
    # Polygons stand in for circles: the smaller need not lie in the larger by the last hair. Where it does, the areas
    # add up; where it does not, make it.
    areas = shapely.area(outer)
    beyond = areas[:-1] + shapely.area(bands[1:]) - areas[1:] > _BEYOND * areas[1:]
    for column in np.flatnonzero(beyond.any(axis=0)):
        inside = outer[:, column].copy()
        for row in range(len(outer) - 1)[::-1]:
            inside[row] = shapely.intersection(inside[row], inside[row + 1])
        bands[:, column] = [inside[0], *shapely.difference(inside[1:], inside[:-1])]
    return bands


def _rising(distances_m: Sequence[float]) -> list[float]:
    given: object = distances_m
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        message = Sentence(
            "rings: distances_m is {given!r}; give a list of metres such as [500, 800, 1500]", given=given
        )
        raise SchemaError(message)
    bounds = [_number(bound, distances_m) for bound in distances_m]
    steps = np.diff([0.0, *bounds])
    if not bounds or not np.isfinite(bounds).all() or (steps <= 0).any():
        message = Sentence(
            "rings: distances_m is {bounds}; give positive metres, each larger than the one before", bounds=bounds
        )
        raise SchemaError(message)
    return bounds


def _number(bound: object, distances_m: Sequence[float]) -> float:
    """Give a number as it is, NaN too; texts and flags are none."""
    if isinstance(bound, float | int | np.number) and not isinstance(bound, bool):
        return float(bound)
    message = Sentence(
        "rings: distances_m is {distances_m!r}, and {bound} in it is no number; give metres",
        distances_m=distances_m,
        bound=arguments.told(bound),
    )
    raise SchemaError(message)
