"""The cover of a workbook of any tables: what it is, of which day and system, from which layers, and its sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from hanting_geo.core.findings import facts_of
from hanting_geo.core.stated import crs_in_words, source_of
from hanting_geo.core.today import today
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.workbook import COVER, COVER_ROWS, SOURCES
from hanting_geo.outputs.workbook.cover import Cover

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["usual_cover"]

_SAYS = ("licence", "attribution", "source", "source_date")
_COLUMNS = ["layer", "features", "accuracy", "source", "source_date", "licence"]


def usual_cover(
    tables: Mapping[str, pd.DataFrame],
    language: str,
    *,
    title: str | Mapping[str, str] | None = None,
    sources: Mapping[str, pd.DataFrame] | None = None,
) -> Cover | None:
    """Say of tables what a reader asks first; None where one of them is called as the cover would be.

    Parameters
    ----------
    tables
        By sheet.
    language
        Of the cover.
    title
        What it is; None: what the only table calls itself, else that it is tables.
    sources
        Layers by name; None: those of the tables that say whose they are.
    """
    sheet = COVER.text(language)
    if sheet.casefold() in {name.casefold() for name in tables}:
        return None
    said = {name: text.text(language) for name, text in COVER_ROWS.items()}
    origins = {name: table for name, table in tables.items() if _says(table)} if sources is None else sources
    facts = [(said["date"], today())]
    systems = _systems([*tables.values(), *origins.values()], language)
    if systems:
        facts.append((column_label("crs", language), said["between"].join(systems)))
    contents = pd.DataFrame({"sheet": list(tables), "rows": [len(table) for table in tables.values()]})
    blocks = [
        (said["layers"], _sources(origins, language)),
        (said["contents"], contents),
    ]
    return Cover(
        sheet, _title(title, tables, language), facts, [(heading, table) for heading, table in blocks if len(table)]
    )


def _title(title: str | Mapping[str, str] | None, tables: Mapping[str, pd.DataFrame], language: str) -> str:
    if title is None and len(tables) == 1:
        title = facts_of(next(iter(tables.values()))).get(f"title_{language}")
    if title is None:
        return COVER_ROWS["tables"].text(language)
    if isinstance(title, str):
        return title
    return str(title.get(language) or next((text for text in title.values() if text), ""))


def _says(table: pd.DataFrame) -> bool:
    """Tell whether a table says anything of where it is from."""
    facts = facts_of(table)
    return any(facts.get(key) for key in _SAYS) or bool({"source", "licence"} & set(map(str, table.columns)))


def _systems(tables: Iterable[pd.DataFrame], language: str) -> list[str]:
    placed = [table for table in tables if isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name]
    return list(dict.fromkeys(crs_in_words(table.crs, language) for table in placed if table.crs is not None))


def _sources(origins: Mapping[str, pd.DataFrame], language: str) -> pd.DataFrame:
    not_stated = SOURCES["not_stated"].text(language)
    rows: list[dict[str, Any]] = []
    for name, table in origins.items():
        row = {"layer": str(facts_of(table).get(f"title_{language}") or name), **source_of(table, language)}
        # Places of which a table has none are known neither well nor badly.
        if not isinstance(table, gpd.GeoDataFrame) and "accuracy_m" not in table.columns:
            row["accuracy"] = "\u2013"
        rows.append({key: not_stated if value == "" else value for key, value in row.items()})
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"features": "Int64"})
