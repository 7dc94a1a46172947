"""What the command line prints: tables, findings, JSON and a progress bar."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from hanting_geo.core.addresses import masked
from hanting_geo.core.sentences import enumerated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

__all__ = ["log", "plain_line", "print_findings", "print_json", "print_table", "progress", "records_of", "say"]

_log = logging.getLogger("hanting_geo").getChild("cli")
_PLAIN_WIDTH = 200
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What speaks to a terminal, and what turns the order of letters round."""
_MOST_LISTED = 20


class _ErrorStream(logging.Handler):
    """Writes to the error stream of the moment, which may be another one when one process runs several commands."""

    def emit(self, record: logging.LogRecord) -> None:
        typer.echo(plain_line(self.format(record)), err=True)


_TO_ERRORS = _ErrorStream()
_PLAIN = logging.Formatter("hanting-geo: %(message)s")
_TIMED = logging.Formatter("%(asctime)s %(name)s: %(message)s", "%H:%M:%S")


def log(much: int) -> None:
    """Show what the logger ``hanting_geo`` tells, on the error stream: what is worth knowing, what is done, details."""
    logger = logging.getLogger("hanting_geo")
    logger.setLevel([logging.WARNING, logging.INFO, logging.DEBUG][min(much, 2)])
    _TO_ERRORS.setFormatter(_TIMED if much else _PLAIN)
    logger.addHandler(_TO_ERRORS)


def plain_line(text: str) -> str:
    r"""Give a text in which nothing speaks to the terminal: what moves its cursor or colours it stands as its code.

    Examples
    --------
    >>> plain_line("x" + chr(27) + "[2J寒亭")
    'x\\x1b[2J寒亭'
    """
    return _CONTROL.sub(lambda one: f"\\x{ord(one.group()):02x}", text)


def say(text: str) -> None:
    """Print a line, without the password of an address."""
    typer.echo(plain_line(masked(text)))


def print_table(table: pd.DataFrame, language: str = "zh") -> None:
    """Print a frame as a table that is as wide as the terminal, or wide enough for a file."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from hanting_geo.core.words.columns import column_label
    from hanting_geo.core.words.values import value_label
    from hanting_geo.outputs.style.rounding import rounded

    console = Console(width=None if sys.stdout.isatty() else _PLAIN_WIDTH)
    shown = Table(show_edge=False, pad_edge=False)
    for column in table.columns:
        shown.add_column(Text(plain_line(column_label(str(column), language))), overflow="fold")
    table = rounded(table)
    for row, gaps in zip(table.to_numpy(), table.isna().to_numpy(), strict=True):
        cells = zip(table.columns, row, gaps, strict=True)
        # Text, not markup: a value such as [red] stands as it is.
        shown.add_row(
            *(
                Text("" if gap else plain_line(value_label(str(name), value, language) or _shown(value)))
                for name, value, gap in cells
            )
        )
    console.print(shown)


def _shown(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, float) else str(value)


def print_json(value: Any) -> None:
    """Print JSON, in characters that the console has."""
    say(json.dumps(value, ensure_ascii=not _speaks_unicode(), indent=1, default=str))


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().startswith("utf")


def records_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a table as JSON knows them."""
    from hanting_geo.core.findings import records
    from hanting_geo.core.plain import plain_row

    return [plain_row(row) for row in records(table)]


def print_findings(found: pd.DataFrame, language: str = "zh") -> None:
    """Print findings, those that say the same of many features on one line."""
    from hanting_geo.core.findings import records, to_table

    found = to_table(records(found), language)
    same = ["level", "code", "layer", "what", "what_to_do"]
    grouped = found.groupby(same, sort=False, dropna=False)["feature"].agg(_features_listed, language).reset_index()
    print_table(grouped[list(found.columns)], language)


def _features_listed(names: pd.Series[Any], language: str) -> str:
    there = [str(name) for name in names.dropna()]
    listed = enumerated([*there[:_MOST_LISTED], *(["..."] if len(there) > _MOST_LISTED else [])]).text(language)
    return f"{len(there)}: {listed}" if len(there) > 1 else listed


@contextmanager
def progress(total: int) -> Iterator[Callable[[int, str], None]]:
    """Show a bar on a terminal; tell the logger where there is none."""
    if not sys.stderr.isatty():
        yield lambda _number, name: _log.info("%s", name)
        return
    from hanting_geo.outputs.progress_bar import progress_bar

    with progress_bar(total) as step:
        yield step
