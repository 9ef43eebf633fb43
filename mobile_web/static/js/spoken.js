// The words of an emergency in each of its languages, with the family's own facilities in them.
import { meta, person } from "./page.js";

const LANGUAGES = ["ja", "easy", "en"];

/** Her own language, until she chooses another on this device. */
const own = () => document.getElementById("emergency")?.dataset.language || document.documentElement.lang;
const key = () => `emergency-language:${person()}:${own()}`;
export const preferred = () => localStorage.getItem(key()) || own();
export const choose = (code) => localStorage.setItem(key(), code);

/** One text goes to all families of a ward; here it names this family's own facilities. */
const placed = (text = "") => (meta("places") ? text.replaceAll("{施設名}", meta("places")) : text);

/** Texts come as {title, body} or as plain text under the notice's own title. */
function textOf(notice, code) {
  const text = notice.texts?.[code];
  if (!text) return undefined;
  const { title, body } = typeof text === "string" ? { title: notice.title, body: text } : text;
  return { title: placed(title || notice.title), body: placed(body) };
}

function sayIn(template, code, { title, body }) {
  const say = template.cloneNode(true);
  say.dataset.lang = code;
  say.lang = code === "en" ? "en" : "ja";
  say.querySelector(".emergency-banner__title").textContent = title;
  for (const paragraph of String(body).split(/\n+/).filter(Boolean)) {
    const p = document.createElement("p");
    p.className = "emergency-banner__text";
    p.textContent = paragraph;
    say.append(p);
  }
  return say;
}

export function fillTexts(banner, notice) {
  const template = banner.querySelector(".emergency-banner__say");
  const texts = LANGUAGES.map((code) => [code, textOf(notice, code)]).filter(([, text]) => text);
  if (!texts.length) texts.push(["ja", { title: notice.title, body: notice.body ?? "" }]);
  template.replaceWith(...texts.map(([code, text]) => sayIn(template, code, text)));
  const codes = texts.map(([code]) => code);
  const chosen = codes.includes(preferred()) ? preferred() : codes[0];
  for (const input of banner.querySelectorAll("[type=radio]")) {
    input.name = `language-${notice.id}`;
    input.checked = input.value === chosen;
    input.parentElement.hidden = !codes.includes(input.value);
  }
  banner.querySelector(".emergency-banner__lang").hidden = codes.length < 2;
}
