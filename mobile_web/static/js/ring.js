// Somebody at the entrance asks for staff: a sentence, and two tones where the browser lets a page sound.
import { hear, say } from "./page.js";
import { toast } from "./toast.js";

const NOTES = [784, 587];
let audio;

function wake() {
  audio ??= window.AudioContext && new AudioContext();
  if (audio?.state === "suspended") audio.resume();
}

function tone(pitch, after) {
  const begins = audio.currentTime + after;
  const [sound, volume] = [audio.createOscillator(), audio.createGain()];
  sound.frequency.value = pitch;
  volume.gain.setValueAtTime(0.25, begins);
  volume.gain.exponentialRampToValueAtTime(0.001, begins + 0.7);
  sound.connect(volume).connect(audio.destination);
  sound.start(begins);
  sound.stop(begins + 0.8);
}

document.addEventListener("pointerdown", wake, { once: true });
hear("staff.called", () => {
  toast(say("staffCalled"), { kind: "info" });
  if (audio?.state === "running") NOTES.forEach((pitch, place) => tone(pitch, place * 0.35));
});
