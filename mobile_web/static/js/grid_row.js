// The one open row: its controls, home's page and the last one beside them. What is typed in is never replaced.
import { choice, choices, yesNo } from "./grid_chips.js";
import { mergeHint, refusal } from "./grid_cells.js";
import { data, hold, isUnsent, letGo, rows, valueAt, write } from "./grid_data.js";
import { el, icon, say } from "./grid_dom.js";
import { CONTROLS } from "./grid_fields.js";
import { photosOf } from "./grid_photos.js";

const KINDS = { ...CONTROLS, choice, choices, yes_no: yesNo };
const placeOf = (name, id) => data.urls[name].replace("00000000-0000-0000-0000-000000000000", id);
const isTyping = (place) => {
  const active = document.activeElement;
  return place.contains(active) && active.matches("textarea, input:not([type=radio], [type=checkbox])");
};

function fieldOf(row, item) {
  const control = el("div", { class: "entry__control" });
  const hints = el("div", { class: "entry__hints" });
  const root = el("div", { class: `field entry__field entry__field--${item.kind}`, role: "group", "aria-label": item.label, data: { field: item.key } },
    el("span", { class: "field__label", "aria-hidden": "true" }, item.label), control, hints);
  // what was typed as 385 shows as 38.5 once she has gone on; not under a finger on its way to a button here
  control.addEventListener("focusout", ({ relatedTarget }) => control.contains(relatedTarget) || setTimeout(() => root.isConnected && update(), 250));
  const update = () => {
    if (!isTyping(control)) {
      const act = control.contains(document.activeElement) && document.activeElement.dataset.act;
      control.replaceChildren(...KINDS[item.kind]({ row, item }).filter(Boolean));
      if (act) (control.querySelector(`[data-act="${CSS.escape(act)}"]`) ?? control.querySelector("button, input"))?.focus({ preventScroll: true });
    }
    hints.replaceChildren(...[refusal(row, item), mergeHint(row, item)].filter(Boolean));
    root.classList.toggle("field--wrong", Boolean(hints.querySelector(".field__error")));
  };
  return { root, update };
}

function saved(row) {
  if (isUnsent(row)) return el("span", { class: "unsent-mark" }, icon("cloud-up", ""), say("keptHere"));
  return row.savedAt ? el("span", { class: "quiet" }, icon("check"), say("savedAt", { time: row.savedAt })) : el("span");
}

/** A text with its phrases and when it was saved. */
export function noteOf(row, item) {
  const field = fieldOf(row, item);
  field.root.classList.add("entry__note");
  const foot = el("p", { class: "book-grid__saved small" });
  field.root.append(foot);
  const phrases = el("button", { type: "button", class: "touch-link", data: { phrases: item.key } }, say("phrases"));
  return { root: field.root, update: () => {
    field.update();
    foot.replaceChildren(saved(row), phrases);
  } };
}

/** What home wrote today, and the nursery's page before: to read beside the fields. */
function beside(row) {
  const told = (name, title, lines, text, mark) => el("div", { class: "book-grid__home small" }, icon(name),
    el("div", {}, el("b", {}, title), mark && el("span", { class: "high" }, ` ${mark}`), lines.map((line) => el("p", {}, line)), text && el("p", { class: "book-grid__said" }, `「${text}」`)));
  const homes = row.home.map((page) => told("home", [say("fromHome"), row.home.length > 1 ? page.household : "", page.at].filter(Boolean).join(" "), page.lines, page.text, page.changed && say("changed", { time: page.changed })));
  const before = row.before && el("details", { class: "book-before small" }, el("summary", {}, icon("history"), say("before", { day: row.before.day })),
    row.before.lines.map((line) => el("p", {}, line)), row.before.text && el("p", { class: "book-grid__said" }, row.before.text));
  const earlier = el("a", { class: "touch-link small", href: placeOf("child", row.child) }, say("history"));
  return [...(homes.length ? homes : [told("home", say("noHome"), [], "")]), before, earlier,
    el("button", { type: "button", class: "button book-note-button", data: { notes: row.child } }, icon("lock"), say("notes"), row.notes ? el("b", { class: "count-badge" }, String(row.notes)) : "")].filter(Boolean);
}

/** The open row's cell and what stands under the name; `update` after every change. */
export function editorOf(child) {
  const row = rows.get(child);
  const items = row.items.filter(({ kind }) => kind in KINDS);
  const fields = items.map((item) => (item.kind === "text" ? noteOf(row, item) : fieldOf(row, item)));
  const place = row.items.find(({ kind }) => kind === "photos");
  if (place) fields.push(photosOf(row, place));
  const read = row.state === "published";
  const isLarge = (n) => !items[n] || items[n].kind === "text";
  const small = fields.filter((_, n) => !isLarge(n)).map(({ root }) => root);
  const texts = fields.filter((_, n) => isLarge(n)).map(({ root }) => root);
  const set = el("fieldset", { class: "entry", disabled: read }, el("legend", { class: "sr-only" }, row.name),
    el("div", { class: "entry__fields" }, small), el("div", { class: "entry__texts" }, texts, el("button", { type: "button", class: "button entry__close", data: { closeRow: "" } }, say("close"))));
  const cell = el("td", { colSpan: data.columns.length }, read && el("p", { class: "banner entry__gone" }, icon("info-circle"), el("span", {}, say("correct")), el("a", { class: "touch-link", href: placeOf("correct", row.entry) }, say("correctLink"))), set);
  const side = el("div", { class: "book-beside" });
  const update = () => {
    for (const field of fields) field.update();
    if (!side.contains(document.activeElement)) side.replaceChildren(...beside(row));
  };
  update();
  return { cell, side, update, key: row.items.map(({ key }) => key).join() + row.state };
}

/** A phrase at the end of the text in which she writes. */
export function addPhrase(child, key, phrase) {
  const row = rows.get(child);
  const before = valueAt(row, key) ?? "";
  hold(row, key);
  write(child, [[key, before && !before.endsWith("\n") ? `${before}${phrase}` : `${before}${phrase}`]]);
  letGo(row, key);
}
