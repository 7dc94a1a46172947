"use strict";
/* global L, HantingPacked, HANTING_OUTER, HANTING_LINE */
// What a packed layer answers of its features: which lie at a place, how large they are, where a popup points.

HantingPacked.include({
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
