"""Demand: who is to be served, where, of which year and how coarse it is known."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import Finding, facts_of
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.errors import SchemaError
from hanting_geo.siting.location.population_raster import population_cells

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Geometries

__all__ = ["AREAS", "CLOSING", "Demand", "checked_weights", "coarseness", "demand_of", "longer_side", "placed_shapes"]

CLOSING = ("(zone overlap)", "(outside)", "(no geometry)", "(total)")
"""The labels of closing rows, in their order."""

AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_POINTS = (shapely.GeometryType.POINT, shapely.GeometryType.MULTIPOINT)


@dataclass(frozen=True)
class Demand:
    """Who is to be served: a row for each point, area or cell."""

    frame: gpd.GeoDataFrame
    ids: pd.Series
    weights: Floats
    shapes: Geometries
    """Of two dimensions; None where a row has no place."""
    areas: Flags
    """Which are areas, over which their demand is spread; the others are points."""
    cell_m: Floats
    """How coarse each is known: what the row states, else the longer side of an area, 0 of a point."""
    accuracy_m: Floats
    """0 where it is not stated."""
    years: tuple[str, ...]
    """Which years the rows state, in order."""
    assumed: Flags
    """Which rows say that they are an assumption or a model."""
    crs: CRS
    findings: tuple[Finding, ...]

    @property
    def placed(self) -> Flags:
        """Which rows have a place."""
        return ~np.asarray(shapely.is_missing(self.shapes))

    @property
    def year(self) -> str:
        """The years in a few characters; nothing where none is stated."""
        return ", ".join(self.years)


def demand_of(demand: object, weight: object, demand_id: object, what: str, crs: CRS | None = None) -> Demand:
    """Look at demand: points, areas, or the path of a raster of people.

    Parameters
    ----------
    demand
        A frame in a projected system in metres, or the path of a raster, whose cells become areas.
    weight
        The column of how many are to be served.
    demand_id
        The column of ids.
    what
        Who asks, for messages.
    crs
        The system that cells of a raster are brought to.

    Raises
    ------
    CRSError
        No reference system, or not in metres.
    SchemaError
        Lines, invalid geometry, no ids, demand that is no number, negative, or none at all.
    SourceError
        The raster cannot be read.
    """
    if isinstance(demand, str | os.PathLike):
        demand, weight, demand_id = population_cells(demand, crs, what), "demand", "id"
    arguments.require_frame(demand, f"{what}: demand")
    assert isinstance(demand, gpd.GeoDataFrame)  # noqa: S101 - for the type checker: asked in the line above
    system = require_metres(demand, f"{what}: demand", lengths=True, areas=True)
    require_valid(demand, f"{what}: demand")
    ids = checked_ids(demand, demand_id, f"{what}: the demand", CLOSING)
    weights = checked_weights(demand, weight, f"{what}: the demand")
    if not weights.sum() > 0:
        message = Sentence(
            "{what}: the demand in {weight!r} sums to {count:g} over {count2} rows, so that "
            "there is nobody to serve; choose another column, or more rows",
            what=what,
            weight=weight,
            count=weights.sum(),
            count2=len(demand),
        )
        raise SchemaError(message)
    shapes = placed_shapes(demand)
    kinds = shapely.get_type_id(shapes)
    odd = np.flatnonzero(~np.isin(kinds, (*AREAS, *_POINTS)) & ~shapely.is_missing(shapes))
    if len(odd):
        message = Sentence(
            "{what}: demand is points or areas, and {demand} is a {geom_type}; take its houses, "
            "its middle, or a buffer",
            what=what,
            demand=feature_labels(demand, odd),
            geom_type=shapes[odd[0]].geom_type,
        )
        raise SchemaError(message)
    areas = np.isin(kinds, AREAS)
    accuracy = stated_accuracy(demand)
    return Demand(
        frame=demand,
        ids=ids,
        weights=weights,
        shapes=shapes,
        areas=areas,
        cell_m=coarseness(demand, shapes, areas, f"{what}: the demand"),
        accuracy_m=np.nan_to_num(accuracy),
        years=_years(demand),
        assumed=_assumed(demand),
        crs=system,
        findings=tuple(_about(demand, ids, weights, shapes, np.isnan(accuracy))),
    )


def placed_shapes(frame: gpd.GeoDataFrame) -> Geometries:
    """Give the shapes of a frame in two dimensions, None for those that are empty."""
    shapes = np.array(shapely.force_2d(np.asarray(frame.geometry.values)), dtype=object)
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def checked_weights(frame: pd.DataFrame, column: object, what: str) -> Floats:
    """Give a column of how many, none of them missing, negative or without end.

    Raises
    ------
    SchemaError
        Names the rows that are wrong.
    """
    values = arguments.named_column(frame, column, what)
    numbers = pd.to_numeric(values, errors="coerce") if not pd.api.types.is_bool_dtype(values) else values * np.nan
    found = np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    for bad, why, advice in (
        (np.isnan(found), Sentence("is no number"), Sentence("fill it in, or leave the row out")),
        (np.isinf(found), Sentence("has no end"), Sentence("mend it in the source")),
        (found < 0, Sentence("is negative"), Sentence("mend it in the source")),
    ):
        rows = np.flatnonzero(bad)
        if len(rows):
            labels = feature_labels(frame, rows) if isinstance(frame, gpd.GeoDataFrame) else str(frame.index[rows[0]])
            shown = arguments.told(values.iloc[int(rows[0])])
            message = Sentence(
                "{what} have a {column!r} that {why} in {count} of {total} rows ({labels}: {shown}); {advice}",
                what=what,
                column=column,
                why=why,
                count=len(rows),
                total=len(frame),
                labels=labels,
                shown=shown,
                advice=advice,
            )
            raise SchemaError(message)
    return found


def longer_side(shapes: Geometries) -> Floats:
    """Give the longer side of the box round each shape, 0 for what has none."""
    west, south, east, north = shapely.bounds(shapes).T
    return np.asarray(np.nan_to_num(np.maximum(east - west, north - south)), dtype=np.float64)


def coarseness(frame: gpd.GeoDataFrame, shapes: Geometries, areas: Flags, what: str) -> Floats:
    """Say how coarse each row is: a count for a cell of 9 km says nothing of who lives where in it.

    Raises
    ------
    SchemaError
        There are two columns ``cell_m``.
    """
    drawn = np.where(areas, longer_side(shapes), 0.0)
    whole = facts_of(frame).get("cell_m")
    stated = np.full(len(frame), np.nan)
    if isinstance(whole, int | float) and not isinstance(whole, bool):
        stated[:] = whole
    if "cell_m" in frame.columns:
        column = pd.to_numeric(arguments.named_column(frame, "cell_m", what), errors="coerce")
        own = column.to_numpy(dtype=np.float64, na_value=np.nan)
        stated = np.where(np.isnan(own), stated, own)
    return np.where(np.isfinite(stated) & (stated >= 0), stated, drawn)


def _years(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    if (frame.columns == "year").sum() == 1:
        texts = {_year(value) for value in frame["year"].dropna().unique().tolist()}
        if texts:
            return tuple(sorted(texts))
    whole = facts_of(frame).get("year")
    return () if whole is None else (_year(whole),)


def _year(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _assumed(frame: gpd.GeoDataFrame) -> Flags:
    if (frame.columns == "basis").sum() != 1:
        return np.zeros(len(frame), dtype=bool)
    return frame["basis"].isin(["assumption", "model"]).to_numpy(dtype=bool)


def _about(
    frame: gpd.GeoDataFrame, ids: pd.Series, weights: Floats, shapes: Geometries, unstated: Flags
) -> list[Finding]:
    """Tell what is doubtful about demand."""
    found: list[Finding] = []

    def tell(level: Any, code: str, what: str, advice: str) -> None:
        found.append(Finding(level, code, "demand", None, what, advice))

    gone = np.flatnonzero(shapely.is_missing(shapes))
    if len(gone):
        named = enumerated(map(str, ids.iloc[gone[:5]]))
        what = Sentence(
            "{count} rows with a demand of {count2:g} have no place ({named}): counted as unserved",
            count=len(gone),
            count2=weights[gone].sum(),
            named=named,
        )
        tell(
            "warning",
            "demand_no_place",
            what,
            Sentence("ask for their outline; served and unserved hold for the others"),
        )
    years = _years(frame)
    if not years:
        tell(
            "note",
            "demand_year_unknown",
            Sentence("the demand does not say of which year it is"),
            Sentence("add a column year"),
        )
    elif len(years) > 1:
        tell(
            "warning",
            "demand_years_differ",
            Sentence("the demand is of several years: {listed}", listed=enumerated(years)),
            Sentence("take one year"),
        )
    assumed = _assumed(frame)
    if assumed.any():
        shown = enumerated(sorted(set(frame.loc[assumed, "basis"].map(str))))
        what = Sentence(
            "{count} of {count2} rows of demand are no count ({shown})",
            count=int(assumed.sum()),
            count2=len(frame),
            shown=shown,
        )
        tell("note", "demand_assumed", what, Sentence("say so beside every figure that is made of them"))
    rows = unstated & ~np.asarray(shapely.is_missing(shapes))
    if rows.any():
        what = Sentence("{count} rows of demand state no accuracy_m: taken as 0", count=int(rows.sum()))
        tell("note", "accuracy_taken_as_0", what, Sentence("add accuracy_m, how far a place may be off"))
    return found
