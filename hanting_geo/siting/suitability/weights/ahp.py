"""The analytic hierarchy process: weights from pairwise comparisons, and how far these contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.arguments import ArgumentError, one_of, texts, told
from hanting_geo.core.findings import Finding, to_table
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.siting.suitability.weights.comparisons import Comparisons, comparisons, ratio_text
from hanting_geo.siting.suitability.weights.weighting import series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Floats

__all__ = ["ACCEPTED", "RANDOM_INDEX", "TABLES", "AhpWeights", "ahp_weights", "random_index"]

ACCEPTED = 0.1
"""Saaty's limit: comparisons with a higher consistency ratio are looked at again."""
RANDOM_INDEX: Mapping[str, tuple[float, ...]] = {
    "saaty_1980": (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
    "saaty_2008": (0, 0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59),
    "donegan_dodd_1991": (
        *(0, 0, 0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055),
        *(1.4213, 1.4497, 1.4643, 1.4822, 1.4969, 1.5078, 1.5153, 1.5262, 1.5313, 1.5371),
    ),
}
"""Mean consistency index of random matrices, by table and number of criteria. They differ: a ratio needs the name."""
_ALONSO_LAMATA = (2.7699, 4.3513)
TABLES = (*RANDOM_INDEX, "alonso_lamata_2006")
"""The names of all of them, the formula for any number of criteria included."""
_METHODS = {"eigenvector": "principal eigenvector", "geometric": Sentence("geometric means of the rows")}
_WHAT = "ahp_weights"
_CONSISTENT = 1e-9
_TWO = 2


class WorstPair(NamedTuple):
    """The comparison that contradicts the weights most, and what would repair it."""

    row: str
    column: str
    given: float
    factor: float
    repair: float
    ratio: float


@dataclass(frozen=True, repr=False)
class AhpWeights:
    """Weights from pairwise comparisons; :func:`hanting_geo.ahp_weights` makes it.

    Of a hierarchy, ``weights`` are those of its lowest level, and ``consistency_ratio, lambda_max, worst_pair, repair``
    are of the matrix that contradicts itself most; ``matrices`` has all of them.

    Attributes
    ----------
    weights
        By criterion; they sum to 1.
    lambda_max
        The largest eigenvalue of the matrix: the number of criteria if nothing contradicts, more otherwise.
    consistency_index
        ``(lambda_max - n) / (n - 1)``.
    consistency_ratio
        That, divided by the random index; up to 0.1 is accepted.
    random_index, random_index_table
        The number used, and the table it stands in.
    worst_pair
        Row and column of the comparison that contradicts the weights most; None where nothing contradicts.
    worst_given, worst_factor
        Its value, and by how many times it is off: the larger of ``a_ij w_j / w_i`` and its reciprocal.
    repair
        The value in its place that agrees with the weights, ``w_i / w_j``; NaN where nothing contradicts.
    repaired_ratio
        The consistency ratio with that value in its place.
    method
        How the weights were made.
    matrices
        Of a hierarchy, the weights under each of its nodes; empty otherwise.
    overall_ratio
        Of a hierarchy, ``sum w CI / sum w RI`` over its matrices (层次总排序一致性比率); else the ratio.
    """

    weights: pd.Series
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    random_index: float
    random_index_table: str
    worst_pair: tuple[str, str] | None
    worst_given: float
    worst_factor: float
    repair: float
    repaired_ratio: float
    method: str
    comparisons: pd.DataFrame
    matrices: Mapping[str, AhpWeights] = field(default_factory=dict)
    overall_ratio: float = 0.0
    noted: tuple[Finding, ...] = ()

    @property
    def is_consistent(self) -> bool:
        """Whether the ratio (of a hierarchy: of each of its matrices) is at most 0.1."""
        return self.consistency_ratio <= ACCEPTED

    @property
    def findings(self) -> pd.DataFrame:
        """What is wrong or worth knowing, as in :func:`hanting_geo.findings`."""
        return to_table(self.noted)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables by name: ``weights``, ``consistency`` (a row for each matrix), ``findings``."""
        weights = pd.DataFrame({"criterion": list(self.weights.index), "weight": self.weights.to_numpy()})
        rows = [one.consistency_row(name) for name, one in (self.matrices or {"": self}).items()]
        return {"weights": weights, "consistency": pd.DataFrame(rows), "findings": self.findings}

    def consistency_row(self, name: str = "") -> dict[str, Any]:
        """Say how consistent one matrix is, as a row of a table."""
        row, column = self.worst_pair or ("", "")
        return {
            "matrix": name,
            "criteria": len(self.weights),
            "lambda_max": self.lambda_max,
            "consistency_index": self.consistency_index,
            "random_index": self.random_index,
            "random_index_table": self.random_index_table,
            "consistency_ratio": self.consistency_ratio,
            "worst_row": row,
            "worst_column": column,
            "worst_given": self.worst_given,
            "worst_factor": self.worst_factor,
            "repair": self.repair,
            "repaired_ratio": self.repaired_ratio,
        }

    def __repr__(self) -> str:
        """Say the weights and the ratio, where a front end shows text only."""
        said = ", ".join(f"{name} {weight:.4f}" for name, weight in self.weights.items())
        return f"AhpWeights: {said}; CR {self.consistency_ratio:.4f} ({self.random_index_table})"


def random_index(count: int, table: str = "saaty_1980") -> float:
    """Give the mean consistency index of random matrices of a size.

    Raises
    ------
    ArgumentError
        The table ends before that size; the message names the way out.

    Examples
    --------
    >>> random_index(8), random_index(8, "saaty_2008"), round(random_index(16, "alonso_lamata_2006"), 3)
    (1.41, 1.4, 1.598)
    """
    if count <= _TWO:
        return 0.0
    if table in RANDOM_INDEX:
        values = RANDOM_INDEX[table]
        if count > len(values):
            message = Sentence(
                "{what}: the table {table} ends at {count} criteria, and {count2} are compared; make "
                "levels of them, or say random_index='alonso_lamata_2006'",
                what=_WHAT,
                table=table,
                count=len(values),
                count2=count,
            )
            raise ArgumentError(message)
        return values[count - 1]
    slope, offset = _ALONSO_LAMATA
    return (slope * count - offset - count) / (count - 1)


def ahp_weights(
    matrix: object,
    *,
    names: Sequence[str] | None = None,
    method: str = "eigenvector",
    random_index: str = "saaty_1980",
) -> AhpWeights:
    """Make weights of pairwise comparisons, and say how far these contradict each other.

    The weights are the principal eigenvector of the matrix (Saaty 1980), or the geometric means of its rows; the
    consistency ratio is ``(lambda_max - n) / (n - 1) / RI``. Tables of the random index RI differ, so the one used is
    named with the result. The worst pair is the comparison with the largest error ``a_ij w_j / w_i``, up or down (Saaty
    2003); ``repair`` is the value in its place that agrees with the weights.

    Parameters
    ----------
    matrix
        A DataFrame with the criteria as index and columns; a nested list; or the upper triangle as a mapping of pair to
        value, ``{("slope", "road"): 3, ...}``: slope is 3 times as important as road. Values are positive numbers, or
        texts such as ``"1/3"``. A hierarchy is a mapping of name to such a matrix, one of them for the goal and the
        others for criteria that the matrices above compare; what is compared under several of them counts in each.
    names
        The criteria of a nested list; else they are called ``"1", "2", ...``.
    method
        ``"eigenvector"`` or ``"geometric"``. The consistency ratio is of the matrix, whatever the method.
    random_index
        ``"saaty_1980"`` (to 15 criteria; that of most textbooks), ``"saaty_2008"``, ``"donegan_dodd_1991"`` (to 20), or
        ``"alonso_lamata_2006"`` (any number).

    Raises
    ------
    ArgumentError
        Cells that are missing, no numbers, not above 0, or not reciprocal, all at once; a hierarchy with a circle, or
        with a matrix that hangs on nothing.

    Examples
    --------
    >>> found = ahp_weights({("slope", "road"): 3, ("slope", "price"): 5, ("road", "price"): 3})
    >>> found.weights.round(3).to_dict(), round(found.consistency_ratio, 3)
    ({'slope': 0.637, 'road': 0.258, 'price': 0.105}, 0.033)
    >>> found.worst_pair, round(found.repair, 2)
    (('slope', 'road'), 2.47)
    >>> ahp_weights({"goal": [[1, 3], ["1/3", 1]]}).weights.to_dict()
    {'1': 0.75, '2': 0.25}
    """
    one_of(method, _METHODS, f"{_WHAT}: method")
    one_of(random_index, TABLES, f"{_WHAT}: random_index")
    if names is not None:
        names = texts(names, f"{_WHAT}: names")
    if isinstance(matrix, Mapping) and matrix and all(isinstance(key, str) for key in matrix):
        return _hierarchy(matrix, names, method, random_index)
    return of_comparisons(comparisons(matrix, _WHAT, names), method, random_index)


def of_comparisons(
    compared: Comparisons, method: str = "eigenvector", table: str = "saaty_1980", name: str | None = None
) -> AhpWeights:
    """Make weights of one matrix that was looked at."""
    size = len(compared.names)
    weights, lambda_max = _principal(compared.matrix)
    if method == "geometric":
        means = np.exp(np.log(compared.matrix).mean(axis=1))
        weights = means / means.sum()
    random = random_index(size, table)
    index, ratio = _consistency(lambda_max, size, random)
    worst = _worst(compared, weights, random)
    noted = list(compared.noted)
    if ratio > ACCEPTED and worst is not None:
        what = Sentence(
            "consistency ratio {ratio:.3f}, above 0.1 ({table}); furthest off: ({row}, {column}) "
            "= {given}, by {factor:.3g} times",
            ratio=ratio,
            table=table,
            row=worst.row,
            column=worst.column,
            given=ratio_text(worst.given),
            factor=worst.factor,
        )
        do = Sentence(
            "compare these two again: {repair:.3g} agrees with the weights and gives a ratio of {ratio:.3f}{more}",
            repair=worst.repair,
            ratio=worst.ratio,
            more=Sentence(", so that more than one needs another look") if worst.ratio > ACCEPTED else "",
        )
        noted.append(Finding("warning", "inconsistent", name, f"{worst.row}, {worst.column}", what, do))
    frame = pd.DataFrame(compared.matrix, index=list(compared.names), columns=list(compared.names))
    return AhpWeights(
        weights=series(weights, compared.names),
        lambda_max=lambda_max,
        consistency_index=index,
        consistency_ratio=ratio,
        random_index=random,
        random_index_table=table,
        worst_pair=None if worst is None else (worst.row, worst.column),
        worst_given=np.nan if worst is None else worst.given,
        worst_factor=1.0 if worst is None else worst.factor,
        repair=np.nan if worst is None else worst.repair,
        repaired_ratio=ratio if worst is None else worst.ratio,
        method=_METHODS[method],
        comparisons=frame,
        overall_ratio=ratio,
        noted=tuple(noted),
    )


def _principal(matrix: Floats) -> tuple[Floats, float]:
    """Give the eigenvector of the largest eigenvalue, which a positive matrix has alone and positive (Perron)."""
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    weights = np.abs(vectors[:, first].real)
    # Never below n but by rounding, and n exactly where nothing contradicts.
    return weights / weights.sum(), max(float(values[first].real), float(len(matrix)))


def _consistency(lambda_max: float, size: int, random: float) -> tuple[float, float]:
    if size <= _TWO:
        return 0.0, 0.0
    index = (lambda_max - size) / (size - 1)
    return index, index / random


def _worst(compared: Comparisons, weights: Floats, random: float) -> WorstPair | None:
    """Find the comparison that is farthest from what the weights say, in the upper triangle, as it was written."""
    size = len(weights)
    if size <= _TWO:
        return None
    rows, columns = np.triu_indices(size, 1)
    errors = compared.matrix[rows, columns] * weights[columns] / weights[rows]
    factors = np.maximum(errors, 1 / errors)
    place = int(np.argmax(factors))
    if factors[place] <= 1 + _CONSISTENT:
        return None
    row, column = int(rows[place]), int(columns[place])
    repair = float(weights[row] / weights[column])
    changed = compared.matrix.copy()
    changed[row, column], changed[column, row] = repair, 1 / repair
    return WorstPair(
        compared.names[row],
        compared.names[column],
        float(compared.matrix[row, column]),
        float(factors[place]),
        repair,
        _consistency(_principal(changed)[1], size, random)[1],
    )


def _hierarchy(matrices: Mapping[str, object], names: Sequence[str] | None, method: str, table: str) -> AhpWeights:
    """Carry the weights of the goal down through the levels."""
    if names is not None:
        message = Sentence("{what}: a hierarchy names its criteria itself; leave names out", what=_WHAT)
        raise ArgumentError(message)
    for name, matrix in matrices.items():
        if isinstance(matrix, str | int | float) or matrix is None:
            message = Sentence(
                "{what}: {name!r} takes a matrix of comparisons, and was given {matrix}",
                what=_WHAT,
                name=name,
                matrix=told(matrix),
            )
            raise ArgumentError(message)
    found = {
        name: of_comparisons(comparisons(matrix, f"{_WHAT}: {name}"), method, table, name)
        for name, matrix in matrices.items()
    }
    order = _from_the_goal(found)
    goal = order[0]
    shares: dict[str, float] = {goal: 1.0}
    for name in order:
        for child, weight in found[name].weights.items():
            shares[str(child)] = shares.get(str(child), 0.0) + shares[name] * float(weight)
    leaves = [name for name in shares if name not in found]
    worst = max(found.values(), key=lambda one: one.consistency_ratio)
    weighed = sum(shares[name] * one.random_index for name, one in found.items())
    overall = sum(shares[name] * one.consistency_index for name, one in found.items()) / weighed if weighed else 0.0
    return AhpWeights(
        weights=series(np.array([shares[name] for name in leaves]), leaves),
        lambda_max=worst.lambda_max,
        consistency_index=worst.consistency_index,
        consistency_ratio=worst.consistency_ratio,
        random_index=worst.random_index,
        random_index_table=table,
        worst_pair=worst.worst_pair,
        worst_given=worst.worst_given,
        worst_factor=worst.worst_factor,
        repair=worst.repair,
        repaired_ratio=worst.repaired_ratio,
        method=_METHODS[method],
        comparisons=worst.comparisons,
        matrices={name: found[name] for name in order},
        overall_ratio=overall,
        noted=tuple(finding for name in order for finding in found[name].noted),
    )


def _from_the_goal(found: Mapping[str, AhpWeights]) -> list[str]:
    """Order the matrices so that each stands after those that compare it."""
    compared = {str(child) for one in found.values() for child in one.weights.index}
    goals = [name for name in found if name not in compared]
    if len(goals) != 1:
        listed = enumerated(map(repr, goals))
        loose = (
            Sentence("{listed} stand above nothing and below nothing", listed=listed)
            if goals
            else Sentence("they form a circle")
        )
        message = Sentence(
            "{what}: a hierarchy has one goal, whose matrix compares the others, and here "
            "{loose}; what a matrix is called is a criterion of the matrix above it",
            what=_WHAT,
            loose=loose,
        )
        raise ArgumentError(message)
    order: list[str] = []
    waiting = set(found)
    while waiting:
        ready = [
            name
            for name in found
            if name in waiting and not any(name in found[other].weights.index for other in waiting)
        ]
        if not ready:
            message = Sentence(
                "{what}: {listed} compare each other in a circle; levels go down only",
                what=_WHAT,
                listed=enumerated(sorted(waiting)),
            )
            raise ArgumentError(message)
        order += ready
        waiting -= set(ready)
    return order
