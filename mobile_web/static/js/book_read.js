// The contact book as it is read: photos open large, and what came in while the page was open counts as read when it is seen.
import { meta } from "./page.js";
import "./placed_gone.js";
import { start } from "./photos_large.js";

const said = new Set();

/** A page that was brought by hand is noted by the server; a region that fetched itself again is noted here. */
async function seen() {
  if (document.visibilityState !== "visible") return;
  const region = document.querySelector("[data-reads]");
  const ids = [...document.querySelectorAll("[data-unread]")].flatMap((one) => one.dataset.unread.split(","));
  const fresh = ids.filter((id) => !said.has(id));
  if (!region || !fresh.length) return;
  fresh.forEach((id) => said.add(id));
  const body = new URLSearchParams(fresh.map((id) => ["entry", id]));
  const sent = await fetch(region.dataset.reads, { method: "POST", body, headers: { "X-CSRFToken": meta("csrf-token") } }).catch(() => undefined);
  if (!sent?.ok) fresh.forEach((id) => said.delete(id));
}

start();
seen();
document.addEventListener("visibilitychange", seen);
document.addEventListener("htmx:after:swap", seen);
