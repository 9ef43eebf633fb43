// A card, a number or a touch becomes stamps, written down at that moment and held while somebody may say a word more:
// who fetches, or which of the children. A browser that is closed meanwhile loses none of them.
import { fire } from "./page.js";
import { unexpected } from "./kiosk_call.js";
import { chooseChildren, choosePicker } from "./kiosk_choose.js";
import { askPlan } from "./kiosk_plan.js";
import { cardOf, isHere, isLocked, isOld, lastAt, madeBy, pupil, refresh } from "./kiosk_roster.js";
import { RECORDED, ask, clock, countDown, hour, named, paint, say, show, slot } from "./kiosk_screens.js";
import { takeBack, write } from "./kiosk_stamp.js";
import { amend } from "./stamps.js";

let turn; // {how, goes, isOpen, made: Map of child to her stamp} of whoever stands there

/** A card with this text: all her children at once, a child's own card herself. */
export async function seen(text) {
  finish();
  const card = await cardOf(text);
  if (!card) return refuse();
  const names = Object.fromEntries(card.children.map(([id, , some]) => [id, some]));
  await begin(card.children, { method: card.method, card: card.hash, relation: card.relation, names });
}

const refuse = () => (ask("ask", "askWhy"), refresh());

/** Whoever may: children who come, and those she may fetch. What is shown says nothing of the others. */
export async function begin(children, how) {
  if (isOld()) return ask("old", "oldWhy");
  const known = children.filter(([id]) => pupil(id));
  const fresh = known.filter(([id]) => !isLocked(id));
  const allowed = fresh.filter(([id, may]) => may || !isHere(id)).map(([id]) => id);
  if (allowed.length) return open(allowed, how);
  if (fresh.length) return unexpected();
  const done = known.filter(([id, may]) => may || madeBy(id, how.card)).map(([id]) => id);
  return done.length ? greet(done, say("known", { t: clock(lastAt(done[0])) })) : refuse();
}

/** Some here and some not: by the time of day, and the others may be taken in. */
async function open(allowed, how) {
  const [going, coming] = [allowed.filter(isHere), allowed.filter((id) => !isHere(id))];
  const goes = coming.length === 0 || (going.length > 0 && hour() >= 12);
  const asks = how.relation ? allowed.length > 1 : goes;
  turn = { how, goes, isOpen: true, made: new Map() };
  for (const child of goes ? going : coming) turn.made.set(child, await write(child, how, asks));
  if (!asks) return finish();
  tell();
  if (how.relation) chooseChildren(goes ? [...going, ...coming] : [...coming, ...going], turn.made, { isGoing, toggle, finish });
  else choosePicker(allowed[0], picked);
  countDown(5, how.relation ? "goes" : "returns", finish);
}

/** Would she go, or come? Her stamp of this turn has turned it round already. */
const isGoing = (child) => turn.made.get(child)?.goes ?? isHere(child);

async function toggle(child) {
  const { made, how } = turn;
  const row = made.get(child);
  countDown(5, "goes", finish);
  if (row) made.delete(child);
  else made.set(child, await write(child, how, true));
  if (row) takeBack(child, row); // waits by itself for a sending that goes on
  if (made.size) paint([...made.keys()]);
}

/** The count is over, somebody confirmed, or the next card is there: off they go. */
function finish() {
  if (!turn?.isOpen) return;
  send({});
  if (!turn.made.size) return home();
  tell();
  if (!turn.goes) askPlan([...turn.made.keys()], turn.how, home);
}

function send(words) {
  turn.isOpen = false;
  for (const { id } of turn.made.values()) amend(id, words);
}

/** She said who fetches. Whom nobody announced is written down as such, and staff come to look. */
function picked(code) {
  const isKnown = code !== "other" || pupil([...turn.made.keys()][0]).plan === "other";
  send({ picked_up_by: RECORDED[code], unexpected: isKnown ? "" : "on" });
  if (isKnown) tell();
  else ask("check", "checkWhy", 20);
}

/** The greeting of this turn, with what was recorded. */
function tell() {
  const rows = [...turn.made];
  const isAgain = rows.some(([id]) => pupil(id).last_ms > 0);
  const isMixed = new Set(rows.map(([, { goes }]) => goes)).size > 1;
  const word = turn.goes ? "bye" : isAgain ? "again" : hour() < 11 ? "morning" : "day";
  slot("greeting").textContent = isMixed ? "" : say(word);
  const each = rows.map(([id, { goes }]) => `${named(pupil(id))} ${say(goes ? "goes1" : "comes1")}`);
  greet([...turn.made.keys()], isMixed ? each.join(say("and")) : say(turn.goes ? "out" : "in", { t: clock(rows[0][1].at) }));
}

function greet(group, done) {
  paint(group);
  slot("done").querySelector("span").textContent = done;
  slot("more").hidden = true;
  show("hello");
  countDown(turn ? 4 : 3, "returns", home);
}

/** Back to the clock. What was still open is sent as it stands. */
export function home() {
  if (turn?.isOpen) send({});
  turn = undefined;
  slot("greeting").textContent = "";
  show("");
  fire("kiosk.home");
}

export function undo() {
  const regretted = [...(turn?.made ?? [])];
  turn = undefined;
  ask("undone", "empty", 3);
  for (const [child, row] of regretted) takeBack(child, row);
}
