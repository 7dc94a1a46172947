"""Expert sheets that went through LibreOffice, as those of a bureau do, are read back as they were filled in."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest

import hanting_geo as hg
from hanting_geo.core.text import Text

if TYPE_CHECKING:
    from pathlib import Path

CRITERIA = {
    "goal": {"land": Text("用地条件", "land"), "transport": Text("交通条件", "transport")},
    "land": {"slope": Text("坡度", "slope"), "soil": Text("土质", "soil"), "price": Text("地价", "price")},
}
"""Two matrices: one comparison in the first sheet, three in the second."""
FIRST = {"C8": "2"}
SECOND = {"C8": "3", "D8": "1/9", "D9": "1/2"}


def through_an_office(folder: Path, paths: list[Path], out: str) -> list[Path]:
    """Open workbooks in LibreOffice, and save them again as .xlsx."""
    if shutil.which("soffice") is None:
        pytest.fail("no soffice: apt-get install libreoffice-calc")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(folder / out), *map(str, paths)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [folder / out / path.name for path in paths]


def filled(path: Path) -> Path:
    book = openpyxl.load_workbook(path)
    for page, cells in zip(book.worksheets, (FIRST, SECOND), strict=False):
        for cell, value in cells.items():
            page[cell] = value
    book.save(path)
    return path


def test_a_sheet_saved_by_an_office_before_and_after_it_is_filled_in(tmp_path: Path) -> None:
    plain = filled(hg.expert_sheet(CRITERIA, tmp_path / "wang.xlsx", expert="王工"))
    empty = [
        hg.expert_sheet(CRITERIA, tmp_path / "li.xlsx", expert="李工"),
        hg.expert_sheet(CRITERIA, tmp_path / "zhao.xlsx", expert="Zhao", language="en"),
    ]
    # Li and Zhao open the sheet in the office first; Wang's is opened when it is filled in; then all are once more.
    saved = through_an_office(tmp_path, [plain, *empty], "once")
    again = through_an_office(tmp_path, [saved[0], *map(filled, saved[1:])], "twice")
    found = hg.read_expert_sheets(again)
    alone = hg.ahp_weights({("slope", "soil"): 3, ("slope", "price"): "1/9", ("soil", "price"): "1/2"}).weights
    expected = {"transport": 1 / 3} | {name: 2 / 3 * weight for name, weight in alone.items()}
    assert found.weights.to_dict() == pytest.approx(expected)
    assert list(found.experts) == ["王工", "李工", "Zhao"]
    assert found.dispersion["geometric_dispersion"].tolist() == pytest.approx([1.0] * 4)
    # The office has worked the reciprocal cells out, as text: 1/9 has become no day in January.
    for path in again:
        page = openpyxl.load_workbook(path, data_only=True).worksheets[1]
        assert [str(page[cell].value) for cell in ("B9", "B10", "C10")] == ["1/3", "9", "2"]
        assert [page[cell].value for cell in SECOND] == list(SECOND.values())
        assert page.protection.sheet
        assert not page["C8"].protection.locked
