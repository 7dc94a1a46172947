"""What Excel does not hold is refused by name, and never cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.style.rounding import require_own_names
from hanting_geo.outputs.workbook.cells import MOST_CELL

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hanting_geo.outputs.workbook.cells import Column

__all__ = ["MOST_ROWS", "require_sheet", "require_texts_fit"]

MOST_ROWS = 1_048_575
"""Below the header."""
_MOST_COLUMNS = 16_384
_LONGEST_SHEET_NAME = 31
_ILLEGAL_SHEET = re.compile(r"[\[\]:*?/\\]")


def require_sheet(name: str, table: pd.DataFrame, names: Sequence[str]) -> None:
    """Let a table through that is a sheet of a workbook with these sheets.

    Raises
    ------
    SchemaError
        The name is none for a sheet, or the table too long or too wide.
    """
    if not name or len(name) > _LONGEST_SHEET_NAME or _ILLEGAL_SHEET.search(name) or name[0] == "'" or name[-1] == "'":
        message = Sentence(
            "sheet name {name!r}: Excel wants 1 to {longest_sheet_name} characters without [ ] : "
            "* ? / \\ and without an apostrophe at either end",
            name=name,
            longest_sheet_name=_LONGEST_SHEET_NAME,
        )
        raise SchemaError(message)
    if [other.casefold() for other in names].count(name.casefold()) > 1:
        message = Sentence("sheet name {name!r} stands twice (Excel does not tell capitals apart)", name=name)
        raise SchemaError(message)
    if len(table.columns) > _MOST_COLUMNS:
        message = Sentence(
            "sheet {name!r} has {count} columns, and Excel holds {most_columns}; write CSV, or "
            "turn the table so that its columns are rows",
            name=name,
            count=len(table.columns),
            most_columns=_MOST_COLUMNS,
        )
        raise SchemaError(message)
    require_own_names(table, f"sheet {name!r}")
    if len(table) > MOST_ROWS:
        message = Sentence(
            "sheet {name!r} has {count} rows, and Excel holds {most_rows}; write CSV or GeoPackage instead",
            name=name,
            count=len(table),
            most_rows=MOST_ROWS,
        )
        raise SchemaError(message)


def require_texts_fit(name: str, table: pd.DataFrame, columns: Sequence[Column]) -> None:
    """Let columns through whose texts all fit a cell.

    Raises
    ------
    SchemaError
        One does not.
    """
    for column in columns:
        lengths = [len(value) if isinstance(value, str) else 0 for value in column.shown]
        longest = max(lengths, default=0)
        if longest > MOST_CELL:
            row = table.index[int(np.flatnonzero(column.codes == lengths.index(longest))[0])]
            message = Sentence(
                "sheet {name!r}, column {name2!r}, row {row}: a text of {longest} characters, and an "
                "Excel cell holds {most_cell}; shorten it or write CSV",
                name=name,
                name2=column.name,
                row=row,
                longest=longest,
                most_cell=MOST_CELL,
            )
            raise SchemaError(message)
