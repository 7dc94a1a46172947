"""The command line: thin, and quick to start (what is heavy is imported inside the commands)."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from hanting_geo import __version__
from hanting_geo.cli.analysis import overlay, stats
from hanting_geo.cli.console import log, plain_line
from hanting_geo.cli.converting import convert
from hanting_geo.cli.coverage import coverage
from hanting_geo.cli.exclusion import exclude
from hanting_geo.cli.location import locate
from hanting_geo.cli.options import WRONG, Language, LanguageOption, app
from hanting_geo.cli.outputs import figure, map_, report
from hanting_geo.cli.ranking import rank
from hanting_geo.cli.regions import regions
from hanting_geo.cli.scenario import run
from hanting_geo.cli.siting import screen
from hanting_geo.cli.sources import check, layers
from hanting_geo.cli.speaking import Command, asked_language
from hanting_geo.cli.stopping import StoppedError, stopped_by_signals
from hanting_geo.cli.verifying import verify
from hanting_geo.core.addresses import masked
from hanting_geo.core.limits import limits
from hanting_geo.core.options import options
from hanting_geo.core.os_errors import reason
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
    "verify": verify,
    "report": report,
}
"""The commands, in the order of the help. A new command adds a row."""


for _name, _command in COMMANDS.items():
    app.command(name=_name, cls=Command)(_command)


def _show_version(value: bool) -> None:  # noqa: FBT001 - as typer calls it
    if value:
        typer.echo(said("version", version=__version__))
        raise typer.Exit


@app.callback()
def program(
    *,
    version: Annotated[  # noqa: ARG001 - it stops before
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop. 版本")
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "-v", "--verbose", count=True, help="Tell what is being done, on the error stream; -vv tells more. 详细"
        ),
    ] = 0,
    limit: Annotated[
        list[str] | None,
        typer.Option("--limit", metavar="NAME=NUMBER", help="Raise a limit that a message names. 提高限制"),
    ] = None,
    language: LanguageOption = Language.zh,  # noqa: ARG001 - taken before help is built
) -> None:
    """Look at what holds for every command."""
    for each in limit or ():
        limits.take(each)
    log(verbose)


def main() -> None:
    """Run the command line; a mistake of the caller is one clear line and exit code 2."""
    language = asked_language(sys.argv[1:])
    with options(**({} if language is None else {"language": language})):
        _run()


def _run() -> None:
    for stream in (sys.stdout, sys.stderr):
        # A GBK console has no (c) or m2 sign: show the character's number rather than fail in the middle.
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        with stopped_by_signals():
            _program()()
    except StoppedError as error:
        _fail(". ".join([said("stopped"), *getattr(error, "__notes__", [])]), error.code)
    except HantingGeoError as error:
        _fail(str(error))
    except BrokenPipeError:
        # Whoever read what is printed has gone (| head): nothing is wrong, and nothing more can be said.
        sys.stdout = None
        raise SystemExit(0) from None
    except OSError as error:
        _fail(f"{error.filename or said('file_system')}: {reason(error)}")
    except KeyboardInterrupt:
        _fail(said("stopped"))
    except (MemoryError, RecursionError) as error:
        _fail(said("too_much", why=type(error).__name__))


@cache
def _program() -> Any:
    """Make the program of the commands, once a process: the options of all of them are read for it."""
    return typer.main.get_command(app)


def _fail(message: str, code: int = WRONG) -> NoReturn:
    print(f"hanting-geo: {plain_line(masked(message))}", file=sys.stderr)  # noqa: T201 - the message is the product
    raise SystemExit(code)
