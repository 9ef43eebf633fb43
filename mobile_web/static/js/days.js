// The office's table of a day: one tick for all who are shown; ticks stay when the table moves.

const boxes = (root = document) => [...root.querySelectorAll('.days-table input[name="child"]')];
const ticked = new Set();

document.addEventListener("change", ({ target }) => {
  if (target.matches?.("[data-tick-all]")) for (const box of boxes()) box.checked = target.checked;
  else if (!target.matches?.('.days-table input[name="child"]')) return;
  ticked.clear();
  for (const box of boxes()) if (box.checked) ticked.add(box.value);
});

document.addEventListener("htmx:after:swap", () => {
  for (const box of boxes()) box.checked = ticked.has(box.value);
});
