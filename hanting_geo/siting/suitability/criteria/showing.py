"""Criteria as a notebook shows them."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hanting_geo.core.words.values import VALUES
from hanting_geo.siting.rules.notation import format_filter

if TYPE_CHECKING:
    import pandas as pd

    from hanting_geo.core.text import Text

__all__ = ["criteria_html"]


def criteria_html(table: pd.DataFrame, title: Text, note: str, weighting: str, source: str) -> str:
    """Show criteria as a table, columns that nobody filled left out; all text is only text."""
    table["filter"] = [format_filter(filters) for filters in table["filter"]]
    table["may_be_empty"] = ["true" if may else "" for may in table["may_be_empty"]]
    table = table.astype(object).where(table.notna(), "")
    filled = [column for column in table.columns if (table[column] != "").any()]
    heading = f"{title.zh} {title.en}".strip() if title.zh != title.en else title.zh
    method = VALUES["weighting"][weighting]
    how = "; ".join(filter(None, (f"{method.zh} {method.en}", source))) if weighting != "direct" else ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in (note, how) if line)
    return f"<h4>{escape(heading)}</h4>{lines}{table[filled].to_html(index=False)}"
