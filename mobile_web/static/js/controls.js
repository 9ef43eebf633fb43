// Small things of the page: dialogs, steppers, and where the focus goes.

function step(button) {
  const input = button.closest("[data-stepper]").querySelector("input");
  if (Number(button.dataset.step) > 0) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function clicked({ target }) {
  const opens = target.closest?.("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens)?.showModal?.();
  if (target.closest?.("[data-closes]")) target.closest("dialog")?.close();
  const stepper = target.closest?.("[data-step]");
  if (stepper) step(stepper);
}

/** After an answer with errors, the first wrong field is where one goes on. */
function focusFirstError(root) {
  const wrong = root.querySelector("[data-focus], .field--wrong :is(input, select, textarea), [aria-invalid=true]");
  wrong?.focus();
}

export function start() {
  document.addEventListener("click", clicked);
  document.addEventListener("htmx:after:swap", ({ target }) => target instanceof Element && focusFirstError(target));
  focusFirstError(document);
}
