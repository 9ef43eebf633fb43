// The server's clock on the wall: tablets are often wrong, so only the difference is counted here.

const face = document.querySelector("[data-clock]");
const started = performance.now();

function tick() {
  const now = Number(face.dataset.clock) * 1000 + (performance.now() - started);
  const local = new Date(now + Number(face.dataset.offset) * 1000);
  face.textContent = `${local.getUTCHours()}:${String(local.getUTCMinutes()).padStart(2, "0")}`;
  setTimeout(tick, 60_000 - (now % 60_000) + 20);
}

if (face) tick();
