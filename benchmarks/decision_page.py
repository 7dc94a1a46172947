"""The page with weight sliders: how long after a slider moves the numbers, and the map, are those of the new weights.

100,000 candidates of four corners by 10 criteria, in headless Chromium with no network. The numbers count as shown
when who is first and the top of the table stand in the page, laid out; the map once it has drawn all of it again.
Each move is judged by its own clock in the page; median and worst of all moves after one that is not counted. Beside it
what the page's thread computed for a move in all: on a busy machine the clock says more.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from map_browser import PATIENCE_S, Visit, chromium, visit

import hanting_geo as hg
from hanting_geo.core.text import Text
from hanting_geo.siting.suitability.suitability import Suitability, suitability

NUMBERS_S, MAP_S = 0.1, 0.6
CRITERIA = 10
MOVE = """([criterion, percent]) => new Promise((done) => {
  const map = Object.getOwnPropertyNames(window).map((name) => { try { return window[name]; } catch { return null; } })
    .find((value) => value instanceof L.Map);
  const field = document.querySelector(`input[type=number][data-criterion="${criterion}"]`);
  const answer = document.querySelector(".hg-answer"), table = document.querySelector(".hg-ranking");
  let numbers = null;
  const observer = new MutationObserver(() => {
    if (numbers !== null) return;
    void answer.offsetHeight; void table.offsetHeight;  // laid out
    numbers = performance.now() - start;
  });
  observer.observe(answer, { childList: true, subtree: true });
  map.once("hanting:ranked", () => requestAnimationFrame(() => requestAnimationFrame(() => {
    for (const canvas of document.querySelectorAll("canvas")) canvas.getContext("2d")?.getImageData(0, 0, 1, 1);
    observer.disconnect();
    done([numbers / 1000, (performance.now() - start) / 1000, document.querySelector(".hg-winner").textContent]);
  })));
  const start = performance.now();
  field.value = percent;
  field.dispatchEvent(new Event("change"));
})"""


def ranked(candidates: int) -> Suitability:
    """Rank squares on a grid over the district by columns of chance."""
    rng = np.random.default_rng(14)
    side = int(np.ceil(np.sqrt(candidates)))
    place = np.arange(candidates)
    x, y = 404_000 + 46 * (place % side), 4_068_000 + 46 * (place // side)
    table = {f"c{number}": rng.uniform(0.01, 1, candidates) for number in range(CRITERIA)}
    frame = gpd.GeoDataFrame(
        {"id": [f"s{number}" for number in place], **table}, geometry=shapely.box(x, y, x + 40, y + 40), crs="EPSG:4549"
    )
    said = {"factor": "attribute", "unit": "-", "function": "raw", "direction": "more", "source": "assumption"}
    rows = [
        hg.Criterion(id=name, title=Text(f"指标 {name}", f"Criterion {name}"), weight=weight, column=name, **said)
        for name, weight in zip(table, [0.2, 0.16, 0.14, 0.12, 0.1, 0.08, 0.06, 0.06, 0.05, 0.03], strict=True)
    ]
    return suitability(frame, hg.CriteriaSet(tuple(rows)))


def computed(opened: Visit) -> float:
    """Give the seconds of the processor that the page's thread has taken."""
    metrics = opened.session.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")


def main() -> int:
    """Build the page, move the sliders, and say whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=100_000)
    parser.add_argument("--moves", type=int, default=10)
    options = parser.parse_args()
    found = ranked(options.candidates)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "page.html"
        start = time.perf_counter()
        hg.save_page(found.to_map(), path)
        sys.stdout.write(
            f"page of {options.candidates:,} x {CRITERIA}: {time.perf_counter() - start:.1f} s to write, "
            f"{path.stat().st_size / 1e6:.1f} MB\n"
        )
        with visit(browser, path) as opened:
            opened.call("first", PATIENCE_S * 1000, True)
            opened.page.wait_for_selector(".hg-ranking tbody tr")
            opened.session.send("Performance.enable", {"timeDomain": "threadTicks"})
            numbers, maps, busy = [], [], []
            for move in range(options.moves + 1):
                criterion, percent = f"c{move % CRITERIA}", 5 + 37 * move % 60
                before = computed(opened)
                shown, drawn, first = opened.page.evaluate(MOVE, [criterion, percent])
                if move:
                    numbers.append(shown)
                    maps.append(drawn)
                    busy.append(computed(opened) - before)
                sys.stdout.write(
                    f"  {criterion} to {percent:2d} %: numbers {shown:.3f} s, map {drawn:.3f} s, first {first}\n"
                )
            complaints = [*opened.complaints, *opened.requests]
    one, other = statistics.median(numbers), statistics.median(maps)
    sys.stdout.write(
        f"numbers {one:.3f} s (worst {max(numbers):.3f}), map {other:.3f} s (worst {max(maps):.3f}), both took the "
        f"page's thread {statistics.median(busy):.3f} s; targets {NUMBERS_S} s and {MAP_S} s\n"
        + "".join(f"{each}\n" for each in complaints)
    )
    return 0 if one <= NUMBERS_S and other <= MAP_S and not complaints else 1


if __name__ == "__main__":
    sys.exit(main())
