// A form that the server refused comes back as it was left.
import { get } from "./db.js";
import { isMine } from "./page.js";

/** "Edit" leads back to the page: the form is as it was left, and replaces the refused row. */
export async function restore() {
  const id = location.hash.match(/^#outbox-(.+)$/)?.[1];
  const row = id && (await get("outbox", id));
  const form = row && [...document.querySelectorAll("form[data-outbox]")].find((one) => one.action === row.url);
  if (!form || !isMine(row)) return;
  form.dataset.outboxReplaces = id;
  for (const [name, value] of row.fields) {
    for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["radio", "checkbox"].includes(input.type)) input.checked ||= input.value === value;
      else input.value = value;
    }
  }
}
