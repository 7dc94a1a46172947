"""Facilities: which are there today, and which after the plan."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hanting_geo.core import arguments
from hanting_geo.core.accuracy import stated_accuracy
from hanting_geo.core.findings import Finding
from hanting_geo.core.ids import checked_ids, unique_ids
from hanting_geo.core.labels import feature_labels
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.words.location import STATUS_WORDS
from hanting_geo.crs.gate import require_metres, require_same_crs, require_valid
from hanting_geo.errors import SchemaError
from hanting_geo.siting.location.demand import placed_shapes

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Geometries

__all__ = ["Facilities", "facilities_of", "statuses_of"]

_NOW = ("existing", "unknown")
"""Statuses that serve today: what states none is taken as there, and told."""
_LATER = ("required", "planned", "under_construction")
"""Statuses that serve after the plan only."""
_NEVER = ("closed", "prohibited")
_NAMES = ("name_zh", "name_en")


@dataclass(frozen=True)
class Facilities:
    """Facilities of today and of the plan, a row each: those given first, then those of the plan."""

    ids: pd.Series
    names: dict[str, pd.Series]
    shapes: Geometries
    """Of two dimensions; None where the place is not known."""
    status: pd.Series
    now: Flags
    """Which serve today: existing, or without a status, and with a place."""
    later: Flags
    """Which serve after the plan."""
    accuracy_m: Floats
    capacity: Floats
    """How many each has room for; NaN where it is not said."""
    has_plan: bool
    findings: tuple[Finding, ...]
    frames: tuple[gpd.GeoDataFrame, ...]


def statuses_of(frame: pd.DataFrame, column: object, otherwise: str, what: str) -> pd.Series:
    """Read statuses in Chinese or English words; what is empty, or in no column, is ``otherwise``.

    Raises
    ------
    SchemaError
        A word that is no status, with what it may have meant.

    Examples
    --------
    >>> statuses_of(pd.DataFrame({"status": ["现状", "planned", "撤销", None]}), "status", "unknown", "a").tolist()
    ['existing', 'planned', 'closed', 'unknown']
    """
    arguments.text(column, f"{what}: status")
    if column not in frame.columns:
        if column != "status":
            arguments.named_column(frame, column, what)
        return pd.Series([otherwise] * len(frame), index=frame.index, dtype="str")
    values = arguments.named_column(frame, column, what)
    found = []
    for row, value in enumerate(values):
        word = "" if value is None or value is pd.NA or value != value else _plain(value)  # noqa: PLR0124
        code = otherwise if not word else STATUS_WORDS.get(word)
        if code is None:
            close = get_close_matches(word, list(STATUS_WORDS), n=2, cutoff=0.5)
            hint = Sentence("did you mean {listed}? ", listed=joined(" or ", close)) if close else ""
            known = enumerated(dict.fromkeys(STATUS_WORDS.values()))
            label = feature_labels(frame, [row]) if isinstance(frame, gpd.GeoDataFrame) else str(frame.index[row])
            message = Sentence(
                "{what}: {value!r} is no status ({column!r} of {label}); {hint}there are: {known}",
                what=what,
                value=value,
                column=column,
                label=label,
                hint=hint,
                known=known,
            )
            raise SchemaError(message)
        found.append(code)
    return pd.Series(found, index=frame.index, dtype="str")


def _plain(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip().casefold()


def facilities_of(
    facilities: gpd.GeoDataFrame,
    plan: gpd.GeoDataFrame | None,
    *,
    facility_id: object,
    status: object,
    capacity: object,
    what: str,
) -> Facilities:
    """Look at facilities, and at those of a plan.

    Raises
    ------
    CRSError
        No reference system, not in metres, two different ones.
    SchemaError
        No ids or two of one, an unknown status, invalid geometry, or not one that serves.
    """
    arguments.require_frame(facilities, f"{what}: facilities")
    frames = [facilities]
    if plan is not None:
        arguments.require_frame(plan, f"{what}: plan")
        frames.append(plan)
    ids, states, shapes, rooms, accuracies = [], [], [], [], []
    for name, frame in zip(("facilities", "plan"), frames, strict=False):
        require_metres(frame, f"{what}: {name}", lengths=True)
        require_same_crs(facilities, frame, f"{what}: facilities and plan")
        require_valid(frame, f"{what}: {name}")
        ids.append(checked_ids(frame, facility_id, f"{what}: the {name}").reset_index(drop=True))
        otherwise = "unknown" if frame is facilities else "planned"
        states.append(statuses_of(frame, status, otherwise, f"{what}: the {name}").reset_index(drop=True))
        shapes.append(placed_shapes(frame))
        rooms.append(_capacity(frame, capacity, f"{what}: the {name}"))
        accuracies.append(stated_accuracy(frame))
    kept, gone = [np.ones(len(facilities), dtype=bool)], set[object]()
    if plan is not None:
        # A place that was chosen is to be built, whatever it was called before.
        states[1] = states[1].where(states[1].isin([*_NEVER, *_LATER]), "planned")
        closes = states[1].isin(_NEVER).to_numpy(bool)
        gone = set(ids[1][closes])
        kept.append(~(closes & ids[1].isin(ids[0]).to_numpy(bool)))
    every = pd.concat([one[keep] for one, keep in zip(ids, kept, strict=True)], ignore_index=True)
    unique_ids(every, facility_id, f"{what}: the facilities and those of the plan")
    state = pd.concat([one[keep] for one, keep in zip(states, kept, strict=True)], ignore_index=True)
    there = np.concatenate([one[keep] for one, keep in zip(shapes, kept, strict=True)])
    known = np.concatenate([one[keep] for one, keep in zip(accuracies, kept, strict=True)])
    placed = ~np.asarray(shapely.is_missing(there))
    now = state.isin(_NOW).to_numpy(bool) & placed
    later = state.isin([*_NOW, *_LATER]).to_numpy(bool) & placed & ~every.isin(gone).to_numpy(bool)
    found = _about(every, state, placed, np.isnan(known))
    _require_one(state, placed, now | later, what)
    if not now.any():
        text = Sentence("not one facility serves today: every figure of today is 0")
        found.append(Finding("note", "none_serves_today", "facilities", None, text, Sentence("look at the statuses")))
    return Facilities(
        ids=every,
        names=_names(frames, kept),
        shapes=there,
        status=state,
        now=now,
        later=later,
        accuracy_m=np.nan_to_num(known),
        capacity=np.concatenate([one[keep] for one, keep in zip(rooms, kept, strict=True)]),
        has_plan=plan is not None or bool((later & ~now).any()),
        findings=tuple(found),
        frames=tuple(frames),
    )


def _require_one(state: pd.Series, placed: Flags, serves: Flags, what: str) -> None:
    if serves.any():
        return
    counted = enumerated(f"{count} {name}" for name, count in state.value_counts().items()) or Sentence("none at all")
    nowhere = Sentence(", {count} of them without a place", count=int((~placed).sum())) if (~placed).any() else ""
    message = Sentence(
        "{what}: no facility serves anybody, today or after the plan; there are "
        "{counted}{nowhere}. Existing ones, or such as are to come (planned, required, under "
        "construction), with a place, are needed",
        what=what,
        counted=counted,
        nowhere=nowhere,
    )
    raise SchemaError(message)


def _capacity(frame: gpd.GeoDataFrame, column: object, what: str) -> Floats:
    """Give how many each has room for; a plan without the column says nothing."""
    if column is not None:
        arguments.text(column, f"{what}: capacity")
    if column is None or (column not in frame.columns and what.endswith("the plan")):
        return np.full(len(frame), np.nan)
    values = pd.to_numeric(arguments.named_column(frame, column, what), errors="coerce")
    found = np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
    bad = np.flatnonzero((found < 0) | np.isinf(found))
    if len(bad):
        message = Sentence(
            "{what}: {column!r} is {found:g} in {frame}; give 0 or more, or nothing",
            what=what,
            column=column,
            found=found[bad[0]],
            frame=feature_labels(frame, bad),
        )
        raise SchemaError(message)
    return found


def _names(frames: list[gpd.GeoDataFrame], kept: list[Flags]) -> dict[str, pd.Series]:
    result: dict[str, Any] = {}
    for name in _NAMES:
        if any((frame.columns == name).sum() == 1 for frame in frames):
            parts = [
                (frame[name] if (frame.columns == name).sum() == 1 else pd.Series([None] * len(frame))).to_numpy(object)
                for frame in frames
            ]
            result[name] = pd.Series(np.concatenate([one[keep] for one, keep in zip(parts, kept, strict=True)]))
    return result


def _about(ids: pd.Series, state: pd.Series, placed: Flags, unstated: Flags) -> list[Finding]:
    found: list[Finding] = []
    unknown = (state == "unknown").to_numpy(bool) & placed
    if unknown.any():
        text = Sentence("{count} facilities state no status: taken as existing", count=int(unknown.sum()))
        found.append(
            Finding("note", "status_not_stated", "facilities", None, text, Sentence("fill in the column status"))
        )
    gone = ~placed & ~state.isin([*_NEVER, "candidate"]).to_numpy(bool)
    if gone.any():
        named = enumerated(map(str, ids[gone].iloc[:5]))
        text = Sentence(
            "{count} facilities have no place ({named}): whom they serve counts as unserved",
            count=int(gone.sum()),
            named=named,
        )
        found.append(Finding("warning", "facility_no_place", "facilities", None, text, Sentence("ask for their place")))
    if (unstated & placed).any():
        text = Sentence("{count} facilities state no accuracy_m: taken as 0", count=int((unstated & placed).sum()))
        advice = Sentence("add accuracy_m, how far a place may be off")
        found.append(Finding("note", "facility_accuracy_taken_as_0", "facilities", None, text, advice))
    return found
