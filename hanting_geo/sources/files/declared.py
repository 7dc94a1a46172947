"""A system that the caller declares for a file, where the file states none or a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence
from hanting_geo.crs.datum import to_wgs84
from hanting_geo.crs.gate import STORED, misfits, resolve, same_system
from hanting_geo.errors import CRSError

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.core.findings import Level

__all__ = ["DOCTOR", "Declared", "declared_as", "placed_as_declared", "swapped_axes"]

DOCTOR = Sentence("hanting-geo check --crs or hg.diagnose_crs says which systems the numbers fit")
"""Where to look for a system that nobody states."""
_SHIFTED = {"gcj02": ("gcj02", STORED), "bd09": ("bd09", STORED), "gcj02mercator": ("gcj02", "EPSG:3857")}


@dataclass(frozen=True, slots=True)
class Declared:
    """What a caller declares: the system that the numbers are read in, and the shift of a web map, if it is one."""

    name: str
    crs: CRS
    datum: str | None = None


def declared_as(source_crs: object) -> Declared:
    """Understand what a caller declares: what :func:`hanting_geo.crs.gate.resolve` takes, or a shifted system.

    Raises
    ------
    CRSError
        It is not known.

    Examples
    --------
    >>> declared_as("bd09").datum, declared_as("GCJ02-Mercator").crs.to_epsg(), declared_as("EPSG:4528").datum
    ('bd09', 3857, None)
    """
    plain = ""
    if isinstance(source_crs, str):
        plain = "".join(letter for letter in source_crs.lower() if letter.isalnum())
    if plain in _SHIFTED:
        datum, code = _SHIFTED[plain]
        return Declared(str(source_crs), resolve(code), datum)
    try:
        crs = resolve(source_crs)
    except CRSError as error:
        message = Sentence(
            "{error}; or 'gcj02' (Gaode, Tencent), 'bd09' (Baidu), 'gcj02-mercator' for what a web map gave",
            error=error,
        )
        raise CRSError(message) from error
    return Declared(str(source_crs) if isinstance(source_crs, str) else crs.name, crs)


def swapped_axes(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Exchange the two coordinates of every position; heights stay.

    Examples
    --------
    >>> from shapely import Point
    >>> swapped_axes(gpd.GeoDataFrame(geometry=[Point(36.8, 119.2, 5.0), None])).geometry[0].wkt
    'POINT Z (119.2 36.8 5)'
    """
    geometry = np.asarray(frame.geometry.values)
    turned = np.array(geometry, dtype=object)
    high = shapely.has_z(geometry)
    for some, include_z in ((~high, False), (high, True)):
        if some.any():
            turned[some] = shapely.transform(
                geometry[some],
                lambda places: np.column_stack([places[:, 1], places[:, 0], places[:, 2:]]),
                include_z=include_z,
            )
    attrs = frame.attrs
    result = frame.set_geometry(gpd.GeoSeries(turned, index=frame.index, crs=frame.crs))
    result.attrs = attrs
    return result


def placed_as_declared(
    frame: gpd.GeoDataFrame, declared: Declared | None, *, file: str, layer: str | None, swap_axes: bool = False
) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Give a frame in the system that was declared for it, axes swapped if that was asked, and say what was done.

    Raises
    ------
    CRSError
        The numbers cannot be of that system.
    """
    found = []
    if swap_axes:
        frame = swapped_axes(frame)
        what = Sentence("{file}: the two coordinates of every position were exchanged, as was asked", file=file)
        found.append(
            Finding("note", "axes_swapped", layer, None, what, Sentence("nothing, if they lie where they should"))
        )
    if declared is None:
        return frame, found
    stated = frame.crs
    if stated is None or declared.datum is not None or not same_system(stated, declared.crs):
        had = Sentence("states no reference system") if stated is None else Sentence("states {name}", name=stated.name)
        what = Sentence(
            "{file} {had}; its coordinates were taken as {name}, as was declared",
            file=file,
            had=had,
            name=declared.name,
        )
        level: Level = "note" if stated is None else "warning"
        found.append(
            Finding(level, "crs_declared", layer, None, what, Sentence("nothing, if that is what the source says"))
        )
    attrs = frame.attrs
    frame = frame.set_crs(declared.crs, allow_override=True)
    wrong = misfits(frame)
    if wrong:
        label = feature_labels(frame, [position for position, _ in wrong])
        _, why, _ = wrong[0][1]
        message = Sentence(
            "{file}: {name} was declared, and the coordinates of {label} do not fit: {why}; {doctor}",
            file=file,
            name=declared.name,
            label=label,
            why=why,
            doctor=DOCTOR,
        )
        raise CRSError(message)
    if declared.datum is not None:
        frame = to_wgs84(frame, datum=declared.datum)
        what = Sentence(
            "{file}: brought back from {name} to WGS 84 by the formula that is generally used",
            file=file,
            name=declared.name,
        )
        found.append(
            Finding(
                "warning",
                "shift_removed",
                layer,
                None,
                what,
                Sentence("a metre or two remain: compare with a known place"),
            )
        )
    frame.attrs = attrs
    return frame, found
