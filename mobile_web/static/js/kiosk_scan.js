// A card, a number or a touch becomes a stamp that is kept before the network is asked; a mistake is taken back.
import { discard, enqueue } from "./outbox.js";
import { meta, newId } from "./page.js";
import { choose } from "./kiosk_choose.js";
import { cardOf, forget, isHere, isLocked, isOld, lastAt, note, pupil, refresh } from "./kiosk_roster.js";
import { RECORDED, ask, clock, countDown, hour, named, say, show, slot } from "./kiosk_screens.js";
import { serverNow, stamp } from "./stamps.js";

let pending; // what is recorded when the count is over
let made = []; // [{id, child, at}] of the greeting on the screen

/** A card with this text: all her children at once, a child's own card herself. */
export async function seen(text) {
  finish();
  const card = await cardOf(text);
  if (!card) return refuse();
  begin(card.children, { method: card.method, card: card.hash, relation: card.relation });
}

const refuse = () => (ask("ask", "askWhy"), refresh());

/** Whoever may: children who come, and those she may fetch. What is shown says nothing of the others. */
export function begin(children, how) {
  if (isOld()) return ask("old", "askWhy");
  const allowed = children.filter(([id, may]) => pupil(id) && (may || !isHere(id))).map(([id]) => id);
  if (!allowed.length) return refuse();
  const fresh = allowed.filter((id) => !isLocked(id));
  if (!fresh.length) return greet(allowed, say("known", { t: clock(lastAt(allowed[0])) }));
  const goes = fresh.some(isHere);
  const group = fresh.filter((id) => isHere(id) === goes);
  if (how.relation ? group.length === 1 : !goes) return record(group, how);
  pending = { group, how };
  made = [];
  slot("greeting").textContent = "";
  paint(group);
  slot("done").querySelector("span").textContent = "";
  choose(pending, goes, finish);
  show("hello");
  countDown(5, "goes", finish);
}

/** The count is over, somebody confirmed, or the next card is there. */
function finish() {
  const { group, how } = pending ?? {};
  pending = undefined;
  if (group?.length) record(group, how);
  else if (group) home();
}

async function record(group, how) {
  const goes = isHere(group[0]);
  const again = !goes && lastAt(group[0]) > 0;
  const at = serverNow();
  made = [];
  for (const child of group) {
    const more = { card: how.card ?? "", picked_up_by: goes && how.relation ? RECORDED[how.relation] : "" };
    const label = `${pupil(child).given} ${clock(at)}`;
    const id = await stamp({ child, kind: "either", method: how.method, label, more });
    made.push({ id, child, at });
    note(id, child);
  }
  const morning = hour() < 11 ? "morning" : "day";
  slot("greeting").textContent = say(goes ? "bye" : again ? "again" : morning);
  greet(group, say(goes ? "out" : "in", { t: clock(at) }));
}

function paint(group) {
  const first = pupil(group[0]);
  slot("avatar").textContent = first.reading[0];
  slot("avatar").dataset.class = first.tint;
  slot("names").textContent = group.map((id) => named(pupil(id))).join(say("and"));
  document.querySelector(".kiosk-hello__body").toggleAttribute("data-many", group.length > 1);
}

function greet(group, done) {
  paint(group);
  slot("done").querySelector("span").textContent = done;
  slot("more").hidden = true;
  show("hello");
  countDown(made.length ? 4 : 3, "returns", home);
}

export function home() {
  pending = undefined;
  made = [];
  slot("greeting").textContent = "";
  show("");
}

/** Unsent stamps are dropped; a sent one gets a void row beside it. Both wait for the network if they must. */
export function undo() {
  const regretted = pending ? [] : made;
  home();
  slot("sentence").textContent = say("undone");
  for (const row of regretted) takeBack(row);
}

async function takeBack({ id, at, child }) {
  forget(id);
  if (await discard(id)) return;
  const fields = [["after", String(Math.max(0, Math.round(serverNow() - at)))]];
  await enqueue({ id: newId(), url: `/tablet/kiosk/stamps/${id}/back/`, fields, label: pupil(child)?.given ?? "", who: `tablet:${meta("device")}` });
}
