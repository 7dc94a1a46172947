"""Lots in threads: in their order, cut where they may be, and no threads within threads."""

from __future__ import annotations

import gc
import threading
from typing import Any

import numpy as np
import pytest

import hanting_geo.core.threads as module
from hanting_geo.core.threads import at_once, by_first, each, elementwise, in_lots


@pytest.fixture(autouse=True)
def _several_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORKERS", 4)


def test_lots_come_back_in_their_order() -> None:
    numbers = np.arange(5_000)
    np.testing.assert_array_equal(elementwise(lambda some: some * 2, numbers), numbers * 2)
    np.testing.assert_array_equal(np.concatenate(in_lots(lambda a, b: numbers[a:b], 5_000)), numbers)
    assert each(str, [3, 1, 2]) == ["3", "1", "2"]


def test_rows_are_cut_only_where_they_may_be() -> None:
    first = np.repeat(np.arange(20), 250)
    seen: list[set[int]] = []
    lock = threading.Lock()

    def note(some: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        with lock:
            seen.append(set(some.tolist()))
        return some

    np.testing.assert_array_equal(elementwise(note, first, cuts=by_first(first), least=10), first)
    assert len(seen) > 1
    assert sum(map(len, seen)) == 20, "a value was met by two lots"
    assert elementwise(note, np.zeros(1000), cuts=by_first(np.zeros(1000)), least=10).shape == (1000,)


def test_work_in_threads_starts_no_threads_of_its_own() -> None:
    def inner(some: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.full(len(some), threading.get_ident())

    numbers = np.arange(1_000)
    inside = at_once(lambda lot: (threading.get_ident(), elementwise(inner, lot, least=1)), [(numbers,), (numbers,)])
    for outer, found in inside:
        assert set(found.tolist()) == {outer}
    # One lot is not put into a thread, and may start threads.
    (only,) = at_once(lambda lot: elementwise(inner, lot, least=1), [(numbers,)])
    assert set(only.tolist()) != {threading.get_ident()}


def test_an_error_comes_out_and_leaves_threads_usable() -> None:
    def fail(lot: int) -> float:
        return 1 / lot

    with pytest.raises(ZeroDivisionError):
        at_once(fail, [(1,), (0,)])
    assert at_once(fail, [(1,), (2,)]) == [1, 0.5]


def test_the_collector_of_the_process_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "disable", lambda: pytest.fail("the garbage collector was switched off"))
    at_once(lambda lot: elementwise(np.sqrt, lot), [(np.ones(1000),), (np.ones(1000),)])
    assert gc.isenabled()
