// The seconds in which a notice can still be taken back. At the end the page itself lets it go, so no worker is needed.

const bar = document.querySelector("[data-hold]");

function start() {
  const ends = performance.now() + 1000 * Number(bar.dataset.hold);
  const whole = Number(bar.dataset.whole);
  const seconds = bar.querySelector("[data-seconds]");
  const ring = bar.querySelector(".hold-ring__left");
  let tries = 0;

  function tick() {
    const left = Math.max(0, (ends - performance.now()) / 1000);
    if (seconds) seconds.textContent = Math.ceil(left);
    if (ring) ring.style.strokeDasharray = `${Math.min(60, (60 * left) / whole)} 60`;
    if (left > 0) return setTimeout(tick, left > 120 ? 30_000 : 200);
    release();
  }

  async function release() {
    const form = document.getElementById("release");
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => undefined);
    const there = response?.redirected && new URL(response.url).pathname;
    if (there && there !== location.pathname) return location.assign(response.url);
    if (response?.status >= 400 && response.status < 500) return location.reload();
    setTimeout(release, Math.min(5_000, 500 * 2 ** tries++)); // not due by the server's clock, or no network
  }

  tick();
}

if (bar) start();
