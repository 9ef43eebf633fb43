// The builder saves while one writes, and keeps on this device what has not arrived. A button waits until it has,
// so that nobody conflicts with herself and nothing is lost without a network.
import { hear, wantsSignIn } from "./page.js";
import { forget, left, putBack, remember, versionOf } from "./survey_kept.js";

const form = document.getElementById("survey");
const side = document.getElementById("survey-live");
const bar = document.getElementById("survey-unsent");
const writes = form && "autosave" in form.dataset;
const QUIET = 500;
const AGAIN = 8_000;
let timer = 0;
let saving = null;
let dirty = false;
let passed = false;

/** What became of it: true when the server has it, or has said why not. */
async function save() {
  timer = 0;
  dirty = false;
  const body = new FormData(form);
  const options = { method: "POST", headers: { "HX-Request": "true" }, body, signal: AbortSignal.timeout?.(20_000) };
  const response = await fetch(form.action, options).catch(() => undefined);
  if (!response || response.status >= 500) return waits("later");
  if (response.redirected || wantsSignIn(response)) return waits("signIn");
  show(await response.text());
  if (response.ok && !dirty) await forget(form);
  tell(response.ok ? "" : "refused");
  return true;
}

function waits(why) {
  dirty = true;
  tell(why);
  if (why === "later") timer = setTimeout(start, AGAIN);
  return false;
}

/** The band over the form: not arrived yet, signed out, or something left of another day. */
function tell(why) {
  for (const part of bar.querySelectorAll("[data-why]")) part.hidden = part.dataset.why !== why;
  bar.hidden = !bar.querySelector("[data-why]:not([hidden])");
}

function show(html) {
  const chosen = side.querySelector("[name=seen]:checked")?.value;
  const scrolled = side.querySelector(".survey-phone")?.scrollTop ?? 0;
  side.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  const tab = [...side.querySelectorAll("[name=seen]")].find((one) => one.value === chosen);
  if (tab) tab.checked = true;
  const phone = side.querySelector(".survey-phone");
  if (phone) phone.scrollTop = scrolled;
}

function soon() {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(start, QUIET);
}

function start() {
  clearTimeout(timer);
  if (saving) return saving.then(() => dirty && start());
  saving = save().finally(() => (saving = null));
  return saving;
}

/** Words that are not with the server go first; where they cannot, the page stays as it is. */
async function submitted(event) {
  if (passed || (!dirty && !saving && navigator.onLine)) return clearTimeout(timer);
  event.preventDefault();
  const button = event.submitter;
  const arrived = await (saving ?? true) && (dirty || !navigator.onLine ? await start() : true);
  if (!arrived) return bar.scrollIntoView({ block: "nearest" });
  passed = true;
  form.requestSubmit(document.contains(button) ? button : side.querySelector(`[value="${button.value}"]`));
  passed = false;
}

async function restore() {
  const draft = await left(form);
  if (!draft) return;
  if (draft.version === versionOf(form)) return bring(draft);
  tell("left");
  bar.querySelector("[data-bring]").addEventListener("click", () => bring(draft));
  bar.querySelector("[data-drop]").addEventListener("click", () => forget(form).then(() => tell("")));
}

function bring(draft) {
  putBack(form, draft);
  tell("");
  soon();
}

if (writes) {
  form.addEventListener("input", ({ target }) => target.name && target.name !== "guard_ok" && ((dirty = true), remember(form)));
  form.addEventListener("change", ({ target }) => target.name !== "guard_ok" && (remember(form), soon()));
  form.addEventListener("submit", submitted);
  addEventListener("online", () => dirty && start());
  hear("live.connected", () => dirty && start());
  restore();
}
