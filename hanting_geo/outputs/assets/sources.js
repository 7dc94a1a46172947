"use strict";
// What the map rests on: features without a place, accuracies, sources and licences.

// Rows from OpenStreetMap must say so on every product, also where a layer's own attribution was lost on the way.
const hantingOsm = "© OpenStreetMap contributors, ODbL";
const hantingIsOsm = (layer) => /ODbL|OpenStreetMap/i.test(layer.licence.join(" ") + layer.attribution);

function hantingSources(page) {
  const { kit, plan, layers } = page;
  const { say, word, make } = kit;

  let list = null; // of the features without a place
  const missing = () => layers.filter((layer) => layer.rows && layer.unplaced).flatMap((layer) =>
    Array.from({ length: layer.features }, (_, i) => i).filter((i) => !layer.rows.placed(i)).slice(0, 500).map((i) => layer.feature(i)));

  function unplaced() {
    const count = layers.reduce((sum, layer) => sum + layer.unplaced, 0);
    if (!count) return list = null;
    const box = make("details", { class: "hg-missing" }, make("summary", {}, count + " " + word("noPlaces")), make("ul", {}));
    const fill = () => box.querySelector("ul").replaceChildren(...(box.open ? missing().map(page.finder.item) : []));
    box.addEventListener("toggle", fill);
    list = { fill };
    return box;
  }

  // Paper cannot be opened: the sources of each layer stand there, and what has no place is listed.
  let shut = [];
  function onPaper(open) {
    if (open) shut = document.querySelectorAll(":is(.hg-basis details, .hg-missing):not([open])");
    for (const each of shut) each.open = open;
    list?.fill();
  }

  function basis() {
    const stated = layers.map((layer) => layer.accuracy_range).filter(Boolean).flat();
    const most = (metres) => kit.accuracy(metres).replace(word("about"), "±");
    const range = stated.length ? most(Math.min(...stated)) + " – " + most(Math.max(...stated)) : word("notStated");
    const line = (name, text) => [make("dt", {}, name), make("dd", {}, text)];
    return make("section", { class: "hg-basis" },
      make("h2", {}, word("basis")),
      make("p", {}, word("accuracyNote")),
      make("dl", {}, ...line(word("date"), plan.date),
        ...line(word("crs"), [...new Set(layers.map((layer) => say(layer.crs)))].join(kit.lang ? "; " : ";")),
        ...line(word("range"), range),
        ...line(word("precision"), plan.decimals + " " + word("decimals") + " (≤ " + plan.rounding_m + " m)"),
        ...(plan.basemap ? line(word("basemap"), plan.basemap.attribution) : [])),
      ...layers.map(provenance));
  }

  function provenance(layer) {
    const found = Object.entries(layer.findings).filter(([, count]) => count)
      .map(([level, count]) => count + " " + (Object.prototype.hasOwnProperty.call(plan.words, level) ? word(level) : level)).join(", ");
    const embedded = layer.columns.map((column) => say(column.label)).join(kit.lang ? ", " : "、") || "–";
    return make("details", {},
      make("summary", {}, say(layer.title), make("small", {}, credit(layer) || word("notStated"))),
      make("p", {}, word("embedded") + ": " + kit.grouped(layer.features) + " " + word("features") + " · " + embedded),
      found ? make("p", {}, word("findings") + ": " + found) : null,
      layer.sources.length ? make("ul", {}, ...layer.sources.map((source) => make("li", {}, say(source)))) : null);
  }

  function credit(layer) {
    const said = say(layer.attribution).split(/[;；]\s*/).filter(Boolean);
    if (hantingIsOsm(layer) && !said.includes(hantingOsm)) said.unshift(hantingOsm);
    return (said.length ? said : layer.licence.map(say)).join(" · ");
  }

  return { nodes: () => [unplaced(), basis()], onPaper, basis, missing };
}
