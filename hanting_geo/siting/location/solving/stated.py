"""A problem as it was stated, checked and filled in: every array is there, of one type, and they fit together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array, issparse

from hanting_geo.core.arguments import ArgumentError, number, one_of, whole_number
from hanting_geo.core.sentences import Sentence
from hanting_geo.siting.location.solving.problem import CAPACITATED, COVERING, MAXIMISED, MODELS, Quota

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Flags, Floats, Positions
    from hanting_geo.siting.location.solving.problem import Problem

__all__ = ["Stated", "state"]

_PAIR = 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Stated:
    """A checked problem.

    Attributes
    ----------
    problem
        As it was given.
    everything
        All costs within reach and radius, facilities that are closed too; rows sorted by facility.
    costs
        Those of facilities that may be open.
    candidate
        May be open, and is not in any case.
    counted
        Counts in ``p``.
    cost
        1 for each counted facility where ``lscp`` has no costs.
    """

    problem: Problem
    everything: csr_array
    costs: csr_array
    weight: Floats
    required: Flags
    closed: Flags
    counted: Flags
    capacity: Floats | None
    cost: Floats | None
    separation: Positions
    quota: Quota | None

    @property
    def model(self) -> str:
        """One of the models."""
        return self.problem.model

    @property
    def maximised(self) -> bool:
        """Whether the most is sought."""
        return self.model in MAXIMISED

    @property
    def capacitated(self) -> bool:
        """Whether capacities count."""
        return self.model in CAPACITATED

    @property
    def serves_all(self) -> bool:
        """Whether every demand has to be served."""
        return not self.maximised

    @property
    def demand(self) -> int:
        """How many rows."""
        return int(self.costs.shape[0])

    @property
    def facilities(self) -> int:
        """How many columns."""
        return int(self.costs.shape[1])

    @property
    def candidate(self) -> Flags:
        """May be opened, and is not open in any case."""
        return ~(self.required | self.closed)

    @property
    def exact_p(self) -> int | None:
        """How many are open that count, where it is exactly so many."""
        return None if self.model == "lscp" or self.problem.budget is not None else self.problem.p

    @property
    def most_p(self) -> int | None:
        """How many that count may be open at most."""
        return self.problem.p

    @property
    def plain(self) -> bool:
        """Whether there is nothing but a number to keep: no budget, no pairs, no quotas."""
        return self.problem.budget is None and len(self.separation) == 0 and self.quota is None


def state(problem: Problem) -> Stated:
    """Check a problem, and fill in what was left out.

    Raises
    ------
    ArgumentError
        What does not fit together, or is needed and missing.
    """
    one_of(problem.model, MODELS, "model")
    matrix = _matrix(problem.costs)
    n, m = matrix.shape
    _needs(problem)
    weight = _numbers(problem.weight, n, "weight", 1.0)
    if n and not (weight > 0).all():
        raise ArgumentError(
            Sentence(
                "weight: row {weight} is {weight2:g}, not above 0",
                weight=int(np.argmin(weight > 0)),
                weight2=weight[np.argmin(weight > 0)],
            )
        )
    required, closed, free = (_flags(getattr(problem, name), m, name) for name in ("required", "closed", "free"))
    if (required & closed).any():
        raise ArgumentError(
            Sentence("facility {required} is required and closed at once", required=int(np.argmax(required & closed)))
        )
    capacity = None if problem.capacity is None else _numbers(problem.capacity, m, "capacity", 0.0)
    cost = None if problem.cost is None else _numbers(problem.cost, m, "cost", 0.0)
    for name, given in (("capacity", capacity), ("cost", cost)):
        if given is not None and (given < 0).any():
            raise ArgumentError(
                Sentence(
                    "{name}: facility {given} has {given2:g}, below 0",
                    name=name,
                    given=int(np.argmax(given < 0)),
                    given2=given[given < 0][0],
                )
            )
    everything = matrix if problem.radius is None else _within(matrix, matrix.data <= problem.radius)
    return Stated(
        problem=problem,
        everything=everything,
        costs=_within(everything, ~closed[everything.indices]) if closed.any() else everything,
        weight=weight,
        required=required,
        closed=closed,
        counted=~free,
        capacity=capacity,
        cost=cost,
        separation=_pairs(problem.separation, m),
        quota=None if problem.quota is None else _quota(problem.quota, m),
    )


def _needs(problem: Problem) -> None:
    """Check what is given as one number, and that a model has what it needs."""
    model = problem.model
    if problem.p is not None:
        whole_number(problem.p, "p", least=0)
    for name in ("radius", "budget"):
        if getattr(problem, name) is not None:
            number(getattr(problem, name), name, least=0)
    number(problem.backup_share, "backup_share", least=0, most=1)
    if model in COVERING and problem.radius is None:
        raise ArgumentError(Sentence("{model} needs a radius", model=model))
    if model in CAPACITATED and problem.capacity is None:
        raise ArgumentError(Sentence("{model} needs capacities", model=model))
    if model != "lscp" and problem.p is None and problem.budget is None:
        raise ArgumentError(Sentence("{model} needs p, or a budget", model=model))
    if problem.budget is not None and problem.cost is None:
        raise ArgumentError(Sentence("a budget needs the cost of each facility"))
    if problem.truncated and (model != "p_median" or problem.radius is not None):
        raise ArgumentError(Sentence("truncated lists serve p_median without a radius, not {model}", model=model))


def _matrix(given: object) -> csr_array:
    """Bring costs into rows sorted by facility, without what is out of reach."""
    if issparse(given):
        matrix = csr_array(given, dtype=np.float64)
        if not matrix.has_canonical_format:
            matrix = matrix.copy()
            matrix.sort_indices()
            if (matrix.indices[1:] == matrix.indices[:-1])[_inside(matrix)].any():
                raise ArgumentError(Sentence("costs: a pair of demand and facility is stored twice"))
        if np.isinf(matrix.data).any():
            matrix = _within(matrix, np.isfinite(matrix.data) | np.isnan(matrix.data))
    else:
        dense = np.asarray(given, dtype=np.float64)
        if dense.ndim != _PAIR:
            raise ArgumentError(Sentence("costs has {ndim} dimensions, not 2 (demand x facilities)", ndim=dense.ndim))
        kept = dense != np.inf
        indptr = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
        indices = np.nonzero(kept)[1]
        matrix = csr_array((dense[kept], indices, indptr), shape=dense.shape)
    if np.isnan(matrix.data).any():
        raise ArgumentError(Sentence("costs holds NaN"))
    if len(matrix.data) and matrix.data.min() < 0:
        raise ArgumentError(Sentence("costs holds {data:g}, below 0", data=matrix.data.min()))
    return matrix


def _inside(matrix: csr_array) -> Flags:
    """Tell which steps from one stored value to the next stay in a row."""
    inside = np.ones(max(len(matrix.indices) - 1, 0), dtype=np.bool_)
    ends = matrix.indptr[1:-1]
    ends = ends[(ends > 0) & (ends <= len(inside))]
    inside[ends - 1] = False
    return inside


def _within(matrix: csr_array, kept: Flags) -> csr_array:
    """Keep some of the stored values."""
    counts = np.concatenate([[0], np.cumsum(kept)])
    return csr_array((matrix.data[kept], matrix.indices[kept], counts[matrix.indptr]), shape=matrix.shape)


def _numbers(given: object, length: int, what: str, otherwise: float) -> Floats:
    """Read one number for each."""
    if given is None:
        return np.full(length, otherwise)
    numbers = np.asarray(given, dtype=np.float64)
    if numbers.shape != (length,):
        raise ArgumentError(
            Sentence("{what} has shape {shape}, not ({length},)", what=what, shape=numbers.shape, length=length)
        )
    if (what != "capacity" and not np.isfinite(numbers).all()) or np.isnan(numbers).any():
        raise ArgumentError(
            Sentence("{what}: number {numbers} is not finite", what=what, numbers=int(np.argmin(np.isfinite(numbers))))
        )
    return numbers


def _flags(given: object, length: int, what: str) -> Flags:
    """Read one flag for each."""
    if given is None:
        return np.zeros(length, dtype=np.bool_)
    flags = np.asarray(given)
    if flags.shape != (length,) or flags.dtype != np.bool_:
        raise ArgumentError(
            Sentence(
                "{what} has shape {shape} and type {dtype}, not ({length},) and bool",
                what=what,
                shape=flags.shape,
                dtype=flags.dtype,
                length=length,
            )
        )
    return flags


def _places(given: Any, most: int, what: str, least: int = 0) -> Positions:
    """Read whole numbers within limits."""
    places = np.asarray(given)
    if places.size == 0:
        return places.astype(np.intp)
    if not np.issubdtype(places.dtype, np.integer) or places.min() < least or places.max() >= most:
        raise ArgumentError(
            Sentence("{what}: not all are whole numbers from {least} to {most}", what=what, least=least, most=most - 1)
        )
    return places.astype(np.intp)


def _pairs(given: object, facilities: int) -> Positions:
    """Read pairs, each once, the smaller number first."""
    if given is None or np.size(np.asarray(given)) == 0:
        return np.zeros((0, _PAIR), dtype=np.intp)
    pairs = _places(given, facilities, "separation")
    if pairs.ndim != _PAIR or pairs.shape[1] != _PAIR or (pairs[:, 0] == pairs[:, 1]).any():
        raise ArgumentError(Sentence("separation: not pairs of two different facilities"))
    return np.unique(np.sort(pairs, axis=1), axis=0)


def _quota(given: Quota, facilities: int) -> Quota:
    """Read quotas."""
    least, most = np.asarray(given.least), np.asarray(given.most)
    groups = len(least) if least.ndim else 0
    group = _places(given.group, groups, "quota.group", least=-1)
    if group.shape != (facilities,) or least.shape != (groups,) or most.shape != (groups,):
        raise ArgumentError(
            Sentence(
                "quota: group {shape}, least {shape2} and most {shape3} do not fit {facilities} facilities",
                shape=group.shape,
                shape2=least.shape,
                shape3=most.shape,
                facilities=facilities,
            )
        )
    least, most = (_places(side, np.iinfo(np.intp).max, "quota") for side in (least, most))
    return Quota(group, least, most)
