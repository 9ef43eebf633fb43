// The tiles of nap time, kept right between two answers of the server: minutes, bars, who is due and who is next.
import { now } from "./napclock.js";

const MINUTE = 60_000;
const region = () => document.getElementById("naps");
export const tiles = () => [...document.querySelectorAll("[data-nap]")];
export const tileOf = (child) => tiles().find((tile) => tile.dataset.nap === child);
const sleeps = (tile) => ["asleep", "due"].includes(tile.dataset.state);
const dueAt = (tile) => Number(tile.dataset.last) * 1000 + Number(tile.dataset.every) * MINUTE;
const words = (selector, text) => document.querySelectorAll(selector).forEach((place) => (place.textContent = text));

function clock(moment) {
  const offset = Number(document.querySelector("[data-clock]")?.dataset.offset ?? 0) * 1000;
  const local = new Date(moment + offset);
  return `${local.getUTCHours()}:${String(local.getUTCMinutes()).padStart(2, "0")}`;
}

function paint(tile) {
  const passed = Math.max(0, now() - Number(tile.dataset.last) * 1000);
  const minutes = String(Math.floor(passed / MINUTE));
  for (const place of tile.querySelectorAll("[data-minutes], [data-minutes-small]")) {
    if (place.textContent !== minutes) place.textContent = minutes;
  }
  const share = Math.min(100, (passed / (Number(tile.dataset.every) * MINUTE)) * 100);
  tile.querySelector("[data-bar]").setAttribute("width", `${share.toFixed(1)}%`);
  tile.dataset.state = share >= 100 ? "due" : "asleep";
}

function count() {
  const all = tiles();
  const due = all.filter((tile) => tile.dataset.state === "due").sort((a, b) => dueAt(a) - dueAt(b));
  const waiting = all.filter((tile) => tile.dataset.state === "asleep").sort((a, b) => dueAt(a) - dueAt(b));
  words("[data-count=asleep]", due.length + waiting.length);
  words("[data-count=due]", due.length);
  for (const state of ["awake", "woke"]) words(`[data-count=${state}]`, all.filter((tile) => tile.dataset.state === state).length);
  document.querySelector("[data-count=due]").closest("div").hidden = !due.length;
  words("[data-now-names]", due.map((tile) => tile.dataset.name).join("、"));
  words("[data-next-name]", waiting[0]?.dataset.name ?? "");
  words("[data-next-time]", waiting[0] ? clock(dueAt(waiting[0])) : "");
  document.querySelector("[data-now-row]").hidden = !due.length;
  document.querySelector("[data-next-row]").hidden = !waiting.length;
  return due.length;
}

/** Everything as it is at this moment; resolves to how many children are due. */
export function refresh() {
  if (!region()?.querySelector("[data-nap]")) return 0;
  tiles().filter(sleeps).forEach(paint);
  return count();
}

/** What was tapped and has not arrived: shown at once, with its own time. */
export function show({ kind, child, at, position }) {
  const tile = tileOf(child);
  if (!tile) return;
  tile.dataset.unsent = "";
  if (kind === "wake") tile.dataset.state = "woke";
  else {
    tile.dataset.state = "asleep";
    const when = Math.floor(Date.parse(at) / 1000);
    if (kind === "sleep" || when > Number(tile.dataset.last)) tile.dataset.last = String(when);
  }
  const lies = tile.querySelector("[data-lies]");
  const chosen = tile.querySelector(`.nap__pick > [value="${position === "front_turned" ? "back" : position}"], .nap__pick > .nap__front`);
  const source = position === "front" ? tile.querySelector(".nap__front > summary") : chosen;
  if (kind === "check" && source) lies.replaceChildren(...[...source.childNodes].map((node) => node.cloneNode(true)));
}
