// Several children at once: ticked, then one tap. What somebody has entered already stays as it is.
import { data, isFilled, partsOf, rows, valueAt, write } from "./grid_data.js";
import { clockNow, clockOf, el, icon, newPart, say, shortClock } from "./grid_dom.js";
import { startNaps } from "./grid_naps.js";
import { toast } from "./toast.js";

const bar = document.querySelector(".bulk-bar");
const picked = new Set();
const ICONS = { sleep: "zzz", temperature: "temperature", meal: "bowl-spoon", choice: "mood-smile" };
const writable = (row) => !row.own && row.state !== "published";
const at = () => clockOf(bar.querySelector("[data-bulk-at]").value) || clockNow();
const itemOf = (row, key) => row.items.find((item) => item.key === key);

/** Write what `work` gives for each child ([[path, value]] or nothing), say how many, and offer to take it back. */
function each(children, work) {
  const undo = [];
  let left = 0;
  for (const child of children) {
    const row = rows.get(child);
    const changes = writable(row) ? work(row) : undefined;
    if (!changes?.length) {
      left += 1;
      continue;
    }
    undo.push([child, changes.map(([path]) => [path, valueAt(row, path)])]);
    write(child, changes);
  }
  const words = [undo.length && say("bulkDone", { n: undo.length }), left && say("bulkLeft", { n: left })].filter(Boolean).join(" ");
  toast(words, undo.length ? { label: say("undo"), act: () => (undo.forEach(([child, changes]) => write(child, changes)), toast(say("undone"))) } : { kind: "info" });
}

const napKey = data.columns.find(({ kind }) => kind === "sleep")?.key;
const openSleep = (row, key) => partsOf(row, key).find(({ value }) => !value.to);
const slept = (key) => each(picked, (row) => (openSleep(row, key) || !itemOf(row, key) ? undefined : [[`${key}/${newPart()}`, { from: at(), to: "" }]]));
const woke = (key) => each(picked, (row) => {
  const nap = openSleep(row, key);
  return nap && nap.value.from !== at() && [[nap.path, { ...nap.value, to: at() }]];
});

function answer(item, option) {
  each(picked, (row) => {
    const own = itemOf(row, item.key);
    if (!own?.options.some(([value]) => value === option)) return undefined;
    if (item.kind === "meal") return valueAt(row, item.key)?.amount ? undefined : [[item.key, { amount: option, text: valueAt(row, item.key)?.text ?? "" }]];
    return isFilled(row, own) ? undefined : [[item.key, option]];
  });
}

function degrees(key) {
  const dialog = document.getElementById("book-degrees");
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "go") return;
    const c = Math.round(dialog.querySelector("input").valueAsNumber * 10) / 10;
    each(picked, (row) => itemOf(row, key) && [[`${key}/${newPart()}`, { at: at(), c }]]);
  }, { once: true });
}

/** One button an item that can be answered for several. */
function buttons() {
  const button = (item, words, click) => el("button", { type: "button", class: "button", on: { click } }, icon(ICONS[item.kind], ""), words);
  return data.columns.map((item) => {
    if (item.kind === "sleep") return button(item, el("span", { data: { sleepAt: "" } }, say("bulkNap", { time: shortClock(at()) })), () => slept(item.key));
    if (item.kind === "temperature") return button(item, item.label, () => degrees(item.key));
    const first = ["meal", "choice"].includes(item.kind) && item.options[0];
    return first && button(item, `${item.label} ${first[1]}`, () => answer(item, first[0]));
  }).filter(Boolean);
}

function paint() {
  bar.hidden = !picked.size;
  bar.querySelector("[data-picked]").textContent = picked.size;
  for (const box of document.querySelectorAll("[data-pick]")) box.checked = picked.has(box.closest("tr").dataset.child);
  const here = [...rows.values()].filter((row) => row.here && writable(row));
  const all = document.querySelector("[data-all]");
  all.checked = here.length > 0 && here.every(({ child }) => picked.has(child));
  all.indeterminate = !all.checked && picked.size > 0;
}

function tick() {
  const time = shortClock(at());
  for (const place of bar.querySelectorAll("[data-now]")) place.textContent = time;
  for (const place of bar.querySelectorAll("[data-sleep-at]")) place.textContent = say("bulkNap", { time });
}

export function startBulk() {
  for (const box of document.querySelectorAll("[data-pick], [data-all]")) box.hidden = false;
  bar.querySelector("[data-bulk]").append(...buttons());
  bar.querySelector("[data-woke]").hidden = !napKey;
  bar.querySelector("[data-woke]").addEventListener("click", () => woke(napKey));
  bar.querySelector("[data-unpick]").addEventListener("click", () => (picked.clear(), paint()));
  bar.querySelector("[data-bulk-at]").addEventListener("input", tick);
  document.getElementById("book").addEventListener("change", ({ target }) => {
    if (target.matches("[data-all]")) for (const row of rows.values()) target.checked && row.here && writable(row) ? picked.add(row.child) : picked.delete(row.child);
    else if (target.matches("[data-pick]")) target.checked ? picked.add(target.closest("tr").dataset.child) : picked.delete(target.closest("tr").dataset.child);
    else return;
    paint();
  });
  startNaps(each, napKey);
  setInterval(tick, 10_000);
  tick();
  paint();
}

export const pickedChildren = () => [...picked];
