"use strict";
/* global L, hantingUnpack, hantingPackedRows */
// A layer of very many features as typed arrays: its columns, its classes, its coordinates.
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
