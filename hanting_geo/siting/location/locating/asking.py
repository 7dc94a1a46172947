"""From what a caller gives to a question that can be solved; everything wrong with it is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, facts_of
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import require_metres, require_polygons, require_same_crs, require_valid
from hanting_geo.siting.location.locating.asked import Asked
from hanting_geo.siting.location.locating.conditions import quotas_of, too_near
from hanting_geo.siting.location.locating.faults import Faults
from hanting_geo.siting.location.locating.people import People, people_of
from hanting_geo.siting.location.locating.places import Places, places_of
from hanting_geo.siting.location.locating.roles import model_of
from hanting_geo.siting.location.locating.ways import MOST_PAIRS, Ways, ways_of
from hanting_geo.siting.location.solving.problem import CAPACITATED, COVERING, Limits, Problem

if TYPE_CHECKING:
    import geopandas as gpd
    from scipy.sparse import csr_array

__all__ = ["Numbers", "Options", "ask", "credits_of", "growing"]

_LISTED, _LISTED_TIMES = 64, 8
"""Of very many ways only the nearest are listed: so many, and so many times as many as a facility has places."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a caller says besides the frames; see :func:`hanting_geo.locate`."""

    model: object
    p: object = None
    radius_m: object = None
    weight: object = "demand"
    status: object = "status"
    capacity: object = None
    cost: object = None
    budget: object = None
    separation_m: object = None
    quota: object = None
    phases: object = None
    travel: object = "euclid"
    gap: object = 0.0
    time_limit_s: object = 60
    seed: object = 0
    zones: Any = None
    demand_id: object = "id"
    facility_id: object = "id"
    zone_id: object = "id"


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """How many are to be opened: one number, several, or in phases."""

    p: int | None = None
    points: tuple[int, ...] = ()
    phases: tuple[int, ...] = ()


def ask(demand: object, facilities: object, options: Options, what: str) -> tuple[Asked, Numbers]:
    """Make a question.

    Raises
    ------
    CRSError, SchemaError
        All that is wrong.
    """
    faults = Faults(what)
    model = "mclp"
    with faults.gathered():
        model = model_of(options.model, what)
    known = not faults
    numbers = _numbers(options, model, what, faults)
    figures = _figures(options, model if known else "", numbers, what, faults)
    limits = _limits(options, what, faults)
    people = people_of(demand, options.weight, options.demand_id, what, faults)
    places = places_of(
        facilities,
        status=options.status,
        capacity=options.capacity,
        cost=options.cost,
        facility_id=options.facility_id,
        what=what,
        faults=faults,
    )
    if people is None or places is None:
        faults.tell()
    assert people is not None  # noqa: S101 - told in the line above
    assert places is not None  # noqa: S101
    with faults.gathered():
        require_same_crs(people.frame, places.frame, f"{what}: demand and facilities")
    _require_places(places, numbers, faults)
    crs = require_metres(people.frame, what)
    ways = quotas = None
    with faults.gathered():
        given = ((people.ids, people.shapes), (places.ids, places.shapes))
        ways = ways_of(options.travel, *given, crs, what)
    with faults.gathered():
        quotas = None if options.quota is None else quotas_of(options.quota, places, what)
    with faults.gathered():
        _require_zones(options, people.frame, what)
    faults.tell()
    assert ways is not None  # noqa: S101 - what was wrong is told
    radius, separation = figures["radius_m"], figures["separation_m"]
    pairs = None if separation is None else too_near(places, separation)
    rows = np.flatnonzero(people.served)
    listed = _list_length(ways, model, radius, places, numbers)
    problem = Problem(
        model=model,
        costs=_costs(ways, radius, listed)[rows],
        weight=people.weights[rows],
        p=numbers.p,
        radius=radius,
        required=places.existing | places.required,
        closed=places.closed,
        free=places.existing,
        capacity=places.capacity if model in CAPACITATED else None,
        cost=places.cost,
        budget=figures["budget"],
        separation=pairs,
        quota=None if quotas is None else quotas.quota,
        truncated=listed is not None,
    )
    asked = Asked(
        people=people,
        places=places,
        ways=ways,
        problem=problem,
        limits=limits,
        rows=rows,
        quotas=quotas,
        separation_m=separation,
        crs=crs,
        zones=options.zones,
        zone_id=str(options.zone_id),
        findings=(*people.findings, *places.findings, *_about(options, model, people, radius)),
        credits=credits_of([people.frame, places.frame]),
    )
    return asked, numbers


def _numbers(options: Options, model: str, what: str, faults: Faults) -> Numbers:
    """Read how many."""
    found = Numbers()
    with faults.gathered():
        given = options.p
        if given is None or not _is_many(given):
            found = Numbers(p=None if given is None else arguments.whole_number(given, f"{what}: p", least=0))
        else:
            points = growing(given, f"{what}: p", least=0)
            found = Numbers(p=points[-1], points=points)
            if model == "lscp":
                faults.add(Sentence("lscp finds the number itself; give one p (at most so many), or none"))
    with faults.gathered():
        if options.phases is not None:
            phases = growing(options.phases, f"{what}: phases", least=1)
            if model == "lscp":
                faults.add(Sentence("phases: lscp finds the number itself; take mclp or p_median"))
            if options.budget is not None:
                faults.add(Sentence("phases: with a budget there are no numbers to build by; give phases or budget"))
            if found.points or found.p not in {None, phases[-1]}:
                faults.add(
                    Sentence(
                        "p is {p}, and the last of the phases is {phases}; leave p out", p=options.p, phases=phases[-1]
                    )
                )
            found = Numbers(p=phases[-1], phases=phases)
    return found


def _is_many(given: object) -> bool:
    return isinstance(given, Iterable) and not isinstance(given, str | bytes | Mapping)


def growing(given: object, what: str, least: int) -> tuple[int, ...]:
    """Read whole numbers that grow.

    Raises
    ------
    SchemaError
        They are something else, or do not grow.
    """
    if not _is_many(given):
        raise arguments.ArgumentError(
            Sentence(
                "{what} takes whole numbers that grow, and was given {given}", what=what, given=arguments.told(given)
            )
        )
    values: list[Any] = list(given)  # type: ignore[call-overload]  # asked in the line above
    numbers = tuple(arguments.whole_number(value, f"each of {what}", least=least) for value in values)
    if not numbers or any(before >= after for before, after in pairwise(numbers)):
        raise arguments.ArgumentError(
            Sentence(
                "{what} takes whole numbers that grow, as (4, 10, 16), and was given {values}", what=what, values=values
            )
        )
    return numbers


def _figures(options: Options, model: str, numbers: Numbers, what: str, faults: Faults) -> dict[str, float | None]:
    """Read the numbers of a question, and tell what its model needs and has not."""
    found: dict[str, float | None] = {}
    for name, above in (("radius_m", 0.0), ("budget", None), ("separation_m", 0.0)):
        given = getattr(options, name)
        found[name] = None
        with faults.gathered():
            if given is not None:
                found[name] = arguments.number(
                    given, f"{what}: {name}", above=above, **({} if above is not None else {"least": 0})
                )
    if model in COVERING and options.radius_m is None:
        faults.add(f"{model} needs radius_m: how far a facility serves")
    if model in CAPACITATED and options.capacity is None:
        faults.add(
            Sentence("{model} needs capacity: the column of how many each facility serves, or a number", model=model)
        )
    if model and model != "lscp" and numbers == Numbers() and options.p is None and options.budget is None:
        faults.add(Sentence("{model} needs p (how many are to be opened), phases, or a budget", model=model))
    if options.budget is not None and options.cost is None:
        faults.add(Sentence("a budget needs cost: the column of what each place costs, or a number"))
    return found


def _limits(options: Options, what: str, faults: Faults) -> Limits:
    values: dict[str, Any] = {}
    with faults.gathered():
        values["gap"] = arguments.number(options.gap, f"{what}: gap", least=0)
    with faults.gathered():
        values["time_limit_s"] = arguments.number(options.time_limit_s, f"{what}: time_limit_s", above=0)
    with faults.gathered():
        values["seed"] = arguments.whole_number(options.seed, f"{what}: seed", least=0)
    return Limits(**values)


def _list_length(ways: Ways, model: str, radius: float | None, places: Places, numbers: Numbers) -> int | None:
    """Say how many of the nearest are listed for each demand; None where all ways are measured."""
    if ways.pairs <= MOST_PAIRS or model != "p_median" or radius is not None:
        return None
    is_open = max(int(places.existing.sum()) + (numbers.p or 1), 1)
    return min(len(places.ids), max(_LISTED, -(-_LISTED_TIMES * len(places.ids) // is_open)))


def _costs(ways: Ways, radius: float | None, listed: int | None) -> csr_array:
    return ways.matrix(radius) if listed is None else ways.lists(listed)


def _require_places(places: Places, numbers: Numbers, faults: Faults) -> None:
    """Tell that there is nowhere to build."""
    if places.new.any() or (places.existing.any() and not numbers.p):
        return
    counted = enumerated(f"{count} {name}" for name, count in places.status.value_counts().items()) or Sentence(
        "none at all"
    )
    nowhere = int(sum(shape is None for shape in places.shapes))
    more = Sentence(", {nowhere} of them without a place", nowhere=nowhere) if nowhere else ""
    faults.add(
        Sentence(
            "there is no candidate: of the facilities there are {counted}{more}; give places with the status candidate",
            counted=counted,
            more=more,
        )
    )


def _require_zones(options: Options, demand: gpd.GeoDataFrame, what: str) -> None:
    if options.zones is None:
        return
    arguments.require_frame(options.zones, f"{what}: zones")
    require_metres(options.zones, f"{what}: zones", areas=True)
    require_same_crs(demand, options.zones, f"{what}: demand and zones")
    require_polygons(options.zones, f"{what}: a zone")
    require_valid(options.zones, f"{what}: zones")
    from hanting_geo.core.ids import checked_ids

    checked_ids(options.zones, options.zone_id, f"{what}: the zones", ("(outside)", "(no geometry)", "(total)"))


def _about(options: Options, model: str, people: People, radius: float | None) -> list[Finding]:
    """Tell what the question leaves open."""
    found = []
    if radius is not None and people.cell_m >= radius:
        text = Sentence(
            "the demand is known for cells of {cell_m:g} m, no smaller than the radius of {radius:g} m",
            cell_m=people.cell_m,
            radius=radius,
        )
        found.append(
            Finding(
                "warning", "demand_coarse", "demand", None, text, Sentence("take finer demand; the answer is a sketch")
            )
        )
    if options.capacity is not None and model not in CAPACITATED:
        text = Sentence(
            "{model} does not look at capacities: a facility may be given more than it has room for", model=model
        )
        found.append(
            Finding(
                "note",
                "capacity_unused",
                "facilities",
                None,
                text,
                Sentence("take one of {listed}", listed=enumerated(CAPACITATED)),
            )
        )
    if options.cost is not None and options.budget is None and model != "lscp":
        text = Sentence("{model} without a budget does not look at costs", model=model)
        found.append(Finding("note", "cost_unused", "facilities", None, text, Sentence("give a budget")))
    return found


def credits_of(frames: list[gpd.GeoDataFrame]) -> dict[str, str]:
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
