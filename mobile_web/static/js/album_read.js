// An album on the phone: photos open large, and a heart is kept without leaving the page.
import { meta } from "./page.js";
import { start } from "./photos_large.js";

async function like(event) {
  const form = event.target.closest?.("[data-like]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const on = button.getAttribute("aria-pressed") !== "true";
  paint(form, button, on);
  const headers = { "X-CSRFToken": meta("csrf-token"), Accept: "application/json" };
  const body = new URLSearchParams({ on: on ? "1" : "0" });
  const response = await fetch(form.action, { method: "POST", headers, body }).catch(() => undefined);
  if (!response?.ok || response.redirected) paint(form, button, !on);
}

function paint(form, button, on) {
  button.setAttribute("aria-pressed", String(on));
  form.elements.on.value = on ? "0" : "1";
  const count = document.querySelector("[data-count=liked]");
  if (count) count.textContent = Number(count.textContent) + (on ? 1 : -1);
}

document.addEventListener("submit", like);
start();
