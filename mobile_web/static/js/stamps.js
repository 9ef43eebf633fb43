// Stamps of this device: written down with its own time before the network is asked, sent in order, once.
import { all, get, put } from "./db.js";
import { holding } from "./held.js";
import { alone, discard, enqueue, flush } from "./outbox.js";
import { meta, newId } from "./page.js";

const STAMPS = /^\/attendance\/stamps\/([0-9a-f-]{36})\/$/;
const WARN = 2 * 60_000;
const kept = (name, otherwise) => Number(localStorage.getItem(name) ?? otherwise);

/** How far this device's clock is ahead of the server's, in milliseconds, as last measured. */
let error = kept("clock-error", 0);

export const serverNow = () => Date.now() - error;

/** Ask the server for the time; half of the way there and back is the way there. */
export async function measureClock() {
  const began = Date.now();
  const answer = await fetch("/attendance/clock/", { cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok) return;
  error = Math.round((began + Date.now()) / 2 - (await answer.json()).now);
  localStorage.setItem("clock-error", error);
  const warning = document.querySelector("[data-clock-warning]");
  if (!warning) return;
  warning.hidden = Math.abs(error) < WARN;
  const text = warning.querySelector("span");
  text.dataset.text ??= text.textContent;
  text.textContent = text.dataset.text.replace("{n}", Math.round(Math.abs(error) / 60_000));
}

/** Numbers count up on this device, also after the browser was closed. */
function nextNumber() {
  const number = kept("stamp-number", 0) + 1;
  localStorage.setItem("stamp-number", number);
  return number;
}

/** Keep one stamp and send it when possible, or in `held` milliseconds (held.js). Resolves to its id as soon as it is written down. */
export async function stamp({ child, kind, method, label, more = {}, held = 0 }) {
  const id = newId();
  const fields = {
    id, kind, method, device_at: new Date().toISOString(), clock_error: error, sequence: nextNumber(), by: meta("stamper"), ...more,
  };
  const row = { id, url: `/attendance/stamps/${child}/`, fields: Object.entries(fields).map(([name, value]) => [name, String(value)]), label };
  if (held) Object.assign(row, holding(held));
  if (meta("device")) row.who = `tablet:${meta("device")}`;
  await enqueue(row);
  return id;
}

/** Say more about a stamp that is held, and send it; false when it has gone already. */
export async function amend(id, words) {
  const isChanged = await alone(async () => {
    const row = await get("outbox", id);
    if (row) await put("outbox", { ...row, fields: merged(row.fields, words), held_until: 0 });
    return Boolean(row);
  });
  flush();
  return isChanged;
}

const merged = (fields, words) => [...fields.filter(([name]) => !(name in words)), ...Object.entries(words).map(([name, value]) => [name, String(value)])];

/** Stamps of this device that have not arrived, the oldest first: {id, child, kind, device_at}. */
export async function waiting() {
  const rows = (await all("outbox").catch(() => [])).filter((row) => STAMPS.test(row.url) && row.state !== "refused");
  return rows.map((row) => ({ ...Object.fromEntries(row.fields), child: row.url.match(STAMPS)[1] }));
}

/** Take one back that has not been sent; false when it is too late for that. */
export const takeBack = (id) => discard(id);

measureClock();
setInterval(measureClock, 5 * 60_000);
addEventListener("online", measureClock);
