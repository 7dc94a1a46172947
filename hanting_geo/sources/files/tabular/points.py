"""Cells of coordinates as points: order and system by size where no one says them, never changed without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.crs.gate import misfits, resolve
from hanting_geo.crs.zones import LATITUDE, LONGITUDE, NORTHING, Zone, prefixes, zone_crs
from hanting_geo.errors import CRSError, SourceError
from hanting_geo.sources.files.nesting import is_flat_text
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
        sheet.note(
            "warning",
            "zero_coordinates",
            Sentence("{numbers}: both coordinates are 0", numbers=shown_rows(numbers)),
            Sentence("ask for the place"),
        )
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
        what = Sentence(
            "column {name!r}: {parts} cells in degrees, minutes and seconds, read as decimal degrees",
            name=name,
            parts=parts,
        )
        sheet.note(
            "note",
            "degrees_minutes_seconds",
            what,
            Sentence("nothing; the column itself stays as it is"),
        )
    return _Read(values, sides, bad, empty)


def _tell_bad(sheet: Sheet, columns: PlaceColumns, bad: list[int], *, refuse: bool) -> None:
    if not bad:
        return
    one, two = sheet.column(columns.x), sheet.column(columns.y)
    first = f"{str(one[bad[0]])[:_SHOWN]!r}, {str(two[bad[0]])[:_SHOWN]!r}"
    what = Sentence(
        "{numbers}: {x} and {y} are no coordinates ({first})",
        numbers=shown_rows([sheet.numbers[row] for row in bad]),
        x=columns.x,
        y=columns.y,
        first=first,
    )
    if refuse:
        message = Sentence(
            "{file}: {what}; correct the cells, empty both where the place is not known, or read "
            "the row without a place: hg.read_table(..., damaged='null')",
            file=sheet.file,
            what=what,
        )
        raise SourceError(message)
    sheet.note(
        "error",
        "bad_coordinates",
        Sentence("{what}; the rows have no geometry", what=what),
        Sentence("correct the cells"),
    )


def _tell_empty(sheet: Sheet, rows: np.ndarray) -> None:
    if len(rows):
        numbers = [sheet.numbers[row] for row in rows]
        sheet.note(
            "warning",
            "null_geometry",
            Sentence("{numbers}: no coordinates; the rows are kept without geometry", numbers=shown_rows(numbers)),
            Sentence("fill in the place, or leave it so where it is not published"),
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
        message = Sentence(
            "{file}: in {rows}, {x} and {y} are swapped against the other rows; correct the rows",
            file=sheet.file,
            rows=shown_rows(rows),
            x=columns.x,
            y=columns.y,
        )
        raise SourceError(message)
    if columns.survey and not any(sides):
        sheet.note(
            "warning",
            "axes_by_size",
            Sentence(
                "{x!r} holds the northing and {y!r} the easting, as surveys call them (by their size)",
                x=columns.x,
                y=columns.y,
            ),
            Sentence("say x={y!r}, y={x!r} to be sure", y=columns.y, x=columns.x),
        )
        return True
    named = (
        Sentence("x= is the easting or longitude, and y= the northing or latitude")
        if columns.told
        else Sentence("their names say")
    )
    message = Sentence(
        "{file}: the columns {x!r} and {y!r} are swapped ({named}; row {rows} holds "
        "{values:.10g}, {values2:.10g}); say x={y!r}, y={x!r}",
        file=sheet.file,
        x=columns.x,
        y=columns.y,
        named=named,
        rows=rows[0],
        values=x.values[turned][0],
        values2=y.values[turned][0],
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
            Sentence(
                "{x} and {y} are degrees in China, and their system is not said: taken as WGS 84 "
                "(EPSG:4326), which CGCS2000 agrees with within a metre",
                x=columns.x,
                y=columns.y,
            ),
            Sentence(
                "say crs='EPSG:4490' or 'EPSG:4326'; places picked on maps of Gaode, Tencent or "
                "Baidu lie up to 1.3 km off"
            ),
        )
        return resolve("stored")
    zones = set(prefixes(east).tolist())
    number = zones.pop() if len(zones) == 1 else -1
    if number > 0 and _within(north, NORTHING).all():
        crs = zone_crs(Zone("cgcs2000", int(number), prefixed=True))
        sheet.note(
            "warning",
            "crs_taken",
            Sentence(
                "eastings begin with zone {number}, and the system is not said: taken as {name} ({crs})",
                number=number,
                name=crs.name,
                crs=crs.to_string(),
            ),
            Sentence("say crs= to be sure; in Xi'an 1980 or Beijing 1954 they would lie some 100 m from there"),
        )
        return crs
    message = Sentence(
        "{file}: the system of {x} and {y} is not said ({x} {east:.10g} to {east2:.10g}, {y} "
        "{north:.10g} to {north2:.10g}), and the numbers alone do not tell it; say crs= "
        "(EPSG:4549 is CGCS2000 with meridian 120, as in Hanting; EPSG:4490 and EPSG:4326 "
        "are degrees)",
        file=sheet.file,
        x=columns.x,
        y=columns.y,
        east=east.min(),
        east2=east.max(),
        north=north.min(),
        north2=north.max(),
    )
    raise CRSError(message)


def _check_fit(sheet: Sheet, columns: PlaceColumns, shapes: Geometries, crs: CRS | None) -> None:
    if crs is None:
        return
    found = misfits(gpd.GeoSeries(shapes, crs=crs))
    if found:
        _, wrong, advice = found[0][1]
        numbers = [sheet.numbers[row] for row, _ in found]
        message = Sentence(
            "{file}: {x} and {y} of {numbers} do not fit: {wrong}; {advice}",
            file=sheet.file,
            x=columns.x,
            y=columns.y,
            numbers=shown_rows(numbers),
            wrong=wrong,
            advice=advice,
        )
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
        if not is_flat_text(text):
            bad.append(row)
            continue
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
        what = Sentence(
            "{numbers}: {name} is no WKT ({cells!r})",
            numbers=shown_rows([sheet.numbers[row] for row in bad]),
            name=name,
            cells=str(cells[bad[0]])[:_SHOWN],
        )
        if refuse:
            message = Sentence("{file}: {what}; correct the cells, or empty them", file=sheet.file, what=what)
            raise SourceError(message)
        sheet.note(
            "error",
            "bad_coordinates",
            Sentence("{what}; the rows have no geometry", what=what),
            Sentence("correct the cells"),
        )
    return Points(shapes, _system_of_wkt(sheet, name, shapes, crs, stated))


def _system_of_wkt(sheet: Sheet, name: str, shapes: Geometries, crs: CRS | None, stated: set[Any]) -> CRS | None:
    own = {resolve(f"EPSG:{code}") for code in stated}
    if crs is not None:
        own.add(crs)
    if len(own) > 1:
        message = Sentence(
            "{file}: {name} is in several systems ({listed}); part it",
            file=sheet.file,
            name=name,
            listed=enumerated(sorted(each.name for each in own)),
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
        message = Sentence(
            "{file}: {name} of {numbers} does not fit: {wrong}; {advice}",
            file=sheet.file,
            name=name,
            numbers=shown_rows(numbers),
            wrong=wrong,
            advice=advice,
        )
        raise CRSError(message)
    return system
