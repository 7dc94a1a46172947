"""The doctor of coordinates: which systems the numbers fit, given where the features should lie.

Every system in use in China is tried: the numbers are taken as its own, brought to longitude and latitude, and looked
for in the area. Which datum they stand on cannot be seen from numbers (the shifts are tens to hundreds of metres), so
those rows say ``possible`` and what would decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.addresses import is_database, masked
from hanting_geo.core.sentences import Sentence
from hanting_geo.core.text import Text, language_or
from hanting_geo.core.words.doctor import EVIDENCE, REMEDY, SYSTEMS
from hanting_geo.crs.systems import is_local
from hanting_geo.errors import CRSError, SchemaError, SourceError
from hanting_geo.sources.doctor.area import area_of
from hanting_geo.sources.doctor.judging import judged, point_at_same_places, with_old_datums
from hanting_geo.sources.doctor.readings import readings_of
from hanting_geo.sources.files import read_file
from hanting_geo.sources.files.paths import existing_file, format_of
from hanting_geo.sources.files.tabular.reading import table_numbers

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from pyproj import CRS

    from hanting_geo.core.arrays import Floats
    from hanting_geo.sources.doctor.area import Area
    from hanting_geo.sources.doctor.judging import Row

__all__ = ["COLUMNS", "diagnose_crs"]

COLUMNS = ["system", "code", "swapped", "verdict", "share", "distance_km", "declared", "evidence", "remedy"]
_MOST_LOOKED_AT = 5_000
"""Features: evenly over the frame, which is enough to see where it lies."""
_VERDICTS = {"fits": 0, "possible": 1, "near": 2, "no": 3}
_SHOWN_NEAR = 5


def diagnose_crs(
    frame_or_path: gpd.GeoDataFrame | gpd.GeoSeries | str | os.PathLike[str],
    area: gpd.GeoDataFrame | gpd.GeoSeries | Sequence[float] | str | os.PathLike[str] | None = None,
    *,
    layer: str | None = None,
    language: str | None = None,
) -> pd.DataFrame:
    """Say which reference systems the coordinates fit, with the evidence and the command that mends them.

    Nothing is changed. Tried are the degrees of CGCS2000 and WGS 84, all zones of 3 and of 6 degrees of CGCS2000 with
    and without prefix (EPSG:4513 to 4554, 4491 to 4512), UTM, Web Mercator, GCJ-02 and BD-09, each with swapped axes
    too; for zones that fit, Xi'an 1980 and Beijing 1954 stand beside them as possible.

    Parameters
    ----------
    frame_or_path
        A frame, whatever system it states, a file, or the address of a database.
    area
        Where the features should fall. None: Hanting district, and two kilometres round it. Otherwise a frame of
        polygons, ``(west, south, east, north)`` in degrees, the name of a packaged layer, or a file.
    layer
        Of a file that has several; of a workbook, the sheet; of a database, ``"schema.table"``.
    language
        Of ``system``, ``evidence`` and ``remedy``: ``"zh"`` or ``"en"``.

    Returns
    -------
    pandas.DataFrame
        The likeliest first: ``system, code, swapped, verdict, share, distance_km, declared, evidence, remedy``.
        ``verdict`` is ``fits`` (the features fall in the area), ``possible`` (they do too, but another system is the
        usual one, or numbers cannot tell), ``near`` (within 200 km) or ``no``; ``share`` is the part of the features
        that falls in, ``distance_km`` the median distance of the others. What is declared has a row in any case. Where
        nothing fits, the first row is a local grid.

    Raises
    ------
    SourceError
        The file cannot be read.
    SchemaError
        ``area`` holds no polygon.

    Examples
    --------
    >>> from shapely import Point
    >>> frame = gpd.GeoSeries([Point(4071270.4, 40430361.7)])  # no system, northing first, zone prefix
    >>> diagnose_crs(frame, language="en").iloc[0][["code", "verdict"]].tolist()
    ['EPSG:4528', 'fits']
    >>> diagnose_crs(gpd.GeoSeries([Point(512.3, 874.1)]))["code"].tolist()
    ['']
    """
    language = language_or(language)
    if layer is not None:
        arguments.text(layer, "diagnose_crs: layer")
    path = None
    if isinstance(frame_or_path, gpd.GeoDataFrame | gpd.GeoSeries):
        frame = frame_or_path
        if layer is not None:
            message = Sentence("diagnose_crs: layer= is of a file, and a frame was given; leave it out")
            raise SchemaError(message)
    elif is_database(frame_or_path):
        path = f'"{masked(frame_or_path)}{"" if layer is None else f":{layer}"}"'
        frame = read_file(frame_or_path, layer=layer)
    else:
        file = arguments.path(frame_or_path, "diagnose_crs: frame_or_path")
        path = f'"{file}"' + (f' --layer "{layer}"' if layer is not None else "")
        frame = _numbers_of(file, layer)
    arguments.require_frame(frame, "diagnose_crs", series=True)
    within = area_of(area)
    looked_at = _places(frame)
    if not len(looked_at):
        return _table([_row("nothing", "no", [EVIDENCE["no_coordinates"]], REMEDY["none"])], language)
    readings = list(readings_of(looked_at, frame.crs))
    rows = [judged(one, within, frame.crs, path) for one in readings]
    rows = with_old_datums(rows, frame.crs)
    rows.sort(key=lambda row: (_VERDICTS[row["verdict"]], not row["declared"], -row["share"], row["order"]))
    point_at_same_places(rows)
    shown = [row for row in rows if row["verdict"] in {"fits", "possible"}]
    near = [row for row in rows if row["verdict"] == "near"]
    shown += [] if shown else near[:_SHOWN_NEAR]
    if not any(row["verdict"] in {"fits", "possible"} for row in shown):
        shown.insert(0, _local(looked_at, within, frame.crs))
    shown += [row for row in rows if row["declared"] and all(row is not one for one in shown)]
    return _table(shown, language)


def _numbers_of(path: Path, layer: str | None) -> gpd.GeoDataFrame | gpd.GeoSeries:
    """Read a file; of a table that does not say its system, the numbers as they stand."""
    try:
        return read_file(path, layer=layer)
    except (CRSError, SourceError):
        file = existing_file(path)
        if format_of(file) != "Table":
            raise
        return table_numbers(file, sheet=layer)


def _places(frame: gpd.GeoDataFrame | gpd.GeoSeries) -> Floats:
    """Give the middle of the bounds of features, evenly over the frame, n x 2."""
    bounds = shapely.bounds(np.asarray(frame.geometry.values))
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if len(bounds) > _MOST_LOOKED_AT:
        bounds = bounds[np.linspace(0, len(bounds) - 1, _MOST_LOOKED_AT).astype(int)]
    middles: Floats = (bounds[:, :2] + bounds[:, 2:]) / 2
    return middles


def _row(system: str, verdict: str, told: list[Text], remedy: Text, *, declared: bool = False) -> Row:
    return {
        "name": SYSTEMS[system],
        "code": "",
        "swapped": False,
        "verdict": verdict,
        "share": 0.0,
        "distance_km": float("nan"),
        "declared": declared,
        "told": told,
        "remedy": remedy,
    }


def _local(places: Floats, area: Area, declared: CRS | None) -> Row:
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    told = EVIDENCE["nothing_fits"].filled(area=area.name, west=west, south=south, east=east, north=north)
    both = Text(f"{REMEDY['local'].zh};{REMEDY['area'].zh}", f"{REMEDY['local'].en}; {REMEDY['area'].en}")
    return _row("local", "possible", [told], both, declared=declared is not None and is_local(declared))


def _table(rows: list[Row], language: str) -> pd.DataFrame:
    between = ";" if language == "zh" else "; "
    return pd.DataFrame(
        [
            {
                **{key: row[key] for key in ("code", "swapped", "verdict", "share", "distance_km", "declared")},
                "system": row["name"].text(language),
                "evidence": between.join(text.text(language) for text in row["told"]),
                "remedy": row["remedy"].text(language),
            }
            for row in rows
        ],
        columns=COLUMNS,
    )
