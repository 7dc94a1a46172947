"use strict";
/* global L */
// The basemap. What has come of it stays while the map takes another size and scale, as on paper, which waits for no server.

function hantingTiles(map, { url, max_zoom: maxZoom }) {
  const tiles = L.tileLayer(url, { maxZoom }).addTo(map);
  map.off("viewprereset", tiles._invalidateAll, tiles); // it would throw away what is still needed
  map.on("viewprereset", () => {
    const held = document.body.classList.contains("hg-print") ? tiles._tileZoom : undefined;
    Object.assign(tiles.options, { minNativeZoom: held, maxNativeZoom: held });
  });
  // Whole steps of zoom are for the screen, where other tiles come: on paper they would leave half of the sheet empty.
  const { zoomSnap } = map.options;
  window.addEventListener("beforeprint", () => { map.options.zoomSnap = 0; });
  window.addEventListener("afterprint", () => { map.options.zoomSnap = zoomSnap; });
}
