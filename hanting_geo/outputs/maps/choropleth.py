"""Graded values: which class a number falls into, and intervals that say so truly (分级设色)."""

from __future__ import annotations

import math
import numbers
import re
import warnings
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import Text
from hanting_geo.core.words.maps import OWN_BREAKS, SCHEMES
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps.class_labels import decimals_for, own_texts, scheme_texts
from hanting_geo.outputs.style.palettes import DIVERGING, PALETTES, SEQUENTIAL, color_between, palette_colors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from hanting_geo.core.arrays import Floats
    from hanting_geo.core.text import Text

__all__ = ["GRADING_KEYS", "Grades", "check_grading", "described", "grade", "is_graded"]

GRADING_KEYS = ("scheme", "k", "breaks", "palette")
"""The style keys that grade a column."""

_CLASSES = 5
_FEWEST_CLASSES = 2
_MOST_CLASSES = 20  # more shades than anyone tells apart, by far
_COUNT_OF_THEIR_OWN = {"box_plot", "head_tail_breaks", "percentiles", "std_mean"}
_TWO_SIDED = {"box_plot", "std_mean"}
_ABOUT = {"pretty_breaks"}
# Their time grows with the square of the values, in Python: beyond these, seconds become minutes.
_MOST_VALUES = {"fisher_jenks": 2_000, "jenks_caspall_forced": 1_000, "max_p": 500}
_FISHER_JENKS = {"fisher_jenks", "fisher_jenks_sampled"}
_ALL_NUMBERS = {"integer", "floating", "mixed-integer-float", "decimal"}


class Grades(NamedTuple):
    """The classes of a column, from low to high."""

    texts: list[str]
    """Their intervals, as a legend writes them."""
    colors: list[str]
    member: NDArray[np.int64]
    """The class of each row; -1: no data."""
    name: Text
    """How the breaks were made."""
    bounds: list[float]
    """The highest value of each class but an open last one, unrounded."""


def is_graded(style: Mapping[str, Any]) -> bool:
    """Tell whether a style grades its column: its empty classes belong in the legend too.

    Examples
    --------
    >>> is_graded({"column": "ha", "scheme": "quantiles"}), is_graded({"column": "kind"})
    (True, False)
    """
    return style.get("scheme") is not None or style.get("breaks") is not None


def check_grading(name: str, table: pd.DataFrame, style: Mapping[str, Any]) -> None:
    """Refuse what cannot be meant, before anything is drawn.

    Raises
    ------
    SchemaError
        A scheme, palette, ``k`` or ``breaks`` that cannot be used, keys that exclude each other, or a column that has
        no numbers.
    """
    said = next(_wrong_keys(style), None) or next(_wrong_values(table, style), None)
    if said:
        raise SchemaError(Sentence("style of layer {name!r}: {said}", name=name, said=said))


def _wrong_keys(style: Mapping[str, Any]) -> Iterator[str]:
    given = [key for key in GRADING_KEYS if style.get(key) is not None]
    if given and not is_graded(style):
        yield Sentence(
            "{listed} grades nothing; add scheme (one of {listed2}) or breaks",
            listed=enumerated(given),
            listed2=enumerated(SCHEMES),
        )
    if not given:
        return
    if style.get("column") is None:
        yield Sentence("{listed} needs the column to grade; add column", listed=enumerated(given))
    clash = [key for key in ("colors", "fill", "labels") if style.get(key) is not None]
    if clash:
        yield Sentence(
            "{listed} is for classes by value, and graded classes take their colours from palette",
            listed=enumerated(clash),
        )
    if style.get("breaks") is not None and len(given) > 1 + ("palette" in given):
        yield Sentence("breaks say where the classes end; leave scheme and k out")


def _wrong_values(table: pd.DataFrame, style: Mapping[str, Any]) -> Iterator[str]:
    if not is_graded(style):
        return
    if style.get("scheme") is not None:
        yield from _wrong_scheme(style)
    else:
        yield from _wrong_breaks(style["breaks"])
    palette = style.get("palette")
    if isinstance(palette, str):
        if palette.lower().removesuffix("_r") not in {known.lower() for known in PALETTES}:
            yield Sentence(
                "palette {palette!r} is not known; use {listed} (_r turns one round), or colours",
                palette=palette,
                listed=enumerated(PALETTES),
            )
    elif palette is not None and not (
        isinstance(palette, (list, tuple))
        and len(palette) > 1
        and all(re.fullmatch("#[0-9a-fA-F]{6}", str(color)) for color in palette)
    ):
        yield Sentence("palette {palette!r} is no name and no list of two or more #rrggbb", palette=palette)
    column = style.get("column")
    if len(table) and np.isnan(_numbers(table[column])).all():
        if _may_be_numbers(table[column]):
            yield Sentence("all values of {column!r} are missing: there is nothing to grade", column=column)
        else:
            yield Sentence(
                "{column!r} is not numeric and cannot be graded; leave scheme and breaks out for a class each value",
                column=column,
            )


def _wrong_scheme(style: Mapping[str, Any]) -> Iterator[str]:
    scheme, k = _scheme(style), style.get("k")
    if scheme is None:
        yield Sentence(
            "scheme {scheme!r} is not known; use {listed}, or breaks for bounds of your own",
            scheme=style["scheme"],
            listed=enumerated(SCHEMES),
        )
    elif k is None:
        return
    elif scheme in _COUNT_OF_THEIR_OWN:
        yield Sentence("{scheme} chooses the number of its classes; leave k out", scheme=scheme)
    elif not isinstance(k, (int, np.integer)) or isinstance(k, bool) or not _FEWEST_CLASSES <= k <= _MOST_CLASSES:
        yield Sentence(
            "k is {k!r}; use a whole number from {fewest_classes} to {most_classes}",
            k=k,
            fewest_classes=_FEWEST_CLASSES,
            most_classes=_MOST_CLASSES,
        )


def _wrong_breaks(breaks: object) -> Iterator[str]:
    given: list[Any] = list(breaks) if isinstance(breaks, Iterable) and not isinstance(breaks, str) else [breaks]
    if not given or not all(_is_number(value) and math.isfinite(value) for value in given):
        yield Sentence(
            "breaks must be numbers, the upper bounds of the classes, as in [10, 20, 50]; got {breaks!r}", breaks=breaks
        )
    elif any(low >= high for low, high in pairwise(given)):
        yield Sentence("breaks must increase, each above the one before; got {given}", given=given)


def _scheme(style: Mapping[str, Any]) -> str | None:
    """Find the scheme by its name, however that is written: FisherJenks, fisher_jenks, fisherjenks."""
    asked = re.sub("[^a-z]", "", str(style["scheme"]).lower())
    return next((name for name in SCHEMES if name.replace("_", "") == asked), None)


def _is_number(value: object) -> bool:
    return isinstance(value, (numbers.Real, Decimal)) and not isinstance(value, (bool, np.bool_))


def _may_be_numbers(column: pd.Series[Any]) -> bool:
    """Tell a column without a single number from one of another kind: text, truth values, dates."""
    if column.dtype == object:
        return bool(column.isna().all()) or any(_is_number(value) for value in column)
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _numbers(column: pd.Series[Any]) -> Floats:
    """Give the finite numbers of a column; NaN for whatever else it holds.

    A text of digits is a text: a land use code 0101 is no quantity.
    """
    found = np.full(len(column), np.nan)
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) in _ALL_NUMBERS:
        found = pd.to_numeric(column).to_numpy(dtype=float, na_value=np.nan).copy()
    elif column.dtype == object:
        real = np.fromiter((_is_number(value) for value in column), dtype=bool, count=len(column))
        found[real] = [float(value) for value in column[real]]
    elif _may_be_numbers(column) and not pd.api.types.is_complex_dtype(column):
        found = column.to_numpy(dtype=float, na_value=np.nan).copy()
    found[~np.isfinite(found)] = np.nan
    return found


def grade(name: str, table: pd.DataFrame, style: Mapping[str, Any]) -> Grades:
    """Sort the rows of a table into graded classes.

    The breaks are those that mapclassify makes of the unrounded values. What is printed is, for each break, the
    shortest number that still lies between the values which it parts, as they are and as a popup writes them: so every
    value lies in the interval that its class is called by.

    Parameters
    ----------
    name
        Of the layer, for messages.
    table
        Its rows.
    style
        With ``column``, and ``scheme`` (and ``k``) or ``breaks``; :func:`check_grading` has seen it.

    Raises
    ------
    SchemaError
        The values do not make the classes that are asked for, or mapclassify is not there.

    Examples
    --------
    >>> table = pd.DataFrame({"ha": [12.5, 3.0, 80.0, None]})
    >>> grades = grade("zones", table, {"column": "ha", "breaks": [10, 50]})
    >>> grades.texts, grades.member.tolist()
    (['≤ 10', '(10, 50]', '> 50'], [1, 0, 2, -1])
    """
    values = _numbers(table[style["column"]])
    given = values[~np.isnan(values)]
    member = np.full(len(values), -1, dtype=np.int64)
    where = Sentence("style of layer {name!r}: column {column!r}", name=name, column=style["column"])
    if style.get("breaks") is not None:
        bounds = np.array([float(bound) for bound in style["breaks"]])
        texts, label = own_texts(bounds, given), OWN_BREAKS
        scheme = ""
    else:
        scheme = str(_scheme(style))
        if not len(given):
            return Grades([], [], member, SCHEMES[scheme], [])
        bounds = _bounds(where, given, scheme, int(style.get("k") or _CLASSES))
        texts, label = scheme_texts(bounds, given, decimals_for(table[style["column"]])), SCHEMES[scheme]
    member[~np.isnan(values)] = np.searchsorted(bounds, given)
    return Grades(texts, _colors(style.get("palette"), scheme, len(texts)), member, label, bounds.tolist())


def described(table: pd.DataFrame, style: Mapping[str, Any]) -> tuple[int, Text]:
    """Say into how many classes a style grades a table, and how the breaks were made.

    Examples
    --------
    >>> described(pd.DataFrame({"ha": [3.0, 80.0]}), {"column": "ha", "breaks": [10, 50]})
    (3, Text(zh='自定分级', en='own breaks'))
    """
    scheme = _scheme(style) if style.get("scheme") is not None else None
    if scheme is not None and scheme not in _COUNT_OF_THEIR_OWN | _ABOUT:  # the number asked for, or an error
        return int(style.get("k") or _CLASSES), SCHEMES[scheme]
    grades = grade("", table, style)
    return len(grades.texts), grades.name


def _colors(palette: object, scheme: str, count: int) -> list[str]:
    if isinstance(palette, (list, tuple)):
        if len(palette) == count:
            return [str(color) for color in palette]
        return [color_between(palette, step / max(count - 1, 1)) for step in range(count)]
    return palette_colors(str(palette or (DIVERGING if scheme in _TWO_SIDED else SEQUENTIAL)), count)


# ---- breaks ----


def _bounds(where: str, values: Floats, scheme: str, k: int) -> Floats:
    """Give the upper bounds of the classes: increasing, the last one not below the highest value."""
    distinct = np.unique(values)
    if len(distinct) == 1:
        raise SchemaError(
            Sentence(
                "{where}: all values are {distinct:g}; there is nothing to grade", where=where, distinct=distinct[0]
            )
        )
    if not math.isfinite(float(distinct[-1]) - float(distinct[0])):
        raise SchemaError(
            Sentence(
                "{where}: the values from {distinct:g} to {distinct2:g} are too wide to grade",
                where=where,
                distinct=distinct[0],
                distinct2=distinct[-1],
            )
        )
    counted = scheme not in _COUNT_OF_THEIR_OWN | _ABOUT
    if counted and scheme != "equal_interval" and len(distinct) < k:
        raise SchemaError(
            Sentence(
                "{where}: {count} different values make no {k} classes; take k={count}",
                where=where,
                count=len(distinct),
                k=k,
            )
        )
    most = _MOST_VALUES.get(scheme, len(values))
    if len(values) > most:
        raise SchemaError(
            Sentence(
                "{where}: {scheme} of {count:,} values takes minutes (at most {most:,}); take natural_breaks",
                where=where,
                scheme=scheme,
                count=len(values),
                most=most,
            )
        )
    if scheme == "maximum_breaks":
        _require_widest_gaps(where, values, k)
    found = _cleaned(_ask_mapclassify(where, values, scheme, k), distinct)
    if counted and len(found) != k:
        raise SchemaError(
            Sentence(
                "{where}: {scheme} makes {count} classes of these values, not {k}: too many are "
                "equal; take k={count2}, or another scheme",
                where=where,
                scheme=scheme,
                count=len(found),
                k=k,
                count2=max(len(found), _FEWEST_CLASSES),
            )
        )
    return found


def _require_widest_gaps(where: str, values: Floats, k: int) -> None:
    gaps = np.sort(np.diff(np.sort(values)))
    if len(gaps) >= k and math.isclose(gaps[1 - k], gaps[-k], rel_tol=1e-12):
        raise SchemaError(
            Sentence(
                "{where}: several gaps are equally wide, so the widest {k} are not certain; change k",
                where=where,
                k=k - 1,
            )
        )


def _ask_mapclassify(where: str, values: Floats, scheme: str, k: int) -> Floats:
    mapclassify = require("mapclassify", f"{where}: scheme", "give breaks")
    classifier = getattr(mapclassify, "".join(part.title() for part in scheme.split("_")))
    asked = {} if scheme in _COUNT_OF_THEIR_OWN else {"k": k}
    if scheme == "max_p":
        asked["initial"] = 100
    # Squares of single precision lose what large values differ by (areas in m2): small ones about the mean do not.
    middle, scale = (values.mean(), np.ptp(values)) if scheme in _FISHER_JENKS else (0.0, 1.0)
    scaled = (values - middle) / scale
    state = np.random.get_state()  # noqa: NPY002  # the generator that mapclassify and scikit-learn draw from
    try:
        np.random.seed(0)  # noqa: NPY002  # equal input, equal map
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # The mean of an empty class: with it Jenks-Caspall never ends.
            warnings.simplefilter("error", RuntimeWarning)
            bins = np.asarray(classifier(scaled.copy(), **asked).bins, dtype=float).ravel()
    except (ArithmeticError, AttributeError, LookupError, RuntimeWarning, TypeError, ValueError) as error:
        raise SchemaError(
            Sentence(
                "{where}: {scheme} finds no classes in these {count} values ({error}); take another scheme or k",
                where=where,
                scheme=scheme,
                count=len(values),
                error=error,
            )
        ) from error
    finally:
        np.random.set_state(state)  # noqa: NPY002
    if scheme in _FISHER_JENKS:
        return np.array([values[scaled <= bound].max() for bound in bins])
    return bins


def _cleaned(bins: Floats, distinct: Floats) -> Floats:
    """Take out what rounding errors leave: a class that no number fits, a last bound a hair below the highest value."""
    highest = distinct[-1]
    hair = 8 * np.spacing(np.abs(distinct).max())
    found = np.unique(bins[np.isfinite(bins)])
    if found[-1] < highest:
        found = np.append(found[:-1] if highest - found[-1] <= hair else found, highest)
    within = np.searchsorted(distinct, found, side="right")
    keep = np.append((np.diff(found) > hair) | (np.diff(within) > 0), True)
    return np.asarray(found[keep])


# ---- intervals ----
