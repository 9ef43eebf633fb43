// The address of a clip lives a minute. After a long pause the player asks the door for a new one and goes on at the same second.

const SOON = 5000;
const asked = new WeakMap(); // video: when it asked last

function failed({ target: video }) {
  if (!(video instanceof HTMLVideoElement)) return;
  const trouble = video.parentElement.querySelector("[data-clip-trouble]");
  if (performance.now() - (asked.get(video) ?? -SOON) < SOON) return (trouble.hidden = false);
  asked.set(video, performance.now());
  const { currentTime: at, playbackRate: rate } = video;
  video.addEventListener("loadedmetadata", () => Object.assign(video, { currentTime: at, playbackRate: rate }), { once: true });
  video.load();
  video.play().catch(() => undefined); // a browser may want another tap
}

addEventListener("error", failed, true);
addEventListener("playing", ({ target }) => (target.parentElement.querySelector("[data-clip-trouble]").hidden = true), true);
