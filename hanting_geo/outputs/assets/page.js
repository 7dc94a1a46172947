"use strict";
/* global L, hantingKit, hantingFocus, hantingHadFocus, hantingLayer, hantingPlainRows, hantingFinder, HantingPacked, hantingFill, hantingDrawn */
// The page of a plan: draws the layers of one JSON block and builds legend, search, popups and title block.

function hantingPlan(map, dataId) {
  const plan = JSON.parse(document.getElementById(dataId).textContent);
  const canvas = map.getContainer();
  const kit = hantingKit(plan.words, plan.language);
  const { say, word, make, button, swatch } = kit;
  let opener = null; // what a popup gives the focus back to

  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    const { panBy } = map;
    map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
    map._zoomAnimated = map.options.inertia = false;
  }

  const layers = plan.layers.map((facts) => Object.assign(hantingLayer(facts), { group: L.layerGroup() }));
  for (const layer of layers) if (layer.cells) layer.attach(hantingPlainRows(layer.cells));
  const plain = layers.filter((layer) => layer.cells);
  const features = plain.flatMap((layer) => Array.from({ length: layer.features }, (_, i) => layer.feature(i)));

  // ---- drawing: a shape of Leaflet a feature; layers of very many features draw themselves ----

  const DASH = "7 5";
  const coarse = window.matchMedia("(pointer: coarse)").matches;
  const packedAreas = layers.some((layer) => layer.packed && layer.drawn_as === "area");
  for (const [name, height] of [["hg-areas", 410], ["hg-lines", 420], ["hg-many-lines", 430], ["hg-many-points", 440]]) {
    map.createPane(name).style.zIndex = height;
  }
  const linePane = packedAreas ? "hg-lines" : "overlayPane"; // lines stay above the areas of a packed layer

  const drawnBy = new WeakMap(); // what a feature drew: the way back from a mouse event

  function remember(feature, shape) {
    const each = (layer) => {
      if (layer.eachLayer) layer.eachLayer(each);
      else layer.on("add", () => { const node = layer.getElement?.(); if (node) drawnBy.set(node, feature); });
    };
    each(shape);
  }

  function draw(feature, geometry) {
    const [color, fill, width, shape] = feature.kind.look;
    const isArea = /Polygon/.test(geometry.type), isPoint = /Point/.test(geometry.type);
    const pane = isArea && fill ? "overlayPane" : linePane;
    const path = { color, weight: width, dashArray: feature.rough ? DASH : null, lineJoin: "round", fill: false, pane };
    // Thin lines and outlines get an unseen wide one, so that a finger or an unsteady mouse finds them.
    const reach = { color, weight: Math.max(coarse ? 16 : 8, width), opacity: 0, fill: false, pane };
    const styled = (style) => {
      const layer = L.GeoJSON.geometryToLayer({ type: "Feature", geometry }, { ...style, pointToLayer: (_, at) => point(feature, at) });
      if (layer.setStyle && !isPoint) layer.setStyle(style);
      return layer;
    };
    if (isPoint) return styled({});
    if (isArea && fill) return styled({ ...path, fill: true, fillColor: fill, fillOpacity: kit.opacity(feature.kind.graded, feature.rough) });
    const parts = [styled(reach), styled({ ...path, lineCap: "butt" })];
    if (shape === "rail") {
      parts.push(styled({ ...path, color: "#ffffff", weight: width - 2, dashArray: feature.rough ? null : "9 9", lineCap: "butt" }));
    }
    return L.featureGroup(parts);
  }

  function point(feature, at) {
    const look = feature.kind.look;
    if (look[3] === "label") return L.circleMarker(at, { radius: 1, opacity: 0, fillOpacity: 0, interactive: false });
    const icon = L.divIcon({ className: "hg-symbol", iconSize: [20, 20], html: kit.symbol(look, feature.rough) });
    // Like all shapes neither a stop of the Tab key nor read out: there may be hundreds, and the list reaches them all.
    const marker = L.marker(at, { icon, keyboard: false, zIndexOffset: 1000 * (10 - (feature.kind.rank ?? 10)) });
    marker.on("add", () => marker.getElement().setAttribute("aria-hidden", "true"));
    return marker;
  }

  for (const layer of plain) {
    layer.shapes = layer.cells.geometry.map((geometry, i) => {
      if (!geometry) return null;
      const feature = layer.feature(i), shape = draw(feature, geometry);
      remember(feature, shape);
      const bounds = shape.getBounds ? shape.getBounds() : null;
      const isArea = /Polygon/.test(geometry.type), isPoint = /Point/.test(geometry.type);
      return Object.assign(feature, {
        shape, isPoint, anchor: L.latLng(layer.cells.anchors[i]),
        bounds: () => bounds || L.latLngBounds([feature.anchor, feature.anchor]),
        size: bounds ? (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth()) : 0,
        level: isArea ? (feature.kind.look[1] ? 1 : 0) : isPoint ? 3 : 2,
        light: (on) => emphasise(feature, on),
      });
    });
  }

  function emphasise(feature, on) {
    const [color, , width] = feature.kind.look;
    const each = (layer) => {
      if (layer.eachLayer) layer.eachLayer(each);
      else if (layer.setStyle && layer.options.opacity !== 0 && layer.options.color === color) {
        layer.setStyle({ weight: width + (on ? 1.5 : 0) });
      }
    };
    each(feature.shape);
  }

  // Small areas above large ones, lines above areas: a click finds what the reader points at.
  const above = (a, b) => b.level - a.level || a.size - b.size;
  const order = features.filter((feature) => feature.shape?.bringToFront).sort(above).reverse();

  function refresh() {
    for (const layer of layers) {
      if (layer.on) layer.group.addTo(map);
      else layer.group.remove();
      if (layer.cells) {
        layer.shapes.forEach((feature, i) => {
          if (!feature) return;
          if (layer.hidden[i]) layer.group.removeLayer(feature.shape);
          else if (!layer.group.hasLayer(feature.shape)) layer.group.addLayer(feature.shape);
        });
      } else layer.view?.redraw();
    }
    for (const feature of order) if (feature.layer.on && feature.layer.group.hasLayer(feature.shape)) feature.shape.bringToFront();
    placeNames();
  }

  // ---- layers of very many features ----

  for (const layer of layers.filter((one) => one.packed)) {
    layer.view = new HantingPacked(layer.classes, {
      pane: { area: "hg-areas", line: "hg-many-lines", point: "hg-many-points" }[layer.drawn_as],
    });
    layer.group.addLayer(layer.view);
  }

  // ---- what lies under the mouse ----

  function under(event) {
    const direct = event.target.closest?.(".hg-name");
    const nodes = document.elementsFromPoint(event.clientX, event.clientY);
    const found = nodes.map((node) => drawnBy.get(node.closest(".hg-symbol, .hg-name") || node)).filter(Boolean);
    const at = map.mouseEventToLatLng(event);
    for (const layer of layers) {
      if (layer.view && layer.on) found.push(...layer.view.hits(at, coarse ? 12 : 4).slice(0, 50).map((i) => layer.feature(i)));
    }
    const sorted = [...new Set(found)].sort(above);
    const named = direct && drawnBy.get(direct); // a name stands for its feature, whatever lies under it
    return named ? [named, ...sorted.filter((feature) => feature !== named)] : sorted;
  }

  const onMap = (event) => !event.target.closest?.(".leaflet-popup, .leaflet-control");
  const tip = L.tooltip({ className: "hg-tip", direction: "auto", offset: [12, 0] });
  let lit = null, popup = null;

  function hover(event) {
    const feature = event && onMap(event) && !map.dragging.moving() ? under(event)[0] || null : null;
    if (lit !== feature) {
      lit?.light(false);
      feature?.light(true);
      canvas.classList.toggle("hg-over", Boolean(feature));
      if (feature) tip.setContent(make("span", {}, say(feature.name)));
    }
    lit = feature;
    const told = popup?.isOpen() && popup.hantingFeature === feature; // its card is open
    if (feature && !told) tip.setLatLng(map.mouseEventToLatLng(event)).openOn(map);
    else tip.remove();
  }

  let next = null; // the newest of the mouse events: one answer a frame is enough
  function onMove(event) {
    if (!next) requestAnimationFrame(() => { if (next) hover(next); next = null; });
    next = event;
  }
  canvas.addEventListener("mousemove", onMove);
  canvas.addEventListener("mouseleave", () => { next = null; hover(null); });
  map.on("movestart", () => hover(null));

  map.on("click", ({ originalEvent: event, latlng }) => {
    if (!event.target || !onMap(event)) return;
    const found = under(event);
    if (found.length) open(found[0], found[0].isPoint ? found[0].anchor : latlng, found);
  });

  // A popup keeps clear of the buttons at the left, also on a phone.
  const cardSize = () => {
    const room = { x: canvas.clientWidth, y: canvas.clientHeight };
    return {
      minWidth: 220, maxWidth: Math.max(220, Math.min(340, room.x - 110)), maxHeight: Math.max(200, Math.min(460, room.y - 120)),
      autoPanPaddingTopLeft: [56, 12], autoPanPaddingBottomRight: [12, 12],
    };
  };

  function open(feature, at, here) {
    next = null;
    hover(null);
    const content = () => kit.card(feature, alsoHere(feature, here, at));
    popup = L.popup({ ...cardSize(), offset: feature.isPoint ? [0, -4] : [0, 7] }).setLatLng(at).setContent(content);
    popup.hantingFeature = feature;
    popup.openOn(map);
    popup._closeButton.setAttribute("aria-label", ["关闭", "Close"][kit.lang]);
  }

  map.on("popupclose", (event) => {
    if (opener && hantingHadFocus(event.popup)) hantingFocus(opener, document.querySelector(".hg-toggle"), canvas);
    opener = null;
  });

  // A road on top must not hide the zone below.
  function alsoHere(feature, here, at) {
    const others = here.filter((other) => other !== feature).slice(0, 6);
    if (!others.length) return null;
    return make("p", { class: "hg-also" }, word("alsoHere"), ...others.map((other) => button(say(other.name), {
      click: () => {
        const from = opener;
        opener = null; // one popup follows another
        open(other, at, here);
        opener = from;
        document.querySelector(".leaflet-popup .hg-card")?.focus({ preventScroll: true });
      },
    })));
  }

  // ---- names on the map: the most important first, each where no earlier one stands ----

  const MOST_NAMES = 300; // of one layer: of a larger one, only when no more than so many of its features are in view
  const names = L.layerGroup().addTo(map);
  const byRank = (a, b) => a.kind.rank - b.kind.rank || b.size - a.size;
  const ranked = features.filter((feature) => feature.anchor && feature.kind.rank !== null);
  const few = ranked.filter((feature) => feature.layer.features <= MOST_NAMES).sort(byRank);
  const large = layers.filter((layer) => layer.features > MOST_NAMES && layer.classes.some((kind) => kind.rank !== null));

  const meets = (box, others) =>
    others.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);

  function inView(layer) {
    if (layer.view) return layer.view.visible(MOST_NAMES).map((i) => layer.feature(i)).filter((feature) => feature.kind.rank !== null);
    const bounds = map.getBounds();
    const found = ranked.filter((feature) => feature.layer === layer && bounds.contains(feature.anchor));
    return found.length > MOST_NAMES ? [] : found;
  }

  function named(detailed) {
    const extra = large.filter((layer) => layer.on && detailed && layer.rows).flatMap(inView);
    const all = extra.length ? [...few, ...extra].sort(byRank) : few;
    return all.filter((feature) => feature.layer.on && !feature.layer.hidden[feature.index]);
  }

  function placeNames() {
    names.clearLayers();
    if (map.getZoom() < firstZoom - 3) return;
    const view = map.getSize();
    const corner = canvas.getBoundingClientRect();
    const taken = [...canvas.querySelectorAll(".leaflet-control")].map((node) => {
      const box = node.getBoundingClientRect();
      return [box.left - corner.left, box.top - corner.top, box.right - corner.left, box.bottom - corner.top];
    });
    const detailed = map.getZoom() >= 12.5;
    const candidates = named(detailed);
    const symbols = features
      .filter((feature) => feature.isPoint && feature.layer.on && !feature.layer.hidden[feature.index])
      .map((feature) => map.latLngToContainerPoint(feature.anchor))
      .map(({ x, y }) => [x - 8, y - 8, x + 8, y + 8]);
    const written = new Set();
    for (const feature of candidates) {
      if (feature.kind.rank > 6 && !detailed) continue;
      const text = say(feature.name);
      if (written.has(text)) continue; // a river and its buffer
      const at = map.latLngToContainerPoint(feature.anchor);
      const width = [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? 12.5 : 6.6), 8);
      const alone = !feature.isPoint || feature.kind.look[3] === "label";
      const places = alone
        ? [0, -20, 20].map((dy) => ["center", -width / 2, dy - 8, [0, dy]])
        : [["right", 11, -8, [11, 0]], ["left", -width - 11, -8, [-11, 0]],
          ["top", -width / 2, -28, [0, -11]], ["bottom", -width / 2, 11, [0, 11]]];
      const free = places
        .map(([direction, dx, dy, offset]) => ({ direction, offset, box: [at.x + dx, at.y + dy, at.x + dx + width, at.y + dy + 17] }))
        .filter(({ box }) => box[0] > 0 && box[1] > 0 && box[2] < view.x && box[3] < view.y && !meets(box, taken));
      const place = free.find(({ box }) => !meets(box, symbols)) || free[0]; // better over a symbol than nowhere
      if (!place) continue;
      taken.push(place.box);
      written.add(text);
      const tooltip = L.tooltip(feature.anchor, {
        permanent: true, interactive: true, direction: place.direction, offset: place.offset, opacity: 1,
        className: "hg-name hg-rank" + feature.kind.rank, content: make("span", {}, text),
      });
      names.addLayer(tooltip);
      drawnBy.set(tooltip.getElement(), feature);
    }
  }

  // ---- going to a feature ----

  function go(feature, from) {
    const { layer } = feature;
    if (!layer.on) {
      layer.on = true;
      refresh();
      renderLegends();
    }
    showPanel(false);
    map.invalidateSize();
    if (feature.isPoint) map.setView(feature.anchor, Math.max(map.getZoom(), 13), { animate: false });
    else map.fitBounds(feature.bounds(), { maxZoom: layer.view ? 16 : 14, padding: [40, 40], animate: false });
    open(feature, feature.anchor, [feature]);
    opener = from;
    document.querySelector(".leaflet-popup .hg-card")?.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
    if (event.key !== " " || !event.target.matches?.("a[role=button]")) return;
    event.preventDefault(); // Leaflet's own buttons are links: they know Enter only
    event.target.click();
  });

  // ---- panel ----

  const head = make("header", { class: "hg-head" });
  const panel = make("aside", { class: "hg-panel", id: "hg-panel" });
  const main = make("main", { class: "hg-main" });
  canvas.replaceWith(main);
  main.append(canvas);
  const mainName = make("h2", { class: "hg-unseen" });
  main.prepend(mainName);
  document.body.prepend(head, panel); // read and stepped through as it is seen: title, panel, map
  document.body.classList.add("hg");

  const finder = layers.length ? hantingFinder(kit, layers, { go, changed: () => { refresh(); renderLegends(); } }) : null;

  // On a phone the panel lies over the map.
  function showPanel(open) {
    document.body.classList.toggle("hg-open", open);
    document.querySelector(".hg-toggle").setAttribute("aria-expanded", String(open));
  }

  function renderHead() {
    const other = kit.lang ? "中文" : "English";
    head.replaceChildren(
      make("a", {
        class: "hg-skip hg-unseen", href: "#" + canvas.id,
        click: (event) => { event.preventDefault(); showPanel(false); canvas.focus(); },
      }, ["跳到地图", "Skip to the map"][kit.lang]),
      make("div", {},
        make("h1", {}, say(plan.title)),
        make("p", {}, [word("date") + " " + plan.date, ...new Set(layers.map((layer) => say(layer.crs)))].join(" · "))),
      make("div", { class: "hg-buttons" },
        button(word("panel"), {
          class: "hg-toggle", "aria-controls": "hg-panel", "aria-expanded": String(document.body.classList.contains("hg-open")),
          click: () => showPanel(!document.body.classList.contains("hg-open")),
        }),
        button(other, { id: "hg-language", lang: kit.lang ? "zh-CN" : "en", click: () => setLanguage(1 - kit.lang) })));
  }

  const legends = make("section", {});

  function renderPanel() {
    panel.setAttribute("aria-label", word("panel"));
    renderLegends();
    panel.replaceChildren(...[finder?.node, legends, unplaced(), basis()].filter(Boolean));
    finder?.render();
  }

  function renderLegends() {
    const again = document.activeElement?.id;
    legends.replaceChildren(make("h2", {}, word("layers")), ...layers.map(legend), ...[roughness()].filter(Boolean));
    if (again && legends.querySelector("#" + again)) document.getElementById(again).focus(); // written anew, it keeps the focus
  }

  function legend(layer, position) {
    const drawn = layer.classes.map((kind, k) => [kind, k]).filter(([kind]) => kind.count || kind.graded);
    const box = make("input", { type: "checkbox", id: "hg-layer-" + position, checked: layer.on, change: (event) => { layer.on = event.target.checked; refresh(); } });
    const counted = (shown, all) => make("span", { class: "hg-count" }, shown === all ? kit.grouped(all) : kit.grouped(shown) + " / " + kit.grouped(all));
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const single = drawn.length === 1 && !layer.caption ? swatch(drawn[0][0].look, drawn[0][0].rough, drawn[0][0].drawn_as, drawn[0][0].graded) : null;
    const toggle = (kind, k) => button("", {
      id: "hg-class-" + position + "-" + k, "aria-pressed": String(!layer.off.has(k)), disabled: !layer.rows,
      click: () => {
        if (!layer.off.delete(k)) layer.off.add(k);
        layer.refilter();
        refresh();
        finder.renderList();
        renderLegends();
      },
    });
    const entry = (kind, k) => {
      const one = toggle(kind, k);
      one.append(swatch(kind.look, kind.rough, kind.drawn_as, kind.graded), make("span", {}, say(kind.text)), counted(layer.shownOf[k], kind.count));
      return make("li", {}, one);
    };
    return make("div", { class: "hg-layer" },
      make("label", {}, box, single, make("span", {}, say(layer.title)), counted(sum(layer.shownOf), sum(layer.classes.map((kind) => kind.count)))),
      layer.caption ? make("p", { class: "hg-caption" }, say(layer.caption)) : null,
      single ? null : make("ul", {}, ...drawn.map(([kind, k]) => entry(kind, k))));
  }

  function roughness() {
    if (!layers.some((layer) => layer.classes.some((kind) => kind.any_rough))) return null;
    return make("p", { class: "hg-rough" }, swatch(["#444444", null, 2, ""], true, "line"), " ",
      word("rough") + plan.rough_from_m + word("roughEnd"));
  }

  function unplaced() {
    const count = layers.reduce((sum, layer) => sum + layer.unplaced, 0);
    if (!count) return null;
    const box = make("details", { class: "hg-missing" }, make("summary", {}, count + " " + word("noPlaces")), make("ul", {}));
    box.addEventListener("toggle", () => {
      const missing = layers.filter((layer) => layer.rows && layer.unplaced).flatMap((layer) =>
        Array.from({ length: layer.features }, (_, i) => i).filter((i) => !layer.rows.placed(i)).slice(0, 500).map((i) => layer.feature(i)));
      box.querySelector("ul").replaceChildren(...(box.open ? missing.map(finder.item) : []));
    });
    return box;
  }

  function basis() {
    const stated = layers.map((layer) => layer.accuracy_range).filter(Boolean).flat();
    const most = (metres) => kit.accuracy(metres).replace(word("about"), "±");
    const range = stated.length ? most(Math.min(...stated)) + " – " + most(Math.max(...stated)) : word("notStated");
    const line = (name, text) => [make("dt", {}, name), make("dd", {}, text)];
    return make("section", { class: "hg-basis" },
      make("h2", {}, word("basis")),
      make("p", {}, word("accuracyNote")),
      make("dl", {}, ...line(word("date"), plan.date),
        ...line(word("crs"), [...new Set(layers.map((layer) => say(layer.crs)))].join(kit.lang ? "; " : ";")),
        ...line(word("range"), range),
        ...line(word("precision"), plan.decimals + " " + word("decimals") + " (≤ " + plan.rounding_m + " m)"),
        ...(plan.basemap ? line(word("basemap"), plan.basemap.attribution) : [])),
      ...layers.map(provenance));
  }

  function provenance(layer) {
    const found = Object.entries(layer.findings).filter(([, count]) => count)
      .map(([level, count]) => count + " " + (plan.words[level] ? word(level) : level)).join(", ");
    const embedded = layer.columns.map((column) => say(column.label)).join(kit.lang ? ", " : "、") || "–";
    return make("details", {},
      make("summary", {}, say(layer.title), make("small", {}, credit(layer) || word("notStated"))),
      make("p", {}, word("embedded") + ": " + kit.grouped(layer.features) + " " + word("features") + " · " + embedded),
      found ? make("p", {}, word("findings") + ": " + found) : null,
      layer.sources.length ? make("ul", {}, ...layer.sources.map((source) => make("li", {}, source))) : null);
  }

  // Rows from OpenStreetMap must say so on every product, also where a layer's own attribution was lost on the way.
  const isOpenStreetMap = (layer) => /ODbL|OpenStreetMap/i.test(layer.licence.join(" ") + layer.attribution);
  const osm = "© OpenStreetMap contributors, ODbL";
  function credit(layer) {
    const said = layer.attribution.split(/;\s*/).filter(Boolean);
    if (isOpenStreetMap(layer) && !said.includes(osm)) said.unshift(osm);
    return (said.length ? said : layer.licence).join(" · ");
  }

  // ---- controls on the map ----

  function control(position, content) {
    const made = L.control({ position });
    made.onAdd = () => {
      const node = content();
      L.DomEvent.disableClickPropagation(node);
      return node;
    };
    return made.addTo(map);
  }

  let controls = [];
  function renderControls() {
    controls.forEach((one) => one.remove());
    // What must stand on the map itself; every layer's credits are in the panel.
    const credits = new Set(layers.some(isOpenStreetMap) ? [osm] : []);
    if (plan.basemap) credits.add(plan.basemap.attribution);
    controls = [
      L.control.zoom({ zoomInTitle: word("zoomIn"), zoomOutTitle: word("zoomOut") }).addTo(map),
      control("topleft", () => make("div", { class: "leaflet-bar" },
        button("⌂", { class: "hg-fit", title: word("fit"), "aria-label": word("fit"), click: fit }))),
      control("topright", () => make("div", { class: "hg-north", role: "img", "aria-label": word("north") },
        make("svg", { viewBox: "0 0 24 36", width: "24", height: "36", "aria-hidden": "true" },
          make("path", { d: "M12 1l8 32l-8 -7z", fill: "#222222" }),
          make("path", { d: "M12 1l-8 32l8 -7z", fill: "#ffffff", stroke: "#222222", "stroke-width": 1.2 })),
        make("span", {}, word("north")))),
      L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map),
    ];
    if (credits.size) controls.push(control("bottomright", () => make("div", { class: "hg-credit" }, [...credits].join(" · "))));
    canvas.setAttribute("role", "region");
    canvas.setAttribute("aria-label", word("map"));
    mainName.textContent = word("map");
  }

  const fit = () => map.fitBounds(plan.bounds, { padding: [12, 12], animate: false });

  function render() {
    document.documentElement.lang = kit.lang ? "en" : "zh-CN";
    document.title = say(plan.title);
    renderHead();
    renderPanel();
    renderControls();
  }

  function setLanguage(next) {
    kit.lang = next;
    render();
    placeNames();
    popup?.update();
    document.getElementById("hg-language").focus();
  }

  if (plan.basemap) L.tileLayer(plan.basemap.url, { maxZoom: plan.basemap.max_zoom }).addTo(map);
  render();
  map.invalidateSize();
  fit();
  const firstZoom = map.getZoom();
  refresh();
  map.on("moveend", placeNames);

  // On paper the map has a size of its own: it shows there what it shows here.
  let seen = null;
  function onPaper(printing) {
    const part = map.getBounds();
    if (printing) seen = [map.getCenter(), map.getZoom()];
    document.body.classList.toggle("hg-print", printing);
    for (const layer of layers) layer.view?.atOnce(printing);
    map.invalidateSize({ animate: false, pan: false });
    if (printing) map.fitBounds(part, { animate: false });
    else map.setView(...seen, { animate: false });
  }
  window.addEventListener("beforeprint", () => onPaper(true));
  window.addEventListener("afterprint", () => onPaper(false));
  map.on("popupopen popupclose", (event) => document.body.classList.toggle("hg-reading", event.type === "popupopen"));

  const packed = layers.filter((layer) => layer.packed);
  const drawn = () => { if (packed.every((layer) => !layer.on || layer.view.drawn)) hantingDrawn(map); };
  if (!packed.length) drawn();
  for (const layer of packed) {
    hantingFill(layer, layer.view).then(() => {
      layer.view.on("drawn", drawn);
      drawn();
      finder.render();
      renderLegends();
      placeNames();
    }).catch((error) => {
      finder.render();
      renderLegends();
      main.prepend(make("p", { class: "hg-failed", role: "alert" }, say(layer.title) + ": " + error.message));
    });
  }
}
