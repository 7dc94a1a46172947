"use strict";
/* global L, HANTING_LINE, HANTING_OUTER, hantingShapes */
// A layer of very many features on the map: one canvas, and in which order the features come on it.

// Dots for each pixel on paper: over 300 an inch, also where A3 is an A4 made larger. Chromium prints a canvas in 64ths of
// its size, rounded down: of 12 / 64 as they are, where a fifth would come out smaller than all else on the map.
const HANTING_FINE = 64 / 12;

const HantingPacked = L.Renderer.extend({
  // classes: each with a look, [line, fill, width, symbol]; hidden: a Uint8Array that says what a filter leaves out.
  initialize(classes, options) {
    L.Renderer.prototype.initialize.call(this, options);
    this._looks = classes.map((kind) => kind.look);
    this._graded = classes.map((kind) => kind.graded);
    this._lit = -1;
    this.atOnce(false);
  },

  setData(data) {
    this._data = data;
    this.hidden = new Uint8Array(data.features);
    if (this._map) this._prepare();
    return this;
  },

  // Whether all is drawn in one go: paper waits for no second slice.
  atOnce(wanted) {
    this._slice = wanted ? Infinity : 120; // milliseconds
    this._fine = wanted;
    return this;
  },

  redraw() {
    if (this._map && this._shapes) this._update();
    return this;
  },

  _prepare() {
    const { crs } = this._map.options;
    if (this._shapes && this._shapes.crs === crs) return this._update();
    const data = this._data;
    const shapes = this._shapes = hantingShapes(data, crs);
    data.x = data.y = null; // only the steps are needed from here on
    return this.reordered()._update();
  },

  // In which order the features come on the canvas: again, whenever they fall into other classes.
  reordered() {
    const data = this._data, shapes = this._shapes;
    if (!shapes) return this;
    const { boxes, kinds, firstRing } = shapes, known = shapes.sizes;
    const sizes = shapes.sizes ||= new Uint8Array(data.features);
    const n = data.features, key = new Uint32Array(n), classes = 2 * this._looks.length;
    this.level = new Uint8Array(n); // 0 outline, 1 area, 2 line, 3 point: what lies higher is drawn later
    for (let i = 0; i < n; i++) {
      let kind = firstRing[i] < firstRing[i + 1] ? 0 : -1; // of a collection the area says what it is, else the line
      for (let r = firstRing[i]; r < firstRing[i + 1]; r++) kind = Math.max(kind, Math.min(kinds[r], HANTING_OUTER));
      const look = 2 * data.member[i] + data.rough[i];
      this.level[i] = kind >= HANTING_OUTER ? (this._looks[data.member[i]][1] ? 1 : 0) : kind === HANTING_LINE ? 2 : 3;
      if (!known) {
        const spread = (boxes[4 * i + 2] - boxes[4 * i] + 1) * (boxes[4 * i + 3] - boxes[4 * i + 1] + 1);
        sizes[i] = kind < 0 ? 63 : 62 - Math.min(62, Math.floor(Math.log2(spread)));
      }
      key[i] = (this.level[i] * 64 + sizes[i]) * classes + look;
    }
    // Counting sort: large before small, and one look after the other, so that many features share a path.
    const starts = new Uint32Array(4 * 64 * classes + 1);
    for (let i = 0; i < n; i++) starts[key[i] + 1]++;
    for (let k = 1; k < starts.length; k++) starts[k] += starts[k - 1];
    this._order = new Uint32Array(n);
    for (let i = 0; i < n; i++) this._order[starts[key[i]]++] = i;
    const some = Array.from({ length: Math.min(n, 999) }, (_, k) => Math.floor(k * n / Math.min(n, 999)));
    const spans = Float64Array.from(some.filter((i) => boxes[4 * i + 2] >= 0), (i) =>
      Math.max(boxes[4 * i + 2] - boxes[4 * i], boxes[4 * i + 3] - boxes[4 * i + 1])).sort();
    this._typical = spans[spans.length >> 1] || 0;
    return this;
  },

  // ---- what Leaflet asks of a renderer ----

  onAdd(map) {
    L.Renderer.prototype.onAdd.call(this, map);
    if (this._data && this._shapes?.crs !== map.options.crs) this._prepare();
  },

  _initContainer() {
    this._container = L.DomUtil.create("div", "hg-packed");
    this._container.setAttribute("aria-hidden", "true"); // the list is the way in for a keyboard or a screen reader
    this._container.style.pointerEvents = "none";
    this._freshCanvases();
  },

  _freshCanvases() {
    this._container.replaceChildren();
    [this._canvas, this._glow] = [0, 1].map(() => L.DomUtil.create("canvas", "", this._container));
    for (const canvas of [this._canvas, this._glow]) canvas.style.position = "absolute";
  },

  _destroyContainer() {
    clearTimeout(this._later);
    L.DomUtil.remove(this._container);
    this._container = this._canvas = this._glow = null;
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    if (this._fine) this._freshCanvases(); // one that is cleared prints as a white sheet over the map
    const size = this._bounds.getSize(), ratio = this._fine ? HANTING_FINE : window.devicePixelRatio > 1 ? 2 : 1;
    for (const canvas of [this._canvas, this._glow]) {
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      canvas.getContext("2d").scale(ratio, ratio);
    }
    if (!this._shapes) return;
    const shapes = this._shapes, scale = shapes.crs.scale(this._zoom);
    const corner = this._map.getPixelOrigin().add(this._bounds.min);
    this._view = {
      per: shapes.step * scale, // pixels a step
      x: shapes.west * scale - corner.x, y: shapes.north * scale - corner.y,
      width: size.x, height: size.y,
    };
    clearTimeout(this._later);
    this._count = 0;
    this._draw(0);
    this._drawLit();
  },
});
