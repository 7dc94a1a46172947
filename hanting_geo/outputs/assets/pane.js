"use strict";
// A map beside another: what one shows, the other shows too. Only the page around it is listened to.

function hantingPane(page) {
  const { map } = page;
  let told = false; // told to move: that is no news for the other
  document.body.classList.add("hg-pane");
  const tell = (message) => window.parent.postMessage({ hanting: true, ...message }, "*");
  const view = () => {
    const { lat, lng } = map.getCenter();
    tell({ lat, lng, zoom: map.getZoom() });
  };
  map.on("move", () => { if (!told) view(); });

  window.addEventListener("message", ({ source, data }) => {
    if (source !== window.parent || !data || data.hanting !== true) return;
    const { lat, lng, zoom, lang } = data;
    if (lang === 0 || lang === 1) { if (page.kit.lang !== lang) page.setLanguage(lang, true); }
    if (![lat, lng, zoom].every(Number.isFinite) || Math.abs(lat) > 90) return;
    told = true;
    map.setView([lat, lng], zoom, { animate: false });
    told = false;
  });
  return { language: (lang) => tell({ lang }), ready: () => { tell({ ready: true }); view(); } };
}
