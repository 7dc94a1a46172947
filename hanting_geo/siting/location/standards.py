"""Standards of facilities as data: radius or density, people served, standard, clause, and whether it was verified."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.findings import Finding, records
from hanting_geo.core.ordinary import read_settings
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.core.text import Text
from hanting_geo.core.words import location as words
from hanting_geo.errors import SchemaError, SourceError

if TYPE_CHECKING:
    import os

__all__ = ["Standard", "chosen_standard", "standards"]

_NUMBERS = (
    *("radius_m", "density_low_per_km2", "density_high_per_km2"),
    *("population_low", "population_high", "per_1000", "target_share"),
)
_NEEDED = ("id", "facility", "radius_m")
_COLUMNS = tuple(words.HEADERS)
_PLURAL = "standards: the table"


@dataclass(frozen=True)
class Standard:
    """One row of a table of standards, or a radius that was given."""

    id: str
    facility: str
    name: Text
    source: Text
    """The standard by name; of a radius that was given, that it was."""
    clause: str
    radius_m: float
    metric: str
    """``walk``, ``straight``, or nothing where it is not said."""
    target_share: float
    """The share to be served; NaN where none is asked."""
    verified: bool
    note: Text


def standards(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Read a table of standards for facilities: service radii, densities, people served, with their clauses.

    Parameters
    ----------
    path
        A CSV file (UTF-8 or GBK) of your own with the same columns, in English or by their Chinese names; ``id``,
        ``facility`` and ``radius_m`` must be there. None reads the packaged ``layers/standards.csv``.

    Returns
    -------
    pandas.DataFrame
        ``id`` (one each), ``facility`` (several rows may be of one), ``facility_zh``, ``facility_en``, ``metric``
        (``walk`` or ``straight``), ``radius_m``, ``density_low_per_km2``, ``density_high_per_km2``,
        ``population_low``, ``population_high`` (people to a facility), ``per_1000`` (persons or places per 1,000
        people), ``target_share`` (to be served), ``standard_zh``, ``standard_en``, ``clause``, ``verified`` (whether
        the figure was read in the standard that the row names), ``read``, ``read_date``, ``note_zh``, ``note_en``.

    Raises
    ------
    SourceError
        No such file, or no CSV.
    SchemaError
        Lists what is wrong with the rows: no id, two of one, a radius that is no positive number, an unknown word.

    Examples
    --------
    >>> table = standards().set_index("id")
    >>> table.loc[["toilet_300", "kindergarten_300"], ["facility_en", "radius_m", "clause", "verified"]]
                         facility_en  radius_m clause  verified
    id
    toilet_300        Public toilets     300.0  5.0.1      True
    kindergarten_300   Kindergartens     300.0             False
    """
    if path is None:
        return _read(Path(str(files("hanting_geo.layers").joinpath("standards.csv"))))
    return _read(arguments.path(path, "standards: path"))


def _read(path: Path) -> pd.DataFrame:
    try:
        raw = read_settings(path)
    except SourceError as error:
        message = Sentence("standards: {error}", error=error)
        raise SourceError(message) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            message = Sentence('standards: {path} is neither UTF-8 nor GBK; save it again as "CSV UTF-8"', path=path)
            raise SourceError(message) from error
    if "\0" in text:
        message = Sentence('standards: {path} is no CSV file; save it again as "CSV UTF-8"', path=path)
        raise SourceError(message)
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(map(str.strip, row))]
    except csv.Error as error:
        message = Sentence("standards: {path} is no CSV file: {error}", path=path, error=error)
        raise SourceError(message) from error
    if not rows:
        message = Sentence(
            "standards: {path} is empty; the first line names the columns: {listed}",
            path=path,
            listed=enumerated(_COLUMNS),
        )
        raise SchemaError(message)
    header, width = rows[0], len(rows[0])
    long = [number for number, row in enumerate(rows[1:], start=2) if any(map(str.strip, row[width:]))]
    if long:
        message = Sentence(
            "standards: {path}, line {long} has more cells than the first line names columns", path=path, long=long[0]
        )
        raise SchemaError(message)
    cells = [(row + [""] * width)[:width] for row in rows[1:]]
    return _checked(pd.DataFrame(cells, columns=header, dtype=object), str(path))


def _checked(table: pd.DataFrame, where: str) -> pd.DataFrame:
    """Bring a table to its columns and types, or list all that is wrong with it."""
    called = {_plain(text.zh): name for name, text in words.HEADERS.items()}
    table = table.rename(columns={column: called.get(_plain(column), str(column).strip()) for column in table.columns})
    arguments.require_single_names(table, f"standards: {where}")
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        message = Sentence(
            "standards: {where} has no column {listed}; the columns are: {listed2} ({listed3})",
            where=where,
            listed=enumerated(missing),
            listed2=enumerated(_COLUMNS),
            listed3=enumerated(text.zh for text in words.HEADERS.values()),
        )
        raise SchemaError(message)
    wrong: list[str] = []
    result: dict[str, Any] = {}
    for name in _COLUMNS:
        given = table[name].tolist() if name in table.columns else [""] * len(table)
        values = ["" if value is None or value is pd.NA or value != value else value for value in given]  # noqa: PLR0124
        if name in _NUMBERS:
            result[name] = np.array([_number(value, name, row, wrong) for row, value in enumerate(values)], dtype=float)
        elif name == "verified":
            result[name] = np.array([_verified(value, row, wrong) for row, value in enumerate(values)], dtype=bool)
        elif name == "metric":
            result[name] = pd.Series([_metric(value, row, wrong) for row, value in enumerate(values)], dtype="str")
        else:
            result[name] = pd.Series([str(value).strip() for value in values], dtype="str")
    for name, other in (("facility_zh", "facility"), ("facility_en", "facility")):
        result[name] = result[name].where(result[name] != "", result[other])
    ids = result["id"]
    wrong += [
        Sentence("row {row}: no {name}", row=row + 1, name=name)
        for name in ("id", "facility")
        for row in np.flatnonzero(result[name] == "")
    ]
    wrong += [
        Sentence("row {row}: the id {ids} is there already", row=row + 1, ids=ids[row])
        for row in np.flatnonzero(ids.duplicated())
    ]
    if wrong:
        message = Sentence("standards: {where}: {listed}", where=where, listed=joined("; ", wrong))
        raise SchemaError(message)
    return pd.DataFrame(result, columns=list(_COLUMNS))


def _number(value: object, name: str, row: int, wrong: list[str]) -> float:
    text = unicodedata.normalize("NFKC", str(value)).strip().replace(",", "")
    if not text:
        return np.nan
    try:
        found = float(text)
    except ValueError:
        found = np.nan
    most = 1.0 if name == "target_share" else np.inf
    if not (0 < found <= most and np.isfinite(found)):
        limit = Sentence("a number above 0 and up to 1") if name == "target_share" else Sentence("a number above 0")
        wrong.append(
            Sentence(
                "row {row}: {name} is {value!r}; give {limit}, or nothing",
                row=row + 1,
                name=name,
                value=value,
                limit=limit,
            )
        )
        return np.nan
    return found


def _verified(value: object, row: int, wrong: list[str]) -> bool:
    word = _plain(value)
    if word not in words.SAYS_YES | words.SAYS_NO:
        wrong.append(Sentence("row {row}: verified is {value!r}; write yes or no", row=row + 1, value=value))
    return word in words.SAYS_YES


def _metric(value: object, row: int, wrong: list[str]) -> str:
    word = _plain(value)
    if word and word not in words.METRICS:
        wrong.append(Sentence("row {row}: metric is {value!r}; write walk or straight", row=row + 1, value=value))
    return words.METRICS.get(word, "")


def _plain(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip().casefold()


def chosen_standard(standard: object, radius_m: object, table: object, what: str) -> tuple[Standard, list[Finding]]:
    """Find the row that a word means, and say what is doubtful about it.

    Parameters
    ----------
    standard
        The id of a row, or a facility in Chinese or English; None where only a radius is given.
    radius_m
        Instead of the row's own; None takes that.
    table
        A table of standards, its path, or None for the packaged one.
    what
        Who asks, for messages.

    Raises
    ------
    SchemaError
        No such standard, several that differ, or none that has a radius, and none was given.
    """
    given = None if radius_m is None else arguments.number(radius_m, f"{what}: radius_m", above=0)
    if standard is None:
        if given is None:
            message = Sentence("{what}: name a standard (hg.standards() lists them), or give radius_m", what=what)
            raise SchemaError(message)
        return Standard("", "", words.GIVEN, words.GIVEN, "", given, "", np.nan, verified=True, note=Text()), []
    word = arguments.text(standard, f"{what}: standard")
    row = _row(word, _table(table, what), what, with_radius=given is None)
    found: list[Finding] = []
    if not row["verified"]:
        text = Sentence(
            "the standard {id} ({standard}) is unverified",
            id=row["id"],
            standard=Text(row["standard_zh"], row["standard_en"])
            if row["standard_en"]
            else Sentence("no standard named"),
        )
        found.append(
            Finding(
                "warning", "standard_unverified", "standards", row["id"], text, Sentence("check it in the standard")
            )
        )
    if given is not None:
        own = Sentence("no radius") if np.isnan(row["radius_m"]) else f"{row['radius_m']:g} m"
        text = Sentence(
            "the radius of {given:g} m is given by the caller; the standard {id} has {own}",
            given=given,
            id=row["id"],
            own=own,
        )
        found.append(
            Finding(
                "note", "radius_given", "standards", row["id"], text, Sentence("say in the report where it is from")
            )
        )
    chosen = Standard(
        row["id"],
        row["facility"],
        Text(row["facility_zh"], row["facility_en"]),
        Text(row["standard_zh"], row["standard_en"]),
        row["clause"],
        row["radius_m"] if given is None else given,
        row["metric"],
        row["target_share"],
        verified=bool(row["verified"]),
        note=Text(row["note_zh"], row["note_en"]),
    )
    return chosen, found


def _table(table: object, what: str) -> pd.DataFrame:
    if table is None or isinstance(table, str) or hasattr(table, "__fspath__"):
        return standards(table)
    arguments.require_table(table, f"{what}: standards")
    assert isinstance(table, pd.DataFrame)  # noqa: S101 - for the type checker: asked in the line above
    return _checked(table, Sentence("the table given"))


def _row(word: str, table: pd.DataFrame, what: str, *, with_radius: bool) -> dict[str, Any]:
    """Find the one row that a word means: verified ones before others, never one of several that differ."""
    plain = _plain(word)
    rows = records(table)
    for row in rows:
        if _plain(row["id"]) == plain:
            if with_radius and np.isnan(row["radius_m"]):
                message = Sentence(
                    "{what}: the standard {id} has no radius ({note_en}); give radius_m",
                    what=what,
                    id=row["id"],
                    note_en=row["note_en"],
                )
                raise SchemaError(message)
            return row
    facility = words.FACILITY_WORDS.get(plain.replace(" ", "_"), words.FACILITY_WORDS.get(plain, plain))
    names = ("facility", "facility_zh", "facility_en")
    mine = [row for row in rows if {plain, facility, plain.replace(" ", "_")} & {_plain(row[name]) for name in names}]
    if not mine:
        raise SchemaError(_unknown(word, plain, rows, what))
    usable = [row for row in mine if not np.isnan(row["radius_m"])] or ([] if with_radius else mine)
    if not usable:
        listed = enumerated(row["id"] for row in mine)
        message = Sentence(
            "{what}: no standard for {word!r} has a radius ({listed}); give radius_m",
            what=what,
            word=word,
            listed=listed,
        )
        raise SchemaError(message)
    best = [row for row in usable if row["verified"]] or usable
    if with_radius and len({(row["radius_m"], row["metric"]) for row in best}) > 1:
        listed = enumerated(f"{row['id']} ({row['radius_m']:g} m)" for row in best)
        message = Sentence(
            "{what}: several standards are for {word!r}; name one by its id: {listed}",
            what=what,
            word=word,
            listed=listed,
        )
        raise SchemaError(message)
    return best[0]


def _unknown(word: str, plain: str, rows: list[dict[str, Any]], what: str) -> str:
    """Say which words there are, the nearest first."""
    own = {_plain(row[name]): row[name] for row in rows for name in ("id", "facility", "facility_zh", "facility_en")}
    facilities = {_plain(row["facility"]) for row in rows}
    known = {**{other: other for other, facility in words.FACILITY_WORDS.items() if facility in facilities}, **own}
    close = [known[match] for match in get_close_matches(plain, list(known), n=3, cutoff=0.5)]
    hint = Sentence("did you mean {listed}? ", listed=enumerated(dict.fromkeys(close))) if close else ""
    return Sentence(
        "{what}: no standard {word!r}; {hint}there are: {listed} (hg.standards() has the rows)",
        what=what,
        word=word,
        hint=hint,
        listed=enumerated(dict.fromkeys(row["facility"] for row in rows)) or Sentence("none"),
    )
