"""A PostgreSQL with PostGIS for tests: on a free loopback port, in a temporary folder, as an ordinary user."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "s3cret-Passw0rd"  # noqa: S105 - of a server that lives for a minute
_BINARIES = "/usr/lib/postgresql/*/bin/initdb"


class Database:
    """The server, and how it is reached."""

    def __init__(self, port: int) -> None:
        self.port = port

    def address(self, user: str = "planner", password: str | None = PASSWORD, host: str = "127.0.0.1") -> str:
        """Give an address, with the password where one is given."""
        secret = "" if password is None else f":{password}"
        return f"postgresql://{user}{secret}@{host}:{self.port}/land"

    def run(self, *statements: str, user: str = "planner") -> list[tuple[Any, ...]]:
        """Run statements, and give the rows of the last one."""
        with psycopg.connect(self.address(user), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def _binaries() -> Path:
    found = sorted(Path("/").glob(_BINARIES.lstrip("/")))
    named = shutil.which("initdb")
    if not found and named is None:
        message = "no PostgreSQL: install it (apt-get install postgresql postgresql-postgis), or run scripts/test.sh"
        raise FileNotFoundError(message)
    return found[-1].parent if found else Path(str(named)).parent


def _as_ordinary_user() -> dict[str, Any]:
    """Say as whom the server runs: initdb refuses root."""
    if os.getuid() != 0:
        return {}
    names = {each.pw_name: each for each in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def served() -> Iterator[Database]:
    """Start a server, and stop it whatever happens."""
    binaries, who = _binaries(), _as_ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="hanting_geo_postgres_"))
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD)
    if who:
        for each in (folder, secret):
            os.chown(each, who["user"], who["group"])

    def call(program: str, *arguments: str) -> None:
        command = [str(binaries / program), *arguments]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, env={"LC_ALL": "C.UTF-8"}, **who
        )
        if done.returncode:
            log = folder / "log"
            message = f"{program}: {done.stdout}{done.stderr}{log.read_text() if log.exists() else ''}"
            raise RuntimeError(message)

    try:
        call(
            "initdb", "--pgdata", str(data), "--username", "postgres", "--pwfile", str(secret), "--auth",
            "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions",
        )  # fmt: skip
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1]
        settings = {
            "listen_addresses": "'127.0.0.1'", "port": port, "unix_socket_directories": f"'{folder}'", "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "16MB", "jit": "off",
            "max_connections": "20", "autovacuum": "off",
        }  # fmt: skip
        with (data / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in settings.items())
        call("pg_ctl", "--pgdata", str(data), "--log", str(folder / "log"), "--wait", "start")
        try:
            yield _prepared(port)
        finally:
            call("pg_ctl", "--pgdata", str(data), "--mode", "immediate", "--wait", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepared(port: int) -> Database:
    owner = f"postgresql://postgres:{PASSWORD}@127.0.0.1:{port}"
    with psycopg.connect(f"{owner}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE ROLE planner LOGIN PASSWORD '{PASSWORD}'")
        connection.execute(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
        connection.execute("CREATE ROLE chief ROLE planner")
        connection.execute("CREATE DATABASE land OWNER planner")
    with psycopg.connect(f"{owner}/land", autocommit=True) as connection:
        # Not in public, as a careful bureau has it.
        connection.execute("CREATE SCHEMA gis")
        connection.execute("CREATE EXTENSION postgis SCHEMA gis")
        connection.execute("GRANT USAGE ON SCHEMA gis TO PUBLIC")
        connection.execute("ALTER DATABASE land SET search_path = public, gis")
        connection.execute("CREATE SCHEMA plan AUTHORIZATION planner")
    return Database(port)
