// Naming children on photos: choose with a tap, Shift for a row of them, arrow keys, Ctrl+A, Escape; a digit names the n-th child.
import { hear, meta, say, sentence } from "./page.js";
import { toast } from "./toast.js";

const form = document.querySelector("[data-tags]");
const boxes = () => [...form.querySelectorAll("input[name=photo]")];
const chosen = () => boxes().filter((box) => box.checked);
let last = -1;

function paint() {
  const words = form.querySelector("[data-chosen]");
  const n = chosen().length;
  if (words) words.textContent = n ? words.dataset.words.replace("{n}", n) : words.dataset.none;
}

/** With Shift everything between this one and the one before. */
function clicked(event) {
  const box = event.target.closest?.("input[name=photo]");
  if (!box) return;
  const at = boxes().indexOf(box);
  if (event.shiftKey && last >= 0) for (const one of boxes().slice(Math.min(at, last), Math.max(at, last) + 1)) one.checked = box.checked;
  last = at;
  paint();
}

function step(by) {
  const all = boxes();
  const at = all.indexOf(document.activeElement);
  all[Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
}

function columns() {
  const [first, ...rest] = boxes().map((box) => box.closest("li").offsetTop);
  const more = rest.findIndex((top) => top > first);
  return more < 0 ? rest.length + 1 : more + 1;
}

const STEPS = { ArrowRight: () => 1, ArrowLeft: () => -1, ArrowDown: columns, ArrowUp: () => -columns() };

function pressed(event) {
  if (event.target.closest?.("dialog, textarea, input:not([type=checkbox]), select") || event.altKey || event.metaKey) return;
  const on = document.activeElement?.name === "photo";
  if (on && STEPS[event.key]) step(STEPS[event.key]());
  else if (on && event.ctrlKey && event.key === "a") boxes().forEach((box) => (box.checked = true));
  else if (!event.ctrlKey && event.key === "Escape") boxes().forEach((box) => (box.checked = false));
  else if (!event.ctrlKey && /^[1-9]$/.test(event.key) && chosen().length) form.querySelectorAll(".strip__child")[event.key - 1]?.click();
  else return;
  event.preventDefault();
  paint();
}

async function sent(event) {
  const button = event.submitter;
  event.preventDefault();
  if (!chosen().length) return toast(form.querySelector("[data-chosen]")?.dataset.none ?? "");
  if (button?.dataset.ask && !confirm(button.dataset.ask)) return;
  const body = new FormData(form, button);
  const headers = { "X-CSRFToken": meta("csrf-token"), Accept: "application/json" };
  const response = await fetch(form.action, { method: "POST", headers, body }).catch(() => undefined);
  if (!response) return toast(say("offline") || say("refused"));
  if (!response.ok || response.redirected) return toast(await sentence(response));
  const { go } = await response.json();
  if (go) return location.assign(go);
  renew(button?.value === "remove");
}

/** The photos and the strip as they are now; what is chosen stays chosen after a name, so that the next child can follow. */
async function renew(forgets = false) {
  const kept = new Set(forgets ? [] : chosen().map((box) => box.value));
  const response = await fetch(location.href).catch(() => undefined);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const focused = document.activeElement?.value;
  for (const id of ["album-photos", "album-side"]) document.getElementById(id)?.replaceWith(page.getElementById(id));
  const actions = ".pc-head__actions";
  document.querySelector(actions)?.replaceWith(page.querySelector(actions));
  for (const box of boxes()) box.checked = kept.has(box.value);
  form.querySelector(`[value="${CSS.escape(focused ?? "")}"]`)?.focus({ preventScroll: true });
  paint();
}

form.addEventListener("click", clicked);
form.addEventListener("submit", sent);
document.addEventListener("keydown", pressed);
/** While a clip is being made the page looks again now and then. */
setInterval(() => document.hidden || !document.querySelector("[data-making]") || renew(), 5000);

hear("album.arrived", () => renew());
paint();
