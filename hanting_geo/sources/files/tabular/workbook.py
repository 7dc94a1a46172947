"""A sheet of a workbook as it shows itself: values, and what stands behind them told (formulas, merged cells)."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from hanting_geo.core.archives import require_moderate_workbook
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.tabular.columns import require_header
from hanting_geo.sources.files.tabular.sheet import Sheet, named_columns, shown_rows

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["read_workbook", "sheet_names"]

_ZEROS = re.compile(r"0{2,}")
_MOST_NAMED = 5


def _opened(file: Path) -> tuple[Any, Any]:
    """Open a workbook twice: for its values, and for its formulas."""
    openpyxl = require("openpyxl", "reading XLSX", Sentence("save the sheet as CSV"))
    try:
        require_moderate_workbook(file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that it leaves out
            return openpyxl.load_workbook(file, data_only=True), openpyxl.load_workbook(file)
    except SourceError:
        raise
    except Exception as error:  # whatever a damaged workbook makes the library raise
        message = Sentence(
            "{name} cannot be read as XLSX ({error}); it is damaged or another kind of file",
            name=file.name,
            error=error,
        )
        raise SourceError(message) from error


def _filled(sheet: Any) -> bool:
    return any(cell is not None for row in sheet.iter_rows(values_only=True) for cell in row)


def sheet_names(file: Path) -> list[tuple[str, int]]:
    """List the sheets that hold something, and their rows."""
    values, _ = _opened(file)
    return [(each.title, each.max_row) for each in values.worksheets if _filled(each)]


def read_workbook(file: Path, wanted: str | int | None, header: int, told: str | None) -> Sheet:
    """Read a sheet.

    Raises
    ------
    SourceError
        No such sheet, several and none chosen, no such header row, or the file is damaged.
    """
    values, formulas = _opened(file)
    title = _chosen(file, values, wanted)
    shown, behind = values[title], formulas[title]
    cells = list(shown.iter_rows())
    if header > len(cells):
        message = Sentence(
            "{name}: the sheet {title!r} has {count} rows, and row {header} should name the columns",
            name=file.name,
            title=title,
            count=len(cells),
            header=header,
        )
        raise SourceError(message)
    names = named_columns(file.name, [cell.value for cell in cells[header - 1]], header)
    below = [(number, [cell.value for cell in row]) for number, row in enumerate(cells[header:], start=header + 1)]
    require_header(file.name, names, below, header, told)
    rows, numbers, blank = [], [], []
    for number, row in enumerate(cells[header:], start=header + 1):
        line = [_value(cell) for cell in row]
        if not any(value is not None for value in line):
            blank.append(number)
            continue
        if any(value is not None for value in line[len(names) :]):
            message = Sentence(
                "{name}: row {number} of {title!r} holds values right of the {count} named columns",
                name=file.name,
                number=number,
                title=title,
                count=len(names),
            )
            raise SourceError(message)
        rows.append(line[: len(names)] + [None] * (len(names) - len(line)))
        numbers.append(number)
    sheet = Sheet(title, file.name, names, rows, numbers, typed=True)
    inner = [number for number in blank if numbers and number < numbers[-1]]
    if inner:
        sheet.note(
            "note",
            "blank_rows",
            Sentence("{inner} has no value in any column, and is left out", inner=shown_rows(inner)),
            Sentence("nothing"),
        )
    _tell_merged(sheet, shown, header)
    _tell_formulas(sheet, shown, behind, header)
    _tell_errors(sheet, cells[header:])
    hidden = [number for number, each in shown.row_dimensions.items() if each.hidden and number in set(numbers)]
    if hidden:
        sheet.note(
            "note",
            "hidden_rows",
            Sentence("{hidden} is hidden or filtered away, and read all the same", hidden=shown_rows(hidden)),
            Sentence("nothing"),
        )
    return sheet


def _chosen(file: Path, values: Any, wanted: str | int | None) -> str:
    titles = [each.title for each in values.worksheets]
    listed = enumerated(map(repr, titles))
    if isinstance(wanted, int):
        if not 1 <= wanted <= len(titles):
            message = Sentence(
                "{name} has no sheet {wanted}; there are {count}: {listed}",
                name=file.name,
                wanted=wanted,
                count=len(titles),
                listed=listed,
            )
            raise SourceError(message)
        return str(titles[wanted - 1])
    if wanted is not None:
        if wanted not in titles:
            message = Sentence(
                "{name} has no sheet {wanted!r}; there are {listed}", name=file.name, wanted=wanted, listed=listed
            )
            raise SourceError(message)
        return wanted
    filled = [each.title for each in values.worksheets if _filled(each)]
    if len(filled) != 1:
        which = Sentence("has {count} sheets", count=len(filled)) if filled else Sentence("holds nothing in any sheet")
        message = Sentence(
            "{name} {which}: {listed}; choose one with sheet=", name=file.name, which=which, listed=listed
        )
        raise SourceError(message)
    return str(filled[0])


def _value(cell: Any) -> Any:
    value = cell.value
    if isinstance(value, str):
        return value if value.strip() else None
    # A number that is shown with zeros in front is a code.
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value or 0)
    if whole and value >= 0 and _ZEROS.fullmatch(str(cell.number_format)):
        return f"{int(value):0{len(cell.number_format)}d}"
    return None if cell.data_type == "e" else value


def _named(places: list[str]) -> str:
    return enumerated(places, _MOST_NAMED)


def _tell_merged(sheet: Sheet, shown: Any, header: int) -> None:
    ranges = [each for each in shown.merged_cells.ranges if each.max_row >= header]
    if any(each.min_row <= header for each in ranges):
        first = next(str(each) for each in ranges if each.min_row <= header)
        message = Sentence(
            "{file}: cells of the header are merged ({first} in {name!r}), and a column has one "
            "name in one row; take the merging apart, or say which row names the columns with "
            "header=",
            file=sheet.file,
            first=first,
            name=sheet.name,
        )
        raise SourceError(message)
    if ranges:
        sheet.note(
            "warning",
            "merged_cells",
            Sentence(
                "merged cells hold their value in the first cell only: {each}; the others are empty",
                each=_named([str(each) for each in ranges]),
            ),
            Sentence("take the merging apart in the workbook, and fill the cells"),
        )


def _tell_formulas(sheet: Sheet, shown: Any, behind: Any, header: int) -> None:
    there: list[str] = []
    lost: list[str] = []
    for row in behind.iter_rows(min_row=header + 1):
        for cell in row:
            if cell.data_type == "f":
                value = shown[cell.coordinate].value
                (lost if value is None else there).append(cell.coordinate)
    if there:
        sheet.note(
            "note",
            "formulas",
            Sentence(
                "{count} cells are formulas, read as they last came out: {there}", count=len(there), there=_named(there)
            ),
            Sentence("nothing"),
        )
    if lost:
        sheet.note(
            "warning",
            "formula_without_value",
            Sentence(
                "{count} formulas have never been worked out, and are empty: {lost}", count=len(lost), lost=_named(lost)
            ),
            Sentence("open the workbook in Excel or WPS once, and save it"),
        )


def _tell_errors(sheet: Sheet, rows: list[Any]) -> None:
    bad = [f"{cell.coordinate} {cell.value}" for row in rows for cell in row if cell.data_type == "e"]
    if bad:
        sheet.note(
            "warning",
            "cell_errors",
            Sentence("cells hold errors, and are empty: {bad}", bad=_named(bad)),
            Sentence("correct the formulas"),
        )
