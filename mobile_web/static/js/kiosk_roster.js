// What the entrance knows of the children: the server's list, and on top of it what was stamped here meanwhile.
import { fire, hear } from "./page.js";
import { keepPage } from "./keep.js";
import { serverNow } from "./stamps.js";

const OLD = 12 * 3600_000;
const STAMPED = "kiosk-stamped";
const read = (page) => JSON.parse(page.getElementById("kiosk-roster").textContent);

let roster = read(document);
/** Stamps made here: {id, child, here, at, card, sent}; forgotten once a list is newer than their arrival. */
let stamped = JSON.parse(localStorage.getItem(STAMPED) || "[]");

export const list = () => roster;
export const pupil = (id) => roster.pupils[id];
/** Without contact for half a day nobody knows who may fetch whom: then a person decides. */
export const isOld = () => serverNow() - roster.at > OLD;

const last = (id) => stamped.filter((row) => row.child === id && row.at > pupil(id).last_ms).at(-1);
export const isHere = (id) => last(id)?.here ?? pupil(id).is_here;
export const lastAt = (id) => last(id)?.at ?? pupil(id).last_ms;
/** Was this the card of her last stamp here? */
export const madeBy = (id, card) => Boolean(card) && last(id)?.card === card;
/** A card that is held twice counts once. */
export const isLocked = (id) => lastAt(id) > 0 && serverNow() - lastAt(id) < roster.lock * 60_000;

function keep(rows) {
  const recent = serverNow() - 20 * 3600_000;
  stamped = rows.filter((row) => row.at > recent && !(row.sent && roster.at > row.sent));
  localStorage.setItem(STAMPED, JSON.stringify(stamped));
}

export const note = (id, child, card = "") => keep([...stamped, { id, child, here: !isHere(child), at: serverNow(), card, sent: 0 }]);
export const forget = (id) => keep(stamped.filter((row) => row.id !== id));

/** The SHA-256 of what was read, in hexadecimal. */
async function hash(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The living card of this text or number, or undefined: another facility's, an ended one, or none of ours. */
export const cardOf = async (text) => roster.cards[await hash(text)] ?? roster.cards[await hash(`N:${text}`)];

let asking;

/** Fetch the page anew, keep it for when there is no network, and take its list. */
async function fetchAnew() {
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok) return;
  if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("text/html")) return location.reload();
  const copy = answer.clone();
  roster = read(new DOMParser().parseFromString(await answer.text(), "text/html"));
  keep(stamped);
  fire("roster.moved");
  await keepPage(copy);
}

/** Many at once are one question, at most every three seconds. */
export function refresh() {
  asking ??= setTimeout(() => fetchAnew().finally(() => (asking = undefined)), 3_000);
}

hear("outbox.sent", ({ id }) => keep(stamped.map((row) => (row.id === id ? { ...row, sent: serverNow() } : row))));
for (const name of ["attendance.moved", "enrolment.moved", "live.connected", "live.poll"]) hear(name, refresh);
setInterval(refresh, 10 * 60_000);
fetchAnew();
