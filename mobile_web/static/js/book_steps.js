// Steppers of a home's page: 0.1 ℃, 5 minutes, 10 ml a tap, again and again while a finger stays; typed values too.

const DAY = 24 * 60;
const WAIT = 420;
const EVERY = 80;
const number = (text) => Number.parseFloat(text.normalize("NFKC").replace(",", "."));
const two = (n) => String(n).padStart(2, "0");
export const now = () => `${new Date().getHours()}:${two(new Date().getMinutes())}`;

/** 6:45 from 645, ６時４５分, 6:45; anything else stays for the server's sentence. */
function minutes(text) {
  const plain = text.normalize("NFKC").trim();
  const found = plain.match(/^(\d{1,2})(?::|時)?(\d{2})?分?$/);
  if (!found || Number(found[1]) > 23 || Number(found[2] ?? 0) > 59) return undefined;
  return Number(found[1]) * 60 + Number(found[2] ?? 0);
}

const clock = (at) => `${Math.floor(at / 60)}:${two(at % 60)}`;

function stepped(input, by, steps, first) {
  if ("clock" in input.dataset) {
    const at = minutes(input.value);
    return at === undefined ? first : clock((at + by * steps + DAY) % DAY);
  }
  const decimals = by < 1 ? 1 : 0;
  if (!input.value && first) return first;
  const from = number(input.value || input.placeholder);
  return Number.isNaN(from) ? input.value : Math.max(0, from + by * steps).toFixed(decimals);
}

/** What was typed in a hurry reads as it will be kept. */
function tidy(input) {
  if ("clock" in input.dataset && minutes(input.value) !== undefined) input.value = clock(minutes(input.value));
  if (!input.name.endsWith(":c")) return;
  const text = input.value.normalize("NFKC").replace(/[,、。．]/, ".").replace(/[℃°C度\s]+$/, "");
  if (/^\d{3}$/.test(text)) input.value = `${text.slice(0, 2)}.${text[2]}`;
  else if (/^\d{2}(\.\d)?$/.test(text)) input.value = Number(text).toFixed(1);
}

export function step(button) {
  const stepper = button.closest("[data-book-stepper]");
  const input = stepper.querySelector("input");
  input.value = stepped(input, Number(stepper.dataset.by), Number(button.dataset.byStep), stepper.dataset.first);
  touched(input);
}

/** A measurement counts from its first touch on, at the time of that touch. */
export function touched(input) {
  const part = input.closest("[data-path]");
  const at = part?.querySelector(".write__at");
  if (at && !at.value && input !== at && input.value) at.value = now();
  const same = part?.querySelector("[data-same]");
  if (same) same.hidden = Boolean(input.value) || (input === at && Boolean(part.querySelector("input[name$=':c']").value));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function same(button) {
  const input = button.closest("[data-path]").querySelector("input[name$=':c']");
  input.value = input.placeholder;
  touched(input);
}

let repeating;
let repeated = false;

function stop() {
  clearTimeout(repeating);
  repeating = undefined;
}

function press({ target }) {
  const button = target.closest?.("[data-by-step]");
  if (!button) return;
  repeated = false;
  const again = () => {
    repeated = true;
    step(button);
    repeating = setTimeout(again, EVERY);
  };
  repeating = setTimeout(again, WAIT);
}

function click({ target }) {
  const button = target.closest?.("[data-by-step]");
  if (button && !repeated) step(button);
  repeated = false;
  const confirm = target.closest?.("[data-same]");
  if (confirm) same(confirm);
}

export function start() {
  document.addEventListener("pointerdown", press);
  for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"]) addEventListener(name, stop);
  document.addEventListener("contextmenu", (event) => event.target.closest?.("[data-by-step]") && event.preventDefault());
  document.addEventListener("click", click);
  document.addEventListener("change", ({ target }) => {
    if (!target.closest?.("[data-book]") || !target.name) return;
    tidy(target);
    if (target.name.endsWith(":c") || "clock" in target.dataset) touched(target);
  });
}
