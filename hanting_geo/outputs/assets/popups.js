"use strict";
/* global L, hantingAbove, hantingFocus, hantingHadFocus */
// What lies under the mouse, the card that a click opens, and the way to a feature from a list.

function hantingPopups(page) {
  const { map, canvas, kit, layers, coarse, drawnBy } = page;
  const { say, word, make, button } = kit;
  let opener = null; // what a popup gives the focus back to

  function under(event) {
    const direct = event.target.closest?.(".hg-name");
    const nodes = document.elementsFromPoint(event.clientX, event.clientY);
    const found = nodes.map((node) => drawnBy.get(node.closest(".hg-symbol, .hg-name") || node)).filter(Boolean);
    const at = map.mouseEventToLatLng(event);
    for (const layer of layers) {
      if (layer.view && layer.on) found.push(...layer.view.hits(at, coarse ? 12 : 4).slice(0, 50).map((i) => layer.feature(i)));
    }
    const sorted = [...new Set(found)].sort(hantingAbove);
    const named = direct && drawnBy.get(direct); // a name stands for its feature, whatever lies under it
    return named ? [named, ...sorted.filter((feature) => feature !== named)] : sorted;
  }

  // A button that is gone by now was none of the map either.
  const onMap = ({ target }) => target.isConnected !== false && !target.closest?.(".leaflet-popup, .leaflet-control");
  const tip = L.tooltip({ className: "hg-tip", direction: "auto", offset: [12, 0] });
  let lit = null, popup = null;

  function hover(event) {
    const feature = event && onMap(event) && !page.tools?.busy() && !map.dragging.moving() ? under(event)[0] || null : null;
    if (lit !== feature) {
      if (lit !== opened()) lit?.light(false);
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
    if (!event.target || !onMap(event) || page.tools?.busy()) return;
    const found = under(event);
    if (found.length) open(found[0], found[0].isPoint ? found[0].anchor : beside(found[0], latlng), found);
  });

  // Above a feature that is seen whole, so that its card does not cover it; else where it was clicked.
  function beside(feature, at) {
    const { min, max } = L.bounds(map.latLngToContainerPoint(feature.bounds().getNorthWest()), map.latLngToContainerPoint(feature.bounds().getSouthEast()));
    const seen = min.x > 0 && min.y > 0 && max.x < canvas.clientWidth && max.y < canvas.clientHeight;
    return seen && max.y - min.y < 0.45 * canvas.clientHeight ? page.drawing.top(feature) : at;
  }
  const opened = () => (popup?.isOpen() ? popup.hantingFeature : null);

  // A popup keeps clear of the buttons at the left, also on a phone.
  const cardSize = () => {
    const room = { x: canvas.clientWidth, y: canvas.clientHeight };
    return {
      minWidth: 220, maxWidth: Math.max(220, Math.min(340, room.x - 110)),
      autoPanPaddingTopLeft: [56, 12], autoPanPaddingBottomRight: [12, 12],
    };
  };

  function open(feature, at, here) {
    next = null;
    hover(null);
    const content = () => {
      const card = kit.card(feature, alsoHere(feature, here, at));
      card.style.maxHeight = Math.max(160, Math.min(400, canvas.clientHeight - 120)) + "px"; // also when a part is unfolded
      card.addEventListener("toggle", () => popup._adjustPan(), true);
      return card;
    };
    popup = L.popup({ ...cardSize(), offset: feature.isPoint ? [0, -4] : [0, 7] }).setLatLng(at).setContent(content);
    popup.hantingFeature = feature;
    popup.openOn(map);
    page.drawing.mark(feature);
    feature.light(true);
    popup._closeButton.setAttribute("aria-label", ["关闭", "Close"][kit.lang]);
  }

  map.on("popupclose", (event) => {
    if (opener && hantingHadFocus(event.popup)) hantingFocus(opener, document.querySelector(".hg-toggle"), canvas);
    opener = null;
    page.drawing.mark(null);
    if (event.popup.hantingFeature !== lit) event.popup.hantingFeature?.light(false);
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

  // From one feature to the next the scale stays, where both can be made out at it.
  function show(feature, layer) {
    const zoom = map.getZoom(), { x, y } = map.getSize();
    if (feature.isPoint) {
      if (zoom < 12 || !map.getBounds().pad(-0.1).contains(feature.anchor)) map.setView(feature.anchor, zoom < 12 ? 13 : zoom, { animate: false });
      return;
    }
    const bounds = feature.bounds(), corner = (at) => map.project(at, zoom);
    const size = corner(bounds.getSouthEast()).subtract(corner(bounds.getNorthWest()));
    const fits = Math.max(size.x, size.y) >= 60 && size.x < x - 80 && size.y < 0.45 * y;
    if (!fits) map.fitBounds(bounds, { maxZoom: layer.view ? 16 : 14, paddingTopLeft: [40, Math.min(0.5 * y, 340)], paddingBottomRight: [40, 24], animate: false });
    else if (!map.getBounds().contains(bounds)) map.setView(bounds.getCenter(), zoom, { animate: false });
  }

  function go(feature, from) {
    const { layer } = feature;
    if (!layer.on) {
      layer.on = true;
      page.refresh();
      page.legend.render();
    }
    page.title.showPanel(false);
    map.invalidateSize();
    show(feature, layer);
    open(feature, feature.isPoint ? feature.anchor : beside(feature, feature.anchor), [feature]);
    opener = from;
    document.querySelector(".leaflet-popup .hg-card")?.focus({ preventScroll: true });
  }

  return { go, update: () => popup?.update(), opened };
}
