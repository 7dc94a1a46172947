"""Columns of a road layer as what they mean: one-way, closed, bridge, speed. What is not understood is refused."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.words.network import BRIDGES, CLOSED, NO, ONE_WAY, OPEN
from hanting_geo.errors import SchemaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hanting_geo.core.arrays import Flags, Floats, Positions

__all__ = ["flags_of", "speeds_of", "ways_of"]

_MOST_NAMED = 5


def ways_of(frame: gpd.GeoDataFrame, column: object, what: str) -> Positions:
    """Give 1 for one-way as digitised, -1 for one-way against it, 0 for both ways; missing is both ways.

    Raises
    ------
    SchemaError
        No such column, or a value that is none of the words; the message names values and features.

    Examples
    --------
    >>> import geopandas as gpd
    >>> roads = gpd.GeoDataFrame({"way": [1, "-1", "yes", None, "no", 1.0]}, geometry=[None] * 6)
    >>> ways_of(roads, "way", "network: the roads").tolist()
    [1, -1, 1, 0, 0, 1]
    """
    return _looked_up(frame, column, ONE_WAY, what, enumerated(filter(None, ONE_WAY)))


def flags_of(frame: gpd.GeoDataFrame, column: object, kind: str, what: str) -> Flags:
    """Give which features a column of yes and no marks; ``kind`` is ``"closed"`` or ``"bridge"``; missing is no.

    Raises
    ------
    SchemaError
        No such column, or a value that is none of the words.
    """
    yes, no = (BRIDGES, NO) if kind == "bridge" else (CLOSED, OPEN)
    meaning = {**dict.fromkeys(no, 0), **dict.fromkeys(yes, 1)}
    found = _looked_up(frame, column, meaning, what, joined("; ", [enumerated(yes), enumerated(filter(None, no))]))
    return np.asarray(found == 1)


def _looked_up(frame: gpd.GeoDataFrame, column: object, meaning: Mapping[str, int], what: str, takes: str) -> Positions:
    values = arguments.named_column(frame, column, what)
    words = [_word(value) for value in values]
    odd = [place for place, word in enumerate(words) if word not in meaning]
    if odd:
        shown = enumerated(dict.fromkeys(repr(values.iloc[place]) for place in odd[:_MOST_NAMED]))
        message = Sentence(
            "{what}: the column {column!r} holds {shown} ({frame}), which says nothing here; it may hold {takes}",
            what=what,
            column=column,
            shown=shown,
            frame=feature_labels(frame, odd),
            takes=takes,
        )
        raise SchemaError(message)
    return np.array([meaning[word] for word in words], dtype=np.intp)


def _word(value: Any) -> str:
    if isinstance(value, str):
        text = value.strip().lower()
        try:
            number = float(text)
        except ValueError:
            return text
        return f"{number:g}" if text.lstrip("+-").replace(".", "", 1).isdigit() else text
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, Real):
        return "" if np.isnan(float(value)) else f"{float(value):g}"
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    return repr(value)


def speeds_of(frame: gpd.GeoDataFrame, speed: object, what: str) -> Floats:
    """Give km/h for each feature, from a column or one number for all; NaN where a column has none.

    Raises
    ------
    SchemaError
        No such column; a value that is no number above 0.
    """
    if speed is None:
        return np.full(len(frame), np.nan)
    if not isinstance(speed, str):
        return np.full(len(frame), arguments.number(speed, f"{what.split(':', maxsplit=1)[0]}: speed_kmh", above=0))
    values = arguments.named_column(frame, speed, what)
    numbers = pd.to_numeric(values.astype(object), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    flags = np.array([isinstance(value, bool | np.bool_) for value in values], dtype=bool)
    blank = values.isna().to_numpy() | np.array([isinstance(v, str) and not v.strip() for v in values], dtype=bool)
    odd = np.flatnonzero(~blank & (flags | ~(numbers > 0) | np.isinf(numbers)))
    if len(odd):
        message = Sentence(
            "{what}: the column {speed!r} holds {there!r} ({frame}), which is no speed in km/h; "
            "mend it, or leave it empty",
            what=what,
            speed=speed,
            there=values.iloc[odd[0]],
            frame=feature_labels(frame, odd),
        )
        raise SchemaError(message)
    return np.asarray(np.where(blank, np.nan, numbers))
