// What can be said of a clip before it travels; the server decides.

const LONGEST = 61;
const PATIENCE = 4000;

/** The name of the sentence in the form's data that refuses it, or nothing. */
export async function clipTrouble(file, form) {
  if (!file.type.startsWith("video/") || !form.dataset.clipTooLong) return "";
  if (file.size > form.dataset.most) return "clipTooLarge";
  return (await secondsOf(file)) > LONGEST ? "clipTooLong" : "";
}

/** 0 where this browser cannot say. */
function secondsOf(file) {
  const video = document.createElement("video");
  const done = new Promise((say) => {
    video.addEventListener("loadedmetadata", () => say(video.duration === Infinity ? 0 : video.duration), { once: true });
    video.addEventListener("error", () => say(0), { once: true });
    setTimeout(say, PATIENCE, 0);
  });
  video.preload = "metadata";
  video.src = URL.createObjectURL(file);
  return done.finally(() => URL.revokeObjectURL(video.src));
}
