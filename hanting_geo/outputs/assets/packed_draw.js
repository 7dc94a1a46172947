"use strict";
/* global HantingPacked, HANTING_OUTER, HANTING_LINE, HANTING_HOLE */
// How the features of a packed layer are painted, and the one that is lit.

HantingPacked.include({
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
    const opacity = typical < 4 ? 0.85 : this.options.fillOpacity ?? (this._graded[member] ? 0.75 : this._looks[member][3] === "outline" ? 0.06 : rough ? 0.4 : 0.6); // far away there is more ground than parcel: keep the colour
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
    if (!this._view || !this._glow) return;
    this._glow.getContext("2d").clearRect(0, 0, this._view.width, this._view.height);
    this._drawLit();
  },

  // On a clear canvas: one that is cleared again is a white sheet over the map when it is printed.
  _drawLit() {
    const ctx = this._glow.getContext("2d"), i = this._lit;
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
});
