"""The columns of one site, read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SiteRow"]


class SiteRow(Mapping[str, Any]):
    """The columns of one site, of which a sentence needs one or two: a row of pandas takes them all out.

    Parameters
    ----------
    columns
        Of all sites.
    place
        Which site.
    """

    def __init__(self, columns: pd.DataFrame, place: int) -> None:
        self._columns, self._place = columns, place

    def __getitem__(self, name: str) -> Any:
        """Give what stands in a column."""
        return self._columns[name].iloc[self._place]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the columns."""
        return iter(map(str, self._columns.columns))

    def __len__(self) -> int:
        """Count the columns."""
        return len(self._columns.columns)
