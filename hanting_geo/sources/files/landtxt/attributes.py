"""The attribute rows of a file as columns: the dialect of each row told by what stands where, every field verbatim."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.sources.files.landtxt.dialects import ATTRIBUTE_DIALECTS, COLUMNS, KINDS, STANDARD, TEMPLATE_WORDS
from hanting_geo.sources.files.landtxt.model import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hanting_geo.sources.files.landtxt.model import Document, Parcel
    from hanting_geo.sources.files.landtxt.rings import Ring

__all__ = ["columns_of", "counts_agree", "kind_of", "named_fields"]

_COUNT = re.compile(r"[0-9]{1,6}")
_AREA = re.compile(r"[0-9]*\.?[0-9]*")
_CODE = re.compile(r"[0-9]{6,12}")
_SHORT = 4
_USUAL = {8, 11}
_LONGEST = 14
_ONE_MAP, _ENFORCEMENT = ATTRIBUTE_DIALECTS["one_map"], ATTRIBUTE_DIALECTS["enforcement"]
_DISTRICT, _PROVINCIAL = ATTRIBUTE_DIALECTS["district"], ATTRIBUTE_DIALECTS["provincial"]


def named_fields(document: Document) -> list[dict[str, str]]:
    """Give the fields of each parcel by name, and say which dialects there are."""
    counted = _four_are_counted(document.parcels)
    seen: Counter[str] = Counter()
    unknown: list[str] = []
    rows: list[dict[str, str]] = []
    for parcel in document.parcels:
        if parcel.fields is None:
            seen[Sentence("no attribute row")] += 1
            rows.append({})
            continue
        dialect, names = _dialect(parcel.fields, counted=counted)
        width = f"{len(parcel.fields)} fields{'' if parcel.has_at else ', no @'}"
        seen[f"{dialect} ({width})"] += 1
        if dialect == "unknown":
            unknown.append(f"line {parcel.line} ({len(parcel.fields)} fields)")
        rows.append(dict(zip(names, parcel.fields, strict=True)))
    if seen or document.points:
        attributes = enumerated(f"{name}: {count}" for name, count in seen.most_common()) or Sentence("none")
        points = enumerated(f"{name}: {count}" for name, count in document.points.most_common()) or Sentence("none")
        what = Sentence(
            "attribute rows by dialect: {attributes}; point rows: {points}", attributes=attributes, points=points
        )
        document.note("note", "dialect", what, Sentence("nothing, if the columns are right"))
    if unknown:
        document.note(
            "warning",
            "dialect_unknown",
            Sentence(
                "attribute rows of no known kind in {unknown}; their fields are kept as 字段1, 字段2 and on",
                unknown=shown(unknown),
            ),
            Sentence("name the columns yourself, or ask the source what they are"),
        )
    return rows


def _four_are_counted(parcels: Sequence[Parcel]) -> bool:
    """Tell what four fields are: all that begin with the number of their points are of the enforcement system."""
    short = [parcel for parcel in parcels if parcel.fields is not None and len(parcel.fields) == _SHORT]
    return bool(short) and all(
        _COUNT.fullmatch(parcel.fields[0]) and abs(int(parcel.fields[0]) - len(parcel.lines)) <= len(set(parcel.rings))
        for parcel in short
        if parcel.fields is not None
    )


def _dialect(fields: list[str], *, counted: bool) -> tuple[str, list[str]]:
    """Name the dialect of a row, and its fields."""
    width = len(fields)
    if width == _SHORT and (fields[2] in KINDS or not fields[2] or fields[2].lower() in TEMPLATE_WORDS):
        known = _ENFORCEMENT if counted or (fields[3] and _COUNT.fullmatch(fields[0])) else _ONE_MAP
        return known.name, list(known.fields)
    at = _DISTRICT.kind_at
    if width == len(_DISTRICT.fields) and _is_district(fields, at):
        return _DISTRICT.name, list(_DISTRICT.fields)
    if _is_standard(fields):
        names = [*_PROVINCIAL.fields, *(f"字段{number}" for number in range(len(_PROVINCIAL.fields) + 1, width + 1))]
        if width == len(STANDARD):
            return "standard", list(STANDARD)
        if width == len(_PROVINCIAL.fields):
            return "provincial", list(_PROVINCIAL.fields)
        names = names[:width] if width < len(STANDARD) or width > len(_PROVINCIAL.fields) else [
            *STANDARD, *(f"字段{number}" for number in range(len(STANDARD) + 1, width + 1))
        ]  # fmt: skip
        return (Sentence("standard, cut short") if width < len(STANDARD) else Sentence("standard, with more")), names
    return "unknown", [f"字段{number}" for number in range(1, width + 1)]


def _is_district(fields: list[str], at: int) -> bool:
    counted = bool(_COUNT.fullmatch(fields[2])) and bool(_AREA.fullmatch(fields[3]))
    return counted and (fields[at] in KINDS or bool(_CODE.fullmatch(fields[0])))


def _is_standard(fields: list[str]) -> bool:
    at = STANDARD.index("记录图形属性")
    if not at < len(fields) <= _LONGEST:
        return False
    kind = fields[at]
    head = (not fields[0] or _COUNT.fullmatch(fields[0])) and _AREA.fullmatch(fields[1])
    words = [kind.lower() in TEMPLATE_WORDS, not kind, fields[1] and len(fields) in _USUAL]
    return bool(kind in KINDS or (head and any(words)) or fields[0].lower() in TEMPLATE_WORDS)


def kind_of(row: dict[str, str], document: Document, parcel: Parcel) -> str:
    """Tell whether a parcel is a polygon, a line or points; what says nothing is a polygon, as almost all are."""
    said = row.get("记录图形属性", "")
    kind = KINDS.get(said) or KINDS.get(said.lower())
    if kind is None and said:
        document.see("kind_odd", Sentence("{said!r} (line {line})", said=said, line=parcel.line))
    return kind or "polygon"


def counts_agree(row: dict[str, str], rings: Sequence[Ring], points: int) -> bool:
    """Tell whether the declared count is that of the points, with the closing ones or without; silence agrees."""
    said = row.get("界址点数", "")
    if not _COUNT.fullmatch(said):
        return True
    closing = sum(ring.gap == 0 for ring in rings)
    return int(said) in {points, points - closing}


def columns_of(document: Document, rows: list[dict[str, str]]) -> dict[str, Any]:
    """Make columns of the fields: an empty field is missing, every other stands as it is."""
    names = dict.fromkeys(name for row in rows for name in row)
    ordered = [*(name for name in COLUMNS if name in names), *(name for name in names if name not in COLUMNS)]
    _tell_words(document, rows)
    _tell_alike(document)
    return {
        COLUMNS.get(name, name): pd.Series([row.get(name) or None for row in rows], dtype="str") for name in ordered
    }


def _tell_words(document: Document, rows: list[dict[str, str]]) -> None:
    places = [
        f"{name}={value} (line {parcel.line})"
        for row, parcel in zip(rows, document.parcels, strict=True)
        for name, value in row.items()
        if value and value.lower() in TEMPLATE_WORDS
    ]
    if places:
        document.note(
            "warning",
            "template_word",
            Sentence("words of a template stand where values belong: {places}; they are kept", places=shown(places)),
            Sentence("fill in the values, or ask the source"),
        )


def _tell_alike(document: Document) -> None:
    lines: dict[tuple[str, ...], list[int]] = {}
    for parcel in document.parcels:
        if parcel.fields is not None:
            lines.setdefault(tuple(parcel.fields), []).append(parcel.line)
    alike = [enumerated(each) for each in lines.values() if len(each) > 1]
    if alike:
        what = Sentence("parcels with the same attribute row, all of them kept: lines {alike}", alike=shown(alike))
        document.note("warning", "same_attributes", what, Sentence("give each its own number"))
