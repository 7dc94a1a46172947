"""Ranks and grades: equal scores share a rank, and a grade goes by cuts that are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.core.arrays import Flags, Floats, Positions

__all__ = ["GRADES", "TIE", "grades_of", "order_of", "ranks_of"]

GRADES = ("suitable", "fairly_suitable", "moderately_suitable", "unsuitable")
"""适宜、较适宜、一般适宜、不适宜, the best first."""

TIE = 1e-12
"""Scores that differ by less are equal: no sum of a few products is known better."""


def ranks_of(scores: Floats, standing: Flags) -> Positions:
    """Give ranks from 1; of equal scores each has the best rank of them, and the next one is skipped.

    Parameters
    ----------
    scores
        Of the candidates, more is better.
    standing
        Who is ranked; the others have rank 0.

    Examples
    --------
    >>> ranks_of(np.array([21.5, 22.0, 22.0, 9.0]), np.array([True, True, True, False])).tolist()
    [3, 1, 1, 0]
    """
    rows = np.flatnonzero(standing)
    order = rows[np.argsort(-scores[rows], kind="stable")]
    ranks = np.zeros(len(scores), dtype=np.intp)
    if len(order):
        sorted_ = scores[order]
        # A step down begins a rank; what is nearer than rounding is no step.
        steps = np.concatenate([[True], -np.diff(sorted_) > TIE * np.maximum(1.0, np.abs(sorted_[1:]))])
        ranks[order] = np.maximum.accumulate(np.where(steps, np.arange(len(order)), 0)) + 1
    return ranks


def order_of(scores: Floats, ranks: Positions) -> Positions:
    """Give the rows as they are listed: by rank, ties as they came; then who has no rank, the best score first."""
    last = np.iinfo(np.intp).max
    placed = ranks > 0
    by_score = np.where(placed, 0.0, np.where(np.isnan(scores), np.inf, -scores))
    return np.lexsort((by_score, np.where(placed, ranks, last)))


def grades_of(scores: Floats, cuts: Sequence[float], standing: Flags) -> Positions:
    """Give the grade of each score, as a place in :data:`GRADES`: at least the first cut is the best, and so on.

    Who does not stand has the last grade, whatever the score.

    Examples
    --------
    >>> grades_of(np.array([0.8, 0.79, 0.1]), (0.8, 0.6, 0.4), np.array([True, True, True])).tolist()
    [0, 1, 3]
    """
    found = np.zeros(len(scores), dtype=np.intp)
    for cut in cuts:
        found += ~(scores >= cut - TIE)
    return np.where(standing, found, len(GRADES) - 1)
