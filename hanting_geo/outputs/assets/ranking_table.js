"use strict";
// The ranking as a table that sorts, and the locked candidates side by side.

function hantingRankingTable(kit, facts, say, word, state, { nameOf, placed, go, locked }) {
  const { make, button } = kit;
  const MOST_LOCKED = 6, STEP = 100;
  const leaves = facts.tree.filter(([, , , measured]) => measured);
  const node = make("section", { class: "hg-ranking" }), compared = make("section", { class: "hg-compare" });
  const sort = { key: "rank", down: false };
  let most = STEP;

  const score = (value) => (Number.isNaN(value) ? "–" : kit.number(value, 4));
  const delta = (i) => (state.model.ranks[i] ? state.model.ranks[i] - state.model.rankOf(i) : 0); // above 0: it climbs
  const dot = (grade) => {
    const made = make("span", { class: "hg-dot", "aria-hidden": "true" });
    made.style.background = facts.grades[grade][1];
    return made;
  };

  function change(i) {
    const by = delta(i);
    if (!state.model.ranks[i]) return make("td", { class: "hg-change" });
    const said = word(by > 0 ? "up" : by < 0 ? "down" : "kept", { count: kit.grouped(Math.abs(by)) });
    return make("td", { class: "hg-change" + (by > 0 ? " hg-up" : by < 0 ? " hg-down" : "") },
      make("span", { "aria-hidden": "true" }, by > 0 ? "▲" + kit.grouped(by) : by < 0 ? "▼" + kit.grouped(-by) : "·"),
      make("span", { class: "hg-unseen" }, said));
  }

  const sorters = {
    rank: (i) => state.model.rankOf(i) || Infinity,
    change: (i) => -delta(i),
    score: (i) => (Number.isNaN(state.model.scores[i]) ? Infinity : -state.model.scores[i]),
  };

  function listed() {
    const found = state.model.first(most);
    const sign = sort.down ? -1 : 1;
    if (sort.key === "name") return found.sort((a, b) => sign * nameOf(a).localeCompare(nameOf(b), kit.lang ? "en" : "zh-CN", { numeric: true }));
    const keys = new Map(found.map((i, k) => [i, [sorters[sort.key](i), k]]));
    return found.sort((a, b) => {
      const [one, other] = [keys.get(a), keys.get(b)];
      return (one[0] === other[0] ? 0 : sign * (one[0] < other[0] ? -1 : 1)) || one[1] - other[1];
    });
  }

  function head(key, extra) {
    const on = sort.key === key;
    return make("th", { scope: "col", class: extra, "aria-sort": on ? (sort.down ? "descending" : "ascending") : null },
      button(word(key), {
        id: "hg-rank-sort-" + key,
        click: () => { sort.down = on && !sort.down; sort.key = key; render(); },
      }), on ? make("span", { "aria-hidden": "true" }, sort.down ? " ▾" : " ▴") : null);
  }

  function lock(i) {
    return make("input", {
      type: "checkbox", id: "hg-rank-lock-" + i, checked: locked.has(i), "aria-label": word("lockOf", { name: nameOf(i) }),
      disabled: !locked.has(i) && locked.size >= MOST_LOCKED,
      change: () => { if (!locked.delete(i)) locked.add(i); render(); },
    });
  }

  function row(i) {
    const { model } = state, rank = model.rankOf(i), grade = model.gradeOf(i);
    const bar = make("span", { class: "hg-scorebar", "aria-hidden": "true" });
    bar.style.width = 100 * Math.min(1, Math.max(0, model.scores[i] || 0)) + "%";
    bar.style.background = facts.grades[grade][1];
    return make("tr", { class: [rank === 1 ? "hg-best" : "", locked.has(i) ? "hg-locked" : "", rank ? "" : "hg-out"].join(" ").trim() || null, "data-place": i, "data-score": model.scores[i], "data-rank": rank, "data-grade": grade },
      make("td", { class: "hg-num" }, rank ? kit.grouped(rank) : make("span", {}, "–", make("span", { class: "hg-unseen" }, word("noRank")))), change(i),
      make("th", { scope: "row" }, !placed(i) ? nameOf(i) : button(nameOf(i), { id: "hg-rank-go-" + i, click: (event) => go(i, event.currentTarget) })),
      make("td", { class: "hg-num hg-score" }, score(model.scores[i]), bar),
      make("td", { class: "hg-grade" }, dot(grade), make("span", { class: "hg-unseen" }, say(facts.grades[grade][0]))),
      make("td", {}, lock(i)));
  }

  function render() {
    const { model } = state;
    const again = document.activeElement?.id;
    const rows = listed();
    const said = rows.length < model.size
      ? word("shownOf", { shown: kit.grouped(rows.length), all: kit.grouped(model.size) }) : word("allOf", { all: kit.grouped(model.size) });
    node.replaceChildren(make("h2", {}, word("table"), " ", make("small", {}, said)),
      make("table", {}, make("caption", { class: "hg-unseen" }, word("table") + " " + said),
        make("thead", {}, make("tr", {}, head("rank", "hg-num"), head("change"), head("name"), head("score", "hg-num"),
          make("th", { scope: "col" }, make("span", { class: "hg-unseen" }, word("grade"))), make("th", { scope: "col" }, word("lock")))),
        make("tbody", {}, ...rows.map(row))));
    if (rows.length < model.size) node.append(button(word("more"), { class: "hg-more", id: "hg-rank-more", click: () => { most += STEP; render(); } }));
    compare();
    if (again && /^hg-rank-/.test(again) && document.activeElement?.id !== again) document.getElementById(again)?.focus({ preventScroll: true });
  }

  // A column for each locked candidate, a row for each criterion: what it adds, and of how much it could.
  function compare() {
    const { model, weights } = state, chosen = [...locked];
    compared.replaceChildren(make("h2", {}, word("compare")));
    if (!chosen.length) return compared.append(make("p", { class: "hg-hint" }, word("compareHint", { most: MOST_LOCKED })));
    const best = (values) => (chosen.length > 1 && new Set(values).size > 1 ? Math.max(...values) : NaN);
    const line = (title, values, write, also) => {
      const top = best(values);
      return make("tr", {}, make("th", { scope: "row" }, title, also ? make("small", {}, " " + also) : null),
        ...values.map((value, k) => make("td", { class: value === top ? "hg-num hg-top" : "hg-num" }, write(value, chosen[k]))));
    };
    const parts = leaves.map(([, title], j) => line(say(title), chosen.map((i) => model.part(i, j, weights)), score, kit.number(100 * weights[j], 1) + " %"));
    return compared.append(make("div", { class: "hg-scroll", tabindex: "0", role: "region", "aria-label": word("compare") }, make("table", {},
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, word("criterion")), ...chosen.map((i) =>
        make("th", { scope: "col" }, nameOf(i), " ", button("×", { id: "hg-rank-free-" + i, "aria-label": word("unlock", { name: nameOf(i) }), click: () => { locked.delete(i); render(); } }))))),
      make("tbody", {}, ...parts),
      make("tfoot", {}, line(word("score"), chosen.map((i) => model.scores[i]), score),
        make("tr", {}, make("th", { scope: "row" }, word("rank")), ...chosen.map((i) => make("td", { class: "hg-num" }, String(model.rankOf(i) || "–")))),
        make("tr", {}, make("th", { scope: "row" }, word("grade")), ...chosen.map((i) => make("td", { class: "hg-num" }, dot(model.gradeOf(i)), " ", say(facts.grades[model.gradeOf(i)][0]))))))));
  }

  return { node, compared, render };
}
