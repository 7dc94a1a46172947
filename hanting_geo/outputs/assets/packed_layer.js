"use strict";
/* global L, hantingKit, hantingFocus, hantingHadFocus, hantingLayer, hantingFinder, HantingPacked, hantingFill, hantingDrawn */
// A packed layer on any folium map: tooltip, popup, highlight, and a control with legend, search, filter and list.

// The packed layers of one map answer the mouse together: of all that lies there, the topmost is named and opened.
function hantingMouse(map) {
  if (map.hantingMouse) return map.hantingMouse;
  const members = new Map(); // layer -> {view, kit}
  const tip = L.tooltip({ className: "hg-tip", direction: "auto", offset: [12, 0] });
  const reach = window.matchMedia("(pointer: coarse)").matches ? 12 : 4;
  let lit = null, next = null, opener = [], popup = null; // opener: what a popup gives the focus back to

  function under(event) {
    if (event.target?.closest?.(".leaflet-popup, .leaflet-control, .leaflet-interactive")) return [];
    const at = map.mouseEventToLatLng(event), found = [];
    for (const [layer, { view }] of members) found.push(...view.hits(at, reach).slice(0, 50).map((i) => layer.feature(i)));
    return found.sort((a, b) => b.level - a.level || a.size - b.size);
  }

  function hover(event) {
    const feature = event && !map.dragging.moving() ? under(event)[0] || null : null;
    if (lit !== feature) {
      lit?.light(false);
      feature?.light(true);
      map.getContainer().classList.toggle("hg-over", Boolean(feature));
      if (feature) {
        const { make, say } = members.get(feature.layer).kit;
        tip.setContent(make("span", {}, say(feature.name)));
      }
    }
    lit = feature;
    const told = popup?.isOpen() && popup.hantingFeature === feature; // its card is open
    if (feature && !told) tip.setLatLng(map.mouseEventToLatLng(event)).openOn(map);
    else tip.remove();
  }

  // Of the newest popup: the one before may still fade away.
  const focusCard = () => popup.getElement()?.querySelector(".hg-card").focus({ preventScroll: true });

  function open(feature, at, here) {
    if (!members.has(feature.layer)) return; // switched off meanwhile
    const { make, say, word, button, card } = members.get(feature.layer).kit;
    const others = here.filter((other) => other !== feature).slice(0, 6);
    const also = others.length ? make("p", { class: "hg-also" }, word("alsoHere"), ...others.map((other) =>
      button(say(other.name), { click: () => {
        const from = opener;
        opener = []; // one popup follows another
        open(other, at, here);
        opener = from;
        focusCard();
      } }))) : null;
    next = null; // what the mouse still had to say
    hover(null);
    const room = map.getSize();
    popup = L.popup({ minWidth: 200, maxWidth: Math.max(200, Math.min(340, room.x - 80)), maxHeight: Math.max(180, room.y - 100) })
      .setLatLng(at).setContent(card(feature, also));
    popup.hantingFeature = feature;
    popup.openOn(map);
  }

  const handlers = {
    mousemove({ originalEvent: event }) {
      if (!next) requestAnimationFrame(() => { const newest = next; next = null; hover(newest); });
      next = event;
    },
    mouseout() { next = null; hover(null); },
    movestart() { hover(null); },
    popupclose(event) {
      if (hantingHadFocus(event.popup)) hantingFocus(...opener);
      opener = [];
    },
    click({ originalEvent: event, latlng }) {
      const found = event.target ? under(event) : [];
      if (found.length) open(found[0], found[0].isPoint ? found[0].anchor : latlng, found);
    },
  };

  function onKey(event) {
    if (event.key === "Escape") map.closePopup();
  }

  return map.hantingMouse = {
    join(layer, view, kit) {
      if (!members.size) {
        map.on(handlers);
        document.addEventListener("keydown", onKey);
      }
      members.set(layer, { view, kit });
    },
    leave(layer) {
      hover(null);
      if (popup?.hantingFeature.layer === layer) popup.remove();
      members.delete(layer);
      if (members.size) return;
      map.off(handlers);
      document.removeEventListener("keydown", onKey);
    },
    // From the list: the popup has the focus, and gives it back.
    go(feature, from) {
      const box = from.closest(".hg-box");
      if (map.getSize().x < 600) box.open = false; // on a phone the box would lie over the popup
      if (feature.isPoint) map.setView(feature.anchor, Math.max(map.getZoom(), 15), { animate: false });
      else map.fitBounds(feature.bounds(), { maxZoom: 16, padding: [40, 40], animate: false });
      open(feature, feature.anchor, [feature]);
      opener = [from, box.querySelector("summary")];
      focusCard();
    },
  };
}

function hantingPackedLayer(dataId) {
  const facts = JSON.parse(document.getElementById(dataId).textContent);
  const kit = hantingKit(facts.words, facts.language);
  const { say, make } = kit;
  const layer = hantingLayer(facts);
  const view = new HantingPacked(layer.classes, {});
  let mouse = null; // while the layer is on a map

  const finder = hantingFinder(kit, [layer], { go: (feature, from) => mouse?.go(feature, from), changed: () => { view.redraw(); legend(); } });
  const classes = make("ul", { class: "hg-layer" });
  const heading = make("summary", {});

  function legend() {
    const drawn = layer.classes.filter((kind) => kind.count || kind.graded);
    // The only entry stands beside the title where it says no other than the title.
    const alone = drawn.length === 1 && say(drawn[0].text) === say(layer.title);
    heading.replaceChildren(...(alone ? [kit.swatch(drawn[0], drawn[0].rough), " "] : []), say(layer.title));
    classes.hidden = alone;
    classes.replaceChildren(...layer.classes.flatMap((kind, k) => (kind.count || kind.graded ? [make("li", {},
      kit.swatch(kind, kind.rough), make("span", {}, say(kind.text)),
      make("span", { class: "hg-count" }, kit.grouped(layer.shownOf[k])))] : [])));
  }

  const panel = L.control({ position: "topright" });
  panel.onAdd = () => {
    legend();
    finder.render();
    const node = make("details", { class: "hg-box leaflet-bar" }, heading,
      layer.caption ? make("p", { class: "hg-caption" }, say(layer.caption)) : null, classes, finder.node,
      make("p", { class: "hg-credit" }, [layer.attribution, ...layer.licence].map(say).filter(Boolean).join(" · ")));
    L.DomEvent.disableClickPropagation(node);
    L.DomEvent.disableScrollPropagation(node);
    return node;
  };

  window.addEventListener("beforeprint", () => view.atOnce(true).redraw());
  window.addEventListener("afterprint", () => view.atOnce(false).redraw());
  view.on("drawn", () => hantingDrawn(view._map));
  view.on("add", () => {
    mouse = hantingMouse(view._map);
    mouse.join(layer, view, kit);
    if (layer.finder) panel.addTo(view._map);
  });
  view.on("remove", () => {
    mouse.leave(layer);
    mouse = null;
    panel.remove();
  });
  const ready = hantingFill(layer, view).then(() => { finder.render(); legend(); });
  ready.catch((error) => {
    document.body.prepend(make("p", { class: "hg-failed", role: "alert" }, say(layer.title) + ": " + error.message));
    finder.render();
  });
  return view;
}
