"""Tables by their units, and the bar of a long task: seen in a notebook that runs."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import nbformat
import numpy as np
import pandas as pd
from nbclient import NotebookClient
from shapely import box

import hanting_geo as hg

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

X, Y = 430_000.0, 4_071_000.0


def statistics() -> pd.DataFrame:
    zones = gpd.GeoDataFrame({"id": ["<b>a</b>"]}, geometry=[box(X, Y, X + 3_000, Y + 2_000)], crs=4549)
    land = gpd.GeoDataFrame({"use": ["x"]}, geometry=[box(X, Y, X + 1_000, Y + 1_234.56)], crs=4549)
    return hg.zone_statistics(zones, land)


def cells(html: str) -> list[str]:
    return [text.strip() for text in re.findall(r"<td[^>]*>(.*?)</td>", html, re.DOTALL)]


def test_numbers_have_the_decimals_of_their_unit_and_text_is_text() -> None:
    table = statistics()
    before = table.copy()
    html = hg.styled(table, language="en").to_html()
    row = cells(html)
    assert "1,234,560.00" in row  # 1,000 m x 1,234.56 m, by hand
    assert "20.58 %" in row  # of 3,000 m x 2,000 m: 1,234,560 / 6,000,000 = 0.20576
    assert "&lt;b&gt;a&lt;/b&gt;" in row
    assert not re.search(r"\de[+-]\d", html)
    pd.testing.assert_frame_equal(table, before)


def test_the_same_table_is_shown_in_the_same_bytes_and_another_in_a_style_of_its_own() -> None:
    table = statistics()
    assert hg.styled(table).to_html() == hg.styled(table.copy()).to_html()
    shown = hg.styled(table).to_html() + hg.styled(table.assign(share=0.5)).to_html()
    assert len(set(re.findall(r'<table id="(\w+)"', shown))) == 2  # one in a notebook does not take the other's style


def test_both_languages_and_what_is_missing() -> None:
    table = pd.DataFrame({"zone_id": ["a", "b"], "ha": [1.23456, np.nan], "features": [1_234, 0]})
    assert cells(hg.styled(table, language="en").to_html()) == ["a", "1.2346", "1,234", "b", "—", "0"]
    chinese = hg.styled(table).to_html()
    assert "公顷" in chinese
    assert "hectares" not in chinese
    with hg.options(language="en"):
        assert "公顷" not in hg.styled(table).to_html()


def test_a_bar_stands_in_a_notebook_while_it_lasts_and_is_gone_afterwards(tmp_path: Path) -> None:
    code = (
        "import time, hanting_geo as hg\n"
        "with hg.progress_bar(4) as step:\n"
        "    for number in range(1, 5):\n"
        "        time.sleep(0.15)\n"
        "        step(number, '<b>parcels</b>')\n"
    )
    seen: list[str] = []

    class Watching(NotebookClient):
        def process_message(self, msg: dict[str, object], cell: object, cell_index: int) -> object:
            content = msg["content"]
            if isinstance(content, dict) and "data" in content:
                seen.append(str(content["data"].get("text/html", "")))
            return super().process_message(msg, cell, cell_index)

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the client's own, of its loop
        Watching(notebook, timeout=100, resources={"metadata": {"path": str(tmp_path)}}).execute()
    bars = [text for text in seen if "<progress" in text]
    assert [re.findall(r"\d+%", text) for text in bars] == [["0%"], ["25%"], ["50%"], ["75%"], ["100%"]]
    assert "&lt;b&gt;parcels&lt;/b&gt;" in bars[-1]
    assert seen[-1] == ""


def test_nobody_looks_and_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with hg.progress_bar() as step:
        step(0.5, "half")
    assert capsys.readouterr() == ("", "")
