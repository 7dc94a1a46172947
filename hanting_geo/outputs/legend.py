"""The legend of one layer: which classes its features fall into, what they are called and how they look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.errors import SchemaError
from hanting_geo.outputs import style as looks
from hanting_geo.outputs.style import Look, Text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

__all__ = ["STYLE_KEYS", "Entry", "checked_style", "classes_of", "text_of"]

STYLE_KEYS = {
    "accuracy_m": "accuracy of the whole layer, where its rows state none",
    "color": "line colour",
    "colors": "value of the class column -> colour",
    "column": "class column: one legend entry a value",
    "fill": "fill colour; None: outline only",
    "fit": "True: the first view shows this layer",
    "labels": "value of the class column -> text",
    "names": "True or False: names written on the map",
    "title": "title of the layer",
    "visible": "False: switched off at first",
    "width": "line width in pixels",
}
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}|[a-zA-Z]+")

_MOST_CLASSES = 20
_OTHER = Text("其他", "Other")
_NO_CLASS = Text("未分类", "No class")

Entry = tuple[Text, Look, int | None]
_Key = tuple[str | None, str | None, bool]


def checked_style(name: str, table: pd.DataFrame, style: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let a style through whose keys, colours and column are known."""
    unknown = sorted(set(style) - set(STYLE_KEYS))
    if unknown:
        message = f"style of layer {name!r}: {', '.join(unknown)} is not known; use {', '.join(sorted(STYLE_KEYS))}"
        raise SchemaError(message)
    given = [style.get("color"), style.get("fill"), *dict(style.get("colors") or {}).values()]
    for color in given:
        if color is not None and not _COLOR.fullmatch(str(color)):
            message = f"style of layer {name!r}: {color!r} is no colour; use #rrggbb or a colour name"
            raise SchemaError(message)
    column = style.get("column")
    if column is not None and column not in table.columns:
        message = f"style of layer {name!r}: no column {column!r}; there are {', '.join(map(str, table.columns))}"
        raise SchemaError(message)
    return style


def classes_of(
    title: Text, table: pd.DataFrame, style: Mapping[str, Any], turn: int
) -> tuple[list[Entry], np.ndarray[Any, np.dtype[np.int64]]]:
    """Sort the features into the legend's classes: the column asked for, else what the contract's columns say."""
    if "column" in style:
        keys, entries = _classes_of_column(table, style, turn)
    elif {"from_m", "to_m"} <= set(table.columns):
        keys, entries = _ring_classes(table)
    else:
        keys, entries = _contract_classes(title, table, turn)
    member = np.array([list(entries).index(key) for key in keys], dtype=np.int64)
    drawn = [(text, _restyled(look, style), _rank(rank, style)) for text, look, rank in entries.values()]
    return drawn, member


def _restyled(look: Look, style: Mapping[str, Any]) -> Look:
    changes = {key: style[key] for key in ("color", "fill", "width") if key in style}
    if "color" in changes and look.fill is not None:
        changes.setdefault("fill", changes["color"])
    return look._replace(**changes)


def _rank(rank: int | None, style: Mapping[str, Any]) -> int | None:
    if "names" not in style:
        return rank
    return (rank or 3) if style["names"] else None


def _classes_of_column(
    table: pd.DataFrame, style: Mapping[str, Any], turn: int
) -> tuple[list[Hashable], dict[Hashable, Entry]]:
    column = table[style["column"]]
    colors, labels = dict(style.get("colors") or {}), dict(style.get("labels") or {})
    present = [value for value in [*colors, *sorted(column.dropna().unique(), key=str)] if (column == value).any()]
    kept = list(dict.fromkeys(present))[:_MOST_CLASSES]
    base, rank = _kind_of(table)
    entries: dict[Hashable, Entry] = {}
    for position, value in enumerate(kept):
        line, fill = looks.FALLBACK_COLORS[(turn + position) % len(looks.FALLBACK_COLORS)]
        if value in colors:
            line = fill = str(colors[value])
        known = Text(*(looks.value_label(str(column.name), value, language) or str(value) for language in Text._fields))
        entries[value] = (
            text_of(labels.get(value), "") if value in labels else known,
            base._replace(color=line, fill=fill),
            rank,
        )
    keys: list[Hashable] = []
    for value in column:
        key: Hashable = None if pd.isna(value) else (value if value in entries else "\0other")
        if key not in entries:
            entries[key] = (_NO_CLASS if key is None else _OTHER, base._replace(color="#555555", fill="#dddddd"), rank)
        keys.append(key)
    return keys, entries


def _kind_of(table: pd.DataFrame) -> tuple[Look, int | None]:
    kinds = [str(value) for value in table["kind"].dropna().unique()] if "kind" in table else []
    kind = looks.KINDS.get(kinds[0], looks.UNKNOWN_KIND) if kinds else looks.UNKNOWN_KIND
    return kind.look, kind.label_rank


def _ring_classes(table: pd.DataFrame) -> tuple[list[Hashable], dict[Hashable, Entry]]:
    pairs = [(float(start), float(end)) for start, end in zip(table["from_m"], table["to_m"], strict=True)]
    entries: dict[Hashable, Entry] = {}
    for position, (start, end) in enumerate(sorted(set(pairs))):
        line, fill = looks.RING_COLORS[min(position, len(looks.RING_COLORS) - 1)]
        entries[start, end] = (Text(f"{start:g}-{end:g} 米", f"{start:g}-{end:g} m"), Look(line, fill, 1.2), None)
    return list(pairs), entries


def _contract_classes(title: Text, table: pd.DataFrame, turn: int) -> tuple[list[Hashable], dict[Hashable, Entry]]:
    entries: dict[_Key, Entry] = {}
    keys: list[_Key] = []
    columns = {column: list(table[column]) for column in ("kind", "pattern", "plan_works") if column in table}
    for row in range(len(table)):
        kind = str(columns["kind"][row]) if "kind" in columns else None
        pattern = str(columns["pattern"][row]) if "pattern" in columns else None
        works = "plan_works" in columns and columns["plan_works"][row] in (True, "true", "True", 1)
        key: _Key = (kind, pattern if pattern in looks.PATTERNS else None, works)
        if key not in entries:
            entries[key] = _contract_entry(key, columns, title, turn)
        keys.append(key)
    order = [*looks.PATTERNS, None]
    ranked = sorted(entries, key=lambda key: (order.index(key[1]), not key[2]))
    return list(keys), {key: entries[key] for key in ranked}


def _contract_entry(key: _Key, columns: Mapping[str, object], title: Text, turn: int) -> Entry:
    kind_name, pattern, works = key
    if pattern is not None:
        return (*looks.PATTERNS[pattern], looks.KINDS["zone"].label_rank)
    if works:
        return (*looks.PLAN_WORKS, looks.KINDS["river"].label_rank)
    kind = looks.KINDS.get(str(kind_name))
    if kind is None:
        line, fill = looks.FALLBACK_COLORS[turn % len(looks.FALLBACK_COLORS)]
        unknown = looks.UNKNOWN_KIND
        text = title if kind_name in (None, "nan", "None") else text_of(kind_name)
        return text, unknown.look._replace(color=line, fill=fill), unknown.label_rank
    other = {"zone": "pattern", "river": "plan_works"}.get(str(kind_name))
    text = looks.OTHERS[str(kind_name)] if other in columns else kind.text
    return text, kind.look, kind.label_rank


def text_of(value: object, fallback: str = "") -> Text:
    """Turn a text, or a mapping with ``zh`` and ``en``, into both languages; a missing one is the other's.

    Examples
    --------
    >>> text_of({"zh": "寒亭"}), text_of("Hanting")
    (Text(zh='寒亭', en='寒亭'), Text(zh='Hanting', en='Hanting'))
    """
    if isinstance(value, dict):
        zh, en = value.get("zh"), value.get("en")
        return Text(str(zh or en or fallback), str(en or zh or fallback))
    if isinstance(value, Text):
        return value
    return Text(str(value or fallback), str(value or fallback))
