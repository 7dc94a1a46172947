"use strict";
/* global L, hantingUnpack, hantingPackedRows */
// A layer of very many features: columns and coordinates in typed arrays, drawn on one canvas.
// hanting_geo/outputs/maps/packing.py writes the block and describes it.

const HANTING_LINE = 1, HANTING_OUTER = 2, HANTING_HOLE = 3; // kinds of rings; 0 is a point

function hantingDecode(bytes) {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size)));
  let at = 4 + size;

  function integers({ n, planes, signed, delta }) {
    const wide = planes > 3;
    const out = wide ? new Float64Array(n) : new Int32Array(n);
    for (let plane = planes - 1; plane >= 0; plane--) {
      const low = at + plane * n;
      if (wide) for (let i = 0; i < n; i++) out[i] = out[i] * 256 + bytes[low + i];
      else for (let i = 0; i < n; i++) out[i] = (out[i] << 8) | bytes[low + i];
    }
    at += planes * n;
    if (signed && wide) for (let i = 0; i < n; i++) out[i] = out[i] % 2 ? -(out[i] + 1) / 2 : out[i] / 2;
    else if (signed) for (let i = 0; i < n; i++) out[i] = (out[i] >>> 1) ^ -(out[i] & 1);
    if (!delta) return out;
    const sums = new Float64Array(n);
    for (let i = 0, sum = 0; i < n; i++) sums[i] = sum += out[i];
    return sums;
  }

  const member = Uint32Array.from(integers(head.member));
  const rough = Uint8Array.from(integers(head.rough));
  const columns = [];
  for (const column of head.columns) columns.push(reader(column));

  function reader(column) {
    if (column.same !== undefined) return columns[column.same];
    const { values } = column;
    if (column.kind === "each") return (i) => values[i];
    const codes = integers(column.stream);
    if (column.kind === "choice") return (i) => values[codes[i]];
    if (column.kind === "code") return (i) => column.before + String(codes[i]).padStart(column.width, "0");
    const unit = 10 ** column.decimals;
    const gaps = column.gaps ? Uint8Array.from(integers(column.gaps)) : null;
    const base = columns[column.from];
    const derived = (i) => codes[i] + Math.floor((base(i) ?? 0) * column.times * unit + 0.5);
    return (i) => (gaps && gaps[i] ? null : (base ? derived(i) : codes[i]) / unit);
  }

  const { rings, kinds, sizes, x, y } = head.shape;
  return {
    features: head.features, unit: 10 ** -head.decimals, member, rough, columns,
    rings: integers(rings), kinds: Uint8Array.from(integers(kinds)), sizes: integers(sizes), x: integers(x), y: integers(y),
  };
}

// Coordinates as whole steps of a fraction of the world, so fine that a step is below a centimetre in a district.
function hantingShapes(data, crs) {
  const { features, rings, kinds, sizes, x, y, unit } = data;
  const vertices = x.length;
  const firstRing = new Uint32Array(features + 1), firstVertex = new Uint32Array(kinds.length + 1);
  for (let i = 0; i < features; i++) firstRing[i + 1] = firstRing[i] + rings[i];
  for (let r = 0; r < kinds.length; r++) firstVertex[r + 1] = firstVertex[r] + sizes[r];

  const mercator = crs === L.CRS.EPSG3857, full = crs.scale(0);
  const plain = (lon, lat) => {
    const point = crs.latLngToPoint(L.latLng(lat, lon), 0);
    return [point.x / full, point.y / full];
  };
  const wide = new Float64Array(vertices), tall = new Float64Array(vertices);
  let west = Infinity, east = -Infinity, north = Infinity, south = -Infinity;
  let startX = 0, startY = 0;
  for (let r = 0; r < kinds.length; r++) {
    let lon = startX, lat = startY;
    for (let v = firstVertex[r]; v < firstVertex[r + 1]; v++) {
      lon += x[v];
      lat += y[v];
      if (v === firstVertex[r]) { startX = lon; startY = lat; }
      if (mercator) {
        wide[v] = (lon * unit + 180) / 360;
        const sine = Math.sin(Math.max(-85.0511287798, Math.min(85.0511287798, lat * unit)) * Math.PI / 180);
        tall[v] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
      } else [wide[v], tall[v]] = plain(lon * unit, lat * unit);
      if (wide[v] < west) west = wide[v];
      if (wide[v] > east) east = wide[v];
      if (tall[v] < north) north = tall[v];
      if (tall[v] > south) south = tall[v];
    }
  }
  const span = Math.max(east - west, south - north, 1e-9), step = span / 2147480000;
  const X = new Int32Array(vertices), Y = new Int32Array(vertices);
  for (let v = 0; v < vertices; v++) {
    X[v] = Math.round((wide[v] - west) / step);
    Y[v] = Math.round((tall[v] - north) / step);
  }
  const boxes = new Int32Array(4 * features);
  for (let i = 0; i < features; i++) {
    let a = 2147483647, b = 2147483647, c = -1, d = -1;
    for (let v = firstVertex[firstRing[i]]; v < firstVertex[firstRing[i + 1]]; v++) {
      if (X[v] < a) a = X[v];
      if (X[v] > c) c = X[v];
      if (Y[v] < b) b = Y[v];
      if (Y[v] > d) d = Y[v];
    }
    boxes.set([a, b, c, d], 4 * i);
  }
  return { crs, full, west, north, span, step, X, Y, boxes, kinds, firstRing, firstVertex };
}

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
    const { boxes, kinds, firstRing } = shapes;
    const n = data.features, key = new Uint32Array(n), classes = 2 * this._looks.length;
    this.level = new Uint8Array(n); // 0 outline, 1 area, 2 line, 3 point: what lies higher is drawn later
    for (let i = 0; i < n; i++) {
      let kind = firstRing[i] < firstRing[i + 1] ? 0 : -1; // of a collection the area says what it is, else the line
      for (let r = firstRing[i]; r < firstRing[i + 1]; r++) kind = Math.max(kind, Math.min(kinds[r], HANTING_OUTER));
      const look = 2 * data.member[i] + data.rough[i];
      this.level[i] = kind >= HANTING_OUTER ? (this._looks[data.member[i]][1] ? 1 : 0) : kind === HANTING_LINE ? 2 : 3;
      const spread = (boxes[4 * i + 2] - boxes[4 * i] + 1) * (boxes[4 * i + 3] - boxes[4 * i + 1] + 1);
      const size = kind < 0 ? 63 : 62 - Math.min(62, Math.floor(Math.log2(spread)));
      key[i] = (this.level[i] * 64 + size) * classes + look;
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
    return this._update();
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
    const size = this._bounds.getSize(), ratio = window.devicePixelRatio > 1 ? 2 : 1;
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

  // ---- drawing ----

  // In slices: with half a million features the page still answers between them.
  _draw(from) {
    const began = performance.now();
    const order = this._order, { boxes } = this._shapes, { per, x, y, width, height } = this._view;
    const { member, rough } = this._data, { hidden, level } = this;
    const ctx = this._canvas.getContext("2d");
    const margin = 8 / per;
    const left = (0 - x) / per - margin, right = (width - x) / per + margin;
    const top = (0 - y) / per - margin, bottom = (height - y) / per + margin;
    let look = -1, paint = null, waiting = 0, k = from;
    for (; k < order.length; k++) {
      const i = order[k], b = 4 * i;
      if (hidden[i] || boxes[b + 2] < left || boxes[b] > right || boxes[b + 3] < top || boxes[b + 1] > bottom || boxes[b + 2] < 0) continue;
      const own = (level[i] * this._looks.length + member[i]) * 2 + rough[i];
      if (own !== look) {
        if (waiting) paint.flush();
        waiting = 0;
        look = own;
        paint = this._paint(ctx, level[i], member[i], rough[i]);
        ctx.beginPath();
        if (k > from && performance.now() - began > this._slice) break;
      }
      if (paint.add(i)) waiting++;
      this._count++;
      if (waiting === 32) { // one path of everything is slower, one path a feature too
        paint.flush();
        ctx.beginPath();
        waiting = 0;
        if (performance.now() - began > this._slice) { k++; break; }
      } else if (k % 4096 === 0 && performance.now() - began > this._slice) { k++; break; }
    }
    if (waiting) paint.flush();
    ctx.setLineDash([]);
    if (k < order.length) this._later = setTimeout(() => this._draw(k), 0);
    else if (this._map) {
      this.drawn = true;
      this.fire("drawn");
    }
  },

  _paint(ctx, level, member, rough) {
    const [color, fill, width, shape] = this._looks[member];
    const { boxes } = this._shapes, { per, x, y } = this._view;
    const typical = this._typical * per;
    ctx.lineJoin = "round";
    ctx.setLineDash(rough && typical > 20 ? [7, 5] : []);
    ctx.strokeStyle = color;
    ctx.fillStyle = fill || color;
    if (level === 3) {
      if (shape === "label") return { add: () => false, flush() {} };
      const radius = this.radius();
      const symbol = radius > 4 && shape !== "circle" ? this._symbol(shape) : null;
      return {
        add: (i) => this._eachPoint(i, (px, py) => {
          if (symbol) symbol(ctx, px, py, radius);
          else if (radius > 2) { ctx.moveTo(px + radius, py); ctx.arc(px, py, radius, 0, 7); }
          else ctx.rect(px - radius, py - radius, 2 * radius, 2 * radius);
        }),
        flush() {
          ctx.globalAlpha = 1;
          ctx.fillStyle = radius > 2 ? fill || "#ffffff" : color;
          ctx.lineWidth = Math.min(width, radius / 2);
          ctx.fill();
          if (radius > 2) ctx.stroke();
        },
      };
    }
    // Outlines get thinner with the features: a thousand parcels in a thumb's breadth are not one dark blot.
    const line = level === 2 ? Math.max(Math.min(width, typical / 2), 0.7) : Math.min(width, typical / 9);
    const opacity = typical < 4 ? 0.85 : this._graded[member] ? 0.75 : rough ? 0.4 : 0.6; // far away there is more ground than parcel: keep the colour
    return {
      add: (i) => {
        const wide = (boxes[4 * i + 2] - boxes[4 * i]) * per, tall = (boxes[4 * i + 3] - boxes[4 * i + 1]) * per;
        if (level !== 2 && wide < 2.5 && tall < 2.5) {
          ctx.globalAlpha = level === 1 ? opacity : 1;
          ctx.fillRect(boxes[4 * i] * per + x, boxes[4 * i + 1] * per + y, Math.max(wide, 0.8), Math.max(tall, 0.8));
          return false;
        }
        this._trace(ctx, i, level === 1 ? HANTING_OUTER : 0);
        if (level === 1 && this._isMixed(i)) { // lines of a collection are not filled
          const lines = new Path2D();
          this._trace(lines, i, 0, HANTING_LINE);
          ctx.globalAlpha = 1;
          ctx.lineWidth = width;
          ctx.stroke(lines);
        }
        return true;
      },
      flush() {
        ctx.globalAlpha = opacity;
        if (level === 1) ctx.fill();
        ctx.globalAlpha = 1;
        ctx.lineWidth = line;
        if (line > 0.3) ctx.stroke();
        if (shape === "rail" && line > 2) {
          ctx.strokeStyle = "#ffffff";
          ctx.lineWidth = line - 2;
          if (!rough) ctx.setLineDash([9, 9]);
          ctx.stroke();
          ctx.strokeStyle = color;
          ctx.setLineDash(rough ? [7, 5] : []);
        }
      },
    };
  },

  _isMixed(i) {
    const { kinds, firstRing } = this._shapes;
    for (let r = firstRing[i]; r < firstRing[i + 1]; r++) if (kinds[r] < HANTING_OUTER) return true;
    return false;
  },

  _trace(ctx, i, least = 0, most = HANTING_HOLE) {
    const { X, Y, kinds, firstRing, firstVertex } = this._shapes, { per, x, y } = this._view;
    for (let r = firstRing[i]; r < firstRing[i + 1]; r++) {
      if (kinds[r] < least || kinds[r] > most) continue;
      const end = firstVertex[r + 1];
      let v = firstVertex[r], px = X[v] * per + x, py = Y[v] * per + y;
      if (!kinds[r]) { ctx.moveTo(px + 3, py); ctx.arc(px, py, 3, 0, 7); continue; } // a point among areas or lines
      ctx.moveTo(px, py);
      for (v++; v < end; v++) {
        const nx = X[v] * per + x, ny = Y[v] * per + y;
        if (v + 1 < end && Math.abs(nx - px) < 0.7 && Math.abs(ny - py) < 0.7) continue; // no eye sees it
        ctx.lineTo(px = nx, py = ny);
      }
      if (kinds[r] >= HANTING_OUTER) ctx.closePath();
    }
  },

  _eachPoint(i, act) {
    const { X, Y, firstRing, firstVertex } = this._shapes, { per, x, y } = this._view;
    for (let v = firstVertex[firstRing[i]]; v < firstVertex[firstRing[i + 1]]; v++) act(X[v] * per + x, Y[v] * per + y);
    return true;
  },

  // The closer the view, the larger a point; very many are kept apart where that can be done.
  radius() {
    const n = this._data.features, zoom = this._map.getZoom();
    const crowded = n > 20000 ? 1.2 : n > 3000 ? 2.2 : 4;
    const apart = n > 300 ? this._shapes.span * this._shapes.crs.scale(zoom) / Math.sqrt(n) : Infinity;
    return Math.min(6, crowded * 1.25 ** Math.max(0, zoom - 11), Math.max(1.2, 0.4 * apart));
  },

  _symbol: (shape) => (ctx, px, py, radius) => {
    const corners = { square: [[-1, -1], [1, -1], [1, 1], [-1, 1]], diamond: [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]], triangle: [[0, -1.2], [1.2, 1], [-1.2, 1]] };
    (corners[shape] || corners.square).forEach(([dx, dy], k) => ctx[k ? "lineTo" : "moveTo"](px + dx * radius, py + dy * radius));
    ctx.closePath();
  },

  highlight(i) {
    if (this._lit === i) return;
    this._lit = i;
    if (this._view && this._glow) this._drawLit();
  },

  _drawLit() {
    const ctx = this._glow.getContext("2d"), i = this._lit;
    ctx.clearRect(0, 0, this._view.width, this._view.height);
    if (i < 0 || this.hidden[i]) return;
    ctx.beginPath();
    ctx.strokeStyle = "#1d2730";
    if (this.level[i] === 3) {
      const radius = this.radius() + 3;
      this._eachPoint(i, (px, py) => { ctx.moveTo(px + radius, py); ctx.arc(px, py, radius, 0, 7); });
      ctx.lineWidth = 2;
    } else {
      this._trace(ctx, i);
      ctx.lineWidth = this.level[i] === 2 ? this._looks[this._data.member[i]][2] + 2 : 2.5;
      ctx.lineJoin = "round";
    }
    ctx.stroke();
  },

  // ---- asking ----

  _at(latlng) {
    const { crs, full, west, north, step } = this._shapes;
    const point = crs.latLngToPoint(latlng, 0);
    return [(point.x / full - west) / step, (point.y / full - north) / step];
  },

  _latLng(X, Y) {
    const { crs, full, west, north, step } = this._shapes;
    return crs.pointToLatLng(L.point((west + X * step) * full, (north + Y * step) * full), 0);
  },

  // The features at a place, what lies on top first; reach: how near to a line or point is near enough, in pixels.
  hits(latlng, reach) {
    if (!this._view || !this._map) return [];
    const { boxes } = this._shapes, [X, Y] = this._at(latlng), { per } = this._view, found = [];
    const near = (reach + Math.max(6, this.radius())) / per;
    const span = (i) => Math.max(boxes[4 * i + 2] - boxes[4 * i], boxes[4 * i + 3] - boxes[4 * i + 1]) * per;
    let tiny = -1, least = reach / per;
    for (let i = 0, b = 0; i < this._data.features; i++, b += 4) {
      if (X < boxes[b] - near || X > boxes[b + 2] + near || Y < boxes[b + 1] - near || Y > boxes[b + 3] + near) continue;
      if (boxes[b + 2] < 0 || this.hidden[i]) continue;
      if (this._meets(i, X, Y, reach / per)) found.push(i);
      else if (this.level[i] === 1 && span(i) < 6) {
        const away = Math.hypot(Math.max(boxes[b] - X, 0, X - boxes[b + 2]), Math.max(boxes[b + 1] - Y, 0, Y - boxes[b + 3]));
        if (away <= least) { tiny = i; least = away; }
      }
    }
    // The nearest of the areas too small to point into, unless the pointer is in one that is hardly larger.
    if (tiny >= 0 && !found.some((i) => this.level[i] === 1 && span(i) < 24)) found.push(tiny);
    const away = new Map(found.filter((i) => this.level[i] === 3).map((i) => [i, this._away(i, X, Y)])); // of points the nearest
    return found.sort((a, b) => this.level[b] - this.level[a] || this.size(a) - this.size(b) || (away.get(a) ?? 0) - (away.get(b) ?? 0));
  },

  _away(i, X, Y) {
    const { X: wide, Y: tall, firstRing, firstVertex } = this._shapes;
    let least = Infinity;
    for (let v = firstVertex[firstRing[i]]; v < firstVertex[firstRing[i + 1]]; v++) least = Math.min(least, Math.hypot(wide[v] - X, tall[v] - Y));
    return least;
  },

  _meets(i, X, Y, reach) {
    const shapes = this._shapes, { kinds, firstRing, firstVertex } = shapes;
    const width = this._looks[this._data.member[i]][2] / 2 / this._view.per;
    let inside = false, part = false; // parts of a collection may overlap
    for (let r = firstRing[i]; r < firstRing[i + 1]; r++) {
      const from = firstVertex[r], end = firstVertex[r + 1], kind = kinds[r];
      if (kind === 0 && Math.hypot(shapes.X[from] - X, shapes.Y[from] - Y) <= reach + this.radius() / this._view.per) return true;
      if (kind === HANTING_OUTER) { inside = inside || part; part = false; }
      if (kind >= HANTING_OUTER) {
        for (let v = from, w = end - 1; v < end; w = v++) {
          const a = shapes.Y[v], b = shapes.Y[w];
          if (a > Y !== b > Y && X < (shapes.X[w] - shapes.X[v]) * (Y - a) / (b - a) + shapes.X[v]) part = !part;
        }
      }
      if (kind === HANTING_LINE || (kind >= HANTING_OUTER && this.level[i] === 0)) {
        for (let v = from + 1; v < end; v++) if (this._toSegment(v - 1, v, X, Y) <= reach + width) return true;
        if (kind >= HANTING_OUTER && this._toSegment(end - 1, from, X, Y) <= reach + width) return true;
      }
    }
    return this.level[i] === 1 && (inside || part);
  },

  _toSegment(v, w, X, Y) {
    const shapes = this._shapes, ax = shapes.X[v], ay = shapes.Y[v], dx = shapes.X[w] - ax, dy = shapes.Y[w] - ay;
    const length = dx * dx + dy * dy;
    const t = length ? Math.max(0, Math.min(1, ((X - ax) * dx + (Y - ay) * dy) / length)) : 0;
    return Math.hypot(ax + t * dx - X, ay + t * dy - Y);
  },

  placed(i) { return this._data.rings[i] > 0; },

  // On the scale of the district in square degrees, only to compare.
  size(i) {
    const { boxes, step } = this._shapes, b = 4 * i;
    return this.level[i] === 3 ? 0 : (boxes[b + 2] - boxes[b]) * step * 360 * (boxes[b + 3] - boxes[b + 1]) * step * 360;
  },

  bounds(i) {
    const b = this._shapes.boxes.subarray(4 * i, 4 * i + 4);
    return L.latLngBounds(this._latLng(b[0], b[3]), this._latLng(b[2], b[1]));
  },

  getBounds() {
    if (!this._shapes || !this._shapes.X.length) return L.latLngBounds([]);
    const largest = (steps) => steps.reduce((most, value) => Math.max(most, value), 0);
    return L.latLngBounds(this._latLng(0, largest(this._shapes.Y)), this._latLng(largest(this._shapes.X), 0));
  },

  // Where a popup points: inside an area, half way along a line.
  anchor(i) {
    const { X, Y, boxes, kinds, firstRing, firstVertex } = this._shapes;
    const first = firstVertex[firstRing[i]], last = firstVertex[firstRing[i] + 1];
    if (kinds[firstRing[i]] < HANTING_OUTER) {
      const middle = (first + last) >> 1;
      return this._latLng(X[middle], Y[middle]);
    }
    const level = (boxes[4 * i + 1] + boxes[4 * i + 3]) / 2 + 0.25, cuts = [];
    for (let r = firstRing[i]; r < firstRing[i + 1]; r++) {
      const from = firstVertex[r], end = firstVertex[r + 1];
      for (let v = from, w = end - 1; v < end; w = v++) {
        if (Y[v] > level !== Y[w] > level) cuts.push((X[w] - X[v]) * (level - Y[v]) / (Y[w] - Y[v]) + X[v]);
      }
    }
    cuts.sort((a, b) => a - b);
    let best = [X[first], 0];
    for (let k = 0; k + 1 < cuts.length; k += 2) if (cuts[k + 1] - cuts[k] > best[1]) best = [(cuts[k] + cuts[k + 1]) / 2, cuts[k + 1] - cuts[k]];
    return this._latLng(best[0], best[1] ? level : Y[first]);
  },

  // The features that the view shows, at most so many.
  visible(most) {
    if (!this._view) return [];
    const { boxes } = this._shapes, { per, x, y, width, height } = this._view, found = [];
    for (let i = 0, b = 0; i < this._data.features && found.length <= most; i++, b += 4) {
      if (this.hidden[i] || boxes[b + 2] < 0) continue;
      if (boxes[b + 2] * per + x > 0 && boxes[b] * per + x < width && boxes[b + 3] * per + y > 0 && boxes[b + 1] * per + y < height) found.push(i);
    }
    return found.length > most ? [] : found;
  },
});

// Unpack what the page holds of a layer, and give it to the layer and its view.
async function hantingFill(layer, view) {
  const block = document.getElementById(layer.packed.block);
  const data = await hantingUnpack(block.textContent).then(hantingDecode).catch((error) => {
    layer.failed = true;
    throw error;
  });
  block.remove(); // the text is unpacked: its memory is free
  layer.attach(hantingPackedRows(data, layer.packed));
  view.setData(data);
  layer.hidden = view.hidden;
  const plain = layer.feature;
  layer.feature = (i) => {
    const feature = plain(i);
    if (feature.light || !feature.placed) return feature;
    feature.light = (on) => view.highlight(on ? i : -1);
    feature.bounds = () => view.bounds(i);
    return Object.defineProperties(feature, { // a layer that was never switched on does not know them yet
      isPoint: { get: () => view.level[i] === 3 }, level: { get: () => view.level[i] },
      size: { get: () => view.size(i) }, anchor: { get: () => view.anchor(i) },
    });
  };
}
