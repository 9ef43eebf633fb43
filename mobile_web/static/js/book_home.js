// A home's page of the contact book: tabs of the children, what has changed, what is still empty, and the sending.
import { addPart, cells, known, plain, rowOf } from "./book_fields.js";
import { note, restore, save } from "./book_draft.js";
import { showKept } from "./book_kept.js";
import { offer, start as startPaste } from "./book_paste.js";
import { isOld, renew, today } from "./book_renew.js";
import { start as startSending, tell } from "./book_send.js";
import { start as startSteps } from "./book_steps.js";
import { hear, newId, say } from "./page.js";

const FEVER = 37.5;
const first = new WeakMap();
const forms = () => [...document.querySelectorAll("form[data-book]")];

function show(key) {
  for (const form of forms()) form.hidden = form.dataset.book !== key;
  for (const beside of document.querySelectorAll("[data-beside]")) beside.hidden = beside.dataset.beside !== key;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === key) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

/** Tags say what differs from what was filled in, and what is still needed. */
function mark(form) {
  const said = cells(form);
  const began = first.get(form) ?? {};
  for (const row of form.querySelectorAll("[data-row]")) {
    const paths = [...new Set([...Object.keys(said), ...Object.keys(began)])].filter((path) => rowOf(form, path) === row);
    const differs = paths.some((path) => plain(said[path], row.dataset.kind) !== plain(began[path]?.[0], row.dataset.kind));
    const tag = row.querySelector("[data-changed]");
    if (tag) tag.hidden = !differs;
    const filled = paths.some((path) => plain(said[path], row.dataset.kind));
    if (filled) row.querySelector("[data-need]").hidden = true;
    row.dataset.filled = filled ? "" : "no";
  }
  const degrees = Object.entries(said).filter(([path]) => rowOf(form, path).dataset.kind === "temperature").map(([, value]) => value.c ?? "");
  form.toggleAttribute("data-fever", degrees.some((text) => Number.parseFloat(text.normalize("NFKC")) >= FEVER));
}

const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });

async function begin(form, { old = false, filled = false } = {}) {
  if (old) renew(form, today());
  form.elements.session.value = newId(); // a copy of this page that was kept is another session
  first.set(form, known(form));
  offer(form);
  form.addEventListener("input", ({ target }) => target.closest("[data-paste]") || (mark(form), note(form)));
  form.addEventListener("book.saved", ({ detail }) => detail.at && detail.state === "draft" && tell(form, say("bookDraft").replace("{at}", clock(detail.at))));
  form.addEventListener("book.saved", ({ detail }) => showKept(form, detail.kept));
  form.addEventListener("focusout", () => save(form));
  if (!filled) await restore(form);
  mark(form);
}

function clicked(event) {
  const tab = event.target.closest?.("[data-tab]");
  if (tab) {
    event.preventDefault();
    history.replaceState(null, "", tab.href);
    show(tab.dataset.tab);
  }
  const more = event.target.closest?.("[data-more]");
  if (more) addPart(more.closest("[data-row]"))?.querySelector("input").focus();
  const stay = event.target.closest?.("[data-stay]");
  if (stay) stay.closest("form").querySelector("[name=coming][value=sick]").click();
}

function start() {
  document.addEventListener("click", clicked);
  startSteps();
  startPaste((form) => begin(form, { filled: true }).then(() => note(form)));
  const old = isOld();
  for (const form of forms()) begin(form, { old });
  startSending(forms, mark);
  hear("entry.moved", () => forms().forEach((form) => save(form, { look: true })));
  hear("live.reconnected", () => forms().forEach((form) => save(form)));
  addEventListener("online", () => forms().forEach((form) => save(form)));
}

if (forms().length) start();
