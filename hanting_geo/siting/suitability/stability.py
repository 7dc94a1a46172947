"""How far to trust a ranking: rank acceptability, P(first) and P(top k) over draws of weights and of values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hanting_geo.core.arguments import ArgumentError, whole_number
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.suitability.contenders import contenders
from hanting_geo.siting.suitability.draws import CONCENTRATION, drawn_weights
from hanting_geo.siting.suitability.given_values import checked_utilities, checked_weights, equal_rows
from hanting_geo.siting.suitability.volumes import FirstShares, first_by_beta, first_by_volume, is_exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hanting_geo.core.arrays import Floats, Positions

__all__ = ["Stability", "holistic_acceptability", "stability"]

_TWO = 2
_MOST_RANKED = 100
_MOST_WHOLE = 2_000
_MOST_NAMED = 10
_BLOCK = 2_000_000
_MOST_DRAWS = 10_000_000


@dataclass(frozen=True)
class Stability:
    """What many draws of weights say of a ranking; :func:`stability` makes it. Arrays have a row for each candidate.

    Attributes
    ----------
    draws, seed
        How many, and from which seed: the same seed gives the same bytes.
    p_first, se_first
        Share of the draws in which a candidate is first, and its standard error ``sqrt(p (1 - p) / N)``. Candidates of
        equal utilities share their places.
    p_top, se_top
        The same of being among the best k, by k.
    ranks
        Rank acceptability: the share of the draws in which a candidate takes each place, a column each; all places of
        up to 100 candidates, else as many as the largest k.
    central
        The mean of the weights at which a candidate is first (central weight vector); NaN where it never is.
    named, pairwise
        Rows of a few candidates, and the share of draws in which the one in the row is ahead of the one in the column.
    exact
        P(first) and central weights without draws, where that is quick; else None.
    contenders
        Rows of those that are among the best in some draw.
    """

    draws: int
    seed: int
    p_first: Floats
    p_top: Mapping[int, Floats]
    ranks: Floats
    central: Floats
    named: Positions
    pairwise: Floats
    exact: FirstShares | None
    contenders: Positions

    @property
    def se_first(self) -> Floats:
        """The standard error of ``p_first``."""
        return self._error(self.p_first)

    @property
    def se_top(self) -> dict[int, Floats]:
        """The standard error of ``p_top``, by k."""
        return {most: self._error(share) for most, share in self.p_top.items()}

    def _error(self, share: Floats) -> Floats:
        result: Floats = np.sqrt(np.maximum(share * (1 - share), 0) / self.draws)
        return result


def stability(  # noqa: PLR0913 - each says how to draw
    utilities: object,
    weights: object = None,
    *,
    draws: int = 10_000,
    seed: int = 0,
    how: str = "uniform",
    within: float | None = None,
    concentration: float | None = None,
    top: Iterable[int] = (1, 3, 5),
    errors: object = None,
    named: Iterable[int] | None = None,
) -> Stability:
    """Draw weights many times, rank by weighted sum each time, and count who takes which place.

    Stochastic multicriteria acceptability analysis (SMAA-2: Lahdelma & Salminen 2001). Of a million candidates every
    one is answered exactly for these draws: those that are among the best in no draw are found by bounds.

    Parameters
    ----------
    utilities
        A row for each candidate, a column for each criterion; more is better.
    weights
        The weights around which to draw; not needed for ``how="uniform"`` without ``within``.
    draws, seed
        How many draws, and the seed of the generator (PCG64).
    how
        ``"uniform"``: all weights equally likely; ``"dirichlet"``: Dirichlet(concentration * weights).
    within
        With ``"uniform"``: each weight moves by at most this share of its own, and they are brought to a sum of 1
        again.
    concentration
        Of ``"dirichlet"``; 50 by default. More is nearer to the weights.
    top
        For which k to give P(top k).
    errors
        Half-widths of errors of the utilities, uniform and independent: one number, one a criterion, or one a value.
        So the positional accuracy of the layers is carried into the ranking.
    named
        Rows to compare in pairs; by default the ten best at the given weights (or at equal ones).

    Raises
    ------
    ArgumentError
        Utilities, weights or options that are none, or do not go together.

    Examples
    --------
    >>> found = stability([[0.8, 0.5, 0.2], [0.6, 0.7, 0.6], [0.3, 0.6, 0.9], [0.5, 0.5, 0.5]], top=(1, 2))
    >>> found.p_first.round(2).tolist(), found.exact.p_first.round(4).tolist()
    ([0.17, 0.45, 0.38, 0.0], [0.1667, 0.4583, 0.375, 0.0])
    """
    what = "stability"
    table = checked_utilities(utilities, what)
    whole_number(draws, f"{what}: draws", least=1, most=_MOST_DRAWS)
    whole_number(seed, f"{what}: seed", least=0)
    places = _places(top)
    wide = _errors(errors, table)
    rng = np.random.default_rng(seed)
    criteria = table.shape[1]
    drawn = drawn_weights(rng, draws, criteria, weights, how=how, within=within, concentration=concentration)
    base = np.full(criteria, 1 / criteria) if weights is None else checked_weights(weights, criteria, what)
    asked = _named(named, table, base)
    shown = len(table) if len(table) <= _MOST_RANKED else min(max(places), len(table))
    rows = np.arange(len(table))
    if len(table) > _MOST_WHOLE:
        low, high = (table, table) if wide is None else (table - wide, table + wide)
        rows = np.union1d(contenders(low, high, drawn, shown), asked)
    counted = _Count(table[rows], None if wide is None else wide[rows], drawn, shown, np.searchsorted(rows, asked))
    counted.run(rng)
    ranks = np.zeros((len(table), shown))
    ranks[rows] = counted.ranks / draws
    central = np.full(table.shape, np.nan)
    central[rows] = counted.central
    return Stability(
        draws=draws,
        seed=seed,
        p_first=ranks[:, 0].copy(),
        p_top={most: ranks[:, :most].sum(axis=1).clip(0, 1) for most in places},
        ranks=ranks,
        central=central,
        named=asked,
        pairwise=counted.pairwise / draws,
        exact=_exact(table, base, how=how, within=within, concentration=concentration) if wide is None else None,
        contenders=rows[counted.ranks.any(axis=1)],
    )


def _places(top: Iterable[int]) -> list[int]:
    try:
        listed = list(top)
    except TypeError as error:
        message = Sentence("stability: top takes a list of whole numbers, such as (1, 3, 5)")
        raise ArgumentError(message) from error
    places = [whole_number(most, "stability: each of top", least=1) for most in listed]
    if not places:
        message = Sentence("stability: top is empty; say for which k to give P(top k)")
        raise ArgumentError(message)
    return list(dict.fromkeys(places))


def _errors(errors: object, table: Floats) -> Floats | None:
    if errors is None:
        return None
    try:
        wide = np.broadcast_to(np.asarray(errors, dtype=float), table.shape)
    except (TypeError, ValueError) as error:
        message = Sentence(
            "stability: errors are one number, {shape} (one a criterion) or {shape2} (one a value)",
            shape=table.shape[1],
            shape2=table.shape,
        )
        raise ArgumentError(message) from error
    if not np.isfinite(wide).all() or (wide < 0).any():
        message = Sentence("stability: errors are numbers from 0 up; one is missing, infinite or negative")
        raise ArgumentError(message)
    return wide if wide.any() else None


def _named(named: Iterable[int] | None, table: Floats, weights: Floats) -> Positions:
    if named is None:
        return np.sort(np.argsort(-(table @ weights), kind="stable")[:_MOST_NAMED])
    try:
        listed = list(named)
    except TypeError as error:
        message = Sentence("stability: named takes a list of rows")
        raise ArgumentError(message) from error
    most = len(table) - 1
    rows = [whole_number(row, "stability: each of named", least=0, most=most) for row in listed]
    return np.array(sorted(set(rows)), dtype=np.intp)


def _exact(
    table: Floats, weights: Floats, *, how: str, within: float | None, concentration: float | None
) -> FirstShares | None:
    if within is None and how == "uniform" and is_exact(table):
        return first_by_volume(table)
    if how == "dirichlet" and table.shape[1] == _TWO and (weights > 0).all() and len(table) <= _MOST_WHOLE:
        scale = CONCENTRATION if concentration is None else concentration
        return FirstShares(first_by_beta(table, weights, scale), np.full(table.shape, np.nan))
    return None


class _Count:
    """Who takes which place, counted block by block of draws. Candidates of equal utilities stand together, as one."""

    def __init__(self, table: Floats, wide: Floats | None, weights: Floats, shown: int, named: Positions) -> None:
        varied = weights.max(axis=0) > 0
        compared = table[:, varied] if varied.any() else table
        if wide is not None:
            # Errors are drawn for each alone: only what is certain can be equal in every draw.
            single = np.where((wide > 0).any(axis=1), np.arange(1, len(table) + 1), 0)
            compared = np.column_stack([compared, single * (np.abs(compared).max() or 1)])
        first, self._group, self._times = equal_rows(compared)
        self._table = table[first]
        self._wide = None if wide is None else wide[first]
        self._weights = weights
        self._shown = shown
        self._named = self._group[named]
        self._starts = np.zeros((len(first), shown))
        self._sums = np.zeros((len(first), table.shape[1]))
        self.pairwise = np.zeros((len(named), len(named)))

    def run(self, rng: np.random.Generator) -> None:
        """Go through the draws."""
        cells = len(self._table) * (1 if self._wide is None else self._table.shape[1])
        step = max(_BLOCK // cells, 1)
        for start in range(0, len(self._weights), step):
            drawn = self._weights[start : start + step]
            scores = self._scores(drawn, rng)
            self._rank(scores, drawn)
            mine = scores[:, self._named]
            ahead = mine[:, :, None] > mine[:, None, :]
            level = mine[:, :, None] == mine[:, None, :]
            self.pairwise += ahead.sum(axis=0) + level.sum(axis=0) / 2

    def _scores(self, drawn: Floats, rng: np.random.Generator) -> Floats:
        scores: Floats = drawn @ self._table.T
        if self._wide is not None:
            moved = rng.uniform(-1, 1, (len(drawn), *self._table.shape)) * self._wide
            scores = scores + np.einsum("dcm,dm->dc", moved, drawn)
        return scores

    def _rank(self, scores: Floats, drawn: Floats) -> None:
        count = min(self._shown, scores.shape[1])
        if count < scores.shape[1]:
            best = np.argpartition(-scores, count - 1, axis=1)[:, :count]
            order = np.take_along_axis(best, np.argsort(-np.take_along_axis(scores, best, 1), axis=1, kind="stable"), 1)
        else:
            order = np.argsort(-scores, axis=1, kind="stable")
        times = self._times[order]
        places = np.cumsum(times, axis=1) - times
        seen = places < self._shown
        flat = order[seen] * self._shown + places[seen]
        self._starts += np.bincount(flat, minlength=self._starts.size).reshape(self._starts.shape)
        first = order[:, 0]
        for criterion, column in enumerate(drawn.T):
            self._sums[:, criterion] += np.bincount(first, column, len(self._sums))

    @property
    def ranks(self) -> Floats:
        """How often each candidate takes each place; n equal ones take each of their n places in one of n draws."""
        total = np.zeros((len(self._starts), self._shown + 1))
        total[:, 1:] = np.cumsum(self._starts, axis=1)
        before = np.arange(self._shown)[None] + 1 - self._times[:, None]
        counted = total[:, 1:] - np.take_along_axis(total, np.maximum(before, 0), 1)
        result: Floats = (counted / self._times[:, None])[self._group]
        return result

    @property
    def central(self) -> Floats:
        """The mean of the weights of the draws in which a candidate is first."""
        with np.errstate(invalid="ignore"):
            means: Floats = (self._sums / self._starts[:, :1])[self._group]
        return means


def holistic_acceptability(ranks: Floats) -> Floats:
    """Sum the acceptabilities of all places into one number: metaweights of rank order centroid, 1 for the first place.

    Parameters
    ----------
    ranks
        Rank acceptabilities, a row for each candidate and a column for each place.

    Examples
    --------
    >>> holistic_acceptability(np.eye(3)).round(4).tolist()
    [1.0, 0.4545, 0.1818]
    """
    places = ranks.shape[1]
    centroid = np.cumsum(1 / np.arange(places, 0, -1))[::-1]
    result: Floats = ranks @ (centroid / centroid[0])
    return result
