"""Statistics by zone as a workbook prints them: hectares and mu beside square metres, nothing that says nothing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.findings import facts_of
from hanting_geo.core.text import LANGUAGES
from hanting_geo.units import area_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["closing_rows", "labels_of", "printed_statistics"]

_ZONAL = {"zone_id", "features", "plane_m2"}
_CLOSING = frozenset({"(class overlap)", "(zone overlap)", "(outside)", "(no geometry)", "(total)"})
_AREA = ("plane_m2", "ellipsoid_m2")


def labels_of(table: pd.DataFrame) -> Mapping[str, Any]:
    """Give the labels that a table brings for its own columns, each in both languages."""
    own = facts_of(table).get("labels")
    return {name: said for name, said in own.items() if isinstance(said, dict)} if isinstance(own, dict) else {}


def printed_statistics(table: pd.DataFrame, language: str = "zh") -> pd.DataFrame:
    """Add hectares and mu to statistics by zone, and leave out measures of which there is nothing.

    Side by side, they are in hectares and mu alone, and names in one language. Any other table comes back as it is.

    Examples
    --------
    >>> table = pd.DataFrame({"zone_id": ["a"], "features": [1], "length_m": [0.0], "plane_m2": [10_000.0]})
    >>> printed_statistics(table).to_dict("list")
    {'zone_id': ['a'], 'features': [1], 'plane_m2': [10000.0], 'ha': [1.0], 'mu': [15.0]}
    """
    wide = "units" in facts_of(table)
    if not wide and not set(table.columns) >= _ZONAL:
        return table
    result = table.copy()
    if not wide and not {"ha", "mu"} & set(result.columns):
        areas = area_columns(result["plane_m2"].to_numpy(dtype=float))
        last = max(list(result.columns).index(name) for name in _AREA if name in result.columns)
        for place, unit in enumerate(("ha", "mu"), start=last + 1):
            result.insert(place, unit, areas[unit])
    for base in ("name", "zone_name"):
        named = {f"{base}_{each}" for each in LANGUAGES} & set(map(str, result.columns))
        other = [name for name in sorted(named) if len(named) > 1 and name != f"{base}_{language}"]
        result = result.drop(columns=other)
        if other and base not in result.columns:
            result = result.rename(columns={f"{base}_{language}": base})
    if wide:
        metres = [name for name in result.columns if str(name).endswith("plane_m2")]
        result = result.drop(columns=metres)
    measures = [name for name in result.columns if pd.api.types.is_numeric_dtype(result[name])]
    idle = [name for name in measures if not (result[name].fillna(0) != 0).any()]
    result = result.drop(columns=idle if len(idle) < len(measures) else [])
    result.attrs = dict(table.attrs)
    return result


def closing_rows(table: pd.DataFrame) -> list[tuple[int, int, bool]]:
    """Find rows that close the ones above them: first and last of each run, and whether they are totals."""
    said = [name for name in table.columns if table[name].dtype == object or pd.api.types.is_string_dtype(table[name])]
    closing = np.zeros(len(table), dtype=bool)
    total = np.zeros(len(table), dtype=bool)
    for name in said:
        closing |= table[name].isin(_CLOSING).to_numpy(dtype=bool)
        total |= table[name].eq("(total)").fillna(value=False).to_numpy(dtype=bool)
    kind = np.where(total, 2, np.where(closing, 1, 0))
    edges = [0, *(np.flatnonzero(np.diff(kind)) + 1).tolist(), len(kind)]
    return [(start, end - 1, kind[start] == 2) for start, end in pairwise(edges) if end > start and kind[start]]  # noqa: PLR2004
