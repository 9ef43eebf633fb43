// The server's time on a tablet whose own clock may be wrong, and may have slept: only the difference is kept.

const KEPT = "clock.ahead"; // by how many milliseconds this device's clock is ahead
const GOOD_ENOUGH = 4_000;
let ahead = Number(localStorage.getItem(KEPT)) || 0;

export const now = () => Date.now() - ahead;

/** Ask once more; an answer that took long says little, and is left out. */
export async function measure() {
  const asked = Date.now();
  const answer = await fetch("/attendance/clock/", { cache: "no-store" }).catch(() => undefined);
  const took = Date.now() - asked;
  if (!answer?.ok || answer.redirected || took > GOOD_ENOUGH) return;
  ahead = Math.round(asked + took / 2 - (await answer.json()).now);
  localStorage.setItem(KEPT, ahead);
}
