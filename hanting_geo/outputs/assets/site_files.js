"use strict";
/* global hantingEllipsoid */
// A drawn site as a file: GeoJSON, or boundary points (TXT) as land offices exchange them.

const hantingSite = (() => {
  // The plane of the 3-degree zone that the site lies in: [north, east] without the number of the zone.
  function plane(places) {
    const zone = Math.round(places.reduce((sum, [, lng]) => sum + lng, 0) / places.length / 3);
    return { zone, points: places.map(([lat, lng]) => hantingEllipsoid.gaussKrueger(lat, lng, 3 * zone)) };
  }

  // Twice the area between a ring and its axis, above 0 where it turns left on a map.
  const turned = (points) => points.reduce((sum, [n, e], i) => {
    const [m, f] = points[(i || points.length) - 1];
    return sum + (f - points[0][1]) * (n - points[0][0]) - (e - points[0][1]) * (m - points[0][0]);
  }, 0);

  // Two sides meet elsewhere than at a corner that they share: no ring then, and no area.
  function crosses(places) {
    const same = (a, b) => a[0] === b[0] && a[1] === b[1];
    const points = plane(places).points.filter((point, i, all) => !same(point, all[(i || all.length) - 1])), n = points.length;
    if (n < 3) return true;
    const side = (a, b, c) => Math.sign((b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1]));
    const between = (a, b, c) => Math.min(a[0], b[0]) <= c[0] && c[0] <= Math.max(a[0], b[0]) && Math.min(a[1], b[1]) <= c[1] && c[1] <= Math.max(a[1], b[1]);
    for (let i = 0; i < n; i++) {
      const a = points[i], b = points[(i + 1) % n];
      for (let j = i + 1; j < n; j++) {
        const c = points[j], d = points[(j + 1) % n];
        if (j === i + 1 || (j + 1) % n === i) { // neighbours: one may run back along the other
          const [corner, from, to] = j === i + 1 ? [b, a, d] : [a, b, c];
          if (side(from, corner, to) === 0 && (from[0] - corner[0]) * (to[0] - corner[0]) + (from[1] - corner[1]) * (to[1] - corner[1]) >= 0) return true;
          continue;
        }
        const [p, q, r, s] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
        if (p * q < 0 && r * s < 0) return true;
        if ((!p && between(a, b, c)) || (!q && between(a, b, d)) || (!r && between(c, d, a)) || (!s && between(c, d, b))) return true;
      }
    }
    return false;
  }

  function geojson(places, name, accuracy) {
    const ring = turned(plane(places).points) > 0 ? [...places] : [...places].reverse();
    const feature = {
      type: "Feature", id: "1", properties: { id: "1", name_zh: name, accuracy_m: accuracy },
      geometry: { type: "Polygon", coordinates: [[...ring, ring[0]].map(([lat, lng]) => [lng, lat].map((value) => Number(value.toFixed(9))))] },
    };
    return JSON.stringify({ type: "FeatureCollection", features: [feature] });
  }

  // As hg.write_landtxt writes it: from the north-west clockwise, X the northing, the number of the zone before the easting.
  function landtxt(places, name, date) {
    const { zone, points } = plane(places), ring = turned(points) < 0 ? [...points] : [...points].reverse();
    const top = Math.max(...ring.map(([n]) => n)), left = Math.min(...ring.map(([, e]) => e)); // the corner of the box around it
    const far = ring.map(([n, e]) => Math.hypot(top - n, e - left)), first = far.indexOf(Math.min(...far));
    const order = ring.map((_, i) => (first + i) % ring.length);
    const rows = [...order, first].map((at, i) => "J" + (i % ring.length + 1) + ",1," + ring[at][0].toFixed(3) + "," + zone + ring[at][1].toFixed(3));
    const hectares = (Math.abs(turned(ring.map((point) => point.map((value) => Number(value.toFixed(3)))))) / 20000).toFixed(4); // of the points as written
    return [
      "[属性描述]", "格式版本号=1.01版本", "数据产生单位=", "数据产生日期=" + date, "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格",
      "计量单位=米", "带号=" + zone, "精度=0.001", "转换参数=,,,,,,", "[地块坐标]", rows.length + "," + hectares + ",1," + name + ",面,,,,@", ...rows, "",
    ].join("\r\n");
  }

  // Within the zones of China the easting has its six digits, and a zone is told by its number.
  function inZone(places) {
    const { zone, points } = plane(places);
    return zone >= 25 && zone <= 45 && points.every(([n, e]) => n > 0 && e >= 100000 && e < 1000000);
  }

  // The programs of land offices expect GBK; a sign that it has not makes the whole file UTF-8, which says itself what it is.
  function gbk(text) {
    const decoder = new TextDecoder("gbk"), codes = new Map();
    for (let high = 0x81; high < 0xff; high++) {
      for (let low = 0x40; low < 0xff; low++) {
        const sign = low === 0x7f ? "" : decoder.decode(Uint8Array.of(high, low));
        if (sign.length === 1 && sign !== "\ufffd" && !codes.has(sign)) codes.set(sign, [high, low]);
      }
    }
    const bytes = [];
    for (const sign of text) {
      const code = sign < "\x80" ? [sign.charCodeAt(0)] : codes.get(sign);
      if (!code) return new TextEncoder().encode("\ufeff" + text);
      bytes.push(...code);
    }
    return Uint8Array.from(bytes);
  }

  return { crosses, inZone, geojson, landtxt, gbk };
})();
