// What a class's grid knows of its children, and what was written here and has not arrived.
// Every change lies in IndexedDB before the network is asked: one outbox row a child, made anew with each change.
import { all, put, remove } from "./db.js";
import { flush } from "./outbox.js";
import { fire, hear, isMine, newId, person } from "./page.js";

export const data = JSON.parse(document.getElementById("book-data").textContent);
const SOMEBODY = "00000000-0000-0000-0000-000000000000";
export const urlOf = (child) => new URL(data.urls.write.replace(SOMEBODY, child), location.origin).pathname;
const sent = new Map(); // outbox id: [{path, sequence, session}]
let timer;

const begun = (row) => ({ ...row, local: {}, bases: {}, refused: {}, session: newId(), sequence: 0, outboxId: "", savedAt: "" });
export const rows = new Map(data.rows.map((row) => [row.child, begun(row)]));

/** What stands in a cell on this screen: what was written here before what the server said. */
export const valueAt = (row, path) => (path in row.local ? row.local[path].value : row.cells[path]?.v) ?? null;

/** The parts of an item of which there may be several, by their time: [{path, value}]. */
export function partsOf(row, key) {
  const paths = new Set([...Object.keys(row.cells), ...Object.keys(row.local)].filter((path) => path.startsWith(`${key}/`)));
  const found = [...paths].map((path) => ({ path, value: valueAt(row, path) })).filter(({ value }) => value !== null);
  const time = ({ value }) => value.at ?? value.from ?? "";
  return found.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : a.path < b.path ? -1 : 1));
}

export const isFilled = (row, item) =>
  ["temperature", "sleep", "milk"].includes(item.kind) ? partsOf(row, item.key).length > 0 : valueAt(row, item.key) !== null;

export const isUnsent = (row) => Object.keys(row.local).some((path) => !row.refused[path]);

/** She stands in a cell: what she sees now is what she changes. After a text was kept aside, she begins anew. */
export function hold(row, path) {
  if (row.kept.some((one) => one.path === path) && !(path in row.local)) Object.assign(row, { session: newId(), sequence: 0, outboxId: "" });
  row.bases[path] = row.local[path]?.base ?? row.cells[path]?.r ?? 0; // of what was written here she saw no more than then
}

export const letGo = (row, path) => delete row.bases[path];

/** Write cells of one child: [[path, value]]. `wait` milliseconds until the network is asked. */
export function write(child, changes, wait = 150) {
  const row = rows.get(child);
  for (const [path, value] of changes) {
    const base = row.bases[path] ?? row.local[path]?.base ?? row.cells[path]?.r ?? 0;
    row.local[path] = { path, value, base, sequence: ++row.sequence, session: row.session };
    delete row.refused[path];
  }
  persist(row);
  clearTimeout(timer);
  timer = setTimeout(flush, wait);
  fire("book.row", { child });
}

function persist(row) {
  row.dirty = true;
  row.queue = (row.queue ?? restored).then(() => row.dirty && keep(row)).catch(() => {});
}

async function keep(row) {
  row.dirty = false;
  const writes = Object.values(row.local).filter((one) => one.session === row.session && !row.refused[one.path]);
  if (!writes.length) return;
  const old = row.outboxId;
  const id = newId();
  const said = writes.map(({ path, value, base, sequence }) => ({ path, value, base, sequence }));
  const fields = [["session", row.session], ["at", new Date().toISOString()], ["writes", JSON.stringify(said)]];
  const label = data.words.label.replace("{name}", row.name);
  const where = { page: location.pathname + location.search, url: urlOf(row.child), who: person() };
  sent.set(id, writes.map(({ path, sequence, session }) => ({ path, sequence, session })));
  await put("outbox", { id, ...where, fields, label, at: new Date().toISOString(), state: "waiting", why: "" });
  row.outboxId = id;
  if (old) await remove("outbox", old);
}

/** What lay here when the browser was closed: shown again, and gone on with in its own session. */
async function restore() {
  const found = (await all("outbox").catch(() => [])).filter((one) => isMine(one) && one.state !== "refused");
  for (const one of found) {
    const row = [...rows.values()].find(({ child }) => urlOf(child) === one.url);
    if (!row) continue;
    const { session, writes } = Object.fromEntries(one.fields);
    const written = JSON.parse(writes).map((cell) => ({ ...cell, session }));
    for (const cell of written) row.local[cell.path] = cell;
    Object.assign(row, { session, outboxId: one.id, sequence: Math.max(0, ...written.map((cell) => cell.sequence)) });
    sent.set(one.id, written);
    fire("book.row", { child: row.child });
  }
}

export const restored = restore();

hear("outbox.sent", async ({ id, url, response }) => {
  const row = [...rows.values()].find(({ child }) => new URL(url, location.origin).pathname === urlOf(child));
  if (!row) return;
  const answer = await response.clone().json().catch(() => undefined);
  await restored;
  for (const { path, sequence, session } of sent.get(id) ?? []) {
    const mine = row.local[path];
    if (mine?.sequence !== sequence || mine.session !== session) continue; // written on meanwhile
    if (answer?.refused?.[path]) row.refused[path] = answer.refused[path].message;
    else delete row.local[path];
  }
  sent.delete(id);
  if (row.outboxId === id) row.outboxId = "";
  if (answer) take({ ...answer, refused: row.refused, child: row.child });
  row.savedAt = new Date().toTimeString().slice(0, 5);
  fire("book.row", { child: row.child });
});

/** What the server says of a child, unless this page knows something newer. */
export function take(news) {
  const row = rows.get(news.child);
  if (!row || (news.version ?? 0) < (row.version ?? 0)) return;
  for (const name of Object.keys(news)) if (name in row || name === "entry") row[name] = news[name];
  fire("book.row", { child: row.child });
}
