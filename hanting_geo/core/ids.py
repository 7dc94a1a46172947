"""The ids of features, which results name them by: there, one each, and not like what a table adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.arguments import named_column, told
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

__all__ = ["checked_ids", "unique_ids"]

_MOST_NAMED = 5


def checked_ids(frame: pd.DataFrame, column: object, what: str, reserved: Collection[str] = ()) -> pd.Series:
    """Give the column of ids of a frame, checked.

    Parameters
    ----------
    frame
        Features, a row each.
    column
        Its name.
    what
        Which function asks, and whose ids, in the plural: ``"zone statistics: the zones"``.
    reserved
        Labels of rows that the function adds to its table; no feature may be called so.

    Raises
    ------
    SchemaError
        No such column, two of them, or the geometry; an id that is missing, there twice (1 and "1" read the same in
        a table, and count as twice), reserved, or a list.

    Examples
    --------
    >>> import pandas as pd
    >>> zones = pd.DataFrame({"id": ["a", "b", "a"]})
    >>> checked_ids(zones.iloc[:2], "id", "the zones").tolist()
    ['a', 'b']
    >>> try:
    ...     checked_ids(zones, "id", "the zones")
    ... except SchemaError as error:
    ...     print(str(error).split("; ")[0])
    the zones must have unique ids, and a is there more than once in 'id' (rows 0, 2)
    """
    return unique_ids(named_column(frame, column, what), column, what, reserved)


def unique_ids(ids: pd.Series, column: object, what: str, reserved: Collection[str] = ()) -> pd.Series:
    """Give ids that are not a column (an index, say), checked as :func:`checked_ids` checks them."""
    missing = np.flatnonzero(ids.isna())
    if len(missing):
        message = Sentence(
            "{what} have no {column!r} in {count} of {count2} rows ({ids}); fill it in",
            what=what,
            column=column,
            count=len(missing),
            count2=len(ids),
            ids=_rows(ids, missing),
        )
        raise SchemaError(message)
    odd = [row for row, value in enumerate(ids) if not _is_hashable(value)] if ids.dtype == object else []
    if odd:
        rows, example = _rows(ids, np.array(odd)), told(ids.iloc[odd[0]])
        message = Sentence(
            "{what} have {example} as {column!r} ({rows}), which is no id; make it text first",
            what=what,
            example=example,
            column=column,
            rows=rows,
        )
        raise SchemaError(message)
    doubled = ids.duplicated(keep=False)
    if ids.dtype == object:
        doubled |= ids.map(str).duplicated(keep=False)
    twice = np.flatnonzero(doubled)
    if len(twice):
        names = list(dict.fromkeys(str(value) for value in ids.iloc[twice]))
        named = enumerated(names, _MOST_NAMED)
        message = Sentence(
            "{what} must have unique ids, and {named} is there more than once in {column!r} "
            "({ids}); choose another column, or put the parts of one together with "
            "frame.dissolve({column!r})",
            what=what,
            named=named,
            column=column,
            ids=_rows(ids, twice),
        )
        raise SchemaError(message)
    taken = [label for label in reserved if label in set(ids)]
    if taken:
        message = Sentence(
            "{what} have the {column!r} {listed}, which a closing row is called; rename it",
            what=what,
            column=column,
            listed=enumerated(taken),
        )
        raise SchemaError(message)
    return ids


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _rows(ids: pd.Series, positions: np.ndarray) -> str:
    named = enumerated(str(ids.index[row]) for row in positions[:_MOST_NAMED])
    more = Sentence(" and {count} more", count=len(positions) - _MOST_NAMED) if len(positions) > _MOST_NAMED else ""
    return Sentence("row{count} {named}{more}", count="s" * (len(positions) > 1), named=named, more=more)
