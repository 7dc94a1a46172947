"""What must hold between the fields of a criterion, and between criteria: all problems at once, each with its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.sentences import enumerated
from hanting_geo.core.words.rules import ASSUMED, NO_BASIS
from hanting_geo.siting.rules.relation import ASSUMPTION
from hanting_geo.siting.suitability.criteria.factor import FACTORS
from hanting_geo.siting.suitability.criteria.value_functions import value_function
from hanting_geo.siting.suitability.criteria.weighing import DIRECT, between_weighings
from hanting_geo.siting.suitability.criteria.wording import mistake_of, said

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hanting_geo.core.text import Text

__all__ = ["OF_LEAVES", "between_criteria", "between_fields"]

_OF_FACTORS = (
    "layer",
    "filter",
    "radius_m",
    "column",
    "statistic",
    "measure",
    "travel",
    "roads",
    "unit",
    "may_be_empty",
)
OF_LEAVES = (*_OF_FACTORS, "function", "scores", "direction", "exclude_below", "exclude_above", "missing")
"""Fields that mean nothing on a level that is not measured itself."""


def between_fields(
    values: Mapping[str, Any], *, scale: float = 1.0, unread: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Text]]:
    """Check what must hold between the fields of a criterion.

    Parameters
    ----------
    values
        Field to value, as in :class:`Criterion`; a field that is not there is not given.
    scale
        The full mark.
    unread
        Fields that are given but could not be read; of those nothing is said.

    Yields
    ------
    tuple
        The field to mend, and what is wrong with it.
    """
    title = values.get("title")
    if "title" not in unread and (title is None or not title.text().strip()):
        yield "title", said("no_title")
    yield from _about_sources(values, unread)
    if "factor" in unread:
        return
    factor = values.get("factor")
    if factor is None:
        for name in OF_LEAVES:
            if values.get(name) or name in unread:
                yield name, said("only_with_factor")
        return
    yield from _about_factor(factor, values, unread)
    if not unread & {"function", "scores"}:
        yield from _about_function(values, scale)
    low, high = values.get("exclude_below"), values.get("exclude_above")
    if low is not None and high is not None and low > high:
        yield "exclude_below", said("nothing_between", low=low, high=high)
    if values.get("function") == "category" and (low is not None or high is not None):
        yield "exclude_below" if low is not None else "exclude_above", said("compares_numbers")


def _about_factor(factor: str, values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, Text]]:
    kind = FACTORS[factor]
    for name in _OF_FACTORS:
        given = bool(values.get(name))
        if name in kind.needs and not given and name not in unread:
            yield name, said("factor_needs", factor=factor, field=name)
        if name not in kind.fields and (given or name in unread):
            useful = enumerated(other for other, each in FACTORS.items() if name in each.fields)
            yield name, said("factor_has_no_use", factor=factor, field=name, useful=useful)
    if factor == "distance" and not unread & {"travel", "roads"}:
        along, roads = values.get("travel") == "network", values.get("roads")
        if along and not roads:
            yield "roads", said("no_roads")
        if roads and not along:
            yield "roads", said("roads_without_travel")
    if kind.unit is None and values.get("function") != "category" and not values.get("unit") and "unit" not in unread:
        yield "unit", said("no_unit", factor=factor)


def _about_function(values: Mapping[str, Any], scale: float) -> Iterator[tuple[str, Text]]:
    kind = values.get("function", "steps")
    direction = values.get("direction")
    try:
        function = value_function(kind, values.get("scores", ""), scale)
    except ValueError as error:
        yield "scores", mistake_of(error)
        return
    if kind in {"minmax", "raw"} and direction is None:
        yield "direction", said("no_direction", function=kind)
    if kind in {"category", "ideal"} and direction is not None:
        yield "direction", said("direction_by_scores", function=kind)
    if function.monotone and direction is not None and (direction == "more") != (function.monotone > 0):
        does = said("rise" if function.monotone > 0 else "fall")
        yield "direction", said("direction_differs", direction=direction, does=does)


def _about_sources(values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, Text]]:
    for name in ("source", "weight_source"):
        word = str(values.get(name) or "").strip().lower()
        if word in ASSUMED:
            yield name, said("write_assumption", word=values[name], assumption=ASSUMPTION)
        elif word in NO_BASIS:
            yield name, said("cites_nothing", word=values[name], assumption=ASSUMPTION)
    if unread & {"source", "weight_source"}:
        return
    if values.get("factor") is not None and not values.get("source"):
        yield "source", said("no_source", assumption=ASSUMPTION)
    elif values.get("weight") is not None and not (values.get("weight_source") or values.get("source")):
        yield "weight_source", said("no_weight_source", assumption=ASSUMPTION)


def between_criteria(
    rows: Sequence[Mapping[str, Any]], *, weighting: str = DIRECT, random_index: str = ""
) -> Iterator[tuple[int, str, Text]]:
    """Check what must hold between criteria: ids are unique, and each stands under a level that is there.

    Parameters
    ----------
    rows
        ``id``, ``parent``, ``factor`` and ``weight`` of each, in order; what could not be read is not there.
    weighting, random_index
        How the set makes its weights.

    Yields
    ------
    tuple
        Number of the criterion, the field to mend, and what is wrong with it.
    """
    yield from _between_levels(rows)
    if weighting == DIRECT:
        yield from _about_weights(rows)
    yield from between_weighings(rows, weighting, random_index)


def _between_levels(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, Text]]:
    first: dict[Any, int] = {}
    for number, row in enumerate(rows):
        own = row.get("id")
        if own is not None and first.setdefault(own, number) != number:
            yield number, "id", said("id_twice", own=own, row=first[own] + 1)
    under = {row.get("parent") for row in rows}
    leads = {rows[number].get("id"): rows[number].get("parent") for number in first.values()}
    levels = [own for own, number in first.items() if rows[number].get("factor") is None]
    for number, row in enumerate(rows):
        own, parent = row.get("id"), row.get("parent")
        if row.get("factor") is None and own is not None and own not in under and "factor" not in row.get("unread", ()):
            yield number, "factor", said("empty_level")
        if parent is None:
            continue
        if parent not in first:
            there = enumerated(levels) or said("none")
            yield number, "parent", said("no_parent", parent=parent, there=there)
        elif rows[first[parent]].get("factor") is not None:
            yield number, "parent", said("measured_itself", parent=parent)
        else:
            way = [own, parent]
            while (after := leads.get(way[-1])) is not None and after not in way:
                way.append(after)
            if after is not None and after == own:
                yield number, "parent", said("circle", way=" -> ".join(str(step) for step in (*way, own)))


def _about_weights(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, Text]]:
    """Levels have weights all or none: else nobody knows what a weight below them is a part of."""
    levels = [number for number, row in enumerate(rows) if row.get("factor") is None and "weight" not in _unread(row)]
    weighted = [number for number in levels if rows[number].get("weight") is not None]
    if weighted and len(weighted) < len(levels):
        for number in sorted(set(levels) - set(weighted)):
            yield number, "weight", said("level_weights")
    leaves = [
        number for number, row in enumerate(rows) if row.get("factor") is not None and "weight" not in _unread(row)
    ]
    known = [number for number in leaves if rows[number].get("weight") is not None]
    if known and len(known) < len(leaves):
        for number in sorted(set(leaves) - set(known)):
            yield number, "weight", said("criterion_weights")


def _unread(row: Mapping[str, Any]) -> Any:
    return row.get("unread", ())
