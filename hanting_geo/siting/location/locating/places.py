"""Facilities of a question: what exists, and where more may stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding
from hanting_geo.core.ids import checked_ids
from hanting_geo.crs.gate import require_metres, require_valid
from hanting_geo.siting.location.locating.people import named, on_one_spot, numbers_of, shapes_of
from hanting_geo.siting.location.locating.roles import ROLES, statuses_of

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries
    from hanting_geo.siting.location.locating.faults import Faults

__all__ = ["Places", "places_of"]


@dataclass(frozen=True, eq=False)
class Places:
    """Facilities and places for them, a row each."""

    frame: gpd.GeoDataFrame
    ids: pd.Series
    shapes: Geometries
    status: pd.Series
    existing: Flags
    required: Flags
    candidate: Flags
    """Those with a place."""
    closed: Flags
    """Never open: by status, or without a place."""
    capacity: Floats | None
    cost: Floats | None
    """0 of what exists."""
    findings: tuple[Finding, ...]

    @property
    def new(self) -> Flags:
        """What may be opened."""
        return self.required | self.candidate


def places_of(  # noqa: PLR0913 - each is an option of the question
    facilities: object,
    *,
    status: object,
    capacity: object,
    cost: object,
    facility_id: object,
    what: str,
    faults: Faults,
) -> Places | None:
    """Look at facilities; what is wrong goes to the faults, and nothing is given then."""
    with faults.gathered():
        arguments.require_frame(facilities, f"{what}: facilities")
        assert isinstance(facilities, gpd.GeoDataFrame)  # noqa: S101 - asked in the line above
        require_metres(facilities, f"{what}: facilities", lengths=True)
        require_valid(facilities, f"{what}: facilities")
        ids = states = None
        with faults.gathered():
            ids = checked_ids(facilities, facility_id, f"{what}: the facilities").reset_index(drop=True)
        with faults.gathered():
            states = statuses_of(facilities, status, what).reset_index(drop=True)
        if ids is None or states is None:
            return None
        shapes = shapes_of(facilities)
        placed = ~np.asarray(shapely.is_missing(shapes))
        role = states.map(ROLES)
        existing, required, candidate = (
            (role == name).to_numpy(dtype=bool) & placed for name in ("existing", "required", "candidate")
        )
        lost = np.flatnonzero((role == "required").to_numpy(dtype=bool) & ~placed)
        if len(lost):
            faults.add(
                f"{len(lost)} required facilities have no place ({named(ids, lost)}); draw them, or leave them out"
            )
        closed = ~(existing | required | candidate)
        rooms = costs = None
        with faults.gathered():
            if capacity is not None:
                rooms = numbers_of(facilities, capacity, f"{what}: the facilities", needed=~closed, endless=True)
                rooms = np.where(closed, np.nan_to_num(rooms), rooms)
        with faults.gathered():
            if cost is not None:
                costs = numbers_of(facilities, cost, f"{what}: the facilities", needed=required | candidate)
                costs = np.where(required | candidate, costs, 0.0)
        found = tuple(_about(facilities, status, ids, states, shapes))
        return Places(facilities, ids, shapes, states, existing, required, candidate, closed, rooms, costs, found)
    return None


def _about(
    facilities: gpd.GeoDataFrame, column: object, ids: pd.Series, states: pd.Series, shapes: Geometries
) -> list[Finding]:
    """Tell what is doubtful about facilities."""
    found = []
    placed = ~np.asarray(shapely.is_missing(shapes))
    if column not in facilities.columns:
        text = "the facilities have no column of statuses: all are taken as candidates"
        found.append(Finding("note", "all_candidates", "facilities", None, text, "add a column status"))
    for names, code, text, advice in (
        (("unknown",), "status_not_stated", "state no status: taken as existing", "fill in the column status"),
        (
            ("planned", "under_construction"),
            "taken_as_standing",
            "are planned or being built: they stand in any case",
            "",
        ),
    ):
        rows = np.flatnonzero(states.isin(names).to_numpy(dtype=bool) & placed)
        if len(rows):
            said = f"{len(rows)} facilities {text} ({named(ids, rows)})"
            found.append(
                Finding(
                    "warning" if code == "status_not_stated" else "note",
                    code,
                    "facilities",
                    None,
                    said,
                    advice or "see whether they do",
                )
            )
    gone = np.flatnonzero(~placed & states.map(ROLES).isin(["existing", "candidate"]).to_numpy(dtype=bool))
    if len(gone):
        text = f"{len(gone)} facilities have no place ({named(ids, gone)}): they serve nobody and cannot be chosen"
        found.append(Finding("warning", "facility_no_place", "facilities", None, text, "ask for their place"))
    text = on_one_spot(shapes, ids)
    if text:
        advice = "leave one of them out, or say separation_m"
        found.append(Finding("warning", "facility_one_spot", "facilities", None, text, advice))
    return found
