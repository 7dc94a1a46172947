"""A task a part, except for the parts that a run which was stopped has done already."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanting_geo.analysis.distributed.cluster import in_order
from hanting_geo.core.arguments import ArgumentError
from hanting_geo.core.digests import digest_of
from hanting_geo.core.ordinary import state_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import language_or
from hanting_geo.core.versions import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hanting_geo.analysis.distributed.parts import Part
    from hanting_geo.core.journal import Journal

__all__ = ["mark_of", "parts_in_order", "require_folder"]


def mark_of(*said: object) -> str:
    """Give what two runs over parts have in common that make the same of a part."""
    return digest_of([versions(), language_or(None), os.environ.get("SOURCE_DATE_EPOCH"), *said])


def require_folder(source: object, what: str) -> None:
    """Refuse to go on with what has no files that stay.

    Raises
    ------
    ArgumentError
        It is a frame of dask_geopandas.
    """
    if hasattr(source, "to_delayed"):
        message = Sentence(
            "{what} goes on with a folder of parts, and a frame of dask_geopandas is computed anew each time: write it "
            "as a folder first (frame.to_parquet), or leave resume out",
            what=what,
        )
        raise ArgumentError(message)


def parts_in_order(  # noqa: PLR0913 - what is done, and where it is kept
    client: Any,
    task: Callable[..., Any],
    parts: Sequence[Part],
    asked: Any,
    *,
    journal: Journal,
    working: Path,
    names: Callable[[Part], Sequence[str]],
    tell: Callable[[float, str], None],
    what: str,
) -> list[Any]:
    """Do a task for each part, keep each as soon as it is done, and give the answers in the order of the parts.

    Parameters
    ----------
    client, task, parts, asked, tell, what
        As for :func:`~hanting_geo.analysis.distributed.cluster.in_order`; an answer is what JSON can hold.
    journal
        Where they are kept. What is there of the same file is not done again.
    working
        The folder in which a task writes its files.
    names
        Names of the files of a part.
    """
    states = [digest_of([Path(part.path).name, part.rows, state_of(Path(part.path))]) for part in parts]
    kept = [journal.take(number, working, state) for number, state in enumerate(states)]
    left = [number for number, record in enumerate(kept) if record is None]
    answers = [None if record is None else record["told"] for record in kept]

    def keep(place: int, answer: Any) -> None:
        number = left[place]
        files = [working / name for name in names(parts[number])]
        journal.put(number, files, {"of": states[number], "told": answer})

    span = (1 - len(left) / len(parts), 1.0)
    found = in_order(
        client, task, [parts[number] for number in left], asked, tell=tell, span=span, what=what, keep=keep
    )
    for number, answer in zip(left, found, strict=True):
        answers[number] = answer
    return answers
