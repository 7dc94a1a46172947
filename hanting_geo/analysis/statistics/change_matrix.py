"""What became of the land between two states: class to class, by zone, every square metre accounted for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.analysis.area import areas, require_ellipsoid
from hanting_geo.analysis.statistics.states import ABSENT, TOTAL, State, cut, paired_states, pieces_frame
from hanting_geo.analysis.statistics.zone_statistics import CLOSING, zone_statistics
from hanting_geo.core import arguments
from hanting_geo.core.ids import checked_ids
from hanting_geo.crs.gate import require_metres, require_polygons, require_same_crs, require_valid
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hanting_geo.core.arrays import Floats

__all__ = ["ALL_LAND", "change_matrix", "changed_land"]

ALL_LAND = "(all)"
"""The zone of a matrix that was asked for without zones."""

_WHAT = "change matrix"
_KEPT = ("(zone overlap)", "(outside)", "(total)")
"""The closing rows of :data:`CLOSING` that a state without overlaps needs."""
_UNITS = {"plane_m2": "m2", "ellipsoid_m2": "m2", "ha": "ha", "mu": "mu"}


def change_matrix(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame | None = None,
    *,
    by: str | Sequence[str],
    zone_id: str = "id",
) -> pd.DataFrame:
    """Measure which class of land became which between two states: the land-use transfer matrix (地类转移矩阵).

    Both states are cut at each other's borders, and each piece is counted under its class before and its class after::

        m[i, j] = M(land of class i before and of class j after)
        m[i, (total)] = sum over j of m[i, j],   m[(total), j] = sum over i of m[i, j]

    Land that only one state has is ``"(none)"`` in the other, so that the margins are the areas of the states.

    Parameters
    ----------
    before, after
        Polygons in one projected system in metres. Features of one state must not share area: what two of them cover
        would be counted twice, and is refused with their ids.
    zones
        Polygons with a unique id: the matrix is then made for each, and closed as :func:`zone_statistics` closes.
    by
        The column of the class in both, or two names: that of ``before``, that of ``after``. A feature without a
        value is ``"(unknown)"``.
    zone_id
        The column of ``zones`` with their ids.

    Returns
    -------
    pandas.DataFrame
        Long and unrounded, with ``zone_id, before, after, plane_m2, ellipsoid_m2, ha, mu``; hectares and mu are of the
        plane area. A row for each pair of classes, also where there is no such land, in the order of the classes,
        then ``"(none)"``, then the margins ``"(total)"``. Without zones, ``zone_id`` is ``"(all)"``. With zones, the
        same rows follow for ``"(zone overlap)"`` (what overlapping zones count more than once, negative),
        ``"(outside)"`` and ``"(total)"``; for every pair of classes::

            sum over zones + (zone overlap) + (outside) = (total)

        ``attrs["units"]`` names the unit of each measure, ``attrs["no_geometry"]`` how many features of either state
        have no place and are in no cell. A zone without a place has missing values.

    Raises
    ------
    CRSError
        No reference system, not in metres, one that stretches areas, or two different ones.
    SchemaError
        Features of one state that overlap; invalid geometry; anything but polygons; a column that is not there; a
        class called like one of the labels; two classes that read the same (1 and "1").

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> x, y = 430000, 4071000
    >>> old = gpd.GeoDataFrame({"use": ["farm", "water"]}, crs="EPSG:4549",
    ...     geometry=[box(x, y, x + 300, y + 100), box(x + 300, y, x + 400, y + 100)])
    >>> new = gpd.GeoDataFrame({"use": ["farm", "road"]}, crs="EPSG:4549",
    ...     geometry=[box(x, y, x + 200, y + 100), box(x + 200, y, x + 350, y + 100)])
    >>> matrix = change_matrix(old, new, by="use")
    >>> matrix.pivot_table("ha", "before", "after", sort=False).round(4)
    after    farm  water  road  (none)  (total)
    before
    farm      2.0    0.0   1.0     0.0      3.0
    water     0.0    0.0   0.5     0.5      1.0
    road      0.0    0.0   0.0     0.0      0.0
    (none)    0.0    0.0   0.0     0.0      0.0
    (total)   2.0    0.0   1.5     0.5      4.0

    What changed, as a layer for a map: :func:`changed_land`.
    """
    first, second = paired_states(before, after, by, _WHAT)
    ids = _checked_zones(zones, zone_id, before)
    names, counted = _labels(first, second), _measured(first, second, zones, zone_id, ids)
    table = pd.concat([_rows(zone, names, cells) for zone, cells in counted], ignore_index=True)
    if zones is not None:
        gone = pd.Series(ids)[np.asarray(zones.geometry.isna() | zones.geometry.is_empty)]
        table.loc[table["zone_id"].isin(gone), list(_UNITS)] = np.nan
    table.attrs = {"units": dict(_UNITS), "no_geometry": {"before": first.unplaced, "after": second.unplaced}}
    return table


def changed_land(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, *, by: str | Sequence[str], unchanged: bool = False
) -> gpd.GeoDataFrame:
    """Give the land whose class changed between two states, piece by piece, as a layer for a map.

    Parameters
    ----------
    before, after, by
        As in :func:`change_matrix`; the same is refused.
    unchanged
        True: also the land whose class stayed.

    Returns
    -------
    geopandas.GeoDataFrame
        A row a piece: ``id`` (its number), ``before``, ``after``, ``class_change`` (both with an arrow: a legend's
        column), ``before_id``, ``after_id`` (the ids of the features, where they have any), ``plane_m2,
        ellipsoid_m2, ha, mu``. The sum of a pair of classes is that of the matrix.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> x, y = 430000, 4071000
    >>> old = gpd.GeoDataFrame({"id": ["a"], "use": ["farm"]}, geometry=[box(x, y, x + 300, y + 100)], crs="EPSG:4549")
    >>> new = old.assign(use="road", geometry=[box(x, y, x + 200, y + 100)])
    >>> changed_land(old, new, by="use")[["class_change", "before_id", "after_id", "ha"]].round(4)
        class_change before_id after_id   ha
    0    farm → road         a        a  2.0
    1  farm → (none)         a     None  1.0
    """
    arguments.flag(unchanged, "changed land: unchanged")
    first, second = paired_states(before, after, by, "changed land")
    pieces = pieces_frame(first, second, cut(first, second))
    if not unchanged:
        pieces = pieces[pieces["before"] != pieces["after"]].reset_index(drop=True)
    pieces.insert(0, "id", [f"{number}" for number in range(1, len(pieces) + 1)])
    plane, ellipsoid = areas(np.asarray(pieces.geometry.values), first.crs)
    return pieces.assign(**area_columns(plane, ellipsoid))[
        ["id", "before", "after", "class_change", "before_id", "after_id", *_UNITS, "geometry"]
    ]


def _checked_zones(zones: gpd.GeoDataFrame | None, zone_id: str, before: gpd.GeoDataFrame) -> list[Any]:
    if zones is None:
        return []
    arguments.require_frame(zones, f"{_WHAT}: zones")
    require_metres(zones, _WHAT, areas=True)
    require_same_crs(before, zones, _WHAT)
    require_valid(zones, _WHAT)
    ids = checked_ids(zones, zone_id, f"{_WHAT}: the zones", (*CLOSING, ALL_LAND))
    require_polygons(zones, f"{_WHAT}: a zone")
    return ids.tolist()


def _labels(first: State, second: State) -> list[Any]:
    """Name the classes of both states, in the order of the first, then what only the second has."""
    known = dict.fromkeys(first.names)
    known.update(dict.fromkeys(second.names))
    last = [name for name in known if name in first.last]
    return [*(name for name in known if name not in last), *last, ABSENT]


_Cells = dict[tuple[Any, Any], "Floats"]


def _measured(
    first: State, second: State, zones: gpd.GeoDataFrame | None, zone_id: str, ids: list[Any]
) -> list[tuple[Any, _Cells]]:
    """Give for each zone, then each closing label, both areas of each pair of classes that is there."""
    require_ellipsoid(first.crs)
    pieces = pieces_frame(first, second, cut(first, second))
    if zones is None:
        plane, ellipsoid = areas(np.asarray(pieces.geometry.values), first.crs)
        sums = pd.DataFrame({"before": pieces["before"], "after": pieces["after"], "p": plane, "e": ellipsoid})
        return [(ALL_LAND, {pair: rows[["p", "e"]].to_numpy(float).sum(axis=0) for pair, rows in _grouped(sums)})]
    counted: dict[Any, _Cells] = {label: {} for label in [*ids, *_KEPT]}
    for pair, rows in _grouped(pieces):
        # Pieces of one pair share no area: each is measured by itself.
        found = zone_statistics(zones, rows[["geometry"]], zone_id=zone_id, double_count=True)
        both = found[["plane_m2", "ellipsoid_m2"]].to_numpy(float)
        for label, values in zip([*ids, *CLOSING], both, strict=True):
            if label in counted:
                counted[label][pair] = values
    return list(counted.items())


def _grouped(pieces: pd.DataFrame) -> list[tuple[tuple[Any, Any], Any]]:
    # sort=False: classes need not compare with the labels
    return [((pair[0], pair[1]), rows) for pair, rows in pieces.groupby(["before", "after"], sort=False)]


def _rows(zone: Any, names: list[Any], cells: _Cells) -> pd.DataFrame:
    size, place = len(names), {name: number for number, name in enumerate(names)}
    grid = np.zeros((size + 1, size + 1, 2))
    for (one, two), values in cells.items():
        grid[place[one], place[two]] += values
    grid[size] = grid[:size].sum(axis=0)
    grid[:, size] = grid[:, :size].sum(axis=1)
    labels = [*names, TOTAL]
    flat = grid.reshape(-1, 2)
    return pd.DataFrame(
        {
            "zone_id": [zone] * len(flat),
            "before": [name for name in labels for _ in labels],
            "after": labels * len(labels),
            **area_columns(flat[:, 0], flat[:, 1]),
        }
    )
