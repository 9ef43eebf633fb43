// How a cell of the grid looks: what stands in it, or that something is still to be written.
import { data, isFilled, isUnsent, partsOf, valueAt } from "./grid_data.js";
import { el, icon, say, shortClock } from "./grid_dom.js";

const FEVER = 37.5;
const words = (item, option) => item.options.find(([value]) => value === option)?.[1] ?? option;

function temperature(row, item) {
  const { value } = partsOf(row, item.key).at(-1);
  const high = value.c >= FEVER;
  const number = el("span", { class: `cell-num num${high ? " cell-num--high" : ""}` }, value.c.toFixed?.(1) ?? value.c);
  return [number, high && el("br"), high && el("span", { class: "small high" }, say("high"))].filter(Boolean);
}

function sleep(row, item) {
  return partsOf(row, item.key).map(({ value }) =>
    value.to
      ? el("span", { class: "cell-span num" }, `${shortClock(value.from)}–${shortClock(value.to)}`)
      : el("span", { class: "napping" }, icon("zzz"), say("since", { time: shortClock(value.from) })));
}

const SHOWN = {
  temperature,
  sleep,
  milk: (row, item) => partsOf(row, item.key).map(({ value }) => el("span", { class: "cell-span num" }, `${shortClock(value.at)} ${value.ml}ml`)),
  meal: (row, item) => {
    const { amount, text } = valueAt(row, item.key);
    return [amount && words(item, amount), text && el("span", { class: "small quiet cell-span" }, text)].filter(Boolean);
  },
  stool: (row, item) => {
    const { state, count } = valueAt(row, item.key);
    return [`${words(item, state)}${count ? ` ${count}` : ""}`];
  },
  choice: (row, item) => [words(item, valueAt(row, item.key))],
  choices: (row, item) => [valueAt(row, item.key).map((one) => words(item, one)).join("、")],
  yes_no: (row, item) => [say(valueAt(row, item.key) ? "yes" : "no")],
  pick_up: (row, item) => [[shortClock(valueAt(row, item.key).at), valueAt(row, item.key).person].filter(Boolean).join(" ")],
  line: (row, item) => [el("p", { class: "note-line" }, valueAt(row, item.key))],
  text: (row, item) => [el("p", { class: "note-line" }, valueAt(row, item.key))],
};

function empty(row, item) {
  if (["published", "ready", "waiting"].includes(row.state)) return [el("span", { class: "quiet" }, "—")];
  const label = say("enter", { item: item.label, name: row.name });
  const nap = item.kind === "sleep" && row.naps.at(-1);
  if (nap) return [el("button", { type: "button", class: "cell-empty cell-empty--wide", data: { takeNap: "" } }, icon("zzz"), say("napBoard", { time: nap.map(shortClock).join("–") }))];
  const wide = item.kind === "text" || item.kind === "line";
  return [el("button", { type: "button", class: `cell-empty${wide ? " cell-empty--wide" : ""}`, "aria-label": wide ? `${say("write")}: ${label}` : label, data: { enter: item.key } }, icon(wide ? "pencil" : "plus"), wide ? say("write") : "")];
}

/** A text of somebody else waits beside this item. */
export function mergeHint(row, item) {
  const kept = row.kept.find(({ path }) => path.split("/")[0] === item.key);
  if (!kept) return undefined;
  return el("p", { class: "merge-hint" }, icon("git-merge"), el("span", {}, say("kept", { name: kept.by })),
    el("button", { type: "button", class: "touch-link", data: { compare: kept.id } }, say("compare")));
}

function refusal(row, item) {
  const path = Object.keys(row.refused).find((one) => one.split("/")[0] === item.key);
  return path && el("p", { class: "field__error" }, icon("info-circle"), el("span", {}, row.refused[path]));
}

export { refusal };

function marks(row) {
  const state = data.words[`state.${row.state}`] && el("span", { class: "small quiet cell-span" }, icon(row.state === "published" ? "check" : "clock"), say(`state.${row.state}`, { time: row.when }));
  const given = row.answer && row.state === "draft" && el("span", { class: "small high cell-span" }, say("given", { answer: row.answer }));
  const unsent = isUnsent(row) && el("span", { class: "unsent-mark book-unsent" }, icon("cloud-up", ""), say("unsent"));
  const photos = row.photos.length > 0 && el("span", { class: "small quiet cell-span num", title: say("photos", { n: row.photos.length }) }, icon("photo"), ` ${row.photos.length}`);
  return [state, given, photos, unsent].filter(Boolean);
}

function cell(row, item) {
  const own = row.items.find(({ key }) => key === item.key);
  if (!own) return el("td", {}, el("span", { class: "quiet" }, "—"));
  const shown = isFilled(row, own) ? SHOWN[own.kind](row, own) : empty(row, own);
  return el("td", { data: { kind: own.kind, key: own.key, label: own.label } }, shown, mergeHint(row, own), refusal(row, own));
}

/** The cells of a closed row, in the order of the table's columns. */
export function cellsOf(row) {
  if (row.own) return [el("td", { colSpan: data.columns.length }, el("span", { class: "quiet" }, say("ownChild")))];
  const cells = data.columns.map((item) => cell(row, item));
  cells.at(-1)?.append(...marks(row));
  return cells;
}

/** Which items of a child are still empty; `required` asks only for those that must be there. */
export function lacking(row, { required = false } = {}) {
  return row.items.filter((item) => item.kind !== "photos" && (!required || item.required) && !isFilled(row, item));
}
