"""Blocks of a drawing: drawn whole, counted before they are, and refused where they would never end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import ezdxf
import pytest
import shapely

import hanting_geo as hg
from hanting_geo.core.limits import limits
from hanting_geo.sources.files.dxfblocks import require_drawable

if TYPE_CHECKING:
    from pathlib import Path


def drawing(path: Path, points: int, deep: int = 0, each: int = 1, **insert: Any) -> Path:
    """Write a block of points, in blocks that hold the one before several times."""
    document = ezdxf.new("R2010")
    block = document.blocks.new("B0")
    for number in range(points):
        block.add_point((430_000 + number, 4_071_000))
    for level in range(1, deep + 1):
        block = document.blocks.new(f"B{level}")
        for number in range(each):
            block.add_blockref(f"B{level - 1}", (0, 10 * number))
    document.modelspace().add_blockref(f"B{deep}", (0, 0), dxfattribs=insert)
    document.modelspace().add_point((430_000, 4_070_000))
    document.saveas(path)
    return path


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ({"points": 3}, 3),
        ({"points": 3, "deep": 2, "each": 4}, 48),
        ({"points": 2, "column_count": 3, "row_count": 5, "column_spacing": 7, "row_spacing": 7}, 30),
        ({"points": 10_500}, 10_500),  # GDAL by itself leaves out what is beyond 10,000
    ],
)
def test_blocks_are_drawn_whole_and_counted_as_they_are(made: dict[str, Any], expected: int, tmp_path: Path) -> None:
    path = drawing(tmp_path / "a.dxf", **made)
    frame = hg.read_file(path)
    assert shapely.get_num_coordinates(frame.geometry).sum() == expected + 1
    assert "gdal" not in {each["code"] for each in frame.attrs["hanting_geo"]["findings"]}
    assert require_drawable("a.dxf", path.read_text(encoding="utf-8")) == expected + 1


def test_blocks_of_blocks_are_refused_before_they_are_drawn(tmp_path: Path) -> None:
    path = drawing(tmp_path / "a.dxf", 10, deep=9, each=10)
    began = time.process_time()
    with pytest.raises(hg.SourceError, match=r"10,000,000,001 shapes .*2,000,000 is the limit \(drawn_shapes\)"):
        hg.read_file(path)
    assert time.process_time() - began < 5
    with limits(drawn_shapes=40), pytest.raises(hg.SourceError, match="51 shapes"):
        hg.read_file(drawing(tmp_path / "b.dxf", 10, deep=1, each=5))


def test_a_block_that_holds_itself_is_told(tmp_path: Path) -> None:
    path = drawing(tmp_path / "a.dxf", 1, deep=1)
    text = path.read_text(encoding="utf-8")
    # What B1 holds is B0: made to hold B1 itself.
    inner = text.index("INSERT", text.index("\nB1\n"))
    path.write_text(text[:inner] + text[inner:].replace("\nB0\n", "\nB1\n", 1), encoding="utf-8")
    with pytest.raises(hg.SourceError, match="the block 'B1' holds itself"):
        hg.read_file(path)
