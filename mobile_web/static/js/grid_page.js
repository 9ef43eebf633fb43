// A class's contact book: opens rows, follows what others write, keeps the page for when the network is gone.
import { startBulk } from "./grid_bulk.js";
import { cellsOf, lacking } from "./grid_cells.js";
import { data, restored, rows, take } from "./grid_data.js";
import { editorOf } from "./grid_row.js";
import { startSheets } from "./grid_sheets.js";
import { startPublish } from "./grid_publish.js";
import { keepPage } from "./keep.js";
import { enqueue } from "./outbox.js";
import { between, fire, hear, newId } from "./page.js";

const table = document.querySelector("#book tbody");
const lineOf = (child) => table.querySelector(`tr[data-child="${child}"]`);
const SOON = 4_000;
let open; // {child, editor}
let moved = new Set();
let asking;

function paint(child) {
  const line = lineOf(child);
  const row = rows.get(child);
  if (open?.child === child) {
    if (open.editor.key === row.items.map(({ key }) => key).join() + row.state) return open.editor.update();
    return openRow(child); // published, or another form meanwhile
  }
  line.classList.remove("book-grid__editing");
  line.classList.toggle("book-grid__merged", row.kept.length > 0);
  while (line.children.length > 1) line.lastElementChild.remove();
  line.append(...cellsOf(row));
}

function count() {
  document.querySelector("[data-done]").textContent = [...rows.values()].filter((row) => !row.own && !lacking(row).length).length;
}

function closeRow() {
  if (!open) return;
  const { child } = open;
  open = undefined;
  lineOf(child).querySelector(".book-beside")?.remove();
  lineOf(child).querySelector("[data-opens-row]").setAttribute("aria-expanded", "false");
  paint(child);
}

function openRow(child, key) {
  const row = rows.get(child);
  if (row.own) return;
  closeRow();
  const line = lineOf(child);
  const editor = editorOf(child);
  open = { child, editor };
  line.classList.add("book-grid__editing");
  while (line.children.length > 1) line.lastElementChild.remove();
  line.append(editor.cell);
  line.firstElementChild.append(editor.side);
  line.querySelector("[data-opens-row]").setAttribute("aria-expanded", "true");
  const field = key && editor.cell.querySelector(`[data-field="${CSS.escape(key)}"]`);
  field?.querySelector("textarea, button, input")?.focus({ preventScroll: true });
  const scroll = line.closest(".book__scroll").getBoundingClientRect();
  const place = line.getBoundingClientRect();
  if (place.bottom > Math.min(scroll.bottom, innerHeight) || place.top < scroll.top) line.scrollIntoView({ block: "start" });
  seen(row);
}

/** Home's page counts as opened once it stands before her. */
function seen(row) {
  const fresh = row.home.filter((page) => !page.opened);
  if (!fresh.length) return;
  for (const page of fresh) page.opened = true;
  enqueue({ id: newId(), url: data.urls.seen, fields: fresh.map(({ id }) => ["entry", id]), label: data.words.fromHome });
}

function clicked({ target }) {
  const line = target.closest?.("tr[data-child]");
  if (!line) return;
  const { child } = line.dataset;
  if (target.closest("[data-close-row]")) return closeRow();
  if (target.closest("[data-opens-row]")) return open?.child === child ? closeRow() : openRow(child);
  if (target.closest("button, a, input, label, summary, textarea") && !target.closest("[data-enter]")) return;
  if (open?.child !== child) openRow(child, target.closest("[data-enter]")?.dataset.enter ?? target.closest("td")?.dataset.key);
}

/** Ask for what moved; all of it after a lost connection. */
async function ask(all) {
  clearTimeout(asking);
  asking = undefined;
  const named = [...moved];
  moved = new Set();
  const query = new URLSearchParams({ day: data.day, ...(all ? {} : { entries: named.join() }) });
  const answer = await fetch(`${data.urls.rows}?${query}`, { cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  for (const row of (await answer.json()).rows) take(row);
  fire("book.taken");
}

hear("book.row", ({ child }) => (paint(child), count()));
hear("entry.moved", ({ classroom_id: room, entry_id: entry }) => {
  if (room !== data.classroom || !entry) return;
  moved.add(entry);
  asking ??= setTimeout(ask, between(300, 900));
});
for (const name of ["live.reconnected", "live.poll", "book.changed"]) hear(name, () => ask(true));
hear("attendance.moved", () => (asking ??= setTimeout(() => ask(true), between(2_000, 5_000))));
table.addEventListener("click", clicked);
document.addEventListener("keydown", ({ key, target }) => key === "Escape" && open && !target.closest?.("dialog") && closeRow());
for (const child of rows.keys()) paint(child);
startBulk();
startSheets(() => open?.child);
startPublish();
restored.then(() => fire("book.restored"));

/** The copy for a day without a network is as fresh as what was sent; a shared tablet keeps no page of a person. */
let keeping;
const keepSoon = () => (keeping ??= setTimeout(() => ((keeping = undefined), keepPage()), SOON));
if (!data.is_shared) {
  keepPage();
  hear("outbox.sent", keepSoon);
  hear("book.taken", keepSoon);
}
