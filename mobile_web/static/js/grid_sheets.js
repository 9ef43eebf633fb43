// Sheets over the grid: two texts compared, phrases, and notes among staff (which are no part of an entry).
import { data, rows } from "./grid_data.js";
import { el, say } from "./grid_dom.js";
import { addPhrase } from "./grid_row.js";
import { fire, hear, meta } from "./page.js";
import { toast } from "./toast.js";

const SOMEBODY = "00000000-0000-0000-0000-000000000000";
const compare = document.getElementById("book-compare");
const notes = document.getElementById("book-notes");
const slot = (sheet, name) => sheet.querySelector(`[data-slot=${name}]`);
let settling; // {row, kept, base}

const words = (item, value) => {
  if (typeof value === "string") return item.options.find(([one]) => one === value)?.[1] ?? value;
  if (value === null || value === undefined) return say("nothing");
  if (typeof value !== "object") return say(value ? "yes" : "no");
  return Object.values(value).filter(Boolean).map((one) => item.options.find(([name]) => name === one)?.[1] ?? one).join(" ");
};

function openCompare(id) {
  const row = [...rows.values()].find((one) => one.kept.some((kept) => kept.id === id));
  const kept = row?.kept.find((one) => one.id === id);
  const item = kept && row.items.find(({ key }) => key === kept.path.split("/")[0]);
  if (!item) return;
  settling = { row, kept, base: row.cells[kept.path]?.r ?? 0, now: row.cells[kept.path]?.v ?? null };
  const isText = item.kind === "text" || item.kind === "line";
  slot(compare, "title").textContent = say("compareTitle", { name: row.name, item: item.label });
  slot(compare, "by").textContent = say("by", { name: kept.by });
  slot(compare, "mine").textContent = words(item, settling.now);
  slot(compare, "theirs").textContent = words(item, kept.value);
  slot(compare, "both").hidden = compare.querySelector("[data-settle=both]").hidden = !isText;
  if (isText) document.getElementById("book-both").value = [settling.now, kept.value].filter(Boolean).join(item.kind === "text" ? "\n" : " ");
  compare.showModal();
}

async function settle(which) {
  const value = { mine: settling.now, theirs: settling.kept.value, both: document.getElementById("book-both").value }[which];
  const body = new URLSearchParams({ value: JSON.stringify(value), base: settling.base });
  const headers = { "X-CSRFToken": meta("csrf-token"), "X-Requested-With": "sheet", Accept: "application/json" };
  const url = data.urls.settle.replace(SOMEBODY, settling.kept.id);
  const answer = await fetch(url, { method: "POST", body, headers }).catch(() => undefined);
  const said = answer?.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  compare.close();
  toast(answer ? said.message || say("settled") : say("offline"), { kind: answer?.ok ? "done" : "info" });
  if (answer) fire("book.changed");
}

function openPhrases(child, key) {
  const sheet = document.getElementById("book-phrases");
  const list = data.phrases[key] ?? [];
  slot(sheet, "none").hidden = list.length > 0;
  slot(sheet, "list").replaceChildren(...list.map((text) => el("li", {}, el("button", { type: "button", class: "button", on: { click: () => {
    addPhrase(child, key, text);
    sheet.close();
  } } }, text))));
  sheet.showModal();
}

async function openNotes(child) {
  const url = `${data.urls.notes.replace(SOMEBODY, child)}?day=${data.day}`;
  const answer = await fetch(url, { headers: { "X-Requested-With": "sheet" }, cache: "no-store" }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return toast(say("offline"), { kind: "info" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  slot(notes, "notes").replaceChildren(...page.body.childNodes);
  notes.dataset.child = child;
  if (!notes.open) notes.showModal();
}

/** `openChild` gives the child whose row stands open. */
export function startSheets(openChild) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-compare], [data-settle], [data-phrases], [data-notes]");
    if (!button) return;
    const { compare: id, settle: which, phrases: key, notes: child } = button.dataset;
    if (id) openCompare(id);
    else if (which) settle(which);
    else if (key) openPhrases(openChild(), key);
    else openNotes(child);
  });
  hear("outbox.sent", ({ url }) => {
    if (!notes?.open || !url.includes("/book/notes/")) return;
    openNotes(notes.dataset.child);
    fire("book.changed");
  });
}

