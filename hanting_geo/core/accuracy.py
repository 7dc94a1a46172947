"""How well the places of features are known, as their data state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import named_column
from hanting_geo.core.findings import facts_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats

__all__ = ["COLUMN", "stated_accuracy"]

COLUMN = "accuracy_m"


def stated_accuracy(frame: pd.DataFrame, layer: object = None) -> Floats:
    """Give the accuracy of each feature in metres: its own, else that of its layer; NaN where neither states one.

    What is no finite number from 0 up states nothing.

    Parameters
    ----------
    frame
        Features; their column ``accuracy_m``, if there is one.
    layer
        The accuracy of the whole layer; None takes what the frame carries in its attrs.

    Examples
    --------
    >>> stated_accuracy(pd.DataFrame({"accuracy_m": [0.5, None, -1, "2"]}), layer=5).tolist()
    [0.5, 5.0, 5.0, 2.0]
    """
    whole = facts_of(frame).get(COLUMN) if layer is None else layer
    number = float(whole) if isinstance(whole, int | float | np.number) and not isinstance(whole, bool) else np.nan
    result = _stated(np.full(len(frame), number), np.full(len(frame), np.nan))
    if COLUMN in frame.columns:
        values = pd.to_numeric(named_column(frame, COLUMN, "the features"), errors="coerce")
        result = _stated(np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64), result)
    return result


def _stated(values: Floats, otherwise: Floats) -> Floats:
    return np.where((values >= 0) & np.isfinite(values), values, otherwise)
