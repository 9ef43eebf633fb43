// One websocket a page. Its messages are hints: they become DOM events, and regions fetch themselves again.
// live.connected fires on every connect, live.reconnected when something may have been missed,
// live.poll now and then while there is no socket, or the server has lost its broker.
import { between, fire, meta } from "./page.js";
import { pollAfter, quiet } from "./polling.js";
import { currentTicket, freshTicket, show } from "./tickets.js";

const SILENCE = 75_000; // the server beats every 30 s
const POLL_AFTER = 15_000;
const started = Date.now();

let socket;
let failures = 0;
let missed = false;
let silence;
let retry;
let leaving = false;
let deaf = false;
const hasSocket = () => Boolean(socket);

function connect() {
  clearTimeout(retry);
  if (socket || leaving) return;
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const opening = new WebSocket(`${scheme}://${location.host}/live/ws?t=${encodeURIComponent(currentTicket())}`);
  socket = opening;
  opening.onmessage = (message) => heard(message.data, opening);
  opening.onclose = (event) => closed(event.code, opening);
  opening.onopen = () => setTimeout(() => opening === socket && opened(), 50); // a refused ticket is closed at once
}

function opened() {
  const first = failures === 0 && !missed && Date.now() - started < 10_000;
  failures = 0;
  missed = false;
  if (!deaf) quiet();
  listenForSilence();
  tellConnected(first);
}

function tellConnected(first) {
  for (const name of first ? ["live.connected"] : ["live.connected", "live.reconnected"]) fire(name, { first });
}

function heard(text, from) {
  if (from !== socket) return;
  listenForSilence();
  const { type, ...detail } = JSON.parse(text);
  if (type === "live.beat") return;
  if (type === "live.resync") return hearsAgain();
  if (type === "live.deaf") return pollMeanwhile();
  if (type === "notice.listed") return void setTimeout(() => fire("notice.published", detail), between(0, 1000 * Number(meta("live-spread") || 0)));
  const isEmergency = type === "notice.published" && detail.urgency === "emergency";
  fire(isEmergency ? "emergency.arrived" : type, detail); // shown now, from the event; the lists follow, spread over all phones
}

// The server is there but hears nothing itself: until it does, we ask.
function pollMeanwhile() {
  deaf = true;
  pollAfter(between(3_000, 40_000), hasSocket);
}

function hearsAgain() {
  deaf = false;
  quiet();
  tellConnected(false);
}

function listenForSilence() {
  clearTimeout(silence);
  silence = setTimeout(() => socket?.close(4000), SILENCE);
}

function closed(code, which) {
  if (which !== socket) return;
  socket = undefined;
  deaf = false;
  clearTimeout(silence);
  if (leaving) return;
  missed = true;
  pollAfter(POLL_AFTER, hasSocket);
  later(code);
}

/** 0-2 s first, then up to 60 s, each time anywhere in between: after an outage phones must not come at once. */
function later(code) {
  const longest = Math.min(60, 2 * 2 ** failures++);
  retry = setTimeout(() => again(code), between(0, longest * 1000));
}

/** 4001-4003 ask for a new ticket; so does a second failure, for the ticket may have grown old meanwhile. */
async function again(code) {
  const needsTicket = (code >= 4001 && code <= 4003) || failures > 1;
  if (needsTicket && !(await freshTicket())) return later(code);
  connect();
}

function wake() {
  leaving = false;
  if (document.visibilityState !== "visible" || socket) return;
  failures = Math.min(failures, 1);
  connect();
}

function rest() {
  leaving = missed = true;
  socket?.close(1000);
  socket = undefined;
}

export function start() {
  if (!navigator.onLine) show("offline");
  if (!currentTicket()) return;
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => event.persisted && wake());
  addEventListener("offline", () => show("offline"));
  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  connect();
}
