"use strict";
// One layer as the page works with it, however its features are stored: features by number, search, filter.

// All that there is has been drawn: at first a mark on the page's own clock, each time an event of the map.
function hantingDrawn(map) {
  if (!performance.getEntriesByName("hanting:drawn").length) performance.mark("hanting:drawn");
  map.fire("hanting:drawn");
}

// What a page's JSON holds of a small layer, and what was unpacked of a large one, are asked in the same way.
function hantingPlainRows({ zh, en, ids, member, rough, shown, geometry }) {
  return {
    size: zh.length,
    members: member,
    name: (i) => [zh[i], en[i]],
    id: (i) => (ids ? String(ids[i] ?? "") : ""),
    member: (i) => member[i],
    rough: (i) => rough[i],
    value: (i, column) => shown[column][i],
    placed: (i) => geometry[i] !== null,
  };
}

function hantingPackedRows(data, { zh, en, ids, shown }) {
  const { columns } = data;
  return {
    size: data.features,
    members: data.member,
    name: (i) => [String(columns[zh](i)), String(columns[en](i))],
    id: (i) => (ids === null ? "" : String(columns[ids](i) ?? "")),
    member: (i) => data.member[i],
    rough: (i) => data.rough[i],
    value: (i, column) => columns[shown[column]](i),
    placed: (i) => data.rings[i] > 0,
  };
}

function hantingLayer(facts) {
  const made = new Map();
  let text = null, starts = null; // all names and ids, for the search
  const layer = {
    ...facts, on: facts.visible, rows: null, hidden: null, shownOf: facts.classes.map((kind) => kind.count),
    filters: new Map(), off: new Set(), // column -> {label, test}; classes that are switched off
    until: Infinity, // the phase that is shown, of a layer that has some

    attach(rows) {
      layer.rows = rows;
      layer.hidden = new Uint8Array(rows.size);
      return layer;
    },

    feature(i) {
      if (!made.has(i)) {
        const kind = layer.classes[layer.rows.member(i)];
        made.set(i, {
          layer, index: i, kind, name: layer.rows.name(i), id: layer.rows.id(i), rough: layer.rows.rough(i),
          placed: layer.rows.placed(i), drawnAs: kind.drawn_as, value: (column) => layer.rows.value(i, column),
        });
      }
      return made.get(i);
    },

    // The numbers of the features that a filter lets through and whose name or id holds the words.
    find(wanted) {
      const found = [], { rows, hidden } = layer;
      if (!rows) return found;
      if (!wanted) {
        for (let i = 0; i < rows.size; i++) if (!hidden[i]) found.push(i);
        return found;
      }
      if (text === null) {
        const keys = Array.from({ length: rows.size }, (_, i) => [...rows.name(i), rows.id(i)].join("\n").toLowerCase() + "\0");
        starts = new Uint32Array(rows.size + 1);
        for (let i = 0; i < rows.size; i++) starts[i + 1] = starts[i] + keys[i].length;
        text = keys.join("");
      }
      for (let at = text.indexOf(wanted), i = 0; at >= 0; at = text.indexOf(wanted, starts[i + 1])) {
        let low = i, high = rows.size;
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if (starts[middle] <= at) low = middle;
          else high = middle;
        }
        i = low;
        if (!hidden[i]) found.push(i);
      }
      return found;
    },

    // The features fall into other classes: gives the numbers of those that moved.
    reclass(classOf) {
      const { rows, classes } = layer, moved = [];
      for (const kind of classes) kind.count = 0;
      for (let i = 0; i < rows.size; i++) {
        const own = classOf(i);
        if (rows.members[i] !== own) moved.push(i);
        rows.members[i] = own;
        if (rows.placed(i)) classes[own].count++;
      }
      for (const [i, feature] of made) feature.kind = classes[rows.member(i)];
      layer.refilter();
      return moved;
    },

    refilter() {
      const { rows, hidden, filters, off, phase, until } = layer;
      const tests = [...filters].map(([column, filter]) => [column, filter.test]);
      layer.shownOf = layer.classes.map(() => 0);
      if (!off.size && !tests.length && !phase) { // as a rule nothing is left out
        hidden.fill(0);
        for (let i = 0; i < rows.size; i++) if (rows.placed(i)) layer.shownOf[rows.member(i)]++;
        return;
      }
      for (let i = 0; i < rows.size; i++) {
        const member = rows.member(i);
        hidden[i] = off.has(member) || (phase && phase[i] !== null && phase[i] > until) || !tests.every(([column, test]) => test(rows.value(i, column))) ? 1 : 0;
        if (!hidden[i] && rows.placed(i)) layer.shownOf[member]++;
      }
    },
  };
  return layer;
}
