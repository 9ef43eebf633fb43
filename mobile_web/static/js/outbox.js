// A patient form submit: <form data-outbox> is written down on this device before the network is asked.
// Optional: data-label (what the list of unsent calls it), data-done (sentence after saving), data-reset.
import { all, get, put, remove } from "./db.js";
import { fire, hear, meta, newId, person, say, wantsSignIn } from "./page.js";
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
  const row = {
    id, who: person(), url: event.submitter?.getAttribute("formaction") || form.action, page: location.pathname + location.search,
    fields: fields.filter(([, value]) => typeof value === "string"), label: form.dataset.label || document.title,
    at: new Date().toISOString(), state: "waiting", why: "",
  };
  try {
    await put("outbox", row);
  } catch {
    return form.submit(); // no storage: the browser's own way, without a promise we cannot keep
  }
  if (form.dataset.outboxReplaces) await remove("outbox", form.dataset.outboxReplaces);
  delete form.dataset.outboxReplaces;
  forms.set(id, form);
  await flush();
  const left = await get("outbox", id);
  if (left) toast(left.why || say("kept"), { kind: "info" });
}

/** The server's own sentence, from our JSON answers or from a page. */
async function sentence(response, otherwise = "refused") {
  const text = await response.text().catch(() => "");
  if (response.headers.get("Content-Type")?.includes("json")) {
    const body = JSON.parse(text || "{}");
    return body.message || body.detail || say(otherwise);
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const said = [...page.querySelectorAll("[data-sentence], .field__error, [role=alert]")].map((e) => e.textContent.trim());
  return said.filter(Boolean).join(" ") || say(otherwise);
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
  fire("outbox.sent", { id: row.id, url: row.url });
  if (!form?.isConnected) return;
  delete form.dataset.outboxKey;
  if (response.redirected) return location.assign(response.url);
  if ("reset" in form.dataset) form.reset();
  toast(form.dataset.done || say("saved"));
}

async function sendAll() {
  for (const row of await all("outbox")) {
    if (row.who !== person() || row.state === "refused") continue;
    const result = await send(row);
    if (result === "later" || result === "signIn") break; // in order: nothing overtakes
  }
}

/** One tab at a time. */
export async function flush() {
  fire("outbox.changed");
  await (navigator.locks ? navigator.locks.request("engawa-outbox", sendAll) : sendAll());
  fire("outbox.changed");
}

/** "Edit" leads back to the page: the form is as it was left, and replaces the refused row. */
async function restore() {
  const id = location.hash.match(/^#outbox-(.+)$/)?.[1];
  const row = id && (await get("outbox", id));
  const form = row && [...document.querySelectorAll("form[data-outbox]")].find((one) => one.action === row.url);
  if (!form || row.who !== person()) return;
  form.dataset.outboxReplaces = id;
  for (const [name, value] of row.fields) {
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["radio", "checkbox"].includes(input.type)) input.checked ||= input.value === value;
      else input.value = value;
    }
  }
}

export function start() {
  document.addEventListener("submit", submitted);
  document.addEventListener("input", ({ target }) => target.form && delete target.form.dataset.outboxKey);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  addEventListener("online", flush);
  hear("live.connected", flush);
  restore().finally(flush);
}
