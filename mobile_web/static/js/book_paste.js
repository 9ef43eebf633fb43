// ぴよログ: a day's text from the clipboard or a file goes into the fields; what was not understood can go into the note.
import { say } from "./page.js";
import { toast } from "./toast.js";

/** The server reads the text; the answer is the same form, filled in. */
async function fillIn(form, replaced) {
  const said = new FormData(form);
  said.set("act", "paste");
  const response = await fetch(form.action, { method: "POST", body: said }).catch(() => undefined);
  const page = response && new DOMParser().parseFromString(await response.text(), "text/html");
  const made = page?.querySelector(`[data-book="${CSS.escape(form.dataset.book)}"]`);
  if (!made) return toast(say("bookPasteLater"), { kind: "info" });
  made.hidden = false;
  form.replaceWith(document.adoptNode(made));
  replaced(made);
  made.querySelector("[data-focus], [data-paste] summary")?.focus();
  made.scrollIntoView({ block: "start" });
}

async function read(input) {
  const area = input.closest("[data-paste]").querySelector("[data-paste-text]");
  const bytes = new Uint8Array(await input.files[0].slice(0, 200_000).arrayBuffer());
  try {
    area.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    area.value = new TextDecoder("shift_jis").decode(bytes);
  }
  input.value = ""; // a file in the form would keep it out of the outbox
  return input.form;
}

function intoNote(button) {
  const note = button.form.querySelector("textarea[name]:not([data-paste-text])");
  const line = button.closest("li");
  if (!note) return;
  note.value = [note.value, line.querySelector("span").textContent].filter(Boolean).join("\n");
  note.dispatchEvent(new Event("input", { bubbles: true }));
  line.remove();
}

export function start(replaced) {
  document.addEventListener("submit", (event) => {
    if (event.submitter?.value !== "paste") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    fillIn(event.target, replaced);
  }, { capture: true });
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-to-note], [data-clipboard]");
    if (!button) return;
    if ("toNote" in button.dataset) return intoNote(button);
    const text = await navigator.clipboard.readText().catch(() => "");
    if (!text) return;
    button.closest("[data-paste]").querySelector("[data-paste-text]").value = text;
    fillIn(button.form, replaced);
  });
  document.addEventListener("change", async ({ target }) => {
    if (target.matches?.("[data-paste-file]") && target.files.length) fillIn(await read(target), replaced);
  });
}

/** The button for the clipboard is there where a browser lets a page read it. */
export function offer(form) {
  for (const button of form.querySelectorAll("[data-clipboard]")) button.hidden = !navigator.clipboard?.readText;
}
