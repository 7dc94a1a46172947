"""What must hold between the fields of a rule, and between rules: all problems at once, each with the field to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.words.rules import ASSUMED, NO_BASIS
from hanting_geo.siting.rules.relation import _RELATIONS, ASSUMPTION, OPERATORS, Relation, measures_area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


__all__ = ["between_fields", "between_rules"]


# fmt: off
_LIMITS = (
    "layer", "distance_m", "width_column", "share", "area_m2", "width_m", "slope_percent", "height_column", "ratio",
    "surface_column", "column", "op", "value",
)
# fmt: on
_OF_LISTS = {"in", "not in"}
_OF_NUMBERS = {"<", "<=", ">", ">="}


def between_fields(values: Mapping[str, Any], *, unread: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Check what must hold between the fields of a rule.

    Parameters
    ----------
    values
        Field to value, as in :class:`Rule`; a field that is not there is not given.
    unread
        Fields that are given but could not be read; of those nothing is said.

    Yields
    ------
    tuple of str
        The field to mend, and what is wrong with it.
    """
    if "relation" not in unread and "relation" in values:
        yield from _between_limits(values, unread)
    if not unread & {"op", "value"}:
        yield from _about_value(values.get("op"), values.get("value"))
    if not unread & {"hardness", "consequence"}:
        yield from _about_consequence(values.get("hardness"), values.get("consequence"))
    if not unread & {"overrides", "override_features"}:
        general, features = values.get("overrides"), values.get("override_features")
        if general and not features:
            yield "override_features", "is empty: name the features for which this rule replaces the general one"
        if features and not general:
            yield "overrides", "is empty: name the general rule that this one replaces for override_features"
    if "basis" not in unread:
        yield from _about_basis(values.get("basis") or "")
    title = values.get("title")
    if "title" not in unread and (title is None or not title.text().strip()):
        yield "title", "is missing: say in a few words what must hold, in zh, en or both"


def _about_value(op: str | None, value: Any) -> Iterator[tuple[str, str]]:
    if op is None or value is None:
        return
    if op not in OPERATORS:
        yield "op", f"{op!r} is not known; use one of {' '.join(OPERATORS)}"
    elif op in _OF_LISTS and not isinstance(value, tuple):
        yield "value", f"op {op!r} needs a list of values"
    elif op not in _OF_LISTS and isinstance(value, tuple):
        yield "value", f"op {op!r} needs one value; for a list use 'in' or 'not in'"
    elif op in _OF_NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield "value", f"op {op!r} compares numbers, and {value!r} is none"


def _about_consequence(hardness: str | None, consequence: str | None) -> Iterator[tuple[str, str]]:
    if hardness == "soft" and consequence in {"forbid", "consent"}:
        yield "consequence", f"a soft rule cannot {consequence}: make hardness hard, or leave consequence empty"
    if hardness == "hard" and consequence == "advise":
        yield "consequence", "a hard rule decides, and advice does not: make hardness soft, or leave one of them empty"


def _about_height(values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Ask for a distance over a ratio, or for a surface: one of them, and whole."""
    given = {name for name in ("distance_m", "ratio", "surface_column") if values.get(name) is not None} | unread
    if "surface_column" in given:
        for name in ("ratio", "distance_m"):
            if name in given:
                yield name, f"a height is held against surface_column or against distance / ratio: leave {name} empty"
        return
    for name in ("ratio", "distance_m"):
        if name not in given:
            yield (
                name,
                (
                    "is missing: height_at_most needs ratio and distance_m (the height is at most distance / ratio "
                    "within distance_m), or surface_column"
                ),
            )


def _about_basis(basis: str) -> Iterator[tuple[str, str]]:
    basis = basis.strip()
    if not basis:
        yield "basis", f"is missing: cite the law, standard or plan, or say {ASSUMPTION}"
    elif basis.lower() in ASSUMED:
        yield "basis", f"{basis!r}: write {ASSUMPTION}"
    elif basis.lower() in NO_BASIS:
        yield "basis", f"{basis!r} cites nothing: cite the law, standard or plan, or say {ASSUMPTION}"


def _between_limits(values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, str]]:
    relation = Relation(values["relation"])
    needs, may = _RELATIONS[relation].fields, _RELATIONS[relation].may
    for name in _LIMITS:
        given = values.get(name) is not None
        if name in needs and not given and name not in unread:
            yield name, f"is missing: {relation.value} needs {name}"
        if name not in needs and name not in may and (given or name in unread):
            useful = ", ".join(other.value for other, each in _RELATIONS.items() if name in each.fields + each.may)
            yield (
                name,
                f"{relation.value} has no use for {name}: leave it empty, or choose a relation that has: {useful}",
            )
    if relation is Relation.HEIGHT_AT_MOST:
        yield from _about_height(values, unread)
    yield from _about_layer(relation, values, unread)


def _about_layer(relation: Relation, values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, str]]:
    layered = "layer" in _RELATIONS[relation].fields
    if values.get("filter") and relation is Relation.MAX_SLOPE:
        yield "filter", "max_slope speaks of a raster, which has no columns to filter by: leave it empty"
    if values.get("filter") and not layered:
        yield "filter", f"{relation.value} speaks of no layer that could be filtered: leave it empty"
    if values.get("same_survey") and not layered:
        yield "same_survey", f"{relation.value} speaks of no layer that was surveyed with the sites: leave it empty"
    if values.get("role") and not layered:
        yield "role", f"{relation.value} speaks of no layer that could be one of the three lines: leave it empty"
    if values.get("ignore_below_m2") is not None and not measures_area(relation):
        useful = ", ".join(other.value for other in _RELATIONS if measures_area(other))
        yield (
            "ignore_below_m2",
            f"{relation.value} measures no area: leave it empty, or choose a relation that does: {useful}",
        )
    if values.get("where_filter") and values.get("where_layer") is None and "where_layer" not in unread:
        yield "where_layer", "is missing: where_filter needs where_layer"


def between_rules(rules: Iterable[tuple[str | None, str | None]]) -> Iterator[tuple[int, str, str]]:
    """Check what must hold between rules: ids are unique, and overrides lead to another rule and never back.

    Parameters
    ----------
    rules
        Id and ``overrides`` of each rule, in order; None where it could not be read.

    Yields
    ------
    tuple
        Number of the rule, the field to mend, and what is wrong with it.
    """
    pairs = list(rules)
    first: dict[str, int] = {}
    for number, (rule_id, _) in enumerate(pairs):
        if rule_id is not None and first.setdefault(rule_id, number) != number:
            yield (
                number,
                "id",
                f"{rule_id!r} stands twice (rule {first[rule_id] + 1} has it too); every rule needs its own",
            )
    leads = {pairs[number][0]: pairs[number][1] for number in first.values()}
    for number, (rule_id, general) in enumerate(pairs):
        if general is None:
            continue
        if general == rule_id:
            yield number, "overrides", "names the rule itself; name the general rule that it replaces"
        elif general not in first:
            yield number, "overrides", f"there is no rule {general!r}; there are: {', '.join(first) or 'none'}"
        else:
            way = [rule_id, general]
            while (after := leads.get(way[-1])) is not None and after not in way:
                way.append(after)
            if rule_id is not None and after == rule_id and len(way) > 1:
                circle = " -> ".join(str(step) for step in (*way, rule_id))
                yield number, "overrides", f"goes round in a circle: {circle}; the general rule overrides nothing"
