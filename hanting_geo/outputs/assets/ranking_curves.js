"use strict";
// Each value function over the histogram of its data, folded until somebody asks.

function hantingRankingCurves(kit, facts, say) {
  const { make } = kit;
  const node = make("section", { class: "hg-curves" });
  const open = new Set();

  function drawn({ said, size, shapes }) {
    const picture = make("svg", { role: "img", viewBox: "0 0 " + size.join(" ") }, make("title", {}, say(said)));
    for (const [tag, attributes, text] of shapes) picture.append(make(tag, attributes, text ? say(text) : null));
    return picture;
  }

  // A picture is made when it is first unfolded: of a hundred criteria nobody looks at all.
  function folded(curve, i) {
    const body = make("div", {});
    const show = () => { if (!body.firstChild) body.append(drawn(curve), make("p", { class: "hg-hint" }, say(curve.said))); };
    const details = make("details", { open: open.has(i) }, make("summary", { id: "hg-curve-" + i }, say(curve.title)), body);
    details.addEventListener("toggle", () => {
      open[details.open ? "add" : "delete"](i);
      if (details.open) show();
    });
    if (open.has(i)) show();
    return details;
  }

  function render() {
    node.replaceChildren(make("h2", {}, say(facts.curvesTitle)), ...facts.curves.map(folded));
  }

  return { node, render, some: facts.curves.length > 0 };
}
