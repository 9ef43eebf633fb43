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

const head = document.querySelector("[data-day]");

/** The nursery's day, wherever the telephone is. Until three in the morning it is still the day before. */
export const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: head.dataset.zone }).format(Date.now() - 3 * 3600_000);

/** Asked for anew once a day; what still comes back old is a copy, or the telephone's clock is ahead. */
function asksAnew() {
  const asked = `book-asked:${today()}`;
  if (!navigator.onLine || sessionStorage.getItem(asked)) return false;
  sessionStorage.setItem(asked, "1");
  return true;
}

export function isOld() {
  if (head.dataset.day >= today() || new URLSearchParams(location.search).has("day")) return false;
  if (asksAnew()) location.reload();
  else head.querySelector("[data-day-words]").textContent = new Date().toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric", weekday: "short" });
  return true;
}
