// Says how much is kept on this device, shows why, and lets a person edit, discard or send it.
import { all, clear, remove } from "./db.js";
import { flush } from "./outbox.js";
import { fire, hear, isMine, person, say } from "./page.js";

const mine = async () => (await all("outbox").catch(() => [])).filter(isMine);

async function refresh() {
  const rows = await mine();
  for (const badge of document.querySelectorAll("[data-unsent-count]")) {
    badge.hidden = rows.length === 0;
    (badge.querySelector("[data-unsent-text]") ?? badge).textContent = say("unsent", rows.length);
  }
  document.querySelector("[data-unsent-list]")?.replaceChildren(...rows.map(listed));
}

function listed(row) {
  const item = document.getElementById("unsent-row").content.firstElementChild.cloneNode(true);
  const slot = (name) => item.querySelector(`[data-slot=${name}]`);
  slot("label").textContent = row.label;
  slot("why").textContent = row.why || new Date(row.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  slot("edit").href = `${row.page}#outbox-${row.id}`;
  slot("edit").hidden = !["refused", "forbidden"].includes(row.state);
  slot("discard").addEventListener("click", async () => {
    await remove("outbox", row.id);
    fire("outbox.changed");
  });
  return item;
}

/** Signing out refuses while something is unsent, and leaves nothing of this person behind. */
async function signOut(event) {
  const form = event.target.closest?.("form[data-sign-out]");
  if (!form) return;
  event.preventDefault();
  if ((await mine()).length) {
    const dialog = document.getElementById("unsent-dialog");
    const why = dialog.querySelector("[data-unsent-first]");
    why.hidden = false;
    dialog.addEventListener("close", () => (why.hidden = true), { once: true });
    return dialog.showModal();
  }
  await Promise.allSettled([clear("receipts"), clear("drafts")]);
  sessionStorage.clear();
  await forgetPages();
  form.submit();
}

async function forgetPages() {
  (await navigator.serviceWorker?.getRegistration())?.active?.postMessage("signed-out");
}

/** Copies of one person's pages are not left for the next, even if nobody signed out. */
function noticeWho() {
  const before = localStorage.getItem("person");
  if (document.querySelector("meta[name=tablet]")) { // a shared tablet keeps no person's pages, only its room's
    if (before) forgetPages().then(() => localStorage.removeItem("person"));
    return;
  }
  if (before && before !== person()) forgetPages();
  if (person()) localStorage.setItem("person", person());
}

export function start() {
  noticeWho();
  hear("outbox.changed", refresh);
  document.addEventListener("submit", signOut);
  document.addEventListener("click", ({ target }) => target.closest?.("[data-unsent-flush]") && flush());
  addEventListener("hashchange", () => location.hash.startsWith("#outbox-") && location.reload());
}
