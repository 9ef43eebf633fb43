// The cells of a home's page as its form has them: `temperature/a1:c` is a part of cell `temperature/a1`.
// The server reads the form by the same rules (views/book/home_fields.py); here they tell what has changed.

const MAIN = { temperature: "c", milk: "ml", stool: "state" };
const keyOf = (path) => path.split("/")[0];

export const rowOf = (form, path) => form.querySelector(`[data-row="${keyOf(path)}"]`);
export const known = (form) => JSON.parse(form.elements.was.value || "{}");
export const keepKnown = (form, rows) => (form.elements.was.value = JSON.stringify(rows));

/** Raw values by path. */
export function cells(form) {
  const found = {};
  const data = new FormData(form);
  for (const name of new Set(data.keys())) {
    const [path, part] = name.split(":");
    const row = rowOf(form, path);
    if (!row) continue;
    if (part) (found[path] ??= {})[part] = data.get(name);
    else found[path] = row.dataset.kind === "choices" ? data.getAll(name).filter(Boolean) : data.get(name);
  }
  for (const value of Object.values(found)) {
    if (value.other === undefined) continue;
    if ((value.person ?? "*") === "*") value.person = value.other;
    delete value.other;
  }
  return found;
}

const early = (text) => String(text).replace(/^0(?=\d:\d)/, "");

/** The same words for the same value, whether typed here or kept by the server. */
export function plain(value, kind) {
  if (value === true || value === false) return value ? "yes" : "no";
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return [...value].sort().join(",");
  if (typeof value !== "object") return String(value);
  if (MAIN[kind] && !value[MAIN[kind]]) return "";
  const said = Object.entries(value).filter(([, one]) => one !== "" && one !== null);
  return said.map(([name, one]) => `${name}=${early(one)}`).sort().join(";");
}

/** Paths that differ from what the server has, or from what the page suggested. */
export function changed(form, rows = known(form)) {
  const said = cells(form);
  const gone = Object.keys(rows).filter((path) => path.includes("/") && !(path in said));
  const paths = [...Object.keys(said), ...gone];
  return paths
    .filter((path) => plain(said[path], rowOf(form, path)?.dataset.kind) !== plain(rows[path]?.[0], rowOf(form, path)?.dataset.kind))
    .map((path) => [path, said[path] ?? null]);
}

/** One more of its kind in this row. */
export function addPart(row, part = crypto.getRandomValues(new Uint32Array(1))[0].toString(16)) {
  const template = row.querySelector("[data-part-template]");
  if (!template) return undefined;
  const made = template.content.firstElementChild.cloneNode(true);
  made.dataset.path = made.dataset.path.replace("__part__", part);
  for (const input of made.querySelectorAll("[name]")) input.name = input.name.replace("__part__", part);
  const empty = [...row.querySelectorAll("[data-path]")].find((one) => [...one.querySelectorAll("input")].every((input) => !input.value));
  if (empty) empty.replaceWith(made);
  else template.before(made);
  return made;
}

/** Put a value, raw or as the server keeps it, into its fields. */
export function put(form, path, value) {
  const row = rowOf(form, path);
  if (!row) return;
  const place = [...row.querySelectorAll("[data-path]")].find((one) => one.dataset.path === path);
  if (!place && (value === null || !addPart(row, path.split("/")[1]))) return;
  const field = place ?? [...row.querySelectorAll("[data-path]")].find((one) => one.dataset.path === path);
  for (const input of field.querySelectorAll("input[name], textarea[name]")) fill(input, input.name.split(":")[1], value);
  const same = field.querySelector("[data-same]");
  if (same) same.hidden = Boolean(value?.c);
}

function fill(input, part, value) {
  const said = part ? value?.[part] : value;
  if (input.type === "hidden") return;
  if (input.type === "checkbox") input.checked = (value ?? []).includes(input.value);
  else if (input.type === "radio") input.checked = picks(input, said);
  else if (part !== "other") input.value = "clock" in input.dataset ? early(said ?? "") : (said ?? "");
  else input.value = knows(input, value?.person) ? "" : (value?.person ?? "");
}

const knows = (input, person) => [...input.closest("[data-path]").querySelectorAll("[type=radio]")].some((one) => one.value === person);

function picks(input, said) {
  if (typeof said === "boolean") return input.value === (said ? "yes" : "no");
  return input.value === said || (input.value === "*" && Boolean(said) && !knows(input, said));
}
