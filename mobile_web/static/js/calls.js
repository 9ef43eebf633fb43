// The call desk's clock: how long the household is hers, kept while the page is being used.

const EVERY = 60_000;
const IDLE = 180_000;
let touched = performance.now();
let ends = 0;
let place;

/** The server says seconds left; from there this page counts itself. */
function look() {
  const found = document.querySelector("[data-lease]");
  if (found !== place) {
    place = found;
    if (place) ends = performance.now() + 1000 * Number(place.dataset.lease);
  }
  if (!place) return;
  const left = Math.max(0, Math.round((ends - performance.now()) / 1000));
  place.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

/** Only for somebody who is here: a forgotten page gives the household back. */
function keep() {
  const form = document.getElementById("call-keep");
  const here = document.visibilityState === "visible" && performance.now() - touched < IDLE;
  if (form && here && place) form.requestSubmit();
}

/** Without a worker the page itself finishes what it has begun. */
function finish() {
  document.querySelector("form[data-finish]")?.requestSubmit();
}

for (const kind of ["pointermove", "keydown", "pointerdown"]) {
  document.addEventListener(kind, () => (touched = performance.now()), { passive: true });
}
document.addEventListener("change", ({ target }) => target.form?.matches("[data-auto]") && target.form.requestSubmit());
document.querySelectorAll("[data-auto-button]").forEach((button) => (button.hidden = true));
setInterval(look, 500);
setInterval(keep, EVERY);
setTimeout(finish, 4_000);
look();
