"""The legend of one layer: which classes its features fall into, what they are called and how they look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from hanting_geo.core import arguments
from hanting_geo.core.land_use import CHECKED, checked_standard, land_use_of, plain_code
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.text import LANGUAGES, Text
from hanting_geo.core.words.columns import column_label
from hanting_geo.core.words.maps import LEGEND, OTHERS
from hanting_geo.core.words.values import value_label
from hanting_geo.errors import SchemaError
from hanting_geo.outputs.maps import choropleth
from hanting_geo.outputs.maps.class_labels import in_plain_words
from hanting_geo.outputs.style import looks
from hanting_geo.outputs.style.looks import Look
from hanting_geo.outputs.style.palettes import HEAT, color_between, palette_colors

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["STYLE_KEYS", "Entry", "caption_of", "checked_style", "classes_of", "text_of"]

STYLE_KEYS = {
    "above": "True: drawn above the layers that do not say so",
    "accuracy_m": "accuracy of the whole layer, where its rows state none",
    "below": "True: drawn below the others, as roads and water under zones",
    "breaks": "grades the class column: upper bounds of the classes",
    "color": "line colour",
    "colors": "value of the class column -> colour",
    "column": "class column: one legend entry a value",
    "fill": "fill colour; None: outline only",
    "fit": "True: the first view shows this layer",
    "k": "how many classes a scheme makes, by default 5",
    "labels": "value of the class column -> text",
    "land_use": "the standard whose codes the class column holds (guide_2023): official colours and names",
    "names": "True or False: names written on the map",
    "opacity": "how strongly areas are filled, 0 to 1",
    "palette": "of graded classes: a name of hanting_geo.outputs.style.palettes.PALETTES, or colours from low to high",
    "phase": "column with the number of the phase in which each is built (missing: it is there): a slider shows them",
    "scheme": "grades the class column: a scheme of mapclassify, as natural_breaks or quantiles",
    "symbols": "value of the class column -> circle, square, diamond or triangle, for points",
    "title": "title of the layer",
    "visible": "False: switched off at first",
    "width": "line width in pixels",
}
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}|[a-zA-Z]+")

_SYMBOLS = ("circle", "square", "diamond", "triangle")
_MOST_CLASSES = 20
_UNCOLOURED = "#888888"
_OUTLINE = 0.4
"""How much darker than its fill a graded area is outlined."""

Entry = tuple[Text, Look, int | None]
_Key = tuple[str | None, str | None, bool]
_Codes = np.ndarray[Any, np.dtype[np.int64]]


def checked_style(name: str, table: pd.DataFrame, style: Mapping[str, Any]) -> Mapping[str, Any]:
    """Let a style through whose keys, colours and column are known."""
    arguments.mapping(style, f"style of layer {name!r}", Sentence("a key to what it sets"))
    unknown = sorted(set(map(str, style)) - set(STYLE_KEYS))
    if unknown:
        message = Sentence(
            "style of layer {name!r}: {listed} is not known; use {listed2}",
            name=name,
            listed=enumerated(unknown),
            listed2=enumerated(sorted(STYLE_KEYS)),
        )
        raise SchemaError(message)
    given = [style.get("color"), style.get("fill"), *dict(style.get("colors") or {}).values()]
    for color in given:
        if color is not None and not _COLOR.fullmatch(str(color)):
            message = Sentence(
                "style of layer {name!r}: {color!r} is no colour; use #rrggbb or a colour name", name=name, color=color
            )
            raise SchemaError(message)
    unknown = [str(shape) for shape in dict(style.get("symbols") or {}).values() if shape not in _SYMBOLS]
    if unknown:
        message = Sentence(
            "style of layer {name!r}: {unknown!r} is no symbol; use {listed}",
            name=name,
            unknown=unknown[0],
            listed=enumerated(_SYMBOLS),
        )
        raise SchemaError(message)
    if style.get("opacity") is not None:
        arguments.number(style["opacity"], f"style of layer {name!r}: opacity", least=0)
    column = style.get("column")
    usable = list(table.columns[table.dtypes != "geometry"])
    if column is not None and column not in usable:
        why = (
            Sentence("column {column!r} holds shapes", column=column)
            if column in list(table.columns)
            else Sentence("no column {column!r}", column=column)
        )
        message = Sentence(
            "style of layer {name!r}: {why}; give one of {listed}",
            name=name,
            why=why,
            listed=enumerated(map(str, usable)) or Sentence("none"),
        )
        raise SchemaError(message)
    if style.get("land_use") is not None:
        if checked_standard(style["land_use"]) not in CHECKED:
            message = Sentence(
                "style of layer {name!r}: no colours of {land_use} are packaged; give colors yourself",
                name=name,
                land_use=style["land_use"],
            )
            raise SchemaError(message)
        if column is None:
            message = Sentence("style of layer {name!r}: land_use needs column, which holds the codes", name=name)
            raise SchemaError(message)
    choropleth.check_grading(name, table, style)
    _check_phase(name, table, style, usable)
    return style


def _check_phase(name: str, table: pd.DataFrame, style: Mapping[str, Any], usable: Sequence[object]) -> None:
    if "phase" not in style:
        return
    column = style["phase"]
    if column not in usable:
        message = Sentence(
            "style of layer {name!r}: phase: no column {column!r}; give one of {listed}",
            name=name,
            column=column,
            listed=enumerated(map(str, usable)) or Sentence("none"),
        )
        raise SchemaError(message)
    values = table[column].dropna()
    if not pd.api.types.is_numeric_dtype(values) or (values < 0).any() or (values % 1 != 0).any():
        message = Sentence(
            "style of layer {name!r}: phase: column {column!r} must hold whole numbers from 0 up, or nothing",
            name=name,
            column=column,
        )
        raise SchemaError(message)


def classes_of(title: Text, table: pd.DataFrame, style: Mapping[str, Any], turn: int) -> tuple[list[Entry], _Codes]:
    """Sort the features into the legend's classes: the column asked for, else what the contract's columns say.

    Returns
    -------
    tuple
        The entries in their order (text, look, rank of the names), and the entry of each row.

    Examples
    --------
    >>> zones = pd.DataFrame({"ha": [3.0, 12.5, None]})
    >>> entries, member = classes_of(Text("片区", "Zones"), zones, {"column": "ha", "breaks": [10, 50]}, 0)
    >>> [text.zh for text, _, _ in entries], member.tolist()
    (['不超过 10', '超过 10 至 50', '无数据'], [0, 1, 2])
    """
    if choropleth.is_graded(style):
        entries, member = _graded_classes(title, table, style)
        kept = {key: style[key] for key in ("color", "width") if key in style}
        return [(text, look._replace(**kept), _rank(rank, style)) for text, look, rank in entries], member
    if "column" in style:
        entries, member = _classes_of_column(table, style, turn)
    elif {"from_m", "to_m"} <= set(table.columns):
        entries, member = _ring_classes(table)
    elif {"band", "from_per_km2", "to_per_km2"} <= set(table.columns):
        entries, member = _band_classes(table)
    else:
        entries, member = _contract_classes(title, table, turn)
    return [(text, _restyled(look, style), _rank(rank, style)) for text, look, rank in entries], member


def caption_of(table: pd.DataFrame, style: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> Text | None:
    """Say under a layer's title what its classes are: what the layer says of itself, then what is graded and how.

    Parameters
    ----------
    table
        The rows of the layer.
    style
        Its style.
    facts
        ``frame.attrs["hanting_geo"]``; what it has as ``caption_zh`` and ``caption_en`` stands first.

    Examples
    --------
    >>> caption_of(pd.DataFrame({"ha": [3.0, 12.5]}), {"column": "ha", "breaks": [5, 20]})
    Text(zh='面积(公顷) · 自定分级 2 级', en='Area (ha) · own breaks, 2 classes')
    """
    said = {language: (facts or {}).get(f"caption_{language}") for language in LANGUAGES}
    own = text_of(said) if any(said.values()) else None
    if not choropleth.is_graded(style):
        return own
    count, name = choropleth.described(table, style)
    label = Text(*(column_label(str(style["column"]), language) for language in LANGUAGES))
    graded = LEGEND["graded"].filled(column=label, breaks=name, count=count)
    return graded if own is None else Text(f"{own.zh} {graded.zh}", f"{own.en} {graded.en}")


def _graded_classes(title: Text, table: pd.DataFrame, style: Mapping[str, Any]) -> tuple[list[Entry], _Codes]:
    grades = choropleth.grade(title.zh, table, style)
    base, rank = _kind_of(table)
    # An outline in the colour's own shade: a line or a small area is known by it, and no two classes share one.
    entries: list[Entry] = [
        (in_plain_words(text), base._replace(color=color_between((color, "#000000"), _OUTLINE), fill=color), rank)
        for text, color in zip(grades.texts, grades.colors, strict=True)
    ]
    member = grades.member
    if (member < 0).any():
        text, look = looks.NO_DATA
        entries.append((text, base._replace(color=look.color, fill=look.fill), rank))
        member = np.where(member < 0, len(entries) - 1, member)
    return entries, member


def _restyled(look: Look, style: Mapping[str, Any]) -> Look:
    changes = {key: style[key] for key in ("color", "fill", "width") if key in style}
    if "color" in changes and look.fill is not None:
        changes.setdefault("fill", changes["color"])
    if "fill" in changes:
        changes["symbol"] = _filled(look.symbol)
    return look._replace(**changes)


def _rank(rank: int | None, style: Mapping[str, Any]) -> int | None:
    if "names" not in style:
        return rank
    return (rank or 3) if style["names"] else None


def _coded(column: pd.Series[Any]) -> tuple[_Codes, list[Any]]:
    """Give each row the number of its value, in the order in which they first come, or -1 for none; and the values."""
    try:
        codes, values = pd.factorize(column)
    except TypeError:  # lists and the like go by what they look like
        codes, values = pd.factorize(column.map(str, na_action="ignore"))
    return codes.astype(np.int64), list(values)


def _classes_of_column(table: pd.DataFrame, style: Mapping[str, Any], turn: int) -> tuple[list[Entry], _Codes]:
    column = table[style["column"]]
    colors, labels = dict(style.get("colors") or {}), dict(style.get("labels") or {})
    symbols = dict(style.get("symbols") or {})
    codes, values = _coded(column)
    official = _land_use(values, style.get("land_use"))
    colors = {value: colour for value, (_, colour) in official.items() if colour} | colors
    labels = {value: text for value, (text, _) in official.items()} | labels
    number = {value: position for position, value in enumerate(values)}
    kept = list(dict.fromkeys([*(value for value in colors if value in number), *sorted(values, key=str)]))
    # Whoever gives many colours wants them all.
    kept = kept[: max(_MOST_CLASSES, sum(value in number for value in colors))]
    base, rank = _kind_of(table)
    entries: list[Entry] = []
    for position, value in enumerate(kept):
        fill: str | None
        line, fill = looks.FALLBACK_COLORS[(turn + position) % len(looks.FALLBACK_COLORS)]
        if value in colors:
            line = fill = str(colors[value])
        if value in official:
            # The rules' colours are fills: white (16) and pale ones are known by their outline.
            line, fill = color_between((str(colors.get(value, _UNCOLOURED)), "#000000"), _OUTLINE), colors.get(value)
        known = Text(*(value_label(str(column.name), value, language) or str(value) for language in LANGUAGES))
        text = text_of(labels.get(value), "") if value in labels else known
        look = base._replace(color=line, fill=fill, symbol=str(symbols.get(value, base.symbol)))
        entries.append((text, look, rank))
    # The last two places are for the other values and for none (code -1).
    other, none = len(kept), len(kept) + 1
    place = np.full(len(values) + 1, other, dtype=np.int64)
    place[[number[value] for value in kept]] = np.arange(len(kept))
    place[-1] = none
    member = place[codes]
    left = {at: int(np.argmax(member == at)) for at in (other, none) if (member == at).any()}
    for offset, at in enumerate(sorted(left, key=lambda at: left[at])):  # as they first come
        text = LEGEND["no_class" if at == none else "other"]
        entries.append((text, base._replace(color="#555555", fill="#dddddd"), rank))
        left[at] = len(kept) + offset
    return entries, np.where(member < other, member, np.where(member == none, left.get(none, 0), left.get(other, 0)))


def _land_use(values: list[Any], standard: object) -> dict[Any, tuple[Text, str | None]]:
    """Give name and colour of each code that is one of the standard; others go as any value does, and say so."""
    if standard is None:
        return {}
    known = land_use_of(str(standard))
    found: dict[Any, tuple[Text, str | None]] = {}
    for value in sorted(values, key=str):
        one = known.get(plain_code(value) or "")
        if one is None:
            found[value] = LEGEND["not_in_standard"].filled(code=value), None
        else:
            found[value] = Text(f"{one.code} {one.name.zh}", f"{one.code} {one.name.en}"), one.colour
    return found


def _kind_of(table: pd.DataFrame) -> tuple[Look, int | None]:
    kinds = [str(value) for value in table["kind"].dropna().unique()] if "kind" in table else []
    kind = looks.KINDS.get(kinds[0], looks.UNKNOWN_KIND) if kinds else looks.UNKNOWN_KIND
    # A class that has a colour of its own is filled with it.
    return kind.look._replace(symbol=_filled(kind.look.symbol)), kind.label_rank


def _filled(symbol: str) -> str:
    return "circle" if symbol == looks.OUTLINE else symbol


def _ring_classes(table: pd.DataFrame) -> tuple[list[Entry], _Codes]:
    pairs, member = _intervals(table["from_m"], table["to_m"])
    entries: list[Entry] = []
    for position, (start, end) in enumerate(pairs):
        line, fill = looks.RING_COLORS[min(position, len(looks.RING_COLORS) - 1)]
        entries.append((LEGEND["ring"].filled(start=start, end=end), Look(line, fill, 1.2), None))
    return entries, member


def _band_classes(table: pd.DataFrame) -> tuple[list[Entry], _Codes]:
    """Colour a density surface by its bands: pale where it is thin, so that the map below stays readable."""
    pairs, member = _intervals(table["from_per_km2"], table["to_per_km2"])
    colors = palette_colors(HEAT, len(pairs))
    entries: list[Entry] = []
    for position, color in enumerate(colors):
        text = str(table["band"].iloc[int(np.argmax(member == position))])
        line = color_between((color, "#000000"), _OUTLINE / 2)
        entries.append((Text(text, text), Look(line, color, 0.6), None))
    return entries, member


def _intervals(start: pd.Series[Any], end: pd.Series[Any]) -> tuple[list[tuple[float, float]], _Codes]:
    """Give the different intervals from the lowest up, and the one of each row."""
    both = pd.DataFrame({"start": start.to_numpy(dtype=float), "end": end.to_numpy(dtype=float)})
    number = both.groupby(["start", "end"], dropna=False, sort=True).ngroup().to_numpy().astype(np.int64)
    first = np.unique(number, return_index=True)[1]
    return list(both.iloc[first].itertuples(index=False, name=None)), number


def _contract_classes(title: Text, table: pd.DataFrame, turn: int) -> tuple[list[Entry], _Codes]:
    columns = [column for column in ("kind", "pattern", "plan_works") if column in table]
    codes, meant = np.zeros(len(table), dtype=np.int64), {}
    for column in columns:
        own, values = _coded(table[column])
        meant[column] = [_meaning(column, value) for value in [*values, None]]
        distinct = list(dict.fromkeys(meant[column]))
        codes = codes * len(distinct) + np.array([distinct.index(value) for value in meant[column]])[own]
        meant[column] = distinct
    _, first, group = np.unique(codes, return_index=True, return_inverse=True)
    keys: list[_Key] = []
    for code in codes[first].tolist():
        said: dict[str, Any] = {"kind": None, "pattern": None, "plan_works": False}
        for column in reversed(columns):
            code, own_code = divmod(code, len(meant[column]))  # noqa: PLW2901
            said[column] = meant[column][own_code]
        keys.append((said["kind"], said["pattern"], said["plan_works"]))
    order = [*looks.PATTERNS, None]
    ranked = sorted(range(len(keys)), key=lambda at: (order.index(keys[at][1]), not keys[at][2], first[at]))
    place = np.empty(len(keys), dtype=np.int64)
    place[ranked] = np.arange(len(keys))
    return [_contract_entry(keys[at], columns, title, turn) for at in ranked], place[group]


def _meaning(column: str, value: object) -> object:
    """Read one value of a column of the contract; None is no value."""
    if column == "kind":
        return None if value is None else str(value)
    if column == "pattern":
        return str(value) if str(value) in looks.PATTERNS else None
    return isinstance(value, (bool, np.bool_, int, float, str, np.number)) and value in (True, "true", "True", 1)


def _contract_entry(key: _Key, columns: Collection[str], title: Text, turn: int) -> Entry:
    kind_name, pattern, works = key
    if pattern is not None:
        return (*looks.PATTERNS[pattern], looks.KINDS["zone"].label_rank)
    if works:
        return (*looks.PLAN_WORKS, looks.KINDS["river"].label_rank)
    kind = looks.KINDS.get(str(kind_name))
    if kind is None:
        line, fill = looks.FALLBACK_COLORS[turn % len(looks.FALLBACK_COLORS)]
        unknown = looks.UNKNOWN_KIND
        text = title if kind_name is None else text_of(kind_name)
        return text, unknown.look._replace(color=line, fill=fill), unknown.label_rank
    other = {"zone": "pattern", "river": "plan_works"}.get(str(kind_name))
    text = OTHERS[str(kind_name)] if other in columns else kind.text
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
