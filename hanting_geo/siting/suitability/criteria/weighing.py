"""How a file says that its weights are made: the method, the order of importance or the comparisons, and what is wrong.

Each row says its own part, so that every mistake has its line or cell: ``importance: 2``, or of pairs what a row of the
matrix says of the criteria beside it, ``comparisons: "road: 3; price: 1/5"``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from hanting_geo.core.arguments import ArgumentError
from hanting_geo.core.sentences import enumerated
from hanting_geo.core.text import Text
from hanting_geo.core.words import weighting as words
from hanting_geo.core.words.rules import ASSUMED, NO_BASIS
from hanting_geo.core.words.values import VALUES
from hanting_geo.siting.rules.notation import number_of
from hanting_geo.siting.suitability.weights.ahp import RANDOM_INDEX
from hanting_geo.siting.suitability.weights.ahp import TABLES as RANDOM_TABLES
from hanting_geo.siting.suitability.weights.comparisons import comparisons, ratio_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = [
    "DIRECT",
    "OF_DATA",
    "RANKED",
    "WEIGHTINGS",
    "MistakeError",
    "between_weighings",
    "compared",
    "comparisons_text",
    "importance_of",
    "method_problems",
    "read_weighting",
]

DIRECT = "direct"
RANKED: Mapping[str, str] = {"roc": "roc", "rank_sum": "sum", "reciprocal": "reciprocal"}
"""Methods that need an order of importance, and what :func:`rank_order_weights` calls them."""

OF_DATA = ("entropy", "critic")
"""Methods that make weights of the candidates' values."""

WEIGHTINGS = (DIRECT, *RANKED, "ahp", *OF_DATA)
"""The methods that a file may name."""

_FIELDS = {"importance": "roc", "comparisons": "ahp"}
"""Fields of a row that belong to a method."""
_WIDE = str.maketrans(dict(words.WIDE))
_PAIR = re.compile(r"([\w.-]+)\s*:\s*([^:]+)")
_MOST_NAMED = 6
_MOST_COMPARED = 200


class MistakeError(ValueError):
    """What is wrong with a method of weights, in both languages."""

    def __init__(self, mistake: str, /, **fields: object) -> None:
        self.text = words.MISTAKES[mistake].filled(**fields)
        super().__init__(self.text.text("en"))


def method_problems(given: Mapping[str, Any]) -> Iterator[tuple[str, Text]]:
    """Check the settings of a set: ``weighting, weighting_source, random_index``.

    Yields
    ------
    tuple
        The setting to mend, and what is wrong with it.
    """
    said = words.MISTAKES
    method, table = given.get("weighting") or DIRECT, given.get("random_index")
    if method not in WEIGHTINGS:
        yield "weighting", said["no_method"].filled(given=method, known=_methods())
        return
    if table and table not in RANDOM_TABLES:
        yield "random_index", said["no_table"].filled(given=table, known=enumerated(RANDOM_TABLES))
    elif table and method != "ahp":
        yield "random_index", said["table_of_ahp"]
    source = given.get("weighting_source")
    if source and str(source).strip().lower() in (NO_BASIS | ASSUMED):
        yield "weighting_source", said["no_source"].filled(given=source)
    elif not source and (method in RANKED or method == "ahp"):
        yield "weighting_source", said["source_missing"]


def _methods() -> Text:
    """List the methods, in Chinese with their names."""
    between, named = words.SENTENCES["between_names"], words.SENTENCES["named"]
    labels = [named.filled(label=VALUES["weighting"][method], code=method) for method in WEIGHTINGS]
    return Text(between.zh.join(text.zh for text in labels), between.en.join(text.en for text in labels))


def read_weighting(raw: Mapping[str, Any], add: Callable[[str, Text], None]) -> dict[str, str]:
    """Read method, source and table of the random index from what stands above the criteria."""
    found: dict[str, str] = {}
    odd = False
    for name in ("weighting", "weighting_source", "random_index"):
        value = raw.get(name)
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            add(name, words.MISTAKES["one_text"])
            odd = True
            continue
        found[name] = value.strip()
    if "weighting" in found:
        word = unicodedata.normalize("NFKC", found["weighting"]).lower()
        word = {unicodedata.normalize("NFKC", zh).lower(): value for zh, value in words.METHODS.items()}.get(word, word)
        found["weighting"] = word
    problems = [] if odd else list(method_problems(found))
    for name, text in problems:
        add(name, text)
    wrong = {name for name, _ in problems}
    # A method that could not be read asks nothing of the rows.
    unread = {"weighting": ""} if odd or "weighting" in wrong else {}
    return {name: value for name, value in found.items() if name not in wrong} | unread


def importance_of(given: object) -> int:
    """Read a rank: a whole number from 1 up.

    Raises
    ------
    ValueError
        It is none.

    Examples
    --------
    >>> importance_of("2"), importance_of(1.0)
    (2, 1)
    """
    number = number_of(given)
    if number is None or not float(number).is_integer() or number < 1:
        raise MistakeError("no_rank", given=given)
    return int(number)


def comparisons_text(given: object) -> str:
    """Write what a row says of those beside it as one text, from a text or a mapping of id to ratio.

    Raises
    ------
    ValueError
        It cannot be read; a ratio is no number above 0; an id stands twice.

    Examples
    --------
    >>> comparisons_text({"road": 3, "price": "1/5"}), comparisons_text("road:3;price:1/5")
    ('road: 3; price: 1/5', 'road: 3; price: 1/5')
    """
    if isinstance(given, dict) and given:
        pairs = [(str(name), ratio) for name, ratio in given.items()]
    elif isinstance(given, str) and given.strip():
        pairs = []
        for part in filter(None, (piece.strip() for piece in given.translate(_WIDE).split(";"))):
            seen = _PAIR.fullmatch(unicodedata.normalize("NFKC", part))
            if seen is None:
                raise MistakeError("no_pairs", given=part)
            pairs.append((seen[1], seen[2].strip()))
    else:
        raise MistakeError("no_pairs", given=given)
    names = [name for name, _ in pairs]
    for name, ratio in pairs:
        if names.count(name) > 1:
            raise MistakeError("named_twice", name=name)
        _, complaint = ratio_value(ratio)
        if complaint:
            raise MistakeError("no_ratio", name=name, why=complaint)
    return "; ".join(
        f"{name}: {ratio:.15g}" if isinstance(ratio, float) else f"{name}: {ratio}" for name, ratio in pairs
    )


def compared(text: str) -> dict[str, str]:
    """Take what a row says of those beside it apart: id to ratio, as it is written.

    Examples
    --------
    >>> compared("road: 3; price: 1/5"), compared("")
    ({'road': '3', 'price': '1/5'}, {})
    """
    parts = (part.partition(":") for part in text.split(";") if part.strip())
    return {name.strip(): ratio.strip() for name, _, ratio in parts}


def between_weighings(
    rows: Sequence[Mapping[str, Any]], method: str, random_index: str
) -> Iterator[tuple[int, str, Text]]:
    """Check that each row says what the method needs, and nothing else.

    Parameters
    ----------
    rows
        ``id, parent, weight, importance, comparisons`` of each, in order, and ``unread``.
    method, random_index
        Of the set.

    Yields
    ------
    tuple
        Number of the row, the field to mend, and what is wrong with it.
    """
    if not method:
        return
    yield from _useless(rows, method)
    beside: dict[Any, list[int]] = {}
    for number, row in enumerate(rows):
        beside.setdefault(row.get("parent"), []).append(number)
    for members in beside.values():
        if method == "ahp":
            yield from _matrix_problems(rows, members, random_index)
        elif method in RANKED and len(members) > 1:
            text = words.MISTAKES["rank_missing"].filled(method=method)
            without = (number for number in members if rows[number].get("importance") is None)
            yield from (
                (number, "importance", text) for number in without if "importance" not in rows[number].get("unread", ())
            )


def _useless(rows: Sequence[Mapping[str, Any]], method: str) -> Iterator[tuple[int, str, Text]]:
    """Find what the method has no use for."""
    said = words.MISTAKES
    wanted = "importance" if method in RANKED else "comparisons" if method == "ahp" else ""
    for number, row in enumerate(rows):
        if method != DIRECT and row.get("weight") is not None:
            yield number, "weight", said["weight_given"].filled(method=method)
        for field, meant in _FIELDS.items():
            if field != wanted and row.get(field):
                yield number, field, said["no_use"].filled(method=method, field=field, meant=meant)


def _matrix_problems(
    rows: Sequence[Mapping[str, Any]], members: Sequence[int], random_index: str
) -> Iterator[tuple[int, str, Text]]:
    """Check the comparisons of those that stand side by side."""
    said, field = words.MISTAKES, "comparisons"
    names = [rows[number].get("id") for number in members]
    most = len(RANDOM_INDEX[random_index]) if random_index in RANDOM_INDEX else _MOST_COMPARED
    if len(names) > most:
        text = said["too_many" if random_index in RANDOM_INDEX else "far_too_many"]
        yield members[0], field, text.filled(count=len(names), table=random_index, most=most)
        return
    given: dict[tuple[Any, Any], str] = {}
    unsure = {rows[number].get("id") for number in members if {field, "id"} & set(rows[number].get("unread", ()))}
    for number, own in zip(members, names, strict=True):
        for name, ratio in compared(rows[number].get(field) or "").items():
            if len(names) == 1:
                yield number, field, said["alone"]
            elif name == own:
                yield number, field, said["with_itself"].filled(name=name)
            elif name not in names:
                others = enumerated(other for other in names if other != own)
                yield number, field, said["not_beside"].filled(name=name, beside=others)
            else:
                back = given.get((name, own))
                if back is not None and not _agree(ratio, back):
                    yield number, field, said["not_reciprocal"].filled(name=name, here=ratio, there=back)
                given[own, name] = ratio
    for place, (number, own) in enumerate(zip(members, names, strict=True)):
        later = [name for name in names[place + 1 :] if name not in unsure]
        absent = [str(name) for name in later if (own, name) not in given and (name, own) not in given]
        if absent and own not in unsure:
            listed = enumerated(absent[:_MOST_NAMED]) + " ..." * (len(absent) > _MOST_NAMED)
            yield number, field, said["pair_missing"].filled(names=listed, name=absent[0])


def _agree(one: str, other: str) -> bool:
    """Tell whether two ratios are each other's reciprocal, or its rounding."""
    try:
        comparisons({("a", "b"): one, ("b", "a"): other}, "")
    except ArgumentError:
        return False
    return True
