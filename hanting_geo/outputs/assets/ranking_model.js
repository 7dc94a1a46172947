"use strict";
// Scores, ranks and grades for any weights, as Python computes them: ties within facts.tie, equal scores share a rank.

// The numbers of the block that outputs/maps/ranked.py writes: ranks, then a column of doubles a criterion, in byte planes.
function hantingRankingNumbers(bytes, criteria) {
  const size = bytes.length / (4 + 8 * criteria);
  let at = 0;
  function read(width, Made) {
    const plain = new Uint8Array(size * width);
    for (let plane = 0; plane < width; plane++) {
      for (let i = 0; i < size; i++) plain[i * width + plane] = bytes[at++];
    }
    const view = new DataView(plain.buffer), out = new Made(size);
    for (let i = 0; i < size; i++) out[i] = width === 4 ? view.getInt32(4 * i, true) : view.getFloat64(8 * i, true);
    return out;
  }
  return { ranks: read(4, Int32Array), columns: Array.from({ length: criteria }, () => read(8, Float64Array)) };
}

function hantingRankingModel(facts, { ranks, columns }) {
  const size = ranks.length, product = facts.method === "wpm", { tie, cuts } = facts;
  const last = facts.grades.length - 1;
  const terms = product ? columns.map((column, j) => column.map((value) => (facts.costs[j] ? -Math.log(value) : Math.log(value)))) : columns;
  const gone = new Uint8Array(size); // a value is missing: no weights make a score of it
  for (const column of columns) for (let i = 0; i < size; i++) if (Number.isNaN(column[i])) gone[i] = 1;
  const standing = Uint32Array.from(Array.from({ length: size }, (_, i) => i).filter((i) => ranks[i] > 0));
  const scores = new Float64Array(size), sorted = new Float64Array(standing.length), starts = new Uint32Array(standing.length);
  const count = standing.length;
  const firsts = new Uint32Array(count + 2); // of so many equal steps from the least score up: where each begins in `sorted`
  let scale = 0;
  const step = (score) => (scale ? Math.floor((score - sorted[0]) * scale) : 0);

  function compute(weights) {
    scores.fill(0);
    for (let j = 0; j < terms.length; j++) {
      const own = weights[j], column = terms[j];
      if (product && own === 0) continue; // 0 to the power of 0 is 1
      for (let i = 0; i < size; i++) scores[i] += own * column[i];
    }
    for (let i = 0; i < size; i++) scores[i] = gone[i] ? NaN : product ? Math.exp(scores[i]) : scores[i];
    for (let k = 0; k < count; k++) sorted[k] = scores[standing[k]];
    sorted.sort(); // numbers by size; the best are at the end
    const span = sorted[count - 1] - sorted[0];
    scale = span > 0 && span < Infinity ? (count - 1) / span : 0;
    let next = 0;
    for (let k = 0; k < count; k++) for (const own = step(sorted[k]); next <= own; next++) firsts[next] = k;
    firsts.fill(count, next);
    for (let k = 0; k < count; k++) {
      const own = sorted[count - 1 - k], before = k ? sorted[count - k] : Infinity;
      starts[k] = before - own > tie * Math.max(1, Math.abs(own)) ? k + 1 : starts[k - 1];
    }
  }

  function rankOf(i) {
    if (!ranks[i]) return 0;
    const own = step(scores[i]);
    let low = firsts[own], high = firsts[own + 1] - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < scores[i]) low = middle + 1;
      else high = middle;
    }
    return starts[count - 1 - low];
  }

  function gradeOf(i) {
    if (!ranks[i]) return last;
    let grade = 0;
    for (const cut of cuts) if (!(scores[i] >= cut - tie)) grade++;
    return grade;
  }

  // The best so many, by rank, ties as they came; where there is room, who has no rank stands after them.
  function first(most) {
    const least = count ? sorted[Math.max(0, count - most)] : Infinity;
    const found = [];
    for (const i of standing) if (scores[i] >= least) found.push([rankOf(i), i]);
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const best = found.slice(0, most).map(([, i]) => i);
    for (let i = 0; i < size && best.length < Math.min(most, size) && best.length >= count; i++) if (!ranks[i]) best.push(i);
    return best;
  }

  // Whether any rank is another: as a rule one of the best tells at once.
  const byReport = standing.slice().sort((a, b) => ranks[a] - ranks[b]);
  const differs = () => byReport.some((i) => rankOf(i) !== ranks[i]);

  function changed() {
    let moved = 0;
    for (const i of standing) if (rankOf(i) !== ranks[i]) moved++;
    return moved;
  }

  // What a criterion gives a candidate: a part of the sum, or a factor of the product.
  const part = (i, j, weights) => (product ? (weights[j] ? Math.exp(weights[j] * terms[j][i]) : 1) : weights[j] * terms[j][i]);

  return { size, count, product, ranks, columns, scores, standing, compute, rankOf, gradeOf, first, differs, changed, part };
}

// Numbers that sum to 1, written with so many decimals: the largest remainders are rounded up, so that they still do.
function hantingClosed(values, decimals) {
  const unit = 10 ** decimals, sum = values.reduce((total, value) => total + value, 0);
  const exact = values.map((value) => (value / sum) * unit), whole = exact.map(Math.floor);
  const left = unit - whole.reduce((total, value) => total + value, 0);
  const order = exact.map((value, k) => [value - whole[k], k]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (let k = 0; k < Math.round(left); k++) whole[order[k % order.length][1]]++;
  return whole.map((value) => (value / unit).toFixed(decimals).replace(/\.?0+$/, "") || "0");
}

// The weights as lines of a criteria file, by id; in levels each is a part of its level.
function hantingWeightLines(facts, weights) {
  const leaves = facts.tree.filter(([, , , measured]) => measured).map(([id]) => id);
  const under = (id) => facts.tree.filter(([, , parent]) => parent === id);
  const total = (given, [id, , , measured]) =>
    (measured ? given[leaves.indexOf(id)] : under(id).reduce((sum, row) => sum + total(given, row), 0));
  const said = new Map();
  function share(rows) {
    if (!rows.length) return;
    const now = rows.map((row) => total(weights, row)), then = rows.map((row) => total(facts.weights, row));
    const sums = [now, then].map((values) => values.reduce((sum, value) => sum + value, 0));
    // A level that weighs nothing keeps the parts that it had, or has equal ones.
    const parts = sums[0] > 0 ? now : sums[1] > 0 ? then : rows.map(() => 1);
    hantingClosed(parts, 6).forEach((text, k) => said.set(rows[k][0], text));
    for (const [id] of rows) share(under(id));
  }
  if (facts.local) share(under(null));
  else hantingClosed(Array.from(weights), 6).forEach((text, j) => said.set(leaves[j], text));
  const plain = (id) => /^[A-Za-z_][\w-]*$/.test(id) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(id);
  return facts.tree.filter(([id]) => said.has(id))
    .map(([id]) => "- id: " + (plain(id) ? id : JSON.stringify(id)) + "\n  weight: " + said.get(id)).join("\n") + "\n";
}
