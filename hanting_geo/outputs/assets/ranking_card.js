"use strict";
// In the card of a candidate: where it stands now, and a bar for what each criterion gives it, of what it could give.

function hantingRankingCard(kit, facts, say, word, state) {
  const { make } = kit;
  const leaves = facts.tree.filter(([, , , measured]) => measured);

  function bar(of, filled) {
    return make("svg", { class: "hg-bar", width: "100%", height: "7", "aria-hidden": "true" },
      make("rect", { x: "0", y: "0", width: (of * 100).toFixed(2) + "%", height: "7", rx: "2", fill: "#d5dde3" }),
      filled > 0 ? make("rect", { x: "0", y: "0", width: (filled * 100).toFixed(2) + "%", height: "7", rx: "2", fill: "#2f63a0" }) : null);
  }

  const within = (value) => Math.min(1, Math.max(0, value));

  return (feature) => {
    const { model, weights } = state, i = feature.index;
    if (!model) return null;
    const rank = model.rankOf(i), { product } = model, most = Math.max(...weights);
    const grade = facts.grades[model.gradeOf(i)][0];
    const said = [word("rank") + " " + (rank ? kit.grouped(rank) + " / " + kit.grouped(model.count) : "–"),
      Number.isNaN(model.scores[i]) ? null : word("score") + " " + kit.number(model.scores[i], 4), say(grade)].filter(Boolean).join(" · ");
    const was = rank && rank !== model.ranks[i] ? make("small", {}, " (" + word("report") + " " + kit.grouped(model.ranks[i]) + ")") : null;
    const lines = leaves.map(([id, title], j) => {
      const value = model.columns[j][i], part = model.part(i, j, weights), of = product ? 1 : most > 0 ? weights[j] / most : 0;
      return make("tr", { "data-criterion": id, "data-part": part },
        make("th", { scope: "row" }, say(title), bar(of, product ? within(part) : of * within(value))),
        make("td", {}, make("span", { class: "hg-value" }, Number.isNaN(part) ? "–" : (product ? "× " : "") + kit.number(part, 4)), " ",
          make("small", {}, (Number.isNaN(value) ? "–" : kit.grouped(Math.round(value * 1e4) / 1e4)) + (product ? " ^ " : " × ") + kit.number(100 * weights[j], 1) + " %")));
    });
    return make("div", { class: "hg-stands" }, make("p", { class: "hg-stand" }, said, was),
      make("table", { class: "hg-bars" },
        make("caption", {}, word(product ? "factors" : "contributions"), " ", make("small", {}, word("utility") + (product ? " ^ " : " × ") + word("weight"))),
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, word("criterion")), make("th", { scope: "col" }, word(product ? "factor" : "contribution")))),
        make("tbody", {}, ...lines)));
  };
}
