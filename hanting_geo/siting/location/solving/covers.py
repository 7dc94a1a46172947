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
_ROUNDS = 4
_OFTEN = 0.5
_PART_LEFT_OUT = 0.3


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
        if part.nnz == 0 or _products(part.tocsc()) > _MOST or _products(part) > _MOST:
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


def _inside(sets: csr_array, price: Floats) -> tuple[Positions, Positions]:
    """List the rows that lie inside of another one which costs no more, and those which hold another one.

    Of rows with the same entries and price the first is neither.
    """
    shared = (sets @ sets.T).tocoo()
    inner, outer = shared.coords
    sizes = np.diff(sets.indptr)
    holds = (shared.data == sizes[inner]) & (inner != outer) & (price[outer] <= price[inner])
    inner, outer = inner[holds], outer[holds]
    same = (sizes[inner] == sizes[outer]) & (price[inner] == price[outer])
    return np.unique(inner[~same | (outer < inner)]), np.unique(outer[~same | (inner < outer)])


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
        """Leave out a part of the best choice, and mend it; give how often that was better."""
        better = 0
        for _ in range(trials):
            before = self.value
            is_open = self.chosen & ((self.state == OPEN) | (self.rng.random(self.lists.columns) > _PART_LEFT_OUT))
            better += self.measure(self._mended(is_open, drawn=True)) < before
        return better

    def _mended(self, is_open: Flags, *, drawn: bool = False) -> Flags:
        lists, opening = self.lists, self.lists.opening
        is_open = is_open & (self.state != CLOSED) | (self.state == OPEN)
        row = np.repeat(np.arange(lists.rows), np.diff(lists.starts))
        times = np.bincount(row[is_open[lists.facility]], minlength=lists.rows)
        entry = np.flatnonzero((times[row] == 0) & (self.state[lists.facility] == FREE))
        luck = 1 + 0.2 * self.rng.random(lists.columns) if drawn else np.ones(lists.columns)
        while len(entry):
            new = np.bincount(lists.facility[entry], minlength=lists.columns)
            worth = np.where(new > 0, new * luck / np.maximum(opening, 1e-12), 0.0)
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
