"""The day that a product bears."""

from __future__ import annotations

import datetime as dt
import os

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SchemaError

__all__ = ["now", "today"]

_HERE = dt.timezone(dt.timedelta(hours=8), "UTC+8")
"""The one legal time of China: what is made at one moment bears one day, however the computer's clock is set."""
_VARIABLE = "SOURCE_DATE_EPOCH"


def now() -> dt.datetime:
    """Give the moment, or that of the variable SOURCE_DATE_EPOCH, for builds that can be repeated; in China's time.

    Raises
    ------
    SchemaError
        The variable is no moment of the calendar.
    """
    epoch = os.environ.get(_VARIABLE, "").strip()
    if not epoch:
        return dt.datetime.now(tz=_HERE)
    try:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        message = Sentence(
            "the environment variable {variable} is {epoch!r}; it takes seconds since 1970, such as 1700000000, or "
            "is not set",
            variable=_VARIABLE,
            epoch=epoch[:40],
        )
        raise SchemaError(message) from error


def today() -> str:
    """Give the day of :func:`now`."""
    return now().date().isoformat()
