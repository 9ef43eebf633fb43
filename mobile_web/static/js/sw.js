// The service worker, served at /sw.js with `const SHELL = {files, offline, icon, words}` before it.
// Hashed static files come from the cache; pages from the network, else their last copy, else the offline page.
// API answers, photos and everything under /live/ are never kept.
/* global SHELL */

const STATIC = "static"; // names carry a hash: old and new live side by side until the oldest are dropped
const PAGES = "pages";
const KEPT = { [STATIC]: 160, [PAGES]: 40 };
const HASHED = /^\/static\/.+\.[0-9a-f]{12}\.\w+$/;
const ROOMS = /^\/($|board\/|tablet\/|naps\/|counts\/|doses\/|class\/)/;
const NEVER = /^\/(api|live|media|photos|accounts|operator|push)\//;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll(SHELL.files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

async function tidy() {
  const old = (await caches.keys()).filter((name) => name !== STATIC && name !== PAGES);
  await Promise.all([...old.map((name) => caches.delete(name)), trim(STATIC)]);
}

async function trim(name) {
  const cache = await caches.open(name);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - KEPT[name])).map((key) => cache.delete(key)));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || NEVER.test(pathname)) return;
  if (pathname.startsWith("/static/")) event.respondWith(HASHED.test(pathname) ? kept(request) : fresh(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

async function kept(request) {
  const cached = await caches.match(request, { ignoreVary: true });
  if (cached) return cached;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(STATIC)).put(request, response.clone());
  return response;
}

const fresh = (request) => fetch(request).catch(async (error) => {
  const cached = await caches.match(request, { ignoreVary: true });
  if (cached) return cached;
  throw error;
});

async function page(event) {
  try {
    const response = await fetch(event.request);
    event.waitUntil(remember(event.request, response.clone()));
    return response;
  } catch {
    const options = { ignoreVary: true };
    return (await caches.match(event.request, options)) ?? (await room(event.request)) ?? (await caches.match(SHELL.offline, options)) ?? Response.error();
  }
}

/** A shared tablet without a network falls back on its entrance or its room, whose copies no other browser has. */
async function room(request) {
  if (!ROOMS.test(new URL(request.url).pathname)) return undefined;
  return (await caches.match("/tablet/kiosk/", { ignoreVary: true })) ?? caches.match("/tablet/", { ignoreVary: true });
}

async function remember(request, response) {
  const html = response.headers.get("Content-Type")?.startsWith("text/html");
  if (!response.ok || response.redirected || !html || /no-store/.test(response.headers.get("Cache-Control") ?? "")) return;
  const whole = new Response(await response.blob(), response), cache = await caches.open(PAGES); // a line cut in the middle costs no copy
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request, whole);
  await trim(PAGES);
}

self.addEventListener("message", (event) => {
  if (event.data === "signed-out") event.waitUntil(caches.delete(PAGES));
});

self.addEventListener("push", (event) => event.waitUntil(notify(event)));

async function notify(event) {
  let said = {};
  try {
    said = event.data?.json() ?? {};
  } catch {
    said = { body: event.data?.text() };
  }
  const emergency = said.urgency === "emergency";
  const answers = said.actions ?? []; // {action, title, url}: buttons that lead to a page of their own
  await self.registration.showNotification(said.title || SHELL.words.title, {
    body: said.body || SHELL.words.body, tag: String(said.id ?? said.tag ?? "engawa"), renotify: emergency,
    requireInteraction: emergency, icon: SHELL.icon, badge: SHELL.icon,
    actions: answers.map(({ action, title }) => ({ action, title })),
    data: { url: said.url || "/", answers: Object.fromEntries(answers.map(({ action, url }) => [action, url])) },
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url, answers } = event.notification.data ?? {};
  event.waitUntil(open(new URL(answers?.[event.action] || url || "/", location.origin)));
});

async function open(url) {
  const target = url.origin === location.origin ? url.href : location.origin;
  const windows = await self.clients.matchAll({ type: "window" });
  const there = windows.find((client) => client.url === target) ?? windows[0];
  if (!there) return self.clients.openWindow(target);
  await there.focus();
  return there.url === target ? there : there.navigate(target).catch(() => self.clients.openWindow(target));
}

// The page tells the server the new address at its next visit (push.js); without a session we cannot.
self.addEventListener("pushsubscriptionchange", (event) => {
  const options = event.oldSubscription?.options;
  if (options) event.waitUntil(self.registration.pushManager.subscribe(options));
});
