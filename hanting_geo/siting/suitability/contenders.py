"""Which of many candidates reach the top in any draw: found by bounds on bunches of draws, exact to the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray  # noqa: TC002 - a NamedTuple says what it holds when it runs

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions

__all__ = ["contenders"]

_SEED_DRAWS = 32
_LEAST_SEEDS = 1_000
_SPLITS = (128, 12)
_CANDIDATES = 131_072
_BLOCK = 4_000_000
_SLACK = 1e-5


def contenders(low: Floats, high: Floats, weights: Floats, top: int) -> Positions:
    """Give the candidates that may be among the best in some draw, and surely all that are.

    A draw's threshold is the score of the k-th best among a few hundred that did well in some draws: whoever is below
    is not among the k best of all. Most candidates are ruled out a bunch of draws at a time: with the centre c of a
    bunch and its radius r, ``w.u <= c.u + r |u - mean(u)|`` for each of its draws w (both sum to 1). Those that are
    left are compared with every threshold.

    Parameters
    ----------
    low, high
        The least and the largest utility of each candidate; the same where values are certain.
    weights
        The draws.
    top
        How many places matter.

    Returns
    -------
    numpy.ndarray
        Rows, in their order.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> table, draws = rng.random((20_000, 3)), rng.dirichlet([1, 1, 1], 500)
    >>> found = contenders(table, table, draws, 2)
    >>> best = np.unique(np.argsort(-draws @ table.T, axis=1)[:, :2])
    >>> len(found) < 100, set(best) <= set(found)
    (True, True)
    """
    seeds = _seeds(low, weights, top)
    thresholds = np.empty(len(weights))
    step = max(_BLOCK // len(seeds), 1)
    for start in range(0, len(weights), step):
        scores = weights[start : start + step] @ low[seeds].T
        thresholds[start : start + step] = -np.partition(-scores, top - 1, axis=1)[:, top - 1]
    # Weights sum to 1, so that values may be moved and scaled to 0..1; then numbers of half the length will do.
    least = float(high.min())
    span = max(float(high.max()) - least, np.finfo(float).tiny)
    bunches = _level(weights, (thresholds - least) / span - _SLACK, _SPLITS)
    found = np.zeros(len(high), dtype=bool)
    for start in range(0, len(high), _CANDIDATES):
        block = (high[start : start + _CANDIDATES] - least) / span
        spread = np.linalg.norm(block - block.mean(axis=1, keepdims=True), axis=1)
        # One product for both terms of the bound: the spread is one more criterion, and the radius its weight.
        table = np.vstack([block.T, spread], dtype=np.float32, casting="same_kind")
        found[start : start + _CANDIDATES] = _reaching(table, bunches)
    return np.flatnonzero(found)


def _seeds(utilities: Floats, weights: Floats, top: int) -> Positions:
    """Give candidates that are among the best in some of the draws."""
    some = weights[np.linspace(0, len(weights) - 1, min(_SEED_DRAWS, len(weights))).astype(int)]
    each = min(max(_LEAST_SEEDS // len(some), top), len(utilities))
    found = [np.argpartition(-(utilities @ drawn), each - 1)[:each] for drawn in (*some, weights.mean(axis=0))]
    return np.unique(np.concatenate(found))


class _Bunch(NamedTuple):
    """Draws that lie together: centres, radii and lowest thresholds of the bunches inside, and these; or the draws."""

    weights: NDArray[np.float32]
    least: NDArray[np.float32]
    inside: tuple[_Bunch, ...]


def _level(weights: Floats, thresholds: Floats, splits: tuple[int, ...]) -> _Bunch:
    """Bunch the draws, and each bunch again."""
    if not splits or len(weights) <= splits[0]:
        return _bunch(np.column_stack([weights, np.zeros(len(weights))]), thresholds)
    starts = weights[np.linspace(0, len(weights) - 1, splits[0]).astype(int)]
    nearest = np.argmin((starts**2).sum(axis=1) - 2 * weights @ starts.T, axis=1)
    bounds, least, inside = [], [], []
    for bunch in np.unique(nearest):
        mine = weights[nearest == bunch]
        centre = mine.mean(axis=0)
        bounds.append(np.append(centre, np.linalg.norm(mine - centre, axis=1).max()))
        least.append(thresholds[nearest == bunch].min())
        inside.append(_level(mine, thresholds[nearest == bunch], splits[1:]))
    return _bunch(np.array(bounds), np.array(least), *inside)


def _bunch(weights: Floats, least: Floats, *inside: _Bunch) -> _Bunch:
    return _Bunch(weights.astype(np.float32), least.astype(np.float32), inside)


def _reaching(table: NDArray[np.float32], bunch: _Bunch) -> Flags:
    """Tell which candidates (columns) reach a threshold of a bunch: those whose bound does are asked further inside."""
    reach = bunch.weights @ table >= bunch.least[:, None]
    if not bunch.inside:
        return np.asarray(reach.any(axis=0))
    found = np.zeros(table.shape[1], dtype=bool)
    for row, inner in zip(reach, bunch.inside, strict=True):
        asked = np.flatnonzero(row & ~found)
        if len(asked):
            found[asked] = _reaching(table.take(asked, axis=1), inner)
    return found
