// Photos into an entry: made smaller on the phone, sent one after another with progress, tried again when the network is back.
// <form data-photo-upload action="…"> with <input type="file" name="photo" multiple>, a list [data-photos] and <template data-photo-row>.
import { fire, hear, meta, newId, say, wantsSignIn } from "./page.js";
import { part, rowFor, takeOut } from "./photo_rows.js";
import { smaller } from "./photo_small.js";

const waiting = []; // {form, file, id, row, state: waiting | sending | failed | refused}
let busy = false;

function mark(job, state, sentence = "") {
  job.state = state;
  job.row.dataset.state = state;
  part(job.row, "why").textContent = sentence;
}

function again(row) {
  const job = waiting.find((one) => one.row === row);
  if (job) mark(job, "waiting");
  next();
}

/** What is not in the book yet is only left out. */
function drop(row) {
  const place = waiting.findIndex((one) => one.row === row);
  if (place >= 0) waiting.splice(place, 1)[0].request?.abort();
  row.remove();
}

/** Resolves to the request; its status is 0 where nothing arrived. */
function post(job) {
  const data = new FormData();
  data.append("id", job.id);
  data.append("taken_at", new Date(job.file.lastModified || Date.now()).toISOString());
  data.append("photo", job.blob, "photo.jpg");
  return new Promise((done) => {
    const request = (job.request = new XMLHttpRequest());
    request.upload.addEventListener("progress", ({ loaded, total }) => (job.row.querySelector("progress").value = total ? loaded / total : 0));
    request.addEventListener("loadend", () => done(request));
    request.open("POST", job.url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", meta("csrf-token"));
    request.timeout = 120_000;
    request.send(data);
  });
}

async function send(job) {
  mark(job, "sending");
  job.blob ??= await smaller(job.file);
  const { most, tooLarge } = job.form.dataset;
  if (job.blob.size > most) return mark(job, "refused", tooLarge); // its bytes would travel for nothing
  const request = await post(job);
  if (!waiting.includes(job)) return; // left out meanwhile
  const answer = read(request.responseText);
  if (request.status === 200 && answer.photos) return arrived(job, answer.photos[0]);
  const refused = request.status >= 400 && request.status < 500 && !wantsSignIn({ status: request.status });
  mark(job, refused ? "refused" : "failed", refused ? (answer.message ?? say("refused")) : request.status === 507 && answer.message ? answer.message : job.row.dataset.later);
}

function arrived(job, photo) {
  waiting.splice(waiting.indexOf(job), 1);
  mark(job, "done");
  part(job.row, "out").formAction = photo.remove;
  fire("photo.added", { form: job.form, ...photo });
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

function chosen({ target }) {
  const form = target.closest?.("[data-photo-upload]");
  if (!form || target.type !== "file") return;
  for (const file of target.files) waiting.push({ form, file, url: form.action, id: newId(), row: rowFor(form, file), state: "waiting" });
  target.value = "";
  next();
}

function clicked(event) {
  const button = event.target.closest?.("[data-photo-again], [data-photo-drop], [data-photo-out]");
  if (!button) return;
  event.preventDefault();
  if ("photoAgain" in button.dataset) again(button.closest("li"));
  else if ("photoDrop" in button.dataset) drop(button.closest("li"));
  else takeOut(button);
}

document.addEventListener("change", chosen);
document.addEventListener("click", clicked);
addEventListener("online", retry);
hear("live.connected", retry);
addEventListener("beforeunload", (event) => waiting.some(({ state }) => state !== "refused") && event.preventDefault());
