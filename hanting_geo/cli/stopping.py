"""What a signal does: what is being written is cleaned up as after any failure, and the command says what stands."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["StoppedError", "stopped_by_signals"]

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class StoppedError(BaseException):
    """A signal asks the process to end; no ``except Exception`` on the way keeps it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = 128 + number  # as shells have it: 130 after Ctrl-C, 143 after SIGTERM


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Let a signal that ends a process come as an exception, so that all that is open is closed and removed."""

    def stop(number: int, _frame: object) -> NoReturn:
        # A second one, while it is cleaned up, is not heard.
        for each in known:
            signal.signal(each, signal.SIG_IGN)
        raise StoppedError(number)

    known = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.getsignal(each) for each in known}
    for each, old in before.items():
        if old is not signal.SIG_IGN:  # nohup: it is to go on
            signal.signal(each, stop)
    try:
        yield
    finally:
        for each, old in before.items():
            signal.signal(each, old)
