"use strict";
/* global hantingUnpack, hantingSheet */
// Maps in frames of their own: what one tells, the others are told. They see neither each other nor this page.

function hantingCompare(blocks) {
  const title = document.querySelector("h1");
  const frames = blocks.map((block, i) => {
    const frame = document.getElementById("hg-pane-" + i);
    hantingUnpack(document.getElementById(block).textContent).then((bytes) => {
      frame.srcdoc = new TextDecoder().decode(bytes);
    }).catch((error) => { frame.replaceWith(Object.assign(document.createElement("p"), { textContent: error.message })); });
    return frame;
  });
  const sheet = hantingSheet(frames.length);
  const sizes = [];
  let first = null; // the view of the first that is there: the others begin with it

  function speak(lang) {
    document.documentElement.lang = lang ? "en" : "zh-CN";
    document.title = title.textContent = title.dataset[lang ? "en" : "zh"];
    frames.forEach((frame) => { frame.title = frame.dataset[lang ? "en" : "zh"]; });
  }

  window.addEventListener("message", ({ source, data }) => {
    const from = frames.findIndex((frame) => frame.contentWindow === source);
    if (from < 0 || !data || data.hanting !== true) return;
    const others = (message, all) => frames.forEach((frame, i) => { if (all || i !== from) frame.contentWindow?.postMessage(message, "*"); });
    if (data.sheet) sheet.write(from, data.sheet);
    else if (data.size) {
      sizes[from] = data.size;
      // On paper each shows at least what it shows on the screen, and all in one scale.
      others({ hanting: true, room: [0, 1].map((side) => Math.max(...sizes.flatMap((size) => size[side]))) }, true);
    } else if (data.ready) {
      if (first) source.postMessage(first, "*");
    } else {
      if (data.lang === 0 || data.lang === 1) speak(data.lang);
      else first = data;
      others(data, false);
    }
  });
}
