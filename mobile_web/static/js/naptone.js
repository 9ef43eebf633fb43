// A short, soft tone when a child is due, until somebody looks; after a first touch, as browsers ask. It can be muted.

const AGAIN = 30_000;
const KEPT = "naps.sound";
const button = document.querySelector("[data-sound]");
let audio;
let before = 0;
let last = 0;

const isOn = () => localStorage.getItem(KEPT) !== "off";

function show() {
  button.hidden = false;
  button.setAttribute("aria-pressed", String(isOn()));
  button.querySelector("[data-sound-on]").hidden = !isOn();
  button.querySelector("[data-sound-off]").hidden = isOn();
}

function wake() {
  audio ??= window.AudioContext && new AudioContext();
  if (audio?.state === "suspended") audio.resume();
}

function note(pitch, after) {
  const begins = audio.currentTime + after;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0, begins);
  volume.gain.linearRampToValueAtTime(0.25, begins + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.001, begins + 0.45);
  tone.connect(volume).connect(audio.destination);
  tone.start(begins);
  tone.stop(begins + 0.5);
}

/** `due` children wait: sound at once when there are more than before, else now and then. */
export function ring(due) {
  const more = due > before;
  before = due;
  if (!due || !isOn() || audio?.state !== "running" || (!more && Date.now() - last < AGAIN)) return;
  last = Date.now();
  document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang ?? 0) + 1);
  note(659, 0);
  note(523, 0.25);
}

export function start() {
  if (!button) return;
  show();
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, wake, { passive: true });
  button.addEventListener("click", () => {
    localStorage.setItem(KEPT, isOn() ? "off" : "on");
    show();
  });
}
