"use strict";
/* global L, hantingUnpack, hantingRankingNumbers, hantingRankingModel, hantingRankingSliders, hantingRankingTable, hantingRankingCard, hantingRankingCurves */
// The part of the page that decides: weights that can be moved, who is first then, and what became of the report's order.

function hantingRanking(page) {
  const { map, kit, plan, layers } = page;
  const { make, button, say } = kit;
  const facts = plan.ranking, layer = layers[facts.layer];
  const word = (key, fields = {}) => facts.words[key][kit.lang].replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  const state = { weights: Float64Array.from(facts.weights), model: null };
  const locked = new Set();
  const nameOf = (i) => say(layer.rows.name(i));
  const go = (i, from) => {
    const feature = layer.feature(i);
    if (feature.placed) page.popups.go(feature, from);
  };

  const node = make("section", { class: "hg-rank", id: "hg-rank", tabindex: "-1" });
  const answer = make("div", { class: "hg-answer" }), took = make("section", { class: "hg-took" }), live = make("p", { class: "hg-unseen", role: "status" });
  const sliders = hantingRankingSliders(kit, facts, say, word, state, () => moved());
  const table = hantingRankingTable(kit, facts, say, word, state, { nameOf, placed: (i) => layer.rows.placed(i), go, locked });
  const curves = hantingRankingCurves(kit, facts, say);
  const badges = L.layerGroup().addTo(map);
  layer.more = hantingRankingCard(kit, facts, say, word, state);
  document.body.classList.add("hg-ranked");

  let waiting = 0, again = false, painting = 0, telling = 0, said = "";
  // Numbers come at once, and once a frame however often a slider moves in it; the map follows when there is time.
  function moved() {
    sliders.update();
    again = true;
    if (!waiting) numbers();
  }

  function numbers() {
    again = false;
    recompute();
    waiting = requestAnimationFrame(() => { waiting = 0; if (again) numbers(); });
  }

  const MOST_COUNTED = 20000; // of more, ranks that differ are counted once the numbers are shown

  function recompute() {
    state.model.compute(state.weights);
    show();
    clearTimeout(painting);
    painting = setTimeout(paint, 0);
  }

  function show() {
    answered(state.model.count <= MOST_COUNTED);
    table.render();
    clearTimeout(telling);
    telling = setTimeout(() => { live.textContent = said; }, 700); // read out once, when it has come to rest
  }

  function paint() {
    if (state.model.count > MOST_COUNTED) answered(true);
    const hadHidden = layer.hidden.some(Boolean);
    const changed = layer.reclass(state.model.gradeOf);
    if (layer.view) layer.view.reordered().redraw();
    else for (const i of changed) layer.shapes[i]?.repaint();
    if (changed.length && (hadHidden || layer.hidden.some(Boolean))) page.refresh();
    if (changed.length) page.legend.render();
    page.popups.update();
    badges.clearLayers();
    for (const i of state.model.first(3)) {
      const feature = layer.feature(i);
      if (!state.model.ranks[i] || !feature.placed) continue;
      const icon = L.divIcon({ className: "hg-badge", iconSize: [24, 24], iconAnchor: [12, 33], html: make("span", { "aria-hidden": "true" }, String(state.model.rankOf(i))) });
      L.marker(feature.anchor, { icon, interactive: false, keyboard: false, zIndexOffset: 5000 - i % 1000 }).addTo(badges);
    }
    map.fire("hanting:ranked");
  }

  // Who is first, by how much, whether the order is still that of the report, and what it took.
  function answered(counted) {
    const { model, weights } = state;
    const shift = weights.reduce((sum, weight, j) => sum + Math.abs(weight - facts.weights[j]), 0) / 2;
    const touched = shift > 1e-9, other = model.differs();
    const top = model.first(5), best = top.filter((i) => model.rankOf(i) === 1), second = top.find((i) => model.rankOf(i) > 1);
    const score = (value) => kit.number(value, 4), name = best.map(nameOf).join(kit.lang ? ", " : "、");
    const margin = second === undefined || !model.ranks[second] ? null
      : word("ahead", { name: nameOf(second), margin: score(model.scores[best[0]] - model.scores[second]) });
    const old = model.standing.find((i) => model.ranks[i] === 1);
    const order = other ? word(counted ? "differs" : "differ", { count: counted ? kit.grouped(model.changed()) : "" }) : word(touched ? "sameMoved" : "same");
    const fallen = old !== undefined && model.rankOf(old) !== 1 ? word("was", { name: nameOf(old), rank: kit.grouped(model.rankOf(old)) }) : null;
    const grade = facts.grades[model.gradeOf(best[0])];
    const dot = make("span", { class: "hg-dot", "aria-hidden": "true" });
    dot.style.background = grade[1];
    const leaves = facts.tree.filter(([, , , measured]) => measured);
    const moves = leaves.map(([, title], j) => [say(title), facts.weights[j], weights[j]]).filter(([, then, now]) => Math.abs(now - then) > 5e-4)
      .sort((a, b) => Math.abs(b[2] - b[1]) - Math.abs(a[2] - a[1]));
    const had = document.activeElement?.id;
    answer.replaceChildren(
      make("p", { class: "hg-label" }, word(best.length > 1 ? "tied" : "first")),
      make("p", { class: "hg-winner" }, button(name, { id: "hg-rank-winner", click: (event) => go(best[0], event.currentTarget) })),
      make("p", {}, make("strong", {}, score(model.scores[best[0]])), " ", dot, " ", say(grade[0]), margin ? " · " + margin : null),
      make("p", { class: other ? "hg-state hg-differs" : "hg-state" }, order, fallen ? make("span", {}, kit.lang ? ". " : "。", fallen) : null));
    took.replaceChildren(
      make("p", {}, touched ? word("took", { points: kit.number(100 * shift, 1) }) : word("nothing")),
      make("ul", {}, ...moves.map(([title, then, now]) => make("li", {}, title + " " + kit.number(100 * then, 1) + " → " + kit.number(100 * now, 1) + " %"))),
      button(word("reset"), { id: "hg-rank-reset", class: "hg-more", "aria-disabled": String(!touched), click: reset }));
    if (had && /^hg-rank-(reset|winner)$/.test(had)) document.getElementById(had).focus({ preventScroll: true });
    said = word("said", { name, score: score(model.scores[best[0]]), state: [order, fallen].filter(Boolean).join(kit.lang ? ". " : "。") });
  }

  function reset() {
    state.weights.set(facts.weights);
    moved();
  }

  function render() {
    node.setAttribute("aria-label", word("title"));
    if (!state.model) return;
    sliders.render();
    answered(true);
    table.render();
    curves.render();
  }

  async function start() {
    const block = document.getElementById(facts.block);
    const read = hantingRankingNumbers(await hantingUnpack(block.textContent), facts.weights.length);
    block.remove(); // the text is unpacked: its memory is free
    state.model = hantingRankingModel(facts, read);
    state.model.compute(state.weights);
    // Who is first stays in sight, and nothing above a slider grows while it is held.
    node.replaceChildren(answer, live, make("div", { class: "hg-rankparts" }, sliders.node, took, table.node, table.compared, curves.some ? curves.node : "", sliders.out));
    render();
    paint();
  }

  const skip = () => make("a", {
    class: "hg-skip hg-unseen", href: "#hg-rank",
    click: (event) => { event.preventDefault(); page.title.showPanel(false); node.focus(); },
  }, word("skip"));

  return { node, start, render, skip };
}
