// After they came: who fetches today and when, as usual by one tap or told anew. It waits for nobody.
import { meta, newId } from "./page.js";
import { question } from "./kiosk_choose.js";
import { pupil } from "./kiosk_roster.js";
import { ask, button, countDown, named, relation, say, slot } from "./kiosk_screens.js";

const STEP = 15;
const minutes = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
const text = (all) => `${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;

/** Only to her who may say it: `how.names` are the relations she may name for each child. */
export function askPlan(group, how, home) {
  const children = group.filter((id) => how.names?.[id]?.length);
  if (!children.length) return;
  const usual = button(say("usual"), "button--primary");
  usual.addEventListener("click", () => thanks("planUsual", {}, home));
  const other = button(say("other"));
  other.addEventListener("click", () => change(children, how, home));
  question(plans(children), [other, usual]);
  countDown(8, "returns", home);
}

/** One sentence where all are fetched alike, else one a child. */
function plans(children) {
  const said = children.map((id) => plan(pupil(id)));
  if (new Set(said).size === 1) return said[0];
  return children.map((id, place) => `${named(pupil(id))} ${said[place]}`).join("\n");
}

const plan = ({ leaves, plan: who }) => (who ? say("plan", { t: leaves, who: relation(who) }) : say("planOpen", { t: leaves }));

function change(children, how, home) {
  const first = pupil(children[0]);
  const names = how.names[children[0]].filter((code) => children.every((id) => how.names[id].includes(code)));
  const said = { at: minutes(first.leaves || "17:00"), who: names.includes(first.plan) ? first.plan : names[0] };
  const draw = () => {
    const time = Object.assign(document.createElement("b"), { className: "num kiosk-plan__time", textContent: text(said.at) });
    const step = (by, label) => {
      const key = button(label);
      key.addEventListener("click", () => ((said.at = Math.min(23 * 60 + 45, Math.max(0, said.at + by))), draw()));
      return key;
    };
    const people = names.map((code) => {
      const key = button(relation(code));
      key.setAttribute("aria-pressed", String(code === said.who));
      key.addEventListener("click", () => ((said.who = code), draw()));
      return key;
    });
    const done = button(say("tell"), "button--primary");
    done.addEventListener("click", () => send(children, how, said, home));
    question(say("planWhat"), [step(-STEP, say("earlier")), time, step(STEP, say("later")), ...people, done]);
    countDown(20, "returns", home);
  };
  draw();
}

async function send(children, how, said, home) {
  slot("more").hidden = true;
  const body = new URLSearchParams({ id: newId(), card: how.card, children: children.join(), at: text(said.at), relation: said.who });
  const options = { method: "POST", body, headers: { "X-CSRFToken": meta("csrf-token") }, signal: AbortSignal.timeout?.(6_000) };
  const answer = await fetch("/tablet/kiosk/plan/", options).catch(() => undefined);
  if (!answer?.ok) return ask("planNot", "planNotWhy");
  thanks("planSaid", { t: text(said.at), who: relation(said.who) }, home);
}

function thanks(key, values, home) {
  slot("more").hidden = true;
  slot("done").querySelector("span").textContent = say(key, values);
  countDown(3, "returns", home);
}
