"""A table as a reader wants it in a notebook: labels with units, as many decimals as the unit has, no 5.13e+06."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.text import language_or
from hanting_geo.outputs.style.decimals import decimals_of
from hanting_geo.outputs.tables import column_labels, in_words, plain_table

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from pandas.io.formats.style import Styler

__all__ = ["styled"]

_SHARES = ("share", "share_low", "share_high")


def styled(table: pd.DataFrame, *, language: str | None = None) -> Styler:
    """Show a table with labels, units and decimals: square metres with 2, hectares with 4, shares in percent.

    The table itself stays as it is: what is computed goes on with all digits.

    Parameters
    ----------
    table
        Any frame, such as one of :func:`hanting_geo.zone_statistics`; a geometry column is left out.
    language
        ``"zh"`` or ``"en"``: of labels and coded values; that of ``hg.options`` by default, else Chinese.

    Returns
    -------
    pandas.io.formats.style.Styler
        Shows itself in Jupyter; ``.to_html()`` gives the text. What stands in cells is text, never markup.

    Raises
    ------
    ArgumentError
        ``table`` is no frame, or has two columns of one name.

    Examples
    --------
    >>> table = pd.DataFrame({"zone_id": ["a"], "plane_m2": [5132456.789], "share": [0.25]})
    >>> shown = styled(table, language="en").to_html()
    >>> "5,132,456.79" in shown, "25.00 %" in shown, "Share" in shown
    (True, True, True)
    """
    arguments.require_table(table, "styled: table")
    arguments.require_single_names(table, "styled: the table")
    language = language_or(language, "zh")
    plain = plain_table(table)
    labels = column_labels(plain, language)
    shown = in_words(plain, language)
    numbers = [name for name in plain.columns if pd.api.types.is_numeric_dtype(plain[name])]
    formats = {
        label: _format(str(name), plain[name])
        for name, label in zip(plain.columns, labels, strict=True)
        if name in numbers and not pd.api.types.is_bool_dtype(plain[name])
    }
    shown = shown.set_axis(labels, axis="columns").reset_index(drop=True)
    right: list[Hashable] = [label for name, label in zip(plain.columns, labels, strict=True) if name in numbers]
    text = repr((labels, shown.to_numpy().tolist()))
    return (
        shown.style.set_uuid(sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:8])  # same table, same bytes
        .format(formats, na_rep="—", escape="html")  # type: ignore[arg-type]
        .hide(axis="index")
        .set_properties(subset=right, **{"text-align": "right", "font-variant-numeric": "tabular-nums"})
        .format_index(escape="html", axis="columns")
    )


def _format(name: str, column: pd.Series) -> Callable[[Any], str]:
    if name.endswith(_SHARES):
        return lambda value: f"{100 * value:,.2f} %"
    decimals = decimals_of(name)
    if decimals is None:
        decimals = 0 if pd.api.types.is_integer_dtype(column) else None
    if decimals is None:
        return lambda value: f"{value:,.10g}"
    return lambda value: f"{value:,.{decimals}f}"
