"""How chapters are told: in one language, from tables as they are rounded, with all that is missing noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.findings import facts_of
from hanting_geo.core.stated import crs_in_words, source_of
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words.credits import credit_label
from hanting_geo.core.words.report import CAPTIONS, CHAPTERS, FACTS, GIVEN, HAN, HUMAN, LABELS, MISSING, SENTENCES
from hanting_geo.core.words.workbook import HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import geopandas as gpd

    from hanting_geo.outputs.report.document import Block, Chapter, Grid, Line
    from hanting_geo.scenario.report.gathered import Gathered

__all__ = ["Story", "one_language", "rule_frames", "said_of"]

_MOST_ROWS = 60
"""Rows of a table that a report still prints; a workbook has the others."""
_MOST_ACROSS = 10
"""Columns of a table of one row that stand beside each other."""
_CHINESE = re.compile(HAN)


def one_language(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """Keep of columns in both languages the one asked for, the other filling its gaps, without the suffix.

    Examples
    --------
    >>> table = pd.DataFrame({"id": ["a", "b"], "name_zh": ["甲", "乙"], "name_en": ["A", None], "layer": ["x", "y"]})
    >>> one_language(table, "en").to_dict("list")
    {'id': ['a', 'b'], 'name': ['A', '乙'], 'layer': ['x', 'y']}
    """
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    columns: dict[str, Any] = {}
    for column in map(str, table.columns):
        base, _, suffix = column.rpartition("_")
        if suffix not in LANGUAGES or not base:
            columns[column] = table[column]
        elif base not in columns:
            own, spare = (table.get(f"{base}_{each}") for each in (language, other))
            values = spare if own is None else own
            if own is not None and spare is not None:
                gaps = own.isna() | (own.astype(object) == "")
                values = own.astype(object).where(~gaps, spare.astype(object))
            columns[base] = values
    result = pd.DataFrame(columns, index=table.index)
    result.attrs = dict(table.attrs)
    return result


class Story:
    """Tells a run in one language, and keeps what is missing."""

    def __init__(self, gathered: Gathered, language: str) -> None:
        """Tell what was gathered."""
        self.run = gathered
        self.language = language
        self.missing: list[str] = []
        self.titles = self._titles()
        self._called = self._names()

    def _names(self) -> dict[str, str]:
        """Give the names of features in the language of the report, by those in the other one."""
        other = LANGUAGES[1 - LANGUAGES.index(self.language)]
        frames = [*self.run.layers.values()]
        for outcome in self.run.outcomes:
            frames += rule_frames(outcome.result).values()
        found: dict[str, str] = {}
        for frame in frames:
            if {f"name_{each}" for each in LANGUAGES} <= set(frame.columns):
                pairs = frame[[f"name_{other}", f"name_{self.language}"]].dropna().drop_duplicates()
                found |= {str(one): str(own) for one, own in pairs.itertuples(index=False) if one and own}
        return found

    def named(self, name: object) -> str:
        """Call a feature by its name in the language of the report; nothing where that is not known."""
        called = self._called.get(str(name), str(name))
        return "" if self.language == "en" and _CHINESE.search(called) else called

    def _titles(self) -> dict[str, str]:
        """Give what layers call themselves, by the name that rules and steps know them by."""
        found: dict[str, str] = {}
        frames: list[tuple[str, pd.DataFrame]] = [*self.run.layers.items(), *self.run.tables.items()]
        for outcome in self.run.outcomes:
            frames += list(rule_frames(outcome.result).items())
        for name, frame in frames:
            facts = facts_of(frame)
            title = facts.get(f"title_{self.language}")
            if title:
                found.setdefault(str(facts.get("layer", name)), str(title))
                found.setdefault(name, str(title))
        for item in self.run.inputs:
            title = item.get("title" if self.language == "zh" else "title_en")
            if title:
                found.setdefault(str(item.get("name")), str(title))
        return {name: text.text(self.language) for name, text in GIVEN.items()} | found

    def text(self, words: Text, **fields: object) -> str:
        """Say a text."""
        return (words.filled(**fields) if fields else words).text(self.language)

    def say(self, name: str, /, **fields: object) -> str:
        """Say a sentence."""
        return self.text(SENTENCES[name], **fields)

    def fact(self, name: str, /, **fields: object) -> str:
        """Say a word of the front."""
        return self.text(FACTS[name], **fields)

    def line(self, text: str, *, missing: bool = False) -> Line:
        """Make a paragraph."""
        from hanting_geo.outputs.report.document import Line

        return Line(text, missing)

    def lack(self, name: str, /, **fields: object) -> Line:
        """Say that the run has no such thing, and note it for the list of what people must supply."""
        what = self.text(MISSING[name], **fields)
        self.missing.append(what)
        return self.line(self.say("not_here", what=what), missing=True)

    def ask(self, name: str) -> Line:
        """Leave a place for what no run computes, and note it."""
        what = self.text(HUMAN[name])
        self.missing.append(what)
        return self.line(self.fact("mark", name=what), missing=True)

    def crs(self) -> str:
        """Name the reference system; nothing where none is known."""
        return "" if self.run.system is None else crs_in_words(self.run.system, self.language)

    def chapter(self, name: str, blocks: Sequence[Block] = (), sections: Sequence[Chapter] = ()) -> Chapter:
        """Make a chapter."""
        from hanting_geo.outputs.report.document import Chapter

        return Chapter(name, self.text(CHAPTERS[name]), list(blocks), list(sections))

    def grid(
        self,
        caption: str,
        table: pd.DataFrame,
        columns: Iterable[str] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        decimals: Mapping[str, int] | None = None,
        note: str = "",
        prepared: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
        keep: Iterable[str] = (),
        **fields: object,
    ) -> Grid:
        """Make a table: rounded whole, as every product rounds it, then the columns that are wanted and have values.

        ``prepared`` may change what is printed once it is rounded; what is in ``keep`` is printed though it is empty.
        """
        from hanting_geo.outputs.report.cells import Cells, cells_of
        from hanting_geo.outputs.report.document import Grid
        from hanting_geo.outputs.style.rounding import rounded

        shown = one_language(rounded(table), self.language)
        if "layer" in shown.columns:
            shown["layer"] = [self.titles.get(str(name), name) for name in shown["layer"]]
        if prepared is not None:
            shown = prepared(shown)
        wanted = [name for name in (shown.columns if columns is None else columns) if name in shown.columns]
        kept = set(keep)
        shown = shown[[name for name in wanted if name in kept or _says_something(shown[name])]]
        more = len(shown) - _MOST_ROWS
        if more > 0:
            shown = shown.head(_MOST_ROWS)
            note = " ".join(filter(None, [self.say("more_rows", count=more), note]))
        own = {name: text.text(self.language) for name, text in LABELS.items() if name in shown.columns}
        own |= {str(name): said for name, said in (headers or {}).items()}
        cells = cells_of(shown, self.language, headers=own, decimals=decimals, as_rounded=True)
        if len(cells.rows) == 1 and len(cells.headers) > _MOST_ACROSS:
            # One row of many columns is read downwards: across a page its letters would be too small.
            lines = [list(pair) for pair in zip(cells.headers, cells.rows[0], strict=True)]
            cells = Cells([HEADERS[name].text(self.language) for name in ("item", "content")], lines, [False, True])
        return Grid(self.text(CAPTIONS[caption], **fields), cells, note)

    def names(self, table: pd.DataFrame, key: str = "id") -> dict[str, str]:
        """Call things by name and id, as a sentence does."""
        told = one_language(table, self.language)
        if key not in told.columns:
            return {}
        called = told["name"] if "name" in told.columns else told[key]
        return {
            str(own): f"{name} ({own})" if isinstance(name, str) and name and name != own else str(own)
            for own, name in zip(told[key], called, strict=True)
        }


def said_of(frame: pd.DataFrame, language: str) -> dict[str, Any]:
    """Say of a layer whose it is, of when, how well places are known; whom it credits is shorter than its rows are."""
    own = source_of(frame, language)
    credit = str(facts_of(frame).get("attribution") or "")
    return {**own, "source": credit_label("attribution", credit, language) if credit else own["source"]}


def rule_frames(result: Any) -> dict[str, gpd.GeoDataFrame]:
    """Give the layers of the rules of a screening, where it is there live."""
    screened = getattr(result, "screened", None)
    return {} if screened is None else dict(screened.rule_layers.loaded)


def _says_something(column: pd.Series[Any]) -> bool:
    there = column.notna()
    return bool((there & (column.astype(object) != "")).any()) or not len(column)
