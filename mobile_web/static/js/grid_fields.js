// Controls of the open row, one a kind of item. Each takes {row, item} and gives the elements to touch.
import { hold, letGo, partsOf, valueAt, write } from "./grid_data.js";
import { clockNow, clockOf, el, icon, newPart, say, shortClock } from "./grid_dom.js";
import { chips } from "./grid_chips.js";
import { fire } from "./page.js";

const TYPED = 700;
const put = (row, path, value, wait) => write(row.child, [[path, value]], wait);

/** 38.5 from ３８．５, 385 and 38,5; what is no temperature goes as typed, and comes back with a sentence. */
export function degreesOf(typed) {
  const text = typed.normalize("NFKC").trim().replace(/[,、。]/, ".");
  const number = /^\d{3}$/.test(text) ? Number(text) / 10 : Number(text);
  return /^\d{2}(\.\d{1,2})?$|^\d{3}$/.test(text) && number >= 34 && number <= 42 ? Math.round(number * 10) / 10 : typed;
}

function clock(label, value, change) {
  return el("input", { type: "text", inputMode: "numeric", class: "field__input entry__clock", value: shortClock(value ?? ""), maxLength: 10, autocomplete: "off", "aria-label": label, on: { change: ({ target }) => change(clockOf(target.value)) } });
}

export const eraser = (row, path, what) =>
  el("button", { type: "button", class: "entry__small", "aria-label": `${say("erase")} ${what}`, data: { act: `erase ${path}` }, on: { click: () => put(row, path, null) } }, "×");

export function stepper({ label, shown, step, change, typed, act }) {
  const input = el("input", { type: "text", inputMode: "decimal", value: shown, "aria-label": label, autocomplete: "off", on: { change: ({ target }) => typed(target.value) } });
  const button = (by, name, word) => el("button", { type: "button", "aria-label": `${label} ${word}`, data: { act: `${act} ${by}` }, on: { click: () => change(by * step) } }, icon(name, ""));
  return el("span", { class: "stepper", role: "group", "aria-label": label }, button(-1, "minus", say("less")), input, button(1, "plus", say("more")));
}

function temperature({ row, item }) {
  const parts = partsOf(row, item.key);
  const line = ({ path, value }) => {
    const now = () => valueAt(row, path);
    const set = (c) => put(row, path, { at: now()?.at || clockNow(), c });
    const change = (by) => set(typeof now()?.c === "number" ? Math.min(42, Math.max(34, Math.round((now().c + by) * 10) / 10)) : 36.5);
    const shown = value ? (value.c.toFixed?.(1) ?? value.c) : "";
    return el("div", { class: "entry__line" },
      stepper({ label: item.label, shown, step: 0.1, change, typed: (text) => (text.trim() ? set(degreesOf(text)) : put(row, path, null)), act: path }),
      value && clock(say("time"), value.at, (at) => put(row, path, { ...now(), at })), value && eraser(row, path, item.label));
  };
  return [...(parts.length ? parts : [{ path: `${item.key}/${newPart()}` }]).map(line), again(parts, () => put(row, `${item.key}/${newPart()}`, { at: clockNow(), c: 36.5 }))];
}

const again = (parts, click) => parts.length > 0 && el("button", { type: "button", class: "entry__small entry__again", "aria-label": say("again"), data: { act: "again" }, on: { click } }, icon("plus"));

function sleep({ row, item }) {
  const parts = partsOf(row, item.key);
  const begin = () => put(row, `${item.key}/${newPart()}`, { from: clockNow(), to: "" });
  const lines = parts.map(({ path, value }) =>
    el("div", { class: "entry__line entry__nap" }, clock(say("from"), value.from, (from) => put(row, path, from ? { ...valueAt(row, path), from } : null)), el("span", { class: "quiet" }, "–"),
      value.to ? clock(say("until"), value.to, (to) => put(row, path, { ...valueAt(row, path), to }))
        : el("button", { type: "button", class: "button", data: { act: `woke ${path}` }, on: { click: () => put(row, path, { ...valueAt(row, path), to: clockNow() }) } }, say("woke")),
      eraser(row, path, item.label)));
  const open = parts.some(({ value }) => !value.to);
  const first = !parts.length && el("button", { type: "button", class: "button", data: { act: "slept" }, on: { click: begin } }, icon("zzz"), say("slept"));
  return [...lines, first, !open && again(parts, begin)];
}

function milk({ row, item }) {
  const parts = partsOf(row, item.key);
  const add = () => put(row, `${item.key}/${newPart()}`, { at: clockNow(), ml: parts.at(-1)?.value.ml ?? 100 });
  const lines = parts.map(({ path, value }) => {
    const now = () => valueAt(row, path);
    const set = (ml) => put(row, path, { ...now(), ml });
    return el("div", { class: "entry__line" },
      stepper({ label: `${item.label} ml`, shown: value.ml, step: 10, change: (by) => set(Math.max(10, Number(now().ml) + by)), typed: (text) => set(text), act: path }),
      clock(say("time"), value.at, (at) => put(row, path, { ...now(), at })), eraser(row, path, item.label));
  });
  const first = !parts.length && el("button", { type: "button", class: "button", data: { act: "milk" }, on: { click: add } }, icon("plus"), say("now"));
  return [...lines, first, again(parts, add)];
}

/** A box one types in: each letter is kept here at once, the network is asked when she pauses. */
function typing({ row, path, tag = "input", read, show, ...props }) {
  return el(tag, { class: "field__input", value: show(valueAt(row, path)), autocomplete: "off", ...props, on: {
    focus: () => hold(row, path),
    blur: () => letGo(row, path),
    input: ({ target }) => put(row, path, read(target.value), TYPED),
  } });
}

const text = ({ row, item }) => [typing({ row, path: item.key, tag: "textarea", "aria-label": item.label, maxLength: 5000, read: (typed) => typed || null, show: (value) => value ?? "" })];
const line = ({ row, item }) => [typing({ row, path: item.key, "aria-label": item.label, maxLength: 200, read: (typed) => typed || null, show: (value) => value ?? "" })];

function meal({ row, item }) {
  const read = (typed) => {
    const amount = valueAt(row, item.key)?.amount ?? "";
    return amount || typed ? { amount, text: typed } : null;
  };
  const pick = (amount) => {
    const said = valueAt(row, item.key)?.text ?? "";
    put(row, item.key, amount || said ? { amount: amount ?? "", text: said } : null);
  };
  const more = valueAt(row, item.key)?.text || row.detailed === item.key;
  const open = el("button", { type: "button", class: "entry__small", "aria-label": `${item.label} ${say("detail")}`, data: { act: "detail" }, on: { click: () => {
    row.detailed = item.key;
    fire("book.row", { child: row.child });
  } } }, icon("pencil"));
  return [chips({ row, item, chosen: valueAt(row, item.key)?.amount, pick }), !more ? open :
    typing({ row, path: item.key, class: "field__input entry__detail", maxLength: 200, placeholder: say("detail"), "aria-label": `${item.label} ${say("detail")}`, read, show: (value) => value?.text ?? "" })];
}

function stool({ row, item }) {
  const value = valueAt(row, item.key);
  const set = (state, count) => put(row, item.key, state ? { state, count: state === "none" ? 0 : count } : null);
  const many = value && value.state !== "none" && stepper({ label: say("count"), shown: value.count, step: 1, change: (by) => set(value.state, Math.min(9, Math.max(1, Number(valueAt(row, item.key).count) + by))), typed: (typed) => set(value.state, typed), act: "count" });
  return [chips({ row, item, chosen: value?.state, pick: (state) => set(state, value?.count || 1) }), many];
}

function pickUp({ row, item }) {
  const now = () => valueAt(row, item.key) ?? { at: "", person: "" };
  return [clock(say("time"), now().at, (at) => put(row, item.key, { ...now(), at })),
    typing({ row, path: item.key, maxLength: 60, placeholder: say("person"), "aria-label": say("person"), read: (person) => ({ ...now(), person }), show: (value) => value?.person ?? "" })];
}

export const CONTROLS = { temperature, sleep, milk, meal, stool, text, line, pick_up: pickUp };
