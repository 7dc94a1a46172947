"""Why a model has no answer: which of its conditions cannot hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.siting.location.solving.failures import UnsolvableError
from hanting_geo.siting.location.solving.formulating import conditions_of, formulate
from hanting_geo.siting.location.solving.highs import run

if TYPE_CHECKING:
    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.problem import Limits
    from hanting_geo.siting.location.solving.stated import Stated

__all__ = ["check_at_sight", "explained", "is_solvable"]

_SECONDS = 5.0
"""For each question of an explanation, at least; the time limit is for answers."""


def check_at_sight(stated: Stated) -> None:
    """Raise what shows without solving: no candidates, too many asked for, demand out of reach, capacity short."""
    candidates = int((stated.candidate & stated.counted).sum())
    required = int((stated.required & stated.counted).sum())
    figures = {"candidates": float(candidates + required), "required": float(required)}
    if stated.most_p is not None:
        figures["p"] = float(stated.most_p)
    if stated.facilities == 0 or not (~stated.closed).any():
        raise UnsolvableError(
            Sentence("there is no facility that may be open"), conditions=("closed",), figures=figures
        )
    if stated.exact_p is not None and stated.exact_p > candidates + required:
        raise UnsolvableError(
            Sentence(
                "p is {exact_p}, and only {candidates} facilities may be opened",
                exact_p=stated.exact_p,
                candidates=candidates + required,
            ),
            conditions=("p",),
            figures=figures,
        )
    if stated.most_p is not None and required > stated.most_p:
        raise UnsolvableError(
            Sentence(
                "p is {most_p}, and {required} facilities that count are required",
                most_p=stated.most_p,
                required=required,
            ),
            conditions=("p", "required"),
            figures=figures,
        )
    if stated.serves_all:
        alone = np.flatnonzero(np.diff(stated.costs.indptr) == 0)
        if len(alone):
            raise UnsolvableError(
                Sentence(
                    "{count} of {demand} demand points are out of reach of every facility that may be open",
                    count=len(alone),
                    demand=stated.demand,
                ),
                conditions=("reach",),
                demand=alone,
                figures=figures,
            )
    if stated.capacitated and stated.serves_all:
        short = weight_over_capacity(stated)
        if short > 0:
            raise UnsolvableError(
                Sentence(
                    "the largest capacities that may be opened together are {short:g} short of the demand", short=short
                ),
                conditions=("capacity",) if stated.most_p is None else ("capacity", "p"),
                figures={**figures, "short": short, "weight": float(stated.weight.sum())},
            )


def weight_over_capacity(stated: Stated) -> float:
    """Give the weight left over when as many facilities as may be open, those with the largest capacities, are full."""
    if stated.capacity is None:
        return 0.0
    always = stated.required | (~stated.closed & ~stated.counted)
    room = float(stated.capacity[always].sum())
    rest = np.sort(stated.capacity[stated.candidate & stated.counted])[::-1]
    if stated.most_p is not None:
        rest = rest[: max(stated.most_p - int((stated.required & stated.counted).sum()), 0)]
    total = float(stated.weight.sum())
    short = total - room - float(rest.sum())
    return short if short > 1e-9 * total else 0.0


def is_solvable(stated: Stated, seconds: float, *, without: tuple[str, ...] = (), seed: int = 0) -> bool | None:
    """Tell whether any choice keeps the conditions; None where the time is not enough to tell."""
    program = formulate(stated, without=without, only_feasible=True)
    found = run(program, seconds=seconds, seed=seed, stop_at_first=True)
    if found.status == "infeasible":
        return False
    return True if found.values is not None else None


def explained(stated: Stated, limits: Limits, clock: Clock) -> UnsolvableError:
    """Find the conditions that bind: each that alone would help, else a smallest set that cannot hold together."""
    conditions = conditions_of(stated)
    seconds = max(_SECONDS, clock.left() / max(len(conditions), 1))
    helps = tuple(name for name in conditions if is_solvable(stated, seconds, without=(name,), seed=limits.seed))
    figures = {} if stated.most_p is None else {"p": float(stated.most_p)}
    if stated.problem.budget is not None:
        figures["budget"] = float(stated.problem.budget)
    if helps:
        named = enumerated(helps)
        message = Sentence(
            "no choice of facilities keeps all conditions; without any one of these there is one: {named}", named=named
        )
        return UnsolvableError(message, conditions=helps, figures=figures)
    kept = list(conditions)
    for name in conditions:
        fewer = tuple(other for other in conditions if other not in kept or other == name)
        if is_solvable(stated, seconds, without=fewer, seed=limits.seed) is False:
            kept.remove(name)
    message = Sentence("these conditions cannot hold together: {listed}", listed=enumerated(kept))
    return UnsolvableError(message, conditions=tuple(kept), alone=False, figures=figures)
