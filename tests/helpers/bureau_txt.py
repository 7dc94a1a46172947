"""Boundary-point texts as bureaus write them, made row by row and without the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["EAST", "HEAD", "NORTH", "block", "rows_of", "square", "text_of"]

EAST, NORTH = 430_000.0, 4_071_000.0

HEAD = {
    "格式版本号": "1.01版本",
    "数据产生单位": "某某测绘院",
    "数据产生日期": "2026-1-5",
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "40",
    "精度": "0.001",
    "转换参数": ",,,,,,",
}

Ring = list[tuple[float, float]]


def square(east: float = 0.0, north: float = 0.0, side: float = 100.0, *, turned: bool = False) -> Ring:
    """Give a closed square from its north-west corner on, clockwise, as (north, east); ``turned``: the other way."""
    west, south = EAST + east, NORTH + north
    corners = [(south + side, west), (south + side, west + side), (south, west + side), (south, west)]
    if turned:
        corners = [corners[0], *corners[:0:-1]]
    return [*corners, corners[0]]


def rows_of(
    rings: Sequence[tuple[int, Ring]],
    *,
    layout: str = "{label},{ring},{north:.3f},{east:.3f}",
    prefix: int = 40,
    closing: str = "first",
    restart: bool = False,
) -> list[str]:
    """Write the points of rings: (ring number, corners). ``closing``: label of the last point, first or next."""
    rows, count = [], 0
    for number, ring in rings:
        if restart:
            count = 0
        first = count + 1
        for at, (north, east) in enumerate(ring):
            last = at == len(ring) - 1 and ring[0] == ring[-1]
            count += not (last and closing == "first")
            label = first if last and closing == "first" else count
            values = {"label": f"J{label}", "ring": number, "north": north, "east": east + prefix * 1e6}
            rows.append(layout.format(point=at + 1, **values))
    return rows


def block(attributes: str | None, rows: Iterable[str]) -> list[str]:
    """Put an attribute row above its points."""
    return [*([attributes] if attributes is not None else []), *rows]


def text_of(*blocks: list[str], head: dict[str, str] | None = None, mark: str = "[地块坐标]", end: str = "\r\n") -> str:
    """Make the whole text."""
    said = HEAD if head is None else head
    lines = ["[属性描述]", *(f"{key}={value}" for key, value in said.items())] if said else []
    if mark:
        lines.append(mark)
    for each in blocks:
        lines += each
    return end.join([*lines, ""])
