"""What lies around a candidate: features, or lengths of lines, within a radius of its border."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.sentences import Sentence
from hanting_geo.core.threads import in_lots
from hanting_geo.errors import SchemaError
from hanting_geo.siting.suitability.factors.stretches import lengths_within, segments_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions

__all__ = ["around", "land_around"]

_FLAT = 1e-9
"""As much less than its hull a convex polygon may be by rounding."""

_M2_PER_KM2 = 1e6
_M_PER_KM = 1000.0
_FINE = 64
_LOT = 20_000
_LINE = 1


def around(
    candidates: Geometries, features: Geometries, radius_m: float, factor: str, measure: str | None, who: str
) -> Floats:
    """Count features, or kilometres of lines, within a radius; for ``density`` by the square kilometre of that land.

    A feature counts where its distance to the candidate is at most the radius. Of lines what lies within counts,
    exactly for points and for what is convex; else the round of the radius is drawn with 256 corners, which misses less
    than 0.03 % of it.

    Raises
    ------
    SchemaError
        Lengths of what are no lines.
    """
    if factor == "length" or measure == "length":
        if len(features) and (shapely.get_dimensions(features) != _LINE).any():
            message = Sentence(
                "criterion {who}: lengths are those of lines, and the layer has others; filter them", who=who
            )
            raise SchemaError(message)
        result = _lengths(candidates, features, radius_m) / _M_PER_KM
    else:
        tree = shapely.STRtree(features)
        result = np.zeros(len(candidates))
        for first in range(0, len(candidates), _LOT):
            asked, _ = _near(tree, candidates[first : first + _LOT], radius_m)
            found = np.bincount(asked, minlength=min(_LOT, len(candidates) - first))
            result[first : first + _LOT] = found
    if factor == "density":
        result /= land_around(candidates, radius_m) / _M2_PER_KM2
    return result


def _lengths(candidates: Geometries, lines: Geometries, radius_m: float) -> Floats:
    """Give the metres of lines within the radius of each candidate."""
    result = np.zeros(len(candidates))
    easy = _is_convex(candidates)
    rows, odd = np.flatnonzero(easy), np.flatnonzero(~easy)
    if len(rows):
        starts, ends = segments_of(lines)
        tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)), dtype=object))
        for first in range(0, len(rows), _LOT):
            some = rows[first : first + _LOT]
            asked, segment = _near(tree, candidates[some], radius_m)
            parts = lengths_within(candidates[some], radius_m, asked, starts[segment], ends[segment])
            result[some] = np.bincount(asked, parts, len(some))
    if len(odd):
        tree = shapely.STRtree(lines)
        asked, line = _near(tree, candidates[odd], radius_m)
        rounds = shapely.buffer(candidates[odd], radius_m, quad_segs=_FINE)
        inside = shapely.length(shapely.intersection(lines[line], rounds[asked]))
        result[odd] = np.bincount(asked, inside, len(odd))
    return result


def _near(tree: shapely.STRtree, shapes: Geometries, radius_m: float) -> tuple[Positions, Positions]:
    """Find the pairs within the radius."""

    def ask(first: int, last: int) -> Positions:
        pairs = tree.query(shapes[first:last], predicate="dwithin", distance=radius_m)
        pairs[0] += first
        return np.asarray(pairs)

    pairs = np.concatenate(in_lots(ask, len(shapes)), axis=1) if len(shapes) else np.zeros((2, 0), dtype=np.intp)
    return pairs[0], pairs[1]


def land_around(candidates: Geometries, radius_m: float) -> Floats:
    """Give the area within a radius, the candidate included: exact for points and for what is convex (Steiner).

    ``area + perimeter * r + pi * r ** 2``; the area of a drawn round for any other shape.

    Examples
    --------
    >>> land_around(np.array([shapely.Point(0, 0), shapely.box(0, 0, 10, 10)]), 5).round(6).tolist()
    [78.539816, 378.539816]
    """
    convex = _is_convex(candidates)
    result = shapely.area(candidates) + shapely.length(candidates) * radius_m + np.pi * radius_m**2
    odd = np.flatnonzero(~convex)
    result[odd] = shapely.area(shapely.buffer(candidates[odd], radius_m, quad_segs=_FINE))
    return np.asarray(result)


def _is_convex(candidates: Geometries) -> Flags:
    """Tell points and convex polygons without holes."""
    kinds = shapely.get_type_id(candidates)
    result: Flags = kinds == shapely.GeometryType.POINT
    polygons = np.flatnonzero(kinds == shapely.GeometryType.POLYGON)
    # Most are upright squares, which fill their bounds.
    west, south, east, north = shapely.bounds(candidates[polygons]).T
    square = shapely.area(candidates[polygons]) == (east - west) * (north - south)
    result[polygons[square]] = True
    polygons = polygons[~square]
    area = shapely.area(candidates[polygons])
    hull = shapely.area(shapely.convex_hull(candidates[polygons]))
    result[polygons] = hull - area <= _FLAT * hull
    return result
