"""What public functions are given, looked at before anything is done: frames, columns, numbers, flags, choices.

One file, although long: each check is a few lines, and whoever looks for one finds it here.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from hanting_geo.core.addresses import masked
from hanting_geo.core.os_errors import no_such_name
from hanting_geo.core.sentences import Sentence, enumerated, plain
from hanting_geo.errors import SchemaError, SourceError

__all__ = [
    "ArgumentError",
    "flag",
    "function",
    "mapping",
    "named_column",
    "number",
    "one_of",
    "path",
    "paths",
    "require_frame",
    "require_hashable",
    "require_single_names",
    "require_table",
    "text",
    "texts",
    "told",
    "whole_number",
]


class ArgumentError(SchemaError, TypeError, ValueError):
    """An argument is not of the kind that a function takes; Python's own functions would raise one of its bases."""


_MOST_SHOWN = 60
_MOST_LISTED = 20


def told(value: object) -> str:
    """Say what was given, in a few words.

    Examples
    --------
    >>> told(None), told("5"), told([1, 2]), told(pd.DataFrame({"id": [1]}))
    ('None', "the text '5'", 'a list ([1, 2])', 'a DataFrame')
    """
    if value is None:
        return "None"
    if isinstance(value, type):
        return Sentence("the class {name}", name=value.__name__)
    kind = type(value).__name__
    if isinstance(value, str):
        kind = Sentence("the text")
    elif isinstance(value, pd.DataFrame | pd.Series | pd.Index) or not isinstance(
        value, Real | list | tuple | set | dict | bytes
    ):
        return Sentence("an {kind}" if kind[0] in "AEIOUaeiou" else "a {kind}", kind=kind)
    shown = repr(plain(value))
    shown = shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]} ..."
    if isinstance(value, Real):
        return shown
    if kind == "the text":
        return Sentence("the text {shown}", shown=shown)
    return Sentence("a {kind} ({shown})", kind=kind, shown=shown)


def require_frame(given: object, what: str, *, series: bool = False) -> None:
    """Let a GeoDataFrame through that has one geometry column.

    Parameters
    ----------
    given
        What the caller gave.
    what
        Which argument of which function it is, for the message: ``"overlay: df1"``.
    series
        A GeoSeries will do, too.

    Raises
    ------
    ArgumentError
        It is something else; the message says what, and how to make a frame of it.

    Examples
    --------
    >>> require_frame([1], "an area")
    Traceback (most recent call last):
    ...
    hanting_geo.core.arguments.ArgumentError: an area takes a GeoDataFrame, and was given a list ([1]); make one with
    gpd.GeoDataFrame(..., geometry=..., crs='EPSG:4549')
    """
    takes = Sentence("a GeoDataFrame or a GeoSeries") if series else Sentence("a GeoDataFrame")
    if isinstance(given, gpd.GeoSeries) and series:
        return
    if not isinstance(given, gpd.GeoDataFrame):
        message = Sentence(
            "{what} takes {takes}, and was given {given}{given2}",
            what=what,
            takes=takes,
            given=told(given),
            given2=_way_out(given),
        )
        raise ArgumentError(message)
    name = given.active_geometry_name
    if name is None or name not in given.columns:
        message = Sentence(
            "{what} takes {takes} with a geometry, and this one has none set; say which column "
            "it is with frame.set_geometry(...)",
            what=what,
            takes=takes,
        )
        raise ArgumentError(message)
    if (given.columns == name).sum() > 1:
        message = Sentence(
            "{what}: {count} columns are called {name!r}; rename all but the geometry",
            what=what,
            count=int((given.columns == name).sum()),
            name=name,
        )
        raise ArgumentError(message)


def _way_out(given: object) -> str:
    if isinstance(given, gpd.GeoSeries):
        return Sentence("; make a frame of it with series.to_frame('geometry')")
    if isinstance(given, pd.DataFrame):
        return Sentence(", which has no geometry; make one with gpd.GeoDataFrame(table, geometry=..., crs='EPSG:4549')")
    if isinstance(given, str | os.PathLike):
        return Sentence("; read the file first with hg.read_file, or a layer with hg.load_layer")
    if given is None:
        return Sentence("; read one with hg.read_file or hg.load_layer")
    return Sentence("; make one with gpd.GeoDataFrame(..., geometry=..., crs='EPSG:4549')")


def require_table(given: object, what: str) -> None:
    """Let a DataFrame through, with or without geometry.

    Raises
    ------
    ArgumentError
        It is something else.
    """
    if not isinstance(given, pd.DataFrame):
        message = Sentence("{what} takes a DataFrame, and was given {given}", what=what, given=told(given))
        raise ArgumentError(message)


def named_column(frame: pd.DataFrame, column: object, what: str) -> pd.Series:
    """Give a column that is there once and is not the geometry.

    Parameters
    ----------
    frame
        Any frame.
    column
        Its name: a text mostly, but pandas has others.
    what
        Whose columns, in the plural: ``"zone statistics: the zones"``.

    Raises
    ------
    ArgumentError
        It is not there, there more than once, or the geometry; the message lists what is there.

    Examples
    --------
    >>> named_column(pd.DataFrame([[1, 2]], columns=["a", "a"]), "a", "the zones")
    Traceback (most recent call last):
    ...
    hanting_geo.core.arguments.ArgumentError: the zones have 2 columns called 'a'; rename all but one
    """
    geometry = frame.active_geometry_name if isinstance(frame, gpd.GeoDataFrame) else None
    try:
        times = int((frame.columns == column).sum()) if column in frame.columns else 0
    except (TypeError, ValueError):
        times = 0
    if times > 1:
        message = Sentence(
            "{what} have {times} columns called {column!r}; rename all but one", what=what, times=times, column=column
        )
        raise ArgumentError(message)
    if times == 0 or column == geometry:
        names = [str(name) for name in frame.columns if name != geometry]
        there: str = enumerated(names[:_MOST_LISTED]) or Sentence("none")
        if len(names) > _MOST_LISTED:
            there += Sentence(" and {count} more", count=len(names) - _MOST_LISTED)
        why = Sentence(" but the geometry") if times else ""
        message = Sentence(
            "{what} have no column {column!r}{why}; there are: {there}", what=what, column=column, why=why, there=there
        )
        raise ArgumentError(message)
    values: pd.Series = frame[column]
    return values


def number(
    value: object, what: str, *, least: float = -math.inf, most: float = math.inf, above: float | None = None
) -> float:
    """Give a finite number within limits.

    Parameters
    ----------
    value
        A number of Python or NumPy; a text, a flag or a list is none.
    what
        Which argument of which function: ``"buffer: distance"``.
    least, most
        Limits that may be met.
    above
        One that may not.

    Raises
    ------
    ArgumentError
        It is something else; the message says what.

    Examples
    --------
    >>> number(5, "nearest: max_distance", above=0)
    5.0
    >>> number("5", "nearest: max_distance", above=0)
    Traceback (most recent call last):
    ...
    hanting_geo.core.arguments.ArgumentError: nearest: max_distance takes a number above 0, and was given the text '5'
    """
    if isinstance(value, Real) and not _is_flag(value):
        found = float(value)
        if math.isfinite(found) and least <= found <= most and (above is None or found > above):
            return found
    raise ArgumentError(
        Sentence(
            "{what} takes a number{least}, and was given {value}",
            what=what,
            least=_limits(least, most, above),
            value=told(value),
        )
    )


def whole_number(value: object, what: str, *, least: int, most: int | None = None) -> int:
    """Give a whole number within limits.

    Raises
    ------
    ArgumentError
        It is something else; the message says what.
    """
    if isinstance(value, Integral) and not _is_flag(value):
        found = int(value)
        if least <= found and (most is None or found <= most):
            return found
    limits = _limits(least, math.inf if most is None else most, None)
    raise ArgumentError(
        Sentence(
            "{what} takes a whole number{limits}, and was given {value}", what=what, limits=limits, value=told(value)
        )
    )


def _is_flag(value: object) -> bool:
    return isinstance(value, bool) or type(value).__name__ == "bool"


def _limits(least: float, most: float, above: float | None) -> str:
    if above is not None:
        upper = Sentence(" up to {most:g}", most=most) if most < math.inf else ""
        return Sentence(" above {above:g}{upper}", above=above, upper=upper)
    if least > -math.inf:
        if most < math.inf:
            return Sentence(" from {least:g} to {most:g}", least=least, most=most)
        return Sentence(" from {least:g} up", least=least)
    return Sentence(" up to {most:g}", most=most) if most < math.inf else ""


def flag(value: object, what: str) -> bool:
    """Give True or False; a text such as "no" would count as True, and is refused.

    Raises
    ------
    ArgumentError
        It is something else; the message says what.
    """
    if _is_flag(value):
        return bool(value)
    raise ArgumentError(Sentence("{what} takes True or False, and was given {value}", what=what, value=told(value)))


def one_of(value: object, choices: Iterable[str], what: str) -> None:
    """Let one of some texts through.

    Raises
    ------
    ArgumentError
        It is none of them; the message lists them.
    """
    there = list(choices)
    if not isinstance(value, str) or value not in there:
        last = Sentence(" or {last!r}", last=there[-1])
        listed = enumerated(map(repr, there[:-1])) + last if there[1:] else repr(there[0])
        raise ArgumentError(
            Sentence("{what} is one of {listed}, and was given {value}", what=what, listed=listed, value=told(value))
        )


def text(value: object, what: str) -> str:
    """Give a text that is not empty.

    Raises
    ------
    ArgumentError
        It is something else; the message says what.
    """
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, str):
        raise ArgumentError(Sentence("{what} cannot be empty", what=what))
    raise ArgumentError(Sentence("{what} takes a text, and was given {value}", what=what, value=told(value)))


def texts(value: object, what: str) -> list[str]:
    """Give a list of texts; one text alone is no list.

    Raises
    ------
    ArgumentError
        It is something else; the message says what.
    """
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping | pd.DataFrame):
        found = list(value)
        odd = [item for item in found if not isinstance(item, str)]
        if not odd:
            return found
        raise ArgumentError(Sentence("{what} takes a list of texts, and {odd} is in it", what=what, odd=told(odd[0])))
    hint = Sentence("; write [{value!r}]", value=value) if isinstance(value, str) else ""
    raise ArgumentError(
        Sentence("{what} takes a list of texts, and was given {value}{hint}", what=what, value=told(value), hint=hint)
    )


def path(value: object, what: str) -> Path:
    """Give the path of a file or folder.

    Raises
    ------
    ArgumentError
        It is no text and no path, or empty; the message says what it is.
    SourceError
        No file can have this name.
    """
    if isinstance(value, str | os.PathLike) and not isinstance(value, bytes):
        found = os.fspath(value)
        if isinstance(found, str) and found.strip():
            why = no_such_name(found)
            if why is None:
                return Path(found)
            message = Sentence(
                "{what}: cannot read or write {value}: {why}", what=what, value=told(masked(found)), why=why
            )
            raise SourceError(message)
    raise ArgumentError(
        Sentence(
            "{what} takes the path of a file, as text or pathlib.Path, and was given {value}",
            what=what,
            value=told(value),
        )
    )


def paths(value: object, what: str) -> list[Path]:
    """Give a list of paths of files, or names; one alone is no list.

    Raises
    ------
    ArgumentError
        It is something else, or something else is in it.
    """
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | os.PathLike | Mapping | pd.DataFrame):
        return [path(item, f"each of {what}") for item in value]
    hint = Sentence("; write [{value!r}]", value=str(value)) if isinstance(value, str | os.PathLike) else ""
    raise ArgumentError(
        Sentence(
            "{what} takes a list of paths or names, and was given {value}{hint}",
            what=what,
            value=told(value),
            hint=hint,
        )
    )


def mapping(value: object, what: str, holds: str) -> Mapping[Any, Any]:
    """Give a mapping.

    Parameters
    ----------
    value
        A dict, or whatever maps.
    what
        Which argument of which function.
    holds
        What it maps to what: ``"name to GeoDataFrame"``.

    Raises
    ------
    ArgumentError
        It is something else; the message says what.
    """
    if isinstance(value, Mapping):
        return value
    raise ArgumentError(
        Sentence("{what} takes a mapping of {holds}, and was given {value}", what=what, holds=holds, value=told(value))
    )


def function(value: object, what: str) -> None:
    """Let a function through.

    Raises
    ------
    ArgumentError
        It is something else; the message says what.
    """
    if not callable(value):
        raise ArgumentError(Sentence("{what} takes a function, and was given {value}", what=what, value=told(value)))


def require_hashable(values: Iterable[object], what: str) -> None:
    """Let values through that can be compared and looked up: numbers, texts, dates; not lists.

    Raises
    ------
    ArgumentError
        One of them is a list or the like; the message shows it.
    """
    for value in values:
        try:
            hash(value)
        except TypeError as error:
            message = Sentence(
                "{what} is {value}, which cannot be looked up; make it text first", what=what, value=told(value)
            )
            raise ArgumentError(message) from error


def require_single_names(frame: pd.DataFrame, what: str) -> None:
    """Let a frame through whose columns go by one name each.

    Raises
    ------
    ArgumentError
        Two columns have one name.
    """
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        message = Sentence("{what} has two columns called {twice!r}; rename one", what=what, twice=twice[0])
        raise ArgumentError(message)
