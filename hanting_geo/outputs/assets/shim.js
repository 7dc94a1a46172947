"use strict";
// What folium's own templates expect of jQuery: $(markup)[0] makes the element of a popup.
function $(markup) {
  const template = document.createElement("template");
  template.innerHTML = String(markup).trim();
  return template.content.children;
}

// Leaflet guesses the address of its marker image from its style sheet; in one file there is none to guess.
function hantingMarkerImages(images) {
  delete L.Icon.Default.prototype._getIconUrl;
  L.Icon.Default.mergeOptions(images);
}
