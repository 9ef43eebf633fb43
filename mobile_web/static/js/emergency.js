// An emergency shows itself at the top of the page from the event alone: no request, whatever the load.
import { hear, meta, person, say } from "./page.js";
import { record, waiting } from "./receipts.js";
import { toast } from "./toast.js";

const LANGUAGES = ["ja", "easy", "en"];
const region = document.getElementById("emergency");
const done = new Set();
const fresh = new Map(); // arrived by the event; for seconds the server itself cannot show them yet
const FRESH_FOR = 60_000;

/** Her own language, until she chooses another on this device. */
const own = () => region.dataset.language || document.documentElement.lang;
const key = () => `emergency-language:${person()}:${own()}`;
const preferred = () => localStorage.getItem(key()) || own();
const bannerOf = (id) => region.querySelector(`[data-emergency="${CSS.escape(String(id))}"]`);

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

function fillTexts(banner, notice) {
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

function link(banner, slot, href) {
  const element = banner.querySelector(`[data-slot=${slot}]`);
  if (href) element.href = href;
  else element.remove();
}

const timeOf = (at) =>
  at ? new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" }) : "";

function show(notice) {
  if (!("receives" in region.dataset) || notice.urgency !== "emergency" || done.has(notice.id) || bannerOf(notice.id)) return;
  if (!fresh.has(notice.id)) setTimeout(() => fresh.delete(notice.id), FRESH_FOR);
  fresh.set(notice.id, notice);
  const banner = document.getElementById("emergency-template").content.firstElementChild.cloneNode(true);
  banner.dataset.emergency = notice.id;
  fillTexts(banner, notice);
  const kind = banner.querySelector("[data-slot=kind]");
  if (notice.is_drill) kind.textContent = kind.dataset.drill;
  banner.querySelector("[data-slot=sender]").textContent = [notice.sender, timeOf(notice.at)].filter(Boolean).join("・");
  const path = notice.url && new URL(notice.url, location.origin);
  link(banner, "url", path?.origin === location.origin ? path.pathname : "");
  const phone = notice.facility_phone || meta("facility-phone");
  link(banner, "phone", phone && `tel:${phone.replace(/[^+\d]/g, "")}`);
  const form = banner.querySelector("form");
  form.dataset.notice = notice.id;
  form.action = notice.confirm_url || `${path?.pathname ?? ""}confirm/`;
  region.prepend(banner);
  watch(banner);
  scrollTo({ top: 0, behavior: "instant" });
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    const id = target.dataset.emergency;
    if (sessionStorage.getItem(`shown:${id}`)) continue;
    record(id, "shown").then((stored) => stored && sessionStorage.setItem(`shown:${id}`, "1"));
  }
});

/** Bands that were already confirmed here are not asked twice while the server is still writing. */
async function watch(banner) {
  const kinds = await waiting(banner.dataset.emergency).catch(() => []);
  if (done.has(banner.dataset.emergency) || kinds.includes("confirmed")) return banner.remove();
  const input = banner.querySelector(`[type=radio][value="${CSS.escape(preferred())}"]`);
  if (input && !input.parentElement.hidden) input.checked = true;
  seen.observe(banner);
}

/** The band goes; on the notice's own page the page tells itself. */
function leave(form) {
  const banner = form.closest("[data-emergency]") ?? form.closest("[data-confirm]");
  banner?.remove();
}

async function confirm(event) {
  const form = event.target.closest("form[data-receipt=confirmed]");
  if (!form) return;
  event.preventDefault();
  if (done.has(form.dataset.notice)) return;
  done.add(form.dataset.notice);
  form.querySelector("button").disabled = true; // a second tap must not fall on what moves up below
  setTimeout(() => leave(form), 600);
  const stored = await record(form.dataset.notice, "confirmed");
  toast(say(stored ? "confirmed" : "confirmedLater"), { kind: stored ? "done" : "info" });
}

export function start() {
  if (!region) return;
  hear("emergency.arrived", show);
  hear("notice.published", show);
  hear("notice.recalled", ({ id }) => {
    fresh.delete(id);
    if (bannerOf(id)) bannerOf(id).remove(), toast(say("recalled"));
  });
  document.addEventListener("submit", confirm);
  region.addEventListener("change", ({ target }) => target.type === "radio" && localStorage.setItem(key(), target.value));
  region.addEventListener("htmx:after:swap", () => {
    fresh.forEach(show);
    region.querySelectorAll("[data-emergency]").forEach(watch);
  });
  region.querySelectorAll("[data-emergency]").forEach(watch);
}
