"""The features that a rule speaks of, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from hanting_geo.core.arrays import Floats, Geometries, Positions

__all__ = ["Features", "Labels"]


_NAMES = ("name_zh", "name", "name_en")


class Labels:
    """What features are called, read out of their layer for those alone that are asked for: few of many are hit.

    Parameters
    ----------
    frame
        Of the features.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame[[column for column in ("id", *_NAMES) if column in frame.columns]]

    def ids(self, rows: Positions | slice = slice(None)) -> list[str]:
        """Give ids, "row ..." where there is none."""
        return list(_first(self._frame.iloc[rows], ("id",)))

    def names(self, rows: Positions | slice = slice(None)) -> tuple[Geometries, Geometries]:
        """Give Chinese and English names as the layer gives them; one in another language, else the id, for none."""
        some = self._frame.iloc[rows]
        return _first(some, ("name_zh", "name", "name_en", "id")), _first(some, ("name_en", "name", "name_zh", "id"))


class Features(NamedTuple):
    """The features of a layer that a rule speaks of; rules that speak of the same ones share them."""

    shapes: Geometries
    """Valid, non-empty geometries of two dimensions, in the reference system of the sites."""
    labels: Labels
    accuracy_m: Floats
    """The feature's own, else the layer's; NaN where neither states one."""
    unplaced: int
    """Features that the rule speaks of, too, but whose place is not published."""
    raster: Path | None = None
    """Of a rule over a raster; there are no shapes then."""
    rows: tuple[int, ...] = ()
    """Of each shape, its row in the layer."""
    unmatched: bool = False
    """Whether the layer has features, and the filter matches none of them."""
    metres: Floats | None = None
    """What the rule reads of each out of columns: its distance, or the height of its surface (NaN for none)."""
    unknown: int = 0
    """Features that the rule speaks of, too, but whose distance is not known; they are not among the shapes."""

    @property
    def ids(self) -> list[str]:
        """The ids of all features."""
        return self.labels.ids()

    @property
    def names(self) -> list[Text]:
        """The names of all features; the id where the layer gives none."""
        return [Text(zh, en) for zh, en in zip(*self.labels.names(), strict=True)]

    @property
    def is_empty(self) -> bool:
        """Whether the layer is there, and has no feature that the rule speaks of."""
        return not len(self.shapes) and not self.unplaced and not self.unknown and self.raster is None


def _first(frame: pd.DataFrame, columns: Iterable[str]) -> Geometries:
    """Give of each row the first of some columns in which anything stands, as text; else "row ..."."""
    result = np.full(len(frame), "", dtype=object)
    for column in columns:
        if column in frame.columns:
            todo = np.flatnonzero(result == "")
            values = frame[column].iloc[todo]
            there = todo[~values.isna().to_numpy(dtype=bool)]
            result[there] = [str(value) for value in frame[column].iloc[there].to_numpy(dtype=object)]
    nameless = np.flatnonzero(result == "")
    result[nameless] = [f"row {label}" for label in frame.index[nameless]]
    return result
