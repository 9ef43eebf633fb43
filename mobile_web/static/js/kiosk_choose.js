// The question between a card and its stamp: which of the children, or who has come to fetch them.
import { pupil } from "./kiosk_roster.js";
import { countDown, named, relation, say, slot } from "./kiosk_screens.js";

function button(text, kind = "") {
  return Object.assign(document.createElement("button"), { type: "button", className: `button ${kind}`, textContent: text });
}

/** Fills the card under the names. `pending` is changed as she chooses; `finish` records it. */
export function choose(pending, goes, finish) {
  const keys = pending.how.relation ? children(pending, finish) : pickers(pending, finish);
  slot("question").textContent = say(pending.how.relation ? "which" : "who");
  slot("choices").replaceChildren(...keys);
  slot("more").hidden = false;
}

function children(pending, finish) {
  const keys = pending.group.map((id) => {
    const key = button(named(pupil(id)));
    key.setAttribute("aria-pressed", "true");
    key.addEventListener("click", () => {
      const isIn = pending.group.includes(id);
      pending.group = isIn ? pending.group.filter((one) => one !== id) : [...pending.group, id];
      key.setAttribute("aria-pressed", String(!isIn));
      countDown(5, "goes", finish);
    });
    return key;
  });
  const done = button(say("confirm"), "button--primary");
  done.addEventListener("click", finish);
  return [...keys, done];
}

/** Who is planned comes first and is the filled one; with no answer nobody is written down. */
function pickers(pending, finish) {
  const planned = pupil(pending.group[0]).plan;
  const codes = [...new Set([planned, ...pupil(pending.group[0]).by, "other"].filter(Boolean))];
  return codes.map((code) => {
    const key = button(relation(code), code === planned ? "button--primary" : "");
    key.addEventListener("click", () => {
      pending.how = { ...pending.how, relation: code };
      finish();
    });
    return key;
  });
}
