"""Eligible land: what the hard rules leave of the candidates, and a ledger of what takes the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.analysis.area import require_ellipsoid
from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, facts_of
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import LANGUAGES
from hanting_geo.crs.gate import require_metres, require_polygons, require_valid
from hanting_geo.errors import SchemaError
from hanting_geo.siting.exclusion.ledger import Land, areas_of
from hanting_geo.siting.exclusion.partition import Partition
from hanting_geo.siting.exclusion.result import CLOSING, Exclusion
from hanting_geo.siting.exclusion.study import Study
from hanting_geo.siting.exclusion.whole_candidates import WholeCandidates
from hanting_geo.siting.exclusion.zones import ask
from hanting_geo.siting.printed import sources_table
from hanting_geo.siting.rule_layers import RuleLayers
from hanting_geo.siting.rules.model import Relation, as_rule_set

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from hanting_geo.core.arrays import Floats, Geometries
    from hanting_geo.siting.rules.model import Rule, RuleSet
    from hanting_geo.sources.catalog.catalog import Catalog

    Layers = Catalog | Mapping[str, gpd.GeoDataFrame | str | os.PathLike[str]] | str | os.PathLike[str] | None

__all__ = ["exclude"]

_WHAT = "eligible land"
_OVERLAP_SHARE = 1e-9


def exclude(
    candidates: gpd.GeoDataFrame,
    rules: RuleSet | Iterable[Rule],
    layers: Layers = None,
    *,
    candidate_id: str = "id",
    same_survey: Sequence[str] = (),
    ignore_below_m2: float | None = None,
) -> Exclusion:
    """Take from candidate land what the hard rules exclude, and say which rule takes what.

    Every candidate is cut at the borders of what the rules take, one rule after the other, so that each piece knows
    exactly the rules that lie on it. What a rule takes:

    - ``outside``: its features; ``inside``: what is not in the union of its features;
    - ``beyond_distance``: the land nearer to a feature than ``distance_m``; ``within_distance``: the land farther
      from all of them. Features are buffered first (16 pieces to a quarter circle, as :func:`hanting_geo.buffer`
      does) and clipped after, so that those outside of the candidates still bite;
    - ``attribute, min_area, min_width, touches_road, overlap_at_most, height_at_most, max_slope``: each candidate that
      breaks it, as a whole.

    Land under rules that leave it to an approval or a consultation (``consequence: consent``), and under none that
    forbids, is not excluded: it is ``needs_consent``, a layer and a row of the ledger of its own.

    ``site_filter`` limits a rule to candidates of a kind; a distance may stand in a column, and a feature without one
    takes nothing, is told, and leaves the answer incomplete. ``where_layer`` limits what is taken to the area of its
    features. Soft rules take nothing and are listed. A rule whose layer is not there takes nothing, is listed as
    ``no_data``, and :attr:`Exclusion.complete` is False then. So it is where features have no published place.

    Parameters
    ----------
    candidates
        Polygons in a projected system in metres, with a unique id: parcels, sites, or the cells of
        :func:`hanting_geo.grid`. They may overlap: each is then answered in full, and totals count the land more
        than once (a finding says how much).
    rules
        A rule set, or rules.
    layers
        A catalogue or its path, or a mapping of name to frame or file; None is the packaged catalogue.
    candidate_id
        Column of ``candidates`` with their ids.
    same_survey
        Layers that were drawn on one survey with the candidates, as for :func:`hanting_geo.screen`. What is excluded is
        taken as drawn in any case; products print it.
    ignore_below_m2
        A rule that takes less than this of a candidate takes nothing of it. Rules may say their own; products print
        both.

    Returns
    -------
    Exclusion
        With ``eligible``, ``needs_consent``, ``excluded``, ``ledger``, ``losses`` and ``candidates``.

    Raises
    ------
    CRSError
        No reference system, not in metres, or one that stretches areas.
    SchemaError
        Invalid geometry; a candidate that is no polygon; an id that is missing, doubled or like a closing row.
    RuleError
        Two rules of one id; a filter or an override that does not fit its layer.

    Notes
    -----
    For each rule, ``takes`` is all candidate land under it, ``alone`` that under no other rule, and ``share`` the
    Shapley value of the coverage game v(S) = area under any rule of S (Shapley 1953: the mean, over all orders in
    which the rules could come, of what a rule takes that none before it took). A piece under k rules gives each of
    them 1/k of its area. So takes >= share >= alone >= 0, and the shares sum to the excluded area whatever the order.
    Rules that need consent exclude nothing: they have no share, and the row ``(needs consent)`` holds the land under
    them that no other rule excludes.

    Places are taken as they are drawn: how well they are known (``accuracy_m``) is the matter of screening.

    Nothing is snapped. A remnant narrower than 1e-7 m, which rounding leaves along borders that two shapes share, is
    no piece; the row ``(rounding)`` of the ledger holds what these and the floating point come to.

    Examples
    --------
    >>> from shapely import box
    >>> from hanting_geo.siting.rules.model import Rule
    >>> from hanting_geo.core.text import Text
    >>> x, y = 430000, 4071000
    >>> def frame(ids, shapes):
    ...     return gpd.GeoDataFrame({"id": ids}, geometry=shapes, crs="EPSG:4549")
    >>> site = frame(["site"], [box(x, y, x + 100, y + 100)])
    >>> layers = {
    ...     "farmland": frame(["f"], [box(x - 50, y, x + 40, y + 100)]),
    ...     "river": frame(["r"], [box(x - 80, y, x - 20, y + 100)]),
    ... }
    >>> rules = [
    ...     Rule(id="farm", title=Text(zh="避让农田"), relation="outside", layer="farmland", basis="assumption"),
    ...     Rule(id="river", title=Text(zh="退让河道"), relation="beyond_distance", layer="river", distance_m=40,
    ...          basis="assumption"),
    ... ]
    >>> result = exclude(site, rules, layers)
    >>> result.ledger[["rule", "takes_plane_m2", "alone_plane_m2", "share_plane_m2"]]
             rule  takes_plane_m2  alone_plane_m2  share_plane_m2
    0        farm          4000.0          2000.0          3000.0
    1       river          2000.0             0.0          1000.0
    2  (eligible)             NaN             NaN          6000.0
    3  (rounding)             NaN             NaN             0.0
    4     (total)             NaN             NaN         10000.0
    >>> result.eligible.geometry.iloc[0].bounds == (x + 40, y, x + 100, y + 100)
    True
    """
    arguments.require_frame(candidates, f"{_WHAT}: candidates")
    if not isinstance(same_survey, str):
        arguments.texts(same_survey, f"{_WHAT}: same_survey")
    if ignore_below_m2 is not None:
        arguments.number(ignore_below_m2, f"{_WHAT}: ignore_below_m2", least=0)
    rules = as_rule_set(rules)
    measured = any(rule.distance_m is not None or rule.width_m is not None for rule in rules)
    crs = require_metres(candidates, _WHAT, areas=True, lengths=measured)
    require_valid(candidates, _WHAT)
    require_ellipsoid(crs)
    ids = checked_ids(candidates, candidate_id, f"{_WHAT}: the candidates", CLOSING)
    geometry = _polygons(candidates)
    rule_layers = RuleLayers(rules, layers, crs, same_survey=same_survey, ignore_below_m2=ignore_below_m2)
    columns = candidates.drop(columns=candidates.geometry.name)
    verdicts = WholeCandidates(geometry, columns, rule_layers.ignores)
    partition = Partition(geometry)
    outcomes = []
    for position, rule in enumerate(rules):
        try:
            outcomes.append(ask(rule, rule_layers, geometry, verdicts, columns))
            if (excluded_land := outcomes[-1].excluded_land) is not None:
                partition.take(position, excluded_land)
        except shapely.GEOSException as error:
            message = Sentence(
                "rule {id}: its land cannot be cut ({error}); look at its layer with hg.check_layer, "
                "and mend in the source what lies there",
                id=rule.id,
                error=error,
            )
            raise SchemaError(message) from error
    areas = areas_of(geometry, crs)
    study = Study(
        frame=candidates.set_geometry(gpd.GeoSeries(geometry, index=candidates.index, crs=crs)),
        crs=crs,
        ids=ids,
        names=_names(candidates),
        areas=areas,
        outcomes=tuple(outcomes),
        findings=(
            *_about_candidates(candidates, geometry, areas[:, 0]),
            *(finding for answer in outcomes for finding in answer.findings),
            *rule_layers.findings,
        ),
        credits=_credits(candidates, rules, rule_layers),
        settings=rule_layers.settings(),
        settings_in_words={language: rule_layers.settings_in_words(language) for language in LANGUAGES},
        title=rules.title,
        sources={language: sources_table(rule_layers, rules.layers, language) for language in LANGUAGES},
    )
    consents = frozenset(number for number, rule in enumerate(rules) if rule.effect == "consent")
    return Exclusion(study, Land.of(partition, crs, consents))


def _polygons(candidates: gpd.GeoDataFrame) -> Geometries:
    require_polygons(candidates, f"{_WHAT}: a candidate")
    return np.asarray(shapely.force_2d(np.asarray(candidates.geometry.values)), dtype=object)


def _names(candidates: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    return {column: candidates[column] for column in ("name_zh", "name_en") if column in candidates.columns}


def _about_candidates(candidates: gpd.GeoDataFrame, geometry: Geometries, areas: Floats) -> list[Finding]:
    """Tell candidates without a place, and land that is counted more than once."""
    found = []
    gone = np.flatnonzero(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    if len(gone):
        what = Sentence(
            "{count} candidates have no geometry: {candidates}",
            count=len(gone),
            candidates=feature_labels(candidates, gone),
        )
        found.append(
            Finding("note", "null_geometry", "candidates", None, what, Sentence("draw them, or leave them out"))
        )
    total = float(np.nansum(areas))
    twice = total - float(shapely.area(shapely.union_all(geometry))) if len(geometry) else 0.0
    if twice > max(_OVERLAP_SHARE * total, 1e-3):
        what = Sentence(
            "candidates overlap: {twice:.2f} m2 are counted more than once, since each is answered in full", twice=twice
        )
        found.append(
            Finding(
                "warning",
                "candidates_overlap",
                "candidates",
                None,
                what,
                Sentence("read totals with care, or unite them"),
            )
        )
    return found


def _credits(candidates: gpd.GeoDataFrame, rules: RuleSet, rule_layers: RuleLayers) -> dict[str, str]:
    """Gather what the layers ask to be printed wherever they are embedded."""
    frames = [candidates]
    for rule in rules:
        names = (None if rule.relation is Relation.MAX_SLOPE else rule.layer, rule.where_layer)
        frames += [
            rule_layers.frame(name) for name in names if rule.is_hard and name is not None and name in rule_layers
        ]
    said: dict[str, dict[str, None]] = {"attribution": {}, "licence": {}}
    for frame in frames:
        facts = facts_of(frame)
        for key, texts in said.items():
            own = [facts[key]] if facts.get(key) else frame[key].dropna().unique() if key in frame.columns else []
            texts.update(dict.fromkeys(str(text) for text in own))
    if any("ODbL" in text for text in said["licence"]) and not any("ODbL" in text for text in said["attribution"]):
        from hanting_geo.outputs.style.looks import OSM_CREDIT

        said["attribution"][OSM_CREDIT] = None
    return {key: "; ".join(texts) for key, texts in said.items() if texts}
