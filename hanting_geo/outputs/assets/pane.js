"use strict";
// A map beside another: what one shows, the other shows too, on the screen and on paper. Only the page around it is listened to.
// On paper a frame holds its map and nothing else: what belongs to it is told to the page around, which writes it there.

const HANTING_PAPER = [515, 372]; // pixels: two of them beside each other fill a sheet of A4 across

function hantingPane(page) {
  const { map, kit, layers } = page, { say, word } = kit;
  let quiet = false; // told to move, or laid out anew: that is no news for the other
  let paper = false, room = null; // the largest map of all panes, in pixels: so much is seen of each on paper
  let stale = false; // what the page around knows of this one
  document.body.classList.add("hg-pane");
  const tell = (message) => window.parent.postMessage({ hanting: true, ...message }, "*");
  const view = () => {
    const { lat, lng } = map.getCenter();
    tell({ lat, lng, zoom: map.getZoom() });
  };
  const size = () => {
    const { x, y } = map.getSize(), { innerWidth, innerHeight } = window;
    // A frame hears of its size on paper when it is printed already.
    if (!paper && String([innerWidth, innerHeight]) !== String(HANTING_PAPER)) tell({ size: [x, y] });
  };
  function quietly(act) {
    quiet = true;
    act();
    quiet = false;
  }
  // To the last digit, where a map is else moved by whole pixels, and zoomed by steps.
  function show(centre, zoom) {
    const { zoomSnap } = map.options;
    map.options.zoomSnap = 0;
    quietly(() => map.setView(centre, zoom, { animate: false, reset: true }));
    map.options.zoomSnap = zoomSnap;
  }

  const { invalidateSize } = map;
  map.invalidateSize = (options) => {
    const [centre, zoom] = [map.getCenter(), map.getZoom()];
    quietly(() => invalidateSize.call(map, options));
    show(centre, zoom);
    return map;
  };
  map.on("move", () => { if (!quiet) view(); });
  map.on("resize", size);

  window.addEventListener("message", ({ source, data }) => {
    if (source !== window.parent || !data || data.hanting !== true) return;
    const { lat, lng, zoom, lang } = data;
    if (lang === 0 || lang === 1) { if (kit.lang !== lang) page.setLanguage(lang, true); }
    if (Array.isArray(data.room) && data.room.every((side) => side > 0 && side < 1e5)) room = data.room.slice(0, 2);
    if (paper || ![lat, lng, zoom].every(Number.isFinite) || Math.abs(lat) > 90) return;
    quietly(() => map.setView([lat, lng], zoom, { animate: false }));
  });

  // An element as the page around may write it: its name, its attributes, its children; nothing that paper cannot do.
  const NAMES = { button: "span", label: "div", details: "div", summary: "h4", h1: "h2", h2: "h3" };
  const HIDDEN = "input:not([type=number]), .hg-layer:has(input:not(:checked)), .hg-layer li:has([aria-pressed='false']), details > p, "
    + ".hg-basis dl > :nth-child(-n+4), " // date and systems stand in the head
    + ".hg-unseen, .hg-hint, .hg-track, .hg-dot, .hg-scorebar, .hg-more, .hg-ranking tr > :last-child, .hg-compare button";
  function told(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.localName === "input") return node.value;
    const attributes = Object.fromEntries([...node.attributes].map(({ name, value }) => [name, value]));
    return [NAMES[node.localName] || node.localName, attributes, ...[...node.childNodes].filter((child) => !child.matches?.(HIDDEN)).map(told)];
  }

  // What has no place: a line for each layer.
  function missing() {
    const lines = new Map();
    for (const { layer, name } of page.sources.missing()) {
      if (!lines.has(layer)) lines.set(layer, []);
      lines.get(layer).push(say(name));
    }
    const count = layers.reduce((sum, layer) => sum + layer.unplaced, 0);
    return count ? [["h4", {}, count + " " + word("noPlaces")],
      ...[...lines].map(([layer, names]) => ["p", {}, say(layer.title) + ": " + names.join(kit.lang ? ", " : "、")])] : null;
  }

  function sheet() {
    stale = false;
    const ranked = page.ranking?.node;
    const all = (node, selector) => [...node.querySelectorAll(selector)].map(told);
    tell({ sheet: {
      head: all(page.title.node, "h1, h1 + p"), legend: told(page.legend.node), basis: told(page.sources.basis()).slice(2), missing: missing(),
      answer: ranked ? all(ranked, ".hg-answer") : [], ranking: ranked ? all(ranked, ".hg-weights, .hg-took, .hg-ranking, .hg-compare:has(table)") : [],
    } });
  }
  function changed() {
    if (!stale) queueMicrotask(sheet); // once, when all that belongs to a change is done
    stale = true;
  }

  // A change of layers, classes, language: all of them end in one of these.
  for (const [part, name] of [[page, "refresh"], [page.legend, "render"]]) {
    const act = part[name];
    part[name] = () => { act(); changed(); };
  }
  map.on("hanting:ranked", changed);

  let seen = null;
  function onPaper(printing) {
    const [x, y] = room || [map.getSize().x, map.getSize().y];
    if (printing) seen = [map.getCenter(), map.getZoom()];
    paper = printing;
    document.body.classList.toggle("hg-print", printing);
    for (const layer of layers) layer.view?.atOnce(printing);
    map.invalidateSize({ animate: false, pan: false });
    show(seen[0], seen[1] + (printing ? Math.log2(Math.min(HANTING_PAPER[0] / x, HANTING_PAPER[1] / y)) : 0));
    for (const layer of layers) if (layer.on) layer.view?.redraw(); // the view may be the same, the canvas is finer
  }

  // Printed, or shown as it would be: what is shown so stays so after a print.
  function ready() {
    tell({ ready: true });
    view();
    size();
    changed();
    const media = window.matchMedia("print");
    let printed = false, previewed = media.matches;
    const turn = () => { if (paper !== (printed || previewed)) onPaper(!paper); };
    window.addEventListener("beforeprint", () => { printed = true; turn(); });
    window.addEventListener("afterprint", () => { printed = false; turn(); });
    media.addEventListener("change", () => {
      if (printed) return; // the print that was told of
      previewed = media.matches;
      turn();
    });
    turn();
  }

  return { language: (lang) => tell({ lang }), ready };
}
