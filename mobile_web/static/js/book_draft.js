// A home's page is never lost: every change is on this device at once, and a moment later on the server as a draft.
// What has been sent is not changed behind her back: then only the button sends.
import { get, put as keep, remove } from "./db.js";
import { cells, changed, keepKnown, known, plain, put, rowOf } from "./book_fields.js";
import { meta, person } from "./page.js";

const SOON = 900;
const LASTS = 20 * 3600_000;
const timers = new WeakMap();
const running = new WeakMap();

export const draftId = (form) => `book:${person()}:${form.dataset.book}:${form.elements.day.value}`;
export const forget = (form) => remove("drafts", draftId(form)).catch(() => {});
const coming = (form) => form.querySelector("[name=coming]:checked")?.value ?? "";

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
  for (const [path, value] of draft.cells) put(form, path, value);
  keepKnown(form, before(known(form), draft.bases ?? {}));
  const radio = draft.coming && form.querySelector(`[name=coming][value="${draft.coming}"]`);
  if (radio) radio.checked = true;
  if (draft.cells.length) note(form);
  return draft.cells.length > 0;
}

/** What the other telephone wrote since is not written over: the server hears what these words were written on. */
function before(rows, bases) {
  for (const [path, base] of Object.entries(bases)) if (rows[path]?.[1] > base) rows[path] = [rows[path][0], base, 0];
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
    const isBeside = path in wrote && !same(wrote[path], cell.v) && answer.kept.some((one) => one.path === path && same(one.value, wrote[path]));
    const yields = isBeside ? same(said[path], wrote[path]) && !row.contains(document.activeElement) : !(path in wrote) && same(said[path], rows[path]?.[0]);
    if (!yields && (isBeside || !(path in wrote))) continue; // still being written
    if (yields && !same(said[path], cell.v)) put(form, path, cell.v);
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
