"""Views of a GeoPackage, gone through once before GDAL is asked: one may count to infinity, or make gigabytes.

A plain table holds what it holds, and costs one look into the list of tables. What works its values out when it is read
(a view, a generated column) is run once with a clock, and a bound on how long a value may be.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

from hanting_geo.core.limits import exceeded, limits
from hanting_geo.core.sentences import Sentence

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["require_views_end"]

_STEPS = 10_000
"""How often the clock is looked at."""
_LONGEST_VALUE = 1 << 28
_ROWS = 1_000


def require_views_end(path: Path) -> None:
    """Let a GeoPackage through whose views come to an end.

    Raises
    ------
    SourceError
        One takes longer than the limit, or makes values that no geometry is as long as.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)) as database:
            for name in _worked_out(database):
                _run(path, database, name)
    except (sqlite3.Error, UnicodeError, ValueError):
        return  # what is no database, GDAL tells better


def _worked_out(database: sqlite3.Connection) -> list[str]:
    """Name the views, and the tables that have generated columns."""
    known = {
        str(name)
        for (name,) in database.execute("SELECT table_name FROM gpkg_contents WHERE table_name IS NOT NULL").fetchall()
    }
    found = []
    for kind, name, text in database.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'table')"
    ).fetchall():
        made = kind == "view" or " AS (" in " ".join(str(text).upper().replace("AS(", "AS (").split())
        if made and name in known:
            found.append(str(name))
    # GDAL lists tables that the contents leave out, too, but counts and reads only what is asked for by name.
    return found


def _run(path: Path, database: sqlite3.Connection, name: str) -> None:
    end = time.monotonic() + limits.view_seconds
    late = False

    def look() -> int:
        nonlocal late
        late = time.monotonic() > end
        return int(late)

    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    database.set_progress_handler(look, _STEPS)
    quoted = '"' + name.replace('"', '""') + '"'
    try:
        rows = database.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - the name is quoted
        while not look() and rows.fetchmany(_ROWS):
            pass
    except sqlite3.Error as error:
        if "too big" in str(error):
            exceeded(
                path,
                Sentence(
                    "the view {name!r} makes values of more than {longest_value:,.0f} MB",
                    name=name,
                    longest_value=_LONGEST_VALUE / 2**20,
                ),
                "view_seconds",
            )
    finally:
        database.set_progress_handler(None, 0)
    if late:
        what = Sentence(
            "the view {name!r} has not come to an end after {view_seconds} seconds",
            name=name,
            view_seconds=limits.view_seconds,
        )
        exceeded(path, what, "view_seconds", Sentence("write what it shows into a table: CREATE TABLE ... AS SELECT"))
