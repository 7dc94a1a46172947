"""A document before it is laid out: chapters of paragraphs, lists, tables and pictures, in one language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hanting_geo.outputs.report.cells import Cells

__all__ = ["Block", "Chapter", "Document", "Grid", "Line", "Listing", "Part", "Picture", "numbered", "xml_text"]

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    r"""Write what XML has no place for as a mark for a character that is lost.

    Examples
    --------
    >>> xml_text("a\x00b")
    'a\ufffdb'
    """
    return _NO_XML.sub("\ufffd", text)


class Line(NamedTuple):
    """A paragraph."""

    text: str
    missing: bool = False
    """Whether it says what a human must supply; it is marked then."""


class Listing(NamedTuple):
    """A list of texts, an item a line."""

    items: Sequence[str]
    missing: bool = False


class Grid(NamedTuple):
    """A table under its caption."""

    caption: str
    cells: Cells
    note: str = ""
    """What stands below it: of which source and day it is."""


class Picture(NamedTuple):
    """A picture over its caption."""

    caption: str
    png: bytes
    note: str = ""


Block = Line | Listing | Grid | Picture


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter, or a section of one."""

    name: str
    """What a template calls it by."""
    title: str
    blocks: Sequence[Block] = ()
    sections: Sequence[Chapter] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document in one language."""

    title: str
    subtitle: str
    language: str
    facts: Sequence[tuple[str, str]]
    """What to value, on its front."""
    contents: str
    """The heading of the list of chapters."""
    chapters: Sequence[Chapter]
    table_word: str
    """What stands before the number of a table."""
    picture_word: str
    footer: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Further texts that a template may name; empty where this run has none."""
    own_fields: Sequence[str] = ()
    """Those of them that the caller gave, and wants to see used."""
    missing: str = "{name}"
    """How a place is marked for which there is no text."""

    def missing_mark(self, name: str) -> str:
        """Mark a place of this name."""
        return self.missing.format(name=name)


class Part(NamedTuple):
    """A chapter in its place: with its number, and captions with theirs."""

    level: int
    number: str
    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"


def numbered(document: Document) -> list[Part]:
    """Give chapters and sections with their numbers; tables and pictures count by chapter.

    Examples
    --------
    >>> inner = Chapter("b", "Inside", [Picture("Map", b"")])
    >>> whole = Document("T", "", "en", [], "Contents", [Chapter("a", "First", [], [inner])], "Table", "Figure")
    >>> [(part.heading, [block.caption for block in part.blocks]) for part in numbered(whole)]
    [('1 First', []), ('1.1 Inside', ['Figure 1-1 Map'])]
    """
    parts: list[Part] = []
    for place, chapter in enumerate(document.chapters, start=1):
        tables, pictures = _counter(), _counter()
        _add(
            parts,
            chapter,
            str(place),
            1,
            (f"{document.table_word} {place}", tables),
            (f"{document.picture_word} {place}", pictures),
        )
    return parts


def _counter() -> Iterator[int]:
    number = 0
    while True:
        number += 1
        yield number


def _add(
    parts: list[Part],
    chapter: Chapter,
    number: str,
    level: int,
    tables: tuple[str, Iterator[int]],
    pictures: tuple[str, Iterator[int]],
) -> None:
    blocks: list[Block] = []
    for block in chapter.blocks:
        if isinstance(block, Grid | Picture):
            word, counter = tables if isinstance(block, Grid) else pictures
            called = f"{word}-{next(counter)} {block.caption}"
            blocks.append(block._replace(caption=called))
        else:
            blocks.append(block)
    parts.append(Part(level, number, chapter.name, chapter.title, tuple(blocks)))
    for place, section in enumerate(chapter.sections, start=1):
        _add(parts, section, f"{number}.{place}", level + 1, tables, pictures)
