"""Which features share ground, each part compared with itself and with what of later parts reaches into its box."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from hanting_geo.analysis.engine.parts import simple_parts
from hanting_geo.analysis.statistics.zones import common_ground

if TYPE_CHECKING:
    from hanting_geo.analysis.distributed.parts import Part
    from hanting_geo.core.arrays import Positions

__all__ = ["Looked", "groups_of", "look_at", "sharing"]


class Looked(NamedTuple):
    """What a first look at a part gives: where it lies."""

    part: Part
    box: tuple[float, float, float, float]


def look_at(part: Part) -> Looked:
    """Say where a part lies."""
    bounds = shapely.bounds(_shapes(part))
    there = bounds[np.isfinite(bounds[:, 0])]
    if not len(there):
        return Looked(part, (np.inf, np.inf, -np.inf, -np.inf))
    west, south = there[:, :2].min(axis=0).tolist()
    east, north = there[:, 2:].max(axis=0).tolist()
    return Looked(part, (west, south, east, north))


def sharing(looked: tuple[Looked, list[Looked]]) -> Positions:
    """Give pairs of rows, counted through all parts, that share area or length: of a part, and with later parts."""
    mine, later = looked
    shapes, rows = [_shapes(mine.part)], [mine.part.first + np.arange(mine.part.rows)]
    for other in later:
        theirs = _shapes(other.part)
        bounds = shapely.bounds(theirs)
        west, south, east, north = mine.box
        near = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
        shapes.append(theirs[near])
        rows.append(other.part.first + np.flatnonzero(near))
    parts, owner = simple_parts(np.concatenate(shapes))
    dimension = shapely.get_dimensions(parts)
    number = np.concatenate(rows)
    own = number < mine.part.first + mine.part.rows
    found: list[Any] = [np.zeros((0, 2), dtype=np.int64)]
    for level in (1, 2):
        chosen = dimension == level
        late, early = common_ground(parts[chosen])
        late, early = owner[chosen][late], owner[chosen][early]
        keep = (late != early) & (own[late] | own[early])
        found.append(np.column_stack([number[late[keep]], number[early[keep]]]))
    return np.unique(np.concatenate(found), axis=0)


def _shapes(part: Part) -> Any:
    geometry = np.asarray(gpd.read_parquet(part.path).geometry.values)
    return np.asarray(shapely.force_2d(geometry), dtype=object)


def groups_of(pairs: Positions, most: int) -> list[Positions]:
    """Put rows that share ground, also by way of others, together, and several small groups into one task.

    Examples
    --------
    >>> [rows.tolist() for rows in groups_of(np.array([[5, 2], [9, 5], [7, 3]]), most=3)]
    [[2, 5, 9], [3, 7]]
    """
    if not len(pairs):
        return []
    rows, place = np.unique(pairs, return_inverse=True)
    place = place.reshape(-1, 2)
    links = coo_array((np.ones(len(place)), (place[:, 0], place[:, 1])), shape=(len(rows), len(rows)))
    many, group = connected_components(links, directed=False)
    # Groups by their first row, so that tasks are the same each time.
    first = np.full(many, len(rows))
    np.minimum.at(first, group, np.arange(len(rows)))
    order = np.argsort(first, kind="stable")
    sizes = np.bincount(group, minlength=many)[order]
    task, filled, of_group = 0, 0, np.zeros(many, dtype=np.intp)
    for number, size in zip(order, sizes, strict=True):
        if filled and filled + size > most:
            task, filled = task + 1, 0
        of_group[number] = task
        filled += size
    return [rows[of_group[group] == each] for each in range(task + 1)]
