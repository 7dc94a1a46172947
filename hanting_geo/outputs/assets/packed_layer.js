"use strict";
/* global L, hantingKit, hantingLayer, hantingFinder, HantingPacked, hantingFill, hantingDrawn */
// A packed layer on any folium map: tooltip, popup, highlight, and a control with legend, search, filter and list.

function hantingPackedLayer(dataId) {
  const facts = JSON.parse(document.getElementById(dataId).textContent);
  const kit = hantingKit(facts.words, facts.language);
  const { say, make } = kit;
  const layer = hantingLayer(facts);
  const view = new HantingPacked(layer.classes.map((kind) => kind.look), {});
  const tip = L.tooltip({ className: "hg-tip", direction: "auto", offset: [12, 0] });
  const coarse = window.matchMedia("(pointer: coarse)").matches;
  let lit = null, next = null, opener = null;

  const top = (map, event) => {
    if (event.target.closest?.(".leaflet-popup, .leaflet-control, .leaflet-interactive")) return null;
    const [first] = view.hits(map.mouseEventToLatLng(event), coarse ? 12 : 4);
    return first === undefined ? null : layer.feature(first);
  };

  function hover(map, event) {
    const feature = event && view._map && !event.hantingTaken && !map.dragging.moving() ? top(map, event) : null;
    if (event && feature) event.hantingTaken = true; // of several packed layers one answers
    if (lit !== feature) {
      lit?.light(false);
      feature?.light(true);
      if (feature) tip.setContent(make("span", {}, say(feature.name)));
    }
    lit = feature;
    if (feature) tip.setLatLng(map.mouseEventToLatLng(event)).openOn(map);
    else tip.remove();
  }

  function open(map, feature, at) {
    hover(map, null);
    L.popup({ minWidth: 200, maxWidth: 340, maxHeight: Math.max(180, map.getSize().y - 100) })
      .setLatLng(at).setContent(kit.card(feature)).openOn(map);
  }

  function go(feature, from) {
    const map = view._map;
    if (!map) return;
    opener = from;
    if (feature.isPoint) map.setView(feature.anchor, Math.max(map.getZoom(), 15), { animate: false });
    else map.fitBounds(feature.bounds(), { maxZoom: 16, padding: [40, 40], animate: false });
    open(map, feature, feature.anchor);
    map.getContainer().querySelector(".leaflet-popup .hg-card")?.focus({ preventScroll: true });
  }

  const handlers = {
    mousemove({ originalEvent: event }) {
      const map = view._map;
      if (!next) requestAnimationFrame(() => { const newest = next; next = null; hover(map, newest); });
      next = event;
    },
    mouseout() { next = null; hover(view._map, null); },
    click({ originalEvent: event, latlng }) {
      const feature = event.target && !event.hantingTaken ? top(view._map, event) : null;
      if (!feature) return;
      event.hantingTaken = true;
      open(view._map, feature, feature.isPoint ? feature.anchor : latlng);
    },
  };
  const onKey = (event) => {
    if (event.key !== "Escape" || !view._map) return;
    view._map.closePopup();
    opener?.focus();
    opener = null;
  };

  const finder = hantingFinder(kit, [layer], { go, changed: () => { view.redraw(); legend(); } });
  const classes = make("ul", { class: "hg-layer" });

  function legend() {
    classes.replaceChildren(...layer.classes.flatMap((kind, k) => (kind.count || kind.keep ? [make("li", {},
      kit.swatch(kind.look, kind.rough, kind.drawn_as), make("span", {}, say(kind.text)),
      make("span", { class: "hg-count" }, kit.grouped(layer.shownOf[k])))] : [])));
  }

  const panel = L.control({ position: "topright" });
  panel.onAdd = () => {
    legend();
    finder.render();
    const node = make("details", { class: "hg-box leaflet-bar" }, make("summary", {}, say(layer.title)),
      layer.caption ? make("p", { class: "hg-caption" }, say(layer.caption)) : null, classes, finder.node,
      make("p", { class: "hg-credit" }, [layer.attribution, ...layer.licence].filter(Boolean).join(" · ")));
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    return node;
  };

  view.on("drawn", () => hantingDrawn(view._map));
  view.on("add", () => {
    view._map.on(handlers);
    document.addEventListener("keydown", onKey);
    if (layer.finder) panel.addTo(view._map);
  });
  view.on("remove", () => {
    hover(view._map || view._mapToAdd, null);
    (view._map || view._mapToAdd)?.off(handlers);
    document.removeEventListener("keydown", onKey);
    panel.remove();
  });
  const ready = hantingFill(layer, view).then(() => { finder.render(); legend(); });
  ready.catch((error) => document.body.prepend(make("p", { class: "hg-failed", role: "alert" }, say(layer.title) + ": " + error.message)));
  return view;
}
