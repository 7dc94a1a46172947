"""Values that are made once."""

from __future__ import annotations

from hanting_geo.core.lazy import Made, Once


def test_values_are_made_once() -> None:
    asked: list[int] = []
    value = Once(lambda: asked.append(1) or len(asked))
    assert [value(), value()] == [1, 1]
    made: Made[int] = Made()
    assert [made.get("a", lambda: 1), made.get("a", lambda: 2), made.get("b", lambda: 3)] == [1, 1, 3]
