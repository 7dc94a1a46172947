"""The tables of a screening: a row a site, a row a finding of a rule, a row a rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.parts import subtract
from hanting_geo.core.threads import LIGHT, elementwise
from hanting_geo.core.words.verdicts import SENTENCES
from hanting_geo.siting.relations.nearest import Nearest
from hanting_geo.siting.relations.shapes import less
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.screening.judge import Reason, Verdict
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hanting_geo.core.arrays import Floats, Positions
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.rule_layers import RuleLayers
    from hanting_geo.siting.rules.model import Rule
    from hanting_geo.siting.screening.judge import Judgement, Sites, Told

__all__ = [
    "Screened",
    "accuracy_told",
    "overall",
    "pieces_told",
    "rule_row",
    "rules_table",
    "summary_table",
    "verdicts_table",
]

_MOST_NAMED = 10
_OVERLAPS = (Relation.OUTSIDE, Relation.OVERLAP_AT_MOST)
_WORDS = np.array([verdict.word for verdict in Verdict], dtype=object)
_REASONS = np.array([reason.word for reason in Reason], dtype=object)


class Screened(NamedTuple):
    """What the tables are made of."""

    sites: Sites
    names: pd.DataFrame
    """The columns of the sites that name them, as they are."""
    rule_layers: RuleLayers
    judgement: Judgement


def overall(screened: Screened) -> np.ndarray:
    """Sum up each site over the hard rules: conflict, else no_data, else uncertain, else needs_consent, else clear.

    A rule that needs consent and is uncertain leaves a site uncertain, also where another one surely needs consent: it
    is not known then who is to be asked.
    """
    hard = [column for column, rule in enumerate(screened.rule_layers.rules) if rule.is_hard]
    words = np.max(screened.judgement.verdicts[:, hard], axis=1, initial=Verdict.CLEAR)
    return np.asarray(words, dtype=np.int8)


def summary_table(screened: Screened, roads: Features | None) -> pd.DataFrame:
    """Give a row for each site; ``remaining_*`` is what areal rules that forbid, broken as drawn, leave of it."""
    rules = list(screened.rule_layers.rules)
    verdicts = screened.judgement.verdicts
    hard = np.array([rule.is_hard for rule in rules], dtype=bool)
    shapes = screened.sites.shapes
    area = shapely.area(shapes)
    left = _remaining(screened, area)
    columns: dict[str, Any] = {
        "id": screened.sites.ids,
        **{name: screened.names[name].to_numpy() for name in screened.names.columns},
        "verdict": _WORDS[overall(screened)],
        "hard_conflicts": (verdicts[:, hard] == Verdict.CONFLICT).sum(axis=1),
        "soft_conflicts": (verdicts[:, ~hard] == Verdict.CONFLICT).sum(axis=1),
        "needs_consent": (verdicts == Verdict.NEEDS_CONSENT).sum(axis=1),
        "uncertain": (verdicts == Verdict.UNCERTAIN).sum(axis=1),
        "no_data": (verdicts == Verdict.NO_DATA).sum(axis=1),
        "plane_m2": area,
        **{name: values for name, values in area_columns(area).items() if name != "m2"},
        **area_columns(left, prefix="remaining_"),
    }
    if roads is not None:
        far, feature = screened.rule_layers.nearest(roads).nearest(shapes)
        columns["road_distance_m"] = np.where(np.isfinite(far), far, np.nan)
        columns["road"] = np.full(len(feature), None, dtype=object)
        columns["road"][feature >= 0] = roads.labels.names(feature[feature >= 0])[0]
    return pd.DataFrame(columns)


def _remaining(screened: Screened, area: Floats) -> Floats:
    """Take from each site all that areal rules that forbid take as drawn, once."""
    owners: list[Positions] = []
    pieces: list[np.ndarray] = []
    taken: list[Floats] = []
    for rule in screened.rule_layers.rules:
        told = screened.judgement.told[rule.id]
        if rule.effect == "forbid" and rule.is_areal:
            rows = np.flatnonzero(told.broken & (np.nan_to_num(told.drawn_m2) > 0))
            owners.append(told.site[rows])
            pieces.append(told.pieces[rows])
            taken.append(told.drawn_m2[rows])
    if not owners:
        return area.copy()
    owner, piece, loss = np.concatenate(owners), np.concatenate(pieces), np.concatenate(taken)
    times = np.bincount(owner, minlength=len(area))
    left = area - np.bincount(owner, loss, len(area))
    several = np.flatnonzero(times > 1)
    left[several] = 0.0
    # Where one rule takes all of a site, nothing is left to cut.
    whole = np.zeros(len(area), dtype=bool)
    whole[owner[loss >= area[owner]]] = True
    left[whole] = 0.0
    cut = several[~whole[several]]
    place = np.full(len(area), -1)
    place[cut] = np.arange(len(cut))
    rows = np.flatnonzero(place[owner] >= 0)
    rows = rows[np.argsort(place[owner[rows]], kind="stable")]
    owner, piece = place[owner[rows]], piece[rows]

    def measure(sites: Positions) -> Floats:
        start, end = np.searchsorted(owner, [sites[0], sites[-1] + 1])
        rest = subtract(screened.sites.shapes[cut[sites]], owner[start:end] - sites[0], piece[start:end], take=less)
        return np.asarray(shapely.area(rest), dtype=np.float64)

    left[cut] = elementwise(measure, np.arange(len(cut)), least=LIGHT) if len(cut) else 0.0
    return np.clip(left, 0.0, area)


def verdicts_table(screened: Screened, only: Sequence[int] | None = None) -> pd.DataFrame:
    """Give a row for each site and rule that is worth telling, sorted by site and rule; ``only`` some sites."""
    rules = list(screened.rule_layers.rules)
    if not rules:
        return pd.DataFrame()
    parts = [_of_rule(rule, screened, only) for rule in rules]
    number = np.repeat(np.arange(len(rules)), [len(part["site"]) for part in parts])
    facts = {name: np.concatenate([part.pop(name) for part in parts]) for name in list(parts[0])}
    order = np.lexsort((number, facts["site"]))
    number = number[order]
    facts = {name: values[order] for name, values in facts.items()}
    site = facts["site"]

    def texts(values: Iterable[str], rows: np.ndarray) -> pd.api.extensions.ExtensionArray:
        # Every text stands in memory once until here.
        return pd.array(list(values), dtype="str").take(rows)

    area = shapely.area(screened.sites.shapes)[site]
    drawn = facts["area"]
    return pd.DataFrame(
        {
            "site": texts(screened.sites.ids, site),
            **{name: screened.names[name].array.take(site) for name in screened.names.columns},
            "rule": texts((rule.id for rule in rules), number),
            "title_zh": texts((rule.title.text("zh") for rule in rules), number),
            "title_en": texts((rule.title.text("en") for rule in rules), number),
            "hardness": texts((rule.hardness for rule in rules), number),
            "consequence": texts((rule.effect for rule in rules), number),
            "authority": texts((rule.authority for rule in rules), number),
            "severity": texts((rule.severity for rule in rules), number),
            "verdict": texts(_WORDS, facts["verdict"]),
            "reason": texts(_REASONS, facts["reason"]),
            **area_columns(drawn, prefix="area_"),
            **area_columns(facts["low"], prefix="low_"),
            **area_columns(facts["high"], prefix="high_"),
            "share": np.divide(drawn, area, out=np.full(len(site), np.nan), where=area > 0),
            "distance_m": facts["distance"],
            "measured": facts["value"],
            "hits": facts["hits"],
            "hit_zh": pd.array(facts["hit_zh"], dtype="str"),
            "hit_en": pd.array(facts["hit_en"], dtype="str"),
            "basis": texts((rule.basis for rule in rules), number),
            "basis_date": texts((rule.basis_date or "" for rule in rules), number),
            "assumption": np.array([rule.is_assumption for rule in rules], dtype=bool)[number],
        }
    )


def pieces_told(screened: Screened) -> np.ndarray:
    """Give for each row of the verdicts where the rule is broken, as drawn; None or empty where nowhere."""
    told = [screened.judgement.told[rule.id] for rule in screened.rule_layers.rules]
    if not told:
        return np.array([], dtype=object)
    number = np.repeat(np.arange(len(told)), [len(answer.site) for answer in told])
    order = np.lexsort((number, np.concatenate([answer.site for answer in told])))
    return np.concatenate([answer.pieces for answer in told])[order]


def accuracy_told(screened: Screened) -> Floats:
    """Give for each row of the verdicts how far what is broken may be displaced: the site, and what it meets.

    NaN where a feature that it meets states no accuracy.
    """
    rules = list(screened.rule_layers.rules)
    if not rules:
        return np.zeros(0)
    found, sites, numbers = [], [], []
    for number, rule in enumerate(rules):
        told, features = screened.judgement.told[rule.id], screened.rule_layers.of(rule)
        worst = np.zeros(len(told.site))
        if features is not None and features.raster is None and len(told.hits.site):
            stated = features.accuracy_m[told.hits.feature]
            np.maximum.at(worst, told.hits.site, np.where(np.isnan(stated), np.inf, stated))
        worst += screened.sites.accuracy_m[told.site]
        found.append(np.where(np.isinf(worst), np.nan, worst))
        sites.append(told.site)
        numbers.append(np.full(len(told.site), number))
    return np.concatenate(found)[np.lexsort((np.concatenate(numbers), np.concatenate(sites)))]


def _of_rule(rule: Rule, screened: Screened, only: Sequence[int] | None) -> dict[str, np.ndarray]:
    told = screened.judgement.told[rule.id]
    rows = np.arange(len(told.site)) if only is None else np.flatnonzero(np.isin(told.site, only))
    features = screened.rule_layers.of(rule)
    named = np.flatnonzero(np.isin(told.hits.site, rows)) if only is not None else slice(None)
    zh, en = _features(told.hits.site[named], told.hits.feature[named], rows, features)
    return {
        "site": told.site[rows],
        "verdict": told.verdict[rows],
        "reason": told.reason[rows],
        "area": told.drawn_m2[rows],
        "low": told.low_m2[rows],
        "high": told.high_m2[rows],
        "distance": _distances(told, rows, screened, features),
        "value": told.value[rows],
        "hits": np.bincount(told.hits.site, minlength=len(told.site))[rows],
        "hit_zh": zh,
        "hit_en": en,
    }


def _distances(told: Told, rows: Positions, screened: Screened, features: Features | None) -> Floats:
    """Give the exact distance to the nearest feature, 0 where one overlaps."""
    result = told.distance_m[rows].copy()
    if features is None or features.raster is not None or not len(rows):
        return result
    asks = np.flatnonzero(np.isnan(result))
    if len(asks):
        result[asks], _ = Nearest(features).nearest(screened.sites.shapes[told.site[rows[asks]]])
    return np.where(np.isfinite(result), result, np.nan)


def _features(
    owner: Positions, feature: Positions, rows: Positions, features: Features | None
) -> tuple[np.ndarray, np.ndarray]:
    """Name the features behind each row, the first ten and how many more; ``owner`` is sorted."""
    if features is None:
        return np.full(len(rows), "", dtype=object), np.full(len(rows), "", dtype=object)
    starts, ends = np.searchsorted(owner, rows), np.searchsorted(owner, rows, side="right")
    distinct, again = np.unique(feature, return_inverse=True)
    zh, en = (names[again.ravel()] for names in features.labels.names(distinct))
    texts = []
    for names, language in ((zh, "zh"), (en, "en")):
        comma, and_more, several = (SENTENCES[name].text(language) for name in ("between_names", "and_more", "named"))
        text = np.full(len(rows), "", dtype=object)
        one = ends - starts == 1
        text[one] = names[starts[one]]
        for row in np.flatnonzero(ends - starts > 1):
            counts = Counter(names[starts[row] : ends[row]].tolist())
            shown = list(counts.items())[:_MOST_NAMED]
            own = comma.join(several.format(name=name, count=many) if many > 1 else name for name, many in shown)
            more = int(ends[row] - starts[row]) - sum(many for _, many in shown)
            text[row] = and_more.format(names=own, count=more) if more else own
        texts.append(text)
    return texts[0], texts[1]


def rules_table(screened: Screened) -> pd.DataFrame:
    """Give a row for each rule: how many sites it says what of, and the area where it is broken as drawn."""
    rows = []
    for number, rule in enumerate(screened.rule_layers.rules):
        counts = np.bincount(screened.judgement.verdicts[:, number], minlength=len(Verdict))
        drawn = screened.judgement.told[rule.id].drawn_m2
        total = np.nansum(drawn) if rule.is_areal or rule.relation in _OVERLAPS else np.nan
        rows.append(rule_row(rule, {verdict.word: int(counts[verdict]) for verdict in Verdict}, float(total)))
    return pd.DataFrame(rows)


def rule_row(rule: Rule, counts: Mapping[str, int], area_m2: float) -> dict[str, Any]:
    """Give a rule as a row: what it is, how many sites it says what of, and the area where it is broken as drawn."""
    return {
        "rule": rule.id,
        "title_zh": rule.title.text("zh"),
        "title_en": rule.title.text("en"),
        "relation": rule.relation.value,
        "layer": rule.layer or "",
        "hardness": rule.hardness,
        "consequence": rule.effect,
        "authority": rule.authority,
        "severity": rule.severity,
        **{verdict.word: counts[verdict.word] for verdict in sorted(Verdict, key=lambda item: -int(item))},
        **{name: float(value[0]) for name, value in area_columns(np.array([area_m2]), prefix="area_").items()},
        "basis": rule.basis,
        "basis_date": rule.basis_date or "",
        "assumption": rule.is_assumption,
        "note": rule.note,
    }
