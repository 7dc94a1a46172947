"""Which rules and layers are the three control lines, the roads, the parcels: said, or known by their names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd

from hanting_geo.core.arguments import ArgumentError, told
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text
from hanting_geo.core.words.roles import LINES, NAMES, NOT_A_ROLE, ROLES
from hanting_geo.errors import SchemaError
from hanting_geo.siting.rules.model import Relation
from hanting_geo.sources.catalog.catalog import Catalog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hanting_geo.siting.rule_layers import RuleLayers
    from hanting_geo.siting.rules.model import Rule

__all__ = ["Source", "layers_of", "lines_of", "name_of_role", "role_named"]

_AREAS = (Relation.OUTSIDE, Relation.OVERLAP_AT_MOST, Relation.INSIDE)
"""Relations that speak of the land in a layer itself, and not of what is near it."""


class Source(NamedTuple):
    """Where the land of a role is taken from: some rules (their features), or a whole layer."""

    role: str
    rules: tuple[str, ...]
    layer: str | None
    why: str
    """How it was found, for the finding that tells it; empty where it was said."""


@lru_cache(maxsize=4096)
def role_named(text: str) -> str | None:
    """Tell which role a name speaks of; None for none, or for more than one.

    Examples
    --------
    >>> role_named("潍坊永农2023"), role_named("STBHHX"), role_named("永久基本农田储备区"), role_named("roads_osm")
    ('permanent_farmland', 'ecological_redline', None, 'roads')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    if any(other in plain for other in NOT_A_ROLE):
        return None
    words = "_" + "_".join(re.findall(r"[a-z]+|\d+", plain)) + "_"
    found = [
        role
        for role, names in NAMES.items()
        if any(f"_{name}_" in words if name.isascii() else name in plain for name in names)
    ]
    return found[0] if len(found) == 1 else None


def name_of_role(text: str) -> str | None:
    """Tell which role is called so, in Chinese or English, as a ``kind`` is; None for any other text."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return next((role for role, name in ROLES.items() if plain in {role, name.zh, name.en}), role_named(plain))


def lines_of(rule_layers: RuleLayers, said: Mapping[str, str] | None = None) -> tuple[dict[str, Source], list[Finding]]:
    """Find the three control lines, and tell which were taken by their names, and which are not there.

    What the caller says comes first; then the ``role`` of a rule; the kind of its layer; well-known names in a layer's
    name, a rule's id or its title; last a layer that no rule speaks of. Rules of one role are taken together.

    Parameters
    ----------
    rule_layers
        The rules and their layers.
    said
        Role to the name of a layer or the id of a rule.

    Raises
    ------
    SchemaError
        A role that is none of the three, or a name that is neither a layer nor a rule.
    """
    found = {role: _said(role, name, rule_layers) for role, name in (said or {}).items()}
    rules = [rule for rule in rule_layers.rules if rule.layer]
    for role in LINES:
        if role not in found and (source := _of_rules(role, rules, rule_layers)) is not None:
            found[role] = source
        if role not in found and (layers := _layers(role, rule_layers)):
            why = Sentence("its kind") if _kind(rule_layers, layers[0]) else Sentence("its name")
            found[role] = Source(role, (), layers[0], why)
    found = {role: found[role] for role in LINES if role in found}
    return found, _told(found, rule_layers)


def layers_of(roles: Iterable[str], rule_layers: RuleLayers) -> dict[str, str]:
    """Find the layers of some roles, by their kind or name: layer to role, in the order of the roles."""
    return {layer: role for role in roles for layer in _layers(role, rule_layers)}


def _said(role: str, name: object, rule_layers: RuleLayers) -> Source:
    if not isinstance(name, str):
        message = Sentence(
            "three_lines: {role} is the name of a layer or the id of a rule, and not {name}", role=role, name=told(name)
        )
        raise ArgumentError(message)
    if role not in LINES:
        message = Sentence(
            "three_lines names the role {role!r}; there are {listed}", role=role, listed=enumerated(LINES)
        )
        raise SchemaError(message)
    ids = [rule.id for rule in rule_layers.rules if rule.id == name and rule.layer]
    if ids:
        return Source(role, (name,), None, "")
    if name in rule_layers:
        return Source(role, (), name, "")
    known = enumerated(dict.fromkeys([*(rule.id for rule in rule_layers.rules), *rule_layers.given])) or Sentence(
        "none"
    )
    message = Sentence(
        "three_lines: {role} is said to be {name!r}, which is neither a rule nor a layer; there are: {known}",
        role=role,
        name=name,
        known=known,
    )
    raise SchemaError(message)


def _of_rules(role: str, rules: Sequence[Rule], rule_layers: RuleLayers) -> Source | None:
    own = [rule for rule in rules if rule.role == role]
    if own:
        return Source(role, tuple(rule.id for rule in own), None, "")
    free = [rule for rule in rules if rule.role is None and rule.relation in _AREAS]
    for why, tell, asked in (
        (Sentence("the kind of its layer"), name_of_role, lambda rule: _kind(rule_layers, str(rule.layer))),
        (Sentence("the name of its layer"), role_named, lambda rule: rule.layer),
        (Sentence("its id"), role_named, lambda rule: rule.id),
        (Sentence("its title"), role_named, lambda rule: rule.title.zh),
        (Sentence("its title"), role_named, lambda rule: rule.title.en),
    ):
        ids = tuple(rule.id for rule in free if (text := asked(rule)) and tell(text) == role)
        if ids:
            return Source(role, ids, None, why)
    return None


def _layers(role: str, rule_layers: RuleLayers) -> list[str]:
    kinds = {str(name): _kind(rule_layers, str(name)) for name in rule_layers.given}
    by_kind = [name for name, kind in kinds.items() if kind and name_of_role(kind) == role]
    by_name = [name for name in kinds if role in {role_named(name), role_named(_title(rule_layers, name))}]
    return list(dict.fromkeys([*by_kind, *by_name]))


def _kind(rule_layers: RuleLayers, layer: str) -> str | None:
    """Say of what kind a layer is, as its catalogue or all of its features say it; None where neither does."""
    given = rule_layers.given
    if layer not in given:
        return None
    if isinstance(given, Catalog) and (said := given.info(layer).kind):
        return said
    frame: object = None if isinstance(given, Catalog) else given[layer]
    if not isinstance(frame, gpd.GeoDataFrame):
        # What rules speak of is loaded; nothing else is loaded for its kind alone.
        asked = [rule for rule in rule_layers.rules if rule.layer == layer and rule.relation is not Relation.MAX_SLOPE]
        frame = rule_layers.frame(layer) if asked else None
    for column in ("role", "kind"):
        if isinstance(frame, gpd.GeoDataFrame) and column in frame.columns:
            distinct = frame[column].dropna().unique()
            if len(distinct) == 1:
                return str(distinct[0])
    return None


def _title(rule_layers: RuleLayers, layer: str) -> str:
    given = rule_layers.given
    return (given.info(layer).title.text("zh") if isinstance(given, Catalog) else "") or layer


def _told(found: Mapping[str, Source], rule_layers: RuleLayers) -> list[Finding]:
    told = []
    for role, source in found.items():
        if not source.why:
            continue
        if source.rules:
            layers = dict.fromkeys(str(rule_layers.rules[rule].layer) for rule in source.rules)
            what = Sentence(
                "rule {listed} (layer {listed2})", listed=enumerated(source.rules), listed2=enumerated(layers)
            )
        else:
            what = Sentence("layer {layer}", layer=source.layer)
        told.append(
            Finding(
                "note",
                "role_taken",
                source.layer,
                ", ".join(source.rules) or None,
                Sentence(
                    "{role} ({zh}) is taken from {what}, known by {why}",
                    role=role,
                    zh=ROLES[role].zh,
                    what=what,
                    why=source.why,
                ),
                Sentence(
                    "if it is not: write role: {role} into the rule that is, or three_lines={{{role!r}: "
                    "layer or rule}}",
                    role=role,
                ),
            )
        )
    missing = [role for role in LINES if role not in found]
    if missing:
        names = enumerated(Text(ROLES[role].zh, f"{role} ({ROLES[role].zh})") for role in missing)
        told.append(
            Finding(
                "note",
                "role_missing",
                None,
                None,
                Sentence(
                    "the table of the three lines has no {names}: no rule and no layer says that it is one", names=names
                ),
                Sentence(
                    "write role: {missing} into its rule, or say three_lines={{{missing!r}: layer or "
                    "rule}} (--three-lines {missing}=LAYER)",
                    missing=missing[0],
                ),
            )
        )
    return told
