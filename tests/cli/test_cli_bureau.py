"""A bureau's own set through the command line: its workbooks as an office prints them, and 3,000 parcels."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest
from bureau import Bureau, make_bureau

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting

A4_LANDSCAPE = (841.9, 595.3)
# Names of files and codes of systems are the same in every language.
_NAMES = re.compile(r"\.(?:yaml|gpkg)|CGCS2000|EPSG|k = |\br[0-9]{2}\b|1/k|Shapley")


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    return make_bureau(tmp_path_factory.mktemp("bureau"))


def printed(books: list[Path], folder: Path) -> dict[str, list[str]]:
    """Print workbooks to PDF as LibreOffice does, see that each page is a landscape A4, and give the text of each."""
    for program in ("soffice", "pdftotext", "pdfinfo"):
        if shutil.which(program) is None:
            pytest.fail(f"no {program}: apt-get install libreoffice-calc libreoffice-writer poppler-utils")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), *map(str, books)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    texts = {}
    for book in books:
        pdf = folder / f"{book.stem}.pdf"
        sizes = _of(["pdfinfo", "-f", "1", "-l", "9999", str(pdf)])
        pages = re.findall(r"size: +([0-9.]+) x ([0-9.]+) pts", sizes)
        assert pages
        assert all((float(wide), float(high)) == pytest.approx(A4_LANDSCAPE, abs=1) for wide, high in pages)
        texts[book.stem] = _of(["pdftotext", "-layout", str(pdf), "-"]).split("\f")[: len(pages)]
    return texts


def _of(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode("utf-8")


def english_in(pages: list[str]) -> list[str]:
    # What is to be typed, as options, keywords and columns, is the same in both languages.
    typed = re.compile(r"--[a-z][a-z-]*|[a-z]+(?:_[a-z0-9]+)+|role:|kind: [a-z]+|rules\.bind|LAYER")
    return [word for page in pages for word in re.findall(r"[A-Za-z]{3,}", _NAMES.sub("", typed.sub("", page)))]


def test_the_workbooks_of_thirty_sites_are_printed(hanting: Hanting, bureau: Bureau, tmp_path: Path) -> None:
    common = ["--rules", bureau.rules, "--catalog", bureau.catalog, "--accuracy", 0.5, "--out", tmp_path]
    done = hanting("screen", f"{bureau.sites}:拟选址地块", *common, "--ignore-below-m2", 5, "--json")
    hanting("exclude", bureau.sites, "--layer", "拟选址地块", *common)
    summary = json.loads(done.out)
    assert len(summary) == 30
    books = [tmp_path / "screening.xlsx", tmp_path / "exclusion.xlsx"]
    texts = printed(books, tmp_path)
    for book in books:
        pages = texts[book.stem]
        sheets = openpyxl.load_workbook(book, read_only=False)
        names = sheets.sheetnames
        assert names[0] == "封面"
        assert names[-1] == "资料来源"
        # At the foot of each page stands the sheet: the cover is one page, and no sheet is without any.
        feet = [page.strip().splitlines()[-1].split()[0] for page in pages]
        assert list(dict.fromkeys(feet)) == names
        assert feet.count("封面") == 1
        for number, page in enumerate(pages, 1):
            assert page.strip().splitlines()[-1].replace(" ", "").endswith(f"{number}/{len(pages)}")
        for sheet in sheets.worksheets[1:]:
            assert sheet.max_row > 1
            assert sheet.freeze_panes == "A2"
            assert sheet.auto_filter.ref
        assert english_in(pages) == []
        for said in ("建设项目选址核查规则", "核查规则.yaml", "2024年度国土变更调查", "内部使用", "没有该图层"):
            assert said in pages[0], said
    cover, *others = texts["screening"]
    counts = {word: sum(row["verdict"] == word for row in summary) for word in ("conflict", "clear")}
    assert re.search(rf"冲突 +{counts['conflict']} ", cover)
    assert re.search(rf"符合 +{counts['clear']} ", cover)
    assert next(page for page in others if page.strip()).strip().splitlines()[-1].startswith("汇总")
    everything = "\n".join(others)
    assert "小于此面积的重叠不计" in cover
    for rule in hg.read_rules(bureau.rules):
        assert rule.title.zh in everything.replace("\n", "") or rule.title.zh[:8] in everything, rule.id


@pytest.mark.long  # tests/scenario/test_one_language.py reads English workbooks of other data
def test_the_english_workbook_is_english_but_for_names(hanting: Hanting, bureau: Bureau, tmp_path: Path) -> None:
    common = ["--rules", bureau.rules, "--catalog", bureau.catalog, "--language", "en", "--out", tmp_path]
    hanting("screen", f"{bureau.sites}:拟选址地块", *common)
    book = openpyxl.load_workbook(tmp_path / "screening.xlsx")
    assert book.sheetnames[:3] == ["cover", "summary", "sentences"]
    for sheet in book.worksheets[1:]:
        assert not re.search("[\u4e00-\u9fff]", "".join(str(cell.value) for cell in sheet[1])), sheet.title


@pytest.mark.long  # thirty sites take the same way
def test_three_thousand_parcels(hanting: Hanting, bureau: Bureau, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = hanting(
        "screen", f"{bureau.sites}:宗地", "--rules", bureau.rules, "--catalog", bureau.catalog, "--out", out,
        "--accuracy", 0.5, "--same-survey", "永久基本农田",
    )  # fmt: skip
    assert "共 3,000 行" in done.out
    book = openpyxl.load_workbook(out / "screening.xlsx", read_only=True)
    rows = {sheet.title: sheet.max_row - 1 for sheet in book.worksheets}
    told = json.loads((out / "screening.json").read_text(encoding="utf-8"))
    assert rows["汇总"] == len(told["summary"]) == 3_000
    assert rows["逐条核查"] == len(told["verdicts"])
    assert rows["核查说明"] == 3_000 + len(told["verdicts"])
    assert "永久基本农田" in told["same_survey"]
    # Farmland moves with the parcels that were drawn on it: no parcel is uncertain of it.
    farmland = {row["verdict"] for row in told["verdicts"] if row["rule"] == "r01"}
    assert farmland <= {"conflict", "clear"}
