// Nap time: gives every tap its own id and time, shows it at once, and keeps the tiles right.
import { all } from "./db.js";
import { measure, now } from "./napclock.js";
import { refresh, show, tileOf } from "./naptiles.js";
import { ring, start as startTone } from "./naptone.js";
import { fire, hear, newId, person } from "./page.js";

const EVERY = 5_000;
const TWICE = 1_200; // one finger, two touches
const region = document.getElementById("naps");
const taps = new WeakMap();

const kindOf = (url) => url.match(/\/(sleep|check|wake)\/$/)?.[1];

/** Before the outbox reads the form. */
function stamp(event) {
  const form = event.target;
  if (!form.matches?.("[data-nap-form]")) return;
  if (Date.now() - (taps.get(form) ?? 0) < TWICE) return event.preventDefault();
  taps.set(form, Date.now());
  form.elements.id.value = newId();
  form.elements.at.value = new Date(now()).toISOString();
  const url = event.submitter?.getAttribute("formaction") || form.action;
  const fields = new FormData(form, event.submitter);
  setTimeout(() => after(form, url, fields));
}

function after(form, url, fields) {
  delete form.dataset.outboxKey; // the next tap is another fact, also while this one has not arrived
  form.closest("dialog")?.close();
  const tile = tileOf(fields.get("child"));
  const wasOpen = tile?.contains(document.activeElement);
  for (const opened of tile?.querySelectorAll("details[open]") ?? []) opened.open = false;
  if (wasOpen) tile.querySelector("summary").focus({ preventScroll: true });
  tell({ url, fields: [...fields] });
  ring(refresh());
}

function tell(row) {
  const kind = kindOf(row.url);
  if (kind) show({ kind, ...Object.fromEntries(row.fields) });
}

/** What waits on this device stands over what the server knows. */
async function overlay() {
  for (const tile of region.querySelectorAll("[data-unsent]")) delete tile.dataset.unsent;
  const here = `/naps/${region.dataset.classroom}/`;
  const rows = (await all("outbox").catch(() => [])).filter((row) => row.who === person() && row.url.includes(here));
  rows.filter((row) => row.state !== "refused").forEach(tell);
  ring(refresh());
}

/** The tile that stood open stays open when the region brings new ones. */
function remember(event) {
  if (event.type === "htmx:before:swap") region.dataset.open = region.querySelector(".nap__tile[open]")?.closest("[data-nap]").dataset.nap ?? "";
  else {
    const tile = region.dataset.open && tileOf(region.dataset.open)?.querySelector(".nap__tile");
    if (tile) tile.open = true;
    overlay();
  }
}

function closeTiles({ key }) {
  if (key === "Escape") for (const tile of region.querySelectorAll("details[open]")) tile.open = false;
}

async function wake() {
  await measure();
  ring(refresh());
}

function start() {
  document.addEventListener("submit", stamp, { capture: true });
  document.addEventListener("click", (event) => event.target.closest?.("a[data-opens]") && event.preventDefault());
  document.addEventListener("keydown", closeTiles);
  for (const name of ["htmx:before:swap", "htmx:after:swap"]) document.addEventListener(name, remember);
  hear("naps.moved", ({ classroom_id: moved }) => moved === region.dataset.classroom && fire("naps.here"));
  hear("outbox.sent", ({ url }) => kindOf(url) && fire("naps.here"));
  hear("live.reconnected", measure);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  setInterval(() => ring(refresh()), EVERY);
  startTone();
  measure().then(overlay);
}

if (region) start();
