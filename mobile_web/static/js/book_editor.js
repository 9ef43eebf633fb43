// The editor of a form: its buttons change the page without leaving it, rows can be dragged, the preview follows.
import { meta } from "./page.js";

const form = document.querySelector("form[data-book-editor]");
const draft = document.getElementById("book-draft");
const QUIET = 350;
let asked = 0;
let timer;

async function ask(act) {
  clearTimeout(timer);
  const number = ++asked;
  const data = new FormData(form);
  data.set("act", act);
  try {
    const response = await fetch(form.action, { method: "POST", body: data, headers: { "HX-Request": "true", "X-CSRFToken": meta("csrf-token") } });
    if (number === asked && response.ok && !response.redirected) show(await response.text(), act);
  } catch {
    // no network: what is typed stays in the form
  }
}

function show(text, act) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const preview = page.getElementById("book-preview");
  if (!preview) return;
  if (act === "look") {
    keepScrolled(() => document.getElementById("book-preview").replaceChildren(...preview.childNodes));
    return;
  }
  const focused = document.activeElement?.id;
  const known = new Set([...draft.querySelectorAll("[data-row]")].map((row) => row.id));
  const open = [...draft.querySelectorAll("details[open]")].map((one) => one.id);
  keepScrolled(() => draft.replaceChildren(...page.body.childNodes));
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  grips();
  const fresh = [...draft.querySelectorAll("[data-row]")].find((row) => !known.has(row.id));
  const target = act === "add" && fresh ? fresh.querySelector(".field__input") : document.getElementById(focused);
  (target ?? document.getElementById("new-item")).focus();
}

/** The screens of the preview stay where one looks. */
function keepScrolled(work) {
  const tops = [...document.querySelectorAll(".bookkeep-phone, .bookkeep-grid")].map((one) => [one.scrollTop, one.scrollLeft]);
  work();
  document.querySelectorAll(".bookkeep-phone, .bookkeep-grid").forEach((one, n) => tops[n] && one.scrollTo(tops[n][1], tops[n][0]));
}

const later = () => {
  clearTimeout(timer);
  timer = setTimeout(() => ask("look"), QUIET);
};

function grips() {
  for (const grip of draft.querySelectorAll("[data-grip]")) grip.hidden = false;
}

function dragged(event) {
  const grip = event.target.closest("[data-grip]");
  if (!grip) return;
  event.preventDefault();
  const row = grip.closest("[data-row]");
  row.dataset.dragged = "";
  grip.setPointerCapture(event.pointerId);
  const move = ({ clientY }) => {
    const before = row.previousElementSibling?.getBoundingClientRect();
    const after = row.nextElementSibling?.getBoundingClientRect();
    if (before && clientY < before.top + before.height / 2) row.previousElementSibling.before(row);
    else if (after && clientY > after.top + after.height / 2) row.nextElementSibling.after(row);
  };
  const drop = () => {
    delete row.dataset.dragged;
    grip.removeEventListener("pointermove", move);
    ask("order");
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", drop, { once: true });
  grip.addEventListener("pointercancel", drop, { once: true });
}

form?.addEventListener("submit", (event) => {
  const act = event.submitter?.value;
  if (!act || act === "save") return;
  event.preventDefault();
  if (event.submitter.getAttribute("aria-disabled") !== "true") ask(act);
});
form?.addEventListener("input", ({ target }) => target.name !== "starts_on" && target.name !== "new" && later());
draft?.addEventListener("pointerdown", dragged);
if (draft) grips();
