"""The workers: a cluster of this machine, or the scheduler that is named; and what is said when they fail."""

from __future__ import annotations

import logging
import os
import time
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hanting_geo.core.arguments import told
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import HantingGeoError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["in_order", "workers"]

_WAIT_S = 10
_TRIES = 5
_PAUSE_S = 1.0
_WHAT = "work on several machines"


@contextmanager
def workers(scheduler: object) -> Iterator[Any]:
    """Give a client of a cluster: of the one that is named, else of one that is started here and stopped afterwards.

    Parameters
    ----------
    scheduler
        The address of a scheduler (``"tcp://10.0.0.1:8786"``), a ``distributed.Client``, or None.

    Raises
    ------
    SourceError
        dask is not installed, the scheduler cannot be reached, or the processes of this machine do not start.
    """
    distributed = require("distributed", _WHAT, "work with one machine: hg.zone_statistics_file, hg.overlay_file")
    from distributed.comm.addressing import get_address_host_port

    # What fails is said once, in the error; a worker that is lost is started again and its tasks are done anew.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    if isinstance(scheduler, distributed.Client):
        yield scheduler
        return
    if scheduler is None:
        many = max(os.cpu_count() or 1, 1)
        with warnings.catch_warnings():
            # Its port 8787 may be taken by another one: it takes a free one then, and nobody looks there.
            warnings.simplefilter("ignore")
            started = _started(distributed, many)
        with started as cluster, distributed.Client(cluster, set_as_default=False) as client:
            yield client
        return
    if not isinstance(scheduler, str) or "://" not in scheduler:
        message = Sentence(
            "a scheduler is given by its address, such as 'tcp://10.0.0.1:8786', and not {told}", told=told(scheduler)
        )
        raise SourceError(message)
    try:
        # A client of an address that is none would stay half made, as the default one of the process.
        get_address_host_port(scheduler)
        client = distributed.Client(scheduler, timeout=_WAIT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        message = Sentence(
            "the scheduler {scheduler} cannot be reached ({kind}); start it with dask scheduler, and workers with "
            "dask worker ADDRESS --nthreads 1, or leave it out for a cluster of this machine",
            scheduler=scheduler,
            kind=type(error).__name__,
        )
        raise SourceError(message) from error
    with client:
        yield client


def _started(distributed: Any, many: int) -> Any:
    try:
        return distributed.LocalCluster(
            n_workers=many, processes=True, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
        )
    except (RuntimeError, OSError, TimeoutError) as error:
        message = Sentence(
            "the processes of this machine do not start ({error}); each of them loads the script that is run again: "
            "put what it does below if __name__ == '__main__':",
            error=str(error) or type(error).__name__,
        )
        raise SourceError(message) from error


def in_order(
    client: Any,
    task: Callable[..., Any],
    items: Sequence[Any],
    *shared: Any,
    tell: Callable[[float, str], None],
    span: tuple[float, float],
    what: str,
    keep: Callable[[int, Any], None] = lambda _number, _answer: None,
) -> list[Any]:
    """Do a task for each item, and give the answers in the order of the items, whichever came first.

    ``keep`` is told of each answer as soon as it is there, with the number of its item.

    Raises
    ------
    HantingGeoError
        What a task raised; SourceError if its workers were lost again and again, or the scheduler was.
    """
    from distributed import as_completed
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    if not items:
        return []
    futures: list[Any] = []
    answers: list[Any] = [None] * len(items)
    try:
        common = [_spread(client, each) for each in shared]
        futures = [client.submit(task, item, *common, pure=False) for item in items]
        waited = {future.key: number for number, future in enumerate(futures)}
        # Without its own loop it would wait in that of the default client of the process, which may be another one.
        answered = as_completed(futures, loop=client.loop, with_results=True)  # type: ignore[no-untyped-call]
        for done, (future, answer) in enumerate(answered, start=1):
            number = waited.pop(future.key)
            answers[number] = answer
            keep(number, answer)
            tell(span[0] + (span[1] - span[0]) * done / len(items), what)
    except HantingGeoError:
        # What others have done meanwhile is kept, too.
        for future in futures:
            if future.key in waited and future.status == "finished":
                keep(waited[future.key], future.result())
        raise
    except KilledWorker as error:
        message = Sentence(
            "{what}: a worker died over the same part several times; it has too little memory: make smaller parts",
            what=what,
        )
        raise SourceError(message) from error
    except (OSError, TimeoutError, FutureCancelledError) as error:
        message = Sentence(
            "{what}: the scheduler or its workers were lost ({kind}); nothing was written",
            what=what,
            kind=type(error).__name__,
        )
        raise SourceError(message) from error
    finally:
        client.cancel(futures)
    return answers


def _spread(client: Any, shared: object) -> Any:
    """Give all workers what every task needs; once more, where one has just died and the scheduler has not seen it."""
    for _ in range(_TRIES):
        try:
            return client.scatter(shared, broadcast=True, hash=False)
        except OSError:
            time.sleep(_PAUSE_S)
    return client.scatter(shared, broadcast=True, hash=False)
