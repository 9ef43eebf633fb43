// Counting heads: each tap is a child seen; who is not seen yet stands there in large letters. Works without a network.
import { hear, newId } from "./page.js";
import { serverNow } from "./stamps.js";

const form = document.querySelector("form[data-count]");
const boxes = () => [...form.querySelectorAll("input[name=seen]")];

function show() {
  const all = boxes();
  const left = all.filter((box) => !box.checked);
  form.querySelector("[data-seen]").textContent = all.length - left.length;
  const not = form.querySelector("[data-not]");
  not.hidden = !left.length || left.length === all.length;
  not.querySelector("[data-names]").textContent = left.map((box) => box.dataset.name).join("、");
}

function everybody() {
  for (const box of boxes()) box.checked = true;
  show();
}

/** The count belongs to this moment, not to the one at which the network is back. */
function stampTime(event) {
  if (event.target !== form) return;
  form.elements.at.value = new Date(serverNow()).toISOString();
}

/** Written down: the next count is another one. */
function next() {
  form.elements.id.value = newId();
  for (const input of form.querySelectorAll("input[name=seen], input[name=scene]")) input.checked = false;
  form.elements.note.value = "";
  show();
}

if (form?.querySelector("[data-seen]")) {
  form.querySelector("[data-all]").hidden = false;
  form.querySelector("[data-all]").addEventListener("click", everybody);
  form.addEventListener("change", show);
  document.addEventListener("submit", stampTime, { capture: true });
  hear("outbox.sent", ({ url }) => url === form.action && next());
  show();
}
