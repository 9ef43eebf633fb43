// Choosing a time: one that another family takes goes grey by itself, one that comes back renews the list; each wish stands at one time.
import { between, fire, hear } from "./page.js";

let renewing;

hear("meeting.slot", ({ id, is_free: isFree }) => {
  const buttons = document.querySelectorAll(`[data-slot="${CSS.escape(id)}"]`);
  for (const button of buttons) button.disabled = !isFree;
  if (isFree && !buttons.length) renew();
});

/** Soon, and not all phones at once. */
function renew() {
  if (renewing || !document.querySelector(".meet-times")) return;
  renewing = setTimeout(() => {
    renewing = undefined;
    fire("meeting.renew");
  }, between(500, 5_000));
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-wishes]");
  if (!form || !target.checked) return;
  const rivals = [...target.closest(".meet-wish").querySelectorAll("input")];
  if (target.name !== "wx") rivals.push(...form.querySelectorAll(`input[name="${target.name}"]`));
  for (const rival of rivals) if (rival !== target) rival.checked = false;
});
