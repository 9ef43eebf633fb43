// The room's board of this tablet opens without a network, also after the browser was closed: a copy is kept and kept fresh.
import { keepAnswer, keepPage } from "./keep.js";
import { meta } from "./page.js";

const ROOM = "/tablet/";
const SOON = 4_000;
let waiting;

/** Where somebody acts, her page is not kept; the room's is, for when the network is gone and nobody can type a PIN. */
async function keep() {
  waiting = undefined;
  if (location.pathname.startsWith(ROOM)) return keepPage();
  const room = await fetch(ROOM, { cache: "no-store" }).catch(() => undefined);
  if (room?.ok && !room.redirected) await keepAnswer(ROOM, room);
}

if (meta("device") && "caches" in window) {
  keep();
  document.addEventListener("htmx:after:swap", () => (waiting ??= setTimeout(keep, SOON)));
}
