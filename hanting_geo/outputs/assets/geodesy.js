"use strict";
// Places on the ellipsoid of CGCS2000: Gauss-Krueger coordinates, lengths of geodesics, areas within them.

const hantingEllipsoid = (() => {
  const A = 6378137, F = 1 / 298.257222101, B = A * (1 - F), N = F / (2 - F), E2 = F * (2 - F), E = Math.sqrt(E2);
  const RAD = Math.PI / 180;

  // Krueger's series of 1912 to the fourth power of n: within a micrometre as far as six degrees from the meridian.
  const RECTIFYING = A / (1 + N) * (1 + N ** 2 / 4 + N ** 4 / 64);
  const ALPHA = [
    N / 2 - 2 / 3 * N ** 2 + 5 / 16 * N ** 3 + 41 / 180 * N ** 4, 13 / 48 * N ** 2 - 3 / 5 * N ** 3 + 557 / 1440 * N ** 4,
    61 / 240 * N ** 3 - 103 / 140 * N ** 4, 49561 / 161280 * N ** 4,
  ];
  // Northing and easting in metres, the central meridian at 500 000; no zone number.
  function gaussKrueger(lat, lng, meridian) {
    const s = Math.sin(lat * RAD), l = (lng - meridian) * RAD;
    const t = Math.sinh(Math.atanh(s) - E * Math.atanh(E * s));
    const xi = Math.atan2(t, Math.cos(l)), eta = Math.atanh(Math.sin(l) / Math.hypot(1, t));
    let north = xi, east = eta;
    ALPHA.forEach((alpha, i) => {
      const k = 2 * i + 2;
      north += alpha * Math.sin(k * xi) * Math.cosh(k * eta);
      east += alpha * Math.cos(k * xi) * Math.sinh(k * eta);
    });
    return [RECTIFYING * north, RECTIFYING * east + 500000];
  }

  const turn = (lng) => lng - 360 * Math.round(lng / 360);
  const reduced = (lat) => Math.atan((1 - F) * Math.tan(lat * RAD));
  function series(cos2) {
    const u = cos2 * (A * A - B * B) / (B * B);
    return [1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u))), u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))];
  }
  const arc = (b, sinS, cosS, middle) => b * sinS * (middle + b / 4 * (cosS * (2 * middle ** 2 - 1)
    - b / 6 * middle * (4 * sinS ** 2 - 3) * (4 * middle ** 2 - 3)));

  // The geodesic between two places [lat, lng] by Vincenty: its length in metres, and the place half way; null for antipodes.
  function geodesic(from, to) {
    const [u1, u2] = [reduced(from[0]), reduced(to[0])], l = turn(to[1] - from[1]) * RAD;
    const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    let lambda = l;
    for (let round = 0; round < 60; round++) {
      const x = c2 * Math.sin(lambda), y = c1 * s2 - s1 * c2 * Math.cos(lambda);
      const sinS = Math.hypot(x, y), cosS = s1 * s2 + c1 * c2 * Math.cos(lambda), sigma = Math.atan2(sinS, cosS);
      if (!sinS) return { length: 0, middle: from };
      const sinA = c1 * c2 * Math.sin(lambda) / sinS, cos2 = 1 - sinA ** 2;
      const middle = cos2 ? cosS - 2 * s1 * s2 / cos2 : 0, c = F / 16 * cos2 * (4 + F * (4 - 3 * cos2));
      const next = l + (1 - c) * F * sinA * (sigma + c * sinS * (middle + c * cosS * (2 * middle ** 2 - 1)));
      if (Math.abs(next - lambda) < 1e-13) {
        const [a, b] = series(cos2), length = B * a * (sigma - arc(b, sinS, cosS, middle));
        return { length, middle: along(from, Math.atan2(x, y), length / 2) };
      }
      lambda = next;
    }
    return null;
  }

  function along([lat, lng], azimuth, metres) {
    const u = reduced(lat), su = Math.sin(u), cu = Math.cos(u), sa = Math.sin(azimuth), ca = Math.cos(azimuth);
    const first = Math.atan2(Math.tan(u), ca), sinA = cu * sa, cos2 = 1 - sinA ** 2, [a, b] = series(cos2);
    let sigma = metres / (B * a);
    for (let round = 0; round < 20; round++) sigma = metres / (B * a) + arc(b, Math.sin(sigma), Math.cos(sigma), Math.cos(2 * first + sigma));
    const s = Math.sin(sigma), k = Math.cos(sigma), middle = Math.cos(2 * first + sigma);
    const end = Math.atan2(su * k + cu * s * ca, (1 - F) * Math.hypot(sinA, su * s - cu * k * ca));
    const lambda = Math.atan2(s * sa, cu * k - su * s * ca), c = F / 16 * cos2 * (4 + F * (4 - 3 * cos2));
    const l = lambda - (1 - c) * F * sinA * (sigma + c * s * (middle + c * k * (2 * middle ** 2 - 1)));
    return [end / RAD, lng + l / RAD];
  }

  function length(places) {
    let sum = 0;
    for (let i = 1; i < places.length; i++) sum += geodesic(places[i - 1], places[i])?.length ?? NaN;
    return sum;
  }

  // On the sphere of the same area, great circles stand for geodesics; long edges go in pieces, as they bend apart.
  const q = (s) => (1 - E2) * (s / (1 - E2 * s * s) + Math.atanh(E * s) / E);
  const half = (lat) => Math.tan(Math.asin(Math.max(-1, Math.min(1, q(Math.sin(lat * RAD)) / q(1)))) / 2);
  function below(from, to, deep) { // twice the excess between an edge and the equator
    const way = deep ? geodesic(from, to) : null;
    if (way && way.length > 20000) return below(from, way.middle, deep - 1) + below(way.middle, to, deep - 1);
    const a = half(from[0]), b = half(to[0]);
    return 2 * Math.atan2(Math.tan(turn(to[1] - from[1]) * RAD / 2) * (a + b), 1 + a * b);
  }

  // Square metres within a ring of places [lat, lng] that does not cross itself, the last side closing it.
  function area(places) {
    const sum = places.reduce((all, to, i) => all + below(places[(i || places.length) - 1], to, 7), 0);
    return Math.abs(sum) * A * A * q(1) / 2;
  }

  return { gaussKrueger, length, area };
})();
