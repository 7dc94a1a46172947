"""Values that are computed when they are first asked, by one thread."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

__all__ = ["Made", "Once"]

T = TypeVar("T")


class Once(Generic[T]):
    """A value that is computed when it is first asked, by one thread; what it is computed from is let go then.

    Examples
    --------
    >>> value = Once(lambda: 2 + 2)
    >>> value(), value()
    (4, 4)
    """

    def __init__(self, compute: Callable[[], T]) -> None:
        self._lock = threading.Lock()
        self._compute: Callable[[], T] | None = compute

    def __call__(self) -> T:
        """Give the value."""
        with self._lock:
            if self._compute is not None:
                self._value = self._compute()
                self._compute = None
        return self._value


class Made(Generic[T]):
    """Values by key, each made once, whichever thread asks first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[Hashable, Once[T]] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give the value of a key."""
        with self._lock:
            value = self._values.setdefault(key, Once(make))
        return value()
