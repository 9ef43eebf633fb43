// The part that is kept of a photo: a frame moved and sized by finger, mouse and keys. The numbers of the form are the truth.

const NAMES = ["left", "top", "width", "height"];
const LEAST = 5;
const frame = document.querySelector("[data-crop-part]");
const photo = document.querySelector("[data-crop]");
const form = document.getElementById("crop");

const part = () => Object.fromEntries(NAMES.map((name) => [name, Math.round(Number(form.elements[name].value)) || 0]));
const between = (value, least, most) => Math.min(most, Math.max(least, value));

/** Within the photo, and never smaller than a face. */
function put({ left, top, width, height }) {
  [left, top, width, height] = [left, top, width, height].map(Math.round);
  width = between(width, LEAST, 100);
  height = between(height, LEAST, 100);
  const said = { left: between(left, 0, 100 - width), top: between(top, 0, 100 - height), width, height };
  for (const name of NAMES) form.elements[name].value = said[name];
  paint();
}

function paint() {
  for (const [name, value] of Object.entries(part())) frame.style.setProperty(`--${name}`, value);
}

/** A corner pulled: the opposite one stays. */
function pulled(from, corner, x, y) {
  const right = from.left + from.width;
  const low = from.top + from.height;
  const isLeft = "ac".includes(corner);
  const isTop = "ab".includes(corner);
  const left = isLeft ? between(from.left + x, 0, right - LEAST) : from.left;
  const top = isTop ? between(from.top + y, 0, low - LEAST) : from.top;
  const width = isLeft ? right - left : between(from.width + x, LEAST, 100 - left);
  const height = isTop ? low - top : between(from.height + y, LEAST, 100 - top);
  return { left, top, width, height };
}

/** A frame drawn anew, from where the finger went down. */
function drawn(at, x, y) {
  const [left, top] = [between(Math.min(at.x, at.x + x), 0, 100), between(Math.min(at.y, at.y + y), 0, 100)];
  return { left, top, width: between(Math.abs(x), LEAST, 100 - left), height: between(Math.abs(y), LEAST, 100 - top) };
}

function pressed(event) {
  if (event.button) return;
  event.preventDefault();
  const { left, top, width, height } = photo.getBoundingClientRect();
  const from = part();
  const corner = event.target.dataset.corner;
  const isInside = frame.contains(event.target);
  const at = { x: (100 * (event.clientX - left)) / width, y: (100 * (event.clientY - top)) / height };
  photo.setPointerCapture(event.pointerId);
  photo.onpointermove = (moved) => {
    const [x, y] = [(100 * (moved.clientX - event.clientX)) / width, (100 * (moved.clientY - event.clientY)) / height];
    if (corner) put(pulled(from, corner, x, y));
    else if (isInside) put({ ...from, left: from.left + x, top: from.top + y });
    else if (Math.hypot(x, y) > 2) put(drawn(at, x, y));
  };
  frame.focus({ preventScroll: true });
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function keyed(event) {
  const step = STEPS[event.key];
  if (!step || event.altKey || event.metaKey) return;
  event.preventDefault();
  const [x, y] = event.ctrlKey ? step.map((one) => 5 * one) : step;
  const now = part();
  if (event.shiftKey) put(pulled(now, "d", x, y));
  else put({ ...now, left: now.left + x, top: now.top + y });
}

function released() {
  photo.onpointermove = null;
}

if (frame) {
  frame.hidden = false;
  paint();
  photo.addEventListener("pointerdown", pressed);
  photo.addEventListener("pointerup", released);
  photo.addEventListener("pointercancel", released);
  frame.addEventListener("keydown", keyed);
  form.addEventListener("input", paint);
}
