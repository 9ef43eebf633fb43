// Notifications on this phone: why first, permission only after the tap, and the server always has our address.
import { meta, say } from "./page.js";
import { toast } from "./toast.js";

const key = meta("vapid-public-key");
const possible = key && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function keyBytes() {
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function tellServer(subscription) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": meta("csrf-token") };
  const body = JSON.stringify(subscription);
  const response = await fetch("/push/subscriptions", { method: "POST", headers, body });
  if (!response.ok) throw new Error(`push subscription refused: ${response.status}`);
  localStorage.setItem("push-endpoint", `${meta("person")} ${subscription.endpoint}`);
}

async function subscribe() {
  const registration = await navigator.serviceWorker.ready;
  const known = await registration.pushManager.getSubscription();
  const options = { userVisibleOnly: true, applicationServerKey: keyBytes() };
  return known ?? registration.pushManager.subscribe(options);
}

async function enable(button) {
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") return toast(say("pushBlocked"), { kind: "info" });
    await tellServer(await subscribe());
    localStorage.removeItem("push-off");
    offer(false);
    toast(say("pushOn"));
  } catch {
    toast(say("pushFailed"), { kind: "info" });
  } finally {
    button.disabled = false;
  }
}

function offer(visible) {
  for (const card of document.querySelectorAll("[data-push]")) card.hidden = !visible;
}

/** Browsers change the address now and then; and another person may have signed in here. */
async function keepCurrent() {
  const subscription = await subscribe();
  if (localStorage.getItem("push-endpoint") !== `${meta("person")} ${subscription.endpoint}`) await tellServer(subscription);
}

const isOff = () => localStorage.getItem("push-off") === meta("person") || !!document.querySelector("[data-push-devices='0']");

/** On the account page "turn off" means this browser, if this browser is on; and it stays off until she says so. */
async function offerOff() {
  document.querySelector("[data-push-blocked]")?.toggleAttribute("hidden", Notification.permission !== "denied");
  const form = document.querySelector("form[data-push-off]");
  const subscription = form && (await (await navigator.serviceWorker.ready).pushManager.getSubscription());
  if (!subscription || isOff()) return;
  form.elements.endpoint.value = subscription.endpoint;
  form.querySelector("[data-push-here]").hidden = false;
  form.querySelector("[data-push-everywhere]").hidden = true;
  form.addEventListener("submit", () => {
    localStorage.removeItem("push-endpoint");
    localStorage.setItem("push-off", meta("person"));
  });
}

export function start() {
  if (!possible || !meta("person")) return;
  const granted = Notification.permission === "granted";
  offer(Notification.permission === "default" || (granted && isOff()));
  if (granted && !isOff()) keepCurrent().catch(() => {});
  offerOff().catch(() => {});
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button[data-push-enable]");
    if (button) enable(button);
  });
}
