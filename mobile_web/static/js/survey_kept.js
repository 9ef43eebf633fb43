// What was written into the builder is on this device before the server is asked, and forgotten once it is there.
import { get, put, remove } from "./db.js";
import { person } from "./page.js";

const LASTS = 14 * 24 * 3600_000;
const NOT_KEPT = ["csrfmiddlewaretoken", "version", "guard_ok", "act"];

const idOf = (form) => `survey:${person()}:${new URL(form.action).pathname}`;
export const versionOf = (form) => form.elements.namedItem("version")?.value ?? "";
const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => !NOT_KEPT.includes(name) && typeof value === "string");

export const remember = (form) =>
  put("drafts", { id: idOf(form), at: new Date().toISOString(), version: versionOf(form), fields: fieldsOf(form) }).catch(() => {});

export const forget = (form) => remove("drafts", idOf(form)).catch(() => {});

/** What did not arrive: none, or nothing that the page does not say already, is undefined. */
export async function left(form) {
  const draft = await get("drafts", idOf(form)).catch(() => undefined);
  if (!draft) return undefined;
  const isOld = Date.now() - new Date(draft.at) > LASTS;
  if (!isOld && JSON.stringify(draft.fields) !== JSON.stringify(fieldsOf(form))) return draft;
  await forget(form);
  return undefined;
}

/** The form as it was written; questions that are gone meanwhile stay gone, new ones as they are. */
export function putBack(form, draft) {
  const said = new Map();
  for (const [name, value] of draft.fields) said.set(name, [...(said.get(name) ?? []), value]);
  const questions = new Set(said.get("question"));
  for (const field of form.elements) {
    const question = field.closest(".survey-question")?.id;
    if (!field.name || field.type === "hidden" || NOT_KEPT.includes(field.name) || (question && !questions.has(question))) continue;
    if (["checkbox", "radio"].includes(field.type)) field.checked = (said.get(field.name) ?? []).includes(field.value);
    else if (said.has(field.name)) field.value = said.get(field.name)[0];
  }
}
