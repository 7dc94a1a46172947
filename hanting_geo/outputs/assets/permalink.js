"use strict";
// The address says what is seen: zoom, centre, and which layers are on. Whoever opens it sees the same.

function hantingPermalink(page) {
  const { map, layers } = page;
  // Nothing of an address is used but these numbers.
  const FORM = /^#map=(\d{1,2}(?:\.\d{1,2})?)\/(-?\d{1,2}(?:\.\d{1,8})?)\/(-?\d{1,3}(?:\.\d{1,8})?)(?:\/(-|\d{1,4}(?:\.\d{1,4})*))?$/;
  let quiet = false;

  function read() {
    const [, zoom, lat, lng, on] = FORM.exec(location.hash) || [];
    if (zoom === undefined || Math.abs(lat) > 85 || Math.abs(lng) > 180) return;
    quiet = true;
    const shown = on === undefined ? null : new Set(on.split("."));
    if (shown) layers.forEach((layer, i) => { layer.on = shown.has(String(i)); });
    map.setView([Number(lat), Number(lng)], Number(zoom), { animate: false });
    if (shown) { page.refresh(); page.legend.render(); }
    quiet = false;
  }

  function write() {
    if (quiet) return;
    const { lat, lng } = map.getCenter().wrap(), on = layers.flatMap((layer, i) => (layer.on ? [i] : []));
    const view = [Number(map.getZoom().toFixed(2)), lat.toFixed(5), lng.toFixed(5), on.join(".") || "-"];
    // A page inside a notebook has no address of its own.
    try { history.replaceState(null, "", "#map=" + view.join("/")); } catch { quiet = true; }
  }

  window.addEventListener("hashchange", read);
  return { read, write };
}
