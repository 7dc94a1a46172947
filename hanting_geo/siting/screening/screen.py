"""Screening: may these sites stand where they are, and why not, rule by rule: area, distance, feature and basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import Finding
from hanting_geo.core.ids import checked_ids, unique_ids
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import SchemaError
from hanting_geo.siting.relations.shapes import flat
from hanting_geo.siting.rule_layers import RuleLayers
from hanting_geo.siting.rules.model import as_rule_set
from hanting_geo.siting.screening.gate import require_simple
from hanting_geo.siting.screening.judge import Sites, judge
from hanting_geo.siting.screening.products import Wanted
from hanting_geo.siting.screening.result import Screening
from hanting_geo.siting.screening.roles import lines_of
from hanting_geo.siting.screening.tables import Screened

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

    from hanting_geo.core.arrays import Floats
    from hanting_geo.siting.rule_layers import Layers
    from hanting_geo.siting.rules.model import Rule, RuleSet

__all__ = ["Screening", "require_options", "screen"]

_MOST_NAMED = 10
_NAMES = ("name_zh", "name_en", "name")


def screen(  # noqa: PLR0913 - options are given by keyword
    sites: gpd.GeoDataFrame,
    rules: RuleSet | Iterable[Rule],
    layers: Layers = None,
    *,
    site_id: str = "id",
    three_lines: Mapping[str, str] | None = None,
    neighbours_of: Sequence[str] | None = None,
    neighbours_within_m: float = 50.0,
    land_use: str | None = None,
    same_survey: Sequence[str] = (),
    ignore_below_m2: float | None = None,
) -> Screening:
    """Say of every site, rule by rule, whether it may stand there, as certainly as places are known.

    A verdict is ``conflict`` where the rule is broken however site and features are displaced within their
    ``accuracy_m``, ``clear`` where it is not for any displacement, else ``uncertain``; ``not_applicable`` where the
    rule does not hold there, ``no_data`` where its layer is not there. Where a rule that leaves the decision to an
    approval or a consultation is broken, it is ``needs_consent`` in the place of ``conflict``.
    :func:`hanting_geo.siting.screening.judge.judge` gives the formula of each relation.

    Parameters
    ----------
    sites
        Polygons, lines or points in a projected system in metres, one or 100,000, each with a place. ``accuracy_m`` is
        taken from the column, else from the layer; where neither states it, it is 0, and a finding says so.
    rules
        A rule set, or rules.
    layers
        A catalogue or its path, or a mapping of name to frame or file; None is the packaged catalogue.
    site_id
        Column of unique ids; where there is no column ``id``, the index is used.
    three_lines
        What the table ``three_lines`` (三线占用) is made of, where names do not tell it: ``permanent_farmland``,
        ``ecological_redline``, ``urban_boundary``, each to the name of a layer or the id of a rule. By default the
        ``role`` of a rule, the kind of its layer, and well-known names such as 永农 or 生态红线; a finding says which
        were taken.
    neighbours_of
        Layers in which the table ``neighbours`` (四至) looks, besides the sites themselves; by default those of
        parcels, roads, railways and rivers, known by their kind or name.
    neighbours_within_m
        How far it looks.
    land_use
        Layer of land use parcels (DLTB) for the table ``land_use`` (地类面积); by default one known by kind or name.
    same_survey
        Layers that were drawn on one survey with the sites, such as the farmland of the parcels of one cadastre: they
        do not move against each other, so what only touches is clear. Rules may say it themselves.
    ignore_below_m2
        Of rules that measure areas: an overlap that is surely smaller is none. Rules may say their own. All products
        print both.

    Returns
    -------
    Screening
        ``.tables() .layers() .explain(site) .to_map() .to_workbook(path) .to_json(path)``.

    Raises
    ------
    CRSError
        The sites have no reference system in metres that keeps areas, or a layer does not fit it.
    SchemaError
        Sites without a place, with invalid geometry, or with one id twice; a layer with invalid geometry; a name in
        ``same_survey`` or ``neighbours_of`` that no layer has.
    RuleError
        A rule cannot be asked of its layer or of these sites.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> from hanting_geo.core.text import Text
    >>> from hanting_geo.siting.rules.model import Rule
    >>> site = gpd.GeoDataFrame({"id": ["a"]}, geometry=[box(430000, 4071000, 430100, 4071100)], crs="EPSG:4549")
    >>> farmland = gpd.GeoDataFrame(
    ...     {"id": ["f1"], "accuracy_m": [0.1]}, geometry=[box(430050, 4070000, 431000, 4072000)], crs="EPSG:4549"
    ... )
    >>> rule = Rule(id="farmland", title=Text(zh="不占基本农田"), relation="outside", layer="farmland", basis="示例")
    >>> found = screen(site, [rule], {"farmland": farmland})
    >>> found.tables()["summary"][["id", "verdict", "remaining_m2"]].values.tolist()
    [['a', 'conflict', 5000.0]]
    >>> print(found.explain("a", "en"))
    a: not here, because:
    1. 不占基本农田 (hard): conflict, 5,000.00 m² (7.50 mu), between 4,990.00 and 5,010.00, features: f1. Basis: 示例.
    """
    arguments.require_frame(sites, "screening: sites")
    arguments.number(neighbours_within_m, "screening: neighbours_within_m", least=0)
    require_options(three_lines, same_survey, ignore_below_m2)
    if neighbours_of is not None:
        arguments.texts(neighbours_of, "screening: neighbours_of")
    ready, names, found = _ready(sites, site_id)
    rule_set = as_rule_set(rules)
    assert sites.crs is not None  # noqa: S101 - _ready refuses such
    rule_layers = RuleLayers(rule_set, layers, sites.crs, same_survey=same_survey, ignore_below_m2=ignore_below_m2)
    judgement = judge(ready, rule_layers)
    lines, told = lines_of(rule_layers, three_lines)
    missing = [layer for layer in neighbours_of or () if layer not in rule_layers]
    if missing:
        near = joined("; ", (rule_layers.near(layer) for layer in missing))
        message = Sentence(
            "neighbours_of names {listed}, and there is no such layer; {near}", listed=enumerated(missing), near=near
        )
        raise SchemaError(message)
    if land_use is not None and arguments.text(land_use, "screening: land_use") not in rule_layers:
        message = Sentence("land_use names the layer {land_use!r}, and there is no such layer", land_use=land_use)
        raise SchemaError(message)
    around = None if neighbours_of is None else tuple(neighbours_of)
    return Screening(
        sites.copy(),
        Screened(ready, names, rule_layers, judgement),
        (*found, *judgement.findings, *told),
        Wanted(lines, around, neighbours_within_m, land_use),
    )


def require_options(three_lines: object, same_survey: object, ignore_below_m2: object) -> None:
    """Let options through of which the kind is right; what they name is looked up when layers are there.

    Raises
    ------
    ArgumentError
        One is of another kind.
    """
    if not isinstance(same_survey, str):
        arguments.texts(same_survey, "screening: same_survey")
    if ignore_below_m2 is not None:
        arguments.number(ignore_below_m2, "screening: ignore_below_m2", least=0)
    if three_lines is not None:
        arguments.mapping(three_lines, "screening: three_lines", Sentence("role to layer or rule"))


def _ready(sites: gpd.GeoDataFrame, site_id: str) -> tuple[Sites, pd.DataFrame, list[Finding]]:
    """Let sites through that can be judged."""
    require_metres(sites, "the sites", areas=True, lengths=True)
    require_valid(sites, "the sites")
    geometry = np.asarray(sites.geometry.values)
    nowhere = np.flatnonzero(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    if len(nowhere):
        message = Sentence(
            "the sites: {sites} has no geometry; leave out what has no place", sites=feature_labels(sites, nowhere)
        )
        raise SchemaError(message)
    ids = _ids(sites, site_id)
    require_simple(geometry, ids, "the sites")
    names = [column for column in _NAMES if column in sites.columns and column != site_id]
    columns = pd.DataFrame(sites.drop(columns=sites.geometry.name)).reset_index(drop=True)
    accuracy, found = _accuracy(sites, ids)
    return Sites(flat(geometry), ids, accuracy, columns), columns[names], found


def _ids(sites: gpd.GeoDataFrame, site_id: str) -> list[str]:
    if site_id == "id" and site_id not in sites.columns:
        ids = unique_ids(pd.Series(sites.index.to_flat_index(), dtype=object), "index", "screening: the sites")
    else:
        ids = checked_ids(sites, site_id, "screening: the sites")
    return [str(value) for value in ids]


def _accuracy(sites: gpd.GeoDataFrame, ids: list[str]) -> tuple[Floats, list[Finding]]:
    values = stated_accuracy(sites)
    silent = np.flatnonzero(np.isnan(values))
    if not len(silent):
        return values, []
    named = enumerated(ids[row] for row in silent[:_MOST_NAMED]) + (" ..." if len(silent) > _MOST_NAMED else "")
    finding = Finding(
        "note",
        "sites_accuracy",
        None,
        None,
        Sentence(
            "the accuracy of {count} of {count2} sites is not stated and taken as 0: {named}",
            count=len(silent),
            count2=len(ids),
            named=named,
        ),
        Sentence("state accuracy_m if the outlines are not surveyed"),
    )
    values[silent] = 0.0
    return values, [finding]
