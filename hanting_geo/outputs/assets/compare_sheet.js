"use strict";
// What stands on paper round the maps: of each its title and legend, of all together what they rest on.
// The maps tell it element by element. Only names and attributes that are known here are written, and text is text.

function hantingSheet(panes) {
  const TAGS = new Set(["div", "section", "h2", "h3", "h4", "p", "small", "span", "ul", "li", "dl", "dt", "dd", "strong", "table", "thead", "tbody", "tfoot", "tr", "th", "td"]);
  const SHAPES = new Set(["svg", "path", "line", "rect", "circle"]);
  const DRAWN = new Set(["viewBox", "width", "height", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray"]);
  const sections = [...document.querySelectorAll("main > section")].slice(0, panes);
  const sheets = [];

  function written(told) {
    if (!Array.isArray(told)) return String(told);
    const [tag, attributes, ...children] = told, shape = SHAPES.has(tag);
    const node = shape ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(TAGS.has(tag) ? tag : "span");
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "class" || name === "lang" || (shape && DRAWN.has(name))) node.setAttribute(name, String(value));
    }
    node.append(...children.map(written));
    return node;
  }

  const block = (name, ...told) => {
    const node = document.createElement("div");
    node.className = name;
    node.append(...told.map(written));
    return node;
  };

  // What has no place on a map is listed once where all say the same, and else under the title of each.
  function unplaced(there) {
    const some = there.filter(({ missing }) => missing);
    const same = some.length === panes && new Set(some.map(({ missing }) => JSON.stringify(missing))).size === 1;
    return (same ? [some[0]] : some).map(({ head, missing: [heading, ...lines] }) =>
      block("hg-missing", ["h4", {}, ...(same ? [] : [...head[0].slice(2), " · "]), ...heading.slice(2)], ...lines));
  }

  function write(from, sheet) {
    sheets[from] = sheet;
    sections[from].querySelector("header").replaceChildren(...sheet.head.map(written));
    sections[from].querySelector("aside").replaceChildren(...sheet.answer.map(written), written(sheet.legend), block("hg-facts", sheet.basis[2]));
    const there = sheets.filter(Boolean), [heading, note] = there[0].basis;
    const layers = new Map(there.flatMap(({ basis }) => basis.slice(3)).map((told) => [JSON.stringify(told), told]));
    document.querySelector("footer").replaceChildren(
      block("hg-basis", heading, note),
      ...[...layers.values()].map((told) => block("hg-source", told)),
      ...unplaced(there));
    document.querySelector("article").replaceChildren(...there.filter(({ ranking }) => ranking.length)
      .map(({ head, ranking }) => block("hg-rank", head[0], ...ranking)));
  }

  return { write };
}
