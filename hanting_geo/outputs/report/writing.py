"""A document written: its suffix says as what."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hanting_geo.core.atomic import replacing_file, write_text
from hanting_geo.core.extras import require
from hanting_geo.core.sentences import Sentence, enumerated
from hanting_geo.core.words.report import SUFFIXES
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.outputs.report import printing
from hanting_geo.outputs.report.template import fill
from hanting_geo.outputs.report.webpage import html_of
from hanting_geo.outputs.report.word import NEEDS, write_docx

if TYPE_CHECKING:
    from hanting_geo.outputs.report.document import Document

__all__ = ["require_writable", "write_document"]


def require_writable(path: Path, template: Path | None) -> None:
    """Refuse, before anything is computed, what cannot be written.

    Raises
    ------
    SchemaError
        A template for a page.
    SourceError
        The suffix is none of a report, or what it needs is not there.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        message = Sentence("{path}: a report is written as {listed}", path=path, listed=enumerated(SUFFIXES))
        raise SourceError(message)
    if suffix == ".html" and template is not None:
        message = Sentence(
            "{path}: a template is a Word document; write .docx or .pdf, or leave template out", path=path
        )
        raise SchemaError(message)
    if suffix == ".docx" or template is not None:
        require("docx", NEEDS)
    if suffix == ".pdf":
        _printer(template is not None)


def _printer(worded: bool) -> tuple[str, bool]:  # noqa: FBT001 - one question
    """Choose who prints: the program, and whether it takes the .docx."""
    office = printing.office()
    if office is not None:
        try:
            require("docx", NEEDS)
        except SourceError:
            if worded:
                raise
        else:
            return office, True
    browser = None if worded else printing.browser()
    if browser is not None:
        return browser, False
    if worded:
        message = Sentence(
            "a report as .pdf is printed by LibreOffice, and none was found: install LibreOffice (Debian: apt-get "
            "install libreoffice-writer), or write .docx and print it there"
        )
    else:
        message = Sentence(
            "a report as .pdf is printed by LibreOffice or Chromium, and none was found: install LibreOffice (Debian: "
            "apt-get install libreoffice-writer), or write .docx or .html and print it there"
        )
    raise SourceError(message)


def write_document(document: Document, path: Path, template: Path | None = None) -> None:
    """Write a document as .docx, .html or .pdf; the old file stays until the new one is whole.

    Raises
    ------
    SchemaError
        The template names what there is not.
    SourceError
        A program or library is not there, the template cannot be read, or the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix == ".html":
        write_text(path, html_of(document))
        return
    with replacing_file(path) as working:
        if suffix == ".docx":
            _word(document, working, template)
            return
        program, worded = _printer(template is not None)
        with tempfile.TemporaryDirectory(prefix="hanting_geo.") as folder:
            if worded:
                _word(document, Path(folder) / "report.docx", template)
                printing.print_docx(program, Path(folder) / "report.docx", working)
            else:
                page = Path(folder) / "report.html"
                page.write_text(html_of(document), encoding="utf-8")
                printing.print_page(program, page, working)


def _word(document: Document, path: Path, template: Path | None) -> None:
    if template is None:
        write_docx(document, path)
    else:
        fill(document, template, path)
