// Parts of a page that an answer brings up to date, each by its id, without disturbing who types in one.

/** A region in which somebody types or stands is left alone unless it says something else now. */
export function fill(template) {
  const place = document.getElementById(template.dataset.region);
  if (!place || template.innerHTML === place.dataset.was) return;
  place.dataset.was = template.innerHTML;
  const focused = place.contains(document.activeElement) ? document.activeElement : undefined;
  const typed = focused?.value;
  place.replaceChildren(...template.content.cloneNode(true).childNodes);
  const again = focused?.name && place.querySelector(`[name="${CSS.escape(focused.name)}"]`);
  if (!again) return;
  if (typed !== undefined && again.type !== "checkbox") again.value = typed;
  again.focus();
}
