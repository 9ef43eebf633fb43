// The board: a tap is the next likely thing, a longer look is the child's sheet; what is unsent shows on its tile.
import { startMany } from "./board_many.js";
import { hear, say } from "./page.js";
import { serverNow, stamp, takeBack, waiting } from "./stamps.js";
import { toast } from "./toast.js";

const sheet = document.getElementById("child-sheet");
const tileOf = (id) => document.querySelector(`[data-tile="${id}"]`);
const stateOf = (tile) => tile.dataset.now ?? tile.dataset.state;
const time = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit", hourCycle: "h23" });
const before = new WeakMap(); // how a tile stood as the server made it
let only = "";
let turns = 0;

/** Show at once what the server will say: the state with its time, and that it is unsent. */
function show(tile, kind, at, isUnsent) {
  const slug = kind === "in" ? "present" : "left";
  const pill = document.getElementById(`pill-${slug}`).content.firstElementChild.cloneNode(true);
  pill.append(` ${time(at)}`);
  if (!before.has(tile)) before.set(tile, [...tile.querySelector("[data-pill]").childNodes]);
  tile.dataset.now = slug;
  tile.querySelector("[data-pill]").replaceChildren(pill);
  tile.querySelector(".child-tile").dataset.state = slug;
  tile.querySelector("[data-unsent]").hidden = !isUnsent;
}

function asItWas(tile) {
  if (!before.has(tile)) return;
  tile.querySelector("[data-pill]").replaceChildren(...before.get(tile));
  tile.querySelector(".child-tile").dataset.state = tile.dataset.state;
  delete tile.dataset.now;
}

async function overlay() {
  const turn = ++turns;
  const rows = await waiting();
  if (turn !== turns) return; // a newer look has begun
  const unsent = new Set(rows.map((row) => row.child));
  for (const mark of document.querySelectorAll("[data-unsent]")) mark.hidden = !unsent.has(mark.closest("[data-tile]").dataset.tile);
  for (const row of rows) if (tileOf(row.child)) show(tileOf(row.child), row.kind, row.device_at, true);
  filter();
}

export async function tap(tile, kind, more = {}) {
  const label = `${tile.dataset.name} ${say(kind === "in" ? "arrives" : "leaves")}`;
  const id = await stamp({ child: tile.dataset.tile, kind, method: "staff", label, more });
  show(tileOf(tile.dataset.tile), kind, serverNow(), true); // until it has arrived
  return { id, label };
}

/** A tap on who is not here is her arrival; on who is here it opens the sheet, since going home takes a look. */
async function tapped(event) {
  const button = event.target.closest?.(".child-tile");
  const tile = button?.closest("[data-tile]");
  if (!tile || document.body.dataset.choosing) return;
  event.preventDefault();
  if (stateOf(tile) === "present" || stateOf(tile) === "left" || event.type === "contextmenu") return open(tile);
  const { id, label } = await tap(tile, "in");
  toast(label, { label: say("undo"), act: () => undo(id, tile.dataset.tile) });
}

async function undo(id, child) {
  if (await takeBack(id)) return asItWas(tileOf(child));
  location.assign(tileOf(child).querySelector(".board-tile__more")?.href ?? location.href); // sent: corrected on her day
}

function open(tile) {
  const slot = (name) => sheet.querySelector(`[data-slot=${name}]`);
  sheet.dataset.child = tile.dataset.tile;
  slot("name").textContent = tile.dataset.name;
  slot("state").textContent = tile.querySelector("[data-pill]").textContent.trim();
  slot("planned").textContent = tile.dataset.planned.trim();
  slot("day").href = tile.querySelector(".board-tile__more")?.href ?? "";
  slot("day").hidden = !slot("day").getAttribute("href");
  const here = stateOf(tile) === "present";
  slot("pickers").hidden = !here;
  sheet.querySelector("[data-stamp=in]").hidden = here;
  sheet.querySelector("[data-stamp=out]").hidden = !here;
  slot("adults").replaceChildren(...tile.dataset.adults.split("|").filter(Boolean).map((name) => chip(name, tile.dataset.planned)));
  sheet.querySelector("input[name=other]").value = "";
  sheet.showModal();
}

function chip(name, planned) {
  const label = document.createElement("label");
  label.className = "chip";
  const input = Object.assign(document.createElement("input"), { type: "radio", name: "picker", value: name, checked: planned.endsWith(name) });
  label.append(input, Object.assign(document.createElement("span"), { textContent: name }));
  return label;
}

async function chosen(event) {
  const kind = event.target.closest?.("[data-stamp]")?.dataset.stamp;
  if (!kind) return;
  const other = sheet.querySelector("input[name=other]").value.trim();
  const picker = other || sheet.querySelector("input[name=picker]:checked")?.value || "";
  sheet.close();
  const { label } = await tap(tileOf(sheet.dataset.child), kind, kind === "out" ? { picked_up_by: picker } : {});
  toast(label);
}

function filter(event) {
  const link = event?.target.closest?.("[data-filter]");
  if (link) {
    event.preventDefault();
    only = only === link.dataset.filter ? "" : link.dataset.filter;
  } else if (event) return;
  for (const one of document.querySelectorAll("[data-filter]")) one.toggleAttribute("aria-current", one.dataset.filter === only);
  for (const tile of document.querySelectorAll("[data-tile]")) tile.hidden = Boolean(only) && stateOf(tile) !== only;
}

document.addEventListener("click", tapped);
document.addEventListener("contextmenu", tapped);
document.addEventListener("click", filter);
sheet?.addEventListener("click", chosen);
hear("outbox.changed", overlay);
document.addEventListener("htmx:after:swap", overlay);
startMany(tap, stateOf);
overlay();
