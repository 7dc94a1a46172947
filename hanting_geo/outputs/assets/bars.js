"use strict";
// One block of zone statistics as a table whose rows carry a bar. Texts are pairs (Chinese, English); `make` is the
// page's own, and makes nodes whose text is never markup; `format` writes a number with so many decimals.

const HANTING_BAR_WORDS = {
  class: ["分类", "Class"],
  total: ["合计", "Total"],
  mu: ["亩", "mu"],
  ha: ["面积", "Area"],
  km: ["长度", "Length"],
  count: ["数量", "Number"],
  ofHa: ["% 为占片区面积", "% of the zone's area"],
  ofKm: ["% 为占全部长度", "% of all length"],
  ofCount: ["% 为占全部要素", "% of all features"],
};

function hantingBars(make, block, lang, format) {
  const word = (key) => HANTING_BAR_WORDS[key][lang];
  const most = Math.max(0, ...block.rows.map((row) => row[1]));

  // A value of zero or below has a track and no bar.
  function bar(value) {
    const part = most > 0 ? Math.max(0, value / most) : 0;
    return make("svg", { class: "hg-bar", width: "100%", height: "7", role: "presentation", "aria-hidden": "true" },
      make("rect", { x: "0", y: "0", width: "100%", height: "7", rx: "2", fill: "#e4e9ed" }),
      part > 0 ? make("rect", { x: "0", y: "0", width: (part * 100).toFixed(2) + "%", height: "7", rx: "2", fill: "#2f63a0" }) : null);
  }

  function amount(value, mu, share) {
    const more = [
      mu === null || mu === undefined ? null : format(mu, 2) + " " + word("mu"),
      share === null || share === undefined ? null : format(share * 100, 2) + " %",
    ].filter((text) => text !== null);
    return make("td", {},
      make("span", { class: "hg-value" }, format(value, block.decimals) + " " + block.unit[lang]),
      ...more.flatMap((text) => [" ", make("small", {}, text)])); // read and copied apart
  }

  const line = (kind, label, value, share, mu, drawn) =>
    make("tr", { class: kind }, make("th", { scope: "row" }, label, drawn ? bar(value) : null), amount(value, mu, share));

  const shared = [...block.rows, ...block.apart].some((row) => row[2] !== null);
  const share = { ha: "ofHa", km: "ofKm", count: "ofCount" }[block.measure];
  const several = block.rows.length + block.apart.length > 1;
  return make("table", { class: "hg-bars" },
    make("caption", {}, make("span", { class: "hg-unseen" }, block.title[lang]), ...(shared ? [" ", make("small", {}, word(share))] : [])),
    make("thead", {}, make("tr", {},
      make("th", { scope: "col" }, word("class")), make("th", { scope: "col" }, word(block.measure)))),
    make("tbody", {},
      ...block.rows.map(([label, value, share, mu]) => line(null, label[lang], value, share, mu, true)),
      ...block.apart.map(([label, value, share, mu]) => line("hg-apart", label[lang], value, share, mu, false)),
      several && block.total !== null ? line("hg-total", word("total"), block.total, null, block.total_mu, false) : null,
      block.note ? make("tr", { class: "hg-note" }, make("td", { colspan: "2" }, block.note[lang])) : null));
}
