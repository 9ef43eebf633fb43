// An emergency shows itself at the top of the page from the event alone: no request, whatever the load.
import { fire, hear, meta, say } from "./page.js";
import { record, waiting } from "./receipts.js";
import { choose, fillTexts, preferred } from "./spoken.js";
import { toast } from "./toast.js";

const region = document.getElementById("emergency");
const done = new Set(); // confirmed here, or taken back
const fresh = new Map(); // arrived by the event; for seconds the server itself cannot show them yet
const FRESH_FOR = 60_000;

const bannerOf = (id) => region.querySelector(`[data-emergency="${CSS.escape(String(id))}"]`);

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
  hear("notice.recalled", ({ id, restores }) => {
    fresh.delete(id);
    done.add(id); // an answer that was on its way must not bring it back
    if (bannerOf(id)) bannerOf(id).remove(), toast(say("recalled"));
    if (!restores) return;
    done.delete(restores); // what it had corrected counts again
    fire("emergency.restored");
  });
  document.addEventListener("submit", confirm);
  region.addEventListener("change", ({ target }) => target.type === "radio" && choose(target.value));
  region.addEventListener("htmx:after:swap", () => {
    fresh.forEach(show);
    region.querySelectorAll("[data-emergency]").forEach(watch);
  });
  region.querySelectorAll("[data-emergency]").forEach(watch);
}
