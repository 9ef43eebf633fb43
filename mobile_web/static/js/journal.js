// The class journal: the grid's field for a text, in a table of one row, whose child is the class. Without scripts the form posts.
import { get } from "./db.js";
import { data, isUnsent, restored, rows, take, urlOf, valueAt, write } from "./grid_data.js";
import { el, say } from "./grid_dom.js";
import { noteOf } from "./grid_row.js";
import { startSheets } from "./grid_sheets.js";
import { keepPage } from "./keep.js";
import { flush } from "./outbox.js";
import { between, hear, meta } from "./page.js";
import { toast } from "./toast.js";

const [row] = rows.values();
const KEY = "note";
const begun = row.state;
const form = document.querySelector("form[data-journal]");
const publish = form.querySelector("[value=publish]");
const field = noteOf(row, row.items.find(({ key }) => key === KEY));
let asking;
let going; // families are to read it as soon as the last word has arrived

/** The plain form's text field makes room for the one that saves by itself; what was typed before stays. */
function begin() {
  const area = form.querySelector("textarea");
  const typed = (area.value !== area.defaultValue || "typed" in area.dataset) && area.value;
  const plain = form.querySelectorAll("[data-plain]");
  area.closest(".field").before(field.root);
  for (const one of plain) one.remove();
  form.append(el("input", { type: "hidden", name: "text" }));
  if (typed && !(KEY in row.local)) write(row.child, [[KEY, typed]]);
  paint();
}

function paint() {
  field.update();
  if (publish) publish.hidden = row.kept.length > 0;
  document.querySelector("[data-journal-state]")?.toggleAttribute("hidden", row.state !== begun);
  if (going && !isUnsent(row)) send();
  else if (row.state === "published" && !isUnsent(row)) location.reload();
}

/** What the server has of it now. */
async function ask() {
  asking = undefined;
  const headers = { "X-CSRFToken": meta("csrf-token"), "X-Requested-With": "outbox", Accept: "application/json" };
  const body = new URLSearchParams({ session: row.session, writes: "[]" });
  const answer = await fetch(urlOf(row.child), { method: "POST", body, headers }).catch(() => undefined);
  if (answer?.ok && !answer.redirected) take({ ...(await answer.json()), refused: row.refused, child: row.child });
}

function send() {
  const button = going;
  going = undefined;
  if (!row.kept.length && !Object.keys(row.refused).length) form.requestSubmit(button);
}

/** The last word is waited for; without a network she hears that it has not gone. */
async function submitted(event) {
  if (Object.keys(row.refused).length) return event.preventDefault(); // its sentence stands beside the text
  if (!isUnsent(row)) {
    form.elements.text.value = valueAt(row, KEY) ?? "";
    form.elements.base.value = row.cells[KEY]?.r ?? 0;
    return;
  }
  event.preventDefault();
  going = event.submitter;
  await row.queue;
  const last = row.outboxId;
  await flush();
  if (last && !(await get("outbox", last))) return;
  going = undefined;
  toast(say("offline"), { kind: "info" });
}

hear("book.row", paint);
hear("entry.moved", ({ classroom_id: room, entry_id: entry }) => {
  if (room === data.classroom && (!row.entry || entry === row.entry)) asking ??= setTimeout(ask, between(200, 700));
});
for (const name of ["live.reconnected", "live.poll", "book.changed"]) hear(name, ask);
form.addEventListener("submit", submitted);
startSheets(() => row.child);
restored.then(begin);

let keeping;
if (!data.is_shared) {
  keepPage();
  hear("outbox.sent", () => (keeping ??= setTimeout(() => ((keeping = undefined), keepPage()), 4_000)));
}
