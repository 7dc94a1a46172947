"""地类面积表: each site's land by ownership and unit, in the three great classes of the land administration law."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.analysis.engine.clipping import intersect
from hanting_geo.analysis.statistics.zone_statistics import zone_statistics
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.words.land_use import COLUMNS, OWNERSHIP_CODES, OWNERSHIP_WORDS
from hanting_geo.errors import SchemaError
from hanting_geo.siting.relations.answers import AREAL
from hanting_geo.siting.relations.shapes import flat
from hanting_geo.units import M2_PER_HA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.arrays import Geometries
    from hanting_geo.siting.screening.tables import Screened

__all__ = ["class_of_code", "great_classes", "land_use_table"]

_TOTAL, _NONE = "(total)", "(none)"
_MEASURES = ("agricultural", "arable", "permanent_farmland", "construction", "unused", "unclassified")
_MOST_NAMED = 10
_SLIVER_M2 = 0.01
"""Less is what rounding leaves."""
_ARABLE = "01"
"""What the codes of arable land begin with."""


@cache
def great_classes() -> Mapping[str, str]:
    """Give the great class of each land use code, as the packaged table ``land_classes.csv`` says it, with its source.

    Examples
    --------
    >>> [great_classes()[code] for code in ("0102", "1006", "05H1", "1101")]
    ['agricultural', 'agricultural', 'construction', 'unused']
    """
    text = files("hanting_geo.layers").joinpath("land_classes.csv").read_text(encoding="utf-8")
    return {row["code"]: row["class"] for row in csv.DictReader(text.splitlines())}


def class_of_code(code: object) -> str | None:
    """Give the great class of a code as it stands in a column; None for one that the table does not have."""
    text = unicodedata.normalize("NFKC", str(code)).strip().upper() if code is not None else ""
    return great_classes().get(text)


def land_use_table(
    screened: Screened, land: gpd.GeoDataFrame, farmland: Geometries | None, layer: str
) -> tuple[pd.DataFrame, list[Finding]]:
    """Measure the land of each site by ownership and unit, in hectares.

    Parameters
    ----------
    screened
        The sites.
    land
        Land use parcels with the columns DLBM, QSXZ and QSDWMC of the survey database, or their Chinese names.
    farmland
        Permanent basic farmland; None where it is not there: what arable land lies in it is missing then, and not 0.
    layer
        What the parcels are called, for findings.

    Returns
    -------
    table, findings
        A row for each site, ownership and unit that has land in it, and a total for each site. ``land_ha`` is the sum
        of ``agricultural_ha, construction_ha, unused_ha`` and, where a code is not known, ``unclassified_ha``;
        ``arable_ha`` is part of the first, ``permanent_farmland_ha`` part of that. The findings tell codes that are not
        known, land that no parcel covers, and parcels that overlap.

    Raises
    ------
    SchemaError
        There is no column of land use codes.
    """
    columns = {
        what: next((column for column in land.columns if str(column).strip().casefold() in names), None)
        for what, names in COLUMNS.items()
        if what != "ridges"
    }
    if columns["code"] is None:
        message = Sentence(
            "layer {layer!r} has no column of land use codes; call it {listed}",
            layer=layer,
            listed=joined(" or ", COLUMNS["code"][:2]),
        )
        raise SchemaError(message)
    areal = np.flatnonzero(shapely.get_dimensions(screened.sites.shapes) == AREAL)
    sites = gpd.GeoDataFrame(
        {"id": [screened.sites.ids[row] for row in areal]}, geometry=screened.sites.shapes[areal], crs=land.crs
    )
    shapes = flat(np.asarray(land.geometry.values))
    placed = shapely.get_dimensions(shapes) == AREAL
    near = np.unique(shapely.STRtree(shapes[placed]).query(screened.sites.shapes[areal])[1])
    rows = np.flatnonzero(placed)[near]
    parcels = _parcels(land.iloc[rows], columns, shapes[rows])
    measured = zone_statistics(sites, parcels, by=["ownership", "unit", "class"])
    arable = parcels[parcels["arable"].to_numpy()]
    protected = None if farmland is None else _protected(sites, arable, farmland)
    of_arable = zone_statistics(sites, arable, by=["ownership", "unit"])
    table = _wide(screened, measured, of_arable, protected)
    return table, [*_told(layer, columns, parcels, measured, sites, table), *_not_deducted(layer, land.iloc[rows])]


def _parcels(land: pd.DataFrame, columns: Mapping[str, Any], shapes: Geometries) -> gpd.GeoDataFrame:
    code = land[columns["code"]]
    great = [class_of_code(value) if value == value else None for value in code]  # noqa: PLR0124 - NaN
    owners = [_NONE] * len(land) if columns["ownership"] is None else [_owner(v) for v in land[columns["ownership"]]]
    units = [_NONE] * len(land) if columns["unit"] is None else [_text(value) for value in land[columns["unit"]]]
    return gpd.GeoDataFrame(
        {
            "ownership": pd.Categorical(owners, ["state", "collective", _NONE]),
            "unit": units,
            "class": [value or "unclassified" for value in great],
            "code": [_text(value) for value in code],
            "arable": [
                value == "agricultural" and _text(own).startswith(_ARABLE)
                for value, own in zip(great, code, strict=True)
            ],
        },
        geometry=shapes,
        crs=land.crs,
    )


def _text(value: object) -> str:
    text = "" if value is None or value is pd.NA or value != value else str(value).strip()  # noqa: PLR0124 - NaN
    return text or _NONE


def _owner(value: object) -> str:
    text = unicodedata.normalize("NFKC", _text(value)).removesuffix(".0")
    return OWNERSHIP_CODES.get(text) or next((own for word, own in OWNERSHIP_WORDS.items() if word in text), _NONE)


def _protected(sites: gpd.GeoDataFrame, arable: gpd.GeoDataFrame, farmland: Geometries) -> pd.DataFrame:
    """Measure what of arable land lies in permanent farmland."""
    common = intersect(np.asarray(arable.geometry.values), farmland)
    pieces = arable.iloc[common.left].set_geometry(common.geometry())
    return zone_statistics(sites, pieces, by=["ownership", "unit"])


def _wide(
    screened: Screened, measured: pd.DataFrame, arable: pd.DataFrame, protected: pd.DataFrame | None
) -> pd.DataFrame:
    keys = ["zone_id", "ownership", "unit"]
    by_class = measured.pivot_table(index=keys, columns="class", values="plane_m2", aggfunc="sum", observed=True)
    found = pd.DataFrame(index=by_class.index)
    parts = {"arable": arable, "permanent_farmland": protected}
    for name in _MEASURES:
        if name in parts:
            own = parts[name]
            values = None if own is None else own.set_index(keys)["plane_m2"].reindex(found.index).fillna(0.0)
            found[f"{name}_ha"] = np.nan if values is None else values / M2_PER_HA
        else:
            found[f"{name}_ha"] = by_class[name].fillna(0.0) / M2_PER_HA if name in by_class else 0.0
    if not (found["unclassified_ha"] > 0).any():
        found = found.drop(columns="unclassified_ha")
    great = [f"{name}_ha" for name in ("agricultural", "construction", "unused", "unclassified")]
    found.insert(0, "land_ha", found[[name for name in great if name in found]].sum(axis=1))
    found = found[found["land_ha"] * M2_PER_HA > _SLIVER_M2].reset_index()
    order = {"state": 0, "collective": 1, _NONE: 2}
    blocks = []
    for row, site in enumerate(screened.sites.ids):
        own = found[found["zone_id"] == site].sort_values(
            "ownership", key=lambda names: names.map(order), kind="stable"
        )
        numbers = own.drop(columns=keys)
        total = numbers.sum(skipna=False).to_frame().T
        block = pd.concat([own.drop(columns="zone_id"), total.assign(ownership=_TOTAL, unit="")], ignore_index=True)
        block.insert(0, "site", site)
        for place, name in enumerate(screened.names.columns, start=1):
            block.insert(place, name, screened.names[name].iloc[row])
        blocks.append(block)
    return pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame(columns=["site", "ownership", "unit"])


def _told(
    layer: str,
    columns: Mapping[str, Any],
    parcels: gpd.GeoDataFrame,
    measured: pd.DataFrame,
    sites: gpd.GeoDataFrame,
    table: pd.DataFrame,
) -> list[Finding]:
    told = []
    unknown = dict.fromkeys(parcels.loc[parcels["class"] == "unclassified", "code"])
    if unknown:
        named = enumerated(list(unknown)[:_MOST_NAMED]) + (" ..." if len(unknown) > _MOST_NAMED else "")
        told.append(
            _finding(
                "unknown_land_class",
                layer,
                Sentence(
                    "{count} land use codes are of no class that is known: {named}; their land is unclassified",
                    count=len(unknown),
                    named=named,
                ),
                Sentence("correct the codes, or bring them to GB/T 21010-2017 or the third survey"),
            )
        )
    lacks = [COLUMNS[what][1] for what, column in columns.items() if column is None]
    if lacks:
        told.append(
            _finding(
                "missing_columns",
                layer,
                Sentence("there is no column {listed}", listed=enumerated(lacks)),
                Sentence("name it so"),
            )
        )
    covered = table[table["ownership"] == _TOTAL].set_index("site")["land_ha"].reindex(sites["id"]) * M2_PER_HA
    overlap = float(-measured.loc[measured["zone_id"] == "(class overlap)", "plane_m2"].iloc[0])
    if overlap > _SLIVER_M2:
        told.append(
            _finding(
                "land_overlaps",
                layer,
                Sentence(
                    "parcels of different classes overlap: {overlap:,.2f} m2 count twice in the land of the sites",
                    overlap=overlap,
                ),
                Sentence("clean the layer: a survey has no overlaps"),
            )
        )
    bare = np.asarray(shapely.area(np.asarray(sites.geometry.values))) - covered.to_numpy(dtype=float)
    short = np.flatnonzero(bare > _SLIVER_M2)
    if len(short):
        named = enumerated(f"{sites['id'].iloc[row]} {bare[row]:,.2f} m2" for row in short[:_MOST_NAMED])
        more = " ..." if len(short) > _MOST_NAMED else ""
        told.append(
            _finding(
                "land_not_covered",
                layer,
                Sentence(
                    "{count} sites have land that no parcel covers: {named}{more}",
                    count=len(short),
                    named=named,
                    more=more,
                ),
                Sentence("get the parcels that are missing; their land is not in the table"),
            )
        )
    return told


def _not_deducted(layer: str, land: pd.DataFrame) -> list[Finding]:
    """Tell shares of field ridges (KCXS), which are land of their own in a survey, and are measured as arable here."""
    column = next((name for name in land.columns if str(name).strip().casefold() in COLUMNS["ridges"]), None)
    ridges = 0 if column is None else int((pd.to_numeric(land[column], errors="coerce").fillna(0) > 0).sum())
    if not ridges:
        return []
    what = Sentence(
        "{ridges} parcels have a share of field ridges in {column}, which is not deducted from arable land",
        ridges=ridges,
        column=column,
    )
    return [
        _finding("ridges_not_deducted", layer, what, Sentence("deduct it where the form asks for areas without ridges"))
    ]


def _finding(code: str, layer: str, what: str, to_do: str) -> Finding:
    return Finding("warning", code, layer, None, Sentence("layer {layer!r}: {what}", layer=layer, what=what), to_do)
