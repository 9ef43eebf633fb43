// Small things of the page: dialogs, steppers, and where the focus goes.
import { say, wantsSignIn } from "./page.js";
import { toast } from "./toast.js";

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

/** The session is over: the sign-in page is not a part of this one. */
function refuseSignIn(event) {
  const answer = event.detail?.ctx?.response?.raw;
  if (!answer?.redirected || !wantsSignIn(answer)) return;
  event.preventDefault();
  toast(say("signIn"), { kind: "info" });
}

export function start() {
  document.addEventListener("htmx:before:swap", refuseSignIn);
  document.addEventListener("click", clicked);
  document.addEventListener("htmx:after:swap", ({ target }) => target instanceof Element && focusFirstError(target));
  focusFirstError(document);
}
