"""The day that a product bears."""

from __future__ import annotations

import datetime as dt
import os

__all__ = ["today"]


def today() -> str:
    """Give the day of today, or that of the variable SOURCE_DATE_EPOCH, for builds that can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date().isoformat()
    return dt.datetime.now().astimezone().date().isoformat()
