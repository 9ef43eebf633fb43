// The entrance's screens and words; who stands there chooses the language, and the next person finds Japanese again.
import { fire } from "./page.js";
import { isOld, list } from "./kiosk_roster.js";
import { serverNow } from "./stamps.js";

const WORDS = JSON.parse(document.getElementById("kiosk-words").textContent);
export const RECORDED = WORDS.ja.relations; // what is stamped is written in the nursery's language
const COMING = ["called", "check", "coming", "mayNotCalled", "undone"]; // nobody needs to call once more
let language = "ja";
let timer;

export const say = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), WORDS[language][key]);
export const relation = (code) => WORDS[language].relations[code] ?? WORDS[language].relations.other;
export const named = (one) => (language === "easy" ? one.reading : one.given) + (WORDS[language].honorifics[one.honorific] ?? "");
export const slot = (name) => document.querySelector(`[data-slot=${name}]`);

export const clock = (at) => new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: list().zone }).format(at).replace(/^0(?=\d)/, "");
export const hour = () => Number(clock(serverNow()).split(":")[0]);

export function show(name) {
  clearInterval(timer);
  for (const screen of document.querySelectorAll("[data-screen]")) screen.toggleAttribute("data-shown", screen.dataset.screen === name);
}

/** Count down aloud, then do it. */
export function countDown(seconds, key, work) {
  clearInterval(timer);
  let left = seconds;
  const bar = document.querySelector(".kiosk-hello .timer-bar rect");
  const tell = () => {
    slot("seconds").textContent = say(key, { n: left });
    bar.setAttribute("width", `${(100 * left) / seconds}%`);
  };
  tell();
  timer = setInterval(() => {
    left -= 1;
    if (left > 0) return tell();
    clearInterval(timer);
    work();
  }, 1_000);
}

/** Her avatar and all the names. */
export function paint(group) {
  const first = list().pupils[group[0]];
  slot("avatar").textContent = first.reading[0];
  slot("avatar").dataset.class = first.tint;
  slot("names").textContent = group.map((id) => named(list().pupils[id])).join(say("and"));
  document.querySelector(".kiosk-hello__body").toggleAttribute("data-many", group.length > 1);
}

export function button(text, kind = "") {
  return Object.assign(document.createElement("button"), { type: "button", className: `button ${kind}`, textContent: text });
}

/** A sentence as large as the screen, for so many seconds. */
export function ask(sentence, why, seconds = 12) {
  slot("sentence").textContent = say(sentence);
  slot("why").textContent = say(why);
  document.querySelector("[data-screen=ask] [data-call]").hidden = COMING.includes(sentence) || COMING.includes(why);
  show("ask");
  timer = setInterval(() => (show(""), fire("kiosk.home")), seconds * 1_000);
}

export function tick() {
  const now = serverNow();
  for (const face of document.querySelectorAll("[data-time]")) face.textContent = clock(now);
  const tongue = language === "en" ? "en" : "ja";
  const day = new Intl.DateTimeFormat(tongue, { month: "long", day: "numeric", weekday: "short", timeZone: list().zone });
  document.querySelector("[data-date]").textContent = day.format(now);
  const wrong = Math.round(Math.abs(Date.now() - now) / 60_000);
  const warning = document.querySelector("[data-kiosk-clock]");
  warning.hidden = wrong < 2;
  warning.querySelector("span").textContent = say("clock", { n: wrong });
  const old = document.querySelector("[data-kiosk-old]");
  old.hidden = !isOld();
  old.querySelector("span").textContent = say("old");
}

function classKey(room, open) {
  const item = document.getElementById("kiosk-class").content.firstElementChild.cloneNode(true);
  const key = item.querySelector("button");
  key.dataset.class = room.tint;
  key.querySelector("b").textContent = room.name;
  key.querySelector(".quiet").textContent = say("age", { n: room.age });
  key.addEventListener("click", () => open(room));
  return item;
}

/** The classes, the bell, and every fixed word. */
export function fill(open) {
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  const bell = document.getElementById("kiosk-call").content.firstElementChild.cloneNode(true);
  bell.querySelector("b").textContent = say("call");
  const rooms = list().touch ? list().classes.map((room) => classKey(room, open)) : [];
  document.querySelector("[data-classes]").replaceChildren(...rooms, bell);
  document.getElementById("kiosk-classes").hidden = !list().touch;
  tick();
}

export function speak(code) {
  language = code;
  document.documentElement.lang = code === "en" ? "en" : "ja";
  for (const link of document.querySelectorAll("[data-language]")) {
    if (link.dataset.language === code) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
