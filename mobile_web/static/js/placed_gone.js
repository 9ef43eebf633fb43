// Photos in a notice or the contact book: one that may not be seen any more leaves no frame behind.
import "./photo_again.js";

/** The first failure asks for a fresh address (photo_again.js); the second is an answer, or there is no network. */
function failed({ target }) {
  if (!(target instanceof HTMLImageElement) || target.dataset.again) return;
  const place = target.closest("[data-placed]");
  if (!place) return;
  target.closest("li").hidden = true;
  if (!navigator.onLine) place.querySelector("[data-placed-away]").hidden = false;
  place.toggleAttribute("data-empty", !place.querySelector("li:not([hidden])"));
}

// In the same phase as photo_again.js but before it, so that its own first failure is still marked.
window.addEventListener("error", failed, true);
