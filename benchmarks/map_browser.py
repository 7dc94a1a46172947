"""What maps.py measures inside a real browser with no network: first draw, redraws, hover, memory."""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, CDPSession, Page, Route

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEW = {"width": 1280, "height": 800}
MARK = "hanting:drawn"
"""The page's performance mark at its first complete drawing, and the map's event after every complete redraw."""

# Up to so many features a page of ours draws with plain Leaflet, which redraws without telling.
PACKED_FROM = 2_000
STEPS = (11, 12, 13, 10)
MOVES = 30
WORST_MISSES = 3
PATIENCE_S = 900
MB = 1_000_000

# Runs before any script of the page. A redraw is complete for every page alike: the event of a page that has one, then
# two animation frames, then one pixel read back from every canvas, which waits for all that was drawn on it.
SCRIPT = """
window.hantingBench = (() => {
  "use strict";
  const MARK = "hanting:drawn";
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const loaded = new Promise((done) => addEventListener("load", done));
  const marked = new Promise((done) => {
    new PerformanceObserver((list, observer) => {
      const entry = list.getEntriesByName(MARK)[0];
      if (entry) { observer.disconnect(); done(entry.startTime); }
    }).observe({ type: "mark", buffered: true });
  });
  let marks = false;

  function flush() {
    for (const canvas of document.querySelectorAll("canvas")) {
      if (!canvas.width || !canvas.height) continue;
      const context = canvas.getContext("2d");
      if (context) context.getImageData(0, 0, 1, 1);
      else canvas.toDataURL();
    }
  }

  async function settled() {
    await frame();
    await frame();
    flush();
    return performance.now();
  }

  async function first(patience, events) {
    await loaded;
    let drawn = await settled();
    const mark = await Promise.race([marked, pause(patience).then(() => null)]);
    if (mark !== null && mark > drawn) drawn = await settled();
    marks = mark !== null && events;
    return { mark, drawn };
  }

  function map() {
    for (const name of Object.getOwnPropertyNames(window)) {
      let value = null;
      try { value = window[name]; } catch { continue; }
      if (value instanceof L.Map) return value;
    }
    throw new Error("no L.Map among the globals of the page");
  }

  async function redraw(act) {
    const one = map();
    const start = performance.now();
    const event = marks ? new Promise((done) => one.once(MARK, done)) : null;
    act(one);
    if (event && !(await Promise.race([event.then(() => true), pause(120000)]))) throw new Error("no " + MARK);
    const end = await settled();
    await pause(100);
    return end - start;
  }

  const view = (at, zoom) => redraw((one) => one.setView(at, zoom, { animate: false }));
  const zoom = (level) => redraw((one) => one.setZoom(level, { animate: false }));
  const pan = (by) => redraw((one) => one.panBy(by, { animate: false }));

  // Of places on the map those that the mouse can reach, in pixels of the window.
  function reachable(places) {
    const one = map();
    const box = one.getContainer().getBoundingClientRect();
    return places.map(([name, lat, lng]) => {
      const point = one.latLngToContainerPoint([lat, lng]);
      return [name, box.left + point.x, box.top + point.y];
    }).filter(([, x, y]) => {
      const found = document.elementFromPoint(x, y);
      return found && one.getContainer().contains(found) && !found.closest(".leaflet-control")
        && x > box.left + 10 && y > box.top + 10 && x < box.right - 10 && y < box.bottom - 10;
    });
  }

  // Hover: from the first event of the move that reaches the page until the tooltip says the name.
  let wanted = null;
  const shows = (name) => [...document.querySelectorAll(".leaflet-tooltip, [role=tooltip], .hg-tip")]
    .some((node) => node.textContent.includes(name));
  function arrived(event) {
    if (wanted && wanted.at === null) { wanted.at = performance.now(); wanted.stamp = event.timeStamp; }
  }
  for (const kind of ["pointerover", "mouseover", "pointermove", "mousemove"]) addEventListener(kind, arrived, true);

  function expect(name) {
    const one = { name, at: null, stamp: null };
    wanted = one;
    one.result = new Promise((done) => {
      const observer = new MutationObserver(async () => {
        if (one.at === null || !shows(name)) return;
        observer.disconnect();
        const shown = performance.now();
        await frame();
        await pause(0);
        done({ shown: shown - one.at, painted: performance.now() - one.stamp });
      });
      observer.observe(map().getContainer(), { childList: true, subtree: true, characterData: true });
      setTimeout(() => { observer.disconnect(); done(null); }, 3000);
    });
  }

  const tooltips = () => [...document.querySelectorAll(".leaflet-tooltip, [role=tooltip], .hg-tip")]
    .filter((node) => !node.classList.contains("hg-name")).map((node) => node.textContent).join(" ");
  return { first, view, zoom, pan, reachable, expect, hovered: () => wanted.result, tooltips, pause };
})();
"""


class Spots(NamedTuple):
    """Where to point: how many features there are, names and places (lat, lng) of some, the zoom that shows them."""

    features: int
    places: Sequence[tuple[str, float, float]]
    zoom: int


class Visit:
    """An opened page, what it asked for beyond its own file, and what it complained about."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self.session = session
        self.requests: list[str] = []
        self.failed: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self._note(request.url))
        page.on("requestfailed", lambda request: self.failed.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:", "about:")):
            self.requests.append(url)

    def call(self, call: str, *arguments: Any) -> Any:
        """Call a function of the script, and wait for what it promises."""
        return self.page.evaluate(f"(given) => hantingBench.{call}(...given)", list(arguments))

    def memory(self) -> dict[str, float]:
        """Give the script's heap after a collection, and the array buffers beside it, in MB."""
        self.session.send("HeapProfiler.collectGarbage")
        usage = self.session.send("Runtime.getHeapUsage")
        return {
            "heap": usage["usedSize"] / MB,
            "buffers": usage.get("backingStorageSize", 0) / MB,
            "embedder": usage.get("embedderHeapUsedSize", 0) / MB,
        }


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium without a window."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        sys.exit("no Chromium: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def visit(browser: Browser, path: Path, *, serve_leaflet: bool = False) -> Iterator[Visit]:
    """Open a page in a fresh context with no network; Leaflet can be served from the package to pages that need it."""
    context = browser.new_context(viewport={"width": VIEW["width"], "height": VIEW["height"]}, offline=True)
    context.set_default_timeout(PATIENCE_S * 1000)
    try:
        page = context.new_page()
        page.add_init_script(SCRIPT)
        if serve_leaflet:
            page.route("http*://**/*", _serve)
        session = context.new_cdp_session(page)
        session.send("HeapProfiler.enable")
        opened = Visit(page, session)
        page.goto(path.resolve().as_uri(), wait_until="commit")
        yield opened
    finally:
        context.close()


def _serve(route: Route) -> None:
    name = route.request.url.rpartition("/")[2]
    if name not in {"leaflet.js", "leaflet.css"}:
        route.abort()
        return
    text = files("hanting_geo.outputs").joinpath("assets", name).read_text(encoding="utf-8")
    route.fulfill(body=text, content_type="text/javascript" if name.endswith("js") else "text/css")


def measure(
    browser: Browser,
    path: Path,
    spots: Spots,
    *,
    serve_leaflet: bool = False,
) -> dict[str, Any]:
    """Open one page and measure it."""
    patience = 0
    if MARK in path.read_text(encoding="utf-8"):
        patience = PATIENCE_S * 1000 if spots.features > PACKED_FROM else 2_000
    with visit(browser, path, serve_leaflet=serve_leaflet) as opened:
        found = opened.call("first", patience, spots.features > PACKED_FROM)
        result: dict[str, Any] = {"first_s": found["drawn"] / 1000}
        result["mark_s"] = found["mark"] / 1000 if found["mark"] is not None else None
        if spots.places:
            middle = list(spots.places[0][1:])
            opened.call("view", middle, STEPS[-1])
            steps = [opened.call("zoom", level) / 1000 for level in STEPS]
            result |= {"zoom_steps_s": steps, "zoom_s": max(steps)}
            result["pan_s"] = max(opened.call("pan", by) / 1000 for by in ([300, 0], [0, 200], [-300, -200]))
            opened.call("view", middle, spots.zoom)
            result |= _hover(opened, spots.places)
        result |= opened.memory()
        result["requests"] = sorted(set(opened.requests))
        result["errors"] = opened.complaints
    return result


def _hover(opened: Visit, places: Sequence[tuple[str, float, float]]) -> dict[str, Any]:
    near = opened.call("reachable", [list(place) for place in places[: 20 * MOVES]])[:MOVES]
    shown, painted = [], []
    for number, (name, x, y) in enumerate(near):
        opened.call("expect", name)
        opened.page.mouse.move(x, y)
        found = opened.call("hovered")
        if found:
            shown.append(found["shown"])
            painted.append(found["painted"])
        if len(shown) <= number - WORST_MISSES:
            break
        time.sleep(0.05)  # Leaflet's canvas drops what comes within 32 ms of the last move
    result: dict[str, Any] = {"hover_moves": len(near), "hover_hits": len(shown)}
    for name, values in (("hover", shown), ("hover_painted", painted)):
        ordered = sorted(values)
        result[f"{name}_p50_ms"] = statistics.median(ordered) if ordered else None
        result[f"{name}_p95_ms"] = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else None
    return result


def open_offline(browser: Browser, path: Path, *, wait_s: float = 15) -> dict[str, Any]:
    """Open the page of a peer with no network: what it asked for in vain, and whether anything of the layer shows."""
    with visit(browser, path) as opened:
        try:
            opened.page.wait_for_load_state("load", timeout=120_000)
        except Error as error:
            opened.complaints.append(str(error))
        opened.page.wait_for_timeout(wait_s * 1000)
        shapes = opened.page.evaluate(
            """() => document.querySelectorAll("svg.leaflet-zoom-animated path").length
            + [...document.querySelectorAll("canvas")].filter((canvas) => {
                const context = canvas.getContext("2d");
                if (!context) return true;  // WebGL: there is one, see the picture
                return context.getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value);
              }).length"""
        )
        return {
            "requests_failed": sorted(set(opened.failed)),
            "hosts": sorted({url.split("/")[2] for url in opened.failed if "//" in url}),
            "errors": opened.complaints[:5],
            "drawn": bool(shapes),
            "text": opened.page.evaluate("() => document.body.innerText.trim().slice(0, 200)"),
        }
