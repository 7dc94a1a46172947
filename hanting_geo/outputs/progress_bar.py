"""How far a long task is: a bar on a terminal or in a notebook, and nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager, nullcontext
from html import escape
from typing import TYPE_CHECKING, Any

from hanting_geo.core import arguments
from hanting_geo.core.addresses import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

__all__ = ["progress_bar"]

_SECONDS = 0.1
"""How often a notebook is told, at most."""


def progress_bar(total: float = 1.0) -> AbstractContextManager[Callable[[float, str], None]]:
    """Give what functions with ``progress=`` take: a bar in the notebook or on the terminal, gone at the end.

    Parameters
    ----------
    total
        What is all of it: 1 for functions that tell a share; the number of steps for ``Scenario.run``.

    Raises
    ------
    ArgumentError
        ``total`` is no number over 0.

    Examples
    --------
    >>> with progress_bar() as step:  # hg.zone_statistics_file(zones, "parcels.parquet", progress=step)
    ...     step(0.5, "parcels.parquet")
    """
    total = arguments.number(total, "progress_bar: total", above=0)
    if _is_notebook():
        return _in_notebook(total)
    return _on_terminal(total) if sys.stderr.isatty() else nullcontext(lambda _number, _name: None)


def _is_notebook() -> bool:
    asked = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return asked is not None and getattr(asked(), "kernel", None) is not None


@contextmanager
def _in_notebook(total: float) -> Iterator[Callable[[float, str], None]]:
    from IPython.display import HTML, display

    def bar(number: float, name: str) -> Any:
        share = min(max(number / total, 0), 1)
        return HTML(f'<progress max="1" value="{share:.3f}"></progress> {share:.0%} {escape(masked(name))}')  # type: ignore[no-untyped-call]

    told = [time.monotonic()]
    handle = display(bar(0, ""), display_id=True)  # type: ignore[no-untyped-call]

    def step(number: float, name: str) -> None:
        if time.monotonic() - told[0] >= _SECONDS:
            told[0] = time.monotonic()
            handle.update(bar(number, name))

    try:
        yield step
    finally:
        handle.update(HTML(""))  # type: ignore[no-untyped-call]


@contextmanager
def _on_terminal(total: float) -> Iterator[Callable[[float, str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda number, name: bar.update(task, completed=number, description=masked(name))
