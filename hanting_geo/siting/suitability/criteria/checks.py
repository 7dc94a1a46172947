"""What must hold between the fields of a criterion, and between criteria: all problems at once, each with its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.words.rules import ASSUMED, NO_BASIS
from hanting_geo.siting.rules.relation import ASSUMPTION
from hanting_geo.siting.suitability.criteria.factor import FACTORS
from hanting_geo.siting.suitability.criteria.value_functions import value_function
from hanting_geo.siting.suitability.criteria.weighing import DIRECT, between_weighings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["OF_LEAVES", "between_criteria", "between_fields"]

_OF_FACTORS = ("layer", "filter", "radius_m", "column", "statistic", "measure", "unit", "may_be_empty")
OF_LEAVES = (*_OF_FACTORS, "function", "scores", "direction", "exclude_below", "exclude_above", "missing")
"""Fields that mean nothing on a level that is not measured itself."""


def between_fields(
    values: Mapping[str, Any], *, scale: float = 1.0, unread: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
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
    tuple of str
        The field to mend, and what is wrong with it.
    """
    title = values.get("title")
    if "title" not in unread and (title is None or not title.text().strip()):
        yield "title", "is missing: say in a few words what counts, in zh, en or both"
    yield from _about_sources(values, unread)
    if "factor" in unread:
        return
    factor = values.get("factor")
    if factor is None:
        for name in OF_LEAVES:
            if values.get(name) or name in unread:
                yield name, "means nothing without a factor: name the factor, or leave it empty on a level above"
        return
    yield from _about_factor(factor, values, unread)
    if not unread & {"function", "scores"}:
        yield from _about_function(values, scale)
    low, high = values.get("exclude_below"), values.get("exclude_above")
    if low is not None and high is not None and low > high:
        yield "exclude_below", f"is {low:g} and exclude_above {high:g}, which leaves nothing between"
    if values.get("function") == "category" and (low is not None or high is not None):
        yield "exclude_below" if low is not None else "exclude_above", "compares numbers, and the function is category"


def _about_factor(factor: str, values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, str]]:
    kind = FACTORS[factor]
    for name in _OF_FACTORS:
        given = bool(values.get(name))
        if name in kind.needs and not given and name not in unread:
            yield name, f"is missing: {factor} needs {name}"
        if name not in kind.fields and (given or name in unread):
            useful = ", ".join(other for other, each in FACTORS.items() if name in each.fields)
            yield name, f"{factor} has no use for {name}: leave it empty, or choose a factor that has: {useful}"
    if kind.unit is None and values.get("function") != "category" and not values.get("unit") and "unit" not in unread:
        yield "unit", f"is missing: say in which unit the values of {factor} are, or - for none"


def _about_function(values: Mapping[str, Any], scale: float) -> Iterator[tuple[str, str]]:
    kind = values.get("function", "steps")
    direction = values.get("direction")
    try:
        function = value_function(kind, values.get("scores", ""), scale)
    except ValueError as error:
        yield "scores", str(error)
        return
    if kind in {"minmax", "raw"} and direction is None:
        yield "direction", f"is missing: {kind} needs to know whether more or less is better"
    if kind in {"category", "ideal"} and direction is not None:
        yield "direction", f"{kind} says by its scores what is better: leave it empty"
    if function.monotone and direction is not None and (direction == "more") != (function.monotone > 0):
        does = "rise" if function.monotone > 0 else "fall"
        yield "direction", f"says that {direction} is better, and the scores {does} with the value; mend one of them"


def _about_sources(values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name in ("source", "weight_source"):
        said = str(values.get(name) or "").strip().lower()
        if said in ASSUMED:
            yield name, f"{values[name]!r}: write {ASSUMPTION}"
        elif said in NO_BASIS:
            yield name, f"{values[name]!r} cites nothing: cite a standard or a study, or say {ASSUMPTION}"
    if unread & {"source", "weight_source"}:
        return
    if values.get("factor") is not None and not values.get("source"):
        yield "source", f"is missing: say where the scores come from, or {ASSUMPTION}"
    elif values.get("weight") is not None and not (values.get("weight_source") or values.get("source")):
        yield "weight_source", f"is missing: say where the weight comes from, or {ASSUMPTION}"


def between_criteria(
    rows: Sequence[Mapping[str, Any]], *, weighting: str = DIRECT, random_index: str = ""
) -> Iterator[tuple[int, str, str]]:
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
    for number, name, text in between_weighings(rows, weighting, random_index):
        yield number, name, text.text("en")


def _between_levels(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    first: dict[Any, int] = {}
    for number, row in enumerate(rows):
        own = row.get("id")
        if own is not None and first.setdefault(own, number) != number:
            yield number, "id", f"{own!r} stands twice (row {first[own] + 1} has it too); each needs its own"
    under = {row.get("parent") for row in rows}
    leads = {rows[number].get("id"): rows[number].get("parent") for number in first.values()}
    levels = [own for own, number in first.items() if rows[number].get("factor") is None]
    for number, row in enumerate(rows):
        own, parent = row.get("id"), row.get("parent")
        if row.get("factor") is None and own is not None and own not in under and "factor" not in row.get("unread", ()):
            text = "is missing, and nothing stands under this level: say how it is measured, or name it as a parent"
            yield number, "factor", text
        if parent is None:
            continue
        if parent not in first:
            there = ", ".join(str(level) for level in levels) or "none"
            yield number, "parent", f"there is no {parent!r}; levels that could be meant: {there}"
        elif rows[first[parent]].get("factor") is not None:
            yield number, "parent", f"{parent!r} is measured itself (it has a factor), and can have nothing under it"
        else:
            way = [own, parent]
            while (after := leads.get(way[-1])) is not None and after not in way:
                way.append(after)
            if after is not None and after == own:
                yield number, "parent", f"goes round in a circle: {' -> '.join(str(step) for step in (*way, own))}"


def _about_weights(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, str, str]]:
    """Levels have weights all or none: else nobody knows what a weight below them is a part of."""
    levels = [number for number, row in enumerate(rows) if row.get("factor") is None and "weight" not in _unread(row)]
    weighted = [number for number in levels if rows[number].get("weight") is not None]
    if weighted and len(weighted) < len(levels):
        for number in sorted(set(levels) - set(weighted)):
            yield number, "weight", "is missing: other levels have weights; give one to each of them, or to none"
    leaves = [
        number for number, row in enumerate(rows) if row.get("factor") is not None and "weight" not in _unread(row)
    ]
    known = [number for number in leaves if rows[number].get("weight") is not None]
    if known and len(known) < len(leaves):
        for number in sorted(set(leaves) - set(known)):
            yield number, "weight", "is missing: other criteria have weights; give one to each of them, or to none"


def _unread(row: Mapping[str, Any]) -> Any:
    return row.get("unread", ())
