"use strict";
// What every part of the page writes with: elements, words in two languages, numbers, symbols, cards.
// Whatever a layer says reaches the page as text nodes and attributes, never as markup.

// The first of these nodes that can take the focus has it then; some are hidden or were written anew.
const hantingFocus = (...nodes) => nodes.find((node) => { node?.focus(); return node && document.activeElement === node; });

// Whether a popup had the focus when it closed: it may still fade away, or be gone with the focus.
const hantingHadFocus = (popup) =>
  document.activeElement === document.body || Boolean(popup.getElement()?.contains(document.activeElement));

function hantingKit(words, language) {
  const kit = { lang: language === "en" ? 1 : 0 }; // texts are pairs: Chinese, English
  const say = (text) => (Array.isArray(text) ? text[kit.lang] || text[1 - kit.lang] || "" : String(text ?? ""));
  const word = (key) => words[key][kit.lang];

  const SVG = new Set(["svg", "g", "path", "circle", "rect", "line", "text", "title"]);
  function make(tag, attributes, ...children) {
    const node = SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") node.addEventListener(name, value);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined)); // strings become text nodes
    return node;
  }

  const button = (text, attributes) => make("button", { type: "button", ...attributes }, text);

  // A format takes longer to make than to use: one is kept for each number of decimals.
  const formats = new Map();
  const format = (least, most) => {
    const key = least + "-" + most;
    if (!formats.has(key)) formats.set(key, new Intl.NumberFormat("en-US", { minimumFractionDigits: least, maximumFractionDigits: most }));
    return formats.get(key);
  };
  const number = (value, decimals) => format(decimals, decimals).format(value);

  const grouped = (value) => format(0, 9).format(value);

  const accuracy = (metres) => (metres === null ? word("notStated") : word("about") + grouped(metres) + " m");

  function shown(value, column) {
    if (column.name === "accuracy_m") return accuracy(value);
    if (value === null || value === undefined) return null;
    if (typeof value === "boolean") return word(value ? "yes" : "no");
    if (typeof value !== "number") return say(value);
    if (column.name === "share") return number(value * 100, 2) + " %";
    if (column.decimals !== null) return number(value, column.decimals);
    return /_(m|m2|km|ha|mu)$/.test(column.name) ? grouped(value) : String(value); // a year has no comma
  }

  // ---- how a class looks: [line, fill, width, symbol] ----

  const symbolPaths = {
    circle: "M10 4a6 6 0 1 0 .01 0z",
    square: "M4 4h12v12h-12z",
    diamond: "M10 2.5l7.5 7.5l-7.5 7.5l-7.5 -7.5z",
    triangle: "M10 3l7.5 13.5h-15z",
  };
  function symbol([color, fill, width, shape], rough) {
    return make("svg", { viewBox: "0 0 20 20", width: "20", height: "20", "aria-hidden": "true" },
      make("path", {
        d: symbolPaths[shape] || symbolPaths.circle, stroke: color, fill: fill || "#ffffff",
        "stroke-width": Math.min(width, 2.5), "stroke-dasharray": rough ? "3 2" : null,
      }));
  }

  // Areas: how strongly they are filled. Rough ones are paler, but shades of one scale must compare.
  // Some are a frame for what lies in them: outlined, and filled so that a click finds them.
  const opacity = ({ graded, look }, rough) => (graded ? 0.75 : look[3] === "outline" ? 0.06 : rough ? 0.4 : 0.6);

  function swatch({ look, drawn_as: drawnAs, graded }, rough) {
    const [color, fill, width, shape] = look;
    if (drawnAs === "point" && shape !== "label") return symbol(look, rough);
    const dash = rough ? "5 3" : null;
    const picture = make("svg", { viewBox: "0 0 26 16", width: "26", height: "16", "aria-hidden": "true" });
    if (drawnAs === "point") return picture;
    if (drawnAs === "line") {
      const line = (stroke, thick, dashes) =>
        picture.append(make("line", { x1: 1, y1: 8, x2: 25, y2: 8, stroke, "stroke-width": thick, "stroke-dasharray": dashes }));
      line(color, width, dash);
      if (shape === "rail") line("#ffffff", width - 2, rough ? null : "5 5");
    } else {
      picture.append(make("rect", {
        x: 1.5, y: 1.5, width: 23, height: 13, stroke: color, "stroke-width": Math.min(width, 2),
        fill: fill || "none", "fill-opacity": opacity({ graded, look }, rough), "stroke-dasharray": dash,
      }));
    }
    return picture;
  }

  // ---- what a click tells ----

  // What is asked first of any feature, in this order.
  const LEAD = ["ha", "area_ha", "drawn_ha", "mu", "area_mu", "drawn_mu", "published_ha", "length_km", "drawn_km", "length_m", "accuracy_m"];
  const PER = { ha: 1e4, mu: 1e4 / 15, m2: 1, km: 1000, m: 1 };
  const FEW = 7; // rows that are read at a glance

  // A place known within so many metres says no more of an area than its edge times as much; two digits are kept.
  function rounded(value, column, metres) {
    const unit = /(?:^|_)(ha|mu|m2|km|m)$/.exec(column.name)?.[1];
    if (!(metres > 0) || !unit || typeof value !== "number" || !(value > 0) || column.decimals === null) return null;
    const doubt = (unit === "km" || unit === "m" ? 2 * metres : metres * 4 * Math.sqrt(value * PER[unit])) / PER[unit];
    const power = Math.min(Math.floor(Math.log10(doubt)), Math.floor(Math.log10(value)) - 1);
    if (-power >= column.decimals) return null;
    return word("nearly") + number(Math.round(value / 10 ** power) * 10 ** power, Math.max(0, -power));
  }

  function card(feature, also) {
    const { layer, kind } = feature;
    const [zh, en] = feature.name;
    const at = layer.columns.findIndex((column) => column.name === "accuracy_m");
    const metres = at < 0 ? null : feature.value(at);
    const row = (column, i, short) => {
      const value = feature.value(i), text = (short && rounded(value, column, metres)) || shown(value, column);
      if (text === null || text === "" || ["name_zh", "name_en"].includes(column.name)) return null;
      return make("tr", { class: typeof value === "number" ? "num" : null },
        make("th", { scope: "row" }, say(column.name === "accuracy_m" ? words.accuracy : column.label)), make("td", {}, text));
    };
    const columns = layer.columns.map((column, i) => [column, i]);
    const table = (some, short) => {
      const rows = some.map(([column, i]) => row(column, i, short)).filter(Boolean);
      return rows.length ? make("table", {}, make("tbody", {}, ...rows)) : null;
    };
    const isLead = ([column]) => LEAD.includes(column.name);
    const lead = columns.filter(isLead).sort(([a], [b]) => LEAD.indexOf(a.name) - LEAD.indexOf(b.name));
    const rest = columns.filter((one) => !isLead(one) || (row(...one) && rounded(feature.value(one[1]), one[0], metres)));
    const many = columns.filter((one) => row(...one)).length > FEW;
    const folded = (title, ...inside) => make("details", { class: "hg-theme" }, make("summary", {}, title), ...inside);
    // What was measured comes first, then the bars; last, where it all is from. What a zone has none of is one line.
    const blocks = layer.zonal?.[feature.index] || [];
    const none = blocks.filter((block) => block.total === 0);
    const noneOf = (block) => say(block.title) + (block.note ? (kit.lang ? " (" : "(") + say(block.note) + (kit.lang ? ")" : ")") : "");
    const isMeasure = ([column]) => column.decimals !== null;
    const sum = (block) => (block.total === null ? "" : " " + number(block.total, block.decimals) + " " + say(block.unit));
    // In a popup the card is a stop of the Tab key: what it holds may have to be scrolled.
    return make("div", { class: "hg-card", tabindex: feature.placed ? "0" : "-1", role: "group", "aria-label": kit.lang ? en : zh },
      make("h3", {}, kit.lang ? en : zh),
      en === zh ? null : make("p", { class: "hg-other", lang: kit.lang ? "zh-CN" : "en" }, kit.lang ? zh : en),
      make("p", { class: "hg-class" }, swatch({ ...kind, drawn_as: feature.drawnAs }, feature.rough), " ",
        say(layer.title) + (say(kind.text) === say(layer.title) ? "" : " · " + say(kind.text))),
      feature.placed ? null : make("p", { class: "hg-noplace" }, word("noPlace")),
      layer.more?.(feature),
      table(lead, true),
      also,
      many ? null : table(rest.filter((one) => !blocks.length || isMeasure(one))),
      ...blocks.filter((block) => block.total !== 0).map((block) => folded(say(block.title) + sum(block), hantingBars(make, block, kit.lang, number))),
      none.length ? make("p", { class: "hg-none" }, word("nothingOf") + none.map(noneOf).join(kit.lang ? ", " : "、")) : null,
      many ? folded(word("everything"), table(rest)) : blocks.length ? table(rest.filter((one) => !isMeasure(one))) : null);
  }

  return Object.assign(kit, { words, say, word, make, button, number, grouped, accuracy, shown, symbol, opacity, swatch, card });
}
