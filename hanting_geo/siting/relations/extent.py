"""The parts of sites where a rule holds that holds only in the area of some features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.siting.relations.answers import Case, any_of, is_unsure, united
from hanting_geo.siting.relations.displacement import ON_BORDER_M, grow, shrink
from hanting_geo.siting.relations.nearest import covers, dwithin, pairs_within, prepared
from hanting_geo.siting.relations.overlap import is_deep
from hanting_geo.siting.relations.shapes import in_common, is_something, of_dimension

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.siting.relations.features import Features

__all__ = ["parts_within"]


def parts_within(shapes: Geometries, accuracy_m: Floats, where: Features) -> tuple[Positions, Case]:
    """Give the sites that a rule may hold for, and their parts where it does.

    Parameters
    ----------
    shapes, accuracy_m
        The sites.
    where
        Polygons in whose area the rule holds.
    """
    stated = np.nan_to_num(where.accuracy_m)
    pairs = pairs_within(shapes, accuracy_m, where.shapes, stated)
    areas, sites = prepared(where.shapes, pairs.feature), shapes[pairs.site]
    shift = accuracy_m[pairs.site] + stated[pairs.feature]
    meets = (shift == 0) | dwithin(areas, sites, shift - ON_BORDER_M)
    pairs, shift, areas, sites = pairs.pick(meets), shift[meets], areas[meets], sites[meets]
    covered = covers(areas, sites)
    deep = covered & (shift == 0)
    moving = np.flatnonzero(covered & ~deep)
    deep[moving] = is_deep(areas[moving], sites[moving], shift[moving])
    # A site that surely lies in one area, with all of it, is not cut by others.
    wholly = any_of(pairs, deep, len(shapes))
    left = ~wholly[pairs.site]
    pairs, shift, sites, covered = pairs.pick(left), shift[left], sites[left], covered[left]
    areas = where.shapes[pairs.feature]
    dimension = shapely.get_dimensions(sites)

    def part(zones: Geometries, whole: Flags) -> Geometries:
        pieces, some = sites.copy(), np.flatnonzero(~whole)
        both = in_common(sites[some], zones[some])
        pieces[some] = of_dimension(both, dimension[some])
        result = united(pairs.site, pieces, whole, shapes)
        result[wholly] = shapes[wholly]
        result[shapely.is_missing(result)] = shapely.GeometryCollection()
        return result

    drawn = part(areas, covered)
    certain = part(shrink(areas, shift), covered & (shift == 0))
    possible = shapes.copy() if is_unsure(where) else part(grow(areas, shift), covered)
    asked = np.flatnonzero(is_something(possible))
    return asked, Case(shapes[asked], drawn[asked], certain[asked], possible[asked], accuracy_m[asked], wholly[asked])
