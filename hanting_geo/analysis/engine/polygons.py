"""From rings to polygons: which hole lies in which shell, and whether the result is valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.rings import offsets_of
from hanting_geo.core.compiled import is_worth
from hanting_geo.core.threads import each, lot_of

if TYPE_CHECKING:
    from hanting_geo.analysis.engine.tracing import Rings
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["polygons_of"]

_VERTICES_A_LOT = 60_000
_WORTH_COMPILING = 10_000_000
"""Vertices."""
_FEWEST = 4
"""Vertices of a ring, the closing one with them."""


def polygons_of(rings: Rings) -> tuple[Positions, Geometries, Positions]:
    """Build the polygons and multi-polygons that rings bound.

    Parameters
    ----------
    rings
        Shells counter-clockwise, holes clockwise.

    Returns
    -------
    pair, geometry, doubtful
        Pairs, sorted, with a valid geometry each; and the pairs whose rings bound none.
    """
    order = np.argsort(rings.pair, kind="stable")
    sorted_pair = rings.pair[order]
    # A pair is not torn between lots.
    vertices = np.cumsum(np.diff(rings.start)[order])
    compiled = is_worth(len(rings.x), _WORTH_COMPILING)
    most = lot_of(len(rings.x), _VERTICES_A_LOT * (2 if compiled else 1))
    cuts = np.searchsorted(sorted_pair, sorted_pair[np.flatnonzero(np.diff(vertices // most))])
    lots = [lot for lot in np.split(order, np.unique(cuts)) if len(lot)]
    nothing = (np.array([], dtype=np.intp), np.array([], dtype=object), np.array([], dtype=np.intp))
    built = [nothing, *each(lambda lot: _built(rings.pick(lot), compiled=compiled), lots)]
    pair, geometry, doubtful = (np.concatenate(column) for column in zip(*built, strict=True))
    return pair, geometry, doubtful


def _built(rings: Rings, *, compiled: bool) -> tuple[Positions, Geometries, Positions]:
    """Build the polygons of a lot."""
    rings = _without_repeats(rings)
    area = rings.area
    order = np.lexsort((area < 0, rings.pair))
    if (np.diff(order) != 1).any():
        rings, area = rings.pick(order), area[order]
    pair, row = np.unique(rings.pair, return_inverse=True)
    is_shell = area > 0
    short = np.diff(rings.start) < _FEWEST
    doubt = np.zeros(len(pair), dtype=bool)
    doubt[row[short]] = True
    shells = np.bincount(row[is_shell], minlength=len(pair))
    holes = np.bincount(row[~is_shell], minlength=len(pair))
    doubt[shells == 0] = True
    # A hole belongs to the shell of its pair; where there are several, they are asked.
    shell_number = np.cumsum(is_shell) - 1
    owner = np.where(is_shell, shell_number, offsets_of(shells)[row])
    asked = (shells > 1) & (holes > 0) & ~doubt
    if asked.any():
        mine = np.flatnonzero(asked[row])
        found = _shells_of_holes(rings, area, mine[is_shell[mine]], mine[~is_shell[mine]], row)
        lost = mine[~is_shell[mine]][found < 0]
        doubt[row[lost]] = True
        owner[mine[~is_shell[mine]]] = np.where(found < 0, 0, shell_number[found])
    sure = np.flatnonzero(~doubt[row])
    sure = sure[np.lexsort((~is_shell[sure], owner[sure]))]
    if len(sure) < len(owner) or (np.diff(sure) != 1).any():
        rings, owner, row = rings.pick(sure), owner[sure], row[sure]
    if not len(sure):
        return np.array([], dtype=np.intp), np.array([], dtype=object), pair[doubt]
    first = np.diff(owner, prepend=-1) != 0
    polygons = _polygons(rings, np.append(np.flatnonzero(first), len(owner)))
    whose = row[first]
    result = np.full(len(pair), None, dtype=object)
    single = shells[whose] == 1
    result[whose[single]] = polygons[single]
    if not single.all():
        many, group = np.unique(whose[~single], return_inverse=True)
        order = np.argsort(group, kind="stable")
        result[many] = shapely.multipolygons(polygons[~single][order], indices=group[order])
    sound = np.zeros(len(pair), dtype=bool)
    if compiled:
        _find_sound(rings, offsets_of(np.bincount(row, minlength=len(pair))), owner, ~first, sound)
    unsure = np.flatnonzero(~doubt & ~sound)
    doubt[unsure[~shapely.is_valid(result[unsure])]] = True
    return pair[~doubt], result[~doubt], pair[doubt]


def _find_sound(rings: Rings, first: Positions, part: Positions, is_hole: Flags, result: Flags) -> None:
    from hanting_geo.analysis.engine.kernels import sound

    sound(rings.x, rings.y, rings.start, first, part, is_hole, result)


def _polygons(rings: Rings, start: Positions) -> Geometries:
    """Build polygons of rings, the shell of each first; ``start`` is where each begins, and the number of rings."""
    xy = np.column_stack([rings.x, rings.y])
    built = shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (rings.start, start))
    return np.asarray(built, dtype=object)


def _without_repeats(rings: Rings) -> Rings:
    """Drop vertices that lie where the one before them lies."""
    same = (np.diff(rings.x) == 0) & (np.diff(rings.y) == 0)
    same = np.append(False, same)
    same[rings.start[:-1]] = False
    if not same.any():
        return rings
    ring = np.repeat(np.arange(len(rings.pair)), np.diff(rings.start))
    count = np.bincount(ring[~same], minlength=len(rings.pair))
    return rings._replace(x=rings.x[~same], y=rings.y[~same], start=offsets_of(count))


def _shells_of_holes(rings: Rings, area: Floats, shells: Positions, holes: Positions, row: Positions) -> Positions:
    """Give for each hole the least shell of its pair that holds it, or -1."""
    some = rings.pick(shells)
    areas = _polygons(some, np.arange(len(shells) + 1))
    x, y = rings.x[rings.start[holes]], rings.y[rings.start[holes]]
    hole, shell = shapely.STRtree(areas).query(shapely.points(x, y))
    own = row[holes[hole]] == row[shells[shell]]
    hole, shell = hole[own], shell[own]
    shapely.prepare(areas)
    within = np.asarray(shapely.contains_xy(areas[shell], x[hole], y[hole]))
    # A hole may touch a shell there, from either side.
    touch = np.flatnonzero(~within & shapely.intersects_xy(areas[shell], x[hole], y[hole]))
    if len(touch):
        inside = _polygons(rings.pick(holes[hole[touch]]), np.arange(len(touch) + 1))
        within[touch] = shapely.covers(areas[shell[touch]], inside)
    hole, shell = hole[within], shell[within]
    order = np.lexsort((area[shells[shell]], hole))
    hole, shell = hole[order], shell[order]
    first = np.diff(hole, prepend=-1) != 0
    found = np.full(len(holes), -1, dtype=np.intp)
    found[hole[first]] = shells[shell[first]]
    return found
