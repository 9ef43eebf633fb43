// An album on the phone: photos open large, and a heart is kept without leaving the page.
import { meta } from "./page.js";
import { start } from "./photos_large.js";

const underway = new Map(); // address: the word that is being said; a faster finger's last word follows it
const told = new Map();

/** A photo of two sisters stands on the page twice. */
const alike = (address) => [...document.querySelectorAll("[data-like]")].filter((form) => form.action === address);
const isOn = (address) => alike(address)[0].querySelector("button").getAttribute("aria-pressed") === "true";

function like(event) {
  const form = event.target.closest?.("[data-like]");
  if (!form) return;
  event.preventDefault();
  const address = form.action;
  paint(address, !isOn(address));
  underway.set(address, (underway.get(address) ?? Promise.resolve()).then(() => tell(address)));
}

/** What stands on the button now, unless the server knows it already. */
async function tell(address) {
  const on = isOn(address);
  if (told.get(address) === on) return;
  const headers = { "X-CSRFToken": meta("csrf-token"), Accept: "application/json" };
  const body = new URLSearchParams({ on: on ? "1" : "0" });
  const response = await fetch(address, { method: "POST", headers, body }).catch(() => undefined);
  if (response?.ok && !response.redirected) told.set(address, on);
  else if (on === isOn(address)) paint(address, !on);
}

function paint(address, on) {
  for (const form of alike(address)) {
    form.querySelector("button").setAttribute("aria-pressed", String(on));
    form.elements.on.value = on ? "0" : "1";
  }
  const count = document.querySelector("[data-count=liked]");
  if (count) count.textContent = Number(count.textContent) + (on ? 1 : -1);
}

document.addEventListener("submit", like);
start();
