// A copy of another day, opened without a network at eight in the morning, is today's page.
import { keepKnown, known, put, rowOf } from "./book_fields.js";

/** What stays true is suggested again, what was measured then is emptied. */
export function renew(form, day) {
  const rows = {};
  for (const [path, [value]] of Object.entries(known(form))) {
    const stays = "stays" in (rowOf(form, path)?.dataset ?? {});
    if (stays) rows[path] = [value, 0, 1];
    else put(form, path, null);
  }
  keepKnown(form, rows);
  form.elements.day.value = day;
  form.dataset.state = "draft";
  renewPhotos(form.dataset.book, day);
}

/** New photos go to today's page; those of the other day stay there. */
function renewPhotos(key, day) {
  const photos = document.querySelector(`[data-beside="${CSS.escape(key)}"] [data-photo-upload]`);
  if (!photos) return;
  photos.action = photos.action.replace(/[^/]+\/$/, `${day}/`);
  photos.querySelector("[data-photos]").replaceChildren();
}

/** Until three in the morning it is still the day before. */
export const today = () => new Date(Date.now() - 3 * 3600_000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

export function isOld() {
  const head = document.querySelector("[data-day]");
  if (head.dataset.day >= today() || new URLSearchParams(location.search).has("day")) return false;
  if (navigator.onLine) location.reload();
  else head.querySelector("[data-day-words]").textContent = new Date().toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric", weekday: "short" });
  return true;
}
