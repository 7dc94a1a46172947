"""What screening and exclusion have in common on the command line: options, and what they write and print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from hanting_geo.cli.console import print_table, say
from hanting_geo.cli.options import Language
from hanting_geo.core.words.cli import said
from hanting_geo.core.words.columns import column_label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    import pandas as pd

    from hanting_geo.outputs.maps.zone_map import ZoneMap
    from hanting_geo.siting.rules.model import RuleSet

__all__ = [
    "STEPS",
    "AccuracyOption",
    "IgnoreBelowOption",
    "SameSurveyOption",
    "print_counted",
    "with_accuracy",
    "write_products",
]

STEPS = 6
"""Of the progress bar: rules, sites, tables, JSON, workbook, page."""
_MOST_PRINTED = 200
"""Rows of a table that a terminal is a place for."""

AccuracyOption = Annotated[
    float | None,
    typer.Option("--accuracy", metavar="M", min=0, help="How well outlines are known that do not say it. 位置精度(米)"),
]
SameSurveyOption = Annotated[
    list[str] | None,
    typer.Option("--same-survey", metavar="LAYER", help="A layer of one survey with them; may be repeated. 同源图层"),
]
IgnoreBelowOption = Annotated[
    float | None,
    typer.Option(
        "--ignore-below-m2", metavar="M2", min=0, help="Overlaps surely smaller are none. 小于此面积的重叠不计"
    ),
]


class Result(Protocol):
    """What siting finds."""

    def to_workbook(self, path: Path, *, language: str, rules_file: str | None) -> Path:
        """Write its tables for readers."""

    def write_json(self, path: Path) -> Path:
        """Write its tables for machines."""

    def to_map(self, *, title: Any, language: str) -> ZoneMap:
        """Draw it."""


def with_accuracy(frame: gpd.GeoDataFrame, accuracy: float | None) -> gpd.GeoDataFrame:
    """Let outlines that state no accuracy have this one."""
    if accuracy is None:
        return frame
    from hanting_geo.core.accuracy import stated_accuracy

    stated = stated_accuracy(frame)
    known = frame.assign(accuracy_m=[accuracy if value != value else value for value in stated.tolist()])  # noqa: PLR0124
    known.attrs = frame.attrs
    return known


def write_products(
    found: Result,
    out: Path,
    name: str,
    rules: tuple[str, RuleSet],
    language: Language,
    step: Callable[[int, str], None],
    inputs: Sequence[str] = (),
    more: Callable[[Path], None] = lambda _: None,
) -> list[Path]:
    """Write JSON, workbook and page into a folder, and give their paths; ``rules`` are a file and what it says.

    ``more`` writes further files of the same run into the folder that it is given.
    """
    from hanting_geo.outputs.page.page import save_page
    from hanting_geo.scenario.products import products

    rules_file, rule_set = rules
    title = {each.value: said(name, each, title=rule_set.title.text(each)) for each in Language}
    names = [f"{name}.{suffix}" for suffix in ("xlsx", "json", "html")]
    # All of them are of one run: a file that cannot be written leaves the others as they were.
    with products(out, name, inputs) as fresh:
        book, text, page = (fresh / each for each in names)
        step(STEPS - 3, str(out / text.name))
        found.write_json(text)
        step(STEPS - 2, str(out / book.name))
        found.to_workbook(book, language=language, rules_file=Path(rules_file).name)
        step(STEPS - 1, str(out / page.name))
        save_page(found.to_map(title=title, language=language), page)
        more(fresh)
    return [out / each for each in names]


def print_counted(table: pd.DataFrame, by: str, language: Language) -> None:
    """Print a table; of a long one how many rows have which value, for the files have the rest."""
    if len(table) <= _MOST_PRINTED:
        print_table(table, language)
        return
    print_table(table[by].value_counts().rename_axis(by).reset_index(name="count"), language)
    say(said("too_long", language, rows=f"{len(table):,}", column=column_label(by, language)))
