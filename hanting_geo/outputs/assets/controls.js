"use strict";
/* global L, hantingIsOsm, hantingOsm */
// Controls on the map itself: zoom, first view, north, scale, and what must be credited there.

function hantingControls(page) {
  const { map, canvas, kit, plan, layers } = page;
  const { word, make, button } = kit;

  function control(position, content) {
    const made = L.control({ position });
    made.onAdd = () => {
      const node = content();
      L.DomEvent.disableClickPropagation(node);
      return node;
    };
    return made.addTo(map);
  }

  let controls = [];
  function render() {
    controls.forEach((one) => one.remove());
    // What must stand on the map itself; every layer's credits are in the panel.
    const credits = new Set(layers.some(hantingIsOsm) ? [hantingOsm] : []);
    if (plan.basemap) credits.add(plan.basemap.attribution);
    controls = [
      L.control.zoom({ zoomInTitle: word("zoomIn"), zoomOutTitle: word("zoomOut") }).addTo(map),
      control("topleft", () => make("div", { class: "leaflet-bar" },
        button("⌂", { class: "hg-fit", title: word("fit"), "aria-label": word("fit"), click: page.fit }))),
      control("topright", () => make("div", { class: "hg-north", role: "img", "aria-label": word("north") },
        make("svg", { viewBox: "0 0 24 36", width: "24", height: "36", "aria-hidden": "true" },
          make("path", { d: "M12 1l8 32l-8 -7z", fill: "#222222" }),
          make("path", { d: "M12 1l-8 32l8 -7z", fill: "#ffffff", stroke: "#222222", "stroke-width": 1.2 })),
        make("span", {}, word("north")))),
      L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map),
    ];
    if (credits.size) controls.push(control("bottomright", () => make("div", { class: "hg-credit" }, [...credits].join(" · "))));
    if (page.phases) {
      page.phases.render();
      controls.push(page.phases.control.addTo(map));
    }
    if (page.tools) {
      page.tools.render();
      controls.push(page.tools.control.addTo(map));
    }
    canvas.setAttribute("role", "region");
    canvas.setAttribute("aria-label", word("map"));
  }

  return { render };
}
