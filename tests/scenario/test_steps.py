"""The table of steps: a new capability is one row, and nothing outside the table knows a step by its name."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest

import hanting_geo as hg
from hanting_geo.errors import SchemaError, SourceError
from hanting_geo.scenario.results import WRITERS
from hanting_geo.scenario.steps import STEPS, Capability, public

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from hanting_geo.sources.catalog.catalog import Catalog

ROOM = Path(hg.__file__).parent / "scenario"


def rank(
    candidates: gpd.GeoDataFrame, weights: dict[str, float], layers: Catalog, crs: str, *, language: str
) -> pd.DataFrame:
    """Rank candidates by the weighted sum of their columns: a capability that no table knows yet."""
    stations = layers.load("stations", crs=crs)
    score = sum(weight * candidates[column] for column, weight in weights.items())
    table = pd.DataFrame({"id": candidates["id"], "score": score}).sort_values("score", ascending=False)
    return table.assign(language=language, x=stations.geometry.x.iloc[0])


def read_weights(path: Path | str) -> dict[str, float]:
    """Read the weights of :func:`rank`, from a file or packaged."""
    if path == "packaged":
        return {"ha": 2.0}
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))  # type: ignore[no-any-return]
    except OSError as error:
        message = f"cannot read the weights {path}"
        raise SourceError(message) from error


def tell(table: pd.DataFrame, target: Path, *, sources: dict[str, object]) -> None:
    """Write a table and its sources by itself."""
    target.write_text(json.dumps([table["id"].tolist(), sources], ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def two_more(monkeypatch: pytest.MonkeyPatch) -> None:
    weights = {"weights": f"{__name__}:read_weights"}
    row = Capability(f"{__name__}:rank", reads=weights, catalog="layers", crs="crs", language="language")
    monkeypatch.setitem(STEPS, "rank", row)
    monkeypatch.setitem(STEPS, "tell", Capability(f"{__name__}:tell", writes="target", credits="sources"))


TEXT = """title: {zh: 排序, en: Ranking}
language: en
steps:
  - {id: zones, do: load_layer, with: {name: zones}}
  - {id: placed, do: select, with: {frame: $zones, where: {id: [zone_cbd, zone_hsr]}}}
  - {id: areas, do: measure_area, with: {frame: $placed}}
  - {id: sites, do: join, with: {frame: $placed, table: $areas}}
  - {id: ranked, do: rank, with: {candidates: $sites, weights: WEIGHTS}, save: [ranked.csv]}
  - {id: told, do: tell, with: {table: $ranked}, save: [told.json]}
"""


@pytest.mark.usefixtures("two_more")
@pytest.mark.parametrize(("weights", "factor"), [("w.json", -1), ("packaged", 2)])
def test_a_new_capability_is_one_row(tmp_path: Path, weights: str, factor: float) -> None:
    (tmp_path / "w.json").write_text('{"ha": -1}', encoding="utf-8")
    (tmp_path / "s.yaml").write_text(TEXT.replace("WEIGHTS", weights), encoding="utf-8")
    run = hg.read_scenario(tmp_path / "s.yaml").run(tmp_path / "out")
    areas = hg.measure_area(hg.load_layer("zones").set_index("id"))["ha"]
    expected = (areas[["zone_cbd", "zone_hsr"]] * factor).sort_values(ascending=False)
    ranked = run.tables["ranked"]
    assert ranked["id"].tolist() == expected.index.tolist()
    assert ranked["score"].tolist() == pytest.approx(expected.tolist())
    # The catalogue, the reference system and the language came from the scenario.
    assert ranked["x"].iloc[0] == hg.load_layer("stations").geometry.x.iloc[0]
    assert set(ranked["language"]) == {"en"}
    assert pd.read_csv(tmp_path / "out" / "ranked.csv", encoding="utf-8-sig")["ID"].tolist() == ranked["id"].tolist()
    ids, sources = json.loads((tmp_path / "out" / "told.json").read_text(encoding="utf-8"))
    assert ids == ranked["id"].tolist()
    assert "9 features" in sources["Layer zones"]
    assert "told" not in {*run.tables, *run.layers, *run.maps}


@pytest.mark.usefixtures("two_more")
def test_mistakes_with_a_new_capability_are_told_like_those_of_the_others(tmp_path: Path) -> None:
    text = TEXT.replace("WEIGHTS", "nowhere.json, colour: red").replace("candidates: $sites, ", "")
    text = text.replace(", save: [told.json]", "")
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        hg.read_scenario(tmp_path / "s.yaml")
    first, *rest = str(caught.value).splitlines()
    assert first.endswith("4 mistakes")
    assert [line.strip() for line in rest] == [
        "line 8: steps.4.with: rank has no keyword 'colour'; it takes: candidates, weights, layers, crs, language",
        "line 8: steps.4.with: rank needs 'candidates'",
        "line 8: steps.4.with.weights: cannot read the weights nowhere.json",
        "line 9: steps.5.with: tell needs a name under `save`",
    ]


def test_every_row_of_the_tables_leads_to_a_function() -> None:
    addresses = [row.do for row in STEPS.values()]
    addresses += [reader for row in STEPS.values() for reader in row.reads.values()]
    addresses += [writer.do for writer in WRITERS.values() if writer.do]
    functions: list[Any] = [public(address) for address in addresses]
    assert all(callable(function) for function in functions)


def test_every_keyword_that_a_row_names_is_one_of_its_function() -> None:
    for name, row in STEPS.items():
        named = {row.catalog, row.raster, row.crs, row.language, row.credits, *row.reads} - {""}
        assert named <= set(row.keywords()), name
        assert row.writes not in row.keywords(), name
        assert not row.names or hasattr(hg.open_catalog(), row.names), name


def test_every_suffix_has_a_writer_for_something() -> None:
    for suffix, writer in WRITERS.items():
        assert writer.takes or writer.method, suffix
        assert bool(writer.takes) == bool(writer.do), suffix
        assert writer.takes <= {"map", "layer", "table"}, suffix


def test_a_saved_table_opens_as_the_sheet_of_its_step(tmp_path: Path) -> None:
    text = "title: x\nsteps:\n  - {id: zones, do: load_layer, with: {name: zones}, save: [z.xlsx]}\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    hg.read_scenario(tmp_path / "s.yaml").run(tmp_path / "out")
    assert openpyxl.load_workbook(tmp_path / "out" / "z.xlsx").sheetnames[:2] == ["封面", "zones"]


def told_apart(tree: ast.AST) -> Iterator[str]:
    """Give what tells steps apart by their names: a name of a step that is no key of the table, or ``.do`` compared."""
    keys = {
        key
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "STEPS" and isinstance(node.value, ast.Dict)
        for key in node.value.keys
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in STEPS and node not in keys:
            yield f"line {node.lineno}: {node.value}"
        if isinstance(node, ast.Compare) and any(
            isinstance(side, ast.Attribute) and side.attr == "do" for side in [node.left, *node.comparators]
        ):
            yield f"line {node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.Match) and isinstance(node.subject, ast.Attribute) and node.subject.attr == "do":
            yield f"line {node.lineno}: match {ast.unparse(node.subject)}"


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.name)
def test_no_step_is_told_apart_by_its_name(path: Path) -> None:
    assert list(told_apart(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('if step.do == "mystery": pass', 1),
        ('if step.do in {"screen", "exclude"}: pass', 3),
        ("if step.do in RULED: pass", 1),
        ('RULED = {"screen"}', 1),
        ('match step.do:\n    case "screen": pass', 2),
        ('STEPS = {"screen": Capability("a:b")}', 0),
        ('row = STEPS.get(step.do)\nf"{step.do} needs {name}"', 0),
    ],
)
def test_a_step_told_apart_is_seen(text: str, seen: int) -> None:
    assert len(list(told_apart(ast.parse(text)))) == seen
