"""The tables that a meeting reads: which layers they are made of, and what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words.roles import LINES, NEIGHBOURS, ROLES
from hanting_geo.errors import HantingGeoError
from hanting_geo.siting.relations.features import Labels
from hanting_geo.siting.screening.joint_review import joint_review_table
from hanting_geo.siting.screening.land_use import land_use_table
from hanting_geo.siting.screening.neighbours import DIRECTIONS, Around, neighbours
from hanting_geo.siting.screening.roles import Source, layers_of
from hanting_geo.siting.screening.three_lines import land_of, three_lines_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.arrays import Geometries
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.rule_layers import RuleLayers
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["MOST_SITES", "Products", "Wanted", "lines_table", "products_of", "review_of"]

MOST_SITES = 20_000
"""More sites than this no meeting reads one by one."""
_MOST_LAND_USE = 5_000
_DIMENSION = 2


class Wanted(NamedTuple):
    """What the tables are made of, as the caller says it or names tell it."""

    lines: Mapping[str, Source]
    neighbours_of: tuple[str, ...] | None
    """None: layers known by their kind or name."""
    neighbours_within_m: float
    land_use: str | None
    """None: a layer known by its kind or name."""


class Products(NamedTuple):
    """Tables by name, and what is worth knowing of them."""

    tables: dict[str, pd.DataFrame]
    findings: tuple[Finding, ...]


def products_of(screened: Screened, wanted: Wanted) -> Products:
    """Make the tables ``three_lines``, ``neighbours``, and ``land_use`` where there are land use parcels."""
    told: list[Finding] = []
    lines = _lines(screened, wanted, told)
    tables = {
        "three_lines": three_lines_table(screened, lines),
        "neighbours": _neighbours(screened, wanted, told),
    }
    land_use = _land_use(screened, wanted, land_of(lines.get(LINES[0])), told)
    if land_use is not None:
        tables["land_use"] = land_use
    return Products(tables, tuple(told))


def lines_table(screened: Screened, wanted: Wanted, told: list[Finding]) -> pd.DataFrame:
    """Make the table ``three_lines``."""
    return three_lines_table(screened, _lines(screened, wanted, told))


def _lines(screened: Screened, wanted: Wanted, told: list[Finding]) -> dict[str, list[Features] | None]:
    return {role: _features(source, screened.rule_layers, told) for role, source in wanted.lines.items()}


def review_of(screened: Screened, verdicts: pd.DataFrame) -> Products:
    """Make the table ``joint_review``, of as many sites as a meeting can read."""
    many = len(screened.sites.ids)
    if many <= MOST_SITES:
        return Products({"joint_review": joint_review_table(screened, verdicts)}, ())
    return Products(
        {"joint_review": joint_review_table(screened, verdicts[:0]).iloc[:0]}, (_too_many("joint_review", many),)
    )


def _features(source: Source, rule_layers: RuleLayers, told: list[Finding]) -> list[Features] | None:
    """Give the features of a line; None where their data are not there, which is told."""
    if source.layer is not None:
        loaded = _loaded(source.layer, source.role, rule_layers, told)
        return None if loaded is None else [loaded]
    found = []
    for name in source.rules:
        rule = rule_layers.rules[name]
        features = rule_layers.of(rule)
        # Why, the screening itself has told.
        if features is None or features.raster is not None or (features.unmatched and not rule.may_be_empty):
            return None
        found.append(features)
    return found


def _loaded(layer: str, role: str, rule_layers: RuleLayers, told: list[Finding]) -> Features | None:
    try:
        return rule_layers.layer(layer)
    except HantingGeoError as error:
        what = Sentence(
            "layer {layer} is left out of the tables ({role}): {error}", layer=layer, role=role, error=error
        )
        told.append(
            Finding("warning", "layer_left_out", layer, None, what, Sentence("mend the layer, or name another one"))
        )
        return None


def _neighbours(screened: Screened, wanted: Wanted, told: list[Finding]) -> pd.DataFrame:
    rule_layers, sites = screened.rule_layers, screened.sites
    columns = [f"{side}_{language}" for side in DIRECTIONS for language in LANGUAGES]
    head: dict[str, object] = {"site": sites.ids}
    head |= {str(name): screened.names[name].to_numpy() for name in screened.names.columns}
    if len(sites.ids) > MOST_SITES:
        told.append(_too_many("neighbours", len(sites.ids)))
        return pd.DataFrame(columns=[*head, *columns])
    if wanted.neighbours_of is None:
        roles = layers_of(NEIGHBOURS, rule_layers)
        told.append(_looked_in(roles))
    else:
        known = layers_of(NEIGHBOURS, rule_layers)
        roles = {layer: known.get(layer, "") for layer in wanted.neighbours_of}
    names = screened.names.reset_index(drop=True).assign(id=sites.ids)
    around = [Around(sites.shapes, Labels(names).names(), np.arange(len(names)))]
    for layer, role in roles.items():
        features = _loaded(layer, role or "neighbours", rule_layers, told)
        if features is not None and len(features.shapes):
            around.append(Around(features.shapes, _names(features, role)))
    return pd.concat([pd.DataFrame(head), neighbours(sites.shapes, around, wanted.neighbours_within_m)], axis=1)


def _names(features: Features, role: str) -> tuple[Geometries, Geometries]:
    """Name features; a street without a name is a street, and a parcel goes by its number."""
    zh, en = (names.copy() for names in features.labels.names())
    ids = np.array(features.ids, dtype=object)
    nameless = (zh == ids) & (en == ids) & (shapely.get_dimensions(features.shapes) < _DIMENSION)
    nameless &= np.array([str(own).isascii() for own in ids], dtype=bool)
    if role:
        zh[nameless], en[nameless] = ROLES[role].zh, ROLES[role].en
    return zh, en


def _land_use(
    screened: Screened, wanted: Wanted, farmland: Geometries | None, told: list[Finding]
) -> pd.DataFrame | None:
    rule_layers = screened.rule_layers
    layer = wanted.land_use or next(iter(layers_of(["land_use"], rule_layers)), None)
    if layer is None or not len(screened.sites.ids):
        return None
    if len(screened.sites.ids) > _MOST_LAND_USE:
        told.append(_too_many("land_use", len(screened.sites.ids), _MOST_LAND_USE))
        return None
    try:
        table, found = land_use_table(screened, rule_layers.frame(layer), farmland, layer)
    except HantingGeoError as error:
        what = Sentence("layer {layer} gives no table of land use: {error}", layer=layer, error=error)
        told.append(
            Finding("warning", "layer_left_out", layer, None, what, Sentence("mend the layer, or name another one"))
        )
        return None
    if wanted.land_use is None:
        what = Sentence("the table of land use is made of layer {layer}, known by its name or kind", layer=layer)
        told.append(
            Finding(
                "note", "role_taken", layer, None, what, Sentence("if it is not: say land_use=layer (--land-use LAYER)")
            )
        )
    told.extend(found)
    return table


def _looked_in(roles: Mapping[str, str]) -> Finding:
    lacks = [role for role in ("parcels", "roads") if role not in roles.values()]
    named = enumerated(f"{layer} ({ROLES[role].zh})" for layer, role in roles.items())
    what = Sentence("neighbours are looked for among the sites themselves")
    if named:
        what += Sentence(" and in {named}", named=named)
    if lacks:
        what += Sentence(
            "; there is no layer of {lacks}",
            lacks=joined(" and none of ", (Text(ROLES[role].zh, f"{role} ({ROLES[role].zh})") for role in lacks)),
        )
    return Finding(
        "note",
        "role_missing" if lacks else "role_taken",
        None,
        None,
        what,
        Sentence(
            "name what adjoins sites: neighbours_of=[...] (--neighbours-of LAYER), or write "
            "kind: roads in the catalogue"
        ),
    )


def _too_many(table: str, many: int, most: int = MOST_SITES) -> Finding:
    what = Sentence(
        "the table {table} is left empty: {many:,} sites, and it is made of at most {most:,}",
        table=table,
        many=many,
        most=most,
    )
    return Finding(
        "note", "too_many_sites", None, None, what, Sentence("screen the sites that a meeting reads by themselves")
    )
