"use strict";
/* global L, hantingEllipsoid, hantingSite */
// The frame of the plan on screen: where the pointer is, lengths and areas, and a site to take away. None of it prints.

function hantingTools(page) {
  const { map, canvas, kit } = page;
  const { word, make, button, number } = kit;
  const MODES = ["length", "area", "site"];
  const ICONS = { length: "M3 14L14 3l3 3L6 17zM6 11l2 2M9 8l2 2M12 5l2 2", area: "M3 5l8-2l6 6l-3 8l-10-2z", site: "M4 16l1-4l8-8l3 3l-8 8zM11 6l3 3" };
  const CRUMB = 4; // pixels: a second click so near to the first is a double click, and no other place
  let mode = null, places = [], loose = null, done = false, coarsest = 0, title = null, opener = null;

  const pane = map.createPane("hg-tools"); // above all layers, below names and cards
  pane.style.zIndex = 620;
  pane.style.pointerEvents = "none";
  const drawing = L.layerGroup().addTo(map);

  const metresPerPixel = (lat) => 156543.034 * Math.cos(lat * Math.PI / 180) / 2 ** map.getZoom();

  // ---- where the pointer is; of a map moved by keys, where its middle is ----

  const readout = make("div", { class: "hg-where", role: "group" });
  function tell(at) {
    const { lat, lng } = at.wrap();
    const digits = Math.max(0, Math.min(3, Math.ceil(-Math.log10(metresPerPixel(lat))))); // no finer than the screen
    const degrees = (value, signs) => Math.abs(value).toFixed(digits + 5) + "°" + signs[value < 0 ? 1 : 0];
    const near = Math.abs(lng - 120) <= 3 && Math.abs(lat) < 85; // as far as neighbours of the zone use it
    const [north, east] = hantingEllipsoid.gaussKrueger(lat, lng, 120).map((value) => value.toFixed(digits));
    const plane = (code, kind, number_) => make("span", { title: word("crs" + code) }, make("strong", {}, "EPSG:" + code), " " + word(kind) + " ",
      near ? word("north_") + " " + north + " " + word("east_") + " " + number_ + east : "–");
    readout.replaceChildren(
      make("span", { title: word("degrees") }, make("strong", {}, "CGCS2000"), " " + degrees(lat, "NS") + " " + degrees(lng, "EW")),
      plane(4549, "noPrefix", ""), plane(4528, "prefix", "40"));
  }
  canvas.addEventListener("mousemove", (event) => {
    const at = map.mouseEventToLatLng(event);
    tell(at);
    if (mode && !done && places.length) { loose = event.target.closest?.(".leaflet-control") ? null : at; draw(); }
  });
  map.on("moveend", () => tell(map.getCenter()));

  // ---- what is measured ----

  const lengthText = (m) => (m < 1000 ? number(m, 1) + " " + word("metres") : number(m / 1000, 3) + " " + word("kilometres"));
  const areaText = (m2) => number(m2 / 10000, 4) + " " + word("hectares") + " = " + number(m2 * 15 / 10000, 2) + " " + word("mu");
  const isRing = () => mode !== "length";
  const pairs = (all) => all.map(({ lat, lng }) => [lat, lng]);

  function said(all) {
    const ring = pairs(all);
    if (!isRing()) return all.length < 2 ? "" : lengthText(hantingEllipsoid.length(ring));
    if (all.length < 3) return "";
    if (hantingSite.crosses(ring)) return word("crosses");
    return areaText(hantingEllipsoid.area(ring)) + (kit.lang ? ", " : ",") + word("around") + " " + lengthText(hantingEllipsoid.length([...ring, ring[0]]));
  }

  // A file is made of corners that were set, of a ring that does not cross itself.
  const isWhole = () => mode === "site" && places.length > 2 && !hantingSite.crosses(pairs(places));
  const isField = () => !/[,@[\]]/.test(title.value); // signs that have a meaning in TXT

  function take(name, bytes, type) {
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }
  const fileName = () => title.value.trim().replace(/[\\/:*?"<>|\x00-\x1f]/g, "_") || "site";
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const asGeojson = () => take(fileName() + ".geojson", hantingSite.geojson(pairs(places), title.value.trim(), Math.ceil(coarsest)), "application/geo+json");
  const asTxt = () => take(fileName() + ".txt", hantingSite.gbk(hantingSite.landtxt(pairs(places), title.value.trim(), today())), "text/plain");

  // ---- drawing ----

  const figure = make("p", { class: "hg-figure" }), status = make("p", { class: "hg-unseen", role: "status" });
  let geojson = null, txt = null, why = null;

  function draw() {
    const all = loose && !done ? [...places, loose] : places;
    const style = { pane: "hg-tools", color: "#c2185b", weight: 2.5, interactive: false, fill: mode !== "length", fillOpacity: 0.12 };
    drawing.clearLayers();
    if (all.length > 1) drawing.addLayer((isRing() ? L.polygon : L.polyline)(all, style));
    for (const at of places) drawing.addLayer(L.circleMarker(at, { ...style, radius: 4, weight: 2, fill: true, fillColor: "#ffffff", fillOpacity: 1 }));
    figure.textContent = said(all) || word(all.length ? "goOn" : "begin");
    if (!geojson) return;
    const whole = isWhole(), inZone = whole && hantingSite.inZone(pairs(places));
    geojson.disabled = !whole;
    txt.disabled = !inZone || !isField();
    why.textContent = whole && !isField() ? word("noSigns") : whole && !inZone ? word("noZone") : "";
  }

  function changed() {
    draw();
    status.textContent = !places.length ? "" : places.length + " " + word("points") + (said(places) ? ": " + said(places) : "");
  }

  function add(at) {
    if (done) { places = []; done = false; coarsest = 0; }
    const last = places.length ? map.latLngToContainerPoint(places[places.length - 1]) : null;
    if (last && last.distanceTo(map.latLngToContainerPoint(at)) < CRUMB) return;
    places.push(at);
    coarsest = Math.max(coarsest, metresPerPixel(at.lat));
    loose = null;
    changed();
  }
  function undo() { places.pop(); done = false; loose = null; changed(); }
  function clear() { places = []; done = false; loose = null; coarsest = 0; changed(); }

  map.on("click", ({ originalEvent: { target }, latlng }) => {
    if (mode && target.isConnected && !target.closest(".leaflet-control, .leaflet-popup")) add(latlng); // a button may be gone by now
  });
  map.on("dblclick", () => { if (mode) { done = places.length > 1; loose = null; changed(); } });
  canvas.addEventListener("keydown", (event) => {
    if (!mode || event.target !== canvas) return;
    const act = { Enter: () => add(map.getCenter()), " ": () => add(map.getCenter()), Backspace: undo, Delete: undo }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // ---- the bar, and what opens above it ----

  const bar = make("div", { class: "hg-tools leaflet-bar" });
  const open = make("div", { class: "hg-tool", role: "group" });
  const node = make("div", { class: "hg-frame" }, open, make("div", { class: "hg-strip" }, bar, readout));

  function begin(next) {
    const same = mode === next, from = document.getElementById("hg-tool-" + next);
    if (mode) end(false);
    if (same) return;
    mode = next;
    opener = from;
    map.closePopup();
    map.doubleClickZoom.disable();
    document.body.classList.add("hg-tooling");
    render();
    canvas.focus({ preventScroll: true });
  }

  function end(back = true) {
    if (!mode) return;
    mode = loose = null;
    places = [];
    done = false;
    coarsest = 0;
    drawing.clearLayers();
    map.doubleClickZoom.enable();
    document.body.classList.remove("hg-tooling");
    const again = opener?.id;
    render();
    if (back && again) document.getElementById(again).focus({ preventScroll: true });
  }

  function render() {
    readout.setAttribute("aria-label", word("where"));
    bar.replaceChildren(...MODES.map((one) => {
      const made = button("", { id: "hg-tool-" + one, title: word(one), "aria-label": word(one), "aria-pressed": String(mode === one), click: () => begin(one) });
      made.append(make("svg", { viewBox: "0 0 20 20", width: "18", height: "18", "aria-hidden": "true" },
        make("path", { d: ICONS[one], fill: "none", stroke: "#222222", "stroke-width": 1.6, "stroke-linejoin": "round" })));
      return made;
    }));
    tell(map.getCenter());
    open.hidden = !mode;
    geojson = txt = why = null;
    open.replaceChildren();
    if (!mode) return;
    open.setAttribute("aria-label", word(mode));
    const buttons = [button(word("undo"), { click: undo }), button(word("clear"), { click: clear }), button(word("close"), { click: () => end() })];
    open.append(make("p", { class: "hg-how" }, word("how")), figure, status);
    if (mode === "site") {
      const before = title?.value;
      title = make("input", { id: "hg-site-name", type: "text", maxlength: 60, input: draw });
      title.value = before ?? word("newSite");
      geojson = button(word("takeGeojson"), { click: asGeojson });
      txt = button(word("takeTxt"), { click: asTxt });
      why = make("p", { class: "hg-why", role: "status" });
      open.append(make("label", { for: "hg-site-name" }, word("siteName")), title, make("div", {}, geojson, txt), why);
    }
    open.append(make("div", {}, ...buttons), make("p", { class: "hg-how" }, word("onEllipsoid")));
    changed();
  }

  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && mode) end(); });
  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => { L.DomEvent.disableClickPropagation(node); L.DomEvent.disableScrollPropagation(node); return node; };

  return { control, render, busy: () => Boolean(mode) };
}
