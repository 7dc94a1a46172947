"""压占图: one site with the pieces of it that break rules and the features that they lie in, a page for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.accuracy import COLUMN, stated_accuracy
from hanting_geo.core.arguments import path, whole_number
from hanting_geo.core.findings import facts_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import LANGUAGES, Text, language_or
from hanting_geo.core.words import screening as words
from hanting_geo.core.words.verdicts import SENTENCES
from hanting_geo.errors import SchemaError
from hanting_geo.siting.relations.features import Labels
from hanting_geo.siting.screening.verdicts import Verdict

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import geopandas as gpd

    from hanting_geo.outputs.maps.zone_map import ZoneMap
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["conflict_map", "conflict_maps"]

_AGAINST = ("conflict", "needs_consent")
"""Verdicts on sites that have a map of their own in a folder."""
_SITE = "#1f2933"
_OUTLINES = ("#3f7f3f", "#8a5a00", "#2f63a0", "#7a4a8a", "#00716b", "#777777")
_PIECES = ("#b2182b", "#d9662b", "#8c510a", "#762a83", "#2166ac", "#01665e", "#c51b7d", "#4d4d4d")
_LONGEST_NAME = 80


def conflict_map(
    screened: Screened, layers: Mapping[str, gpd.GeoDataFrame], site_id: object, *, title: Any = None, **keywords: Any
) -> ZoneMap:
    """Draw one site; see :meth:`hanting_geo.siting.screening.result.Screening.conflict_map`."""
    from hanting_geo.outputs.maps.zone_map import zone_map

    row = _row(screened, site_id)
    site = layers["sites"].iloc[[row]].assign(**_broken(screened, row))
    pieces = layers["conflicts"]
    pieces = pieces[(pieces["site"] == screened.sites.ids[row]).to_numpy()]
    # A piece is called by its rule.
    pieces = pieces.rename(columns={"title_zh": "name_zh", "title_en": "name_en"})
    hit = _hit(screened, row)
    rules = {rule.id: rule for rule in screened.rule_layers.rules}
    drawn = list(dict.fromkeys(pieces["rule"]))
    # Outlines only: whatever lies over whatever, the pieces are seen in their own colours.
    style: dict[str, dict[str, Any]] = {
        name: {"color": _OUTLINES[turn % len(_OUTLINES)], "fill": None, "width": 1.5} for turn, name in enumerate(hit)
    }
    style["site"] = {
        "title": words.LAYERS["site"].both(), "color": _SITE, "fill": None, "width": 3.0, "fit": True, "names": True,
    }  # fmt: skip
    style["conflicts"] = {
        "title": words.LAYERS["conflicts"].both(),
        "column": "rule",
        "labels": {name: rules[name].title.both() for name in drawn},
        "colors": {name: _PIECES[number % len(_PIECES)] for number, name in enumerate(drawn)},
        "names": False,
        "width": 1.0,
    }
    accuracy = _accuracy(screened, row, hit)
    if np.isfinite(accuracy):
        style["conflicts"]["accuracy_m"] = accuracy
    for name, more in (keywords.pop("style", None) or {}).items():
        style[name] = {**style.get(name, {}), **more}
    shown = {**hit, "site": site, "conflicts": pieces}
    keywords.setdefault("popup", {"site": _there(site, _OF_SITE), "conflicts": _told(pieces)})
    return zone_map(shown, title=_title(screened, row) if title is None else title, style=style, **keywords)


def conflict_maps(
    screened: Screened,
    layers: Mapping[str, gpd.GeoDataFrame],
    folder: str | os.PathLike[str],
    *,
    most: int = 200,
    language: str | None = None,
) -> pd.DataFrame:
    """Write the maps of a folder; see :meth:`hanting_geo.siting.screening.result.Screening.conflict_maps`."""
    from hanting_geo.outputs.page.page import save_page

    whole_number(most, "conflict_maps: most", least=1)
    language = language_or(language)
    verdicts = layers["sites"]["verdict"]
    against = np.flatnonzero(verdicts.isin(_AGAINST).to_numpy())
    place = path(folder, "conflict_maps: folder")
    place.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    files: list[str | None] = [None] * len(against)
    for turn, row in enumerate(against[:most]):
        site = screened.sites.ids[row]
        files[turn] = _file_name(site, taken)
        save_page(conflict_map(screened, layers, site, language=language), place / str(files[turn]))
    listed = {"site": [screened.sites.ids[row] for row in against], "verdict": verdicts.iloc[against].tolist()}
    return pd.DataFrame({**listed, "file": pd.Series(files, dtype=object)})


def _row(screened: Screened, site_id: object) -> int:
    try:
        return screened.sites.ids.index(str(site_id))
    except ValueError as error:
        message = Sentence(
            "no site {site_id!r}; there are {count} others", site_id=str(site_id), count=len(screened.sites.ids)
        )
        raise SchemaError(message) from error


def _hit(screened: Screened, row: int) -> dict[str, gpd.GeoDataFrame]:
    """Give of each layer the features behind what is said of a site."""
    rule_layers = screened.rule_layers
    rows: dict[str, set[int]] = {}
    for rule in rule_layers.rules:
        features, told = rule_layers.of(rule), screened.judgement.told[rule.id]
        if rule.layer is None or features is None or not features.rows:
            continue
        mine = (told.site == row) & (told.verdict != Verdict.CLEAR)
        hits = told.hits.feature[mine[told.hits.site]]
        rows.setdefault(rule.layer, set()).update(features.rows[feature] for feature in hits)
    result = {}
    for layer, chosen in rows.items():
        if chosen:
            frame = rule_layers.frame(layer)
            picked = frame.iloc[sorted(chosen)].copy()
            picked.attrs = dict(frame.attrs)
            result[f"{layer} (rules)" if layer in {"site", "conflicts"} else layer] = picked
    return result


def _accuracy(screened: Screened, row: int, hit: dict[str, gpd.GeoDataFrame]) -> float:
    """Say how far a piece may lie from its true place: as site and features together; NaN if one states nothing."""
    stated = [stated_accuracy(frame, facts_of(frame).get(COLUMN)) for frame in hit.values()]
    return float(screened.sites.accuracy_m[row] + np.max(np.concatenate([[0.0], *stated])))


def _title(screened: Screened, row: int) -> dict[str, str]:
    site = screened.sites.ids[row]
    names = screened.names.iloc[[row]].assign(id=site)
    called = []
    for language, named in zip(LANGUAGES, Labels(names).names(), strict=True):
        both = words.CONFLICT_MAP["named"].text(language).format(name=named[0], site=site)
        called.append(site if named[0] == site else both)
    return words.CONFLICT_MAP["title"].filled(site=Text(*called)).both()


def _there(frame: gpd.GeoDataFrame, wanted: tuple[str, ...]) -> list[str]:
    return [column for column in wanted if column in frame.columns]


def _broken(screened: Screened, row: int) -> dict[str, str]:
    """Name the rules that a site does not keep, also those that take no piece of it."""
    verdicts = screened.judgement.verdicts[row]
    against = [
        rule
        for rule, verdict in zip(screened.rule_layers.rules, verdicts, strict=True)
        if Verdict(int(verdict)).word in _AGAINST
    ]
    return {
        f"titles_{each}": SENTENCES["between_names"].text(each).join(rule.title.text(each) for rule in against)
        for each in LANGUAGES
    }


def _told(pieces: gpd.GeoDataFrame) -> list[str]:
    """Give what a click on a piece tells; English names of features only where they are other names."""
    between = [SENTENCES["between_names"].text(language) for language in LANGUAGES]
    same = pieces["hit_zh"].str.replace(between[0], between[1], regex=False).eq(pieces["hit_en"]).all()
    return [column for column in _there(pieces, _OF_PIECES) if column != "hit_en" or not same]


def _file_name(site: str, taken: set[str]) -> str:
    """Name the page of a site as files may be called everywhere; no two names are told apart by capitals only."""
    plain = re.sub(r"[^\w.-]+", "_", site).strip("._")[:_LONGEST_NAME] or "site"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain}_{number}"
    taken.add(name.casefold())
    return f"{name}.html"


_OF_SITE = (
    "verdict", "titles_zh", "titles_en", "hard_conflicts", "needs_consent", "soft_conflicts", "uncertain", "no_data",
    "ha", "mu", "remaining_ha", "remaining_mu", "accuracy_m",
)  # fmt: skip
_OF_PIECES = (
    "hardness", "consequence", "authority", "verdict", "area_m2", "area_mu", "hit_zh", "hit_en",
    "basis", "basis_date",
)  # fmt: skip
