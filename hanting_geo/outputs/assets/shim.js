"use strict";
// The texts and layers of the map, which its script asks for by number: data never stand in a script.
const hantingData = JSON.parse(document.querySelector("script[type='application/json']#hanting-data")?.textContent ?? "[]");

// What folium's own templates expect of jQuery: $(markup)[0] makes the element of a popup, $(document).ready waits.
function $(markup) {
  if (markup === document) {
    return { ready: (then) => document.addEventListener("DOMContentLoaded", () => then()) };
  }
  const template = document.createElement("template");
  template.innerHTML = String(markup).trim();
  return template.content.children;
}

// Leaflet guesses the address of its marker image from its style sheet; in one file there is none to guess.
function hantingMarkerImages(images) {
  delete L.Icon.Default.prototype._getIconUrl;
  L.Icon.Default.mergeOptions(images);
}

// FastMarkerCluster asks for the icons of an icon font by default; the page has Leaflet's own.
L.AwesomeMarkers = { icon: () => new L.Icon.Default() };

// The style of a feature by its id. folium writes a switch with a case for every feature instead, which a browser
// walks through from the top for every one of them.
function hantingStyles(groups, other) {
  const table = new Map();
  for (const [style, ids] of groups) {
    for (const id of ids) {
      if (!table.has(id)) table.set(id, style);
    }
  }
  return (id) => ({ ...(table.has(id) ? table.get(id) : other) });
}
