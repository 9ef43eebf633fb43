// A child's photos in the open row: the form of every page, one a child, which goes on sending when the row is closed.
import { data, rows } from "./grid_data.js";
import { el } from "./grid_dom.js";
import { fire, hear } from "./page.js";
import { part } from "./photo_rows.js";
import "./photo_upload.js";

const SOMEBODY = "00000000-0000-0000-0000-000000000000";
const SOON = 400;
const forms = new Map(); // child: form
let asking;

function formOf(row) {
  if (forms.has(row.child)) return forms.get(row.child);
  const form = document.getElementById("book-photo-form").content.firstElementChild.cloneNode(true);
  form.action = data.urls.photos.replace(SOMEBODY, row.child);
  forms.set(row.child, form);
  return form;
}

/** A photo that is in the book already; each takes out her own, until families see it. */
function line(form, photo) {
  const li = form.querySelector("template[data-photo-row]").content.firstElementChild.cloneNode(true);
  li.dataset.state = "done";
  Object.assign(li.querySelector("img"), { src: photo.small, width: photo.width, height: photo.height, alt: photo.caption || li.querySelector("img").alt });
  part(li, "out").formAction = photo.remove;
  return li;
}

const nameOf = (li) => new URL(part(li, "out").formAction, location).pathname;

function sync(row, form) {
  const list = form.querySelector("[data-photos]");
  const there = [...list.querySelectorAll("[data-state=done]")];
  const named = new Map(row.photos.map((photo) => [photo.remove, photo]));
  for (const li of there) if (!named.has(nameOf(li))) li.remove();
  for (const photo of row.photos) {
    let li = there.find((one) => nameOf(one) === photo.remove);
    if (!li) list.append((li = line(form, photo)));
    part(li, "out").hidden = !photo.mine || row.state === "published";
  }
}

/** To the page where photos of albums are chosen, for who takes photos. */
function albumLink(row) {
  const link = document.getElementById("book-album-link")?.content.firstElementChild.cloneNode(true);
  if (!link) return [];
  link.href = data.urls.albums.replace(SOMEBODY, row.child);
  if (row.placed) link.lastElementChild.textContent += ` (${row.placed})`;
  return [link];
}

/** The field of the open row. */
export function photosOf(row, item) {
  const form = formOf(row);
  const label = el("span", { class: "field__label", "aria-hidden": "true" }, item.label);
  const root = el("div", { class: "field entry__photos", role: "group", "aria-label": item.label }, label, form, ...albumLink(row));
  const update = () => sync(row, form);
  return { root, update };
}

const rowOf = (form) => rows.get([...forms].find(([, one]) => one === form)?.[0]);

/** The page knows it at once, and asks what the server made of it. */
function changed(form, work) {
  const row = rowOf(form);
  if (!row) return;
  row.photos = work(row.photos);
  fire("book.row", { child: row.child });
  clearTimeout(asking);
  asking = setTimeout(() => fire("book.changed"), SOON);
}

hear("photo.added", ({ form, ...photo }) => changed(form, (photos) => [...photos.filter(({ id }) => id !== photo.id), { ...photo, mine: true }]));
hear("photo.removed", ({ form, url }) => changed(form, (photos) => photos.filter(({ remove }) => remove !== url)));
