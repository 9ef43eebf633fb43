// The button of a home's page: what is still empty is said first, what was refused stands on the page, what waits says so.
import { forget } from "./book_draft.js";
import { all, get, remove } from "./db.js";
import { hear, isMine, say } from "./page.js";

const here = () => location.pathname;

function missing(form) {
  if ((form.querySelector("[name=coming]:checked")?.value ?? "") !== "here") return [];
  return [...form.querySelectorAll("[data-required]")].filter((row) => row.dataset.filled === "no");
}

/** Before the outbox takes the form. */
function submit(event, mark) {
  const form = event.target.closest?.("form[data-book]");
  if (!form || event.submitter?.value === "paste") return;
  mark(form);
  const rows = missing(form);
  for (const row of rows) row.querySelector("[data-need]").hidden = false;
  if (rows.length) {
    event.preventDefault();
    event.stopImmediatePropagation();
    rows[0].scrollIntoView({ block: "center" });
    return rows[0].querySelector("input, textarea").focus({ preventScroll: true });
  }
  form.elements.sequence.value = Number(form.elements.sequence.value) + 1;
  form.querySelector("[data-refusal]").hidden = true;
}

/** A refusal of the form on this page is shown here and not kept for later: the draft still has every word. */
async function outbox(forms) {
  const rows = (await all("outbox").catch(() => [])).filter((row) => isMine(row) && new URL(row.url, location).pathname === here());
  for (const form of forms) {
    const row = await get("outbox", form.dataset.outboxKey ?? "").catch(() => undefined);
    if (row?.state === "refused") {
      const banner = form.querySelector("[data-refusal]");
      banner.querySelector("span").textContent = row.why;
      banner.hidden = false;
      await remove("outbox", row.id);
      delete form.dataset.outboxKey;
      banner.scrollIntoView({ block: "center" });
    }
    const waits = rows.some((one) => one.state !== "refused" && one.fields.some(([name, value]) => name === "child" && value === form.elements.child.value));
    document.querySelector(`[data-tab="${form.dataset.book}"] [data-tab-unsent]`)?.toggleAttribute("hidden", !waits);
    if (waits) tell(form, say("bookWaits"));
  }
}

export function tell(form, words) {
  const place = form.querySelector("[data-draft]");
  place.lastElementChild.textContent = words;
}

export function start(forms, mark) {
  document.addEventListener("submit", (event) => submit(event, mark), { capture: true });
  hear("outbox.changed", () => outbox(forms()));
  hear("outbox.sent", ({ id }) => forms().filter((form) => form.dataset.outboxKey === id).forEach(forget));
  outbox(forms());
}
