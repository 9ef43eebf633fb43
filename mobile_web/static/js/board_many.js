// Several at once: tiles become choices, one press stamps them all, each by its own stamp.
import { say } from "./page.js";
import { toast } from "./toast.js";

const bar = document.querySelector("[data-many-bar]");
const chosen = new Set();

function paint() {
  const on = Boolean(document.body.dataset.choosing);
  bar.hidden = !on;
  for (const tile of document.querySelectorAll("[data-tile]")) {
    const button = tile.querySelector(".child-tile");
    if (on) button.setAttribute("aria-pressed", chosen.has(tile.dataset.tile));
    else button.removeAttribute("aria-pressed");
  }
  for (const button of document.querySelectorAll("[data-many]")) button.setAttribute("aria-pressed", on);
  bar.querySelector("[data-many-count]").textContent = chosen.size;
  for (const button of bar.querySelectorAll("[data-many-stamp]")) button.disabled = !chosen.size;
}

function turn(on) {
  chosen.clear();
  if (on) document.body.dataset.choosing = "on";
  else delete document.body.dataset.choosing;
  paint();
}

function choose(event) {
  const tile = event.target.closest?.(".child-tile")?.closest("[data-tile]");
  if (!tile || !document.body.dataset.choosing) return;
  event.preventDefault();
  const id = tile.dataset.tile;
  if (!chosen.delete(id)) chosen.add(id);
  paint();
}

export function startMany(tap, stateOf) {
  if (!bar) return;
  const shown = () => [...document.querySelectorAll("[data-tile]")].filter((tile) => !tile.hidden);
  async function all(kind) {
    const aim = kind === "in" ? "present" : "left";
    const tiles = shown().filter((tile) => chosen.has(tile.dataset.tile) && stateOf(tile) !== aim);
    for (const tile of tiles) await tap(tile, kind);
    toast(say("stampedMany", tiles.length));
    turn(false);
  }
  document.addEventListener("click", choose);
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-many]")) turn(!document.body.dataset.choosing);
    if (target.closest?.("[data-many-end]")) turn(false);
    if (target.closest?.("[data-many-all]")) shown().forEach((tile) => chosen.add(tile.dataset.tile)), paint();
    const kind = target.closest?.("[data-many-stamp]")?.dataset.manyStamp;
    if (kind) all(kind);
  });
  document.addEventListener("htmx:after:swap", paint);
}
