"use strict";
/* global L */
// Names on the map: the most important first, each where no earlier one stands.

function hantingNames(page) {
  const { map, canvas, kit, layers, features, drawnBy } = page;
  const { say, make } = kit;
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

  // A railway drawn black and white strikes through what is written on it.
  const tracks = features.filter((feature) => feature.kind.look[3] === "rail" && feature.layer.cells?.geometry[feature.index]);
  function rails(view) {
    const found = [], STEP = 10;
    const along = (part) => {
      if (typeof part[0][0] !== "number") return part.forEach(along);
      const line = L.LineUtil.clipSegment, points = part.map(([lng, lat]) => map.latLngToContainerPoint([lat, lng]));
      for (let k = 1; k < points.length; k++) {
        const seen = line(points[k - 1], points[k], L.bounds([0, 0], [view.x, view.y]), k > 1);
        if (!seen) continue;
        const [a, b] = seen, pieces = Math.max(1, Math.ceil(a.distanceTo(b) / STEP));
        for (let i = 0; i <= pieces; i++) {
          const x = a.x + (b.x - a.x) * i / pieces, y = a.y + (b.y - a.y) * i / pieces;
          found.push([x - 4, y - 3, x + 4, y + 3]);
        }
      }
    };
    for (const feature of tracks) {
      const { layer } = feature;
      if (layer.on && !layer.hidden[feature.index]) (layer.cells.geometry[feature.index].coordinates.length ? along(layer.cells.geometry[feature.index].coordinates) : null);
    }
    return found;
  }

  function place() {
    names.clearLayers();
    if (map.getZoom() < page.firstZoom - 3) return;
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
      .map(({ x, y }) => [x - 8, y - 8, x + 8, y + 8])
      .concat(rails(view));
    const written = new Set();
    for (const feature of candidates) {
      if (feature.kind.rank > 6 && !detailed) continue;
      const text = say(feature.name);
      if (written.has(text)) continue; // a river and its buffer
      const at = map.latLngToContainerPoint(feature.anchor);
      const width = [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? 12.5 : 6.6), 8);
      const alone = !feature.isPoint || feature.kind.look[3] === "label";
      const places = alone
        ? (feature.level === 2 ? [-13, 13, -26, 26] : [0, -20, 20]).map((dy) => ["center", -width / 2, dy - 8, [0, dy]])
        : [["right", 11, -8, [11, 0]], ["left", -width - 11, -8, [-11, 0]],
          ["top", -width / 2, -28, [0, -11]], ["bottom", -width / 2, 11, [0, 11]]];
      const free = places
        .map(([direction, dx, dy, offset]) => ({ direction, offset, box: [at.x + dx, at.y + dy, at.x + dx + width, at.y + dy + 17] }))
        .filter(({ box }) => box[0] > 0 && box[1] > 0 && box[2] < view.x && box[3] < view.y && !meets(box, taken));
      const chosen = free.find(({ box }) => !meets(box, symbols)) || free[0]; // better over a symbol than nowhere
      if (!chosen) continue;
      taken.push(chosen.box);
      written.add(text);
      const tooltip = L.tooltip(feature.anchor, {
        permanent: true, interactive: true, direction: chosen.direction, offset: chosen.offset, opacity: 1,
        className: "hg-name hg-rank" + feature.kind.rank, content: make("span", {}, text),
      });
      names.addLayer(tooltip);
      drawnBy.set(tooltip.getElement(), feature);
    }
  }

  return { place };
}
