// A short result at the foot of the page, read out politely and gone after a while.

export function toast(text, { kind = "done", label, act } = {}) {
  const template = document.getElementById("toast-template");
  const place = document.getElementById("toasts");
  if (!template || !place || !text) return;
  const element = template.content.firstElementChild.cloneNode(true);
  element.querySelector("[data-toast-text]").textContent = text;
  element.dataset.toast = kind;
  const button = element.querySelector("button");
  if (label) {
    button.textContent = label;
    button.removeAttribute("data-toast-close");
    button.addEventListener("click", () => (element.remove(), act()));
  }
  place.append(element);
  if (place.children.length > 3) place.firstElementChild.remove();
  fade(element);
}

/** Nothing disappears while a pointer or the focus is on it. */
function fade(element) {
  const leave = () => (element.matches(":hover, :focus-within") ? setTimeout(leave, 3_000) : element.remove());
  setTimeout(leave, 8_000);
}

export function start() {
  document.querySelectorAll("#toasts [data-toast]").forEach(fade);
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-toast-close]")) target.closest("[data-toast]").remove();
  });
}
