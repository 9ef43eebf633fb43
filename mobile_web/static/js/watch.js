// The watch on a staff page: an alarm rings until somebody says that she looks, the bell of the entrance until somebody
// goes there; the seconds since the last look count up.
const AGAIN = 4_000;
const ALARM = [784, 988, 784, 988];
const BELL = [784, 587]; // softer: somebody waits at the entrance
const SILENT = 120;
const region = document.getElementById("watch-live");
let audio;
let shownAt = Date.now();

/** Browsers let a page sound after the first touch. */
function wake() {
  audio ??= window.AudioContext && new AudioContext();
  if (audio?.state === "suspended") audio.resume();
}

function note(pitch, after, loud) {
  const begins = audio.currentTime + after;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.type = "triangle";
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, begins);
  volume.gain.linearRampToValueAtTime(loud, begins + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, begins + 0.4);
  tone.connect(volume).connect(audio.destination);
  tone.start(begins);
  tone.stop(begins + 0.45);
}

function ring() {
  const alarms = region.querySelectorAll('[data-rings="1"]').length;
  const calls = region.querySelectorAll("[data-bell]").length;
  Object.assign(document.documentElement.dataset, { alarms: String(alarms), calls: String(calls) });
  if (!alarms && !calls) return;
  document.documentElement.dataset.rung = String(Number(document.documentElement.dataset.rung ?? 0) + 1);
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([300, 150, 300]);
  if (audio?.state !== "running") return;
  for (const [at, pitch] of (alarms ? ALARM : BELL).entries()) note(pitch, at * (alarms ? 0.22 : 0.35), alarms ? 0.5 : 0.3);
}

/** What the page shows grows old by itself: a page that hears nothing must not look watched. */
function age() {
  const line = region?.querySelector("[data-watch]");
  if (!line) return;
  const seconds = Number(line.dataset.watch) + Math.round((Date.now() - shownAt) / 1000);
  if (seconds > SILENT) {
    const silent = region.querySelector("[data-watch-silent]");
    line.replaceWith(silent.content.cloneNode(true));
    return;
  }
  const words = line.lastChild;
  words.textContent = words.textContent.replace(/\d+/, String(seconds));
}

if (region) {
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, wake, { passive: true });
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.target?.id !== "watch-live" && event.detail?.ctx?.target?.id !== "watch-live") return;
    shownAt = Date.now();
    ring();
  });
  setInterval(age, 1_000);
  setInterval(ring, AGAIN);
}
