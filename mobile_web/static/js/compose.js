// The composer keeps the draft while one writes. One save at a time: the version of the answer goes into the next.
import { meta } from "./page.js";
import { fill } from "./regions.js";

const form = document.querySelector("form[data-compose]");
const QUIET = 600;
let timer;
let saving;
let dirty = false;
let stopped = false;

const field = (name) => form.elements.namedItem(name);
const version = form?.querySelector("[data-version]");
const said = () => ({ title: field("title").value, body: field("body").value, urgency: field("urgency").value });

function later(wait = QUIET) {
  dirty = true;
  clearTimeout(timer);
  if (!stopped) timer = setTimeout(save, wait);
}

async function save(extra = {}) {
  clearTimeout(timer);
  if (saving) return later(100);
  dirty = false;
  const before = said();
  const data = new FormData(form);
  for (const [name, value] of Object.entries(extra)) data.set(name, value);
  saving = fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true", "X-CSRFToken": meta("csrf-token") } });
  try {
    const response = await saving;
    show(await response.text(), response, before);
  } catch {
    dirty = true; // no network: the words stay in the form, and the next change tries again
    timer = setTimeout(save, 5_000);
  } finally {
    saving = undefined;
  }
  if (dirty && !stopped) later();
}

function show(text, response, before) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const answer = page.querySelector("[data-regions]");
  if (!answer) return response.status === 409 ? conflict(page) : undefined;
  for (const template of page.querySelectorAll("template[data-region]")) fill(template);
  version.value = answer.dataset.version;
  if (response.ok) takePhrase(answer.dataset, before);
  document.body.classList.toggle("is-drill", Boolean(answer.dataset.drill));
  count();
}

/** What the phrase wrote, but never over words that were typed meanwhile. */
function takePhrase(answer, before) {
  for (const name of ["title", "body"]) {
    if (field(name).value === before[name] && field(name).value.trim() !== answer[name]) field(name).value = answer[name];
  }
  if (field("urgency").value === before.urgency) field("urgency").value = answer.urgency;
}

function conflict(page) {
  stopped = true;
  const place = document.getElementById("compose-conflict");
  place.replaceChildren(...page.body.childNodes);
  place.firstElementChild?.focus();
}

function count() {
  for (const place of document.querySelectorAll("[data-count-of]")) {
    place.textContent = [...document.getElementById(place.dataset.countOf).value].length;
  }
}

/** Sending waits for a save under way, so that it carries the newest version. */
async function submitted(event) {
  const button = event.submitter;
  if (button?.name === "replace") {
    event.preventDefault();
    return save({ replace: "1" });
  }
  if (!button?.hasAttribute("data-send")) return button?.matches(".compose__enter") && event.preventDefault();
  stopped = true;
  clearTimeout(timer);
  if (!saving) return;
  event.preventDefault();
  await saving.catch(() => {});
  setTimeout(() => form.requestSubmit(document.querySelector("[data-send]")), 30);
}

function takeMine(event) {
  const button = event.target.closest?.("[data-take-mine]");
  if (!button) return;
  event.preventDefault();
  version.value = button.value;
  document.getElementById("compose-conflict").replaceChildren();
  stopped = false;
  save();
}

function sample(event) {
  const link = event.target.closest?.("[data-sample]");
  if (!link) return;
  event.preventDefault();
  field("sample").value = new URL(link.href).searchParams.get("sample");
  save();
}

if (form && !document.querySelector("[data-hold]")) {
  form.addEventListener("input", ({ target }) => target.name && target.form === form && (count(), later()));
  form.addEventListener("change", ({ target }) => target.name && target.form === form && later(200));
  form.addEventListener("submit", submitted);
  document.addEventListener("click", takeMine);
  form.addEventListener("click", sample);
  addEventListener("beforeunload", (event) => dirty && !stopped && event.preventDefault());
  count();
}
