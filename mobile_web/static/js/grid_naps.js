// Naps noted on the nap board, taken over into the book: for all with one tap, or for one child.
import { partsOf, rows } from "./grid_data.js";
import { say } from "./grid_dom.js";
import { hear } from "./page.js";

const button = document.querySelector("[data-take-naps]");

/** The naps of the nap board that are not in the book yet: path and value are the same on every tablet. */
function boardNaps(row, key) {
  const parts = partsOf(row, key);
  return row.naps.flatMap(([from, to]) => {
    const there = parts.find(({ value }) => value.from === from);
    if (there) return to && !there.value.to ? [[there.path, { from, to }]] : [];
    return parts.some(({ value }) => !value.to || value.to > from) ? [] : [[`${key}/board-${from.replace(":", "")}`, { from, to }]];
  });
}

/** `each` writes for children what a function gives for a row; `key` is the item of naps, where there is one. */
export function startNaps(each, key) {
  if (!key) return;
  const take = (row) => (row.items.some((item) => item.key === key) ? boardNaps(row, key) : []);
  const waiting = () => [...rows.values()].filter((row) => !row.own && row.state !== "published" && take(row).length);
  const paint = () => {
    const n = waiting().length;
    button.hidden = !n;
    button.querySelector("[data-text]").textContent = say("takeNaps", { n });
  };
  button.addEventListener("click", () => each(waiting().map(({ child }) => child), take));
  document.addEventListener("click", ({ target }) => target.closest?.("[data-take-nap]") && each([target.closest("tr").dataset.child], take));
  hear("book.row", paint);
  paint();
}
