"""Every factor measured: a value a candidate, in the unit of the factor, missing where there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.proximity.nearest import distances_to_nearest, nearest
from hanting_geo.analysis.raster.raster_statistics import raster_statistics
from hanting_geo.core.arguments import named_column
from hanting_geo.core.findings import Finding, findings, records
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import SchemaError
from hanting_geo.siting.rules.notation import number_of
from hanting_geo.siting.suitability.factors.around import around
from hanting_geo.siting.suitability.factors.inside import of_zones, share_inside

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats
    from hanting_geo.siting.screening.result import Screening
    from hanting_geo.siting.suitability.candidates import Candidates
    from hanting_geo.siting.suitability.criteria.model import Criterion
    from hanting_geo.siting.suitability.factors.layers import FactorLayers

__all__ = ["Names", "Values", "measure"]

Names = list[str | None]
Values = "Floats | Names"

_MOST_NAMED = 5
_NO_COVER = 1 - 1e-6


def measure(
    row: Criterion, candidates: Candidates, layers: FactorLayers | None, screening: Screening | None
) -> Floats | Names:
    """Measure a factor.

    Returns
    -------
    numpy.ndarray or list
        A number for each candidate, NaN where there is none; for categories a text each, None where there is none.

    Raises
    ------
    SchemaError
        A column is not there or holds what is no number; a layer of the wrong kind; no screening was given.
    """
    if row.factor == "attribute":
        column = named_column(candidates.frame, row.column, f"criterion {row.id}: the candidates")
        return names_of(column) if row.function == "category" else numbers_of(column, row, candidates.ids)
    if row.factor == "rules_broken":
        return _rules_broken(row, candidates, screening)
    assert layers is not None  # noqa: S101 - whoever names a layer has them
    return _of_raster(row, candidates, layers) if row.factor == "raster" else _of_features(row, candidates, layers)


def _of_features(row: Criterion, candidates: Candidates, layers: FactorLayers) -> Floats | Names:
    """Measure what a layer of features says of each candidate; nothing where nothing is known."""
    frame = layers.frame(row)
    if layers.is_unknown(row, frame):
        return [None] * len(candidates) if row.function == "category" else np.full(len(candidates), np.nan)
    if row.factor == "distance" and row.travel == "network":
        land = frame[[frame.geometry.name]]
        found = nearest(candidates.outlines()[["geometry"]], land, travel=layers.network(row))
        layers.findings += _unreached(row, candidates, found)
        return np.asarray(found["distance_m"].to_numpy(dtype=float, na_value=np.nan))
    shapes = np.asarray(shapely.force_2d(np.asarray(frame.geometry.values)), dtype=object)
    assert candidates.shapes is not None  # noqa: S101 - whoever names a layer has shapes
    if row.factor == "distance":
        return distances_to_nearest(candidates.shapes, shapes)
    if row.factor == "share":
        return share_inside(candidates.shapes, shapes, row.id)
    if row.factor == "zone":
        column = named_column(
            frame, row.column, Sentence("criterion {id}: the zones of layer {layer!r}", id=row.id, layer=row.layer)
        )
        ids = [f"row {label}" for label in frame.index]
        values = names_of(column) if row.function == "category" else numbers_of(column, row, ids)
        return of_zones(candidates.shapes, shapes, values, row.id)
    assert row.radius_m is not None  # noqa: S101 - a criterion without is refused
    return around(candidates.shapes, shapes, row.radius_m, str(row.factor), row.measure, row.id)


def _unreached(row: Criterion, candidates: Candidates, found: pd.DataFrame) -> list[Finding]:
    """Tell of candidates from which no feature is reached along the roads: they have no value."""
    lost = np.flatnonzero(found["distance_m"].isna())
    if not len(lost):
        return []
    named = enumerated(candidates.ids[place] for place in lost[:_MOST_NAMED]) + " ..." * (len(lost) > _MOST_NAMED)
    text = Sentence(
        "criterion {id}: from {count} candidates nothing is reached along the layer {roads!r}: {named}",
        id=row.id,
        count=len(lost),
        roads=row.roads,
        named=named,
    )
    return [
        Finding("warning", "unreached", row.roads, row.id, text, Sentence("see whether the network has a gap there"))
    ]


def _of_raster(row: Criterion, candidates: Candidates, layers: FactorLayers) -> Floats:
    statistic = row.statistic or "mean"
    table = raster_statistics(candidates.outlines(), layers.raster(row), stats=[statistic])
    values = table[statistic].to_numpy(dtype=float, na_value=np.nan)
    part = table["covered"].to_numpy(dtype=float, na_value=0.0) < _NO_COVER
    some = np.flatnonzero(part & ~np.isnan(values))
    if len(some):
        named = enumerated(candidates.ids[place] for place in some[:_MOST_NAMED]) + (
            " ..." if len(some) > _MOST_NAMED else ""
        )
        layers.findings.append(
            Finding(
                "warning",
                "raster_in_part",
                row.layer,
                row.id,
                Sentence(
                    "criterion {id}: the raster has values for a part of {count} candidates only: {named}",
                    id=row.id,
                    count=len(some),
                    named=named,
                ),
                Sentence("see whether the part stands for the whole"),
            )
        )
    layers.findings += [
        Finding(**each) for each in records(findings(table)) if each["level"] != "note" and not len(some)
    ]
    return np.asarray(values)


def _rules_broken(row: Criterion, candidates: Candidates, screening: Screening | None) -> Floats:
    if screening is None:
        message = Sentence(
            "criterion {id}: rules_broken counts rules of a screening; give screening=hg.screen(...)", id=row.id
        )
        raise SchemaError(message)
    tables = screening.tables()
    broken = tables["verdicts"]
    counts = broken.loc[broken["verdict"] == "conflict", "site"].astype(str).value_counts()
    known = set(tables["summary"]["id"].astype(str))
    return np.array([float(counts.get(name, 0)) if name in known else np.nan for name in candidates.ids])


def numbers_of(column: pd.Series, row: Criterion, ids: list[str]) -> Floats:
    """Take a column as numbers; text that writes a number is that number, and what is missing is NaN.

    Raises
    ------
    SchemaError
        A value is no number; the message names it and where it stands.
    """
    if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype):
        values = column.to_numpy(dtype=float, na_value=np.nan)
        endless = np.flatnonzero(np.isinf(values))
        if len(endless):
            _refuse(row, column, ids, int(endless[0]))
        return np.asarray(values)
    result = np.full(len(column), np.nan)
    for place, value in enumerate(column):
        if _is_missing(value):
            continue
        number = number_of(value)
        if number is None:
            _refuse(row, column, ids, place)
        else:
            result[place] = number
    return result


def _refuse(row: Criterion, column: pd.Series, ids: list[str], place: int) -> None:
    message = Sentence(
        "criterion {id}: the column {name!r} holds {there!r} ({ids}), which is no number; "
        "mend it, or score it with function: category",
        id=row.id,
        name=column.name,
        there=column.iloc[place],
        ids=ids[place],
    )
    raise SchemaError(message)


def names_of(column: pd.Series) -> Names:
    """Take a column as categories: each value as text, None where it is missing."""
    return [None if _is_missing(value) else _name(value) for value in column]


def _name(value: Any) -> str:
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return f"{value:.15g}"
    return str(value)


def _is_missing(value: Any) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, float | np.floating):
        return math.isnan(value)
    return isinstance(value, str) and not value.strip()
