// What is held before the entrance: a QR by the camera, or a number from a reader that types like a keyboard.

const EVERY = 200; // milliseconds between two looks
const AWAY = 2_500; // a card counts again after it was away for so long
const WIDE = 480;
let before = { text: "", at: 0 };

/** `seen(text)` once for each time a card is held there; `off()` when there is no camera. */
export async function startCamera(video, seen, off) {
  try {
    const wish = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false };
    video.srcObject = await navigator.mediaDevices.getUserMedia(wish);
    video.srcObject.getVideoTracks()[0].addEventListener("ended", off);
    await video.play();
  } catch {
    off();
    return;
  }
  video.hidden = false;
  const read = await decoder();
  const look = async () => {
    if (document.visibilityState === "visible" && video.videoWidth) await once(read, video, seen).catch(() => {});
    setTimeout(look, EVERY);
  };
  look();
}

async function once(read, video, seen) {
  const text = await read(video);
  const now = Date.now();
  if (!text) return;
  const isNew = text !== before.text || now - before.at > AWAY;
  before = { text, at: now };
  if (isNew) seen(text);
}

/** The browser's own reader where it knows QR codes, else jsQR on a smaller picture. */
async function decoder() {
  const known = (await window.BarcodeDetector?.getSupportedFormats?.().catch(() => [])) ?? [];
  if (known.includes("qr_code")) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    canvas.width = Math.min(WIDE, video.videoWidth);
    canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return window.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data;
  };
}

/** Keystrokes that end in Enter, anywhere on the page; whoever types slowly is no reader. */
export function startKeys(seen) {
  let typed = "";
  let at = 0;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = Date.now();
    if (now - at > 1_000) typed = "";
    at = now;
    if (event.key.length === 1) typed += event.key;
    if (event.key !== "Enter" || typed.length < 4) return;
    event.preventDefault();
    event.stopPropagation();
    seen(typed.trim());
    typed = "";
  }, true);
}
