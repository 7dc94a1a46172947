"use strict";
/* global L */
// A slider over the phases of building: what stands up to a phase is shown, for what is built once stays.

function hantingPhases(page) {
  const { map, kit, layers } = page;
  const { word, make, button } = kit;
  const PAUSE = 1300; // milliseconds on each phase
  const phased = layers.filter((layer) => layer.phase);
  const steps = [...new Set(phased.flatMap((layer) => layer.phase.filter((phase) => phase !== null)))].sort((a, b) => a - b);
  if (phased.some((layer) => layer.phase.includes(null))) steps.unshift(null); // what was there before
  let now = steps.length - 1, timer = 0;

  const named = (step) => (step === null ? word("today") : step < 100 ? word("phase").replace("#", step) : String(step));
  const until = (step) => (step === null ? word("today") : word("until") + named(step));

  const play = button("", { class: "hg-play", click: () => (timer ? stop() : start()) });
  const range = make("input", { type: "range", min: 0, max: steps.length - 1, step: 1, id: "hg-phase", input: () => { const step = Number(range.value); stop(); go(step); } });
  const told = make("output", { for: "hg-phase" });
  const node = make("div", { class: "hg-phases", role: "group" }, play, range, told);

  function go(step) {
    now = step;
    for (const layer of phased) {
      layer.until = steps[now] ?? -Infinity;
      if (layer.rows) layer.refilter();
    }
    const open = page.popups.opened();
    if (open && open.layer.hidden?.[open.index]) map.closePopup();
    page.refresh();
    page.finder.renderList();
    page.legend.render();
    tell();
  }

  function start() {
    if (now === steps.length - 1) go(0);
    timer = setInterval(() => { if (now < steps.length - 1) go(now + 1); if (now === steps.length - 1) stop(); }, PAUSE);
    tell();
  }
  function stop() {
    clearInterval(timer);
    timer = 0;
    tell();
  }

  function tell() {
    range.value = now;
    range.setAttribute("aria-valuetext", until(steps[now]));
    told.textContent = until(steps[now]);
    play.textContent = timer ? "❚❚" : "▶";
    play.setAttribute("aria-label", word(timer ? "pause" : "play"));
    play.title = word(timer ? "pause" : "play");
  }

  const control = L.control({ position: "bottomleft" });
  control.onAdd = () => { L.DomEvent.disableClickPropagation(node); return node; };
  function render() {
    node.setAttribute("aria-label", word("phases"));
    range.setAttribute("aria-label", word("phases"));
    tell();
  }
  return { control, render };
}
