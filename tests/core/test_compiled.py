"""When loops are compiled."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hanting_geo.core import compiled


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "numba", raising=False)
    monkeypatch.setattr(compiled, "_missed", [])
    monkeypatch.setenv(compiled.VARIABLE, "1")


@pytest.mark.usefixtures("unloaded")
def test_a_large_task_is_worth_loading_at_once() -> None:
    assert compiled.is_worth(1000, 1000)
    assert compiled.is_worth(0, 0)


@pytest.mark.usefixtures("unloaded")
def test_several_smaller_tasks_are_worth_it_in_the_end() -> None:
    assert [compiled.is_worth(300, 1000) for _ in range(5)] == [False, False, False, True, True]


@pytest.mark.usefixtures("unloaded")
def test_once_loaded_less_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", compiled)
    assert compiled.is_worth(10, 1000)
    assert not compiled.is_worth(9, 1000)


@pytest.mark.usefixtures("unloaded")
@pytest.mark.parametrize("name", [compiled.VARIABLE, "NUMBA_DISABLE_JIT"])
def test_can_be_switched_off(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "0" if name == compiled.VARIABLE else "1")
    assert not compiled.is_there()
    assert not compiled.is_worth(10**9, 1)


@pytest.mark.usefixtures("unloaded")
def test_does_without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    assert not compiled.is_worth(10**9, 1)


def test_numba_is_not_loaded_for_small_tasks() -> None:
    program = """
import sys
import geopandas
from shapely import box
import hanting_geo as hg
one, two = (geopandas.GeoDataFrame({name: [1]}, geometry=[shape], crs="EPSG:4549")
            for name, shape in (("a", box(0, 0, 9, 9)), ("b", box(5, 5, 12, 12))))
hg.overlay(one, two)
hg.nearest(one, two)
print([name for name in sys.modules if name.startswith("numba") or "loops_" in name])
"""
    printed = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert printed.stdout.strip() == "[]"
