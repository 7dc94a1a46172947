"""What speaks for a reading of the numbers, and the command that would mend the data if it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from hanting_geo.core.text import Text
from hanting_geo.core.words.doctor import EVIDENCE, REMEDY
from hanting_geo.crs.datum import to_bd09, to_gcj02
from hanting_geo.crs.gate import STORED, resolve, same_system
from hanting_geo.crs.systems import BD09, GCJ02, shifted_name
from hanting_geo.sources.doctor.area import kilometres_off
from hanting_geo.sources.doctor.systems import GCJ02_MERCATOR, is_system, name_of

if TYPE_CHECKING:
    from pyproj import CRS

    from hanting_geo.sources.doctor.area import Area
    from hanting_geo.sources.doctor.readings import Reading

__all__ = ["Row", "judged", "point_at_same_places", "with_old_datums"]

Row = dict[str, Any]
_NEAR_KM = 200.0
_KM_A_DEGREE = 111.2


def judged(one: Reading, area: Area, declared: CRS | None, path: str | None) -> Row:
    """Say where a reading puts the features, what speaks for it, and how to mend the data if it is right."""
    there = np.isfinite(one.places).all(axis=1)
    places = one.places[there]
    inside = shapely.contains_xy(area.shape, places)
    share = float(inside.sum() / len(one.places))
    is_declared = declared is not None and not one.swapped and is_system(one.code, declared)
    told = [_evidence(word) for word in one.told]
    distance = 0.0
    if not there.any():
        verdict, distance = "no", float("nan")
        told.append(EVIDENCE["no_place"])
    elif inside.any():
        usual = one.code not in {GCJ02, BD09, GCJ02_MERCATOR} and not one.code.startswith("EPSG:326")
        verdict = "fits" if usual and share >= 0.5 else "possible"  # noqa: PLR2004 - most of them
        told.insert(0, EVIDENCE["inside"].filled(share=share, area=area.name))
        if not inside.all():
            distance = kilometres_off(places[~inside], area)
        if shift := _shift_m(one):
            told.append(EVIDENCE["shifted"].filled(metres=shift))
    else:
        distance = kilometres_off(places, area)
        verdict = "near" if distance <= _NEAR_KM else "no"
        told.insert(0, EVIDENCE["outside"].filled(area=area.name, km=distance))
    if is_declared:
        told.insert(0, EVIDENCE["declared"])
        verdict = "fits" if verdict == "possible" and shifted_name(declared) is not None else verdict  # type: ignore[arg-type]
    return {
        "name": name_of(one.code, declared if is_declared else None),
        "code": one.code,
        "swapped": one.swapped,
        "verdict": verdict,
        "share": share,
        "distance_km": distance,
        "declared": is_declared,
        "told": told,
        "remedy": _remedy(one, verdict, path, is_declared=is_declared),
        "order": 0 if one.code != "EPSG:4490" else -1,
        "middle": np.nanmedian(one.places, axis=0) if there.any() else np.array([np.nan, np.nan]),
    }


def _shift_m(one: Reading) -> float | None:
    """Give by how much the shifted system that this would be is off here."""
    if one.code not in {GCJ02, BD09, GCJ02_MERCATOR}:
        return None
    place = one.places[0]
    true = gpd.GeoSeries.from_xy(place[:1], place[1:], crs=STORED)
    shown = shapely.get_coordinates(np.asarray((to_bd09 if one.code == BD09 else to_gcj02)(true).values))
    off = (shown[0] - place) * np.array([np.cos(np.radians(place[1])), 1.0]) * _KM_A_DEGREE * 1000
    return float(np.hypot(*off))


def with_old_datums(rows: list[Row], declared: CRS | None) -> list[Row]:
    """Put Xi'an 1980 and Beijing 1954 of the same zone beside a zone of 3 degrees that fits."""
    found = list(rows)
    for row in rows:
        number = int(row["code"][5:]) if row["code"].startswith("EPSG:45") else 0
        if row["verdict"] != "fits" or not 4513 <= number <= 4554:  # noqa: PLR2004 - the zones of 3 degrees
            continue
        for code in (f"EPSG:{number - 4513 + 2349}", f"EPSG:{number - 4513 + 2401}"):
            if any(other["code"] == code and other["swapped"] == row["swapped"] for other in rows):
                continue
            system = resolve(code)
            found.append(
                {
                    **row,
                    "name": name_of(code, None),
                    "code": code,
                    "verdict": "possible",
                    "declared": declared is not None and same_system(system, declared) and not row["swapped"],
                    "told": [row["told"][0], EVIDENCE["old_datum"]],
                    "remedy": REMEDY["old_datum"],
                    "order": 5,
                }
            )
    return found


def point_at_same_places(rows: list[Row]) -> None:
    """Say of a reading which earlier one puts the features at the same place."""
    for number, row in enumerate(rows):
        if row["verdict"] == "no" or row["order"] == 5:  # noqa: PLR2004 - the old datums say so themselves
            continue
        for earlier in rows[:number]:
            off = np.abs(row["middle"] - earlier["middle"])
            if earlier["order"] != 5 and earlier["verdict"] == row["verdict"] and off.max() < 1e-7:  # noqa: PLR2004
                row["told"].append(EVIDENCE["same_place"].filled(code=earlier["code"]))
                break


def _evidence(word: str) -> Text:
    kind, _, number = word.partition(" ")
    return EVIDENCE[kind].filled(**({"zone": number} if kind == "prefix" else {"meridian": number} if number else {}))


def _remedy(one: Reading, verdict: str, path: str | None, *, is_declared: bool) -> Text:
    if is_declared and verdict in {"fits", "possible"}:
        return REMEDY["none"]
    if verdict not in {"fits", "possible"}:
        return REMEDY["area"]
    shifted = {GCJ02: "gcj02", BD09: "bd09", GCJ02_MERCATOR: "gcj02"}.get(one.code)
    if path is not None:
        swap = " --swap-axes" if one.swapped else ""
        named = "gcj02-mercator" if one.code == GCJ02_MERCATOR else shifted or one.code
        command = f"hanting-geo convert {path} OUT.gpkg --from-crs {named}{swap}"
        return Text(command, command)
    frame = "frame"
    if one.swapped:
        frame = "frame.set_geometry(shapely.transform(frame.geometry.values, lambda xy: xy[:, ::-1]))"
    if one.code == GCJ02_MERCATOR:
        frame += ".set_crs('EPSG:3857', allow_override=True)"
    if shifted:
        if one.code != GCJ02_MERCATOR:
            frame += ".set_crs('EPSG:4326', allow_override=True)"
        command = f"hg.to_wgs84({frame}, datum='{shifted}')"
    else:
        command = f"{frame}.set_crs('{one.code}', allow_override=True)"
    return Text(command, command)
