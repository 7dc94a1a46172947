"""One server for all tests of the database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from commandline import Done, Hanting
from postgres import Database, served

from hanting_geo.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def server() -> Iterator[Database]:
    yield from served()


@pytest.fixture(scope="module")
def database(server: Database) -> Iterator[Database]:
    """Give the server with nothing in it but what the module puts there, whichever one came before."""
    yield server
    server.run(
        "DROP SCHEMA IF EXISTS doctor CASCADE", "DROP SCHEMA plan CASCADE", "CREATE SCHEMA plan AUTHORIZATION planner"
    )


@pytest.fixture
def hanting(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Hanting:
    def run(*arguments: object, code: int = 0) -> Done:
        monkeypatch.setattr(sys, "argv", ["hanting-geo", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        done = Done(int(stopped.value.code or 0), said.out, said.err)
        assert done.code == code, said.err
        assert "Traceback" not in said.err
        return done

    return run
