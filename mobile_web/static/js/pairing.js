// The pairing page: a QR brings its key behind the #; after a sign-out from afar nothing of the pages stays,
// and what was written here and not sent is counted aloud.
import { all, clear } from "./db.js";
import { say } from "./page.js";

function takeKey() {
  const field = document.querySelector("input[name=key]");
  const key = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[\w-]{6,20}$/.test(key)) return;
  field.value = key;
  history.replaceState(null, "", location.pathname);
  field.form.querySelector("button[type=submit]").focus();
}

async function leaveNothing() {
  if (!document.querySelector("[data-ended]")) return;
  (await navigator.serviceWorker?.getRegistration())?.active?.postMessage("signed-out");
  for (const name of ["person", "kiosk-stamped"]) localStorage.removeItem(name);
  sessionStorage.clear();
  const rows = await all("outbox").catch(() => []);
  const drafts = await all("drafts").catch(() => []);
  const kept = rows.length + drafts.length;
  const words = document.querySelector("[data-stranded]");
  words.hidden = kept === 0;
  words.querySelector("[data-stranded-text]").textContent = say("unsent", kept);
  await clear("receipts").catch(() => {});
}

takeKey();
leaveNothing();
