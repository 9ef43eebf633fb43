// The list of an entry's photos on the page where they are added: one row a photo, and taking one out of the book again.
import { fire, meta } from "./page.js";

export const part = (row, name) => row.querySelector(`[data-photo-${name}]`);

/** What she chose, before anything is known about it. */
export function rowFor(form, file) {
  const row = form.querySelector("template[data-photo-row]").content.firstElementChild.cloneNode(true);
  const image = row.querySelector("img");
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  image.addEventListener("error", () => (image.hidden = true), { once: true });
  part(row, "name").textContent = file.name;
  form.querySelector("[data-photos]").append(row);
  return row;
}

/** The page is left as it is: somebody is writing on it. */
export async function takeOut(button) {
  const row = button.closest("li");
  if (!confirm(button.dataset.ask)) return;
  const headers = { "X-CSRFToken": meta("csrf-token"), Accept: "application/json" };
  const response = await fetch(button.formAction, { method: "POST", headers }).catch(() => undefined);
  if (response?.ok && !response.redirected) {
    row.remove();
    return fire("photo.removed", { form: button.form, url: new URL(button.formAction).pathname });
  }
  const body = await response?.json().catch(() => undefined);
  part(row, "why").textContent = body?.message ?? row.closest("form").dataset.still;
}
