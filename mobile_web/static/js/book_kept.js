// Two telephones of one home wrote one text: the card that asks which stands, as the server makes it, above the form.

export const cardsOf = (page, form) => [...page.querySelectorAll(`[data-kept][data-beside="${CSS.escape(form.dataset.book)}"]`)];

/** `kept` as the server answered: the texts that wait. */
export async function showKept(form, kept) {
  const shown = cardsOf(document, form);
  const isSame = shown.length === kept.length && kept.every(({ id }) => shown.some((card) => card.dataset.kept === id));
  if (isSame) return;
  const cards = kept.length ? await asked(form) : [];
  for (const card of cardsOf(document, form)) card.remove(); // also what another answer has brought meanwhile
  for (const card of cards) card.hidden = form.hidden;
  form.before(...cards);
}

async function asked(form) {
  const address = `${form.action}?day=${form.elements.day.value}`;
  const response = await fetch(address, { headers: { "X-Requested-With": "outbox" } }).catch(() => undefined);
  if (!response?.ok) return [];
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return cardsOf(page, form).map((card) => document.adoptNode(card));
}
