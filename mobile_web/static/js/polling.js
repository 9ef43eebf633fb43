// While nothing can be heard, the page asks now and then: live.poll, and only while somebody looks at it.
import { between, fire } from "./page.js";
import { freshTicket, show } from "./tickets.js";

let timer;
let isOpen = () => false;

/** Begin after so many milliseconds; what has begun goes on. `open` says whether there is a socket all the same. */
export function pollAfter(wait, open) {
  isOpen = open;
  timer ??= setTimeout(poll, wait);
}

export function quiet() {
  clearTimeout(timer);
  timer = undefined;
  show("online");
}

async function poll() {
  const turn = timer;
  const answers = document.visibilityState === "visible" && (await freshTicket());
  if (timer !== turn) return; // something was heard meanwhile
  if (answers) {
    show("polling");
    fire("live.poll");
  } else if (!isOpen()) show("offline");
  timer = setTimeout(poll, between(20_000, 40_000));
}
