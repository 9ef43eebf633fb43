// Addresses of photos live a minute. A picture that was scrolled to later asks the door for a fresh one, once.

addEventListener(
  "error",
  ({ target }) => {
    const again = target instanceof HTMLImageElement && target.dataset.again;
    if (!again) return;
    delete target.dataset.again;
    target.src = again;
  },
  true,
);
// Those that failed before this module ran.
for (const image of document.querySelectorAll("img[data-again]")) if (image.complete && !image.naturalWidth && image.currentSrc) image.dispatchEvent(new Event("error"));
