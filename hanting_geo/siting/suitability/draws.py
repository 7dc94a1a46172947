"""Draws of weights: all equally likely, around given ones, or each within a share of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.arguments import ArgumentError, number, one_of
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.suitability.given_values import checked_weights

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats

__all__ = ["CONCENTRATION", "drawn_weights"]

CONCENTRATION = 50.0
"""Of Dirichlet draws, where none is said: a weight of 0.2 then has a standard deviation of 0.056."""


def drawn_weights(
    rng: np.random.Generator,
    draws: int,
    criteria: int,
    weights: object = None,
    *,
    how: str = "uniform",
    within: float | None = None,
    concentration: float | None = None,
) -> Floats:
    """Draw weights, a row a draw, each of sum 1.

    ``"uniform"``: every weight vector is as likely as any other (Dirichlet(1, ..., 1)). With ``within=r``, each weight
    is uniform in ``w (1 - r) .. w (1 + r)``, independently, and then they are brought to a sum of 1. ``"dirichlet"``:
    Dirichlet(c w), with mean w and the variance ``w (1 - w) / (c + 1)``.

    Raises
    ------
    ArgumentError
        Weights that are needed and not given, or options that do not go together.
    """
    what = "stability"
    one_of(how, ["uniform", "dirichlet"], f"{what}: how (the draws of weights)")
    given = None if weights is None else checked_weights(weights, criteria, what)
    if within is not None:
        share = number(within, f"{what}: within", above=0.0, most=1.0)
        if how == "dirichlet":
            message = Sentence(
                "{what}: within moves each weight uniformly, and does not go with 'dirichlet'; leave one out", what=what
            )
            raise ArgumentError(message)
        return _normalised(_needed(given, "within") * (1 + share * rng.uniform(-1, 1, (draws, criteria))))
    if how == "uniform":
        if concentration is not None:
            message = Sentence(
                "{what}: concentration goes with 'dirichlet', and the draws are 'uniform'; leave one out", what=what
            )
            raise ArgumentError(message)
        return _normalised(rng.standard_exponential((draws, criteria)))
    scale = CONCENTRATION if concentration is None else number(concentration, f"{what}: concentration", above=0.0)
    alpha = scale * _needed(given, "'dirichlet'")
    drawn = np.zeros((draws, criteria))
    drawn[:, alpha > 0] = rng.dirichlet(alpha[alpha > 0], draws)
    return drawn


def _needed(weights: Floats | None, what: str) -> Floats:
    if weights is None:
        message = Sentence("stability: {what} needs the weights around which to draw", what=what)
        raise ArgumentError(message)
    return weights


def _normalised(drawn: Floats) -> Floats:
    result: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return result
