"""Metres that a rule reads out of columns: distances and widths of features, heights of surfaces and of sites."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.errors import RuleError
from hanting_geo.siting.relations.features import Labels
from hanting_geo.siting.rules.model import Relation
from hanting_geo.siting.rules.notation import number_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.relations.features import Features
    from hanting_geo.siting.rules.model import Rule

__all__ = ["distances", "heights", "is_forbidding", "with_metres"]

_MOST_NAMED = 5


def distances(rule: Rule, frame: gpd.GeoDataFrame, layer: str) -> Floats | None:
    """Give the distance that a rule asks for from each row of its layer, half a width included.

    NaN where a column has no number that is 0 or more; None of a rule without a distance.

    Raises
    ------
    RuleError
        The layer has no such column.
    """
    if rule.distance_m is None:
        return None
    far = np.full(len(frame), rule.metres if rule.metres is not None else np.nan)
    if isinstance(rule.distance_m, str):
        far = _not_negative(_numbers(rule, frame, layer, "distance_m", rule.distance_m))
    if rule.width_column is not None:
        far = far + _not_negative(_numbers(rule, frame, layer, "width_column", rule.width_column)) / 2
    return far


def with_metres(rule: Rule, features: Features, frame: gpd.GeoDataFrame, layer: str) -> tuple[Features, list[Finding]]:
    """Give features the metres that a rule reads of each, and tell those that have none.

    A feature without a distance is left out of the shapes and counted as ``unknown``; a surface without a height stays,
    with NaN, since it says nothing of sites that it does not cover.
    """
    if rule.surface_column is not None:
        values = _numbers(rule, frame, layer, "surface_column", rule.surface_column)
    elif isinstance(rule.distance_m, str) or rule.width_column is not None:
        found = distances(rule, frame, layer)
        assert found is not None  # noqa: S101 - a width stands beside a distance
        values = found
    else:
        return features, []
    rows = np.array(features.rows, dtype=np.intp)
    own = values[rows]
    unknown = np.unique(rows[np.isnan(own)])
    findings = [_no_metres(rule, frame, layer, unknown)] if len(unknown) else []
    if rule.surface_column is not None:
        return features._replace(metres=own), findings
    known = ~np.isnan(own)
    kept = features._replace(
        shapes=features.shapes[known],
        labels=Labels(frame.iloc[rows[known]]),
        accuracy_m=features.accuracy_m[known],
        rows=tuple(rows[known].tolist()),
        metres=own[known],
        unknown=len(unknown),
    )
    return kept, findings


def heights(rule: Rule, columns: pd.DataFrame) -> tuple[Floats, tuple[Finding, ...]]:
    """Give the height of each site that a rule reads, NaN where there is none; a height above ground is 0 or more."""
    name = str(rule.height_column)
    if name not in columns.columns:
        finding = Finding(
            "warning",
            "no_data",
            rule.layer,
            rule.id,
            Sentence(
                "rule {id}: the sites have no column {name!r} with their height; only what the rule "
                "cannot reach is clear",
                id=rule.id,
                name=name,
            ),
            Sentence(
                "add the column to the sites, or name in height_column the one that there is: {name}",
                name=_near(name, columns),
            ),
        )
        return np.full(len(columns), np.nan), (finding,) if len(columns) else ()
    values = _as_numbers(columns[name])
    values = values if rule.surface_column is not None else _not_negative(values)
    lost = int(np.isnan(values).sum())
    if not lost:
        return values, ()
    finding = Finding(
        "warning",
        "no_data",
        rule.layer,
        rule.id,
        Sentence(
            "rule {id}: {lost} of {count} sites have no height in column {name!r}; of these only "
            "what the rule cannot reach is clear",
            id=rule.id,
            lost=lost,
            count=len(values),
            name=name,
        ),
        Sentence("write the height of each site in metres, as a plain number"),
    )
    return values, (finding,)


def is_forbidding(relation: Relation) -> bool:
    """Tell whether one feature more can only break a rule; else it can only keep it."""
    return relation not in {Relation.INSIDE, Relation.WITHIN_DISTANCE, Relation.TOUCHES_ROAD}


def _numbers(rule: Rule, frame: gpd.GeoDataFrame, layer: str, field: str, column: str) -> Floats:
    if column not in frame.columns or column == frame.geometry.name:
        message = Sentence(
            "rule {id}: {field} names the column {column!r}, which layer {layer!r} has not; {column2}",
            id=rule.id,
            field=field,
            column=column,
            layer=layer,
            column2=_near(column, frame.drop(columns=frame.geometry.name)),
        )
        raise RuleError(message)
    return _as_numbers(frame[column])


def _as_numbers(values: pd.Series) -> Floats:
    """Read numbers, and numbers that are written as text; NaN for all else."""
    if values.dtype.kind in "iuf":
        read = values.to_numpy(dtype=np.float64)
        return np.where(np.isfinite(read), read, np.nan)
    found = (number_of(value) for value in values.to_numpy(dtype=object))
    return np.array([np.nan if value is None else float(value) for value in found], dtype=np.float64)


def _not_negative(values: Floats) -> Floats:
    known: Flags = values >= 0  # False where there is none
    return np.where(known, values, np.nan)


def _near(name: str, table: pd.DataFrame) -> str:
    there = [str(column) for column in table.columns]
    close = get_close_matches(name, there, n=3, cutoff=0.5)
    return (
        Sentence("did you mean {listed}?", listed=enumerated(close))
        if close
        else Sentence("there are: {listed}", listed=enumerated(there) or Sentence("none"))
    )


def _no_metres(rule: Rule, frame: gpd.GeoDataFrame, layer: str, rows: Positions) -> Finding:
    named = enumerated(Labels(frame).ids(rows[:_MOST_NAMED]))
    more = Sentence(" and {count} more", count=len(rows) - _MOST_NAMED) if len(rows) > _MOST_NAMED else ""
    asked = rule.surface_column or enumerated(
        column for column in (rule.distance_m, rule.width_column) if isinstance(column, str)
    )
    wanted = Sentence("a number") if rule.surface_column else Sentence("a number that is 0 or more")
    effect = (
        Sentence("sites that it may cover have no data")
        if rule.surface_column
        else Sentence("it may reach any site: none is clear")
    )
    if not is_forbidding(rule.relation):
        effect = Sentence("whether it is near enough is not known")
    return Finding(
        "warning",
        "no_data",
        layer,
        rule.id,
        Sentence(
            "rule {id}: in column {asked} of layer {layer!r} there is no {unit} for {count} "
            "features ({named}{more}); {effect}",
            id=rule.id,
            asked=asked,
            layer=layer,
            unit=wanted.removeprefix("a "),
            count=len(rows),
            named=named,
            more=more,
            effect=effect,
        ),
        Sentence("write {wanted}, in metres, for each of them, or filter them out", wanted=wanted),
    )
