// Steppers of a home's page: 0.1 ℃, 5 minutes, 10 ml a tap, again and again while a finger stays; typed values too.

const DAY = 24 * 60;
const WAIT = 420;
const EVERY = 80;
const number = (text) => Number.parseFloat(text.normalize("NFKC").replace(",", "."));
const two = (n) => String(n).padStart(2, "0");
export const now = () => `${two(new Date().getHours())}:${two(new Date().getMinutes())}`;

function stepped(input, by, steps, first) {
  if (input.type === "time") {
    const [hour, minute] = (input.value || first).split(":").map(Number);
    const at = input.value ? (hour * 60 + minute + by * steps + DAY) % DAY : hour * 60 + minute;
    return `${two(Math.floor(at / 60))}:${two(at % 60)}`;
  }
  const decimals = by < 1 ? 1 : 0;
  if (!input.value && first) return first;
  const from = number(input.value || input.placeholder);
  return Number.isNaN(from) ? input.value : Math.max(0, from + by * steps).toFixed(decimals);
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
  document.addEventListener("change", ({ target }) => target.name?.endsWith(":c") && target.closest("[data-book]") && touched(target));
}
