"""A document as Word has it: headings that the navigation pane lists, tables whose header repeats, pages numbered."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING, Any

from hanting_geo.core.extras import require
from hanting_geo.outputs.report.document import Grid, Line, Listing, Picture, numbered, xml_text
from hanting_geo.outputs.workbook.cells import text_width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from hanting_geo.outputs.report.cells import Cells
    from hanting_geo.outputs.report.document import Block, Document, Part

__all__ = ["NEEDS", "Setter", "docx_of", "write_docx"]

NEEDS = "a report as .docx or from a template"
_FACES = {"body": ("Times New Roman", "SimSun"), "heading": ("Arial", "SimHei")}
"""Latin and Chinese, as an office has them; where they are not there, the next of their kind is taken."""
_MARK = "FFF2CC"
_HEADER_FILL = "E8EEF4"
_PAGE_CM, _MARGINS_CM = (21.0, 29.7), (2.5, 2.3)
_WIDTH_CM = _PAGE_CM[0] - 2 * _MARGINS_CM[1]
_CHARACTERS_A_CM = {9.0: 5.2, 8.0: 5.9, 7.0: 6.7, 6.0: 7.8}
"""By the size of letters, of the widest face that an office without the usual ones puts in their place."""
_PADDING_CM = 0.42
_PICTURE_CM = 16.2
_LEAST_TEXT, _MOST_TEXT, _MOST_WORD = 6, 60, 20
_BOLD = 2
"""How much wider the longest word of a heading stands."""
_BOLDER = 1.12
"""How much wider a number is in bold letters."""


def write_docx(document: Document, path: Path) -> None:
    """Write a document as .docx."""
    docx_of(document).save(str(path))


def docx_of(document: Document) -> Any:
    """Lay a document out, on A4."""
    docx = require("docx", NEEDS)
    whole = docx.Document()
    _page(whole)
    _styles(whole, document.language)
    whole.core_properties.title = xml_text(document.title)[:255]
    whole.core_properties.author = "hanting_geo"
    whole.core_properties.language = "zh-CN" if document.language == "zh" else "en"
    _front(whole, document)
    setter = Setter(whole)
    for part in numbered(document):
        setter.heading(part)
        for block in part.blocks:
            setter.block(block)
    return whole


def _page(whole: Any) -> None:
    from docx.shared import Cm

    section = whole.sections[0]
    section.page_width, section.page_height = (Cm(size) for size in _PAGE_CM)
    section.top_margin = section.bottom_margin = Cm(_MARGINS_CM[0])
    section.left_margin = section.right_margin = Cm(_MARGINS_CM[1])


def _styles(whole: Any, language: str) -> None:
    """Set the faces of the styles, Latin and Chinese, and the language that spelling is checked in."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    sizes = {"Normal": 10.5, "Title": 22, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11.5, "Caption": 9.5}
    for name, size in sizes.items():
        style = whole.styles[name]
        latin, chinese = _FACES["body" if name == "Normal" else "heading"]
        style.font.name, style.font.size = latin, Pt(size)
        style.font.color.rgb = RGBColor(0x1F, 0x2D, 0x3D) if name != "Normal" else RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), latin)
        fonts.set(qn("w:eastAsia"), chinese)
    properties = whole.styles["Normal"].element.get_or_add_rPr()
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN")
    properties.append(spoken)
    normal = whole.styles["Normal"].paragraph_format
    normal.space_after, normal.line_spacing = Pt(5), 1.25 if language == "zh" else 1.15
    caption = whole.styles["Caption"].paragraph_format
    caption.space_before, caption.space_after, caption.keep_with_next = Pt(6), Pt(3), False


def _front(whole: Any, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    title = whole.add_paragraph(xml_text(document.title), style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(36)
    if document.subtitle:
        below = whole.add_paragraph(xml_text(document.subtitle))
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        below.paragraph_format.space_after = Pt(30)
    table = whole.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    for what, value in document.facts:
        row = table.add_row().cells
        row[0].text, row[1].text = xml_text(what), xml_text(value)
        row[0].paragraphs[0].runs[0].bold = True
    _set_widths(table, [4.2, _WIDTH_CM - 4.2])
    heading = whole.add_paragraph(document.contents)
    heading.paragraph_format.space_before = Pt(30)
    heading.runs[0].bold = True
    for part in numbered(document):
        line = whole.add_paragraph(xml_text(part.heading))
        line.paragraph_format.left_indent = Pt(18 * (part.level - 1))
        line.paragraph_format.space_after = Pt(1)
        line.paragraph_format.line_spacing = 1.0
    _footer(whole.sections[0], document.footer)


def _footer(section: Any, text: str) -> None:
    """Write a line and the number of the page below each page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    said = paragraph.add_run(f"{xml_text(text)}    " if text else "")
    number = paragraph.add_run()
    for kind, instruction in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = instruction
        number._r.append(element)  # noqa: SLF001 - python-docx has no other way to a field
    said.font.size = number.font.size = Pt(8.5)


class Setter:
    """Sets the blocks of a document, at its end or wherever ``place`` puts what was made."""

    def __init__(self, whole: Any, place: Callable[[Any], None] | None = None, width_cm: float = _WIDTH_CM) -> None:
        """Set into a document; ``place`` is called with each element that was made, to move it."""
        self._whole = whole
        self._place = place or (lambda _: None)
        self._width = width_cm

    def heading(self, part: Part) -> None:
        """Set the heading of a chapter, which begins a page if it is one of the first level."""
        heading = self._paragraph(part.heading, f"Heading {min(part.level, 3)}")
        if part.level == 1 and part.number == "1":
            heading.paragraph_format.page_break_before = True

    def block(self, block: Block) -> None:
        """Set a paragraph, list, table or picture."""
        if isinstance(block, Line):
            self._line(block.text, missing=block.missing)
        elif isinstance(block, Listing):
            for item in block.items:
                self._line(f"· {item}", missing=block.missing, indent=True)
        elif isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Picture):
            self._picture(block)

    def _paragraph(self, text: str, style: str) -> Any:
        known = {each.name for each in self._whole.styles}
        paragraph = self._whole.add_paragraph(xml_text(text), style=style if style in known else None)
        if style not in known:
            for run in paragraph.runs:
                run.bold = True
        self._place(paragraph._p)  # noqa: SLF001 - moved as a whole
        return paragraph

    def _line(self, text: str, *, missing: bool, indent: bool = False) -> None:
        from docx.shared import Pt

        paragraph = self._paragraph(text, "Normal")
        if indent:
            paragraph.paragraph_format.left_indent = Pt(12)
        if missing:
            for run in paragraph.runs:
                _shade(run._r.get_or_add_rPr(), _MARK)  # noqa: SLF001 - python-docx has no other way to shading

    def _grid(self, grid: Grid) -> None:
        caption = self._paragraph(grid.caption, "Caption")
        caption.paragraph_format.keep_with_next = True
        table = table_of(self._whole, grid.cells, self._width)
        self._place(table._tbl)  # noqa: SLF001 - moved as a whole
        self._small(grid.note)

    def _picture(self, picture: Picture) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm

        holder = self._paragraph("", "Normal")
        holder.alignment = WD_ALIGN_PARAGRAPH.CENTER
        holder.paragraph_format.keep_with_next = True
        holder.add_run().add_picture(BytesIO(picture.png), width=Cm(min(_PICTURE_CM, self._width)))
        caption = self._paragraph(picture.caption, "Caption")
        caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._small(picture.note)

    def _small(self, text: str) -> None:
        from docx.shared import Pt

        paragraph = self._paragraph(text, "Normal")
        for run in paragraph.runs:
            run.font.size = Pt(8.5)


def _shade(properties: Any, fill: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    properties.append(shade)


def table_of(whole: Any, cells: Cells, width_cm: float) -> Any:
    """Make a table as wide as its page: the size of its letters is that at which no number breaks."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    table = whole.add_table(rows=1 + len(cells.rows), cols=len(cells.headers))
    names = {style.name for style in whole.styles}
    if "Table Grid" in names:
        table.style = "Table Grid"
    size, widths = widths_of(cells, width_cm)
    repeated = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way to it
    repeated.append(OxmlElement("w:tblHeader"))
    # Cells are asked for once: table.cell() looks through the whole table each time.
    every = table._cells  # noqa: SLF001
    count = len(cells.headers)
    for place, cell in enumerate(every):
        line, column = divmod(place, count)
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(xml_text(cells.headers[column] if line == 0 else cells.rows[line - 1][column]))
        run.font.size = Pt(size)
        run.bold = line == 0 or line - 1 in cells.totals
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        paragraph.paragraph_format.line_spacing = 1.0
        if cells.numeric[column]:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if line == 0:
            # A heading goes on with the row below it. That a row may not break across pages (w:cantSplit) is not said:
            # where one has no room left, LibreOffice 7.4 prints neither it nor what comes after it.
            paragraph.paragraph_format.keep_with_next = True
            _shade(cell._tc.get_or_add_tcPr(), _HEADER_FILL)  # noqa: SLF001
    _set_widths(table, widths)
    return table


def widths_of(cells: Cells, width_cm: float) -> tuple[float, list[float]]:
    """Choose the size of the letters, and the widths of the columns: numbers whole, texts share what is left."""
    bold = [_BOLDER if place in cells.totals else 1.0 for place in range(len(cells.rows))]
    longest = [
        max([math.ceil(text_width(row[column]) * more) for row, more in zip(cells.rows, bold, strict=True)], default=0)
        for column in range(len(cells.headers))
    ]
    words = [
        min(max([_longest_word(row[column]) for row in cells.rows], default=0), _MOST_WORD)
        for column in range(len(cells.headers))
    ]
    # A heading stands on three lines at most.
    heads = [max(_longest_word(header) + _BOLD, math.ceil(text_width(header) / 3) + 1) for header in cells.headers]
    least: list[float] = []
    size, a_cm = 0.0, 1.0
    for size, a_cm in _CHARACTERS_A_CM.items():  # noqa: B007 - the last one that was tried is used below
        least = [
            max(wide if number else max(word, min(wide, _LEAST_TEXT)), head) / a_cm + _PADDING_CM
            for wide, word, head, number in zip(longest, words, heads, cells.numeric, strict=True)
        ]
        if sum(least) <= width_cm:
            break
    wanted = [
        max(min(max(wide, min(text_width(header), 10)), _MOST_TEXT) / a_cm + _PADDING_CM, own)
        for wide, header, own in zip(longest, cells.headers, least, strict=True)
    ]
    spare = max(width_cm - sum(least), 0.0)
    more = [want - own for want, own in zip(wanted, least, strict=True)]
    asked = sum(more)
    factor = min(spare / asked, 1.0) if asked else 0.0
    widths = [own + extra * factor for own, extra in zip(least, more, strict=True)]
    scale = min(width_cm / sum(widths), 1.0) if widths else 1.0
    return size, [width * scale for width in widths]


def _longest_word(text: str) -> int:
    return max((text_width(word) if word.isascii() else 2 for word in text.split()), default=0)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    every = table._cells  # noqa: SLF001 - once for all
    for place, cell in enumerate(every):
        cell.width = Cm(widths[place % len(widths)])
