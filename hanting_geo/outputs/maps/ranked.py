"""What a page needs to rank again by other weights: utilities, weights, ranks of the report, grades, levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.curves import CURVES
from hanting_geo.core.words.ranking import RANKING
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.page.compress import deflated

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from hanting_geo.core.arrays import Floats
    from hanting_geo.core.text import Text
    from hanting_geo.outputs.maps.curves import Curve

__all__ = ["METHODS", "Grade", "Level", "Ranking"]

METHODS = ("wlc", "wpm")
"""Weighted sum and weighted product: what a browser recomputes as Python does."""

_SUMS_TO_1 = 1e-6


class Grade(NamedTuple):
    """A grade as the legend shows it."""

    text: Text
    color: str
    cut: float | None
    """The score at which it begins; None: whatever is left."""


class Level(NamedTuple):
    """A row of the tree of criteria, in its order: a level, or what is measured."""

    id: str
    title: Text
    parent: str | None
    measured: bool


@dataclass(frozen=True)
class Ranking:
    """A ranking as plain frames, rows in the order of the features of its layer.

    Parameters
    ----------
    utilities
        Candidates by criteria, what is combined; missing where a candidate has no score.
    weights
        By criterion, together 1.
    ranks
        Of the report, 0 for who has none: such a candidate stays without, whatever the weights.
    tree
        Levels and criteria; those that are measured in the order of the columns of ``utilities``.
    grades
        The best first, with falling cuts, the last one without; the class of who has no rank is ``unranked``.
    unranked
        How who has no rank is called and drawn.
    method
        ``"wlc"``, the sum of weight times utility, or ``"wpm"``, the product of utility to the power of weight.
    costs
        Of ``"wpm"``: which columns are divided by.
    local
        Whether a weight in the file is a part of its level, or of the whole.
    tie
        Scores nearer than this are equal.
    curves
        What the values of each criterion are worth, drawn over how they are distributed.
    """

    utilities: pd.DataFrame
    weights: pd.Series[float]
    ranks: Sequence[int]
    tree: Sequence[Level]
    grades: Sequence[Grade]
    unranked: Grade
    method: str = "wlc"
    costs: Sequence[bool] = ()
    local: bool = False
    tie: float = 1e-12
    curves: Sequence[Curve] = ()

    def __post_init__(self) -> None:
        """Refuse what does not fit together."""
        measured = [row.id for row in self.tree if row.measured]
        columns = [str(column) for column in self.utilities.columns]
        wrong = ""
        if self.method not in METHODS:
            wrong = Sentence(
                "method {method!r} cannot be recomputed; use one of {listed}",
                method=self.method,
                listed=enumerated(METHODS),
            )
        elif not columns == measured == [str(name) for name in self.weights.index]:
            wrong = Sentence(
                "columns of utilities, index of weights and criteria of the tree must be the same, in one order"
            )
        elif len(self.ranks) != len(self.utilities):
            wrong = Sentence("{count} ranks for {count2} candidates", count=len(self.ranks), count2=len(self.utilities))
        elif not (self._weights() >= 0).all() or abs(self._weights().sum() - 1) > _SUMS_TO_1:
            wrong = Sentence(
                "weights must be from 0 up and sum to 1, and sum to {count:.10g}", count=self._weights().sum()
            )
        if wrong:
            message = Sentence("ranking: {wrong}", wrong=wrong)
            raise SchemaError(message)

    def _weights(self) -> Floats:
        return np.asarray(self.weights.to_numpy(dtype=float))

    def classes(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Give the class of each candidate: the place of its grade, or the one after the last for who has no rank."""
        scores = self.scores()
        found = np.zeros(len(scores), dtype=np.int64)
        for grade in self.grades:
            if grade.cut is not None:
                found += ~(scores >= grade.cut - self.tie)
        return np.where(np.asarray(self.ranks) > 0, found, len(self.grades)).astype(np.int64)

    def scores(self) -> Floats:
        """Give the scores by the weights of the report."""
        values, weights = self.utilities.to_numpy(dtype=float), self._weights()
        if self.method == "wlc":
            return np.asarray(values @ weights)
        counts = weights != 0
        signs = np.where(self.costs, -1.0, 1.0) if len(self.costs) else np.ones(len(weights))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.exp(np.log(values[:, counts]) @ (weights * signs)[counts])
        return np.asarray(np.where(np.isnan(values).any(axis=1), np.nan, found))

    def facts(self, layer: int) -> dict[str, Any]:
        """Give what the page knows besides the numbers of the candidates."""
        return {
            "layer": layer,
            "words": RANKING,
            "method": self.method,
            "costs": [bool(cost) for cost in self.costs] or [False] * len(self.weights),
            "weights": self._weights().tolist(),
            "tree": [list(row) for row in self.tree],
            "cuts": [grade.cut for grade in self.grades if grade.cut is not None],
            "grades": [[grade.text, grade.color] for grade in (*self.grades, self.unranked)],
            "local": self.local,
            "tie": self.tie,
            "curvesTitle": CURVES["title"],
            "curves": [curve.facts() for curve in self.curves],
        }

    def packed(self) -> str:
        """Write the numbers as text for a block: ranks as 32-bit integers, then a column of doubles a criterion.

        All is little-endian and in byte planes, the lowest byte of all first: utilities are few or near each other, so
        that the upper planes cost next to nothing once compressed. The doubles are exact: equal scores stay equal.
        """
        columns = self.utilities.to_numpy(dtype="<f8")
        parts = [_planes(np.asarray(self.ranks, dtype="<i4"))]
        parts += [_planes(np.ascontiguousarray(columns[:, number])) for number in range(columns.shape[1])]
        return deflated(b"".join(parts))


def _planes(values: np.ndarray[Any, Any]) -> bytes:
    return np.ascontiguousarray(values.view(np.uint8).reshape(len(values), values.itemsize).T).tobytes()
