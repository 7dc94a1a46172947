"""The classes of features: by no column, by one, or by what they have in several columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import ArgumentError, named_column, told
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Positions

__all__ = ["ALL", "MEASURES", "NONE", "Classes", "classes_of", "columns_of"]

ALL = "(all)"
NONE = "(none)"
MEASURES = ["length_m", "plane_m2", "ellipsoid_m2"]
_OWN = {"zone_id", "features", *MEASURES, "share"}


class Classes(NamedTuple):
    """Classes in the order in which tables name them."""

    codes: Positions
    """Of each feature the number of its class."""
    columns: dict[str, list[Any]]
    """Column of the table to what stands in it, class by class."""

    @property
    def many(self) -> int:
        """How many classes there are."""
        return len(next(iter(self.columns.values())))

    def rows(self, times: int) -> dict[str, pd.Series]:
        """Give the class columns of a table that names all classes so many times."""
        return {column: pd.Series(names * times) for column, names in self.columns.items()}


def columns_of(by: str | Sequence[str] | None, what: str) -> list[str] | None:
    """Give the columns of several that make the class together; None where there are not several.

    Raises
    ------
    SchemaError
        No column, one named twice, or one that is called like a column of the table.
    """
    if by is None or isinstance(by, str) or not isinstance(by, Sequence):
        return None
    columns = list(by)
    odd = [column for column in columns if not isinstance(column, str)]
    if odd or not columns:
        message = Sentence(
            "{what}: by takes a column, a list of columns or None, and was given {by}", what=what, by=told(by)
        )
        raise ArgumentError(message)
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        message = Sentence(
            "{what}: by names {listed} twice; name each column once", what=what, listed=enumerated(map(repr, twice))
        )
        raise SchemaError(message)
    taken = [column for column in columns if column in _OWN]
    if taken:
        message = Sentence(
            "{what}: by names {listed}, which is what the table calls a column of its own; rename it",
            what=what,
            listed=enumerated(taken),
        )
        raise SchemaError(message)
    return columns


def classes_of(features: pd.DataFrame, by: str | Sequence[str] | None, what: str) -> Classes:
    """Give each feature its class, and name the classes in their order.

    Of several columns each combination that is there is a class, sorted by the first column, then the next one, each in
    its own order.

    Examples
    --------
    >>> land = pd.DataFrame({"use": ["farm", "road", "farm"], "owner": ["state", None, "village"]})
    >>> found = classes_of(land, ["use", "owner"], "land")
    >>> found.codes.tolist(), found.columns
    ([0, 2, 1], {'use': ['farm', 'farm', 'road'], 'owner': ['state', 'village', '(none)']})
    """
    several = columns_of(by, what)
    if several is None:
        codes, names = _of_column(features, by, what)
        return Classes(codes, {"class": names})
    parts = [_of_column(features, column, what) for column in several]
    key = np.zeros(len(features), dtype=np.int64)
    for codes, names in parts:
        key = key * len(names) + codes
    there, found = np.unique(key, return_inverse=True)
    if not len(there):
        return Classes(found.ravel().astype(np.intp), {column: [NONE] for column in several})
    columns: dict[str, list[Any]] = {}
    for column, (_, names) in zip(reversed(several), reversed(parts), strict=True):
        there, place = np.divmod(there, len(names))
        columns[column] = [names[number] for number in place]
    return Classes(found.ravel().astype(np.intp), {column: columns[column] for column in several})


def _of_column(features: pd.DataFrame, by: object, what: str) -> tuple[Positions, list[Any]]:
    if by is None:
        return np.zeros(len(features), dtype=np.intp), [ALL]
    column = named_column(features, by, f"{what}: the features")
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.cat.remove_unused_categories()
        codes, names = column.cat.codes.to_numpy().astype(np.intp), column.cat.categories.tolist()
    else:
        try:
            codes, unique = pd.factorize(column)
        except TypeError as error:
            message = Sentence(
                "{what}: column {by!r} holds lists or the like, which are no classes; make it text first",
                what=what,
                by=by,
            )
            raise SchemaError(message) from error
        names = unique.tolist()
    if (codes < 0).any() or not names:
        names += [NONE] * (NONE not in names)
        codes = np.where(codes < 0, names.index(NONE), codes)
    return codes, names
