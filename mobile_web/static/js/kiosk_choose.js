// The questions while a stamp is held: which of the children, or who has come to fetch them.
import { pupil } from "./kiosk_roster.js";
import { button, named, relation, say, slot } from "./kiosk_screens.js";

export function question(text, keys) {
  slot("question").textContent = text;
  slot("choices").replaceChildren(...keys);
  slot("more").hidden = false;
}

/** All her children, each left out or taken in by a tap; `made` has those who are stamped. */
export function chooseChildren(children, made, { isGoing, toggle, finish }) {
  const isMixed = new Set(children.map(isGoing)).size > 1;
  const keys = children.map((id) => {
    const key = button(isMixed ? `${named(pupil(id))} ${say(isGoing(id) ? "goes1" : "comes1")}` : named(pupil(id)));
    const tell = () => key.setAttribute("aria-pressed", String(made.has(id)));
    tell();
    key.addEventListener("click", async () => ((key.disabled = true), await toggle(id), (key.disabled = false), tell()));
    return key;
  });
  const done = button(say("confirm"), "button--primary");
  done.addEventListener("click", finish);
  question(say("which"), [...keys, done]);
}

/** Who is planned comes first and is the filled one; with no answer nobody is written down. */
export function choosePicker(child, picked) {
  const { plan, by } = pupil(child);
  const codes = [...new Set([plan, ...by, "other"].filter(Boolean))];
  const keys = codes.map((code) => {
    const key = button(relation(code), code === plan ? "button--primary" : "");
    key.addEventListener("click", () => picked(code));
    return key;
  });
  question(say("who"), keys);
}
