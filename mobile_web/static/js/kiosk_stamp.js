// One child's stamp at the entrance: kept before the network is asked, held for a word more, taken back when it was wrong.
import { discard, enqueue } from "./outbox.js";
import { meta, newId } from "./page.js";
import { forget, isHere, note, pupil } from "./kiosk_roster.js";
import { RECORDED, clock } from "./kiosk_screens.js";
import { serverNow, stamp } from "./stamps.js";

const HELD = 25_000; // longer than any question stays on the screen

/** Resolves to {id, at, goes} as soon as it is written down on this tablet. */
export async function write(child, how, isHeld) {
  const [at, goes] = [serverNow(), isHere(child)];
  const more = { card: how.card ?? "", picked_up_by: goes && how.relation ? RECORDED[how.relation] : "" };
  const label = `${pupil(child).given} ${clock(at)}`;
  const id = await stamp({ child, kind: "either", method: how.method, label, more, held: isHeld ? HELD : 0 });
  note(id, child, how.card);
  return { id, at, goes };
}

/** Unsent, it is dropped; a sent one gets a void row beside it. Both wait for the network if they must. */
export async function takeBack(child, { id, at }) {
  forget(id);
  if (await discard(id)) return;
  const fields = [["after", String(Math.max(0, Math.round(serverNow() - at)))]];
  await enqueue({ id: newId(), url: `/tablet/kiosk/stamps/${id}/back/`, fields, label: pupil(child)?.given ?? "", who: `tablet:${meta("device")}` });
}
