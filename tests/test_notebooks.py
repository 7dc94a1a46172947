"""The notebooks run as they are, and are committed with their output, small enough for git."""

from __future__ import annotations

import warnings
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from thinned import thinned

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
MOST_BYTES = 1_000_000


def test_there_are_nine() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_layers_and_provenance",
        "02_overlay_and_buffers",
        "03_zone_statistics_and_maps",
        "04_screening",
        "05_suitability",
        "06_your_own_data",
        "07_toilets",
        "08_parks",
        "09_schools",
    ]


@pytest.mark.parametrize("path", thinned(NOTEBOOKS, one_in=5), ids=lambda path: path.stem)
def test_a_notebook_runs_from_anywhere(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    with warnings.catch_warnings():
        # The client's own: it talks to its kernel over loopback, and closes its loop late.
        warnings.simplefilter("ignore")
        NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    errors = [
        output.get("text", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream" and output.name == "stderr"
    ]
    assert errors == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_with_its_output(path: Path) -> None:
    assert path.stat().st_size < MOST_BYTES
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert any(cell.outputs for cell in code)
