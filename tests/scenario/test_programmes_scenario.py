"""The programmes of the plan: each of the 43 targets has an answer, and what is proposed is a step that runs."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import hanting_geo as hg

LAYERS = Path(__file__).resolve().parents[2] / "layers"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "programmes.yaml"
    text = (LAYERS / "programmes_scenario.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("catalog: packaged", f"catalog: {LAYERS / 'catalog.yaml'}"), encoding="utf-8")
    return path


def test_each_target_has_an_answer_and_each_proposal_a_step(scenario: Path) -> None:
    catalog = hg.open_catalog(LAYERS / "catalog.yaml")
    targets, programmes = catalog.table("plan_targets"), catalog.table("programmes")
    assert targets["id"].tolist() == programmes["id"].tolist()
    assert len(targets) == 43
    proposed = targets[targets["answer"] == "proposed"].set_index("id")
    steps = {step.id: step for step in hg.read_scenario(scenario).steps}
    for name, row in proposed.iterrows():
        asked = steps[row["step"]].arguments
        number = asked["phases"][-1] if "phases" in asked else asked["p"]
        # The five halls and one centre stand in one place.
        assert number == (1 if name == "five_halls" else row["count"]), name
    assert (targets["answer"] == "not_a_place").sum() == 15
    siting = programmes.set_index("id")["kind_of_siting"]
    assert (siting[targets.set_index("id")["answer"] == "not_a_place"] == "none").all()
    assert targets[["assumption_zh", "assumption_en"]].notna().all(axis=None)


@pytest.mark.long
def test_the_programmes_run(scenario: Path, tmp_path: Path) -> None:
    run = hg.read_scenario(scenario).run(tmp_path / "out")
    files = {item["file"] for item in run.manifest["files"]}
    assert {"plan_targets.xlsx", "programmes_map.html", "public_toilets.xlsx", "base_stations.xlsx"} <= files
    book = openpyxl.load_workbook(tmp_path / "out" / "public_toilets.xlsx")
    assert book["设施布点一览表"].max_row == 17
    listed = openpyxl.load_workbook(tmp_path / "out" / "plan_targets.xlsx")["指标落位"]
    assert listed.max_row == 44
