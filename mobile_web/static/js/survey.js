// A survey on one page: shows the questions a branch leads to, counts what is answered, and keeps a draft here and on the server.
import { get, put, remove } from "./db.js";
import { keepPage } from "./keep.js";
import { hear, meta, person } from "./page.js";

const form = document.querySelector("form[data-survey]");
const cards = [...form.querySelectorAll("[data-question]")];
const words = document.getElementById("survey-words").dataset;
const draftId = `survey:${person()}:${location.pathname}${new URLSearchParams(location.search).get("for") ?? ""}`;
const DRAFT_QUIET = 1_500;
let timer;

const inputs = (card) => [...card.querySelectorAll("input, textarea")];
const chosen = (card) => inputs(card).filter((input) => input.checked).map((input) => input.value);
const isAnswered = (card) => chosen(card).length > 0 || inputs(card).some((input) => !["radio", "checkbox"].includes(input.type) && input.name === card.dataset.question && input.value.trim());
const card = (name) => cards.find((one) => one.dataset.question === name);

/** In order, as the server does: what is hidden leads nowhere, and is not sent. */
function branch() {
  for (const one of cards) {
    const earlier = one.dataset.after && card(one.dataset.after);
    const codes = (one.dataset.codes ?? "").split(" ");
    const shown = !one.dataset.after || Boolean(earlier && !earlier.hidden && chosen(earlier).some((code) => codes.includes(code)));
    one.hidden = !shown;
    one.disabled = !shown;
  }
  cards.filter((one) => !one.hidden).forEach((one, n) => (one.querySelector(".ask-card__number").textContent = n + 1));
}

function count() {
  const shown = cards.filter((one) => !one.hidden);
  const done = shown.filter(isAnswered);
  const place = form.querySelector("[data-progress]");
  if (!place) return;
  place.hidden = false;
  place.querySelector("[data-done]").textContent = done.length;
  place.querySelector("[data-all]").textContent = shown.length;
  place.querySelector("rect").setAttribute("width", `${(100 * done.length) / Math.max(1, shown.length)}%`);
}

function wrong(one, sentence) {
  const place = one.querySelector("[data-error]");
  one.classList.toggle("field--wrong", Boolean(sentence));
  place.hidden = !sentence;
  place.querySelector("span").textContent = sentence;
}

/** What is missing is said before anything leaves; everything else the server says. */
function check(event) {
  const missing = cards.filter((one) => !one.hidden && "required" in one.dataset && !isAnswered(one));
  for (const one of cards) if (one.classList.contains("field--wrong") && !missing.includes(one)) wrong(one, "");
  for (const one of missing) wrong(one, words.empty);
  if (!missing.length) return;
  event.preventDefault();
  inputs(missing[0])[0]?.focus({ preventScroll: true });
  missing[0].scrollIntoView({ block: "center" });
}

const fields = () => [...new FormData(form)].filter(([name]) => name.startsWith("a_"));

async function keepDraft() {
  clearTimeout(timer);
  await put("drafts", { id: draftId, at: new Date().toISOString(), fields: fields() }).catch(() => {});
  if (form.dataset.draftUrl) timer = setTimeout(sendDraft, DRAFT_QUIET);
}

function sendDraft() {
  const headers = { "X-CSRFToken": meta("csrf-token"), "X-Requested-With": "draft" };
  fetch(form.dataset.draftUrl, { method: "POST", body: new URLSearchParams(fields()), headers }).catch(() => {});
}

async function restore() {
  const draft = await get("drafts", draftId).catch(() => undefined);
  if (!draft || location.hash) return;
  for (const input of form.querySelectorAll("input, textarea")) {
    const values = draft.fields.filter(([name]) => name === input.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
    else if (input.name.startsWith("a_")) input.value = values[0] ?? "";
  }
}

/** A refusal of the server is shown at its questions: the page asks again the ordinary way. */
async function refused() {
  const row = form.dataset.outboxKey && (await get("outbox", form.dataset.outboxKey).catch(() => undefined));
  if (row?.state !== "refused") return;
  await remove("outbox", row.id);
  form.submit();
}

function changed() {
  branch();
  count();
  for (const one of cards) {
    if (one.classList.contains("field--wrong") && isAnswered(one)) wrong(one, "");
    one.querySelector("[data-clear]")?.toggleAttribute("hidden", "required" in one.dataset || !chosen(one).length);
  }
}

form.addEventListener("submit", check);
form.addEventListener("input", () => (changed(), "keeps" in form.dataset && keepDraft()));
form.addEventListener("click", ({ target }) => {
  const one = target.closest("[data-clear]")?.closest("[data-question]");
  if (!one) return;
  for (const input of inputs(one)) input.checked = false;
  form.dispatchEvent(new Event("input", { bubbles: true }));
});
hear("outbox.changed", () => (changed(), refused()));
hear("outbox.sent", ({ url }) => url === form.action && (clearTimeout(timer), remove("drafts", draftId).catch(() => {})));
for (const note of form.querySelectorAll("[data-noscript]")) note.hidden = true;
if ("keeps" in form.dataset) await restore();
changed();
keepPage();
