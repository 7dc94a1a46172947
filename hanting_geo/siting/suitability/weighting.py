"""The weights of the criteria, through their levels: together 1, or it is said which are not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import ArgumentError, told
from hanting_geo.core.findings import Finding
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.siting.suitability.criteria.model import CriteriaError
from hanting_geo.siting.suitability.criteria.weighing import OF_DATA
from hanting_geo.siting.suitability.weights.objective import critic_weights, entropy_weights

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats
    from hanting_geo.siting.suitability.criteria.model import CriteriaSet, Criterion
    from hanting_geo.siting.suitability.valuing import Valued

__all__ = ["EQUAL", "weights_of", "weights_of_data"]

EQUAL = "equal"
"""The method that gives each criterion the same weight."""

_TAKES = Sentence(
    "{listed}, a mapping of id to number, or numbers in order", listed=enumerated(map(repr, (EQUAL, *OF_DATA)))
)
_SUMS_TO_1 = 1e-9
_MOST_NAMED = 6
_WHAT = "suitability: weights"


def weights_of(
    criteria: CriteriaSet, given: object, *, normalise: bool, parts: Mapping[str, float] | None = None
) -> Floats:
    """Give the weights of what is measured, in order, summing to 1.

    Parameters
    ----------
    criteria
        They may have weights of their own: parts of their level where levels have weights, else of the whole.
    given
        None for those; or ``"equal"``; or id to number, of what is measured or of every row; or numbers in order; or
        what holds ``.weights``.
    normalise
        Whether weights that do not sum to 1 are divided by their sum.
    parts
        Of rows that were ranked or compared: what each weighs, as a part of its level.

    Raises
    ------
    SchemaError
        There are none; one is missing, negative or no number; they do not sum to 1 (it says under which level).
    """
    if given is None:
        return _through_levels(criteria, parts, normalise=True) if parts else _own(criteria, normalise=normalise)
    found = getattr(given, "weights", given)
    if isinstance(found, str):
        if found == EQUAL:
            return np.full(len(criteria.leaves), 1.0 / len(criteria.leaves))
        message = Sentence("{what} takes {takes}, and was given {found}", what=_WHAT, takes=_TAKES, found=told(found))
        raise ArgumentError(message)
    if isinstance(found, pd.Series):
        found = found.to_dict()
    if isinstance(found, Mapping):
        return _named(criteria, found, normalise=normalise)
    if isinstance(found, Iterable) and not isinstance(found, bytes | pd.DataFrame):
        numbers = list(found)
        if len(numbers) != len(criteria.leaves):
            named = enumerated(row.id for row in criteria.leaves)
            message = Sentence(
                "{what}: {count} numbers were given for {count2} criteria, in order: {named}",
                what=_WHAT,
                count=len(numbers),
                count2=len(criteria.leaves),
                named=named,
            )
            raise ArgumentError(message)
        return _named(
            criteria,
            {row.id: number for row, number in zip(criteria.leaves, numbers, strict=True)},
            normalise=normalise,
        )
    message = Sentence("{what} takes {takes}, and was given {given}", what=_WHAT, takes=_TAKES, given=told(given))
    raise ArgumentError(message)


def weights_of_data(
    criteria: CriteriaSet, method: str, valued: Valued, standing: Flags, findings: list[Finding]
) -> Floats:
    """Make weights of the values of those who stand: scores, or columns taken as they are.

    Raises
    ------
    SchemaError
        There are fewer than two, or nothing tells them apart.
    """
    table = pd.DataFrame(valued.matrix[standing], columns=[row.id for row in criteria.leaves])
    if method == "entropy":
        found = entropy_weights(table)
    else:
        found = critic_weights(table, costs=dict(zip(table.columns, valued.costs.tolist(), strict=True)))
    findings.extend(found.noted)
    what = Sentence(
        "weights were made of the values of {count} candidates ({method}): they change when candidates do",
        count=len(table),
        method=method,
    )
    findings.append(
        Finding("note", "weights_of_data", None, None, what, Sentence("compare with weights that somebody stands for"))
    )
    return np.asarray(found.weights.to_numpy(dtype=float))


def _own(criteria: CriteriaSet, *, normalise: bool) -> Floats:
    if any(row.weight is None for row in criteria.leaves):
        named = enumerated(row.id for row in criteria.leaves)
        message = Sentence(
            "{what}: the criteria have none ({named}); give weights={{id: number}}, "
            "weights={equal!r}, or write them into the criteria",
            what=_WHAT,
            named=named,
            equal=EQUAL,
        )
        raise ArgumentError(message)
    return _through_levels(
        criteria, {row.id: row.weight for row in criteria if row.weight is not None}, normalise=normalise
    )


def _named(criteria: CriteriaSet, given: Mapping[object, object], *, normalise: bool) -> Floats:
    leaves = [row.id for row in criteria.leaves]
    rows = [row.id for row in criteria]
    problems: list[str] = []
    unknown = [name for name in given if name not in rows]
    if unknown:
        problems.append(
            Sentence(
                "there is no criterion {listed}; there are {listed2}",
                listed=enumerated(map(repr, unknown[:_MOST_NAMED])),
                listed2=enumerated(rows),
            )
        )
    absent = [name for name in leaves if name not in given]
    if absent:
        problems.append(
            Sentence(
                "{listed} {count} none; write 0 for what does not count",
                listed=enumerated(absent),
                count="has" if len(absent) == 1 else "have",
            )
        )
    numbers: dict[str, float] = {}
    for name, number in given.items():
        good = isinstance(number, Real) and not isinstance(number, bool | np.bool_)
        if not good or not math.isfinite(float(number)) or float(number) < 0:  # type: ignore[arg-type]
            problems.append(Sentence("{name} weighs {number}; give a number from 0 up", name=name, number=told(number)))
        else:
            numbers[str(name)] = float(number)  # type: ignore[arg-type]
    if problems:
        raise ArgumentError(Sentence("{what}: {listed}", what=_WHAT, listed=joined("; ", problems)))
    return _through_levels(criteria, numbers, normalise=normalise)


def _through_levels(criteria: CriteriaSet, numbers: Mapping[str, float], *, normalise: bool) -> Floats:
    """Multiply weights from the goal down, where levels have weights; else they are parts of the whole."""
    levelled = [row.id for row in criteria.levels if row.id in numbers]
    if levelled and len(levelled) < len(criteria.levels):
        absent = enumerated(row.id for row in criteria.levels if row.id not in numbers)
        raise ArgumentError(
            Sentence(
                "{what}: the level {absent} has none, and others have; give one to each of them, or to none",
                what=_WHAT,
                absent=absent,
            )
        )
    brothers: dict[str | None, list[Criterion]] = {}
    for row in criteria if levelled else criteria.leaves:
        brothers.setdefault(row.parent if levelled else None, []).append(row)
    parts: dict[str, float] = {}
    wrong = []
    for parent, rows in brothers.items():
        total = math.fsum(numbers[row.id] for row in rows)
        if total <= 0 or (abs(total - 1) > _SUMS_TO_1 and not normalise):
            wrong.append(_sum_told(parent, rows, numbers, total))
        parts |= {row.id: numbers[row.id] / total if normalise and total > 0 else numbers[row.id] for row in rows}
    if wrong:
        raise CriteriaError(
            Sentence(
                "{what}: {listed}; mend them, or divide by their sum with normalise=True",
                what=_WHAT,
                listed=joined("; ", wrong),
            )
        )
    weights = []
    for leaf in criteria.leaves:
        weight = parts[leaf.id]
        for level in criteria.path(leaf) if levelled else ():
            weight *= parts[level.id]
        weights.append(weight)
    return np.array(weights)


def _sum_told(parent: str | None, rows: Sequence[Criterion], numbers: Mapping[str, float], total: float) -> str:
    listed = enumerated([f"{row.id} {numbers[row.id]:.10g}" for row in rows], _MOST_NAMED)
    if parent is None:
        return Sentence("those ({listed}) sum to {total:.10g}, not 1", listed=listed, total=total)
    return Sentence(
        "those under {parent} ({listed}) sum to {total:.10g}, not 1", parent=parent, listed=listed, total=total
    )
