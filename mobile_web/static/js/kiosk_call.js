// The bell of the entrance: staff are called by a hand, or because somebody came who may not fetch.
import { hear, meta } from "./page.js";
import { ask } from "./kiosk_screens.js";

const PATIENCE = 6_000;
let waiting = false; // somebody here was told that staff are coming

async function post(reason) {
  const headers = { "X-CSRFToken": meta("csrf-token") };
  const options = { method: "POST", headers, body: new URLSearchParams({ reason }), signal: AbortSignal.timeout?.(PATIENCE) };
  const answer = await fetch("/tablet/kiosk/call/", options).catch(() => undefined);
  return Boolean(answer?.ok);
}

export async function callStaff() {
  waiting = await post("help");
  ask(waiting ? "called" : "notCalled", "empty", waiting ? 30 : 12);
}

/** Her card fetches nobody who is here: nothing is stamped, it is said kindly, and staff come. */
export async function unexpected() {
  ask("mayNot", "mayNotWhy", 30);
  waiting = await post("picker");
  if (waiting) ask("mayNot", "mayNotCalled", 30);
}

hear("staff.answered", ({ device_id }) => {
  if (device_id !== meta("device") || !waiting) return;
  waiting = false;
  if (document.querySelector("[data-screen=ask][data-shown]")) ask("coming", "empty", 15);
});
