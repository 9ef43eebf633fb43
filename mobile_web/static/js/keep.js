// Keeps this page and all it is made of on the device, so that it opens without a network after the browser was closed.
// The service worker hands the copies out; it takes over only after the first visit, so the page sees to them itself.

const assets = (page) =>
  [...page.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=modulepreload], script[src]")].map((one) => one.href || one.src);

/** Put this answer into the worker's pages, once it has arrived whole: a line cut in the middle costs no older copy. */
export async function keepAnswer(path, answer) {
  const whole = new Response(await answer.blob(), answer);
  await (await caches.open("pages")).put(path, whole);
}

/** Put this answer, or the page as it stands on the server, and its files into the worker's caches. */
export async function keepPage(answer) {
  if (!("caches" in window)) return;
  const response = answer ?? (await fetch(location.pathname, { cache: "no-store" }).catch(() => undefined));
  if (!response?.ok || response.redirected) return;
  await keepAnswer(location.pathname, response);
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const wanted = [...new Set([...assets(document), ...loaded])].filter((url) => url.startsWith(`${location.origin}/static/`));
  const cache = await caches.open("static");
  const missing = [];
  for (const url of wanted) if (!(await cache.match(url, { ignoreVary: true }))) missing.push(url);
  await Promise.allSettled(missing.map((url) => cache.add(url)));
}
