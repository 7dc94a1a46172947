"""The map of a screening: sites by verdict above everything, where rules are broken, and what the rules speak of."""

from __future__ import annotations

import colorsys
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from hanting_geo.core.findings import ATTRS_KEY, facts_of
from hanting_geo.core.text import LANGUAGES
from hanting_geo.core.words import screening as words
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.screening.popup_words import broken
from hanting_geo.siting.screening.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from hanting_geo.core.arrays import Flags
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["COLORS", "Drawn", "drawn", "map_style"]

COLORS = {
    "conflict": "#b2182b",
    "no_data": "#7a7a7a",
    "uncertain": "#d08a00",
    "needs_consent": "#4666b0",
    "clear": "#15735a",
}
"""Of the sites, by verdict, the worst first."""

_SITES, _CONFLICTS = "sites", "conflicts"
_SHOWN_OF_SITES = {
    "verdict", "hard_conflicts", "soft_conflicts", "needs_consent", "uncertain", "no_data", "ha", "mu", "remaining_ha",
    "remaining_mu", "road_distance_m", "road", "accuracy_m", "source", "note",
}  # fmt: skip
_SHOWN_OF_CONFLICTS = {
    "site", "title_zh", "title_en", "hardness", "consequence", "authority", "verdict", "area_m2", "area_mu", "hit_zh",
    "hit_en", "basis", "basis_date", "assumption",
}  # fmt: skip
_MOST_NAMED = 60
"""Features of a layer whose names still fit the map."""
_MOST_QUIET = 20_000
"""Features of a layer that are drawn though no site touches them."""
_FEW_SITES = 200
"""So many are looked at one by one, and what lies under each is seen through it."""
_GROUND = 0.25
_ROUND_ABOUT = 0.1
_LEAST_ROUND_M = 500.0
_PALE = 0.65
_TOUCHED = "touched"


class Drawn(NamedTuple):
    """What is drawn: layers from below upwards, how they look, and what a click tells."""

    layers: dict[str, gpd.GeoDataFrame]
    style: dict[str, dict[str, Any]]
    popup: dict[str, list[str]]


def drawn(screened: Screened, layers: Mapping[str, gpd.GeoDataFrame], verdicts: pd.DataFrame) -> Drawn:
    """Choose what a map shows of a screening whose layers these are."""
    rules = screened.rule_layers.rules
    ground, style = _rule_layers(screened)
    sites = layers[_SITES].copy()
    sites["broken"] = broken(screened, verdicts).to_numpy()
    conflicts = _called(layers[_CONFLICTS])
    style |= map_style([(rule.id, rule.title.both()) for rule in rules], len(sites))
    popup = {
        _SITES: [column for column in sites.columns if column in _SHOWN_OF_SITES],
        _CONFLICTS: [column for column in conflicts.columns if column in _SHOWN_OF_CONFLICTS],
    }
    # Which rules and by how much comes right after the verdict.
    popup[_SITES].insert(popup[_SITES].index("verdict") + 1, "broken")
    return Drawn({_SITES: sites, _CONFLICTS: conflicts, **ground}, style, popup)


def map_style(rules: Sequence[tuple[str, dict[str, str]]], sites: int) -> dict[str, dict[str, Any]]:
    """Choose how sites and conflicts look: by verdict, and by rule; the rules with their titles, and how many sites."""
    return {
        _CONFLICTS: {
            "title": words.LAYERS[_CONFLICTS].both(),
            "column": "rule",
            "colors": _hues([key for key, _ in rules]),
            "labels": dict(rules),
            "names": False,
            "width": 1.0,
            "opacity": 0.35,
        },
        _SITES: {
            "title": words.LAYERS[_SITES].both(),
            "column": "verdict",
            "colors": dict(COLORS),
            "labels": {verdict: text.both() for verdict, text in words.ON_THE_MAP.items()},
            "fit": True,
            "above": True,
            "opacity": 0.3 if sites <= _FEW_SITES else 0.55,
            "width": 2.2,
            "names": sites <= _MOST_NAMED,
        },
    }


def _called(conflicts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Call pieces by rule and site, where there are few enough to be looked at one by one."""
    if not 0 < len(conflicts) <= _MOST_QUIET:
        return conflicts
    names = {
        f"name_{each}": [
            words.CONFLICT_MAP["named"].text(each).format(name=title, site=site)
            for title, site in zip(conflicts[f"title_{each}"], conflicts["site"], strict=True)
        ]
        for each in LANGUAGES
    }
    return conflicts.assign(**names)


def _hues(keys: list[str]) -> dict[str, str]:
    """Give each key a colour of its own, neighbours in the list far apart."""
    found = {}
    for number, key in enumerate(keys):
        hue, light = (number * 0.381966 + 0.95) % 1, (0.42, 0.32, 0.52)[number % 3]
        red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue, light, 0.75))
        found[key] = f"#{red:02x}{green:02x}{blue:02x}"
    return found


def _rule_layers(screened: Screened) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, dict[str, Any]]]:
    """Give of each layer the features that rules speak of round the sites, those that break one or may first."""
    from hanting_geo.outputs.style.looks import FALLBACK_COLORS, KINDS
    from hanting_geo.outputs.style.palettes import color_between

    rule_layers = screened.rule_layers
    speaks, touched = _spoken_of(screened)
    around = {rule.layer for rule in rule_layers.rules if rule.relation is Relation.INSIDE}
    around -= {rule.layer for rule in rule_layers.rules if rule.relation is not Relation.INSIDE}
    result: dict[str, gpd.GeoDataFrame] = {}
    style: dict[str, dict[str, Any]] = {}
    for layer, chosen in speaks.items():
        frame = rule_layers.frame(layer)
        hit = np.zeros(len(frame), dtype=bool)
        hit[sorted(touched[layer])] = True
        quiet = chosen & ~hit & _round_about(frame, screened.sites.shapes)
        left = int((chosen & ~hit).sum())
        if quiet.sum() > _MOST_QUIET:
            quiet[:] = False
        rows = np.flatnonzero(hit | quiet)
        if not len(rows):
            continue
        picked = frame.iloc[rows].assign(**{_TOUCHED: hit[rows]})
        left -= int(quiet.sum())
        picked.attrs = dict(frame.attrs)
        if left:
            said = {f"caption_{each}": words.HIT["left"].filled(count=f"{left:,}").text(each) for each in LANGUAGES}
            picked.attrs[ATTRS_KEY] = {**facts_of(frame), **said}
        name = f"{layer} (rules)" if layer in {_SITES, _CONFLICTS} else layer
        kinds = frame["kind"].dropna().unique().tolist() if "kind" in frame.columns else []
        known = KINDS.get(str(kinds[0])) if len(kinds) == 1 else None
        color = known.look.color if known is not None else FALLBACK_COLORS[len(result) % len(FALLBACK_COLORS)][0]
        result[name] = picked
        style[name] = {
            "column": _TOUCHED,
            "colors": {True: color, False: color_between((color, "#ffffff"), _PALE)},
            "labels": {True: words.HIT["touched"].both(), False: words.HIT["quiet"].both()},
            "opacity": _GROUND,
            **({} if len(rows) <= _MOST_NAMED else {"names": False}),
            # What sites must lie in is the ground of everything else: its outline is enough.
            **({"fill": None} if layer in around else {}),
        }
    return result, style


def _spoken_of(screened: Screened) -> tuple[dict[str, Flags], dict[str, set[int]]]:
    """Tell of each layer the rows that rules speak of, and those that break one or may."""
    rule_layers = screened.rule_layers
    speaks: dict[str, Flags] = {}
    touched: dict[str, set[int]] = {}
    for rule in rule_layers.rules:
        features, answer = rule_layers.of(rule), screened.judgement.told[rule.id]
        if rule.layer is None or features is None or not features.rows:
            continue
        own = speaks.setdefault(rule.layer, np.zeros(len(rule_layers.frame(rule.layer)), dtype=bool))
        rows = np.asarray(features.rows, dtype=np.intp)
        own[rows] = True
        bad = answer.verdict[answer.hits.site] != Verdict.CLEAR
        touched.setdefault(rule.layer, set()).update(rows[np.unique(answer.hits.feature[bad])].tolist())
    return speaks, touched


def _round_about(frame: gpd.GeoDataFrame, sites: np.ndarray[Any, Any]) -> Flags:
    """Tell features that lie in the view of the sites."""
    if not len(sites):
        return np.zeros(len(frame), dtype=bool)
    west, south, east, north = shapely.total_bounds(sites)
    margin = max(_ROUND_ABOUT * max(east - west, north - south), _LEAST_ROUND_M)
    bounds = frame.geometry.bounds.to_numpy()
    with np.errstate(invalid="ignore"):
        apart = (
            (bounds[:, 2] < west - margin)
            | (bounds[:, 0] > east + margin)
            | (bounds[:, 3] < south - margin)
            | (bounds[:, 1] > north + margin)
        )
    return np.asarray(~apart & ~np.isnan(bounds[:, 0]), dtype=bool)
