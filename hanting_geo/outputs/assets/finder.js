"use strict";
/* global hantingLayer */
// Search, filter and the list that a keyboard and a screen reader go through.

const HANTING_LISTED = 200;
let hantingFinders = 0; // on a map of several packed layers each has one

function hantingFinder(kit, layers, { go, changed }) {
  const { make, say, word, button } = kit;
  const mark = hantingFinders++ ? "-" + hantingFinders : "";
  let query = "", listed = HANTING_LISTED;

  const found = make("span", {}), status = make("p", { class: "hg-unseen", role: "status" }); // a summary is no live region
  const list = make("ul", { id: "hg-results" + mark, class: "hg-results", keydown: (event) => {
    const all = [...list.querySelectorAll("li > button")], now = all.indexOf(document.activeElement);
    const next = all[{ ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key]];
    if (next) { event.preventDefault(); next.focus(); }
  } });
  const more = button("", { class: "hg-more", click: () => {
    listed += HANTING_LISTED;
    renderList();
    list.children[listed - HANTING_LISTED]?.querySelector("button").focus(); // on from where one was
  } });
  const every = make("details", { class: "hg-every" }, make("summary", {}, found), list, more);

  function item(feature) {
    const row = make("li", {});
    const entry = button("", {
      "aria-expanded": feature.placed ? null : "false",
      click: () => {
        if (feature.placed) return go(feature, entry);
        // A feature without a place shows what is known about it where it is listed.
        const open = row.querySelector(".hg-card");
        if (open) open.remove();
        else row.append(kit.card(feature));
        entry.setAttribute("aria-expanded", String(!open));
      },
    });
    entry.append(say(feature.name), make("small", {}, say(feature.layer.title) + (feature.placed ? "" : " · " + word("noPlace"))));
    row.append(entry);
    return row;
  }

  function renderList() {
    const wanted = query.trim().toLowerCase();
    const hits = layers.map((layer) => [layer, layer.find(wanted)]);
    const count = hits.reduce((sum, [, some]) => sum + some.length, 0);
    const all = layers.reduce((sum, layer) => sum + layer.features, 0);
    const first = [];
    for (const [layer, some] of hits) for (const i of some.slice(0, listed - first.length)) first.push(layer.feature(i));
    found.textContent = layers.some((layer) => !layer.rows && !layer.failed) ? word("loading")
      : wanted && !count ? word("none")
        : (wanted || count < all ? count + " / " : word("list") + " ") + all + " " + word("features");
    status.textContent = found.textContent;
    list.replaceChildren(...first.map(item));
    more.hidden = count <= listed;
    more.textContent = word("more") + " (" + Math.min(count - listed, HANTING_LISTED) + ")";
    if (wanted) every.open = true;
  }

  const search = make("input", {
    type: "search", id: "hg-search" + mark, autocomplete: "off", "aria-controls": "hg-results" + mark,
    input: (event) => { query = event.target.value; listed = HANTING_LISTED; renderList(); },
    keydown: (event) => {
      const first = list.querySelector("button");
      if (first && event.key === "Enter") first.click();
      if (first && event.key === "ArrowDown") { event.preventDefault(); first.focus(); }
    },
  });

  // ---- filter by attribute ----

  const heading = make("summary", {}), fields = make("div", {});
  const filter = make("details", { class: "hg-filter", toggle: () => renderFilter() }, heading, fields);
  let target = 0, chosen = 0; // layer and column

  function change(layer) {
    layer.refilter();
    changed(layer);
    listed = HANTING_LISTED;
    renderList();
    renderChips();
  }

  function select(label, options, value, act) {
    const box = make("select", { "data-field": label, change: (event) => act(Number(event.target.value)) },
      ...options.map((text, i) => make("option", { value: i, selected: i === value }, text)));
    return make("label", {}, make("span", {}, label), box);
  }

  const chips = make("p", { class: "hg-chips" });
  function renderChips() {
    const active = layers.flatMap((layer) => [...layer.filters].map(([column, { text }]) => [layer, column, text]));
    chips.replaceChildren(...active.map(([layer, column, text]) =>
      button(say(layer.columns[column].label) + " " + text() + " ✕", {
        "aria-label": word("remove") + " " + say(layer.columns[column].label) + " " + text(),
        click: () => { layer.filters.delete(column); change(layer); renderFilter(); heading.focus(); },
      })));
  }

  function tally(layer, column) {
    const counts = new Map();
    let numeric = 0, low = Infinity, high = -Infinity;
    for (let i = 0; i < layer.rows.size; i++) {
      const value = layer.rows.value(i, column);
      if (typeof value === "number") {
        numeric++;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
      const key = value === null ? null : JSON.stringify(value);
      if (counts.size <= HANTING_LISTED || counts.has(key)) counts.set(key, (counts.get(key) || 0) + 1);
    }
    return { counts, numeric, low, high };
  }

  // One of few values is chosen, numbers have a least and a most, any other text holds what is typed.
  function condition(layer, column) {
    const { counts, numeric, low, high } = tally(layer, column), facts = layer.columns[column];
    const before = layer.filters.get(column)?.given; // what was given stands there when one comes back
    const set = (given, text, test) => {
      if (given === null) layer.filters.delete(column);
      else layer.filters.set(column, { given, text, test });
      change(layer);
    };
    if (numeric && counts.size > 12) {
      const typed = before ? [...before] : ["", ""];
      const asShown = facts.name === "share" ? (value) => Number((value * 100).toFixed(9)) : (value) => value;
      const bound = (k, edge) => make("label", {}, make("span", {}, word(k ? "most" : "least")), make("input", {
        type: "number", step: "any", placeholder: kit.shown(edge, facts), value: typed[k],
        input: (event) => {
          typed[k] = event.target.value;
          const [least, most] = typed.map((text, side) => (text === "" ? (side ? Infinity : -Infinity) : Number(text)));
          const text = typed.map((part, side) => part && (side ? "≤ " : "≥ ") + kit.grouped(Number(part))).filter(Boolean).join(" ");
          set(text ? [...typed] : null, () => text,
            (value) => typeof value === "number" && asShown(value) >= least && asShown(value) <= most);
        },
      }));
      return [bound(0, low), bound(1, high)];
    }
    if (counts.size <= HANTING_LISTED) {
      const keys = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a));
      const shown = (key) => (key === null ? word("noValue") : kit.shown(JSON.parse(key), facts));
      return [select(word("value"), [word("all"), ...keys.map((key) => shown(key) + " (" + counts.get(key) + ")")], before ? keys.indexOf(before[0]) + 1 : 0, (k) =>
        set(k ? [keys[k - 1]] : null, () => "= " + shown(keys[k - 1]), (value) => (value === null ? null : JSON.stringify(value)) === keys[k - 1]))];
    }
    return [make("label", {}, make("span", {}, word("holds")), make("input", {
      type: "text", value: before ? before[0] : "",
      input: (event) => {
        const wanted = event.target.value.trim().toLowerCase();
        set(wanted ? [wanted] : null, () => "∋ " + wanted, (value) => value !== null && say(value).toLowerCase().includes(wanted));
      },
    }))];
  }

  function renderFilter() {
    const usable = layers.filter((layer) => layer.rows && layer.columns.length && layer.rows.size > 1);
    filter.hidden = !usable.length;
    heading.textContent = word("filter");
    if (!usable.length || !filter.open) return fields.replaceChildren();
    target = Math.min(target, usable.length - 1);
    const layer = usable[target];
    chosen = Math.min(chosen, layer.columns.length - 1);
    const again = document.activeElement?.dataset.field; // what is written anew keeps the focus
    fields.replaceChildren(
      usable.length > 1 ? select(word("layer"), usable.map((one) => say(one.title)), target, (k) => { target = k; chosen = 0; renderFilter(); }) : "",
      select(word("column"), layer.columns.map((column) => say(column.label)), chosen, (k) => { chosen = k; renderFilter(); }),
      ...condition(layer, chosen));
    return [...fields.querySelectorAll("select")].find((box) => box.dataset.field === again)?.focus();
  }

  function render() {
    search.placeholder = word("search");
    renderFilter();
    renderChips();
    renderList();
  }

  const node = make("section", { class: "hg-find", role: "search" }, make("label", { for: "hg-search" + mark }), search, status, every, filter, chips);
  return {
    node, item, renderList, search,
    render() {
      node.querySelector("label").textContent = word("search");
      render();
    },
  };
}
