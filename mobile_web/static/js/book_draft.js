// A home's page is never lost: every change is on this device at once, and a moment later on the server as a draft.
// What has been sent is not changed behind her back: then only the button sends.
import { get, put as keep, remove } from "./db.js";
import { cardsOf } from "./book_kept.js";
import { cells, changed, keepKnown, known, plain, put, rowOf } from "./book_fields.js";
import { meta, newId, person } from "./page.js";

const SOON = 900;
const LASTS = 20 * 3600_000;
const timers = new WeakMap();
const running = new WeakMap();

export const draftId = (form) => `book:${person()}:${form.dataset.book}:${form.elements.day.value}`;
export const forget = (form) => remove("drafts", draftId(form)).catch(() => {});
const coming = (form) => form.querySelector("[name=coming]:checked")?.value ?? "";

/** Does the server hold these words beside the other telephone's already? */
const isBeside = (form, path, value) => cardsOf(document, form).some(({ dataset }) => dataset.path === path && dataset.words.trim() === plain(value).trim());

function remember(form) {
  const rows = changed(form);
  const bases = Object.fromEntries(rows.map(([path]) => [path, known(form)[path]?.[1] ?? 0]));
  const row = { id: draftId(form), at: new Date().toISOString(), cells: rows, bases, coming: coming(form) };
  keep("drafts", row).catch(() => {});
}

/** On this device now, on the server soon. */
export function note(form) {
  remember(form);
  clearTimeout(timers.get(form));
  if (form.dataset.state === "draft") timers.set(form, setTimeout(() => save(form), SOON));
}

/** After a dead battery the form is as it was. */
export async function restore(form) {
  const draft = await get("drafts", draftId(form)).catch(() => undefined);
  if (!draft || Date.now() - new Date(draft.at) > LASTS || form.querySelector("[data-focus]")) return false;
  const fresh = draft.cells.filter(([path, value]) => !isBeside(form, path, value));
  for (const [path, value] of fresh) put(form, path, value);
  keepKnown(form, before(known(form), fresh, draft.bases ?? {}));
  const radio = draft.coming && form.querySelector(`[name=coming][value="${draft.coming}"]`);
  if (radio) radio.checked = true;
  if (fresh.length) note(form);
  return fresh.length > 0;
}

/** What the other telephone wrote since is not written over: the server hears what these words were written on. */
function before(rows, fresh, bases) {
  for (const [path] of fresh) if (rows[path]?.[1] > bases[path]) rows[path] = [rows[path][0], bases[path], 0];
  return rows;
}

/** Send what has changed to the server's draft; with nothing changed it only asks what the other telephone wrote. */
export async function save(form, { look = false } = {}) {
  if (running.get(form)) return timers.set(form, setTimeout(() => save(form, { look }), SOON));
  const rows = known(form);
  const writing = form.dataset.state === "draft" ? changed(form, rows) : [];
  if (!writing.length && !look) return;
  const sequence = Number(form.elements.sequence.value) + 1;
  form.elements.sequence.value = sequence;
  const writes = writing.map(([path, value]) => ({ path, value, base: rows[path]?.[1] ?? 0, sequence }));
  const answer = await post(form, writes);
  if (answer) arrived(form, answer, Object.fromEntries(writing));
}

async function post(form, writes) {
  running.set(form, true);
  const said = { session: form.elements.session.value, at: new Date().toISOString(), writes: JSON.stringify(writes) };
  const headers = { "X-CSRFToken": meta("csrf-token"), Accept: "application/json", "X-Requested-With": "outbox" };
  const options = { method: "POST", body: new URLSearchParams(said), headers, signal: AbortSignal.timeout?.(15_000) };
  const response = await fetch(`${form.dataset.cells}${form.elements.day.value}/`, options).catch(() => undefined);
  running.set(form, false);
  return response?.ok && !response.redirected ? response.json() : undefined;
}

function arrived(form, answer, wrote) {
  const rows = known(form);
  const said = cells(form);
  for (const [path, cell] of Object.entries(answer.cells ?? {})) {
    const row = rowOf(form, path);
    const same = (one, other) => plain(one, row?.dataset.kind).trim() === plain(other, row?.dataset.kind).trim();
    const isHeld = path in wrote && !same(wrote[path], cell.v) && answer.kept.some((one) => one.path === path && same(one.value, wrote[path]));
    const yields = isHeld ? same(said[path], wrote[path]) && !row.contains(document.activeElement) : !(path in wrote) && same(said[path], rows[path]?.[0]);
    if (!yields && (isHeld || !(path in wrote))) continue; // still being written
    if (yields && !same(said[path], cell.v)) put(form, path, cell.v);
    if (yields && isHeld) form.elements.session.value = newId(); // she sees the other text now: what comes next goes on from it
    rows[path] = [cell.v, cell.r, 0];
  }
  keepKnown(form, rows);
  for (const row of form.querySelectorAll("[data-row]")) {
    const path = Object.keys(answer.refused).find((one) => rowOf(form, one) === row);
    wrong(row, path ? answer.refused[path].message : "");
  }
  if (answer.state === "sent") form.dataset.state = "sent";
  form.dispatchEvent(new CustomEvent("book.saved", { detail: answer }));
  if (!changed(form).length && ["", "here"].includes(coming(form))) forget(form);
  else remember(form);
}

export function wrong(row, sentence) {
  const place = row.querySelector("[data-error]");
  row.classList.toggle("field--wrong", Boolean(sentence));
  place.hidden = !sentence;
  place.querySelector("span").textContent = sentence;
}
