// A shared tablet: keeps it open while somebody touches it, locks it when nobody does, and goes when it is signed out.
// The page stays behind the lock as it was: whoever acted types her PIN and goes on with what she had begun.
import { hear, meta, person } from "./page.js";
import { startPad } from "./pinpad.js";

const TELL_EVERY = 15_000;
const ASK_EVERY = 4_000; // while no socket would bring the news
const sheet = document.getElementById("tablet-lock");
const lockAfter = Number(meta("tablet")) * 1000;
const headers = { Accept: "application/json", "X-CSRFToken": meta("csrf-token") };
let touched = Date.now();
let told = Date.now();
let telling;

const ask = (url, options = {}) => fetch(url, { headers, cache: "no-store", ...options }).catch(() => undefined);

/** A hand on the page. The server hears of it now and then, and of the last one for certain. */
function touch() {
  touched = Date.now();
  if (sheet.open || telling) return;
  telling = setTimeout(tell, Math.max(0, told + TELL_EVERY - touched));
}

async function tell() {
  telling = undefined;
  told = Date.now();
  const answer = await ask(sheet.dataset.touchUrl, { method: "POST" });
  if (answer?.status === 401 || (answer?.ok && !(await answer.json()).acting)) check();
}

function watch() {
  const left = touched + lockAfter - Date.now();
  if (left <= 0 && !sheet.open) lock();
  setTimeout(watch, Math.max(500, Math.min(left, 5_000)));
}

function lock({ tellServer = true } = {}) {
  clearTimeout(telling);
  telling = undefined;
  if (tellServer) ask(sheet.dataset.lockUrl, { method: "POST", keepalive: true });
  if (sheet.open) return;
  for (const other of document.querySelectorAll("dialog[open]")) other.close();
  sheet.showModal();
  sheet.querySelector("input[name=pin]").focus();
}

/** Is it still she? A tablet that was signed out leads to the pairing page; another person begins anew. */
async function check() {
  const answer = await ask("/tablet/state/");
  if (!answer) return; // without the network the lock's own clock goes on
  // 401 once, and 404 from then on: the first refusal took the cookie
  if (answer.status === 401 || answer.status === 404) return location.replace("/tablet/pair/?ended=1");
  if (!sheet || !answer.ok) return;
  const acting = (await answer.json()).person;
  if (acting === person()) return sheet.open && unlocked();
  if (acting) return location.reload();
  lock({ tellServer: false });
}

function unlocked() {
  touched = told = Date.now();
  sheet.close();
}

async function unlock(event) {
  event.preventDefault();
  const form = event.target;
  const said = form.querySelector("[role=alert]");
  const body = new FormData(form);
  form.reset();
  form.dispatchEvent(new Event("pin.cleared"));
  const answer = await ask(form.action, { method: "POST", body });
  if (answer?.ok) {
    said.textContent = "";
    return unlocked();
  }
  if (answer?.status === 401) return check();
  said.textContent = answer?.status === 422 ? (await answer.json()).message : document.querySelector("[data-when=offline]")?.textContent ?? "";
  form.querySelector("input[name=pin]").focus();
}

const isUnsaved = (input) =>
  input.type === "checkbox" || input.type === "radio" ? input.checked !== input.defaultChecked
    : "defaultValue" in input && input.type !== "hidden" && input.value !== input.defaultValue;

/** Leaving what was typed and not saved takes a second press. */
function somebodyElse(event) {
  const warning = sheet.querySelector("[data-unsaved]");
  const typed = [...document.querySelectorAll(".stage :is(input, textarea)")].some(isUnsaved);
  if (!typed || !warning.hidden) return;
  event.preventDefault();
  warning.hidden = false;
}

function startLock() {
  for (const name of ["pointerdown", "keydown", "wheel"]) addEventListener(name, touch, { passive: true, capture: true });
  sheet.addEventListener("cancel", (event) => event.preventDefault());
  sheet.querySelector("[data-unlock]").addEventListener("submit", unlock);
  sheet.querySelector("[data-somebody]").addEventListener("click", somebodyElse);
  watch();
}

for (const pad of document.querySelectorAll("[data-pin-pad]")) startPad(pad);
if (sheet && lockAfter) startLock();
hear("live.reconnected", check);
hear("ticket.refused", check);
document.addEventListener("htmx:before:swap", (event) => {
  if (event.detail?.ctx?.response?.raw?.status !== 401) return;
  event.preventDefault();
  check();
});
addEventListener("pageshow", (event) => event.persisted && check());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
setInterval(() => document.querySelector("[data-live-state]")?.dataset.liveState !== "online" && check(), ASK_EVERY);
