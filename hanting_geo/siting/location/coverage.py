"""Coverage: who is served by what exists within a standard's radius, who is not, and what a plan changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, facts_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.gate import require_metres, require_same_crs
from hanting_geo.errors import SchemaError
from hanting_geo.siting.location.by_zone import pieces_served, zones_of
from hanting_geo.siting.location.coverage_result import Coverage
from hanting_geo.siting.location.demand import demand_of
from hanting_geo.siting.location.facilities import facilities_of
from hanting_geo.siting.location.serving import Way, serve
from hanting_geo.siting.location.standards import chosen_standard
from hanting_geo.siting.location.study import State, Study
from hanting_geo.siting.location.travel_costs import checked_travel, travel_name

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    import pandas as pd

    from hanting_geo.analysis.network.result import Network
    from hanting_geo.siting.location.demand import Demand
    from hanting_geo.siting.location.standards import Standard

__all__ = ["coverage"]

_WHAT = "coverage"


def coverage(  # noqa: PLR0913 - each is an option
    demand: gpd.GeoDataFrame | str | os.PathLike[str],
    facilities: gpd.GeoDataFrame,
    standard: str | None = None,
    *,
    radius_m: float | None = None,
    standards: pd.DataFrame | str | os.PathLike[str] | None = None,
    travel: str | Network | np.ndarray | pd.DataFrame = "euclid",
    detour_factor: float | None = None,
    zones: gpd.GeoDataFrame | None = None,
    plan: gpd.GeoDataFrame | None = None,
    weight: str = "demand",
    status: str = "status",
    capacity: str | None = None,
    demand_id: str = "id",
    facility_id: str = "id",
    zone_id: str = "id",
) -> Coverage:
    """Say who is served by facilities within a standard's radius, who is not, and how far those have to go.

    A point of demand is served where the way to a facility is no longer than the radius. An area is spread evenly, an
    assumption: the part of it within straight reach of any facility counts, from the border of a facility that is an
    area. Both places may be off by their ``accuracy_m``: the low figure holds for every displacement, the high one for
    some. Demand that is counted for cells no smaller than the radius (``cell_m``, else the longer side of an area) has
    no share but a range: low of cells that lie within reach as a whole, high of all that are touched.

    Parameters
    ----------
    demand
        Points or areas in a projected system in metres, with an id and a column ``weight``; or the path of a raster of
        people (``.tif``), whose cells become areas. Columns ``year``, ``cell_m``, ``accuracy_m`` and ``basis``
        (``assumption``, ``model``) are printed where they are there.
    facilities
        Points, lines or areas with an id, in the same system. The column ``status`` says, in Chinese or English, what
        each is: existing serves today (one that states nothing too, and is told), planned, required and under
        construction serve after the plan; candidate, closed and prohibited serve nobody.
    standard
        A row of :func:`hanting_geo.standards` by its id, or a facility by its name in Chinese or English. One that is
        not verified is told, and printed as such.
    radius_m
        Instead of the standard's, or without one.
    standards
        A table of standards of your own, or its path; None is the packaged one.
    travel
        ``"euclid"`` (straight), ``"manhattan"`` (along two axes), a :func:`hanting_geo.network`, or metres as a matrix:
        an array of demand x facilities (then those of the plan), or a DataFrame labelled by their ids. Other than
        straight, an area goes to its facility from its middle, as a whole.
    detour_factor
        How much longer than straight the ways are taken to be: 1.3, say. Printed.
    zones
        Areas with an id, for a table by zone.
    plan
        Facilities that a plan adds: each serves after it. One that is closed there, by an id of ``facilities``, no
        longer does.
    weight
        The column of how many are to be served.
    status, capacity
        Columns of ``facilities`` and ``plan``: the status, and how many each has room for.
    demand_id, facility_id, zone_id
        The columns of ids.

    Returns
    -------
    Coverage
        With ``summary``, ``zones``, ``gaps``, ``loads``.

    Raises
    ------
    CRSError
        No reference system, not in metres, or several.
    SchemaError
        No standard and no radius; demand that is missing, negative or zero in all; no facility that serves; an unknown
        status; ids that are missing or doubled; invalid geometry.
    SourceError
        A raster or a table of standards cannot be read.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point, box
    >>> x, y = 430000, 4071000
    >>> homes = gpd.GeoDataFrame(
    ...     {"id": ["near", "half", "far"], "demand": [100.0, 200.0, 50.0], "year": 2020},
    ...     geometry=[Point(x, y + 300), box(x + 400, y, x + 600, y + 1), Point(x, y + 900)], crs="EPSG:4549",
    ... )
    >>> parks = gpd.GeoDataFrame(
    ...     {"id": ["p"], "status": ["现状"]}, geometry=[box(x - 100, y - 100, x, y + 100)], crs="EPSG:4549"
    ... )
    >>> found = coverage(homes, parks, "公园")
    >>> found.summary[["served", "unserved", "share"]].round(4).to_numpy().tolist()
    [[200.0, 150.0, 0.5714]]
    >>> found.gaps[["id", "unserved", "distance_m", "nearest_id"]].round(2).to_numpy().tolist()
    [['half', 100.0, 500.0, 'p'], ['far', 50.0, 800.0, 'p']]
    """
    chosen, found = chosen_standard(standard, radius_m, standards, _WHAT)
    arguments.require_frame(facilities, f"{_WHAT}: facilities")
    crs = require_metres(facilities, f"{_WHAT}: facilities", lengths=True)
    who = demand_of(demand, weight, demand_id, _WHAT, crs)
    require_same_crs(who.frame, facilities, f"{_WHAT}: demand and facilities")
    what = facilities_of(facilities, plan, facility_id=facility_id, status=status, capacity=capacity, what=_WHAT)
    way = Way(chosen.radius_m, checked_travel(travel, who.ids, what.ids, _WHAT), _factor(detour_factor, travel))
    try:
        areas = None if zones is None else zones_of(zones, zone_id, who, _WHAT)
        states = []
        for name, serves in (("before", what.now), ("after", what.later))[: 1 + what.has_plan]:
            served = serve(who, what, serves, way)
            pieces = None if areas is None else pieces_served(areas, who, served, what, serves, way)
            states.append(State(name, serves, served, pieces))
    except shapely.GEOSException as error:
        message = Sentence(
            "{what}: areas cannot be cut ({error}); look at them with hg.check_layer, and mend them in the source",
            what=_WHAT,
            error=error,
        )
        raise SchemaError(message) from error
    frames = [who.frame, *what.frames, *([] if zones is None else [zones])]
    return Coverage(
        Study(
            demand=who,
            facilities=what,
            standard=chosen,
            way=way,
            zones=areas,
            states=tuple(states),
            findings=(
                *found,
                *_about_ways(chosen, way, who, weight),
                *who.findings,
                *what.findings,
                *(areas.findings if areas is not None else ()),
            ),
            credits=_credits(frames),
            weight=str(weight),
            travel=travel_name(way.travel),
        )
    )


def _factor(detour_factor: object, travel: object) -> float:
    if detour_factor is None:
        return 1.0
    factor = arguments.number(detour_factor, f"{_WHAT}: detour_factor", least=1)
    if not (isinstance(travel, str) and travel == "euclid"):
        message = Sentence(
            "{what}: detour_factor makes straight ways longer, and travel is another; leave one of them out", what=_WHAT
        )
        raise SchemaError(message)
    return factor


def _about_ways(standard: Standard, way: Way, demand: Demand, weight: object) -> list[Finding]:
    """Tell what the way of measuring leaves open."""
    found: list[Finding] = []

    def tell(level: Any, code: str, what: str, advice: str) -> None:
        found.append(Finding(level, code, None, None, what, advice))

    if standard.metric == "walk" and way.straight and way.detour_factor == 1:
        what = Sentence(
            "the radius of {radius_m:g} m is one of walking, and ways are measured straight: too many are served",
            radius_m=way.radius_m,
        )
        tell("warning", "walk_as_straight", what, Sentence("give travel a network or a matrix, or a detour_factor"))
    if not np.isnan(standard.target_share):
        what = Sentence(
            "the share of {target_share:.0%} is compared with that of {weight!r}; {note}",
            target_share=standard.target_share,
            weight=weight,
            note=standard.note,
        )
        tell("note", "target_compared", what, Sentence("see whether the standard means the same by it"))
    if way.detour_factor > 1:
        what = Sentence(
            "ways are taken to be {detour_factor:g} times as long as straight", detour_factor=way.detour_factor
        )
        tell("note", "detour_factor", what, Sentence("say where the factor is from"))
    if demand.areas.any() and not way.straight:
        what = Sentence(
            "{count} areas of demand go to their facility from their middle, as a whole", count=int(demand.areas.sum())
        )
        tell(
            "note",
            "area_as_point",
            what,
            Sentence("spread their people over built-up land first: hg.spread_population"),
        )
    coarse = way.coarse(demand) & (demand.weights > 0)
    if coarse.any():
        what = Sentence(
            "{count} of {count2} rows of demand are counted for cells of up to {cell_m:,.0f} m, "
            "no smaller than the radius of {reach_m:,.0f} m: a sketch",
            count=int(coarse.sum()),
            count2=len(coarse),
            cell_m=demand.cell_m[coarse].max(),
            reach_m=way.reach_m,
        )
        tell("warning", "demand_coarse", what, Sentence("take finer demand; read the range, not a share"))
    return found


def _credits(frames: list[gpd.GeoDataFrame]) -> dict[str, str]:
    """Gather what the layers ask to be printed wherever they are embedded."""
    said: dict[str, dict[str, None]] = {"attribution": {}, "licence": {}}
    for frame in frames:
        facts = facts_of(frame)
        for key, texts in said.items():
            single = (frame.columns == key).sum() == 1
            own = [facts[key]] if facts.get(key) else frame[key].dropna().unique() if single else []
            texts.update(dict.fromkeys(str(text) for text in own))
    if any("ODbL" in text for text in said["licence"]) and not any("ODbL" in text for text in said["attribution"]):
        from hanting_geo.outputs.style.looks import OSM_CREDIT

        said["attribution"][OSM_CREDIT] = None
    return {key: "; ".join(texts) for key, texts in said.items() if texts}
