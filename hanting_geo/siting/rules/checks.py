"""What must hold between the fields of a rule, and between rules: all problems at once, each with the field to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hanting_geo.core.words.rules import ASSUMED, NO_BASIS
from hanting_geo.siting.rules.relation import _RELATIONS, OPERATORS, Relation, measures_area
from hanting_geo.siting.rules.vocabulary import choice_name, close_to, field_name, joined, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hanting_geo.core.text import Text

__all__ = ["between_fields", "between_rules"]


# fmt: off
_LIMITS = (
    "layer", "distance_m", "width_column", "share", "area_m2", "width_m", "slope_percent", "height_column", "ratio",
    "surface_column", "column", "op", "value",
)
# fmt: on
_OF_LISTS = {"in", "not in"}
_OF_NUMBERS = {"<", "<=", ">", ">="}


def between_fields(values: Mapping[str, Any], *, unread: frozenset[str] = frozenset()) -> Iterator[tuple[str, Text]]:
    """Check what must hold between the fields of a rule.

    Parameters
    ----------
    values
        Field to value, as in :class:`Rule`; a field that is not there is not given.
    unread
        Fields that are given but could not be read; of those nothing is said.

    Yields
    ------
    tuple
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
            yield "override_features", said("no_features_named")
        if features and not general:
            yield "overrides", said("no_general_named")
    if "basis" not in unread:
        yield from _about_basis(values.get("basis") or "")
    title = values.get("title")
    if "title" not in unread and (title is None or not title.text().strip()):
        yield "title", said("no_title")


def _about_value(op: str | None, value: Any) -> Iterator[tuple[str, Text]]:
    if op is None or value is None:
        return
    if op not in OPERATORS:
        yield "op", said("no_operator", op=op, listed=" ".join(OPERATORS))
    elif op in _OF_LISTS and not isinstance(value, tuple):
        yield "value", said("needs_list", op=op)
    elif op not in _OF_LISTS and isinstance(value, tuple):
        yield "value", said("needs_one", op=op)
    elif op in _OF_NUMBERS and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield "value", said("needs_number", op=op, value=value)


def _about_consequence(hardness: str | None, consequence: str | None) -> Iterator[tuple[str, Text]]:
    if hardness == "soft" and consequence in {"forbid", "consent"}:
        yield "consequence", said("soft_forbids", consequence=choice_name("consequence", str(consequence)))
    if hardness == "hard" and consequence == "advise":
        yield "consequence", said("hard_advises")


def _about_height(values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, Text]]:
    """Ask for a distance over a ratio, or for a surface: one of them, and whole."""
    given = {name for name in ("distance_m", "ratio", "surface_column") if values.get(name) is not None} | unread
    for name in ("ratio", "distance_m"):
        if "surface_column" in given and name in given:
            yield name, said("height_twice", field=name)
        elif "surface_column" not in given and name not in given:
            yield name, said("no_height")


def _about_basis(basis: str) -> Iterator[tuple[str, Text]]:
    basis = basis.strip()
    if not basis:
        yield "basis", said("no_basis")
    elif basis.lower() in ASSUMED:
        yield "basis", said("write_assumption", word=basis)
    elif basis.lower() in NO_BASIS:
        yield "basis", said("cites_nothing", word=basis)


def _between_limits(values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, Text]]:
    relation = Relation(values["relation"])
    called = choice_name("relation", relation.value)
    needs, may = _RELATIONS[relation].fields, _RELATIONS[relation].may
    for name in _LIMITS:
        given = values.get(name) is not None
        if name in needs and not given and name not in unread:
            yield name, said("needs", relation=called, field=field_name(name))
        if name not in needs and name not in may and (given or name in unread):
            useful = (other for other, each in _RELATIONS.items() if name in each.fields + each.may)
            yield name, said("no_use", relation=called, field=field_name(name), useful=_relations(useful))
    if relation is Relation.HEIGHT_AT_MOST:
        yield from _about_height(values, unread)
    yield from _about_layer(relation, values, unread)


def _about_layer(relation: Relation, values: Mapping[str, Any], unread: frozenset[str]) -> Iterator[tuple[str, Text]]:
    layered = "layer" in _RELATIONS[relation].fields
    called = choice_name("relation", relation.value)
    if values.get("filter") and relation is Relation.MAX_SLOPE:
        yield "filter", said("raster_filter")
    if not layered:
        for name, sentence in (
            ("filter", "no_layer_filtered"),
            ("same_survey", "no_layer_surveyed"),
            ("role", "no_layer_role"),
        ):
            if values.get(name):
                yield name, said(sentence, relation=called)
    if values.get("ignore_below_m2") is not None and not measures_area(relation):
        useful = _relations(other for other in _RELATIONS if measures_area(other))
        yield "ignore_below_m2", said("no_area_measured", relation=called, useful=useful)
    if values.get("where_filter") and values.get("where_layer") is None and "where_layer" not in unread:
        yield "where_layer", said("no_where_layer")


def _relations(some: Iterable[Relation]) -> Text:
    return joined(choice_name("relation", relation.value) for relation in some)


def between_rules(rules: Iterable[tuple[str | None, str | None]]) -> Iterator[tuple[int, str, Text]]:
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
            yield number, "id", said("id_twice", rule_id=rule_id, first=first[rule_id] + 1)
    leads = {pairs[number][0]: pairs[number][1] for number in first.values()}
    for number, (rule_id, general) in enumerate(pairs):
        if general is None:
            continue
        if general == rule_id:
            yield number, "overrides", said("overrides_itself")
        elif general not in first:
            yield number, "overrides", said("overrides_nothing", general=general, hint=close_to(general, first))
        else:
            way = [rule_id, general]
            while (after := leads.get(way[-1])) is not None and after not in way:
                way.append(after)
            if rule_id is not None and after == rule_id and len(way) > 1:
                yield number, "overrides", said("circle", circle=" -> ".join(str(step) for step in (*way, rule_id)))
