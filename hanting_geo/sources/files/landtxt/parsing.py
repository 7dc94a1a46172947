"""A text taken apart into head, attribute rows and points, each line accounted for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hanting_geo.core.sentences import Sentence
from hanting_geo.sources.files.landtxt.dialects import KEYS, SECTIONS
from hanting_geo.sources.files.landtxt.model import Document, Parcel
from hanting_geo.sources.files.landtxt.rows import (
    USUAL_POINT,
    Point,
    attributes_of,
    looks_like_a_point,
    masked,
    point_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["looks_like_landtxt", "parse"]

_SECTION = re.compile(r"[\[［【]\s*([^\]］】]*?)\s*[\]］】]")
_KEY = re.compile(r"\s*([^=＝:：,，@]{1,30}?)\s*[=＝:：]\s*(.*?)\s*")
_COMMENT = ("//", "#", ";", "--")
_USUAL = "label_ring_north_east"
_SYSTEM = ("坐标系", "几度分带", "投影类型", "计量单位", "带号", "中央子午线")
_LOOKED_AT = 200
_SHOWN = 40
_LEAST_POINTS = 3


def looks_like_landtxt(lines: Sequence[str]) -> bool:
    """Tell whether a text is one of boundary points: its mark, or rows of attributes and points.

    Examples
    --------
    >>> looks_like_landtxt(["[属性描述]", "带号=40", "[地块坐标]"]), looks_like_landtxt(["id,lon,lat", "A,119.2,36.8"])
    (True, False)
    """
    points = attributes = 0
    for line in lines[:_LOOKED_AT]:
        section = _SECTION.fullmatch(line.strip())
        if section and section.group(1) in SECTIONS:
            return True
        if line.rstrip().endswith(("@", "＠")) and line.count(",") + line.count("，") > 1:
            attributes += 1
        point = point_of(line)
        points += point is not None and bool(re.fullmatch(r"[A-Za-z]{0,3}[-_]?[0-9]+", point.label))
    return points >= _LEAST_POINTS and (attributes > 0 or points > _share(lines) / 2)


def _share(lines: Sequence[str]) -> int:
    return sum(bool(line.strip()) for line in lines[:_LOOKED_AT])


class _Parser:
    """Goes through the lines once."""

    def __init__(self, document: Document, *, anywhere: bool) -> None:
        self.document, self.anywhere = document, anywhere
        self.section = ""
        self.parcel: Parcel | None = None
        self.counts: tuple[str, ...] = ()
        self.head_line = 0

    def run(self, lines: Sequence[str]) -> None:
        """Take all lines in."""
        usual = USUAL_POINT.fullmatch
        points = 0
        for number, line in enumerate(lines, start=1):
            if self.section == "body" and (found := usual(line)) is not None and self.parcel is not None:
                label, ring, one, two = found.groups()
                first, second = float(one), float(two)
                # Of what this pattern lets through, only a northing beside an easting is a pair.
                if 1_800_000.0 <= first <= 6_200_000.0 and (  # noqa: PLR2004 - as in rows.py, without a call
                    100_000.0 <= second <= 900_000.0 or 25_100_000.0 <= second <= 45_900_000.0  # noqa: PLR2004
                ):
                    bare = second % 1_000_000.0
                    if 100_000.0 <= bare <= 900_000.0:  # noqa: PLR2004
                        self.parcel.add(number, label, ring, first, second)
                        points += 1
                        continue
            text = line.strip(" \t\u3000\ufeff")
            if text:
                self.line(number, text)
        if points:
            self.document.points[_USUAL] += points

    def line(self, number: int, text: str) -> None:
        """Take in a line that is more than a usual point."""
        section = _SECTION.fullmatch(text)
        if section:
            self._section(number, section.group(1))
        elif self.section == "body":
            self._body(number, text)
        elif (key := _KEY.fullmatch(text)) and not text.endswith(("@", "＠")):
            self._key(number, key.group(1), key.group(2))
        elif self._is_body(text):
            if self.section or self.document.said:
                self.document.see("no_mark", Sentence("line {number}", number=number))
            self.section = "body"
            self._body(number, text)
        else:
            self._odd(number, text)

    def _is_body(self, text: str) -> bool:
        if text.endswith(("@", "＠")) or point_of(text, anywhere=self.anywhere) is not None:
            return True
        return "," in text and attributes_of(text) is not None

    def _section(self, number: int, name: str) -> None:
        self.section = SECTIONS.get(name, f"other: {name}")
        if self.section.startswith("other"):
            self.document.see("unknown_section", Sentence("[{name}] in line {number}", name=name, number=number))
        if self.section == "head":
            if self.document.parcels:
                self.document.see("two_heads", Sentence("line {number}", number=number))
            self.head_line = number
        if self.section != "body":
            self.parcel = None

    def _key(self, number: int, key: str, value: str) -> None:
        document = self.document
        if self.section == "project" or self.section.startswith("other"):
            document.project[_free(key, document.project, value)] = value
            return
        meaning = KEYS.get(key)
        if meaning is None:
            document.see("unknown_keys", Sentence("{key} (line {number})", key=key, number=number))
        elif document.said.get(meaning) and value and document.said[meaning] != value:
            document.see(
                "heads_differ" if meaning in _SYSTEM else "repeated_key",
                Sentence(
                    "{key}: {said!r}, and {value!r} in line {number}",
                    key=key,
                    said=document.said[meaning],
                    value=value,
                    number=number,
                ),
            )
        elif value or meaning not in document.said:
            document.said[meaning] = value
        document.head[_free(key, document.head, value)] = value

    def _body(self, number: int, text: str) -> None:
        point = point_of(text, anywhere=self.anywhere)
        if point is not None:
            self._point(number, text, point)
            return
        row = attributes_of(text)
        if row is not None:
            fields = [each.strip() for each in row.fields]
            for code, odd in (
                ("blanks", fields != row.fields),
                ("lacks_comma", row.lacks_comma),
                ("lacks_at", not row.has_at),
                ("wide_commas", row.wide),
            ):
                if odd:
                    self.document.see(code, Sentence("line {number}", number=number))
            self._start(number, fields, has_at=row.has_at)
        elif masked(text):
            self._refuse(number, text, Sentence("its figures are masked, or rows are left out"))
        elif looks_like_a_point(text):
            self._refuse(
                number, text, Sentence("no northing beside an easting (or latitude beside longitude) of China")
            )
        else:
            self._odd(number, text)

    def _start(self, number: int, fields: list[str] | None, *, has_at: bool = True) -> Parcel:
        self.parcel = Parcel(number, fields, has_at)
        self.document.parcels.append(self.parcel)
        self.counts = ()
        return self.parcel

    def _point(self, number: int, text: str, point: Point) -> None:
        document = self.document
        if point.counts:
            self._headless(number, point)
        parcel = self.parcel or self._start(number, None)
        parcel.add(number, point.label, point.ring, point.first, point.second)
        document.points[point.dialect] += 1
        if point.odd:
            document.see("wide_signs", Sentence("line {number}", number=number))
        if point.left:
            document.see("columns_left", Sentence("line {number}: {text!r}", number=number, text=text[:_SHOWN]))

    def _headless(self, number: int, point: Point) -> None:
        """Start a parcel where the first of three integers changes: they are parcel, ring and point."""
        if self.parcel is not None and self.parcel.fields is None and self.counts and self.counts[0] != point.counts[0]:
            self._start(number, None)
        self.counts = point.counts

    def _refuse(self, number: int, text: str, why: str) -> None:
        parcel = self.parcel or self._start(number, None)
        parcel.refused.append((number, text, why))

    def _odd(self, number: int, text: str) -> None:
        if text.startswith(_COMMENT):
            self.document.see("comment", Sentence("line {number}: {text!r}", number=number, text=text[:_SHOWN]))
        else:
            self.document.see("not_understood", Sentence("line {number}: {text!r}", number=number, text=text[:_SHOWN]))


def _free(key: str, taken: dict[str, str], value: str) -> str:
    """Give a name for a key that stands there twice with another value."""
    names = [key, *(f"{key} ({number})" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken or taken[name] == value)


def parse(layer: str, lines: Sequence[str], *, anywhere: bool = False) -> Document:
    """Take a text apart.

    Parameters
    ----------
    layer
        What the layer is called in findings.
    lines
        All lines of the file.
    anywhere
        Whether coordinates may lie elsewhere than in China, in the order of the standard.

    Examples
    --------
    >>> rows = ["[地块坐标]", "4,0.0100,A1,甲,面,,,,@", "J1,1,4071100,40430000", "J2,1,4071100,40430100"]
    >>> parcel = parse("a", rows).parcels[0]
    >>> parcel.fields[2], parcel.labels, parcel.lines
    ('A1', ['J1', 'J2'], [3, 4])
    """
    document = Document(layer)
    _Parser(document, anywhere=anywhere).run(lines)
    return document
