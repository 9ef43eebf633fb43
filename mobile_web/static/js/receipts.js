// "Shown", "opened" and "confirmed" reach the server even through a bad connection: kept until it says stored.
import { all, put, remove } from "./db.js";
import { between, hear, person } from "./page.js";
import { currentTicket, freshTicket } from "./tickets.js";

let again;
let running;
let more = false;
let failures = 0;

/** Resolves true when the server has it, false when it is still only on this device. */
export async function record(notice, kind) {
  const receipt = { id: `${person()}:${notice}:${kind}`, who: person(), notice, kind, at: new Date().toISOString() };
  try {
    await put("receipts", receipt);
  } catch {
    return (await send(receipt)) === "stored"; // private browsing without storage: at least try
  }
  await flush();
  return !(await all("receipts")).some((row) => row.id === receipt.id);
}

/** Kinds of this notice that have been said on this device and may not be written on the server yet. */
export const waiting = async (notice) =>
  (await all("receipts")).filter((row) => row.notice === notice && row.who === person()).map((row) => row.kind);

async function send({ notice, kind, at }, mayRenew = true) {
  const body = JSON.stringify({ ticket: currentTicket(), notice, kind, at });
  const headers = { "Content-Type": "application/json" };
  try {
    const response = await fetch("/live/receipts", { method: "POST", body, headers, keepalive: true });
    if (response.status === 401 && mayRenew && (await freshTicket())) return send({ notice, kind, at }, false);
    if (response.ok && (await response.json()).stored) return "stored";
    return [400, 404, 422].includes(response.status) ? "void" : "later";
  } catch {
    return "later";
  }
}

/** What was put down while others are on their way goes along with them. */
export async function flush() {
  if (!person()) return;
  more = true;
  await (running ??= drain().finally(() => (running = undefined)));
}

async function drain() {
  clearTimeout(again);
  while (more) {
    more = false;
    for (const row of await all("receipts")) {
      if (row.who !== person()) continue;
      const result = await send(row);
      if (result === "later") return void (again = setTimeout(flush, between(1_000, Math.min(30_000, 4_000 * 2 ** failures++))));
      failures = 0;
      await remove("receipts", row.id);
    }
  }
}

/** An element with data-opened="notice id" counts as opened once it is on a visible screen. */
function watchOpened() {
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      record(target.dataset.opened, "opened");
    }
  });
  for (const element of document.querySelectorAll("[data-opened]")) observer.observe(element);
}

export function start() {
  if (!person()) return;
  watchOpened();
  hear("live.connected", flush);
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  flush();
}
