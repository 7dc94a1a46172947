"""What is told once a file: the kinds of oddities of its lines, as data, with the first places of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hanting_geo.core.sentences import Sentence
from hanting_geo.errors import SourceError
from hanting_geo.sources.files.landtxt.model import shown

if TYPE_CHECKING:
    from hanting_geo.core.findings import Level
    from hanting_geo.sources.files.landtxt.model import Document

__all__ = ["ODDITIES", "tell_seen"]


class _Oddity(NamedTuple):
    level: Level
    what: str
    what_to_do: str


ODDITIES = {
    "no_mark": _Oddity("warning", "points begin without the mark [地块坐标]: {places}", "add the mark"),
    "unknown_section": _Oddity("note", "parts of another name, kept under project: {places}", "nothing"),
    "unknown_keys": _Oddity("note", "keys that the format has not, kept as they are: {places}", "nothing"),
    "repeated_key": _Oddity("warning", "keys with two values, both kept: {places}", "keep one of them"),
    "two_heads": _Oddity(
        "warning", "several files were joined into one; another head begins at {places}", "nothing, if all is there"
    ),
    "blanks": _Oddity("note", "fields with blanks around them, which were taken off: {places}", "nothing"),
    "lacks_comma": _Oddity("note", "no comma before the @ in {places}", "nothing here; other programs may need it"),
    "lacks_at": _Oddity("note", "attribute rows without @: {places}", "nothing here; other programs may need it"),
    "wide_commas": _Oddity("warning", "full-width commas part the fields: {places}", "use ASCII commas"),
    "wide_signs": _Oddity("warning", "points with full-width signs or braces: {places}", "use ASCII"),
    "columns_left": _Oddity(
        "warning", "point rows hold more than label, ring and coordinates, which was not kept: {places}", "see the file"
    ),
    "comment": _Oddity("note", "lines of remarks, not kept: {places}", "nothing"),
    "not_understood": _Oddity(
        "warning", "lines that are neither point nor attributes, not kept: {places}", "look at them in the file"
    ),
    "kind_odd": _Oddity(
        "warning", "记录图形属性 is neither 面, 线 nor 点, taken as 面: {places}", "correct it in the file"
    ),
    "ring_number_odd": _Oddity(
        "warning", "closing points under a ring number of their own, taken as what they are: {places}", "correct it"
    ),
    "rings_by_place": _Oddity(
        "note", "ring numbers do not tell parts from holes; the place of the rings does (even-odd): {places}", "nothing"
    ),
    "count_differs": _Oddity(
        "warning", "the declared count of points (界址点数) is another than that of the rows: {places}",
        "see whether rows are missing",
    ),
    "short_edges": _Oddity(
        "note", "edges of 2 cm and less (arcs, corners written twice), all kept: {places}", "nothing, if meant"
    ),
    "no_area": _Oddity("note", "areas are not compared: {places}", "nothing"),
}  # fmt: skip


def tell_seen(document: Document) -> None:
    """Make findings of what was seen.

    Raises
    ------
    SourceError
        Two heads of one file contradict each other in what says where the points lie.
    """
    contradictions = document.seen.get("heads_differ")
    if contradictions:
        message = Sentence(
            "{layer}: the head says two things of where the points lie ({contradictions}); part "
            "the file, or correct the head",
            layer=document.layer,
            contradictions=shown(contradictions),
        )
        raise SourceError(message)
    for code, oddity in ODDITIES.items():
        places = document.seen.get(code)
        if places:
            document.note(oddity.level, code, Sentence(oddity.what, places=shown(places)), Sentence(oddity.what_to_do))
