"""Cells of coordinates as points: order and system by size where no one says them, never changed without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.crs.gate import misfits, resolve
from hanting_geo.crs.zones import LATITUDE, LONGITUDE, NORTHING, Zone, prefixes, zone_crs
from hanting_geo.errors import CRSError, SourceError
from hanting_geo.sources.files.tabular.columns import PlaceColumns
from hanting_geo.sources.files.tabular.degrees import EMPTY, place_of
from hanting_geo.sources.files.tabular.sheet import shown_rows

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.core.arrays import Flags, Floats, Geometries
    from hanting_geo.sources.files.tabular.sheet import Sheet

__all__ = ["Points", "numbers_of", "points_of", "shapes_of_wkt"]

_SHOWN = 30


class Points(NamedTuple):
    """Geometries and their system."""

    shapes: Geometries
    crs: CRS | None


class _Read(NamedTuple):
    """Cells of one column, read: NaN where there is none."""

    values: Floats
    sides: list[str]
    bad: list[int]
    empty: Flags


def points_of(sheet: Sheet, columns: PlaceColumns, crs: CRS | None, *, refuse: bool) -> Points:
    """Make points of two columns.

    Raises
    ------
    SourceError
        Cells that are no coordinates, half a coordinate, columns that are swapped, in all rows or in some.
    CRSError
        The system is not said and cannot be told from the numbers, or the numbers cannot be of the one that was said.
    """
    x, y = _read(sheet, columns.x), _read(sheet, columns.y)
    half = np.flatnonzero(x.empty != y.empty).tolist()
    bad = sorted({*x.bad, *y.bad, *half})
    _tell_bad(sheet, columns, bad, refuse=refuse)
    _tell_empty(sheet, np.flatnonzero(x.empty & y.empty))
    there = np.isfinite(x.values) & np.isfinite(y.values)
    there[bad] = False
    east, north = x.values.copy(), y.values.copy()
    if _is_swapped(sheet, columns, x, y, there, crs):
        east, north = north, east
    system = crs if crs is not None else _system(sheet, columns, east[there], north[there])
    shapes = np.full(len(east), None, dtype=object)
    shapes[there] = shapely.points(east[there], north[there])
    _check_fit(sheet, columns, shapes, system)
    zero = np.flatnonzero(there & (east == 0) & (north == 0))
    if len(zero):
        numbers = [sheet.numbers[row] for row in zero]
        sheet.note("warning", "zero_coordinates", f"{shown_rows(numbers)}: both coordinates are 0", "ask for the place")
    return Points(shapes, system)


def numbers_of(sheet: Sheet, columns: PlaceColumns) -> Geometries:
    """Make points of two columns as their numbers stand, whatever they mean; what cannot be read is None."""
    x, y = _read(sheet, columns.x).values, _read(sheet, columns.y).values
    there = np.isfinite(x) & np.isfinite(y)
    shapes = np.full(len(x), None, dtype=object)
    shapes[there] = shapely.points(x[there], y[there])
    return shapes


def _read(sheet: Sheet, name: str) -> _Read:
    cells = sheet.column(name)
    values = np.full(len(cells), np.nan)
    sides, bad, parts = [""] * len(cells), [], 0
    empty = np.zeros(len(cells), dtype=bool)
    for row, cell in enumerate(cells):
        if cell is None or (isinstance(cell, str) and cell.strip().lower() in EMPTY):
            empty[row] = True
            continue
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            values[row] = float(cell)
            continue
        place = place_of(cell) if isinstance(cell, str) else None
        if place is None or not np.isfinite(place.value):
            bad.append(row)
            continue
        values[row], sides[row] = place.value, place.side
        parts += place.in_parts
    if parts:
        what = f"column {name!r}: {parts} cells in degrees, minutes and seconds, read as decimal degrees"
        sheet.note("note", f"degrees_minutes_seconds {name}", what, "nothing; the column itself stays as it is")
    return _Read(values, sides, bad, empty)


def _tell_bad(sheet: Sheet, columns: PlaceColumns, bad: list[int], *, refuse: bool) -> None:
    if not bad:
        return
    one, two = sheet.column(columns.x), sheet.column(columns.y)
    first = f"{str(one[bad[0]])[:_SHOWN]!r}, {str(two[bad[0]])[:_SHOWN]!r}"
    what = (
        f"{shown_rows([sheet.numbers[row] for row in bad])}: {columns.x} and {columns.y} are no coordinates ({first})"
    )
    if refuse:
        message = (
            f"{sheet.file}: {what}; correct the cells, empty both where the place is not known, or read the row "
            "without a place: hg.read_table(..., damaged='null')"
        )
        raise SourceError(message)
    sheet.note("error", "bad_coordinates", f"{what}; the rows have no geometry", "correct the cells")


def _tell_empty(sheet: Sheet, rows: np.ndarray) -> None:
    if len(rows):
        numbers = [sheet.numbers[row] for row in rows]
        sheet.note(
            "warning",
            "null_geometry",
            f"{shown_rows(numbers)}: no coordinates; the rows are kept without geometry",
            "fill in the place, or leave it so where it is not published",
        )


def _within(values: Floats, limits: tuple[float, float]) -> Flags:
    return np.asarray((values >= limits[0]) & (values <= limits[1]), dtype=bool)


def _is_swapped(sheet: Sheet, columns: PlaceColumns, x: _Read, y: _Read, there: Flags, crs: CRS | None) -> bool:
    """Tell whether north stands in the column of east: refused, but for X and Y of a survey, which it means so.

    Raises
    ------
    SourceError
        It does, or in some rows only.
    """
    with np.errstate(invalid="ignore"):
        degrees = crs is None or not crs.is_projected
        metres = crs is None or crs.is_projected
        turned = metres & _within(x.values, NORTHING) & (prefixes(y.values) >= 0) & (prefixes(x.values) < 0)
        turned |= degrees & _within(x.values, LATITUDE) & _within(y.values, LONGITUDE)
    sides = [one in {"N", "S"} or two in {"E", "W"} for one, two in zip(x.sides, y.sides, strict=True)]
    turned = np.asarray((turned | np.array(sides, dtype=bool)) & there, dtype=bool)
    if not turned.any():
        return False
    rows = [sheet.numbers[row] for row in np.flatnonzero(turned)]
    if turned.sum() < there.sum():
        message = (
            f"{sheet.file}: in {shown_rows(rows)}, {columns.x} and {columns.y} are swapped against the other rows; "
            "correct the rows"
        )
        raise SourceError(message)
    if columns.survey and not any(sides):
        sheet.note(
            "warning",
            "axes_by_size",
            f"{columns.x!r} holds the northing and {columns.y!r} the easting, as surveys call them (by their size)",
            f"say x={columns.y!r}, y={columns.x!r} to be sure",
        )
        return True
    named = "x= is the easting or longitude, and y= the northing or latitude" if columns.told else "their names say"
    message = (
        f"{sheet.file}: the columns {columns.x!r} and {columns.y!r} are swapped ({named}; row {rows[0]} holds "
        f"{x.values[turned][0]:.10g}, {y.values[turned][0]:.10g}); say x={columns.y!r}, y={columns.x!r}"
    )
    raise SourceError(message)


def _system(sheet: Sheet, columns: PlaceColumns, east: Floats, north: Floats) -> CRS | None:
    """Tell the system from the numbers, where they leave no doubt; a table without a place has none.

    Raises
    ------
    CRSError
        They leave it open.
    """
    if not len(east):
        return None
    if (_within(east, LONGITUDE) & _within(north, LATITUDE)).all():
        sheet.note(
            "warning",
            "crs_taken",
            f"{columns.x} and {columns.y} are degrees in China, and their system is not said: taken as WGS 84 "
            "(EPSG:4326), which CGCS2000 agrees with within a metre",
            "say crs='EPSG:4490' or 'EPSG:4326'; places picked on maps of Gaode, Tencent or Baidu lie up to 1.3 km off",
        )
        return resolve("stored")
    zones = set(prefixes(east).tolist())
    number = zones.pop() if len(zones) == 1 else -1
    if number > 0 and _within(north, NORTHING).all():
        crs = zone_crs(Zone("cgcs2000", int(number), prefixed=True))
        sheet.note(
            "warning",
            "crs_taken",
            f"eastings begin with zone {number}, and the system is not said: taken as {crs.name} ({crs.to_string()})",
            "say crs= to be sure; in Xi'an 1980 or Beijing 1954 they would lie some 100 m from there",
        )
        return crs
    message = (
        f"{sheet.file}: the system of {columns.x} and {columns.y} is not said ({columns.x} {east.min():.10g} to "
        f"{east.max():.10g}, {columns.y} {north.min():.10g} to {north.max():.10g}), and the numbers alone do not tell "
        "it; say crs= (EPSG:4549 is CGCS2000 with meridian 120, as in Hanting; EPSG:4490 and EPSG:4326 are degrees)"
    )
    raise CRSError(message)


def _check_fit(sheet: Sheet, columns: PlaceColumns, shapes: Geometries, crs: CRS | None) -> None:
    if crs is None:
        return
    found = misfits(gpd.GeoSeries(shapes, crs=crs))
    if found:
        _, wrong, advice = found[0][1]
        numbers = [sheet.numbers[row] for row, _ in found]
        message = f"{sheet.file}: {columns.x} and {columns.y} of {shown_rows(numbers)} do not fit: {wrong}; {advice}"
        raise CRSError(message)


def shapes_of_wkt(sheet: Sheet, name: str, crs: CRS | None, *, refuse: bool) -> Points:
    """Make geometries of a column of WKT; ``SRID=4490;`` in front of it states the system.

    Raises
    ------
    SourceError
        Cells that are no WKT.
    CRSError
        The system is not said, or two are.
    """
    cells = sheet.column(name)
    shapes = np.full(len(cells), None, dtype=object)
    empty, bad, stated = [], [], set()
    for row, cell in enumerate(cells):
        text = "" if cell is None else str(cell).strip()
        if text.lower() in EMPTY:
            empty.append(row)
            continue
        if text[:5].upper() == "SRID=":
            code, _, text = text.partition(";")
            stated.add(code[5:].strip())
        try:
            shapes[row] = shapely.from_wkt(text)
        except (shapely.errors.ShapelyError, ValueError):
            bad.append(row)
            continue
        if not np.isfinite(shapely.get_coordinates(shapes[row])).all():
            bad.append(row)
            shapes[row] = None
    _tell_empty(sheet, np.array(empty, dtype=int))
    if bad:
        what = f"{shown_rows([sheet.numbers[row] for row in bad])}: {name} is no WKT ({str(cells[bad[0]])[:_SHOWN]!r})"
        if refuse:
            message = f"{sheet.file}: {what}; correct the cells, or empty them"
            raise SourceError(message)
        sheet.note("error", "bad_coordinates", f"{what}; the rows have no geometry", "correct the cells")
    return Points(shapes, _system_of_wkt(sheet, name, shapes, crs, stated))


def _system_of_wkt(sheet: Sheet, name: str, shapes: Geometries, crs: CRS | None, stated: set[Any]) -> CRS | None:
    own = {resolve(f"EPSG:{code}") for code in stated}
    if crs is not None:
        own.add(crs)
    if len(own) > 1:
        message = (
            f"{sheet.file}: {name} is in several systems ({', '.join(sorted(each.name for each in own))}); part it"
        )
        raise CRSError(message)
    if own:
        system: CRS | None = own.pop()
    else:
        xy = shapely.get_coordinates(shapes)
        system = _system(sheet, PlaceColumns(f"x of {name}", f"y of {name}"), xy[:, 0], xy[:, 1])
    found = [] if system is None else misfits(gpd.GeoSeries(shapes, crs=system))
    if found:
        _, wrong, advice = found[0][1]
        numbers = [sheet.numbers[row] for row, _ in found]
        message = f"{sheet.file}: {name} of {shown_rows(numbers)} does not fit: {wrong}; {advice}"
        raise CRSError(message)
    return system
