"use strict";
/* global L */
// The page of a plan: draws the layers of one JSON block and builds legend, search, popups and title block.
// Whatever a layer says reaches the page as text nodes and attributes, never as markup.

const HANTING_MOST_LISTED = 200;

function hantingPlan(map, dataId) {
  const plan = JSON.parse(document.getElementById(dataId).textContent);
  const canvas = map.getContainer();
  let lang = plan.language === "en" ? 1 : 0; // texts are pairs: Chinese, English
  let query = "";
  let opener = null; // what a popup gives the focus back to

  const say = (text) => (Array.isArray(text) ? text[lang] || text[1 - lang] || "" : String(text ?? ""));
  const word = (key) => plan.words[key][lang];

  function make(tag, attributes, ...children) {
    const svg = ["svg", "path", "circle", "rect", "line"].includes(tag);
    const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") node.addEventListener(name, value);
      else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null)); // strings become text nodes
    return node;
  }

  // ---- features ----

  const layers = plan.layers.map((layer) => ({ ...layer, on: layer.visible, group: L.layerGroup() }));
  const features = layers.flatMap((layer) =>
    layer.names.map((name, i) => {
      const kind = layer.classes[layer.class[i]];
      const id = layer.ids[i] === null ? "" : String(layer.ids[i]);
      return {
        layer, name, id, kind,
        rough: layer.rough[i], accuracy: layer.accuracy[i], row: layer.rows[i],
        geometry: layer.geometry[i], anchor: layer.anchors[i],
        key: [...name, id].join("\n").toLowerCase(), shape: null, size: 0, label: null,
      };
    }),
  );

  const number = (value, decimals) =>
    new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);

  function shown(value, column, feature) {
    if (column.name === "accuracy_m") return accuracyText(feature.accuracy);
    if (value === null) return null;
    if (typeof value === "boolean") return word(value ? "yes" : "no");
    if (typeof value !== "number") return say(value);
    if (column.name === "share") return number(value * 100, 2) + " %";
    if (column.decimals !== null) return number(value, column.decimals);
    return /_(m|m2|km|ha|mu)$/.test(column.name) ? new Intl.NumberFormat("en-US").format(value) : String(value); // a year has no comma
  }

  const accuracyText = (metres) =>
    metres === null ? word("notStated") : word("about") + new Intl.NumberFormat("en-US").format(metres) + " m";

  function card(feature) {
    const [zh, en] = feature.name;
    const rows = feature.layer.columns
      .map((column, i) => [column, shown(feature.row[i], column, feature)])
      .filter(([column, text]) => text !== null && text !== "" && !["name_zh", "name_en"].includes(column.name))
      .map(([column, text]) =>
        make("tr", { class: typeof feature.row[feature.layer.columns.indexOf(column)] === "number" ? "num" : null },
          make("th", { scope: "row" }, say(column.name === "accuracy_m" ? plan.words.accuracy : column.label)),
          make("td", {}, text)));
    return make("div", { class: "hg-card", tabindex: "-1" },
      make("h3", {}, lang ? en : zh),
      en === zh ? null : make("p", { class: "hg-other", lang: lang ? "zh-CN" : "en" }, lang ? zh : en),
      make("p", { class: "hg-class" }, swatch(feature.kind.look, feature.rough), " ",
        say(feature.layer.title) + (say(feature.kind.text) === say(feature.layer.title) ? "" : " · " + say(feature.kind.text))),
      feature.geometry ? null : make("p", { class: "hg-noplace" }, word("noPlace")),
      alsoHere(feature),
      make("table", {}, make("tbody", {}, ...rows)));
  }

  // What else lies under the last click: a road on top must not hide the zone below.
  let under = { features: [], at: null };
  const drawnBy = new WeakMap();

  function remember(feature) {
    const each = (layer) => {
      if (layer.eachLayer) layer.eachLayer(each);
      else layer.on("add", () => { const node = layer.getElement?.(); if (node) drawnBy.set(node, feature); });
    };
    each(feature.shape);
  }

  function alsoHere(feature) {
    const others = under.features.includes(feature) ? under.features.filter((other) => other !== feature).slice(0, 6) : [];
    if (!others.length) return null;
    const choose = (other) => () => {
      other.shape.openPopup(under.at);
      document.querySelector(".leaflet-popup .hg-card")?.focus({ preventScroll: true });
    };
    return make("p", { class: "hg-also" }, word("alsoHere"),
      ...others.map((other) => button(say(other.name), { click: choose(other) })));
  }

  const tip = (feature) => make("span", {}, say(feature.name));

  // ---- drawing ----

  const DASH = "7 5";
  const coarse = window.matchMedia("(pointer: coarse)").matches;
  const symbolPaths = {
    circle: "M10 4a6 6 0 1 0 .01 0z",
    square: "M4 4h12v12h-12z",
    diamond: "M10 2.5l7.5 7.5l-7.5 7.5l-7.5 -7.5z",
    triangle: "M10 3l7.5 13.5h-15z",
  };

  function symbol([color, fill, width, shape], rough) {
    return make("svg", { viewBox: "0 0 20 20", width: "20", height: "20", "aria-hidden": "true" },
      make("path", {
        d: symbolPaths[shape] || symbolPaths.circle, stroke: color, fill: fill || "#ffffff",
        "stroke-width": Math.min(width, 2.5), "stroke-dasharray": rough ? "3 2" : null,
      }));
  }

  function swatch(look, rough, geometry) {
    const [color, fill, width, shape] = look;
    const kind = geometry || look.drawnAs || "area";
    if (kind === "point" && shape !== "label") return symbol(look, rough);
    const dash = rough ? "5 3" : null;
    const picture = make("svg", { viewBox: "0 0 26 16", width: "26", height: "16", "aria-hidden": "true" });
    if (kind === "point") return picture;
    if (kind === "line") {
      const line = (stroke, thick, dashes) =>
        picture.append(make("line", { x1: 1, y1: 8, x2: 25, y2: 8, stroke, "stroke-width": thick, "stroke-dasharray": dashes }));
      line(color, width, dash);
      if (shape === "rail") line("#ffffff", width - 2, rough ? null : "5 5");
    } else {
      picture.append(make("rect", {
        x: 1.5, y: 1.5, width: 23, height: 13, stroke: color, "stroke-width": Math.min(width, 2),
        fill: fill || "none", "fill-opacity": rough ? 0.45 : 0.7, "stroke-dasharray": dash,
      }));
    }
    return picture;
  }

  const isArea = (feature) => /Polygon/.test(feature.geometry.type);
  const isPoint = (feature) => /Point/.test(feature.geometry.type);

  function draw(feature) {
    const [color, fill, width, shape] = feature.kind.look;
    const path = { color, weight: width, dashArray: feature.rough ? DASH : null, lineJoin: "round", fill: false };
    // Thin lines and outlines get an unseen wide one, so that a finger or an unsteady mouse finds them.
    const reach = { color, weight: Math.max(coarse ? 16 : 8, width), opacity: 0, fill: false };
    const convert = (options) =>
      L.GeoJSON.geometryToLayer({ type: "Feature", geometry: feature.geometry }, {
        pointToLayer: (_, latlng) => point(feature, latlng),
        ...options,
      });
    const styled = (style, reached) => {
      const layer = convert({ style: null });
      if (layer.setStyle && !isPoint(feature)) layer.setStyle(style);
      layer.reached = Boolean(reached);
      return layer;
    };
    if (isPoint(feature)) return convert({});
    if (isArea(feature) && fill) {
      return styled({ ...path, fill: true, fillColor: fill, fillOpacity: feature.rough ? 0.4 : 0.6 });
    }
    const parts = [styled(reach, true), styled({ ...path, lineCap: "butt" })];
    if (shape === "rail") {
      parts.push(styled({ ...path, color: "#ffffff", weight: width - 2, dashArray: feature.rough ? null : "9 9", lineCap: "butt" }));
    }
    return L.featureGroup(parts);
  }

  function point(feature, latlng) {
    const look = feature.kind.look;
    if (look[3] === "label") return L.circleMarker(latlng, { radius: 1, opacity: 0, fillOpacity: 0, interactive: false });
    if (plan.many) {
      return L.circleMarker(latlng, { radius: 5, color: look[0], fillColor: look[1] || "#ffffff", fillOpacity: 1, weight: look[2] });
    }
    const icon = L.divIcon({ className: "hg-symbol", iconSize: [20, 20], html: symbol(look, feature.rough) });
    const marker = L.marker(latlng, { icon, zIndexOffset: 1000 * (10 - (feature.kind.rank ?? 10)) });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", say(feature.name)));
    return marker;
  }

  function emphasise(feature, on) {
    const [, , width] = feature.kind.look;
    const each = (layer) => {
      if (layer.eachLayer) layer.eachLayer(each);
      else if (layer.setStyle && layer.options.opacity !== 0 && layer.options.color === feature.kind.look[0]) {
        layer.setStyle({ weight: width + (on ? 1.5 : 0) });
      }
    };
    each(feature.shape);
  }

  // A popup keeps clear of the buttons at the left, also on a phone.
  const room = { x: canvas.clientWidth, y: canvas.clientHeight };
  const cardSize = {
    minWidth: 220, maxWidth: Math.max(220, Math.min(320, room.x - 110)), maxHeight: Math.max(200, Math.min(460, room.y - 120)),
    autoPanPaddingTopLeft: [56, 12], autoPanPaddingBottomRight: [12, 12],
  };

  for (const feature of features.filter((one) => one.geometry)) {
    feature.shape = draw(feature);
    remember(feature);
    const bounds = feature.shape.getBounds ? feature.shape.getBounds() : null;
    feature.size = bounds ? (bounds.getEast() - bounds.getWest()) * (bounds.getNorth() - bounds.getSouth()) : 0;
    const drawnAs = isPoint(feature) ? "point" : isArea(feature) ? "area" : "line";
    feature.kind.look.drawnAs = feature.kind.look.drawnAs || drawnAs;
    feature.layer.group.addLayer(feature.shape);
    if (feature.kind.look[3] !== "label" || drawnAs !== "point") {
      feature.shape.bindTooltip(() => tip(feature), { sticky: true, className: "hg-tip" });
    }
    feature.shape.bindPopup(() => card(feature), cardSize);
    feature.shape.on("mouseover", () => emphasise(feature, true));
    feature.shape.on("mouseout", () => emphasise(feature, false));
  }

  // Small areas above large ones, lines above areas: a click finds what the reader points at.
  const isOutline = (feature) => isArea(feature) && !feature.kind.look[1];
  const level = (feature) => (isArea(feature) ? (isOutline(feature) ? 0 : 1) : isPoint(feature) ? 3 : 2);
  const order = features
    .filter((feature) => feature.shape && feature.shape.bringToFront)
    .sort((a, b) => level(a) - level(b) || b.size - a.size);

  canvas.addEventListener("click", (event) => {
    if (event.target.closest(".leaflet-popup, .leaflet-control")) return;
    const found = document.elementsFromPoint(event.clientX, event.clientY)
      .map((node) => drawnBy.get(node.closest(".hg-symbol") || node)).filter(Boolean);
    under = { features: [...new Set(found)], at: map.mouseEventToLatLng(event) };
  }, true);

  function refresh() {
    for (const layer of layers) {
      if (layer.on) layer.group.addTo(map);
      else layer.group.remove();
    }
    for (const feature of order) if (feature.layer.on) feature.shape.bringToFront();
    placeNames();
  }

  // ---- names on the map: the most important first, each where no earlier one stands ----

  const names = L.layerGroup().addTo(map);
  const ranked = features
    .filter((feature) => feature.anchor && feature.kind.rank !== null)
    .sort((a, b) => a.kind.rank - b.kind.rank || b.size - a.size);

  const meets = (box, others) =>
    others.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);

  function placeNames() {
    names.clearLayers();
    if (map.getZoom() < firstZoom - 3) return;
    const view = map.getSize();
    const corner = canvas.getBoundingClientRect();
    const taken = [...canvas.querySelectorAll(".leaflet-control")].map((node) => {
      const box = node.getBoundingClientRect();
      return [box.left - corner.left, box.top - corner.top, box.right - corner.left, box.bottom - corner.top];
    });
    const symbols = features
      .filter((feature) => feature.anchor && feature.layer.on && isPoint(feature))
      .map((feature) => map.latLngToContainerPoint(feature.anchor))
      .map(({ x, y }) => [x - 8, y - 8, x + 8, y + 8]);
    const written = new Set();
    const detailed = map.getZoom() >= 12.5;
    for (const feature of ranked) {
      if (!feature.layer.on || (feature.kind.rank > 6 && !detailed)) continue;
      const text = say(feature.name);
      if (written.has(text)) continue; // a river and its buffer
      const at = map.latLngToContainerPoint(feature.anchor);
      const width = [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? 12.5 : 6.6), 8);
      const alone = !isPoint(feature) || feature.kind.look[3] === "label";
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
      names.addLayer(L.tooltip(feature.anchor, {
        permanent: true, interactive: true, direction: place.direction, offset: place.offset, opacity: 1,
        className: "hg-name hg-rank" + feature.kind.rank, content: make("span", {}, text),
      }).on("click", () => feature.shape.openPopup(L.latLng(feature.anchor))));
    }
  }

  // ---- going to a feature ----

  function go(feature, from) {
    opener = from;
    under = { features: [], at: null };
    if (!feature.layer.on) {
      feature.layer.on = true;
      refresh();
      render();
    }
    document.body.classList.remove("hg-open");
    map.invalidateSize();
    if (isPoint(feature)) map.setView(feature.anchor, Math.max(map.getZoom(), 13), { animate: false });
    else map.fitBounds(feature.shape.getBounds(), { maxZoom: 14, padding: [40, 40], animate: false });
    feature.shape.openPopup(L.latLng(feature.anchor));
    document.querySelector(".leaflet-popup .hg-card")?.focus({ preventScroll: true });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    map.closePopup();
    opener?.focus();
    opener = null;
  });

  // ---- panel ----

  const head = make("header", { class: "hg-head" });
  const panel = make("aside", { class: "hg-panel", id: "hg-panel" });
  const main = make("main", { class: "hg-main" });
  canvas.replaceWith(main);
  main.append(canvas);
  document.body.append(head, panel);
  document.body.prepend(head);
  document.body.classList.add("hg");

  function button(text, attributes) {
    return make("button", { type: "button", ...attributes }, text);
  }

  function renderHead() {
    const other = lang ? "中文" : "English";
    head.replaceChildren(
      make("div", {},
        make("h1", {}, say(plan.title)),
        make("p", {}, [word("date") + " " + plan.date, ...new Set(layers.map((layer) => say(layer.crs)))].join(" · "))),
      make("div", { class: "hg-buttons" },
        button(word("panel"), {
          class: "hg-toggle", "aria-controls": "hg-panel", "aria-expanded": String(document.body.classList.contains("hg-open")),
          click: (event) => {
            const open = document.body.classList.toggle("hg-open");
            event.currentTarget.setAttribute("aria-expanded", String(open));
          },
        }),
        button(other, { id: "hg-language", lang: lang ? "zh-CN" : "en", click: () => setLanguage(1 - lang) })));
  }

  function renderPanel() {
    const search = make("input", {
      type: "search", id: "hg-search", autocomplete: "off", value: query, placeholder: word("search"), "aria-controls": "hg-results",
      input: (event) => { query = event.target.value; renderList(); },
      keydown: (event) => {
        const first = list.querySelector("button");
        if (first && event.key === "Enter") first.click();
        if (first && event.key === "ArrowDown") { event.preventDefault(); first.focus(); }
      },
    });
    panel.setAttribute("aria-label", word("panel"));
    panel.replaceChildren(
      make("section", { class: "hg-find" },
        make("label", { for: "hg-search" }, word("search")), search, every),
      make("section", {}, make("h2", {}, word("layers")), ...layers.map(legend), roughness()),
      unplaced(),
      basis());
    renderList();
  }

  const found = make("span", { role: "status" });
  const list = make("ul", { id: "hg-results", keydown: (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = [...list.querySelectorAll("li > button")];
    const next = all[all.indexOf(document.activeElement) + step];
    if (step && next) { event.preventDefault(); next.focus(); }
  } });

  const every = make("details", { class: "hg-every" }, make("summary", {}, found), list);

  function item(feature) {
    const row = make("li", {});
    const entry = button("", {
      "aria-expanded": feature.geometry ? null : "false",
      click: () => {
        if (feature.geometry) return go(feature, entry);
        // A feature without a place shows what is known about it where it is listed.
        const open = row.querySelector(".hg-card");
        if (open) open.remove();
        else row.append(card(feature));
        entry.setAttribute("aria-expanded", String(!open));
      },
    });
    entry.append(say(feature.name), make("small", {}, say(feature.layer.title) + (feature.geometry ? "" : " · " + word("noPlace"))));
    row.append(entry);
    return row;
  }

  function renderList() {
    const wanted = query.trim().toLowerCase();
    const hits = wanted ? features.filter((feature) => feature.key.includes(wanted)) : features;
    found.textContent = wanted && !hits.length ? word("none")
      : (wanted ? hits.length + " / " : word("list") + " ") + features.length + " " + word("features")
        + (hits.length > HANTING_MOST_LISTED ? " · " + word("more") : "");
    list.replaceChildren(...hits.slice(0, HANTING_MOST_LISTED).map(item));
    if (wanted) every.open = true;
  }

  function legend(layer) {
    const drawn = layer.classes.filter((kind) => kind.count);
    const box = make("input", { type: "checkbox", checked: layer.on, change: (event) => { layer.on = event.target.checked; refresh(); } });
    const rough = (kind) => features.filter((feature) => feature.layer === layer && feature.kind === kind && feature.geometry).every((feature) => feature.rough);
    const count = drawn.reduce((sum, kind) => sum + kind.count, 0);
    const single = drawn.length === 1 ? swatch(drawn[0].look, rough(drawn[0])) : null;
    return make("div", { class: "hg-layer" },
      make("label", {}, box, single, make("span", {}, say(layer.title)), make("span", { class: "hg-count" }, String(count))),
      drawn.length > 1
        ? make("ul", {}, ...drawn.map((kind) =>
          make("li", {}, swatch(kind.look, rough(kind)), make("span", {}, say(kind.text)), make("span", { class: "hg-count" }, String(kind.count)))))
        : null);
  }

  function roughness() {
    if (!features.some((feature) => feature.geometry && feature.rough)) return null;
    return make("p", { class: "hg-rough" }, swatch(["#444444", null, 2, ""], true, "line"), " ",
      word("rough") + plan.rough_from_m + word("roughEnd"));
  }

  function unplaced() {
    const missing = features.filter((feature) => !feature.geometry);
    if (!missing.length) return null;
    return make("details", { class: "hg-missing" },
      make("summary", {}, missing.length + " " + word("noPlaces")), make("ul", {}, ...missing.map(item)));
  }

  function basis() {
    const stated = features.map((feature) => feature.accuracy).filter((metres) => metres !== null);
    const range = stated.length ? accuracyText(stated.reduce((a, b) => Math.min(a, b))).replace(word("about"), "±") + " – " + accuracyText(stated.reduce((a, b) => Math.max(a, b))).replace(word("about"), "±") : word("notStated");
    const line = (name, text) => [make("dt", {}, name), make("dd", {}, text)];
    return make("section", { class: "hg-basis" },
      make("h2", {}, word("basis")),
      make("p", {}, word("accuracyNote")),
      make("dl", {}, ...line(word("date"), plan.date),
        ...line(word("crs"), [...new Set(layers.map((layer) => say(layer.crs)))].join(lang ? "; " : ";")),
        ...line(word("range"), range),
        ...(plan.basemap ? line(word("basemap"), plan.basemap.attribution) : [])),
      ...layers.map(provenance));
  }

  function provenance(layer) {
    const found = Object.entries(layer.findings).filter(([, count]) => count)
      .map(([level, count]) => count + " " + (plan.words[level] ? word(level) : level)).join(", ");
    return make("details", {},
      make("summary", {}, say(layer.title), make("small", {}, credit(layer) || word("notStated"))),
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
  }

  const fit = () => map.fitBounds(plan.bounds, { padding: [12, 12], animate: false });

  function render() {
    document.documentElement.lang = lang ? "en" : "zh-CN";
    document.title = say(plan.title);
    renderHead();
    renderPanel();
    renderControls();
  }

  function setLanguage(next) {
    lang = next;
    render();
    placeNames();
    map.eachLayer((layer) => { if (layer instanceof L.Popup) layer.update(); });
    for (const feature of features) feature.shape?.getElement?.()?.setAttribute?.("aria-label", say(feature.name));
    document.getElementById("hg-language").focus();
  }

  if (plan.basemap) L.tileLayer(plan.basemap.url, { maxZoom: plan.basemap.max_zoom }).addTo(map);
  render();
  map.invalidateSize();
  fit();
  const firstZoom = map.getZoom();
  refresh();
  map.on("moveend", placeNames);
  map.on("popupopen popupclose", (event) => document.body.classList.toggle("hg-reading", event.type === "popupopen"));
}
