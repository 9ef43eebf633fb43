// A patient form submit: <form data-outbox> is written down on this device before the network is asked.
// Optional: data-label (what the list of unsent calls it), data-done (sentence after saving), data-quiet (the page shows it itself), data-reset.
import { all, get, put, remove } from "./db.js";
import { waits } from "./held.js";
import { fire, hear, isMine, meta, newId, person, say, sentence, wantsSignIn } from "./page.js";
import { restore } from "./outbox_edit.js";
import { toast } from "./toast.js";

const REFUSED = [400, 404, 409, 410, 413, 422];
const forms = new Map();

async function submitted(event) {
  const form = event.target.closest?.("form[data-outbox]");
  if (!form || event.defaultPrevented) return;
  const fields = [...new FormData(form, event.submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
  if (fields.some(([, value]) => value.size)) return; // a chosen file is too large to keep
  event.preventDefault();
  const id = (form.dataset.outboxKey ||= newId());
  const url = event.submitter?.getAttribute("formaction") || form.action;
  const row = { id, url, fields: fields.filter(([, value]) => typeof value === "string"), label: form.dataset.label || document.title };
  try {
    await keepRow(row);
  } catch {
    return form.submit(); // no storage: the browser's own way, without a promise we cannot keep
  }
  if (form.dataset.outboxReplaces) await remove("outbox", form.dataset.outboxReplaces);
  delete form.dataset.outboxReplaces;
  forms.set(id, form);
  await flush();
  const left = await get("outbox", id);
  if (left && (left.why || !("quiet" in form.dataset))) toast(left.why || say("kept"), { kind: "info" });
}

const keepRow = (row) =>
  put("outbox", { who: person(), page: location.pathname + location.search, at: new Date().toISOString(), state: "waiting", why: "", ...row });

/** For modules that write without a form: kept when this resolves, sent when possible. Row: id, url, fields, label. */
export async function enqueue(row) {
  await keepRow(row);
  flush();
}

/** Take back a row that has not been sent; false when it has. */
export async function discard(id) {
  const take = async () => Boolean(await get("outbox", id)) && (await remove("outbox", id), true);
  const taken = await alone(take);
  fire("outbox.changed");
  return taken;
}

/** Resolves to what happened: sent, refused, forbidden (kept, others go on), signIn or later (all wait). */
async function send(row) {
  const headers = { "X-CSRFToken": meta("csrf-token"), "X-Requested-With": "outbox", "Idempotency-Key": row.id };
  const body = new URLSearchParams(row.fields);
  const options = { method: "POST", body, headers, signal: AbortSignal.timeout?.(20_000) };
  const response = await fetch(row.url, options).catch(() => undefined);
  if (!response) return "later";
  if (response.status === 403) return keep(row, "forbidden", await sentence(response, "signIn"));
  if (wantsSignIn(response)) return keep(row, "signIn", say("signIn"));
  if (response.headers.has("Retry-After")) return "later"; // the first try is still running, or too many at once
  if (REFUSED.includes(response.status)) return keep(row, "refused", await sentence(response));
  if (!response.ok) return "later";
  await remove("outbox", row.id);
  arrived(row, response);
  return "sent";
}

async function keep(row, state, why) {
  await put("outbox", { ...row, state, why });
  return state;
}

/** The page goes on as after an ordinary submit, if the form is still on it. */
function arrived(row, response) {
  const form = forms.get(row.id);
  forms.delete(row.id);
  fire("outbox.sent", { id: row.id, url: row.url, response });
  if (!form?.isConnected) return;
  delete form.dataset.outboxKey;
  if (response.redirected) return location.assign(response.url);
  if ("reset" in form.dataset) form.reset();
  if (!("quiet" in form.dataset)) toast(form.dataset.done || say("saved"));
}

async function sendAll() {
  for (const row of await all("outbox")) {
    if (!isMine(row) || row.state === "refused") continue;
    const wait = waits(row);
    if (wait) return void setTimeout(flush, wait + 50);
    const result = await send(row);
    if (result === "later" || result === "signIn") break; // in order: nothing overtakes
  }
}

/** One tab at a time. */
export const alone = (work) => (navigator.locks ? navigator.locks.request("engawa-outbox", work) : work());

export async function flush() {
  fire("outbox.changed");
  await alone(sendAll);
  fire("outbox.changed");
}

export function start() {
  document.addEventListener("submit", submitted);
  document.addEventListener("input", ({ target }) => target.form && delete target.form.dataset.outboxKey);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  addEventListener("online", flush);
  hear("live.connected", flush);
  restore().finally(flush);
}
