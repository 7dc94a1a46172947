"""Catchments of schools: every area goes to one school as a whole, and each catchment is in one piece."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, attach
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import require_metres, require_polygons, require_same_crs, require_valid
from hanting_geo.errors import InfeasibleError, SchemaError
from hanting_geo.siting.location.catchment.cutting import assign
from hanting_geo.siting.location.catchment.touching import Touching, reached_from, touching
from hanting_geo.siting.location.locating.asking import credits_of
from hanting_geo.siting.location.locating.faults import Faults
from hanting_geo.siting.location.locating.people import People, named, people_of
from hanting_geo.siting.location.locating.places import Places, places_of
from hanting_geo.siting.location.solving.problem import Limits
from hanting_geo.siting.location.travel_costs import middles

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Geometries, Positions
    from hanting_geo.siting.location.catchment.cutting import Assigned

__all__ = ["catchments"]

_WHAT = "catchments"
_LITTLE = 0.01


def catchments(  # noqa: PLR0913 - each is an option
    demand: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    capacity: str | float | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    bridges: gpd.GeoDataFrame | None = None,
    bridge_m: float = 25.0,
    weight: str = "demand",
    status: str = "status",
    gap: float = 0.0,
    time_limit_s: float = 60,
    seed: int = 0,
    demand_id: str = "id",
    facility_id: str = "id",
) -> gpd.GeoDataFrame:
    """Draw the catchments of schools: areas assigned whole, each catchment in one piece, within the places there are.

    What is least is the sum of demand times the straight distance from the middle of its area to its school. A
    catchment hangs together over borders in common; a corner is no border, and what lies along a barrier or beyond one
    is none either, but for the breadth of a bridge. The area in which a school lies belongs to it.

    Parameters
    ----------
    demand
        Areas (neighbourhoods, villages, parcels) that do not overlap, with an id, in a projected system in metres.
    facilities
        Schools, with an id, each in an area of its own; those that are closed or prohibited by ``status`` have no
        catchment, and candidates have one.
    capacity
        Column of ``facilities`` with their places, or one number for all; None for no limit.
    barriers
        Railways, rivers, trunk roads: lines or areas.
    bridges
        Where a barrier may be crossed (bridges, underpasses): the barrier is open within ``bridge_m`` of them.
    bridge_m
        See there.
    weight, status
        Columns: of ``demand`` how many go to school, of ``facilities`` what each is.
    gap, time_limit_s, seed
        As for :func:`hanting_geo.locate`.
    demand_id, facility_id
        The columns of ids.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each school: ``facility_id``, names, ``demand, areas`` (how many), ``capacity, used, mean_m, most_m``,
        ``demand_ids`` (joined by ``"; "``), and the catchment. ``attrs["hanting_geo"]`` has ``objective, bound, gap,
        solution`` and the findings (:func:`hanting_geo.findings`).

    Raises
    ------
    InfeasibleError
        Places are short of demand; areas that no school reaches without crossing a barrier (table ``out_of_reach``); or
        no catchments are whole and within the places.
    CRSError
        No reference system, not in metres, or several.
    SchemaError
        All that is wrong with what was given: areas that are none or overlap, two schools in one area, and so on.

    Notes
    -----
    Solved as a mixed-integer programme to which cuts are added until every catchment is whole; each programme is a
    proved bound. Where time runs out, the best assignment that was found comes back, with its gap.

    Examples
    --------
    >>> from shapely import LineString, Point, box
    >>> x, y = 430000, 4071000
    >>> blocks = gpd.GeoDataFrame(
    ...     {"id": list("abcd"), "demand": [100, 100, 100, 100]},
    ...     geometry=[box(x + 100 * n, y, x + 100 * n + 100, y + 100) for n in range(4)], crs="EPSG:4549",
    ... )
    >>> schools = gpd.GeoDataFrame({"id": ["s", "t"]}, geometry=[Point(x + 50, y + 50), Point(x + 350, y + 50)],
    ...                            crs="EPSG:4549")
    >>> catchments(blocks, schools)[["facility_id", "demand_ids", "demand"]].to_numpy().tolist()
    [['s', 'a; b', 200.0], ['t', 'c; d', 200.0]]
    >>> rail = gpd.GeoDataFrame(geometry=[LineString([(x + 100, y - 9), (x + 100, y + 109)])], crs="EPSG:4549")
    >>> catchments(blocks, schools, barriers=rail)["demand_ids"].tolist()
    ['a', 'b; c; d']
    """
    faults = Faults(_WHAT)
    limits = Limits()
    given = faults.of(lambda: _limits(gap, time_limit_s, seed))
    limits = given or limits
    width = faults.of(lambda: arguments.number(bridge_m, f"{_WHAT}: bridge_m", above=0))
    people = people_of(demand, weight, demand_id, _WHAT, faults)
    places = places_of(
        facilities, status=status, capacity=capacity, cost=None, facility_id=facility_id, what=_WHAT, faults=faults
    )
    if people is not None:
        faults.of(lambda: _require_areas(people))
        for name, frame in (
            ("facilities", facilities if places is not None else None),
            ("barriers", barriers),
            ("bridges", bridges),
        ):
            if frame is not None:
                faults.of(partial(_require_beside, people, frame, name))
    faults.tell()
    assert people is not None  # noqa: S101 - what was wrong is told
    assert places is not None  # noqa: S101
    rows = np.flatnonzero(places.existing | places.new)
    if not len(rows):
        message = Sentence(
            "{what}: there is no school: of the facilities none has a place and is not closed", what=_WHAT
        )
        raise SchemaError(message)
    wall = _wall(barriers, bridges, width or bridge_m)
    ground = touching(people.shapes, wall)
    roots = _roots(people, places, rows, ground)
    _require_reached(people, roots, ground)
    room = np.full(len(rows), np.inf) if places.capacity is None else places.capacity[rows]
    _require_room(people.weights, room)
    apart = np.asarray(
        shapely.distance(middles(people.shapes)[:, None], places.shapes[rows][None, :]), dtype=np.float64
    )
    found = assign(roots, apart * people.weights[:, None], people.weights, room, ground.neighbours, limits)
    if found.owner is None:
        raise _cannot(found, people.weights, room)
    return _result(people, places, rows, found.owner, apart, room, found, ground)


def _limits(gap: object, time_limit_s: object, seed: object) -> Limits:
    return Limits(
        gap=arguments.number(gap, f"{_WHAT}: gap", least=0),
        time_limit_s=arguments.number(time_limit_s, f"{_WHAT}: time_limit_s", above=0),
        seed=arguments.whole_number(seed, f"{_WHAT}: seed", least=0),
    )


def _require_areas(people: People) -> None:
    """Let areas through that have a place and do not overlap."""
    require_polygons(people.frame, f"{_WHAT}: demand")
    gone = np.flatnonzero(shapely.is_missing(people.shapes))
    if len(gone):
        message = Sentence(
            "{what}: {count} areas have no geometry ({ids}); draw them, or leave them out",
            what=_WHAT,
            count=len(gone),
            ids=named(people.ids, gone),
        )
        raise SchemaError(message)
    left, right = shapely.STRtree(people.shapes).query(people.shapes, predicate="intersects")
    ahead = left < right
    left, right = left[ahead], right[ahead]
    common = shapely.area(shapely.intersection(people.shapes[left], people.shapes[right]))
    smaller = np.minimum(shapely.area(people.shapes[left]), shapely.area(people.shapes[right]))
    bad = np.flatnonzero(common > _LITTLE * smaller)
    if len(bad):
        one, other = people.ids.iloc[left[bad[0]]], people.ids.iloc[right[bad[0]]]
        message = Sentence(
            "{what}: {count} pairs of areas overlap, the first {one} and {other} on "
            "{common:,.0f} m2; mend their borders in the source",
            what=_WHAT,
            count=len(bad),
            one=one,
            other=other,
            common=common[bad[0]],
        )
        raise SchemaError(message)


def _require_beside(people: People, frame: Any, name: str) -> None:
    arguments.require_frame(frame, f"{_WHAT}: {name}")
    require_metres(frame, f"{_WHAT}: {name}", lengths=True)
    require_same_crs(people.frame, frame, f"{_WHAT}: demand and {name}")
    require_valid(frame, f"{_WHAT}: {name}")


def _wall(barriers: gpd.GeoDataFrame | None, bridges: gpd.GeoDataFrame | None, width: float) -> Any:
    """Unite the barriers, open where there is a bridge; None without any."""
    if barriers is None or not len(barriers):
        return None
    wall = shapely.union_all(shapely.force_2d(np.asarray(barriers.geometry.values, dtype=object)))
    if bridges is None or not len(bridges):
        return wall
    spans = shapely.force_2d(np.asarray(bridges.geometry.values, dtype=object))
    return shapely.difference(wall, shapely.union_all(shapely.buffer(spans, width)))


def _roots(people: People, places: Places, rows: Positions, ground: Touching) -> list[int]:
    """Find the area of each school: the one that it lies in, else the nearest."""
    at = middles(places.shapes[rows])
    roots = [int(place) for place in _nearest(at, ground.shapes)]
    counted = pd.Series(roots)
    twice = counted[counted.duplicated(keep=False)]
    if len(twice):
        mine = twice[twice == twice.iloc[0]].index.to_numpy()
        message = Sentence(
            "{what}: {ids} lie in one area, {there}, which goes to one school as a whole; cut "
            "the area, or put the schools together",
            what=_WHAT,
            ids=named(places.ids, rows[mine]),
            there=people.ids.iloc[twice.iloc[0]],
        )
        raise SchemaError(message)
    return roots


def _nearest(points: Geometries, shapes: Geometries) -> Positions:
    at, shape = shapely.STRtree(shapes).query_nearest(points)
    result = np.zeros(len(points), dtype=np.intp)
    order = np.lexsort((shape, at))[::-1]
    result[at[order]] = shape[order]
    return result


def _require_reached(people: People, roots: list[int], ground: Touching) -> None:
    everything = set(range(len(people.ids)))
    alone = np.array(sorted(everything - reached_from(roots, everything, ground.neighbours)), dtype=np.intp)
    if len(alone):
        message = Sentence(
            "{what}: {count} areas hang together with no school ({ids}): a barrier lies between, "
            "or a gap; add a bridge, or mend the borders",
            what=_WHAT,
            count=len(alone),
            ids=named(people.ids, alone),
        )
        table = pd.DataFrame({"id": people.ids.iloc[alone].to_numpy(dtype=object), "demand": people.weights[alone]})
        raise InfeasibleError(message, tables={"out_of_reach": table})


def _require_room(weights: Floats, room: Floats) -> None:
    short = float(weights.sum() - room.sum())
    if short > 1e-9 * float(weights.sum()):
        message = Sentence(
            "{what}: the places ({count:,g}) are {short:,g} short of the demand ({count2:,g})",
            what=_WHAT,
            count=room.sum(),
            short=short,
            count2=weights.sum(),
        )
        raise InfeasibleError(message, tables={"remedies": pd.DataFrame({"remedy": ["capacity"], "value": [short]})})


def _cannot(found: Assigned, weights: Floats, room: Floats) -> InfeasibleError:
    if found.status != "infeasible":
        return InfeasibleError(
            Sentence("{what}: time ran out before whole catchments were found; give more of time_limit_s", what=_WHAT)
        )
    spare = float(room.sum() - weights.sum())
    message = Sentence(
        "{what}: no whole catchments are within the places of each school (with {spare:,g} "
        "to spare in all): give schools more places, cut large areas, or open a barrier",
        what=_WHAT,
        spare=spare,
    )
    figures = pd.DataFrame({"figure": ["demand", "capacity"], "value": [float(weights.sum()), float(room.sum())]})
    return InfeasibleError(message, tables={"figures": figures})


def _result(
    people: People,
    places: Places,
    rows: Positions,
    owner: Positions,
    apart: Floats,
    room: Floats,
    found: Assigned,
    ground: Touching,
) -> gpd.GeoDataFrame:
    table: list[dict[str, Any]] = []
    shapes = []
    for number, row in enumerate(rows):
        mine = np.flatnonzero(owner == number)
        weights, metres = people.weights[mine], apart[mine, number]
        load = float(weights.sum())
        table.append(
            {
                "facility_id": places.ids.iloc[row],
                **{
                    name: places.frame[name].iloc[row]
                    for name in ("name_zh", "name_en")
                    if name in places.frame.columns
                },
                "demand": load,
                "areas": len(mine),
                "capacity": room[number],
                "used": load / room[number] if room[number] else np.nan,
                "mean_m": float(np.average(metres, weights=weights)) if load else np.nan,
                "most_m": float(metres.max()),
                "demand_ids": "; ".join(str(people.ids.iloc[place]) for place in mine),
            }
        )
        shapes.append(shapely.union_all(people.shapes[mine]))
    frame = gpd.GeoDataFrame(pd.DataFrame(table), geometry=shapes, crs=people.frame.crs)
    if places.capacity is None:
        frame = frame.drop(columns=["capacity", "used"])
    facts = {"objective": found.objective, "bound": found.bound, "gap": found.gap, "solution": found.status}
    told = (*people.findings, *places.findings, *_about(people, places, rows, ground))
    return attach(frame, told, **facts, **credits_of([people.frame, places.frame]))


def _about(people: People, places: Places, rows: Positions, ground: Touching) -> list[Finding]:
    found = []
    cut = np.flatnonzero(ground.beyond > _LITTLE)
    if len(cut):
        text = Sentence(
            "{count} areas lie on both sides of a barrier ({frame}): some cross it",
            count=len(cut),
            frame=feature_labels(people.frame, cut),
        )
        found.append(
            Finding("warning", "area_cut_by_barrier", "demand", None, text, Sentence("cut them along the barrier"))
        )
    inside = shapely.intersects(shapely.union_all(people.shapes), places.shapes[rows])
    if not inside.all():
        text = Sentence(
            "schools lie in no area ({ids}): the nearest is taken as theirs", ids=named(places.ids, rows[~inside])
        )
        found.append(
            Finding("warning", "school_outside", "facilities", None, text, Sentence("see whether an area is missing"))
        )
    return found
