// Small pieces of the grid: elements, icons, words.
import { data } from "./grid_data.js";

/** An element; `on` are listeners, `data` its data attributes, what is undefined or false is left out. */
export function el(tag, { on = {}, data: set = {}, ...props } = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false || value === null) continue;
    if (name === "class") element.className = value;
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  Object.assign(element.dataset, set);
  for (const [name, work] of Object.entries(on)) element.addEventListener(name, work);
  element.append(...children.flat().filter((one) => one !== undefined && one !== null && one !== "" && one !== false));
  return element;
}

const icons = new Map();
for (const one of document.querySelectorAll("#book-icons .icon")) icons.set(one.firstElementChild.getAttribute("href").split("#i-")[1], one);

export function icon(name, size = "s") {
  const found = icons.get(name).cloneNode(true);
  if (size) found.classList.add(`icon--${size}`);
  return found;
}

/** A sentence with its places filled: say("since", {time: "12:40"}). */
export function say(key, places = {}) {
  return (data.words[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => places[name] ?? "");
}

/** 9:05 from 09:05. */
export const shortClock = (clock = "") => clock.replace(/^0/, "");

/** 12:35 from 1235, 12：35 and 12時35分; nonsense as typed, for the server to refuse in words. */
export function clockOf(typed) {
  const digits = typed.normalize("NFKC").match(/^\s*(\d{1,2})\s*[:時]?\s*(\d{2})?分?\s*$/);
  return digits ? `${digits[1].padStart(2, "0")}:${digits[2] ?? "00"}` : typed.trim();
}

export function clockNow() {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

/** A short random name for one of several: two tablets never choose the same. */
export const newPart = () => crypto.getRandomValues(new Uint32Array(2)).reduce((name, n) => name + n.toString(36), "p").slice(0, 14);
