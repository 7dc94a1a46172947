"""Pages of many parcels in a real browser with no network: hanting_geo beside folium and geopandas.explore.

Every round builds each page in a fresh process, opens it from its file in a fresh browser context and measures first
draw, redraws, hover and memory; the figures are medians of the rounds. ``--peers`` says what leafmap and lonboard give.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import map_browser as browsing
import map_pages as pages
import numpy as np
import shapely
from playwright.sync_api import Error
from pyproj import Transformer

import hanting_geo as hg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from playwright.sync_api import Browser

SIZES = (1_000, 10_000, 100_000, 500_000)
KIB, MB = 1024, 1_000_000
HERE = Path(__file__).parent
# Pixels that a cell of the grid is wide at least where the mouse points at parcels.
CELL = 40


class Case(NamedTuple):
    """One kind of page, and up to how many features it is tried."""

    label: str
    builder: str
    decimals: int
    most: int


OURS = Case("hanting_geo", "ours", 6, 10**9)
OURS_5 = Case("hanting_geo, 5 decimals", "ours", 5, 10**9)
PLAIN = Case("folium, canvas, one GeoJson a class", "by class", 6, 100_000)
CASES = (
    OURS,
    OURS_5,
    PLAIN,
    Case("folium, SVG, style_function", "by feature", 6, 10_000),
    Case("geopandas.explore", "explore", 6, 10_000),
)
EMPTY = (Case("hanting_geo, empty page", "ours", 6, 0), Case("folium, empty page", "folium empty", 6, 0))
PEERS = (
    Case("leafmap, folium backend", "leafmap", 6, 100_000),
    Case("leafmap, ipyleaflet backend", "leafmap widget", 6, 10_000),
    Case("lonboard", "lonboard", 6, 100_000),
)
Key = tuple[str, int]
Figures = dict[str, Any]


def build(python: str, case: Case, count: int, path: Path) -> Figures:
    """Build a page in a process of its own; what went wrong stands under ``failed``."""
    path.unlink(missing_ok=True)
    command = [python, str(HERE / "map_pages.py"), case.builder, str(count), str(case.decimals), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["no message"])[-1]}
    built: Figures = json.loads(done.stdout.strip().splitlines()[-1])
    return {f"build_{key}": value for key, value in built.items()} | {"bytes": path.stat().st_size}


def spots_of(count: int) -> browsing.Spots:
    """Choose the parcels to point at: the nearest to the middle of the district, at a zoom that shows them."""
    if not count:
        return browsing.Spots(0, [], 0)
    middles, wide, _ = pages.cells(count)
    middle = np.array([(pages.WEST + pages.EAST) / 2, (pages.SOUTH + pages.NORTH) / 2])
    near = np.argsort(np.hypot(*(middles - middle).T), kind="stable")[:600]
    places = zip((f"P{number:07d}" for number in near), degrees(middles[near]), strict=True)
    return browsing.Spots(count, [(name, lat, lng) for name, (lat, lng) in places], zoom_of(wide))


def degrees(plane: np.ndarray[Any, np.dtype[np.float64]]) -> list[tuple[float, float]]:
    """Give latitude and longitude of places in EPSG:4549."""
    lng, lat = Transformer.from_crs("EPSG:4549", "EPSG:4326", always_xy=True).transform(*plane.T)
    return list(zip(lat.tolist(), lng.tolist(), strict=True))


def zoom_of(wide: float) -> int:
    """Give the zoom at which so many metres of the district are at least a cell's pixels."""
    metres_a_pixel = 40_075_016.686 * math.cos(math.radians(37)) / 256
    return min(19, max(11, math.ceil(math.log2(CELL * metres_a_pixel / wide))))


def measure(browser: Browser, case: Case, count: int, path: Path) -> Figures:
    """Build one page, open it and measure it."""
    figures = build(sys.executable, case, count, path)
    if "failed" in figures:
        return figures
    try:
        return figures | browsing.measure(
            browser, path, spots_of(count), serve_leaflet=bool(figures.get("build_needs_network"))
        )
    except Error as error:
        return figures | {"failed": error.message.splitlines()[0]}


def medians(rounds: Sequence[Figures]) -> Figures:
    """Give the median of every figure over the rounds; what is no figure comes from the last round."""
    whole: Figures = {}
    for key in dict.fromkeys(key for one in rounds for key in one):
        values = [one[key] for one in rounds if one.get(key) is not None]
        numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
        whole[key] = statistics.median(numbers) if numbers else (values[-1] if values else None)
    return whole


def run(sizes: Sequence[int], rounds: int, only: str) -> dict[Key, list[Figures]]:
    """Measure all pages in turn, round by round, so that a busy moment meets all of them."""
    found: dict[Key, list[Figures]] = {}
    with tempfile.TemporaryDirectory() as scratch, browsing.chromium() as browser:
        path = Path(scratch, "page.html")
        measure(browser, EMPTY[0], 0, path)  # the browser's own first page: not counted
        for count in (0, *sizes):
            cases = [case for case in CASES if count <= case.most and only in case.label] if count else EMPTY
            for number in range(rounds):
                for case in cases:
                    figures = measure(browser, case, count, path)
                    found.setdefault((case.label, count), []).append(figures)
                    print(f"round {number + 1}: {case.label}, {count:,}: {_brief(figures)}", file=sys.stderr)
    return found


def _brief(figures: Figures) -> str:
    if "failed" in figures:
        return f"FAILED {figures['failed']}"
    return f"{figures['bytes'] / MB:.2f} MB, drawn in {figures['first_s']:.2f} s"


def complete(found: dict[Key, list[Figures]]) -> dict[Key, Figures]:
    """Give the medians, and what each page is and holds beyond the empty page of its kind."""
    whole = {key: medians(rounds) for key, rounds in found.items()}
    for (label, count), figures in whole.items():
        empty = whole[EMPTY[0 if label.startswith(OURS.label) else 1].label, 0]
        if count and "failed" not in figures:
            figures["beyond_bytes"] = figures["bytes"] - empty["bytes"]
            figures["memory"] = figures["heap"] + figures["buffers"] - empty["heap"] - empty["buffers"]
    return whole


HEAD = (
    *("page", "features", "file MB", "beyond empty MB", "first draw s", "zoom s", "pan s"),
    *("hover p50 / p95 ms", "memory MB", "build s", "build CPU s", "build peak MiB"),
)


def rows(whole: dict[Key, Figures]) -> list[tuple[str, ...]]:
    """Give the table of results."""
    table: list[tuple[str, ...]] = []
    for (label, count), figures in whole.items():

        def one(key: str, places: int, unit: float = 1, figures: Figures = figures) -> str:
            value = figures.get(key)
            return "" if value is None else f"{value / unit:,.{places}f}"

        hover = f"{one('hover_p50_ms', 1)} / {one('hover_p95_ms', 1)}" if figures.get("hover_p50_ms") else ""
        table.append(
            (
                f"{label}: {figures['failed']}" if "failed" in figures else label,
                f"{count:,}",
                one("bytes", 2, MB),
                one("beyond_bytes", 2, MB),
                one("first_s", 2),
                one("zoom_s", 2),
                one("pan_s", 2),
                hover,
                one("memory", 1),
                one("build_seconds", 2),
                one("build_cpu_seconds", 2),
                one("build_peak_mib", 0),
            )
        )
    return table


def show(head: Sequence[str], table: Sequence[Sequence[str]], *, markdown: bool) -> None:
    """Print a table, aligned or in Markdown."""
    if markdown:
        lines = [head, ["---"] + ["---:"] * (len(head) - 1), *table]
        print("\n".join(f"| {' | '.join(line)} |" for line in lines))
        return
    wide = [max(len(line[at]) for line in (head, *table)) for at in range(len(head))]
    for line in (head, *table):
        print(
            "  ".join(
                text.ljust(size) if at == 0 else text.rjust(size)
                for at, (text, size) in enumerate(zip(line, wide, strict=True))
            )
        )


class Target(NamedTuple):
    """A figure, and what it may be at most."""

    text: str
    value: float | None
    limit: float
    unit: str


def targets(whole: dict[Key, Figures]) -> list[Target]:
    """Give the targets of what was measured."""

    def of(case: Case, count: int, key: str, unit: float = 1) -> float | None:
        value = whole.get((case.label, count), {}).get(key)
        return None if value is None else float(value) / unit

    all_targets = [Target("empty page", of(EMPTY[0], 0, "bytes", KIB), 200, "KiB")]
    if (OURS.label, 10_000) in whole:
        all_targets += [
            Target("10,000: beyond an empty page", of(OURS, 10_000, "beyond_bytes", MB), 0.7, "MB"),
            Target("10,000: first draw", of(OURS, 10_000, "first_s"), 0.6, "s"),
        ]
    if (OURS.label, 100_000) in whole:
        first, plain = of(OURS, 100_000, "first_s"), of(PLAIN, 100_000, "first_s")
        all_targets += [
            Target("100,000: beyond an empty page", of(OURS, 100_000, "beyond_bytes", MB), 6.5, "MB"),
            Target("100,000: the same at 5 decimals", of(OURS_5, 100_000, "beyond_bytes", MB), 5, "MB"),
            Target("100,000: first draw", first, 1.5, "s"),
            Target("100,000: zoom redraw, worst step", of(OURS, 100_000, "zoom_s"), 0.5, "s"),
            Target("100,000: hover, p95", of(OURS, 100_000, "hover_p95_ms"), 20, "ms"),
            Target("100,000: heap and buffers beyond an empty page", of(OURS, 100_000, "memory"), 40, "MB"),
        ]
        if (PLAIN.label, 100_000) in whole:
            ratio = first / plain if first and plain else None
            all_targets.append(Target("100,000: first draw by that of the best plain folium", ratio, 1 / 6, ""))
    return all_targets


def unsound(whole: dict[Key, Figures]) -> list[str]:
    """List what makes a measurement of ours void: a failure, a request, an error, a hover that named no parcel."""
    wrong = []
    for (label, count), figures in whole.items():
        if not label.startswith(OURS.label):
            continue
        what = f"{label}, {count:,}"
        wrong += [f"{what}: {figures[key]}" for key in ("failed", "requests", "errors") if figures.get(key)]
        if figures.get("hover_hits", 0) < figures.get("hover_moves", 0) or (count and not figures.get("hover_moves")):
            wrong.append(
                f"{what}: {figures.get('hover_hits')} of {figures.get('hover_moves')} hovers named their parcel"
            )
    return wrong


def ratios(whole: dict[Key, Figures]) -> list[str]:
    """Say how ours stands beside the best page of plain folium at each size."""
    lines = []
    for (label, count), plain in whole.items():
        mine = whole.get((OURS.label, count), {})
        if label != PLAIN.label or "failed" in plain or "failed" in mine or not mine:
            continue
        parts = [
            f"{text} {mine[key] / plain[key]:.2f}"
            for text, key in (
                ("bytes beyond empty", "beyond_bytes"),
                ("first draw", "first_s"),
                ("zoom", "zoom_s"),
                ("memory", "memory"),
                ("build", "build_seconds"),
            )
        ]
        lines.append(f"{count:,}: ours by the best plain folium: {', '.join(parts)}")
    return lines


def judge(judged: Iterable[Target]) -> bool:
    """Print the targets; tell whether all are met."""
    good = True
    for text, value, limit, unit in judged:
        met = value is not None and value <= limit
        good = good and met
        amount = "not measured" if value is None else f"{value:.3f} {unit}".strip()
        print(f"{'met   ' if met else 'MISSED'} {text}: {amount} (at most {limit:.3g} {unit})".rstrip())
    return good


PEERS_HEAD = ("page", "features", "file MB", "build s", "hosts asked in vain", "layer drawn", "what the reader sees")


def run_peers(python: str, sizes: Sequence[int], keep: Path | None) -> list[Figures]:
    """Build the pages of peers with an interpreter that has them, and open them with no network."""
    found = []
    with tempfile.TemporaryDirectory() as scratch, browsing.chromium() as browser:
        for case in PEERS:
            for count in (size for size in sizes if size <= case.most):
                path = Path(keep or scratch, f"{case.builder.replace(' ', '-')}-{count}.html")
                figures = build(python, case, count, path)
                if "failed" not in figures:
                    figures |= browsing.open_offline(browser, path)
                found.append({"label": case.label, "count": count, **figures})
                print(f"{case.label}, {count:,}: {figures}", file=sys.stderr)
    return found


def peer_rows(found: Iterable[Figures]) -> list[tuple[str, ...]]:
    """Give the table of the peers' pages."""
    return [
        (
            one["label"],
            f"{one['count']:,}",
            *(
                (one["failed"], "", "", "", "")
                if "failed" in one
                else (
                    f"{one['bytes'] / MB:.2f}",
                    f"{one['build_seconds']:.2f}",
                    ", ".join(one["hosts"]) or "none",
                    "yes" if one["drawn"] else "no",
                    " ".join(one["text"].split())[:60] or "an empty page",
                )
            ),
        )
        for one in found
    ]


def correctness(count: int) -> bool:
    """Point at lines, points, polygons with holes and features of parts: does each say its name, where it is."""
    layers = pages.mixed(count)
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as scratch, browsing.chromium() as browser:
        path = hg.save_page(hg.zone_map(layers, title="Shapes", popup=pages.FIELDS), Path(scratch, "shapes.html"))
        marked = browsing.MARK in path.read_text(encoding="utf-8")
        with browsing.visit(browser, path) as opened:
            opened.call("first", 60_000 if marked else 0, marked)
            for kind, frame in layers.items():
                zoom = zoom_of(pages.cells(4 * count)[1] / 4)  # a gap is wider than the reach of a mouse
                checked = 0
                for at in range(0, len(frame), max(1, len(frame) // 20)):
                    row = frame.iloc[at]
                    named, nameless = probes(kind, row.geometry)
                    opened.call(
                        "view", list(degrees(np.array([[row.geometry.centroid.x, row.geometry.centroid.y]]))[0]), zoom
                    )
                    checked += 1
                    wrong += _point_at(opened, kind, row["name"], named, nameless)
                print(f"{kind}: {checked} of {len(frame):,} features pointed at")
            wrong += [f"asked for {url}" for url in opened.requests] + opened.complaints
    print("\n".join(wrong) or "all said their names, none where there is a hole")
    return not wrong


def probes(kind: str, shape: Any) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Give places in EPSG:4549 where a feature lies, and where it does not though its box does."""
    if kind == "holes":
        outer, inner = shapely.get_coordinates(shape.exterior)[0], shapely.get_coordinates(shape.interiors[0])[0]
        return [tuple((outer + inner) / 2)], [(shape.centroid.x, shape.centroid.y)]
    if kind == "parts":
        centres = [(part.centroid.x, part.centroid.y) for part in shape.geoms]
        return centres, [(shape.centroid.x, shape.centroid.y)]
    if kind == "lines":
        return [shape.coords[1]], []
    return [(shape.x, shape.y)], []


def _point_at(
    opened: browsing.Visit, kind: str, name: str, named: list[tuple[float, float]], nameless: list[tuple[float, float]]
) -> list[str]:
    wrong = []
    for places, said in ((named, True), (nameless, False)):
        near = opened.call("reachable", [[name, *place] for place in degrees(np.array(places))]) if places else []
        for _, x, y in near:
            opened.page.mouse.move(5, 5)
            opened.call("pause", 50)
            opened.page.mouse.move(x, y)
            opened.call("pause", 150)
            if (name in opened.call("tooltips")) != said:
                wrong.append(f"{kind} {name}: {'says nothing' if said else 'says its name where it is not'}")
        if said and len(near) < len(named):
            wrong.append(f"{kind} {name}: not in reach of the mouse")
    return wrong


def main() -> int:
    """Measure, print and judge; exit with 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median counts (default: 5)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="features (default: %(default)s)")
    parser.add_argument("--only", default="", help="only the pages whose name holds this text")
    parser.add_argument("--markdown", action="store_true", help="print tables for docs/maps.md")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures of all rounds")
    parser.add_argument("--peers", metavar="PYTHON", help="only what leafmap and lonboard of that interpreter give")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the peers' pages in this folder")
    parser.add_argument("--correctness", action="store_true", help="only point at lines, points, holes and parts")
    arguments = parser.parse_args()
    if arguments.correctness:
        return int(not correctness(2_500))
    if arguments.peers:
        peers = run_peers(
            arguments.peers, [size for size in arguments.sizes if size <= max(c.most for c in PEERS)], arguments.keep
        )
        show(PEERS_HEAD, peer_rows(peers), markdown=arguments.markdown)
        _write(arguments.json, {"peers": peers})
        return 0
    found = run(arguments.sizes, arguments.rounds, arguments.only)
    whole = complete(found)
    show(HEAD, rows(whole), markdown=arguments.markdown)
    print()
    print("\n".join(ratios(whole)))
    good = judge(targets(whole))
    for line in (wrong := unsound(whole)):
        print(f"VOID   {line}")
    versions = {name: version(name) for name in ("folium", "geopandas", "playwright")}
    _write(
        arguments.json,
        {
            "versions": versions,
            "rounds": [{"page": key[0], "features": key[1], "rounds": value} for key, value in found.items()],
        },
    )
    return int(not good or bool(wrong))


def _write(path: Path | None, figures: Figures) -> None:
    if path:
        path.write_text(json.dumps(figures, indent=1, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
