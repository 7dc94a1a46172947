"""Covers: the search for the cheapest facilities that reach everybody, and what can be left out beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from hanting_geo.core.arrays import Flags  # noqa: TC001 - a NamedTuple says what it holds when it runs
from hanting_geo.siting.location.solving.lists import lists_of
from hanting_geo.siting.location.solving.proving import prove
from hanting_geo.siting.location.solving.searching import CLOSED, FREE, OPEN, Search

if TYPE_CHECKING:
    from hanting_geo.core.arrays import Floats, Positions
    from hanting_geo.siting.location.solving.clock import Clock
    from hanting_geo.siting.location.solving.problem import Limits

__all__ = ["CoverSearch", "cheapest_cover", "thinned"]

_MOST = 3e8
"""Products of flags up to which rows are compared with each other."""
_MOST_DENSE = 4000
"""Rows up to which rows of many entries are compared as whole arrays."""
_DENSE = 0.02
_ROUNDS = 4
_OFTEN = 0.5
_STEPS_A_TRIAL, _WORK = 20, 20_000
"""Steps of the search for each trial, of patterns with no more entries than this; of larger ones fewer."""
_LEAST_PRICE = 1e-12


def thinned(pattern: csr_array, price: Floats, may_open: Flags) -> tuple[Positions, Flags]:
    """Leave out rows that are covered whenever another is, and columns that another one does instead for no more.

    Parameters
    ----------
    pattern
        Ones where a facility (column) reaches a demand (row).
    price
        Of each facility.
    may_open
        The others are left out.

    Returns
    -------
    rows, columns
        The rows that are left, and flags of the columns that are left.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy.sparse import csr_array
    >>> pattern = csr_array(np.array([[1, 1, 0], [1, 1, 1], [0, 0, 1]]))
    >>> thinned(pattern, np.array([1.0, 1.0, 1.0]), np.ones(3, dtype=bool))
    (array([0, 2]), array([ True, False,  True]))
    """
    rows = np.arange(pattern.shape[0])
    kept = may_open.copy()
    for _ in range(_ROUNDS):
        columns = np.flatnonzero(kept)
        part = pattern[rows][:, columns]
        if part.nnz == 0 or not (_is_compared(part) and _is_compared(part.T.tocsr())):
            break
        # A row is left out where another one lies inside of it, a column where it lies inside of another one.
        _, outer = _inside(part, np.zeros(len(rows)))
        rows = np.delete(rows, outer)
        inner, _ = _inside(csr_array(part[np.setdiff1d(np.arange(part.shape[0]), outer)].T), price[columns])
        kept[columns[inner]] = False
        if len(outer) == 0 and len(inner) == 0:
            break
    return rows, kept


def _products(matrix: csr_array) -> float:
    """Count the products that comparing all columns of a row takes."""
    return float((np.diff(matrix.indptr).astype(np.float64) ** 2).sum())


def _is_dense(sets: csr_array) -> bool:
    """Tell whether rows are rather compared as whole arrays."""
    return (
        bool(sets.shape[0] <= _MOST_DENSE)
        and _products(csr_array(sets.T)) > _DENSE * sets.shape[0] ** 2 * sets.shape[1]
    )


def _is_compared(sets: csr_array) -> bool:
    """Tell whether comparing rows with each other is worth its time."""
    return _is_dense(sets) or _products(csr_array(sets.T)) <= _MOST


def _inside(sets: csr_array, price: Floats) -> tuple[Positions, Positions]:
    """List the rows that lie inside of another one which costs no more, and those which hold another one.

    Of rows with the same entries and price the first is neither.
    """
    sizes = np.diff(sets.indptr)
    if _is_dense(sets):
        flags = sets.toarray().astype(np.float32)
        # Counts are whole and small: no rounding. A row without entries lies inside of nothing that is listed.
        inner, outer = np.nonzero((flags @ flags.T == sizes[:, None]) & (sizes > 0)[:, None])
    else:
        shared = (sets @ sets.T).tocoo()
        inner, outer = (places[shared.data == sizes[shared.coords[0]]] for places in shared.coords)
    holds = (inner != outer) & (price[outer] <= price[inner])
    inner, outer = inner[holds], outer[holds]
    same = (sizes[inner] == sizes[outer]) & (price[inner] == price[outer])
    return np.unique(inner[~same | (outer < inner)]), np.unique(outer[~same | (inner < outer)])


def _best(values: Floats, turned: Floats) -> int:
    """Give the place of the least value; of equals, of what was turned longest ago."""
    least = np.flatnonzero(values == values.min())
    return int(least[np.argmin(turned[least])])


class Cover(NamedTuple):
    """What was found.

    Attributes
    ----------
    is_open
        None where nothing as cheap as was asked for was found.
    bound
        The least that a cover costs.
    proved
        There is no cheaper one; or, where only one as cheap as was asked for is of use, that there is none.
    """

    is_open: Flags | None
    bound: float
    proved: bool
    nodes: int


class CoverSearch(Search):
    """A search in which swaps give way to mending: add what covers most, and leave out what is not needed."""

    missed: Floats | None = None
    """How often each demand was left uncovered while looking for cheaper covers."""

    def random_choice(self) -> Flags:
        """Begin with what is open in any case."""
        is_open: Flags = self.state == OPEN
        return is_open

    def swap(self, is_open: Flags) -> float:
        """Complete a choice to a cover, leave out what is not needed; give its cost."""
        return self.measure(self._mended(is_open))

    def round_off(self, usage: Floats) -> None:
        """Complete what was picked most often lately."""
        self.swap(usage > _OFTEN)

    def shake(self, trials: int) -> int:
        """Look for a cheaper cover by exchanges among too few facilities; give how often one was found.

        Demand that stays uncovered for long weighs more and more (Gao, Weise and Li, Information Sciences 2015).
        """
        lists, free = self.lists, self.state == FREE
        if lists.rows == 0 or not free.any() or self.value <= self.target:
            return 0
        covering = csr_array((np.ones(len(lists.facility)), lists.facility, lists.starts), (lists.rows, lists.columns))
        covered, price = csr_array(covering.T), np.maximum(lists.opening, _LEAST_PRICE)
        is_open = self.chosen.copy()
        weight = self.missed = np.ones(lists.rows) if self.missed is None else self.missed
        times = covering @ is_open.astype(np.float64)
        spent = float(lists.opening[is_open].sum())
        turned, better = np.zeros(lists.columns), 0
        luck = self.rng.random(int(trials * _STEPS_A_TRIAL * min(1.0, _WORK / len(lists.facility))))
        for step, drawn in enumerate(luck, 1):
            missing = np.flatnonzero(times == 0)
            if len(missing) == 0:
                before = self.value
                better += self.measure(is_open) < before
                if self.value <= self.target:
                    break
            may_go = is_open & free & (turned < max(step - 1, 1))
            loss = np.where(may_go, covered @ (weight * (times == 1)) / price, np.inf)
            while spent + price.min() > self.value - price.min() or len(missing) == 0:
                out = _best(loss, turned)
                if np.isinf(loss[out]):
                    return better
                spent -= float(lists.opening[out])
                self._turn(out, is_open, times)
                turned[out], loss[out] = step, np.inf
                missing = np.flatnonzero(times == 0)
            gain = -(covered @ (weight * (times == 0))) / price
            row = int(missing[int(drawn * len(missing))])
            able = lists.facility[lists.starts[row] : lists.starts[row + 1]]
            able = able[free[able] & (turned[able] < step)]
            if len(able):
                into = int(able[_best(gain[able], turned[able])])
                spent += float(lists.opening[into])
                self._turn(into, is_open, times)
                turned[into] = step
            weight += times == 0
        return better

    def _turn(self, j: int, is_open: Flags, times: Floats) -> None:
        """Open or close one."""
        is_open[j] = not is_open[j]
        times[self._rows_of(j)] += 1 if is_open[j] else -1

    def _mended(self, is_open: Flags) -> Flags:
        lists, opening = self.lists, self.lists.opening
        is_open = is_open & (self.state != CLOSED) | (self.state == OPEN)
        row = np.repeat(np.arange(lists.rows), np.diff(lists.starts))
        times = np.bincount(row[is_open[lists.facility]], minlength=lists.rows)
        entry = np.flatnonzero((times[row] == 0) & (self.state[lists.facility] == FREE))
        while len(entry):
            new = np.bincount(lists.facility[entry], minlength=lists.columns)
            worth = np.where(new > 0, new / np.maximum(opening, _LEAST_PRICE), 0.0)
            j = int(np.argmax(worth))
            is_open[j] = True
            times[self._rows_of(j)] += 1
            entry = entry[times[row[entry]] == 0]
        for j in np.flatnonzero(is_open & (self.state == FREE))[
            np.argsort(-opening[is_open & (self.state == FREE)], kind="stable")
        ]:
            mine = self._rows_of(int(j))
            if len(mine) == 0 or times[mine].min() > 1:
                is_open[j] = False
                times[mine] -= 1
        return is_open

    def _rows_of(self, j: int) -> Positions:
        return self.lists.demand[self.lists.column_starts[j] : self.lists.column_starts[j + 1]]


def cheapest_cover(
    pattern: csr_array, price: Floats, state: Positions, limits: Limits, clock: Clock, *, enough: float = -np.inf
) -> Cover:
    """Find the cheapest facilities that reach every row.

    Parameters
    ----------
    pattern
        Ones where a facility reaches a demand.
    price
        Of each facility; what is open in any case counts too.
    state
        Of each facility: free, open or closed.
    enough
        Any cover that costs no more does, and none that costs more is of use.

    Returns
    -------
    Cover
    """
    always = state == OPEN
    uncovered = np.flatnonzero(np.bincount(_rows(pattern)[always[pattern.indices]], minlength=pattern.shape[0]) == 0)
    rows, kept = thinned(pattern[uncovered], price, state == FREE)
    part = pattern[uncovered[rows]]
    lists = lists_of(
        part.indptr,
        part.indices,
        np.zeros(len(part.indices)),
        last=np.full(len(rows), np.inf),
        opening=np.asarray(price, dtype=np.float64),
    )
    search = CoverSearch(lists, np.where(kept | always, state, CLOSED), -1, limits, clock)
    search.covers = True
    only_enough = np.isfinite(enough)
    search.swap(search.random_choice())
    if only_enough and search.value > enough:
        search.target = enough
        # Only what is better than this is looked for; prices are whole.
        search.value = enough + 1
    elif only_enough:
        return Cover(search.chosen, search.value, proved=True, nodes=0)
    bound = prove(search)
    proved = limits.gap == 0 and bound >= search.enough()
    found = search.chosen if search.value <= enough or not only_enough else None
    return Cover(found, search.rounded(min(bound, search.enough())), proved=proved, nodes=search.nodes)


def _rows(matrix: csr_array) -> Positions:
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
