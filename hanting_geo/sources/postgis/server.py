"""A connection to the database: what is asked of an address, and one message of our own for whatever goes wrong."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from hanting_geo.core.addresses import MASK, is_database, masked
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Server", "checked_address", "connected"]

_WAIT_S = "10"
_PORT = re.compile(r"[0-9]+(?:,[0-9]*)*")
_SECRETS = ("password", "sslpassword")


@dataclass(slots=True)
class Server:
    """An open connection, and how its address is shown."""

    connection: Any
    shown: str
    secrets: tuple[str, ...]
    schema: str = ""
    """The schema that PostGIS is installed in; its functions are called by it, whatever the search path."""
    warned: list[str] = field(default_factory=list)

    def rows(self, query: Any, values: object = None) -> list[Any]:
        """Ask, and give all rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall())

    def run(self, query: Any, values: object = None) -> None:
        """Do something that gives no rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(query, values)

    def function(self, name: str) -> Any:
        """Give a function or type of PostGIS, quoted, for a query."""
        from psycopg import sql

        return sql.Identifier(self.schema, name)


def _how() -> Sentence:
    return Sentence(
        "postgresql://USER@HOST:PORT/DATABASE, or postgresql://?service=NAME; the password comes from PGPASSWORD, a "
        "service file or .pgpass"
    )


def checked_address(address: object) -> str:
    """Let the address of a database through that says nothing in two ways.

    Raises
    ------
    SourceError
        It is a path object, which loses strokes, or a password is written so that it would be taken for a host.
    """
    if not is_database(address) or not isinstance(address, str):
        shown = masked(address)
        message = Sentence("{shown}: the address of a database is given as text, {how}", shown=shown, how=_how())
        raise SourceError(message)
    plain = re.sub(r"^[A-Za-z]+:/+", "", address)
    if not re.match(r"[A-Za-z]+://", address):
        message = Sentence(
            "{address}: an address has two strokes after the colon (pathlib makes one of them): {how}",
            address=masked(address),
            how=_how(),
        )
        raise SourceError(message)
    place = re.split(r"[/?]", plain, maxsplit=1)[0]
    host = place.rpartition("@")[2]
    port = host.rpartition(":")[2] if ":" in re.sub(r"\[.*?\]", "", host) else ""
    before = plain.split("?", maxsplit=1)[0]
    several = before.count("@") > 1 or ("@" in before) != ("@" in place)
    if several or (port and not _PORT.fullmatch(port)):
        message = Sentence(
            "{address}: the address cannot be read: in a password or user write @ as %40, / as %2F, : as %3A, or "
            "better leave the password out: {how}",
            address=_veiled(address),
            how=_how(),
        )
        raise SourceError(message)
    return address


def _veiled(address: str) -> str:
    """Show nothing of an address that cannot be read but its kind and its end."""
    return masked(address) if masked(address) != address else re.sub(r"(://).*", rf"\g<1>{MASK}", address)


@contextmanager
def connected(address: object, *, write: bool = False) -> Iterator[Server]:
    """Connect, and work in one transaction: all that is read is of one moment, all that is written stands or nothing.

    Raises
    ------
    SourceError
        psycopg is not installed, the address or the database cannot be used, the server is lost, rights are lacking.
    """
    text = checked_address(address)
    psycopg = require("psycopg", "a database (postgresql://)", "write a .gpkg, which needs no server")
    known = _parts(psycopg, text)
    secrets = _secrets_of(known)
    shown = masked(text)
    server = Server(None, shown, secrets)
    with _told(psycopg, server, "connect"):
        options = (
            {} if known.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT") else {"connect_timeout": _WAIT_S}
        )
        connection = psycopg.connect(text, client_encoding="UTF8", application_name="hanting_geo", **options)
    server.connection = connection
    try:
        connection.add_notice_handler(lambda notice: server.warned.append(str(notice.message_primary)))
        with _told(psycopg, server, "write" if write else "read"):
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = not write
            with connection.transaction():
                _settle(server, write=write)
                yield server
    finally:
        connection.close()


def _parts(psycopg: Any, address: str) -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    try:
        return dict(conninfo_to_dict(address))
    except psycopg.ProgrammingError:
        # What libpq says of it may quote a part of a password.
        message = Sentence(
            "{address}: the address cannot be understood; it is written {how}", address=_veiled(address), how=_how()
        )
        raise SourceError(message) from None


def _secrets_of(known: dict[str, Any]) -> tuple[str, ...]:
    found = [str(known[key]) for key in _SECRETS if known.get(key)]
    found += [os.environ["PGPASSWORD"]] if os.environ.get("PGPASSWORD") else []
    return tuple(dict.fromkeys(each for one in found for each in (one, quote(one, safe=""), unquote(one))))


def _settle(server: Server, *, write: bool) -> None:
    """Say how values are to be shown, and find PostGIS.

    Raises
    ------
    SourceError
        The database has no PostGIS.
    """
    from psycopg import sql

    settings = {
        "datestyle": "ISO, YMD", "timezone": "UTC", "intervalstyle": "iso_8601", "bytea_output": "hex",
        "extra_float_digits": "1",
    }  # fmt: skip
    if write:
        settings["lock_timeout"] = "20s"
    for name, value in settings.items():
        server.run(sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    found = server.rows(
        "SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname = 'postgis'"
    )
    if not found:
        message = Sentence(
            "{shown}: the database has no PostGIS; its owner installs it with CREATE EXTENSION postgis, or name "
            "another database",
            shown=server.shown,
        )
        raise SourceError(message)
    server.schema = found[0][0]


@contextmanager
def _told(psycopg: Any, server: Server, doing: str) -> Iterator[None]:
    """Say what the driver says in one message, without secrets; ``doing`` is connect, read or write.

    Raises
    ------
    SourceError
        Whatever it was.
    """
    try:
        yield
    except psycopg.Error as error:
        message = _cannot(doing, server) + _why(psycopg, server, error)
        raise SourceError(message) from None
    except UnicodeDecodeError as error:
        message = _cannot(doing, server) + Sentence(
            "its text is not UTF-8 ({error}); mend it in the database", error=error
        )
        raise SourceError(message) from error


def _cannot(doing: str, server: Server) -> Sentence:
    """Begin the message: what could not be done, to what."""
    return {
        "connect": Sentence("cannot connect to {shown}: ", shown=server.shown),
        "read": Sentence("cannot read from {shown}: ", shown=server.shown),
        "write": Sentence("cannot write to {shown}: ", shown=server.shown),
    }[doing]


def _why(psycopg: Any, server: Server, error: Any) -> Sentence:
    """Give what the server says in its own words, without secrets, and what is to be done."""
    said = error.diag.message_primary or next(iter(str(error).strip().splitlines()), type(error).__name__)
    more = error.diag.message_detail
    said = f"{said} ({more})" if more else said
    for secret in server.secrets:
        said = said.replace(secret, MASK)
    said = masked(said)
    kinds = psycopg.errors
    lost = server.connection is not None and (
        isinstance(error, psycopg.OperationalError) or bool(server.connection.closed)
    )
    advice: tuple[tuple[bool, Sentence], ...] = (
        (
            isinstance(error, kinds.InsufficientPrivilege),
            Sentence("{said}; ask the owner of the database for the right (GRANT)", said=said),
        ),
        (
            isinstance(error, kinds.LockNotAvailable),
            Sentence(
                "{said}: another program holds the table; nothing was changed: try again when it is free", said=said
            ),
        ),
        (
            isinstance(error, kinds.SerializationFailure | kinds.DeadlockDetected),
            Sentence("{said}: another program changed the table meanwhile; nothing was changed: try again", said=said),
        ),
        (
            isinstance(error, psycopg.DataError | psycopg.IntegrityError),
            Sentence("{said}; nothing was changed", said=said),
        ),
        (
            server.connection is None,
            Sentence("{said}; check host, port, database and user, and that the server runs", said=said),
        ),
        (
            lost,
            Sentence("{said}; the connection was lost, and nothing was read or changed: try again", said=said),
        ),
    )
    return next((sentence for there, sentence in advice if there), Sentence("{said}", said=said))
