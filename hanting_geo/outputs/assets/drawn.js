"use strict";
/* global L, HantingPacked */
// A shape of Leaflet a feature; layers of very many features draw themselves.

// What says so above the rest, small areas above large ones, lines above areas: a click finds what the reader points at.
const hantingAbove = (a, b) => b.layer.above - a.layer.above || a.layer.below - b.layer.below || b.level - a.level || a.size - b.size;

function hantingDrawing({ map, kit, layers, features, coarse, drawnBy }) {
  const DASH = "7 5";
  const packedAreas = layers.some((layer) => layer.packed && layer.drawn_as === "area");
  for (const [name, height] of [["hg-below", 390], ["hg-areas", 410], ["hg-lines", 420], ["hg-many-lines", 430], ["hg-many-points", 440], ["hg-many-above", 450], ["hg-above", 460], ["hg-open", 610]]) {
    map.createPane(name).style.zIndex = height;
  }
  const linePane = packedAreas ? "hg-lines" : "overlayPane"; // lines stay above the areas of a packed layer

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
    const pane = feature.layer.above ? "hg-above" : feature.layer.below ? "hg-below" : isArea && fill ? "overlayPane" : linePane;
    const path = { color, weight: width, dashArray: feature.rough ? DASH : null, lineJoin: "round", fill: false, pane, smoothFactor: isArea ? 0.05 : 1 };
    // Thin lines and outlines get an unseen wide one, so that a finger or an unsteady mouse finds them.
    const reach = { color, weight: Math.max(coarse ? 16 : 8, width), opacity: 0, fill: false, pane, smoothFactor: path.smoothFactor };
    const styled = (style) => {
      const layer = L.GeoJSON.geometryToLayer({ type: "Feature", geometry }, { ...style, pointToLayer: (_, at) => point(feature, at) });
      if (layer.setStyle && !isPoint) layer.setStyle(style);
      return layer;
    };
    if (isPoint) return styled({});
    if (isArea && fill) return styled({ ...path, fill: true, fillColor: fill, fillOpacity: feature.layer.opacity ?? kit.opacity(feature.kind, feature.rough) });
    const parts = [styled(reach), styled({ ...path, lineCap: "butt" })];
    if (shape === "rail") {
      parts.push(styled({ ...path, color: "#ffffff", weight: width - 2, dashArray: feature.rough ? null : "9 9", lineCap: "butt" }));
    }
    return L.featureGroup(parts);
  }

  const icon = (feature) => L.divIcon({ className: "hg-symbol", iconSize: [20, 20], html: kit.symbol(feature.kind.look, feature.rough) });

  function point(feature, at) {
    const look = feature.kind.look;
    if (look[3] === "label") return L.circleMarker(at, { radius: 1, opacity: 0, fillOpacity: 0, interactive: false });
    // Like all shapes neither a stop of the Tab key nor read out: there may be hundreds, and the list reaches them all.
    const marker = L.marker(at, { icon: icon(feature), keyboard: false, zIndexOffset: 1000 * (10 - (feature.kind.rank ?? 10)) });
    marker.on("add", () => marker.getElement().setAttribute("aria-hidden", "true"));
    return marker;
  }

  for (const layer of layers.filter((one) => one.cells)) {
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
        repaint: () => repaint(feature),
      });
    });
  }

  // The feature has another class: its shapes take on the new look.
  function repaint(feature) {
    const [color, fill] = feature.kind.look;
    const each = (layer) => {
      if (layer.eachLayer) layer.eachLayer(each);
      else if (layer.setIcon) layer.setIcon(icon(feature));
      else if (layer.options.fill) layer.setStyle({ color, fillColor: fill || color });
      else layer.setStyle({ color });
    };
    each(feature.shape);
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

  for (const layer of layers.filter((one) => one.packed)) {
    layer.view = new HantingPacked(layer.classes, {
      fillOpacity: layer.opacity,
      pane: layer.above ? "hg-many-above" : layer.below ? "hg-below" : { area: "hg-areas", line: "hg-many-lines", point: "hg-many-points" }[layer.drawn_as],
    });
    layer.group.addLayer(layer.view);
  }

  // The feature whose card is open has a bright line round it, above all others.
  map.getPane("hg-open").style.pointerEvents = "none";
  const marks = L.layerGroup().addTo(map);
  function mark(feature) {
    marks.clearLayers();
    if (!feature) return;
    const geometry = feature.layer.cells?.geometry[feature.index];
    for (const [color, weight] of [["#ffffff", 7], ["#e8590c", 3]]) {
      const style = { pane: "hg-open", interactive: false, color, weight, fill: false, smoothFactor: 0.2 };
      if (feature.isPoint) marks.addLayer(L.circleMarker(feature.anchor, { ...style, radius: 13 }));
      else if (geometry) marks.addLayer(L.GeoJSON.geometryToLayer({ type: "Feature", geometry }, style).setStyle(style));
    }
  }

  // The highest point of a feature: a card that stands there covers nothing of it.
  function top(feature) {
    const geometry = feature.layer.cells?.geometry[feature.index], bounds = feature.bounds();
    if (!geometry) return L.latLng(bounds.getNorth(), bounds.getCenter().lng);
    let best = null;
    const each = (part) => {
      if (typeof part[0] === "number") { if (!best || part[1] > best[1]) best = part; } else part.forEach(each);
    };
    (geometry.geometries || [geometry]).forEach((one) => each(one.coordinates));
    return L.latLng(best[1], best[0]);
  }

  const order = features.filter((feature) => feature.shape?.bringToFront).sort(hantingAbove).reverse();

  // Put on the map what is switched on and let through, each thing above what it must not hide behind.
  function show() {
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
  }

  return { show, mark, top };
}
