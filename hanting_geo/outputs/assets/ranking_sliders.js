"use strict";
/* global hantingWeightLines */
// A slider and a field for each weight, under the titles of its levels; below, the weights as text to copy.

function hantingRankingSliders(kit, facts, say, word, state, moved) {
  const { make, button } = kit;
  const leaves = facts.tree.filter(([, , , measured]) => measured);
  const depth = ([, , parent]) => (parent === null ? 0 : 1 + depth(facts.tree.find(([id]) => id === parent)));
  const percent = (value) => kit.number(100 * value, 1);
  const node = make("section", { class: "hg-weights" });
  const out = make("details", { class: "hg-copy" });
  let rows = [], levels = [], held = null, text = null, told = null; // held: the weights when a slider was taken hold of

  // One weight is set, and the others share the rest as they shared it before.
  function set(j, value) {
    if (!held || held.j !== j) held = { j, from: Float64Array.from(state.weights) };
    const own = Math.min(1, Math.max(0, value));
    const rest = (given) => given.reduce((sum, weight, k) => sum + (k === j ? 0 : weight), 0);
    const parts = [held.from, facts.weights].find((given) => rest(given) > 0) || state.weights.map(() => 1);
    const sum = rest(parts);
    for (let k = 0; k < state.weights.length; k++) {
      state.weights[k] = k === j ? (sum > 0 ? own : 1) : sum > 0 ? ((1 - own) * parts[k]) / sum : 0;
    }
    moved(j);
  }
  const release = () => { held = null; };

  function row(criterion, j) {
    const [id, title] = criterion, own = "hg-weight-" + j;
    const slider = make("input", {
      type: "range", min: 0, max: 100, step: 0.5, id: own, "data-criterion": id,
      input: (event) => set(j, event.target.valueAsNumber / 100), change: release,
    });
    const field = make("input", {
      type: "number", min: 0, max: 100, step: 0.1, "aria-label": word("percentOf", { title: say(title) }), "data-criterion": id,
      change: (event) => { if (event.target.value !== "") set(j, event.target.valueAsNumber / 100); release(); update(); },
    });
    const mark = make("span", { class: "hg-mark", "aria-hidden": "true" }, "▲");
    mark.style.left = "calc(8px + (100% - 16px) * " + facts.weights[j] + ")"; // where the slider's thumb would be
    rows[j] = { slider, field };
    return make("div", { class: "hg-weight" }, make("label", { for: own }, say(title)),
      make("div", { class: "hg-track" }, slider, mark), make("span", { class: "hg-percent" }, field, " %"));
  }

  function level(criterion) {
    const sum = make("span", { class: "hg-sum" });
    const below = (id) => facts.tree.filter(([, , parent]) => parent === id)
      .flatMap((one) => (one[3] ? [leaves.indexOf(one)] : below(one[0])));
    levels.push([sum, below(criterion[0])]);
    return make("h3", { class: "hg-level" }, make("span", {}, say(criterion[1])), sum);
  }

  function render() {
    const again = document.activeElement?.id;
    [rows, levels] = [[], []];
    text = make("textarea", { readonly: true, rows: 6, spellcheck: "false", wrap: "off", "aria-label": word("copyTitle") });
    told = make("span", { role: "status" });
    node.replaceChildren(make("h2", {}, word("weights")), make("p", { class: "hg-hint" }, word("hint")),
      ...tree(null));
    out.replaceChildren(make("summary", {}, word("copyTitle")),
      make("p", { class: "hg-hint" }, word("copyHint") + " " + word(facts.local ? "localNote" : "globalNote")), text,
      make("p", {}, button(word("copy"), { id: "hg-weights-copy", click: copy }), " ", told));
    if (again && /^hg-weight/.test(again)) document.getElementById(again)?.focus();
    update();
  }

  // Each row with what stands under it, in the order of the file.
  const tree = (parent) => facts.tree.filter((one) => one[2] === parent).flatMap((one) => {
    const made = one[3] ? row(one, leaves.indexOf(one)) : level(one);
    made.style.marginLeft = 12 * depth(one) + "px";
    return [made, ...tree(one[0])];
  });

  function update() {
    rows.forEach(({ slider, field }, j) => {
      const now = percent(state.weights[j]), report = percent(facts.weights[j]);
      if (document.activeElement !== slider || Math.abs(slider.valueAsNumber / 100 - state.weights[j]) > 0.0006) slider.value = 100 * state.weights[j];
      slider.setAttribute("aria-valuetext", word("valueSaid", { now, report }));
      slider.style.setProperty("--part", 100 * state.weights[j] + "%");
      if (document.activeElement !== field || held === null) field.value = now;
      field.closest(".hg-weight").classList.toggle("hg-moved", Math.abs(state.weights[j] - facts.weights[j]) > 5e-4);
    });
    for (const [sum, below] of levels) sum.textContent = percent(below.reduce((all, j) => all + state.weights[j], 0)) + " %";
    text.value = hantingWeightLines(facts, state.weights);
    told.textContent = "";
  }

  function copy() {
    text.focus();
    text.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch { done = false; }
    told.textContent = word(done ? "copied" : "notCopied");
    if (done) document.getElementById("hg-weights-copy").focus();
  }

  return { node, out, render, update };
}
