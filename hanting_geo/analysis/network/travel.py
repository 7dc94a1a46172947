"""What travel costs between demand and facilities: straight, in blocks, along a network, or as a matrix says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array, issparse

from hanting_geo.analysis.network.manhattan import manhattan_to
from hanting_geo.analysis.network.result import Network
from hanting_geo.analysis.network.sparse import sparse_costs
from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding
from hanting_geo.core.ids import checked_ids, unique_ids
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.threads import in_lots
from hanting_geo.core.words.network import TRAVEL
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries, Positions
    from hanting_geo.core.text import Text

__all__ = ["TravelCosts", "costs_between", "demand_points", "travel_costs"]

STRAIGHT = ("euclid", "manhattan")
_MOST_COSTS = 250_000_000
_LOT = 2_000_000
"""Pairs looked at together: 16 MB of costs."""
_ROUND = 1 + 1e-12


@dataclass(frozen=True, eq=False)
class TravelCosts:
    """Costs between demand and facilities, and what they rest on.

    Attributes
    ----------
    matrix
        Demand by facilities. What is stored is reached, zeros too; what is not stored is not.
    said
        How they were measured, in a sentence, for what is printed of them.
    unit
        ``"m"``, ``"min"``, or empty for a matrix that was given.
    findings
        What is worth knowing: who reaches nothing, who has no place.
    """

    matrix: csr_array
    said: Text
    unit: str
    findings: tuple[Finding, ...]

    @property
    def unreached(self) -> Positions:
        """Rows of the demand that reach no facility."""
        return np.flatnonzero(np.diff(self.matrix.indptr) == 0)


def travel_costs(demand: Any, facilities: Any, travel: Any = "euclid", **keywords: Any) -> csr_array:
    """Give the matrix of :func:`costs_between` alone."""
    return costs_between(demand, facilities, travel, **keywords).matrix


def costs_between(  # noqa: PLR0913 - each says one thing, by keyword
    demand: Any,
    facilities: Any,
    travel: Any = "euclid",
    *,
    limit_m: float | None = None,
    detour_factor: float = 1.0,
    weight: str = "length",
    demand_id: str = "id",
    facility_id: str = "id",
    what: str = "travel",
) -> TravelCosts:
    """Give what it costs from each demand to each facility, within a limit.

    Demand that is a line or polygon stands at its centroid, or, where that lies outside of it, at a point on it.
    Facilities are taken as they are: within a polygon the cost is 0, and outside it is to its border.

    Parameters
    ----------
    demand, facilities
        Frames in one system in metres; for a matrix any tables.
    travel
        ``"euclid"``, ``"manhattan"`` (along the axes of the reference system), a :class:`Network` (from demand to
        facility), or a matrix of costs, demand by facilities: a DataFrame whose index and columns are the ids, in any
        order, or an array in the order of the rows; NaN and infinity are not reached. Of a sparse one what is stored
        is a cost.
    limit_m
        What costs more is left out, in the unit of the costs.
    detour_factor
        Straight costs are multiplied by it, from 1 up; ``said`` prints it.
    weight
        Of a network: ``"length"`` or ``"time"``.
    demand_id, facility_id
        Columns of ids, for a matrix with names; where there is no column ``id``, the index.
    what
        Which function asks, for messages.

    Raises
    ------
    CRSError
        No reference system, two of them, or not in metres.
    SchemaError
        Another travel; ids that do not fit; negative costs; too many pairs for no limit.

    Examples
    --------
    >>> homes = gpd.GeoDataFrame(geometry=gpd.points_from_xy([430000, 430600], [4071000, 4071000]), crs="EPSG:4549")
    >>> schools = gpd.GeoDataFrame(geometry=gpd.points_from_xy([430300], [4071400]), crs="EPSG:4549")
    >>> found = costs_between(homes, schools, detour_factor=1.3)
    >>> found.matrix.toarray().tolist(), found.said.text("en")
    ([[650.0], [650.0]], 'Straight distance (m), times a detour factor of 1.3 (an assumption in place of a network)')
    >>> travel_costs(homes, schools, "manhattan").toarray().tolist()
    [[700.0], [700.0]]
    """
    limit = np.inf if limit_m is None else arguments.number(limit_m, f"{what}: limit_m", least=0)
    factor = arguments.number(detour_factor, f"{what}: detour_factor", least=1)
    if isinstance(travel, Network):
        _no_detour(factor, what)
        by_time = weight == "time"
        said = TRAVEL["network_time"].filled(speed=travel.access_kmh) if by_time else TRAVEL["network"]
        limits = {"limit_minutes" if by_time else "limit_m": limit_m}
        costs = travel.od(_placed(demand, f"{what}: demand"), facilities, weight=weight, **limits)
        matrix = costs if isinstance(costs, csr_array) else _stored(costs)
        return _told(matrix, demand, said, "min" if by_time else "m", limit, what)
    if isinstance(travel, str):
        arguments.one_of(travel, STRAIGHT, f"{what}: travel")
        places = _places(_placed(demand, f"{what}: demand"), facilities, what)
        matrix = _straight(places, limit, factor, manhattan=travel == "manhattan", what=what)
        said = TRAVEL[travel]
        if factor > 1:
            said = TRAVEL["detour"].filled(what=said, factor=factor)
        return _told(matrix, demand, said, "m", limit, what)
    _no_detour(factor, what)
    matrix = _given(travel, demand, facilities, (demand_id, facility_id), what)
    if limit < np.inf:
        rows = np.repeat(np.arange(len(demand)), np.diff(matrix.indptr))
        kept = matrix.data <= limit
        matrix = sparse_costs(rows[kept], matrix.indices[kept], matrix.data[kept], matrix.shape)
    return _told(matrix, demand, TRAVEL["matrix"], "", limit, what)


def demand_points(frame: gpd.GeoDataFrame) -> Geometries:
    """Give a point for each feature: its centroid if that lies in it, else a point on it; None for none.

    Examples
    --------
    >>> bow = shapely.from_wkt("POLYGON ((0 0, 9 0, 9 1, 1 1, 1 8, 9 8, 9 9, 0 9, 0 0))")
    >>> found = demand_points(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 2, 2), bow, None]))
    >>> found[0].wkt, bool(bow.intersects(found[1])), found[2] is None
    ('POINT (1 1)', True, True)
    """
    shapes = np.asarray(frame.geometry.values, dtype=object)
    rows = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    result = np.full(len(shapes), None, dtype=object)
    middle = np.asarray(shapely.centroid(shapes[rows]), dtype=object)
    points = shapely.get_type_id(shapes[rows]) == shapely.GeometryType.POINT
    middle[points] = shapely.force_2d(shapes[rows[points]])
    outside = ~points & ~shapely.intersects(middle, shapes[rows])
    middle[outside] = shapely.point_on_surface(shapes[rows[outside]])
    result[rows] = middle
    return result


def _placed(demand: Any, what: str) -> gpd.GeoDataFrame:
    arguments.require_frame(demand, what)
    require_metres(demand, what, lengths=True)
    require_valid(demand, what)
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(demand_points(demand), crs=demand.crs, index=demand.index))


@dataclass(frozen=True)
class _Places:
    """Demand as points, facilities as they are, and which of them have a place."""

    x: Floats
    y: Floats
    rows: Positions
    shapes: Geometries
    columns: Positions
    size: tuple[int, int]


def _places(demand: gpd.GeoDataFrame, facilities: Any, what: str) -> _Places:
    arguments.require_frame(facilities, f"{what}: facilities")
    require_metres(facilities, f"{what}: facilities", lengths=True)
    require_same_crs(demand, facilities, what)
    require_valid(facilities, f"{what}: facilities")
    points, shapes = (np.asarray(frame.geometry.values, dtype=object) for frame in (demand, facilities))
    rows, columns = (np.flatnonzero(~(shapely.is_missing(each) | shapely.is_empty(each))) for each in (points, shapes))
    shapes = np.asarray(shapely.force_2d(shapes[columns]), dtype=object)
    return _Places(
        shapely.get_x(points[rows]), shapely.get_y(points[rows]), rows, shapes, columns, (len(demand), len(facilities))
    )


def _straight(places: _Places, limit: float, factor: float, *, manhattan: bool, what: str) -> csr_array:
    """Give straight costs, some rows at a time; within a limit only what a tree finds."""
    pairs = len(places.rows) * len(places.columns)
    if limit == np.inf and pairs > _MOST_COSTS:
        message = Sentence(
            "{what}: {count:,} x {count2:,} costs would take {pairs:.1f} GiB; give limit_m, or "
            "take the nearest facilities only",
            what=what,
            count=len(places.rows),
            count2=len(places.columns),
            pairs=pairs * 16 / 2**30,
        )
        raise SchemaError(message)
    none = np.zeros(0, dtype=np.intp)
    found = [(none, none, np.zeros(0))]
    points = np.asarray(shapely.points(places.x, places.y), dtype=object)
    tree = shapely.STRtree(places.shapes) if limit < np.inf and len(places.shapes) else None
    step = max(1, _LOT // max(len(places.shapes), 1)) if tree is None else 20_000
    dots = shapely.get_type_id(places.shapes) == shapely.GeometryType.POINT
    for first in range(0, len(points), step):
        some = points[first : first + step]
        if tree is None:
            row, column = (each.ravel() for each in np.indices((len(some), len(places.shapes))))
        else:
            # A Manhattan distance is never less than the straight one.
            row, column = _within(tree, some, limit / factor * _ROUND)
        cost = _distances(places, points, dots, row + first, column, manhattan=manhattan) * factor
        kept = cost <= limit
        found.append((places.rows[row[kept] + first], places.columns[column[kept]], cost[kept]))
    rows, columns, costs = (np.concatenate(each) for each in zip(*found, strict=True))
    return sparse_costs(rows, columns, costs, places.size)


def _within(tree: shapely.STRtree, points: Geometries, reach: float) -> tuple[Positions, Positions]:
    def ask(first: int, last: int) -> Positions:
        pairs = tree.query(points[first:last], predicate="dwithin", distance=reach)
        pairs[0] += first
        return np.asarray(pairs)

    pairs = np.concatenate(in_lots(ask, len(points)), axis=1)
    return pairs[0], pairs[1]


def _distances(
    places: _Places, points: Geometries, dots: Flags, row: Positions, column: Positions, *, manhattan: bool
) -> Floats:
    result = np.empty(len(row))
    plain = dots[column]
    if plain.any():
        x, y = shapely.get_x(places.shapes), shapely.get_y(places.shapes)
        across = np.abs(x[column[plain]] - places.x[row[plain]])
        up = np.abs(y[column[plain]] - places.y[row[plain]])
        result[plain] = across + up if manhattan else np.hypot(across, up)
    rest = np.flatnonzero(~plain)
    if not manhattan:
        result[rest] = shapely.distance(points[row[rest]], places.shapes[column[rest]])
        return result
    order = rest[np.argsort(column[rest], kind="stable")]
    for some in np.split(order, np.flatnonzero(np.diff(column[order])) + 1) if len(order) else []:
        shape = places.shapes[column[some[0]]]
        result[some] = manhattan_to(shape, places.x[row[some]], places.y[row[some]])
    return result


def _stored(costs: Floats) -> csr_array:
    rows, columns = np.nonzero(np.isfinite(costs))
    return sparse_costs(rows, columns, costs[rows, columns], costs.shape)


def _given(travel: Any, demand: Any, facilities: Any, names: tuple[str, str], what: str) -> csr_array:
    """Take a matrix of costs.

    Raises
    ------
    SchemaError
        It does not fit, or holds what is no cost.
    """
    for frame, which in ((demand, "demand"), (facilities, "facilities")):
        arguments.require_table(frame, f"{what}: {which}")
    shape = len(demand), len(facilities)
    if isinstance(travel, pd.DataFrame):
        travel = _in_order(travel, demand, facilities, names, what)
    elif not isinstance(travel, np.ndarray) and not issparse(travel):
        message = Sentence(
            "{what}: travel is 'euclid', 'manhattan', a network (hg.network) or a matrix of "
            "costs, demand by facilities, and was given {travel}",
            what=what,
            travel=arguments.told(travel),
        )
        raise arguments.ArgumentError(message)
    if travel.shape != shape:
        message = Sentence(
            "{what}: the matrix of costs has the shape {shape}, and there are {shape2} demands "
            "(rows) and {shape3} facilities (columns)",
            what=what,
            shape=travel.shape,
            shape2=shape[0],
            shape3=shape[1],
        )
        raise SchemaError(message)
    try:
        if issparse(travel):
            parts = csr_array(travel).tocoo()
            rows, columns, costs = parts.row, parts.col, parts.data.astype(float)
        else:
            dense = np.asarray(travel, dtype=float)
            rows, columns = np.nonzero(~np.isnan(dense))
            costs = dense[rows, columns]
    except (TypeError, ValueError) as error:
        raise SchemaError(
            Sentence("{what}: the matrix of costs holds what is no number ({error})", what=what, error=error)
        ) from error
    low = np.flatnonzero(costs < 0)
    if len(low):
        message = Sentence(
            "{what}: the matrix of costs has {costs:g} in row {rows}, column {columns}; costs "
            "are 0 or more, and NaN or infinite where there is no way",
            what=what,
            costs=costs[low[0]],
            rows=rows[low[0]],
            columns=columns[low[0]],
        )
        raise SchemaError(message)
    good = np.isfinite(costs)
    return sparse_costs(rows[good].astype(np.intp), columns[good].astype(np.intp), costs[good], shape)


def _in_order(matrix: pd.DataFrame, demand: Any, facilities: Any, names: tuple[str, str], what: str) -> Floats:
    """Give the costs of a table with names, in the order of demand and facilities."""
    places = []
    for frame, name, labels, which in (
        (demand, names[0], matrix.index, "demand"),
        (facilities, names[1], matrix.columns, "facilities"),
    ):
        ids = (
            unique_ids(pd.Series(frame.index.to_flat_index(), dtype=object), "index", f"{what}: the {which}")
            if name == "id" and "id" not in frame.columns
            else checked_ids(frame, name, f"{what}: the {which}")
        )
        known = pd.Index(labels.to_flat_index(), dtype=object)
        unique_ids(pd.Series(known, dtype=object), "id", f"{what}: the {which} of the matrix of costs")
        place = known.get_indexer(pd.Index(ids.to_numpy(dtype=object), dtype=object))
        lost = ids[place < 0].tolist()
        more = [label for label in known if label not in set(ids)]
        if lost or more:
            said = (
                Sentence("lacks {lost!r}", lost=lost[0])
                if lost
                else Sentence("has {more!r}, which is none of them", more=more[0])
            )
            message = Sentence(
                "{what}: the {which} of the matrix of costs are the ids of the {which2}, and it "
                "{said} ({count} missing, {count2} unknown)",
                what=what,
                which=Sentence("rows") if which == "demand" else Sentence("columns"),
                which2=which,
                said=said,
                count=len(lost),
                count2=len(more),
            )
            raise SchemaError(message)
        places.append(place)
    try:
        values = matrix.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError) as error:
        raise SchemaError(
            Sentence("{what}: the matrix of costs holds what is no number ({error})", what=what, error=error)
        ) from error
    return np.asarray(values[np.ix_(places[0], places[1])])


def _no_detour(factor: float, what: str) -> None:
    if factor > 1:
        message = Sentence(
            "{what}: a detour factor stands in place of a network; leave it out where travel is one, or a matrix",
            what=what,
        )
        raise arguments.ArgumentError(message)


def _told(matrix: csr_array, demand: pd.DataFrame, said: Text, unit: str, limit: float, what: str) -> TravelCosts:
    """Say how costs were measured, and who reaches nothing."""
    if limit < np.inf:
        said = TRAVEL["limit"].filled(what=said, limit=limit)
    found = []
    nowhere = np.zeros(len(demand), dtype=bool)
    if isinstance(demand, gpd.GeoDataFrame) and demand.active_geometry_name is not None and unit:
        nowhere = np.asarray(demand.geometry.isna() | demand.geometry.is_empty)
    if nowhere.any():
        text = Sentence(
            "{what}: {count} demands have no place ({demand}) and reach nothing",
            what=what,
            count=int(nowhere.sum()),
            demand=_named(demand, nowhere),
        )
        found.append(
            Finding("warning", "no_place", "demand", None, text, Sentence("find out where they are, or leave them out"))
        )
    alone = (np.diff(matrix.indptr) == 0) & ~nowhere
    if alone.any() and matrix.shape[1]:
        text = Sentence(
            "{what}: {count} of {count2} demands reach no facility ({demand})",
            what=what,
            count=int(alone.sum()),
            count2=len(demand),
            demand=_named(demand, alone),
        )
        advice = Sentence("see how far the nearest is, whether the network has a gap there, or raise the limit")
        found.append(Finding("warning", "unreached", "demand", None, text, advice))
    return TravelCosts(matrix, said, unit, tuple(found))


def _named(demand: pd.DataFrame, which: Flags) -> str:
    rows = np.flatnonzero(which)
    if isinstance(demand, gpd.GeoDataFrame):
        return feature_labels(demand, rows)
    return enumerated((Sentence("row {row}", row=label) for label in demand.index[rows]), 5)
