"use strict";
/* global L, hantingKit, hantingLayer, hantingPlainRows, hantingFinder, hantingFill, hantingDrawn */
/* global hantingDrawing, hantingPopups, hantingNames, hantingLegend, hantingTitle, hantingSources, hantingControls, hantingRanking, hantingTools, hantingPermalink, hantingPhases, hantingPane, hantingTiles */
// The page of a plan: reads the layers of one JSON block, puts the parts of the page together and starts them.

function hantingPlan(map, dataId) {
  const plan = JSON.parse(document.getElementById(dataId).textContent);
  const canvas = map.getContainer();
  const kit = hantingKit(plan.words, plan.language);
  const { say, word, make } = kit;

  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const { panBy } = map;
    map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
    map._zoomAnimated = map.options.inertia = false;
  }

  const layers = plan.layers.map((facts) => Object.assign(hantingLayer(facts), { group: L.layerGroup() }));
  const plain = layers.filter((layer) => layer.cells);
  for (const layer of plain) layer.attach(hantingPlainRows(layer.cells));

  // What the parts know of each other; each is a function of this.
  const page = {
    map, canvas, plan, kit, layers,
    features: plain.flatMap((layer) => Array.from({ length: layer.features }, (_, i) => layer.feature(i))),
    coarse: window.matchMedia("(pointer: coarse)").matches,
    drawnBy: new WeakMap(), // from an element to the feature that drew it: the way back from a mouse event
    fit: () => map.fitBounds(plan.bounds, { padding: [12, 12], animate: false }),
    refresh() {
      page.drawing.show();
      page.names.place();
      page.permalink?.write();
    },
    setLanguage(next, told) {
      kit.lang = next;
      render();
      page.names.place();
      page.popups.update();
      if (told) return;
      document.getElementById("hg-language").focus();
      page.pane?.language(next);
    },
  };
  page.drawing = hantingDrawing(page);
  page.popups = hantingPopups(page);
  page.names = hantingNames(page);
  page.legend = hantingLegend(page);
  page.title = hantingTitle(page);
  page.sources = hantingSources(page);
  page.tools = plan.tools ? hantingTools(page) : null;
  page.phases = plan.phased ? hantingPhases(page) : null;
  page.pane = plan.pane ? hantingPane(page) : null;
  page.controls = hantingControls(page);
  page.ranking = plan.ranking ? hantingRanking(page) : null;
  const changed = () => { page.refresh(); page.legend.render(); };
  page.finder = layers.length ? hantingFinder(kit, layers, { go: page.popups.go, changed }) : null;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
    if (event.key !== " " || !event.target.matches?.("a[role=button]")) return;
    event.preventDefault(); // Leaflet's own buttons are links: they know Enter only
    event.target.click();
  });

  const panel = make("aside", { class: "hg-panel", id: "hg-panel" });
  const main = make("main", { class: "hg-main" });
  const mainName = make("h2", { class: "hg-unseen" });
  canvas.replaceWith(main);
  main.append(mainName, canvas);
  if (page.ranking) main.after(page.ranking.node);
  document.body.prepend(page.title.node, panel); // read and stepped through as it is seen: title, panel, map
  document.body.classList.add("hg");

  function render() {
    document.documentElement.lang = kit.lang ? "en" : "zh-CN";
    document.title = say(plan.title);
    page.title.render();
    panel.setAttribute("aria-label", word("panel"));
    page.legend.render();
    panel.replaceChildren(...[page.finder?.node, page.legend.node, ...page.sources.nodes()].filter(Boolean));
    page.finder?.render();
    page.controls.render();
    page.ranking?.render();
    mainName.textContent = word("map");
  }

  if (plan.basemap) hantingTiles(map, plan.basemap);
  render();
  map.invalidateSize();
  page.fit();
  page.firstZoom = map.getZoom();
  page.refresh();
  map.on("moveend", page.names.place);
  if (plan.frame) {
    page.permalink = hantingPermalink(page);
    page.permalink.read();
    map.on("moveend", page.permalink.write);
  }

  // On paper the map has a size of its own: it shows there what it shows here.
  let seen = null;
  function onPaper(printing) {
    const part = map.getBounds();
    if (printing) seen = [map.getCenter(), map.getZoom()];
    document.body.classList.toggle("hg-print", printing);
    page.sources.onPaper(printing);
    for (const layer of layers) layer.view?.atOnce(printing);
    map.invalidateSize({ animate: false, pan: false });
    if (printing) map.fitBounds(part, { animate: false });
    else map.setView(...seen, { animate: false });
    for (const layer of layers) if (layer.on) layer.view?.redraw(); // the view may be the same, the canvas is finer
  }
  if (page.pane) page.pane.ready();
  else {
    window.addEventListener("beforeprint", () => onPaper(true));
    window.addEventListener("afterprint", () => onPaper(false));
  }
  map.on("popupopen popupclose", (event) => document.body.classList.toggle("hg-reading", event.type === "popupopen"));

  const packed = layers.filter((layer) => layer.packed);
  // A ranking is told of once its layer is there, and drawn as it stands then.
  const ranked = page.ranking ? layers[plan.ranking.layer] : null;
  const failed = (layer, error) => main.prepend(make("p", { class: "hg-failed", role: "alert" }, say(layer.title) + ": " + error.message));
  if (ranked?.rows) page.ranking.start().catch((error) => failed(ranked, error));
  const drawn = () => { if (packed.every((layer) => !layer.on || layer.view.drawn)) hantingDrawn(map); };
  if (!packed.length) drawn();
  for (const layer of packed) {
    hantingFill(layer, layer.view).then(() => {
      layer.view.on("drawn", drawn);
      drawn();
      page.finder.render();
      page.legend.render();
      page.names.place();
      return layer === ranked ? page.ranking.start() : null;
    }).catch((error) => {
      page.finder.render();
      page.legend.render();
      failed(layer, error);
    });
  }
}
