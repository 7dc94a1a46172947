"use strict";
// What the map rests on: features without a place, accuracies, sources and licences.

// Rows from OpenStreetMap must say so on every product, also where a layer's own attribution was lost on the way.
const hantingOsm = "© OpenStreetMap contributors, ODbL";
const hantingIsOsm = (layer) => /ODbL|OpenStreetMap/i.test(layer.licence.join(" ") + layer.attribution);

function hantingSources(page) {
  const { kit, plan, layers } = page;
  const { say, word, make } = kit;

  let list = null; // of the features without a place
  const heading = () => {
    const count = layers.reduce((sum, layer) => sum + layer.unplaced, 0);
    return count ? count + " " + word("noPlaces") : null;
  };
  const withoutPlace = (layer) => (layer.rows && layer.unplaced ? Array.from({ length: layer.features }, (_, i) => i)
    .filter((i) => !layer.rows.placed(i)).slice(0, 500).map((i) => layer.feature(i)) : []);

  function unplaced() {
    const text = heading();
    if (!text) return list = null;
    const box = make("details", { class: "hg-missing" }, make("summary", {}, text), make("ul", {}));
    const fill = () => box.querySelector("ul").replaceChildren(...(box.open ? layers.flatMap(withoutPlace).map(page.finder.item) : []));
    box.addEventListener("toggle", fill);
    list = { box, fill, wasOpen: false };
    return box;
  }

  // Paper cannot be opened: what has no place is listed there.
  function onPaper(printing) {
    if (!list) return;
    if (printing) list.wasOpen = list.box.open;
    list.box.open = printing || list.wasOpen;
    list.fill();
  }

  function basis() {
    const stated = layers.map((layer) => layer.accuracy_range).filter(Boolean).flat();
    const most = (metres) => kit.accuracy(metres).replace(word("about"), "±");
    const [least, greatest] = [Math.min(...stated), Math.max(...stated)];
    const range = !stated.length ? word("notStated") : least === greatest ? most(least) : most(least) + " – " + most(greatest);
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
      layer.sources.length ? make("ul", {}, ...layer.sources.map((source) => make("li", {}, source))) : null);
  }

  function credit(layer) {
    const said = layer.attribution.split(/;\s*/).filter(Boolean);
    if (hantingIsOsm(layer) && !said.includes(hantingOsm)) said.unshift(hantingOsm);
    return (said.length ? said : layer.licence).join(" · ");
  }

  // The same without folding: a line for each layer.
  function missing() {
    const lines = layers.map((layer) => [layer, withoutPlace(layer).map((feature) => say(feature.name))]).filter(([, names]) => names.length)
      .map(([layer, names]) => make("p", {}, say(layer.title) + ": " + names.join(kit.lang ? ", " : "、")));
    return heading() ? make("section", {}, make("h2", {}, heading()), ...lines) : null;
  }

  return { nodes: () => [unplaced(), basis()], onPaper, basis, missing };
}
