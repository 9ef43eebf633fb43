// Photos on the whole screen, one after another: taps, arrow keys, and the browser's own pinch.

let photos = [];
let at = 0;

const dialog = () => document.getElementById("large");

function show(place) {
  at = (place + photos.length) % photos.length;
  const link = photos[at];
  const small = link.querySelector("img");
  const image = dialog().querySelector("img");
  lookAt(image, link.href, small.currentSrc);
  image.alt = small.alt;
  dialog().querySelector("[data-large-caption]").textContent = link.closest("figure")?.querySelector("figcaption")?.textContent ?? "";
  dialog().querySelector("[data-large-place]").textContent = photos.length > 1 ? `${at + 1} / ${photos.length}` : "";
  const page = dialog().querySelector("[data-large-page]");
  if (page) Object.assign(page, { hidden: !link.dataset.page, href: link.dataset.page ?? "#" });
  for (const button of dialog().querySelectorAll("[data-large-step]")) button.hidden = photos.length < 2;
}

/** On a slow line the small one stands there until the large one has come. */
function lookAt(image, large, small) {
  image.removeAttribute("src");
  image.style.backgroundImage = small ? `url("${small}")` : "";
  image.dataset.waiting = "";
  const failed = dialog().querySelector("[data-large-failed]");
  failed.hidden = true;
  image.onload = () => {
    delete image.dataset.waiting;
    image.style.backgroundImage = "";
  };
  image.onerror = () => (failed.hidden = false);
  image.src = large;
}

function clicked(event) {
  const link = event.target.closest?.("a[data-large]");
  if (link && dialog()?.showModal && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    photos = [...document.querySelectorAll("a[data-large]")].filter((one) => one.offsetParent);
    show(photos.indexOf(link));
    return dialog().showModal();
  }
  const step = event.target.closest?.("[data-large-step]");
  if (step) return show(at + Number(step.dataset.largeStep));
  if (event.target === dialog()) dialog().close();
}

function pressed(event) {
  if (!dialog()?.open || photos.length < 2) return;
  if (event.key === "ArrowRight") show(at + 1);
  if (event.key === "ArrowLeft") show(at - 1);
}

export function start() {
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  dialog()?.addEventListener("close", () => photos[at]?.isConnected && photos[at].focus());
}
