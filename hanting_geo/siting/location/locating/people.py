"""Demand of a question: who is to be served and where, with what is doubtful about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, facts_of
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import SchemaError
from hanting_geo.siting.location.demand import AREAS, coarseness

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries
    from hanting_geo.siting.location.locating.faults import Faults

__all__ = ["People", "checked_frame", "named", "numbers_of", "on_one_spot", "people_of", "shapes_of"]


@dataclass(frozen=True, eq=False)
class People:
    """Demand, a row each."""

    frame: gpd.GeoDataFrame
    ids: pd.Series
    weights: Floats
    shapes: Geometries
    """None for what has no place."""
    served: Flags
    """Which take part: those with a demand and a place."""
    cells_m: Floats
    """How coarse each is known: what the row states, else the longer side of an area, 0 of a point."""
    findings: tuple[Finding, ...]

    @property
    def year(self) -> str:
        """The years of which the demand is, where it says so."""
        if (self.frame.columns == "year").sum() == 1:
            years = self.frame["year"].dropna().unique().tolist()
            if years:
                return ", ".join(sorted({f"{year:g}" if isinstance(year, float) else str(year) for year in years}))
        whole = facts_of(self.frame).get("year")
        return "" if whole is None else str(whole)

    @property
    def cell_m(self) -> float:
        """How coarse the demand is known at most."""
        return float(np.max(self.cells_m[self.served], initial=0.0))

    @property
    def areas(self) -> Flags:
        """Which are areas."""
        return np.isin(shapely.get_type_id(self.shapes), AREAS)


def people_of(demand: object, weight: object, demand_id: object, what: str, faults: Faults) -> People | None:
    """Look at demand; what is wrong goes to the faults, and nothing is given then."""
    frame = faults.of(lambda: checked_frame(demand, f"{what}: demand"))
    if frame is None:
        return None
    ids = faults.of(lambda: checked_ids(frame, demand_id, f"{what}: the demand").reset_index(drop=True))
    weights = faults.of(lambda: _weights(frame, weight, what))
    shapes = shapes_of(frame)
    areas = np.isin(shapely.get_type_id(shapes), AREAS)
    cells = faults.of(lambda: coarseness(frame, shapes, areas, f"{what}: the demand"))
    if ids is None or weights is None or cells is None:
        return None
    served = ~np.asarray(shapely.is_missing(shapes)) & (weights > 0)
    return People(frame, ids, weights, shapes, served, cells, tuple(_about(ids, weights, shapes)))


def checked_frame(given: object, what: str) -> gpd.GeoDataFrame:
    """Let a frame through whose shapes are valid and in metres."""
    arguments.require_frame(given, what)
    assert isinstance(given, gpd.GeoDataFrame)  # noqa: S101 - asked in the line above
    require_metres(given, what, lengths=True)
    require_valid(given, what)
    return given


def shapes_of(frame: gpd.GeoDataFrame) -> Geometries:
    """Give the shapes of a frame in two dimensions, None for what is empty."""
    shapes = np.array(shapely.force_2d(np.asarray(frame.geometry.values, dtype=object)), dtype=object)
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def numbers_of(
    frame: gpd.GeoDataFrame, column: object, what: str, *, needed: Flags | None = None, endless: bool = False
) -> Floats:
    """Give a column of numbers, 0 or more; or one number for all.

    Parameters
    ----------
    frame
        The features.
    column
        Its name, or a number.
    what
        Whose column, in the plural, for messages.
    needed
        Rows in which the number must be there; the others may be empty.
    endless
        Whether infinity is a number (a capacity without limit).

    Raises
    ------
    SchemaError
        It is missing, negative or without end, with the rows.
    """
    if not isinstance(column, str):
        return np.full(len(frame), arguments.number(column, f"{what}: a column or a number", least=0))
    values = arguments.named_column(frame, column, what)
    numbers = pd.to_numeric(values, errors="coerce") if not pd.api.types.is_bool_dtype(values) else values * np.nan
    found = np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    asked = np.ones(len(frame), dtype=bool) if needed is None else needed
    wrong = []
    for bad, why in (
        (np.isnan(found) & asked, Sentence("is no number")),
        (np.isinf(found) & (not endless), Sentence("has no end")),
        (found < 0, Sentence("is negative")),
    ):
        rows = np.flatnonzero(bad)
        if len(rows):
            shown = arguments.told(values.iloc[int(rows[0])])
            wrong.append(
                Sentence(
                    "{why} in {count} of {total} rows ({labels}: {shown})",
                    why=why,
                    count=len(rows),
                    total=len(frame),
                    labels=feature_labels(frame, rows),
                    shown=shown,
                )
            )
    if wrong:
        raise SchemaError(
            Sentence(
                "{what}: {column!r} {listed}; mend it in the source, or leave the rows out",
                what=what,
                column=column,
                listed=joined("; it ", wrong),
            )
        )
    return found


def _weights(demand: gpd.GeoDataFrame, weight: object, what: str) -> Floats:
    arguments.text(weight, f"{what}: weight")
    if weight == "demand" and "demand" not in demand.columns:
        listed = enumerated(str(name) for name in demand.columns if name != demand.geometry.name)
        message = Sentence(
            "{what}: the demand has no column 'demand'; name the column of how many are to be "
            "served with weight=..., or add one of ones; there are: {listed}",
            what=what,
            listed=listed,
        )
        raise SchemaError(message)
    weights = numbers_of(demand, weight, f"{what}: the demand")
    if not weights.sum() > 0:
        message = Sentence(
            "{what}: the demand in {weight!r} sums to 0 over {count} rows: there is nobody to serve",
            what=what,
            weight=weight,
            count=len(demand),
        )
        raise SchemaError(message)
    return weights


def _about(ids: pd.Series, weights: Floats, shapes: Geometries) -> list[Finding]:
    """Tell what is doubtful about demand."""
    found = []
    missing = np.asarray(shapely.is_missing(shapes))
    gone = np.flatnonzero(missing & (weights > 0))
    if len(gone):
        text = Sentence(
            "{count} rows with a demand of {count2:g} have no place ({ids})",
            count=len(gone),
            count2=weights[gone].sum(),
            ids=named(ids, gone),
        )
        advice = Sentence("ask for their place; they take no part, and are listed as uncovered")
        found.append(Finding("warning", "demand_no_place", "demand", None, text, advice))
    none = np.flatnonzero(weights == 0)
    if len(none):
        text = Sentence(
            "{count} rows of demand are 0 ({ids}): they take no part", count=len(none), ids=named(ids, none)
        )
        found.append(Finding("note", "demand_zero", "demand", None, text, Sentence("see whether it is so")))
    spot = on_one_spot(shapes, ids)
    if spot:
        found.append(
            Finding("note", "demand_one_spot", "demand", None, spot, Sentence("see whether somebody is there twice"))
        )
    return found


def on_one_spot(shapes: Geometries, ids: pd.Series) -> str:
    """Say which shapes are the same as one before."""
    placed = np.flatnonzero(~shapely.is_missing(shapes))
    keys = pd.Series(shapely.to_wkb(shapely.normalize(shapes[placed])), dtype=object)
    twice = placed[keys.duplicated(keep=False).to_numpy(dtype=bool)]
    return (
        Sentence("{count} are on one spot with another ({ids})", count=len(twice), ids=named(ids, twice))
        if len(twice)
        else ""
    )


def named(ids: pd.Series, rows: np.ndarray) -> str:
    """Name the first of some rows."""
    return enumerated(ids.iloc[rows], 5)
