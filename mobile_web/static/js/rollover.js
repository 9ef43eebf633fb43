// The list of the next school year: all boxes at once, how many are ticked, and one child's choice saved as it is made.

let single = false;

function boxes(form) {
  return [...form.querySelectorAll("input[name=row]")];
}

function count(form) {
  const ticked = boxes(form).filter((box) => box.checked).length;
  for (const place of form.querySelectorAll("[data-ticked]")) place.textContent = String(ticked);
  const all = form.querySelector("[data-all]");
  if (!all) return;
  all.checked = ticked > 0 && ticked === boxes(form).length;
  all.indeterminate = ticked > 0 && !all.checked;
}

function changed({ target }) {
  const form = target.form;
  if (!form?.matches("[data-rollover]")) return;
  if (target.matches("[data-all]")) for (const box of boxes(form)) box.checked = target.checked;
  if (target.matches("[data-one]")) {
    form.elements.one.value = target.dataset.one;
    single = true;
    form.requestSubmit();
    return;
  }
  count(form);
}

/** What was set for the ticked ones is done; one child's own choice leaves the ticks alone. */
function fresh() {
  for (const form of document.querySelectorAll("[data-rollover]")) {
    if (!single) for (const box of boxes(form)) box.checked = false;
    form.elements.one.value = "";
    count(form);
  }
}

document.addEventListener("change", changed);
document.addEventListener("click", ({ target }) => (single &&= !target.closest?.(".rollover__bar")));
document.addEventListener("htmx:after:swap", fresh);
fresh();
