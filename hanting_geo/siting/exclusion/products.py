"""What an exclusion looks like as a map, a workbook, JSON and in a notebook; assumptions are marked in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.findings import records
from hanting_geo.core.stated import crs_in_words
from hanting_geo.core.today import today
from hanting_geo.core.words import exclusion as words
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.values import value_label
from hanting_geo.core.words.workbook import COVER, COVER_ROWS
from hanting_geo.siting.exclusion.tables import CLOSING, rule_facts
from hanting_geo.siting.printed import Printed, contents_table, findings_in_words, in_one_language, sheets_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hanting_geo.outputs.workbook.cover import Cover
    from hanting_geo.siting.exclusion.ledger import Land
    from hanting_geo.siting.exclusion.study import Study

__all__ = ["cover", "facts_of", "ledger_html", "map_style", "popups", "provenance", "sheets"]

_MOST_ROWS = 1_048_575
"""Of a sheet, below its header."""
_NOT_PRINTED = ("plane_m2", "ellipsoid_m2")
"""Ends of columns that the tables and the JSON have, and a printed page no room for."""
_IN_ORDER = ("ledger", "candidates", "losses", "findings")

# With more rule sets than a legend holds, a map shades by how many rules lie on a piece.
_MOST_CLASSES = 10
_SHADES = 5
_PRUNED = "#999999"

_SHOWN = ["rule", "title_zh", "title_en", "consequence", "data", "candidates"]
_SHOWN += ["takes_ha", "alone_ha", "share_ha", "share_mu"]
_POPUPS = {
    "eligible": ["name_zh", "name_en", "id", "ha", "mu", "ellipsoid_m2"],
    "needs_consent": ["titles_zh", "titles_en", "authorities", "candidate", "ha", "mu", "ellipsoid_m2"],
    "excluded": ["titles_zh", "titles_en", "candidate", "ha", "mu", "ellipsoid_m2"],
    "candidates": ["name_zh", "name_en", "id", "ha", "mu", "eligible_ha", "eligible_mu", "eligible_share", "rules"],
}


def map_style(excluded: gpd.GeoDataFrame) -> dict[str, dict[str, Any]]:
    """Choose how the layers look: a legend entry for each set of rules, or for their number where there are many."""
    from hanting_geo.outputs.style.palettes import palette_colors

    # Sorted by how many rules: where each set of rules has an entry of its own, it has a shade of its own too.
    sets = excluded.drop_duplicates("rules").sort_values("rule_count", kind="stable")
    by = "rules" if len(sets) <= _MOST_CLASSES else "rule_count"
    shades = max(len(sets), 1) if by == "rules" else _SHADES
    # The two palest are no colour on a white legend.
    reds = palette_colors("YlOrRd", shades + 2)[2:]
    colors, labels = {}, {}
    for place, row in enumerate(records(sets[["rules", "rule_count", "titles_zh", "titles_en"]])):
        key, count = row[by], int(row["rule_count"])
        shade = place if by == "rules" else min(count, _SHADES) - 1
        colors[key] = reds[shade] if count else _PRUNED
        if by == "rules":
            labels[key] = {"zh": row["titles_zh"], "en": row["titles_en"]}
        elif count:
            labels[key] = words.LEGEND["rules" if count > 1 else "one_rule"].filled(count=count).both()
        else:
            labels[key] = words.LEGEND["pruned"].both()
    order = sorted(colors) if by == "rule_count" else list(colors)
    taken = {"column": by, "colors": {key: colors[key] for key in order}, "labels": labels}
    titles = {name: title.both() for name, title in words.LAYERS.items()}
    return {
        "eligible": {"title": titles["eligible"], "color": "#15735a", "fill": "#44bb99", "fit": True},
        "needs_consent": {
            "title": titles["needs_consent"],
            "color": "#2c4a8f",
            "fill": "#8fb0e0",
            "width": 0.6,
            "names": False,
        },
        "excluded": {"title": titles["excluded"], "width": 0.6, "opacity": 0.75, "names": False, **taken},
        "candidates": {
            "title": titles["candidates"],
            "color": "#44528f",
            "fill": None,
            "fit": True,
            "names": False,
        },
    }


def popups(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, list[str]]:
    """Choose what a click tells: why land is excluded, and what is left of a candidate."""
    return {name: [column for column in _POPUPS[name] if column in frame.columns] for name, frame in layers.items()}


def sheets(study: Study, tables: Mapping[str, pd.DataFrame], language: str) -> Printed:
    """Give the tables of a workbook by sheet, in one language."""
    shown = {}
    called = {answer.rule.id: answer.rule.title for answer in study.outcomes}
    for name in _IN_ORDER:
        worded = findings_in_words(tables[name], language, called) if name == "findings" else tables[name]
        table = in_one_language(worded, language, {"candidates": words.LAYERS["candidates"].text(language)})
        left = [column for column in table.columns if str(column).endswith(_NOT_PRINTED)]
        shown[name] = table.drop(columns=left)
    return sheets_of(shown, words.SHEETS, language, _MOST_ROWS)


def provenance(study: Study, land: Land, printed: Printed, language: str) -> dict[str, object]:
    """Say what a workbook rests on."""
    said = {name: text.text(language) for name, text in words.PROVENANCE.items()}
    between = COVER_ROWS["between"].text(language)
    facts: dict[str, object] = {
        said["complete"]: said["is_complete" if study.complete else "is_not_complete"],
        said["share"]: said["what_a_share_is"],
    }
    assumed = [answer.rule for answer in study.outcomes if answer.rule.is_assumption]
    more: dict[str, object] = {
        said["assumed"]: between.join(rule_facts(rule)[f"title_{language}"] for rule in assumed),
        said["min_area_m2"]: land.min_area_m2,
        said["min_width_m"]: land.min_width_m,
        said["left_out"]: between.join(printed.too_long),
        **study.settings_in_words[language],
        **{column_label(name, language): text for name, text in study.credits.items()},
    }
    return facts | {what: value for what, value in more.items() if value}


def cover(study: Study, ledger: pd.DataFrame, printed: Printed, language: str, rules_file: str | None) -> Cover:
    """Say what was excluded by which rules and sources, and what is left."""
    from hanting_geo.outputs.workbook.cover import Cover

    said = {name: text.text(language) for name, text in {**words.PROVENANCE, **COVER_ROWS}.items()}
    title = study.title.text(language)
    hard = sum(answer.rule.is_hard for answer in study.outcomes)
    counted = words.COVER["counted"].filled(candidates=f"{len(study.ids):,}", rules=len(study.outcomes), hard=hard)
    facts = [
        (said["date"], today()),
        (said["rules"], said["between"].join(filter(None, [title, rules_file]))),
        (words.COVER["how_many"].text(language), counted.text(language)),
        (column_label("crs", language), crs_in_words(study.crs, language)),
        *study.settings_in_words[language].items(),
        (said["complete"], said["is_complete" if study.complete else "is_not_complete"]),
        (said["share"], said["what_a_share_is"]),
    ]
    closing = ledger[ledger["rule"].isin(CLOSING)]
    left = closing[["rule", "candidates"]].assign(ha=closing["share_ha"], mu=closing["share_mu"])
    blocks = [
        (words.COVER["left"].text(language), left),
        (said["sources"], study.sources[language]),
        (said["contents"], contents_table(printed, language)),
    ]
    heading = words.COVER["title"].filled(title=study.title) if title else words.TITLE
    return Cover(
        COVER.text(language),
        heading.text(language),
        [(what, value) for what, value in facts if value],
        [(what, table) for what, table in blocks if len(table)],
    )


def facts_of(study: Study, land: Land) -> dict[str, Any]:
    """Give what JSON says before the tables."""
    return {
        "complete": study.complete,
        "crs": study.crs.to_string(),
        "min_area_m2": land.min_area_m2,
        "min_width_m": land.min_width_m,
        **study.settings,
        **study.credits,
    }


def ledger_html(study: Study, ledger: pd.DataFrame) -> str:
    """Show the ledger as a table, rounded so that it closes; every text is escaped."""
    from hanting_geo.outputs.style.rounding import rounded

    table = rounded(ledger[_SHOWN]).astype(object)
    table = table.where(table.notna(), "")
    for column in ("rule", "consequence", "data"):
        table[column] = [value_label(column, value) or value for value in table[column]]
    table.columns = pd.Index([column_label(column) for column in _SHOWN])
    note = "" if study.complete else f"<p>{' '.join(words.NOT_COMPLETE.both().values())}</p>"
    return f"{note}{table.to_html(index=False, escape=True, border=0)}"
