// Rows of the outbox that wait a few seconds for a word more: written down at their moment, sent when the page says so,
// when their time is over, or at once by whoever opens the page next. A browser that is closed meanwhile loses nothing.
import { newId } from "./page.js";

const LONGEST = 30_000; // a clock that was set back holds nothing for ever
const page = newId();

/** For a row that is being written: it is not sent for so many milliseconds while this page is open. */
export const holding = (wait) => ({ held_by: page, held_until: Date.now() + wait });

/** How long this row still waits here, in milliseconds. */
export function waits(row) {
  const left = row.held_by === page ? row.held_until - Date.now() : 0;
  return left > 0 && left <= LONGEST ? left : 0;
}
