// Letting families read: says beforehand how many go now, at their hour or to the manager, and who lacks what.
import { pickedChildren } from "./grid_bulk.js";
import { lacking } from "./grid_cells.js";
import { data, isUnsent, rows } from "./grid_data.js";
import { el, say } from "./grid_dom.js";
import { fire, hear, meta } from "./page.js";
import { toast } from "./toast.js";

const sheet = document.getElementById("book-publish");
const opener = document.querySelector("[data-publish]");
const slot = (name) => sheet.querySelector(`[data-slot=${name}]`);
const { plan } = data;
let going = [];

/** What is in the way of a child's page; "" when it can go. Who is ticked goes with what is not required still empty. */
function inTheWay(row) {
  const isPicked = pickedChildren().includes(row.child);
  const named = { name: row.name };
  if (isUnsent(row) || Object.keys(row.refused).length) return say("lacksSent", named);
  if (row.kept.length) return say("lacksSettled", named);
  if (!row.entry || !row.version) return say("lacksAll", named);
  const missing = lacking(row, { required: isPicked });
  return missing.length ? say("lacks", { ...named, items: missing.map(({ label }) => label).join("、") }) : "";
}

/** Of the ticked ones, else of all: drafts. Who was not there and has no page is not missed. */
function drafts() {
  const picked = pickedChildren();
  return [...rows.values()].filter((row) => !row.own && row.state === "draft" && (picked.length ? picked.includes(row.child) : row.here || row.entry));
}

function look() {
  const asked = drafts();
  going = asked.filter((row) => !inTheWay(row));
  const n = going.length;
  const gone = [...rows.values()].filter((row) => row.state !== "draft").length;
  const goes = !n ? say("goNone") : plan.approval ? say("goAsk", { n }) : plan.at ? say("goAt", { n, time: plan.at }) : say("goNow", { n });
  slot("sentence").textContent = gone ? `${goes} ${say("goGone", { n: gone })}` : goes;
  slot("lacks").replaceChildren(...asked.map(inTheWay).filter(Boolean).map((words) => el("li", {}, words)));
  slot("hint").hidden = pickedChildren().length > 0 || n === asked.length;
  const button = sheet.querySelector("[data-publish-now]");
  button.textContent = say("goButton", { n });
  button.hidden = !n;
}

async function publish() {
  const body = new URLSearchParams([["day", data.day], ...going.map(({ child }) => ["child", child])]);
  const headers = { "X-CSRFToken": meta("csrf-token"), "X-Requested-With": "sheet", Accept: "application/json" };
  const answer = await fetch(data.urls.publish, { method: "POST", body, headers }).catch(() => undefined);
  const said = answer?.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  sheet.close();
  toast(said.message || (answer?.ok ? "" : say("offline")), { kind: answer?.ok ? "done" : "info" });
  if (answer?.ok) fire("book.changed");
}

export function startPublish() {
  if (!opener) return;
  opener.hidden = false;
  opener.addEventListener("click", () => (look(), sheet.showModal()));
  sheet.querySelector("[data-publish-now]").addEventListener("click", publish);
  hear("book.row", () => sheet.open && look());
}
