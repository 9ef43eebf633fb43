// Answers to tap: one of several, several of several, yes or no. A second tap on the chosen one takes it back.
import { valueAt, write } from "./grid_data.js";
import { el, icon, say } from "./grid_dom.js";

const FACES = { good: "mood-smile", fair: "mood-neutral", bad: "mood-sad" };

export function chips({ row, item, chosen, pick, options = item.options }) {
  const one = ([value, words]) => {
    const input = el("input", { type: "radio", name: `${row.child}-${item.key}`, value: String(value), checked: value === chosen, data: { act: `chip ${value}` } });
    input.addEventListener("click", () => value === chosen && pick(null));
    input.addEventListener("change", () => pick(value));
    return el("label", { class: "chip" }, input, item.kind === "choice" && FACES[value] ? icon(FACES[value]) : "", words);
  };
  return el("div", { class: "chips chips--joined" }, options.map(one));
}

export function choice({ row, item }) {
  return [chips({ row, item, chosen: valueAt(row, item.key), pick: (value) => write(row.child, [[item.key, value]]) })];
}

export function yesNo({ row, item }) {
  const options = [[true, say("yes")], [false, say("no")]];
  return [chips({ row, item, options, chosen: valueAt(row, item.key), pick: (value) => write(row.child, [[item.key, value]]) })];
}

export function choices({ row, item }) {
  const chosen = new Set(valueAt(row, item.key) ?? []);
  const turn = (value) => {
    if (!chosen.delete(value)) chosen.add(value);
    const kept = item.options.map(([name]) => name).filter((name) => chosen.has(name));
    write(row.child, [[item.key, kept.length ? kept : null]]);
  };
  const one = ([value, words]) => el("label", { class: "chip" }, el("input", { type: "checkbox", checked: chosen.has(value), data: { act: `chip ${value}` }, on: { change: () => turn(value) } }), words);
  return [el("div", { class: "chips" }, item.options.map(one))];
}
