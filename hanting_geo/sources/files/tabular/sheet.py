"""A table as it stands in a file: one row of names, rows of cells, and the row number of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hanting_geo.core.findings import Finding, Level
from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Sheet", "named_columns", "shown_rows"]

_MOST_NAMED = 5


@dataclass(slots=True)
class Sheet:
    """A table; cells of a CSV are texts, those of a workbook what they are there, None for an empty one."""

    name: str
    file: str
    header: list[str]
    rows: list[list[Any]]
    numbers: list[int]
    """The row of the file that each row stands in, counted from 1."""
    typed: bool = False
    """Whether cells say themselves whether they are numbers or texts."""
    found: list[Finding] = field(default_factory=list)

    def note(self, level: Level, code: str, what: str, what_to_do: str) -> None:
        """Add a finding."""
        self.found.append(Finding(level, code, self.name, None, what, what_to_do))

    def column(self, name: str) -> list[Any]:
        """Give the cells of a column."""
        at = self.header.index(name)
        return [row[at] for row in self.rows]


def shown_rows(numbers: Sequence[int]) -> str:
    """Name the first rows of a list, and count the others.

    Examples
    --------
    >>> shown_rows([3]), shown_rows([2, 3, 4, 5, 6, 7])
    ('row 3', 'rows 2, 3, 4, 5, 6 and 1 more')
    """
    if len(numbers) == 1:
        return Sentence("row {row}", row=numbers[0])
    return Sentence("rows {listed}", listed=enumerated(numbers, _MOST_NAMED))


def named_columns(file: str, cells: Sequence[Any], row: int) -> list[str]:
    """Make names of the cells of a header row.

    Raises
    ------
    SchemaError
        Two columns have one name.
    SourceError
        The row is empty.
    """
    names = ["" if cell is None else str(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        exceeded(file, Sentence("row {row} names {names:,} columns", row=row, names=len(names)), "columns")
    if not names:
        message = Sentence(
            "{file}: row {row} should name the columns, and is empty; say which row does with header=",
            file=file,
            row=row,
        )
        raise SourceError(message)
    twice = [name for name, times in Counter(names).items() if name and times > 1]
    if twice:
        places = enumerated(str(number) for number, name in enumerate(names, start=1) if name == twice[0])
        message = Sentence(
            "{file}: several columns are called {twice!r} (columns {places} of row {row}); rename all but one",
            file=file,
            twice=twice[0],
            places=places,
            row=row,
        )
        raise SchemaError(message)
    return names
