"use strict";
// The head of the page: title, date, systems, the button of the panel and that of the language.

function hantingTitle(page) {
  const { canvas, kit, plan, layers } = page;
  const { say, word, make, button } = kit;
  const node = make("header", { class: "hg-head" });

  // On a phone the panel lies over the map.
  function showPanel(open) {
    document.body.classList.toggle("hg-open", open);
    document.querySelector(".hg-toggle").setAttribute("aria-expanded", String(open));
  }

  function render() {
    const other = kit.lang ? "中文" : "English";
    node.replaceChildren(
      make("a", {
        class: "hg-skip hg-unseen", href: "#" + canvas.id,
        click: (event) => { event.preventDefault(); showPanel(false); canvas.focus(); },
      }, ["跳到地图", "Skip to the map"][kit.lang]),
      ...(page.ranking ? [page.ranking.skip()] : []),
      make("div", {},
        make("h1", {}, say(plan.title)),
        make("p", {}, [word("date") + " " + plan.date, ...new Set(layers.map((layer) => say(layer.crs)))].join(" · "))),
      make("div", { class: "hg-buttons" },
        button(word("panel"), {
          class: "hg-toggle", "aria-controls": "hg-panel", "aria-expanded": String(document.body.classList.contains("hg-open")),
          click: () => showPanel(!document.body.classList.contains("hg-open")),
        }),
        button(other, { id: "hg-language", lang: kit.lang ? "zh-CN" : "en", click: () => page.setLanguage(1 - kit.lang) })));
  }

  return { node, render, showPanel };
}
