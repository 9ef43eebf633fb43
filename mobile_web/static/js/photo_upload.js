// Photos into an entry: made smaller on the phone, sent one after another with progress, tried again when the network is back.
// <form data-photo-upload action="…"> with <input type="file" name="photo" multiple>, a list [data-photos] and <template data-photo-row>.
import { fire, hear, meta, newId, wantsSignIn } from "./page.js";

const LONGEST = 1600;
const SMALL_ENOUGH = 1_000_000;
const waiting = []; // {form, file, id, row, state: waiting | sending | failed}
let busy = false;

/** A JPEG of at most 1600 px, upright; the file itself where the browser cannot read it: the server can, or says why not. */
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    if (scale === 1 && file.type === "image/jpeg" && file.size < SMALL_ENOUGH) return file;
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86))) ?? file;
  } catch {
    return file;
  }
}

function rowFor(form, file) {
  const row = form.querySelector("template[data-photo-row]").content.firstElementChild.cloneNode(true);
  const image = row.querySelector("img");
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  row.querySelector("[data-photo-again]").addEventListener("click", () => again(row));
  row.querySelector("[data-photo-drop]").addEventListener("click", () => drop(row));
  form.querySelector("[data-photos]").append(row);
  return row;
}

function mark(job, state, sentence = "") {
  job.state = state;
  job.row.dataset.state = state;
  job.row.querySelector("[data-photo-why]").textContent = sentence;
}

function again(row) {
  const job = waiting.find((one) => one.row === row);
  if (job) mark(job, "waiting");
  next();
}

function drop(row) {
  const place = waiting.findIndex((one) => one.row === row);
  if (place >= 0) waiting.splice(place, 1)[0].request?.abort();
  row.remove();
}

/** Resolves to {status, body}; status 0 where nothing arrived. */
function post(job, blob) {
  const data = new FormData();
  data.append("id", job.id);
  data.append("taken_at", new Date(job.file.lastModified || Date.now()).toISOString());
  data.append("photo", blob, "photo.jpg");
  return new Promise((done) => {
    const request = (job.request = new XMLHttpRequest());
    request.upload.addEventListener("progress", ({ loaded, total }) => (job.row.querySelector("progress").value = total ? loaded / total : 0));
    request.addEventListener("loadend", () => done(request));
    request.open("POST", job.form.dataset.url || job.form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", meta("csrf-token"));
    request.timeout = 120_000;
    request.send(data);
  });
}

async function send(job) {
  mark(job, "sending");
  const request = await post(job, (job.blob ??= await smaller(job.file)));
  if (!waiting.includes(job)) return; // taken out meanwhile
  const answer = read(request.responseText);
  if (request.status === 200 && answer.photos) {
    waiting.splice(waiting.indexOf(job), 1);
    job.row.dataset.state = "done";
    job.row.dataset.photo = answer.photos[0].id;
    return fire("photo.added", { form: job.form, ...answer.photos[0] });
  }
  const refused = request.status >= 400 && request.status < 500 && !wantsSignIn({ status: request.status });
  mark(job, refused ? "refused" : "failed", refused ? answer.message : job.row.dataset.later);
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

async function next() {
  if (busy) return;
  busy = true;
  for (let job; (job = waiting.find(({ state }) => state === "waiting")); ) await send(job);
  busy = false;
}

function retry() {
  waiting.filter(({ state }) => state === "failed").forEach((job) => mark(job, "waiting"));
  next();
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest?.("[data-photo-upload]");
  if (!form || target.type !== "file") return;
  for (const file of target.files) waiting.push({ form, file, id: newId(), row: rowFor(form, file), state: "waiting" });
  target.value = "";
  next();
});
addEventListener("online", retry);
hear("live.connected", retry);
addEventListener("beforeunload", (event) => waiting.some(({ state }) => state !== "refused") && event.preventDefault());
