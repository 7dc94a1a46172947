"""What a feature is called in a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from hanting_geo.core.sentences import Sentence, enumerated

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    import geopandas as gpd
    import numpy as np

__all__ = ["feature_label", "feature_labels"]


_MOST_NAMED = 5


def feature_label(frame: pd.DataFrame | gpd.GeoSeries, position: int) -> str:
    """Name a feature as a reader would find it: its ``id`` if there is one, else its index."""
    if isinstance(frame, pd.DataFrame) and (frame.columns == "id").sum() == 1:
        value = frame["id"].iloc[position]
        if value is not None and value == value:  # noqa: PLR0124 - NaN is not equal to itself
            return str(value)
    label: Hashable = frame.index[position]
    return Sentence("row {row}", row=label)


def feature_labels(frame: pd.DataFrame | gpd.GeoSeries, positions: Sequence[int] | np.ndarray) -> str:
    """Name the first features of a list, and count the others."""
    named = (feature_label(frame, int(position)) for position in positions[:_MOST_NAMED])
    more = len(positions) - _MOST_NAMED
    told = enumerated(named)
    return told + Sentence(" and {count} more", count=more) if more > 0 else told
