"""What was measured of parts, as text that a run which goes on reads again to the last digit; nothing is unpickled."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.analysis.distributed.cluster import in_order
from hanting_geo.analysis.statistics.sums import Measured, Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hanting_geo.core.journal import Journal

__all__ = ["Answer", "kept_in_order", "measured_again", "measured_as_text"]

Answer = tuple[Seen, dict[str, set[Any]], set[str], Measured | None]
"""Classes that were seen, types and gaps of columns, and the numbers."""
_PLAIN = (str, int, float, bool, type(None))


def measured_as_text(answer: Answer) -> str | None:
    """Write it as JSON; None where a class is no text, number or flag, or a type has no name, and it is done again.

    Examples
    --------
    >>> seen = Seen([["farm"]], [("farm",)])
    >>> told = measured_as_text((seen, {"use": {np.dtype(object)}}, {"use"}, None))
    >>> measured_again(told) == (seen, {"use": {np.dtype(object)}}, {"use"}, None)
    True
    """
    seen, types, gaps, measured = answer
    values = [each for names in (*seen.names, *seen.there, *(measured.names if measured else [])) for each in names]
    named = {column: sorted(map(str, found)) for column, found in types.items()}
    if not all(type(value) in _PLAIN for value in values) or _typed(named) != types:
        return None
    numbers = None
    if measured is not None:
        near, rows = measured.near.tolist(), measured.numbers.tolist()
        numbers = [near, measured.names, rows, list(measured.numbers.shape), measured.dimension]
    return json.dumps([seen.names, seen.there, named, sorted(gaps), numbers], ensure_ascii=False)


def measured_again(text: str) -> Answer:
    """Read it again."""
    names, there, named, gaps, numbers = json.loads(text)
    measured = None
    if numbers is not None:
        near, classes, rows, shape, dimension = numbers
        cells = np.array(rows, dtype=float).reshape(shape)
        measured = Measured(np.array(near, dtype=bool), [tuple(each) for each in classes], cells, dimension)
    return Seen(names, [tuple(each) for each in there]), _typed(named), set(gaps), measured


def _typed(named: dict[str, list[str]]) -> dict[str, set[Any]]:
    try:
        return {column: {pd.api.types.pandas_dtype(name) for name in names} for column, names in named.items()}
    except TypeError:
        return {}


def kept_in_order(
    client: Any,
    task: Callable[..., Any],
    items: Sequence[Any],
    asked: Any,
    *,
    journal: Journal | None,
    first: int,
    tell: Callable[[float, str], None],
    span: tuple[float, float],
) -> list[Answer]:
    """Do a task for each item that an earlier run has not done, keep each, and give the answers in their order.

    ``first`` is the number of the first task in the journal.
    """
    done = {} if journal is None else {number: journal.done.get(first + number) for number in range(len(items))}
    answers = {number: measured_again(record["told"]) for number, record in done.items() if record is not None}
    left = [number for number in range(len(items)) if number not in answers]

    def keep(place: int, answer: Answer) -> None:
        told = None if journal is None else measured_as_text(answer)
        if journal is not None and told is not None:
            journal.put(first + left[place], [], {"told": told})

    found = in_order(
        client, task, [items[number] for number in left], asked, tell=tell, span=span, what="measure", keep=keep
    )
    answers |= dict(zip(left, found, strict=True))
    return [answers[number] for number in range(len(items))]
