// A family's report: shows what the nursery will read, counts down to the deadline, and keeps a draft.
import { get, put, remove } from "./db.js";
import { hear, newId, person } from "./page.js";

const form = document.querySelector("form[data-outbox]");
const part = (name) => form.querySelector(`[data-arrives-${name}]`);
const chosen = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)];
const labels = (name) => chosen(name).map((input) => input.closest("label").textContent.trim());
const value = (name) => form.elements[name]?.value ?? "";
const draftId = () => `report:${person()}`;
const DRAFT_LASTS = 6 * 3600_000;
const CLOCKS = { late: "late_at", early_leave: "early_at", pick_up: "pick_up_at" };

function details() {
  const kind = value("kind");
  const said = [];
  if (kind === "absent") {
    said.push(...labels("reason"));
    if (value("reason") === "sick" && value("temperature")) said.push(`${value("temperature")}℃`);
    if (value("reason") === "sick") said.push(...labels("symptoms"));
  } else {
    said.push(value(CLOCKS[kind]).replace(/^0/, ""));
    if (kind !== "late") said.push(value("who") === "other" ? value("proxy_name") : labels("who")[0]);
  }
  if (value("note").trim()) said.push(form.querySelector("[data-arrives]").dataset.note);
  return said.filter(Boolean).join("・");
}

const day = (text) => text.replace(/^\d+-0?(\d+)-0?(\d+)$/, "$1/$2");

function days() {
  if (value("day") !== "other") return chosen("day")[0]?.closest("label").querySelector("b").textContent ?? "";
  return [value("starts_on"), value("ends_on")].filter(Boolean).map(day).join("–");
}

function tell() {
  const names = chosen("children").map((input) => input.dataset.name);
  const fixed = form.querySelector(".report__whose b")?.textContent;
  part("who").textContent = names.join("・") || fixed || "";
  part("kind").textContent = labels("kind")[0] ?? "";
  part("day").textContent = days();
  part("details").textContent = details();
  for (const name of ["label", "text"]) part(name).hidden = !part("who").textContent;
}

function countDown() {
  for (const left of form.querySelectorAll("[data-left]")) {
    const minutes = Math.max(0, Math.floor((Number(left.dataset.left) * 1000 - Date.now()) / 60_000));
    const words = minutes >= 60 ? left.dataset.hours : left.dataset.minutes;
    left.textContent = words.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes >= 60 ? minutes % 60 : minutes);
  }
}

/** The first tap on an empty stepper begins where temperatures begin to matter. */
function begin(event) {
  const stepper = event.target.closest("[data-step]")?.closest("[data-first]");
  const input = stepper?.querySelector("input");
  if (!input || input.value) return;
  input.value = stepper.dataset.first;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  event.stopPropagation();
}

const KEPT = ["children", "kind", "day", "starts_on", "ends_on", "reason", "temperature", "symptoms", "note"];

function keepDraft() {
  const fields = [...new FormData(form)].filter(([name]) => KEPT.includes(name));
  put("drafts", { id: draftId(), at: new Date().toISOString(), fields }).catch(() => {});
}

async function restoreDraft() {
  const draft = await get("drafts", draftId()).catch(() => undefined);
  if (!draft || location.hash || Date.now() - new Date(draft.at) > DRAFT_LASTS) return;
  for (const [name, text] of draft.fields) {
    for (const input of form.querySelectorAll(`[name=${name}]`)) {
      if (["radio", "checkbox"].includes(input.type)) input.checked ||= input.value === text;
      else input.value = text;
    }
  }
}

async function start() {
  form.addEventListener("click", begin, true);
  if ("report" in form.dataset) {
    form.elements.id.value = newId(); // a copy of this page that was kept for a day without network sends a new report
    hear("outbox.sent", () => remove("drafts", draftId()).catch(() => {}));
    if (!form.querySelector("[role=alert]")) await restoreDraft();
    form.addEventListener("input", keepDraft);
  }
  form.addEventListener("input", tell);
  tell();
  countDown();
  setInterval(countDown, 20_000);
}

start();
