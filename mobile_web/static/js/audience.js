// The audience tree: a box speaks for all below it, and shows a dash when they differ.

const tree = document.querySelector("[data-tree]");

const boxOf = (item) => item.querySelector(":scope > label > input[type=checkbox]");
const kidsOf = (item) => [...item.querySelectorAll(":scope > ul > li")].filter(boxOf);

function set(box, checked, mixed = false) {
  box.checked = checked;
  box.indeterminate = mixed;
}

/** Hidden lines below follow their box from now on. */
const forget = (item) => item.querySelectorAll("[name=keep]").forEach((mark) => mark.remove());

function down(item, checked) {
  forget(item);
  for (const box of item.querySelectorAll("input[type=checkbox]")) set(box, checked);
}

function up(item) {
  const parent = item.parentElement?.closest("li");
  const box = parent && boxOf(parent);
  if (!box) return;
  const boxes = kidsOf(parent).map(boxOf);
  const all = boxes.every((one) => one.checked && !one.indeterminate);
  const none = boxes.every((one) => !one.checked && !one.indeterminate);
  set(box, !none, !all && !none);
  up(parent);
}

function changed({ target }) {
  const item = target.closest("li");
  if (target.type !== "checkbox" || !item) return;
  down(item, target.checked);
  up(item);
}

/** Dashes cannot be written in HTML. */
function draw(root) {
  for (const box of root.querySelectorAll("input[data-node=some]")) {
    set(box, true, true);
    box.removeAttribute("data-node");
  }
}

/** A branch that came from the server follows a box that was changed a moment ago. */
function arrived({ target }) {
  if (!(target instanceof Element) || !tree.contains(target)) return;
  draw(target);
  const item = target.closest("li");
  const box = item && target.matches(".audience-tree__kids") && boxOf(item);
  if (box && !box.indeterminate) for (const kid of kidsOf(item)) down(kid, box.checked);
}

function toggle({ target }) {
  const button = target.closest(".audience-tree__open");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  button.parentElement.querySelector(":scope > .audience-tree__kids").hidden = open;
}

if (tree) {
  draw(tree);
  tree.addEventListener("change", changed, true); // before the composer saves what stands here
  tree.addEventListener("click", toggle);
  document.addEventListener("htmx:after:swap", arrived);
}
