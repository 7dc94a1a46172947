"use strict";
// Layers and legend: a box for each layer, an entry for each class with its count, all of them switches.

function hantingLegend(page) {
  const { kit, plan, layers } = page;
  const { say, word, make, button, swatch } = kit;
  const node = make("section", {});

  function render() {
    const again = document.activeElement?.id;
    node.replaceChildren(make("h2", {}, word("layers")), ...layers.map(legend), ...[roughness()].filter(Boolean));
    if (again && node.querySelector("#" + again)) document.getElementById(again).focus(); // written anew, it keeps the focus
  }

  function legend(layer, position) {
    const drawn = layer.classes.map((kind, k) => [kind, k]).filter(([kind]) => kind.count || kind.graded);
    const box = make("input", { type: "checkbox", id: "hg-layer-" + position, checked: layer.on, change: (event) => { layer.on = event.target.checked; page.refresh(); } });
    const counted = (shown, all) => make("span", { class: "hg-count" }, shown === all ? kit.grouped(all) : kit.grouped(shown) + " / " + kit.grouped(all));
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    // The only entry stands beside the title: without a caption, and where it says no other than the title.
    const alone = drawn.length === 1 && (!layer.caption || say(drawn[0][0].text) === say(layer.title));
    const single = alone ? swatch(drawn[0][0], drawn[0][0].rough) : null;
    const toggle = (kind, k) => button("", {
      id: "hg-class-" + position + "-" + k, "aria-pressed": String(!layer.off.has(k)), disabled: !layer.rows,
      click: () => {
        if (!layer.off.delete(k)) layer.off.add(k);
        layer.refilter();
        page.refresh();
        page.finder.renderList();
        render();
      },
    });
    const entry = (kind, k) => {
      const one = toggle(kind, k);
      one.append(swatch(kind, kind.rough), make("span", {}, say(kind.text)), counted(layer.shownOf[k], kind.count));
      return make("li", {}, one);
    };
    return make("div", { class: "hg-layer" },
      make("label", {}, box, single, make("span", {}, say(layer.title)), counted(sum(layer.shownOf), sum(layer.classes.map((kind) => kind.count)))),
      layer.caption ? make("p", { class: "hg-caption" }, say(layer.caption)) : null,
      single ? null : make("ul", {}, ...drawn.map(([kind, k]) => entry(kind, k))));
  }

  function roughness() {
    if (!layers.some((layer) => layer.classes.some((kind) => kind.any_rough))) return null;
    return make("p", { class: "hg-rough" }, swatch({ look: ["#444444", null, 2, ""], drawn_as: "line" }, true), " ",
      word("rough") + plan.rough_from_m + word("roughEnd"));
  }

  return { node, render };
}
