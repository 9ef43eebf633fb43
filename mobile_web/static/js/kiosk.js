// The entrance: the classes and their names, the bell, the language, and what has not been sent.
import { all } from "./db.js";
import { waits } from "./held.js";
import { hear } from "./page.js";
import { callStaff } from "./kiosk_call.js";
import { startCamera, startKeys } from "./kiosk_read.js";
import { isOld, list } from "./kiosk_roster.js";
import { begin, home, seen, undo } from "./kiosk_scan.js";
import { ask, countDown, fill, say, show, slot, speak, tick } from "./kiosk_screens.js";

let isCameraOff = false;
let busy = Promise.resolve();
/** One after the other: the next card waits until the last is written down. */
const inTurn = (work) => (busy = busy.then(work).catch((error) => console.error(error)));

function openClass(room) {
  if (isOld()) return ask("old", "oldWhy");
  document.querySelector("[data-slot=class]").dataset.class = room.tint;
  slot("class-name").textContent = room.name;
  const own = Object.values(list().pupils).filter((one) => one.classroom === room.id);
  const order = new Intl.Collator("ja");
  document.querySelector("[data-names]").replaceChildren(...own.sort((a, b) => order.compare(a.reading, b.reading)).map((one) => nameKey(one, own)));
  show("names");
  countDown(30, "returns", home);
}

/** Her reading; where two of a class read alike, with how she is written. */
function nameKey(one, own) {
  const item = document.createElement("li");
  const key = Object.assign(document.createElement("button"), { type: "button", className: "class-key" });
  key.dataset.class = one.tint;
  key.append(Object.assign(document.createElement("b"), { textContent: one.reading }));
  const alike = own.some((other) => other !== one && other.reading === one.reading);
  if (alike) key.append(Object.assign(document.createElement("span"), { className: "kiosk-names__given", textContent: one.given }));
  key.addEventListener("click", () => inTurn(() => begin([[one.id, true]], { method: "touch" })));
  item.append(key);
  return item;
}

async function unsent() {
  const rows = await all("outbox").catch(() => []);
  const number = rows.filter((row) => !waits(row)).length;
  const badge = document.querySelector("[data-kiosk-unsent]");
  badge.hidden = number === 0;
  badge.querySelector("span").textContent = say("unsent", { n: number });
}

function refill() {
  fill(openClass);
  const words = document.querySelector("[data-camera-note]");
  words.toggleAttribute("data-off", isCameraOff);
  if (isCameraOff) words.textContent = say(list().touch ? "noCamera" : "noCameraNames");
  unsent();
}

let idle;
document.addEventListener("click", ({ target }) => {
  clearTimeout(idle);
  idle = setTimeout(() => (speak("ja"), refill()), 60_000);
  const link = target.closest("[data-language]");
  if (link) speak(link.dataset.language), refill();
  if (target.closest("[data-start]")) home();
  if (target.closest("[data-undo]")) undo();
  if (target.closest("[data-call]")) callStaff();
});
hear("roster.moved", refill);
hear("kiosk.home", () => (speak("ja"), refill()));
hear("outbox.changed", unsent);
refill();
setInterval(tick, 1_000);
const held = (text) => inTurn(() => seen(text));
startKeys(held);
startCamera(document.querySelector("[data-camera]"), held, () => ((isCameraOff = true), refill()));
