"""Facilities of a question: what exists, and where more may stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hanting_geo.core.findings import Finding
from hanting_geo.core.ids import checked_ids
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.location.locating.people import checked_frame, named, numbers_of, on_one_spot, shapes_of
from hanting_geo.siting.location.locating.roles import ROLES, statuses_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

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


def places_of(
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
    frame = faults.of(lambda: checked_frame(facilities, f"{what}: facilities"))
    if frame is None:
        return None
    ids = faults.of(lambda: checked_ids(frame, facility_id, f"{what}: the facilities").reset_index(drop=True))
    states = faults.of(lambda: statuses_of(frame, status, what).reset_index(drop=True))
    if ids is None or states is None:
        return None
    shapes = shapes_of(frame)
    placed = ~np.asarray(shapely.is_missing(shapes))
    role = states.map(ROLES)
    existing, required, candidate = (
        (role == name).to_numpy(dtype=bool) & placed for name in ("existing", "required", "candidate")
    )
    lost = np.flatnonzero((role == "required").to_numpy(dtype=bool) & ~placed)
    if len(lost):
        faults.add(
            Sentence(
                "{count} required facilities have no place ({ids}); draw them, or leave them out",
                count=len(lost),
                ids=named(ids, lost),
            )
        )
    closed = ~(existing | required | candidate)
    rooms = costs = None
    if capacity is not None:
        rooms = faults.of(lambda: numbers_of(frame, capacity, f"{what}: the facilities", needed=~closed, endless=True))
        rooms = None if rooms is None else np.where(closed, np.nan_to_num(rooms), rooms)
    if cost is not None:
        costs = faults.of(lambda: numbers_of(frame, cost, f"{what}: the facilities", needed=required | candidate))
        costs = None if costs is None else np.where(required | candidate, costs, 0.0)
    found = tuple(_about(frame, status, ids, states, shapes))
    return Places(frame, ids, shapes, states, existing, required, candidate, closed, rooms, costs, found)


def _about(
    facilities: gpd.GeoDataFrame, column: object, ids: pd.Series, states: pd.Series, shapes: Geometries
) -> list[Finding]:
    """Tell what is doubtful about facilities."""
    found = []
    placed = ~np.asarray(shapely.is_missing(shapes))
    if column not in facilities.columns:
        what = Sentence("the facilities have no column of statuses: all are taken as candidates")
        found.append(Finding("note", "all_candidates", "facilities", None, what, Sentence("add a column status")))
    for names, code, text, advice in (
        (
            ("unknown",),
            "status_not_stated",
            Sentence("state no status: taken as existing"),
            Sentence("fill in the column status"),
        ),
        (
            ("planned", "under_construction"),
            "taken_as_standing",
            Sentence("are planned or being built: they stand in any case"),
            Sentence("see whether they do"),
        ),
    ):
        rows = np.flatnonzero(states.isin(names).to_numpy(dtype=bool) & placed)
        if len(rows):
            said = Sentence("{count} facilities {text} ({ids})", count=len(rows), text=text, ids=named(ids, rows))
            found.append(
                Finding(
                    "warning" if code == "status_not_stated" else "note",
                    code,
                    "facilities",
                    None,
                    said,
                    advice,
                )
            )
    gone = np.flatnonzero(~placed & states.map(ROLES).isin(["existing", "candidate"]).to_numpy(dtype=bool))
    if len(gone):
        what = Sentence(
            "{count} facilities have no place ({ids}): they serve nobody and cannot be chosen",
            count=len(gone),
            ids=named(ids, gone),
        )
        found.append(Finding("warning", "facility_no_place", "facilities", None, what, Sentence("ask for their place")))
    spot = on_one_spot(shapes, ids)
    if spot:
        advice = Sentence("leave one of them out, or say separation_m")
        found.append(Finding("warning", "facility_one_spot", "facilities", None, spot, advice))
    return found
