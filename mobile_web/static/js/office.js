// Filters of the office's lists answer as soon as something is chosen; reports can be printed.

let timer;

function changed({ target, type }) {
  const form = target.form;
  if (!form?.matches("[data-auto]")) return;
  clearTimeout(timer);
  if (type === "change") form.requestSubmit();
}

document.addEventListener("change", changed);
document.addEventListener("click", ({ target }) => target.closest?.("[data-print]") && print());
