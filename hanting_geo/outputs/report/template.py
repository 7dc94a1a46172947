"""An office's own .docx, filled: each ``{{name}}`` in it is replaced by the text, table or picture of that name."""

from __future__ import annotations

import re
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

from hanting_geo.core.archives import require_moderate_pack
from hanting_geo.core.extras import require
from hanting_geo.core.ordinary import require_ordinary
from hanting_geo.core.sentences import Sentence, enumerated, joined
from hanting_geo.errors import HantingGeoError, SchemaError, SourceError
from hanting_geo.outputs.report.document import Line, numbered, xml_text
from hanting_geo.outputs.report.word import NEEDS, Setter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hanting_geo.outputs.report.document import Document, Part

__all__ = ["fill"]

_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_MOST_NAMED = 40
_EMU_A_CM = 360_000


def fill(document: Document, template: Path, path: Path) -> None:
    """Fill a template and write it.

    A paragraph that is nothing but ``{{name}}`` of a chapter takes all that the chapter holds, without its heading. A
    place may be split over runs, as Word splits it: the look of the first run is kept.

    Raises
    ------
    SchemaError
        A name that is none; or a chapter in the middle of a line, or in a header or footer.
    SourceError
        The template is no .docx.
    """
    whole = _opened(template)
    chapters = {part.name: part for part in numbered(document)}
    texts = {name: xml_text(text) for name, text in document.fields.items()}
    wrong: list[str] = []
    unfilled: list[str] = []
    used: set[str] = set()
    asked = [(place, paragraph, _named(paragraph)) for place, paragraph in _paragraphs(whole)]
    asked = [(place, paragraph, names) for place, paragraph, names in asked if names]
    for place, paragraph, names in asked:
        text = "".join(node.text or "" for node in _nodes(paragraph)).strip()
        for name in names:
            used.add(name)
            if name in texts:
                continue
            if name not in chapters:
                wrong.append(
                    Sentence("{name} ({place}) is no name of this report", name=f"{{{{{name}}}}}", place=place)
                )
            elif not _PLACE.fullmatch(text):
                wrong.append(
                    Sentence(
                        "{name} ({place}) is a chapter, and needs a paragraph of its own",
                        name=f"{{{{{name}}}}}",
                        place=place,
                    )
                )
            elif place != "text":
                wrong.append(
                    Sentence(
                        "{name} is a chapter, and cannot stand in the {place}", name=f"{{{{{name}}}}}", place=place
                    )
                )
    if wrong:
        known = enumerated([*texts, *chapters][:_MOST_NAMED])
        what = joined("; ", dict.fromkeys(wrong))
        message = Sentence(
            "{template}: {what}. The names are: {known}; give others by fields={{name: text}}",
            template=template,
            what=what,
            known=known,
        )
        raise SchemaError(message)
    for _, paragraph, names in asked:
        if names[0] in chapters and names[0] not in texts:
            _insert(whole, paragraph, chapters[names[0]])
            unfilled += [names[0]] if _is_missing(chapters[names[0]]) else []
        else:
            _replace(paragraph, texts, document.missing_mark)
            unfilled += [name for name in names if not texts[name]]
    _tell(template, unfilled, [name for name in document.own_fields if name not in used])
    whole.save(str(path))


def _tell(template: Path, unfilled: Sequence[str], unused: Sequence[str]) -> None:
    if unfilled:
        named = enumerated(dict.fromkeys(unfilled))
        warnings.warn(
            Sentence(
                "{template}: the run has nothing for {named}; the places are marked and left to fill by hand",
                template=template.name,
                named=named,
            ),
            stacklevel=5,
        )
    if unused:
        message = Sentence(
            "{template} has no place for {listed}, given in fields", template=template.name, listed=enumerated(unused)
        )
        warnings.warn(message, stacklevel=5)


def _opened(template: Path) -> Any:
    docx = require("docx", NEEDS)
    require_ordinary(template)
    try:
        with zipfile.ZipFile(template) as pack:
            require_moderate_pack(template, pack.infolist())
        return docx.Document(str(template))
    except HantingGeoError:
        raise
    except Exception as error:  # python-docx lets errors of zip, XML and its own through
        message = Sentence(
            "{template} cannot be read as a Word document (.docx): {error}; save it as .docx and try again",
            template=template,
            error=error,
        )
        raise SourceError(message) from error


def _paragraphs(whole: Any) -> Iterator[tuple[str, Any]]:
    """Give every paragraph with where it stands: in tables, text boxes, headers and footers as well."""
    from docx.oxml.ns import qn

    yield from (("text", paragraph) for paragraph in list(whole.element.body.iter(qn("w:p"))))
    for part in whole.part.package.iter_parts():
        name = str(part.partname)
        place = next((each for each in ("header", "footer") if f"/{each}" in name), None)
        if place is not None and hasattr(part, "element"):
            yield from ((place, paragraph) for paragraph in list(part.element.iter(qn("w:p"))))


def _nodes(paragraph: Any) -> list[Any]:
    """Give the texts of a paragraph, not those of a text box that hangs on it."""
    from docx.oxml.ns import qn

    return [
        node
        for node in paragraph.iter(qn("w:t"))
        if next(each for each in node.iterancestors() if each.tag == qn("w:p")) is paragraph
    ]


def _named(paragraph: Any) -> list[str]:
    return _PLACE.findall("".join(node.text or "" for node in _nodes(paragraph)))


def _replace(paragraph: Any, texts: Mapping[str, str], mark: Callable[[str], str]) -> None:
    """Put texts in their places; what was split over runs takes the look of the first."""
    from docx.oxml.ns import qn

    nodes = _nodes(paragraph)
    whole = "".join(node.text or "" for node in nodes)
    starts: list[int] = []
    position = 0
    for node in nodes:
        starts.append(position)
        position += len(node.text or "")
    pieces = [node.text or "" for node in nodes]
    for found in reversed(list(_PLACE.finditer(whole))):
        value = texts[found.group(1)] or mark(found.group(1))
        first = max(place for place, start in enumerate(starts) if start <= found.start())
        last = max(place for place, start in enumerate(starts) if start < found.end())
        tail = pieces[last][found.end() - starts[last] :]
        head = pieces[first][: found.start() - starts[first]]
        if first == last:
            pieces[first] = head + value + tail
        else:
            pieces[first] = head + value
            for between in range(first + 1, last):
                pieces[between] = ""
            pieces[last] = tail
    for node, text in zip(nodes, pieces, strict=True):
        node.text = text
        node.set(qn("xml:space"), "preserve")


def _insert(whole: Any, paragraph: Any, part: Part) -> None:
    """Put what a chapter holds in the place of a paragraph."""
    from docx.oxml.ns import qn

    section = whole.sections[0]
    width = (section.page_width - section.left_margin - section.right_margin) / _EMU_A_CM
    setter = Setter(whole, paragraph.addprevious, width)
    for block in part.blocks:
        setter.block(block)
    # A cell ends with a paragraph: the last one of a cell stays, empty.
    if paragraph.getparent().tag == qn("w:tc") and paragraph.getnext() is None:
        for node in _nodes(paragraph):
            node.text = ""
    else:
        paragraph.getparent().remove(paragraph)


def _is_missing(part: Part) -> bool:
    return all(isinstance(block, Line) and block.missing for block in part.blocks)
