"""By which method the weights of a ranking were made, and what that says of itself: consistency ratios, their table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.words.values import VALUES
from hanting_geo.core.words.weighting import SENTENCES
from hanting_geo.siting.suitability.criteria.weighing import DIRECT, RANKED, compared
from hanting_geo.siting.suitability.weights.ahp import AhpWeights, ahp_weights
from hanting_geo.siting.suitability.weights.experts import ExpertWeights
from hanting_geo.siting.suitability.weights.levels import GOAL
from hanting_geo.siting.suitability.weights.rank_order import rank_order_weights
from hanting_geo.siting.suitability.weights.weighting import Weighting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hanting_geo.core.findings import Finding
    from hanting_geo.siting.suitability.criteria.model import CriteriaSet, Criterion

__all__ = ["Weighed", "parts_of_levels", "weighed_by"]

_COLUMNS = (
    *("weighting", "basis", "matrix", "criteria", "lambda_max", "consistency_index", "random_index"),
    *("random_index_table", "consistency_ratio", "overall_ratio", "worst_row", "worst_column", "worst_given", "repair"),
)


@dataclass(frozen=True)
class Weighed:
    """How weights were made.

    Attributes
    ----------
    method
        ``direct``, ``roc``, ``rank_sum``, ``reciprocal``, ``ahp``, ``experts``, ``entropy``, ``critic``, ``equal`` or
        ``given``; or as a :class:`Weighting` calls its own.
    basis
        Who ranked or compared, where the criteria say it.
    ahp
        The comparisons, where there are some.
    parts
        Of rows that were ranked or compared: the weight of each as a part of its level.
    """

    method: str
    basis: str = ""
    ahp: AhpWeights | None = None
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def noted(self) -> tuple[Finding, ...]:
        """What is worth knowing: comparisons that contradict each other."""
        return self.ahp.noted if self.ahp is not None else ()

    def table(self) -> pd.DataFrame:
        """Give a row; of comparisons one for each matrix, with its consistency ratio and the table of the index."""
        facts: dict[str, Any] = {"weighting": self.method, "basis": self.basis or None}
        rows = [facts]
        if self.ahp is not None:
            found = self.ahp.tables()["consistency"].to_dict("records")
            rows = [facts | {str(key): value for key, value in row.items()} for row in found]
            rows = [row | {"overall_ratio": self.ahp.overall_ratio} for row in rows]
        return pd.DataFrame(rows, columns=list(_COLUMNS)).dropna(axis=1, how="all")

    def said(self, language: str) -> str:
        """Name the method, its consistency ratio with the table of the index, and who stands for it."""
        label = VALUES["weighting"].get(self.method)
        parts = [self.method if label is None else label.text(language)]
        if self.ahp is not None:
            several = "overall" if len(self.ahp.matrices) > 1 else "ratio"
            text = SENTENCES[several].filled(
                ratio=self.ahp.consistency_ratio,
                overall=self.ahp.overall_ratio,
                table=self.ahp.random_index_table,
            )
            parts.append(text.text(language))
        parts += [self.basis] if self.basis else []
        return SENTENCES["between"].text(language).join(parts)


def weighed_by(criteria: CriteriaSet, given: object) -> Weighed:
    """Say by which method weights are made: those of the criteria, or what is given in their place."""
    if given is None:
        return _own(criteria)
    if isinstance(given, str):
        return Weighed(given)
    if isinstance(given, ExpertWeights):
        return Weighed("experts", ahp=given.group)
    if isinstance(given, AhpWeights):
        return Weighed("ahp", ahp=given)
    return Weighed(given.method if isinstance(given, Weighting) else "given")


def _own(criteria: CriteriaSet) -> Weighed:
    """Make weights of the order or the comparisons in the criteria, level by level."""
    method, basis = criteria.weighting, criteria.weighting_source
    if method in RANKED:
        parts: dict[str, float] = {}
        for rows in parts_of_levels(criteria).values():
            order = {row.id: row.importance or 1 for row in rows}
            parts |= {str(name): weight for name, weight in rank_order_weights(order, RANKED[method]).weights.items()}
        return Weighed(method, basis, parts=parts)
    if method == "ahp":
        matrices = {name: _matrix(rows) for name, rows in parts_of_levels(criteria).items()}
        found = ahp_weights(matrices, random_index=criteria.random_index_table)
        own = {str(name): weight for one in found.matrices.values() for name, weight in one.weights.items()}
        return Weighed(method, basis, found, own)
    return Weighed(method, basis if method != DIRECT else "")


def parts_of_levels(criteria: CriteriaSet) -> dict[str, list[Criterion]]:
    """Give the rows that stand side by side, by what they stand under; the goal has a name that no row has."""
    goal = GOAL if GOAL not in {row.id for row in criteria} else f"({GOAL})"
    beside: dict[str, list[Criterion]] = {goal: []}
    for row in criteria:
        beside.setdefault(row.parent or goal, []).append(row)
    return beside


def _matrix(rows: list[Criterion]) -> pd.DataFrame:
    """Write what rows say of each other as a matrix; what only the opposite cell says stays empty."""
    names = [row.id for row in rows]
    cells: list[list[object]] = []
    for row in rows:
        pairs = {**compared(row.comparisons), row.id: "1"}
        cells.append([pairs.get(name) for name in names])
    return pd.DataFrame(cells, index=names, columns=names, dtype=object)
