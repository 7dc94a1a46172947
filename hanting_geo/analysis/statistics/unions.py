"""Features that lie over each other, united group by group, and which of them have a place that others have already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.analysis.engine.collinear import lines_left, lines_shared, lines_united
from hanting_geo.analysis.engine.judging import decided
from hanting_geo.analysis.engine.parts import simple_parts, subtract
from hanting_geo.analysis.engine.remainders import difference
from hanting_geo.analysis.engine.uniting import unions
from hanting_geo.analysis.statistics.zones import OUTSIDE, Lying, Zones

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions


__all__ = ["in_union", "place_taken"]


def in_union(
    rows: Lying, zones: Zones, parts: Geometries, group: Positions, pairs: tuple[Positions, Positions], changed: Flags
) -> Lying:
    """Ask anew where parts lie that have something in common: each place once for each group of parts.

    Parameters
    ----------
    rows
        Where all parts lie.
    zones
        Are asked.
    parts
        Of one dimension.
    group
        Of each part.
    pairs
        Parts that have something in common, each two once.
    changed
        Which of these pairs make their groups be united.

    Returns
    -------
    Lying
        The same rows for the other groups; what the union of a group has stands with the first of its parts.
    """
    if not changed.any():
        return rows
    member = np.isin(group, group[pairs[0][changed]])
    members = np.flatnonzero(member)
    _, first, index = np.unique(group[members], return_index=True, return_inverse=True)
    if shapely.get_dimensions(parts[0]) > 1:
        within = member[pairs[0]] & (group[pairs[0]] == group[pairs[1]])
        rank = np.cumsum(member) - 1
        united = unions(parts[members], index, (rank[pairs[0][within]], rank[pairs[1][within]]))
    else:
        united = lines_united(parts[members], index, len(first))
    anew = zones.answer(united)
    return Lying.stacked([rows.pick(~member[rows.part]), anew._replace(part=members[first][anew.part])])


def place_taken(
    zones: Zones, parts: Geometries, pairs: tuple[Positions, Positions], same: Flags, least: float
) -> Positions:
    """Find parts that in some zone have more than the least in common with an earlier part of another class.

    Only what earlier ones of their own class leave of them counts.

    Parameters
    ----------
    zones
        Are asked.
    parts
        Of one dimension.
    pairs
        Parts that have something in common, later and earlier, sorted.
    same
        Of each pair, whether both are of one class.
    least
        Square metres or metres.
    """
    later, earlier = pairs
    if same.all():
        return later[:0]
    asked, row = np.unique(later[~same], return_inverse=True)
    own = np.isin(later, asked) & same
    areal = bool(shapely.get_dimensions(parts[0]) > 1)
    whose, cutters = np.searchsorted(asked, later[own]), parts[earlier[own]]
    if areal:
        left = subtract(parts[asked], whose, cutters, take=difference)
    else:
        left = lines_left(parts[asked], whose, cutters)
    inside, outside = _held(zones, left, parts)
    other = earlier[~same]
    # What has most in common, by the boxes, comes first.
    box, theirs = shapely.bounds(left)[row], shapely.bounds(parts)[other]
    shared = np.minimum(box[:, 2:], theirs[:, 2:]) - np.maximum(box[:, :2], theirs[:, :2])
    order = np.lexsort((-shared.clip(min=0).sum(axis=1), row))
    row, other = row[order], other[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    taken = np.zeros(len(asked), dtype=bool)
    measure = shapely.area if areal else shapely.length

    def shared_by(one: Geometries, two: Geometries) -> Geometries:
        if areal:
            return decided(one, two, "intersection", np.zeros(len(one)))
        return lines_shared(one, two)

    wholly = outside == 0
    for turn in range(int(np.max(rank, initial=-1)) + 1):
        now = np.flatnonzero((rank == turn) & (wholly & (inside > least) & ~taken)[row])
        common = shared_by(left[row[now]], parts[other[now]])
        taken[row[now[measure(common) > least]]] = True
    # What reaches out of the zones may have something in common with others there only: zones are asked again.
    for turns in (rank == 0, rank > 0):
        now = np.flatnonzero(turns & (~wholly & (inside > least) & ~taken)[row])
        common = shared_by(left[row[now]], parts[other[now]])
        much = measure(common) > least
        taken[row[now[much][_held(zones, common[much], parts)[0] > least]]] = True
    return asked[taken]


def _held(zones: Zones, geometry: Geometries, like: Geometries) -> tuple[Floats, Floats]:
    """Measure what zones hold of geometries, and what none holds, in the dimension of others."""
    pieces, owner = simple_parts(geometry)
    fit = shapely.get_dimensions(pieces) == shapely.get_dimensions(like[:1])
    pieces, owner = pieces[fit], owner[fit]
    rows = zones.answer(pieces) if len(pieces) else Lying.nothing()
    measure = rows.measures[:, :2].max(axis=1, initial=0)
    inside, outside = (
        np.bincount(owner[rows.part[there]], measure[there], len(geometry)).astype(float)
        for there in (rows.zone >= 0, rows.zone == OUTSIDE)
    )
    return inside, outside
