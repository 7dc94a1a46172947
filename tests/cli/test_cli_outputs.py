"""The command that draws a map."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from commandline import Hanting


def test_map(hanting: Hanting, tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    assert str(page) in hanting("map", "zones", "rivers", "--out", page, "--title", "片区与河流").out
    assert "片区与河流" in page.read_text(encoding="utf-8")
    assert "neither a file nor a layer" in hanting("map", "nothing", "--out", page, code=2).err


def test_a_map_embeds_the_columns_that_were_asked_for(hanting: Hanting, tmp_path: Path) -> None:
    page, raw = tmp_path / "map.html", tmp_path / "raw.geojson"
    raw.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "a", "owner": "secret1",'
        ' "phone": "secret2"}, "geometry": {"type": "Point", "coordinates": [119.2, 36.8]}}]}',
        encoding="utf-8",
    )
    hanting("map", raw, "--out", page)
    assert "secret" not in page.read_text(encoding="utf-8")
    hanting("map", raw, "--out", page, "--popup", "owner", "--popup", "id")
    assert "secret1" in page.read_text(encoding="utf-8")
    assert "secret2" not in page.read_text(encoding="utf-8")
    assert "popup names nothing" in hanting("map", raw, "--out", page, "--popup", "nothing", code=2).err


def test_report_is_written_of_a_scenario_and_of_a_template_field(hanting: Hanting, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "title: {zh: 某项目, en: Some project}\nsteps: [{id: zones, do: load_layer, with: {name: zones}}]\n",
        encoding="utf-8",
    )
    out = tmp_path / "r.html"
    said = hanting("report", tmp_path / "s.yaml", "--out", out, "--language", "en", "--title", "Ours").out
    assert str(out) in said
    assert "Ours: siting report" in out.read_text(encoding="utf-8")
    assert "NAME=TEXT" in hanting("report", tmp_path / "s.yaml", "--out", out, "--field", "x", code=2).err
    assert ".docx, .html, .pdf" in hanting("report", "--out", tmp_path / "r.odt", code=2).err
