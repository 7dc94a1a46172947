"""The command line: thin, and quick to start (what is heavy is imported inside the commands)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

from hanting_geo.cli.analysis import overlay, stats
from hanting_geo.cli.converting import convert
from hanting_geo.cli.coverage import coverage
from hanting_geo.cli.exclusion import exclude
from hanting_geo.cli.location import locate
from hanting_geo.cli.options import WRONG, app
from hanting_geo.cli.outputs import figure, map_
from hanting_geo.cli.ranking import rank
from hanting_geo.cli.regions import regions
from hanting_geo.cli.scenario import run
from hanting_geo.cli.siting import screen
from hanting_geo.cli.sources import check, layers
from hanting_geo.core.words.cli import said
from hanting_geo.errors import HantingGeoError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["COMMANDS", "app", "main"]

COMMANDS: Mapping[str, Callable[..., Any]] = {
    "layers": layers,
    "check": check,
    "convert": convert,
    "map": map_,
    "figure": figure,
    "stats": stats,
    "overlay": overlay,
    "screen": screen,
    "exclude": exclude,
    "rank": rank,
    "coverage": coverage,
    "locate": locate,
    "regions": regions,
    "run": run,
}
"""The commands, in the order of the help. A new command adds a row."""

for _name, _command in COMMANDS.items():
    app.command(name=_name)(_command)


def main() -> None:
    """Run the command line; a mistake of the caller is one clear line and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        # A GBK console has no (c) or m2 sign: show the character's number rather than fail in the middle.
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        app()
    except HantingGeoError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename or said('file_system')}: {error.strerror or error}")
    except KeyboardInterrupt:
        _fail(said("stopped"))


def _fail(message: str) -> NoReturn:
    print(f"hanting-geo: {message}", file=sys.stderr)  # noqa: T201 - the message is the product
    raise SystemExit(WRONG)
