// The keys of a PIN: they write into the field, which any keyboard may do as well. Six digits send themselves.

const DIGITS = 6;

export function startPad(pad) {
  const form = pad.closest("form");
  const field = form.querySelector("input[name=pin]");
  const dots = [...pad.querySelectorAll(".pin-pad__dots > span")];

  const show = () => dots.forEach((dot, place) => dot.classList.toggle("is-typed", place < field.value.length));

  function changed() {
    field.value = field.value.normalize("NFKC").replace(/\D/g, "").slice(0, DIGITS);
    show();
    if (field.value.length === DIGITS) form.requestSubmit();
  }

  function pressed({ target }) {
    const digit = target.closest("[data-digit]")?.dataset.digit;
    if (!digit) return;
    field.value = digit === "back" ? field.value.slice(0, -1) : field.value + digit;
    changed();
  }

  pad.querySelector(".pin-pad__keys").hidden = false;
  form.classList.add("has-pad");
  field.inputMode = "none"; // our keys, and no keyboard over them
  field.removeAttribute("pattern");
  field.addEventListener("input", changed);
  form.addEventListener("pin.cleared", show);
  pad.addEventListener("click", pressed);
  show();
}
