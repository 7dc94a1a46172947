"""A document laid out: Word, page and template say the same texts, and a hostile text is only a text."""

from __future__ import annotations

import os
import re
import subprocess
import warnings
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

import docx
import pandas as pd
import pytest
from docx.shared import Pt

from hanting_geo.core import extras
from hanting_geo.core.limits import limits
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.outputs.report import printing
from hanting_geo.outputs.report.cells import Cells, cells_of
from hanting_geo.outputs.report.document import Chapter, Document, Grid, Line, Listing
from hanting_geo.outputs.report.webpage import html_of
from hanting_geo.outputs.report.word import Setter, docx_of, widths_of
from hanting_geo.outputs.report.writing import require_writable, write_document

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = '<script>alert(1)</script> & "x" {{title}} \x00\x07 =1+1 \ud800'
TABLE = pd.DataFrame(
    {
        "zone_id": ["a", "b", "(total)"],
        "ha": [1 / 3, 1 / 3, 2 / 3],
        "name": pd.Series([HOSTILE, None, ""], dtype=object),
    }
)


def document(**fields: str) -> Document:
    chapters = [
        Chapter(
            "land", "Land", [Line("first"), Grid("areas", cells_of(TABLE, "en")), Listing(["one", "two"], missing=True)]
        ),
        Chapter("empty", "Empty", [Line("nothing here", missing=True)]),
    ]
    return Document(
        HOSTILE, "", "en", [("What", HOSTILE)], "Contents", chapters, "Table", "Figure",
        fields={"title": "Our site", "date": "2026-11-29", "best": "", **fields}, own_fields=list(fields),
        missing="[to do: {name}]",
    )  # fmt: skip


def test_an_office_loses_no_row_wherever_a_table_stands_on_its_page(tmp_path: Path) -> None:
    """A heading that alone had room at the end of a page took all rows with it; a bold total is whole."""
    program = printing.office()
    assert program is not None, "no soffice: apt-get install libreoffice-writer"
    whole = docx_of(Document("t", "", "en", [], "Contents", [], "Table", "Figure", missing="{name}"))
    setter = Setter(whole)
    places = range(600, 690, 5)
    for place in places:
        filler = whole.add_paragraph("filler")
        filler.paragraph_format.page_break_before = True
        filler.paragraph_format.space_after = Pt(place)
        rows = {"zone_id": [f"{place}a", f"{place}b", "(total)"], "length_m": [111_111.11, 222_222.22, 333_333.33]}
        setter.block(Grid("a table", cells_of(pd.DataFrame(rows), "en")))
    whole.save(str(tmp_path / "a.docx"))
    printing.print_docx(program, tmp_path / "a.docx", tmp_path / "a.pdf")
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True)
    words = Counter(text.stdout.decode("utf-8").split())
    assert {f"{place}{row}" for place in places for row in "ab"} <= set(words)
    assert words["333,333.33"] == len(places)


def template(folder: Path, *paragraphs: list[str], cell: str = "", header: str = "") -> Path:
    whole = docx.Document()
    for runs in paragraphs:
        paragraph = whole.add_paragraph()
        for number, run in enumerate(runs):
            paragraph.add_run(run).bold = number == 0
    if cell:
        whole.add_table(1, 1).cell(0, 0).text = cell
    if header:
        whole.sections[0].header.paragraphs[0].text = header
    whole.save(str(folder / "template.docx"))
    return folder / "template.docx"


def texts_of(path: Path) -> list[str]:
    whole = docx.Document(str(path))
    return [paragraph.text for paragraph in whole.paragraphs]


def tables_of(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(str(path)).tables]


def test_cells_round_as_a_workbook_does_and_what_is_missing_is_no_zero() -> None:
    cells = cells_of(TABLE, "en")
    assert [row[1] for row in cells.rows] == ["0.3334", "0.3333", "0.6667"]
    assert [row[2] for row in cells.rows][1:] == ["—", "—"]
    assert cells.totals == {2}
    assert list(cells.numeric) == [False, True, False]


def test_word_and_page_hold_the_same_table(tmp_path: Path) -> None:
    write_document(document(), tmp_path / "a.docx")
    cells = cells_of(TABLE, "en")
    (_, printed) = tables_of(tmp_path / "a.docx")
    assert printed[0] == list(cells.headers)
    assert [row[:2] for row in printed[1:]] == [list(row[:2]) for row in cells.rows]
    page = html_of(document())
    rows = re.findall(r"<tr[^>]*><td>(.*?)</td><td class=\"n\">(.*?)</td>", page)
    assert [list(row) for row in rows] == [list(row[:2]) for row in cells.rows]


def test_a_hostile_text_is_only_a_text(tmp_path: Path) -> None:
    page = html_of(document())
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src 'none'" in page
    assert "http" not in re.sub(r"http-equiv", "", page)
    write_document(document(), tmp_path / "a.docx")
    assert any("<script>alert(1)</script>" in text for text in texts_of(tmp_path / "a.docx"))
    write_document(document(), tmp_path / "a.html")
    assert (tmp_path / "a.html").read_text(encoding="utf-8").count("\x00") == 0


def test_columns_of_numbers_are_never_narrower_than_their_numbers() -> None:
    row = ["地块" * 20, *["1,234,567.89"] * 7]
    cells = Cells(["name", *"abcdefg"], [row], [False, *[True] * 7])
    size, widths = widths_of(cells, 16.4)
    assert sum(widths) == pytest.approx(16.4)
    # A digit of the widest of the usual faces is 0.636 of its size.
    digits = 12 * size * 0.636 * 0.03528
    assert min(widths[1:]) >= digits


def test_places_of_a_template_are_filled_also_where_word_split_them(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        ["Project: {", "{ti", "tle}} on {{date}}", "."],
        ["{{ land }}"],
        ["after"],
        cell="{{title}}",
        header="{{title}}, page",
    )
    write_document(document(), tmp_path / "b.docx", path)
    texts = texts_of(tmp_path / "b.docx")
    assert texts[0] == "Project: Our site on 2026-11-29."
    assert texts[1:] == ["first", "Table 1-1 areas", "", "· one", "· two", "after"]
    whole: Any = docx.Document(str(tmp_path / "b.docx"))
    assert whole.paragraphs[0].runs[0].bold
    assert whole.sections[0].header.paragraphs[0].text == "Our site, page"
    printed, own = tables_of(tmp_path / "b.docx")
    assert [row[1] for row in printed[1:]] == ["0.3334", "0.3333", "0.6667"]
    assert own == [["Our site"]] or own == [["Our site"]]


def test_a_chapter_goes_into_a_cell(tmp_path: Path) -> None:
    path = template(tmp_path, ["x"], cell="{{land}}")
    write_document(document(), tmp_path / "b.docx", path)
    cell = docx.Document(str(tmp_path / "b.docx")).tables[0].cell(0, 0)
    assert [row.cells[1].text for row in cell.tables[0].rows][1:] == ["0.3334", "0.3333", "0.6667"]
    assert cell.paragraphs[0].text == "first"


def test_names_that_are_none_are_told_all_at_once(tmp_path: Path) -> None:
    path = template(tmp_path, ["{{titel}} and {{land}}"], cell="{{ owner }}", header="{{land}}")
    with pytest.raises(SchemaError) as caught:
        write_document(document(), tmp_path / "b.docx", path)
    said = str(caught.value)
    assert "{{titel}}" in said
    assert "{{owner}}" in said
    assert "{{land}} (text) is a chapter" in said
    assert "header" in said
    assert "title, date" in said
    assert not (tmp_path / "b.docx").exists()


def test_places_without_a_text_are_marked_and_told(tmp_path: Path) -> None:
    path = template(tmp_path, ["best: {{best}}, by {{office}}"], ["{{empty}}"])
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        write_document(document(office="Bureau", unused="x"), tmp_path / "b.docx", path)
    assert texts_of(tmp_path / "b.docx") == ["best: [to do: best], by Bureau", "nothing here"]
    assert [each.category for each in told] == [UserWarning] * 2
    assert "nothing for best, empty" in str(told[0].message)
    assert "no place for unused" in str(told[1].message)


def test_what_is_no_template_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.docx").write_text("no", encoding="utf-8")
    with pytest.raises(SourceError, match=r"t\.docx"):
        write_document(document(), tmp_path / "b.docx", tmp_path / "t.docx")
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("word/document.xml", b" " * 3_000_000)
    with limits(unpacked_mb=1), pytest.raises(SourceError, match="unpack to 3 MB"):
        write_document(document(), tmp_path / "b.docx", tmp_path / "bomb.docx")
    os.mkfifo(tmp_path / "pipe.docx")
    with pytest.raises(SourceError, match="pipe"):
        write_document(document(), tmp_path / "b.docx", tmp_path / "pipe.docx")
    with pytest.raises(SchemaError, match="template"):
        require_writable(tmp_path / "a.html", tmp_path / "t.docx")
    with pytest.raises(SourceError, match=r"\.docx, \.html, \.pdf"):
        require_writable(tmp_path / "a.doc", None)


def test_what_is_not_installed_is_said_in_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(extras.importlib, "import_module", gone)
    with pytest.raises(SourceError, match=r'python-docx|docx.*pip install "hanting_geo\[report\]"'):
        require_writable(tmp_path / "a.docx", None)
    require_writable(tmp_path / "a.html", None)
    monkeypatch.setattr(printing, "office", lambda: None)
    monkeypatch.setattr(printing, "browser", lambda: None)
    with pytest.raises(SourceError, match="install LibreOffice"):
        require_writable(tmp_path / "a.pdf", None)
