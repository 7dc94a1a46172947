"use strict";
/* global hantingUnpack */
// Two maps in frames of their own: what one tells, the other is told. They see neither each other nor this page.

function hantingCompare(blocks) {
  const frames = blocks.map((block, i) => {
    const frame = document.getElementById("hg-pane-" + i);
    hantingUnpack(document.getElementById(block).textContent).then((bytes) => {
      frame.srcdoc = new TextDecoder().decode(bytes);
    }).catch((error) => { frame.replaceWith(Object.assign(document.createElement("p"), { textContent: error.message })); });
    return frame;
  });
  let first = null; // the view of the first that is there: the other begins with it
  window.addEventListener("message", ({ source, data }) => {
    const from = frames.findIndex((frame) => frame.contentWindow === source);
    if (from < 0 || !data || data.hanting !== true) return;
    if (data.ready) {
      if (first) source.postMessage(first, "*");
      return;
    }
    if (data.lang === 0 || data.lang === 1) document.documentElement.lang = data.lang ? "en" : "zh-CN";
    else first = data;
    frames[1 - from].contentWindow?.postMessage(data, "*");
  });
}
