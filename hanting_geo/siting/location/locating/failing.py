"""When it cannot be done: the error with its tables, in ids and words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.words import locating as words
from hanting_geo.errors import InfeasibleError
from hanting_geo.siting.location.solving.failures import UnsolvableError
from hanting_geo.siting.location.solving.remedies import capacity_short, smallest_p, smallest_radius

if TYPE_CHECKING:
    from hanting_geo.siting.location.locating.asked import Asked
    from hanting_geo.siting.location.solving.problem import Problem

__all__ = ["failed"]

_MOST_NAMED = 5


def failed(asked: Asked, problem: Problem, error: InfeasibleError, what: str) -> InfeasibleError:
    """Make the error that a caller gets: who is out of reach, what would do, and which conditions bind.

    Tables: ``out_of_reach`` (``id, demand, nearest_id, distance_m``), ``remedies`` (``remedy, value``, what would do),
    ``conditions`` (``condition, binds``).
    """
    if not isinstance(error, UnsolvableError):
        text = Sentence(
            "{what}: time ran out before any answer was found; give more of time_limit_s, or a gap", what=what
        )
        return InfeasibleError(text)
    lost = _out_of_reach(asked, error)
    remedies = _remedies(asked, problem, error)
    conditions = pd.DataFrame(
        {
            "condition": list(error.conditions),
            "alone": [error.alone] * len(error.conditions),
            **{
                f"condition_{language}": [words.CONDITIONS[name].text(language) for name in error.conditions]
                for language in ("zh", "en")
            },
        }
    )
    figures = pd.DataFrame({"figure": list(error.figures), "value": list(error.figures.values())})
    said = [Sentence("{what}: it cannot be done: {error}", what=what, error=error)]
    if len(lost):
        named = enumerated(map(str, lost["id"].head(_MOST_NAMED))) + " ..." * (len(lost) > _MOST_NAMED)
        said.append(Sentence("out of reach of every candidate: {named}", named=named))
    told = [_told(str(name), value) for name, value in zip(remedies["remedy"], remedies["value"], strict=True)]
    if told:
        said.append(Sentence("what would do: {listed}", listed=joined(", or ", told)))
    else:
        said.append(Sentence("look at the tables of this error for what binds"))
    tables = {"out_of_reach": lost, "remedies": remedies, "conditions": conditions, "figures": figures}
    return InfeasibleError(joined("; ", said), tables=tables)


def _out_of_reach(asked: Asked, error: UnsolvableError) -> pd.DataFrame:
    rows = asked.rows[error.demand]
    may_open = np.flatnonzero(asked.places.existing | asked.places.new)
    nearest, metres = asked.ways.nearest(rows, may_open)
    ids = asked.places.ids.to_numpy(dtype=object)
    table = pd.DataFrame(
        {
            "id": asked.people.ids.iloc[rows].to_numpy(dtype=object),
            "demand": asked.people.weights[rows],
            "nearest_id": [ids[place] if place >= 0 else None for place in nearest],
            "distance_m": np.where(np.isfinite(metres), metres, np.nan),
        }
    )
    return table.sort_values("distance_m", ascending=False, kind="stable", na_position="first").reset_index(drop=True)


def _remedies(asked: Asked, problem: Problem, error: UnsolvableError) -> pd.DataFrame:
    """Find the smallest radius and number that do, with all other conditions kept."""
    limits = replace(asked.limits, time_limit_s=min(asked.limits.time_limit_s, 20.0), gap=0.0)
    rows: list[dict[str, Any]] = []
    if problem.radius is not None and problem.model in ("lscp", "p_median", "capacitated_p_median"):
        # The costs of the problem end at its radius.
        wider = replace(problem, costs=asked.ways.matrix()[asked.rows], truncated=False)
        radius = smallest_radius(wider, limits)
        if radius is not None and radius > problem.radius:
            rows.append({"remedy": "radius_m", "value": radius})
    if problem.p is not None and not len(error.demand):
        number = smallest_p(problem, limits)
        if number is not None and number > problem.p:
            rows.append({"remedy": "p", "value": float(number)})
        elif "candidates" in error.figures and error.conditions == ("p",):
            rows.append({"remedy": "p", "value": error.figures["candidates"]})
    if "capacity" in error.conditions:
        short = capacity_short(problem)
        if short > 0:
            rows.append({"remedy": "capacity", "value": short})
    return pd.DataFrame(rows, columns=["remedy", "value"])


def _told(remedy: str, value: float) -> str:
    return words.REMEDIES[remedy].filled(value=f"{value:,.1f}".removesuffix(".0")).text("en")
