"use strict";
// The texts and layers of the map, which its script asks for by number: data never stand in a script.
const hantingData = JSON.parse(document.querySelector("script[type='application/json']#hanting-data")?.textContent ?? "[]");

// Markup of popups, tooltips, labels and layer names comes from data as often as from a person. It stays markup, as folium
// means it, but for what acts by itself: what takes the reader elsewhere, asks a host, or lays itself over the page.
// The policy of the page stops scripts, frames and forms; it does not stop these.
const hantingInner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
const hantingActive = new Set(["meta", "base", "link", "style", "script", "iframe", "frame", "frameset", "object", "embed",
  "applet", "form", "portal", "fencedframe", "animate", "animatemotion", "animatetransform", "set", "use", "foreignobject",
  "dialog", "template", "noscript", "audio", "video", "source", "track"]);
// Whether a person has named hosts for images; if not, one that is named in data is not even asked for.
const hantingHosts = !/img-src data:;/.test(document.querySelector("meta[http-equiv='Content-Security-Policy']").content);
const hantingAddress = /^\s*(https?:|mailto:|tel:|#|data:image\/(png|jpeg|gif|webp)[;,])/i;
function hantingCleaned(markup) {
  const template = document.createElement("template");
  hantingInner.set.call(template, markup === null ? "" : String(markup));
  for (const element of template.content.querySelectorAll("*")) {
    if (hantingActive.has(element.localName.toLowerCase())) {
      element.remove();
      continue;
    }
    for (const { name, value } of [...element.attributes]) {
      const plain = name.toLowerCase();
      const address = plain === "href" || plain === "xlink:href" || plain === "src";
      if (plain.startsWith("on") || ["ping", "srcset", "srcdoc", "formaction", "action", "background", "popover",
        "popovertarget", "autofocus"].includes(plain) || (address && !hantingAddress.test(value)) || (plain === "src" && !hantingHosts && !/^\s*data:/i.test(value))) {
        element.removeAttribute(name);
      }
    }
    if (element.style && /fixed|absolute|sticky/i.test(element.style.position)) element.style.position = "";
    if (element.localName === "a" || element.localName === "area") {
      element.setAttribute("rel", "noopener noreferrer");
      element.setAttribute("target", "_blank");
    }
  }
  return template.content;
}
Object.defineProperty(Element.prototype, "innerHTML", {
  ...hantingInner,
  set(markup) {
    if (!(this instanceof HTMLElement)) return hantingInner.set.call(this, "");
    (this instanceof HTMLTemplateElement ? this.content : this).replaceChildren(hantingCleaned(markup));
  },
});

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
