// What every module asks the page: its meta tags, its words, and how to tell the rest of it something.

export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export const person = () => meta("person");

/** Rows kept on this device are sent by who wrote them, and a shared tablet's stamps by whoever holds it. */
export const isMine = (row) => row.who === person() || row.who === `tablet:${meta("device")}`;

/** An event on body: hx-trigger="notice.published from:body" and our modules listen there. */
export function fire(name, detail = {}) {
  document.body.dispatchEvent(new CustomEvent(name, { detail }));
}

export function hear(name, work) {
  document.body.addEventListener(name, (event) => work(event.detail ?? {}));
}

const words = JSON.parse(document.getElementById("script-words")?.textContent || "{}");

/** A sentence in the language of the page; `{n}` becomes the number. */
export const say = (key, n = "") => (words[key] ?? "").replace("{n}", n);

export const between = (least, most) => least + Math.random() * (most - least);

/** An answer of the sign-in page means that the session is over, whatever its status says. */
export const wantsSignIn = (response) =>
  response.status === 401 ||
  response.status === 403 ||
  (response.redirected && new URL(response.url).pathname.startsWith("/accounts/login"));

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const variant = ((parseInt(hex[16], 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The server's own sentence, from our JSON answers or from a page. */
export async function sentence(response, otherwise = "refused") {
  const text = await response.text().catch(() => "");
  if (response.headers.get("Content-Type")?.includes("json")) {
    const body = JSON.parse(text || "{}");
    return body.message || body.detail || say(otherwise);
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const said = [...page.querySelectorAll("[data-sentence], .field__error, [role=alert]")].map((e) => e.textContent.trim());
  return said.filter(Boolean).join(" ") || say(otherwise);
}
