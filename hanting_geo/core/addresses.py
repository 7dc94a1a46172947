"""Addresses of databases: what is one, and how it is shown, never with a password."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["MASK", "is_database", "masked", "masked_values", "split_layer"]

MASK = "***"
_DATABASE = re.compile(r"postgres(?:ql)?:/+", re.IGNORECASE)
# All from the first colon after the name of the user to the last @ of the word, so that no part is shown of a password
# that is written with a bare @, / or colon.
_USER = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:/+[^\s:@/?#]*):([^\s]*)@")
# What stands where a port would, and is none, may be a password whose host was forgotten.
_PORT = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:/+[^\s:@/?#\[]+):(?![\d,]*(?:[/?:;,.)'\"]|\s|$))[^\s/?@:]+")
_OPTION = re.compile(r"([?&](?:ssl)?password=)[^&\s]*", re.IGNORECASE)


def is_database(name: object) -> bool:
    """Tell the address of a database from a path.

    Examples
    --------
    >>> is_database("postgresql://planner@db.bureau/land"), is_database("land.gpkg"), is_database("http://a/b.gpkg")
    (True, False, False)
    """
    return isinstance(name, str) and _DATABASE.match(name) is not None


def masked(text: object) -> str:
    """Give a text in which the passwords of addresses are stars.

    Examples
    --------
    >>> masked("cannot reach postgresql://planner:s@cr:t@db.bureau:5432/land, see above")
    'cannot reach postgresql://planner:***@db.bureau:5432/land, see above'
    >>> masked("postgresql://db.bureau:5432/land?user=planner&password=secret")
    'postgresql://db.bureau:5432/land?user=planner&password=***'
    >>> masked("postgresql://planner:secret/land")
    'postgresql://planner:***/land'
    """
    shown = _PORT.sub(rf"\g<1>:{MASK}", _USER.sub(rf"\g<1>:{MASK}@", str(text)))
    return _OPTION.sub(rf"\g<1>{MASK}", shown)


def masked_values(value: Any) -> Any:
    """Mask the texts in lists and mappings, however deep.

    Examples
    --------
    >>> masked_values({"layers": ["postgresql://a:b@c/d", 5]})
    {'layers': ['postgresql://a:***@c/d', 5]}
    """
    if isinstance(value, dict):
        return {key: masked_values(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked_values(item) for item in value]
    return masked(value) if isinstance(value, str) else value


def split_layer(name: str) -> tuple[str, str | None]:
    """Take ``postgresql://.../land:schema.table`` apart; the layer is None without.

    Examples
    --------
    >>> split_layer("postgresql://planner@db.bureau:5432/land:plan.zones")
    ('postgresql://planner@db.bureau:5432/land', 'plan.zones')
    >>> split_layer("postgresql://planner@db.bureau:5432")
    ('postgresql://planner@db.bureau:5432', None)
    """
    for mark in ("|layername=", ":"):
        address, found, layer = name.rpartition(mark)
        rest = re.sub(_DATABASE, "", address)
        if found and layer and "@" not in layer and "/" not in layer and ("/" in rest or "?" in rest):
            return address, layer
    return name, None
