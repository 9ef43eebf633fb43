// Many photos into an album: hashed first, so that what is there is not sent; three at a time; tried again when the network is back.
// <form data-album-upload action="…" data-known="…"> with [data-rows], <template data-row>, [data-progress].
import { clipTrouble } from "./album_clips.js";
import { hashOf, headers, post, read } from "./album_send.js";
import { fire, hear, say, wantsSignIn } from "./page.js";

const AT_ONCE = 3;
const ASKED_AT_ONCE = 20;
const form = document.querySelector("[data-album-upload]");
const jobs = []; // {file, sha256, row, state: hashing | waiting | sending | done | failed | refused, sent}
let asking = false;

const count = (...states) => jobs.filter(({ state }) => states.includes(state)).length;

function mark(job, state, sentence = "") {
  job.state = state;
  const shows = ["sending", "failed", "refused"].includes(state);
  if (shows) job.row ??= rowFor(job);
  if (!shows) job.row = job.row?.remove();
  if (job.row) {
    job.row.dataset.state = state;
    job.row.querySelector("[data-why]").textContent = sentence;
  }
  paint();
}

function rowFor(job) {
  const row = form.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-name]").textContent = job.file.name;
  form.querySelector("[data-rows]").append(row);
  return row;
}

function paint() {
  const part = (name) => form.querySelector(`[data-${name}]`);
  const over = count("done", "refused");
  part("progress").hidden = jobs.length === 0;
  part("progress").querySelector("progress").value = jobs.length ? over / jobs.length : 0;
  part("sum").textContent = `${form.dataset.sums.replace("{n}", count("done"))} / ${jobs.length}`;
  part("again").hidden = count("failed") === 0;
}

async function prepare(job) {
  const trouble = await clipTrouble(job.file, form);
  if (trouble) mark(job, "refused", form.dataset[trouble]);
  else job.sha256 = await hashOf(job.file);
}

async function ask() {
  if (asking) return;
  asking = true;
  for (let some; (some = jobs.filter(({ state }) => state === "hashing").slice(0, ASKED_AT_ONCE)).length; ) {
    for (const job of some) await prepare(job);
    const left = some.filter(({ state }) => state === "hashing");
    if (!left.length) continue;
    const body = new URLSearchParams(left.map(({ sha256 }) => ["sha256", sha256]));
    const response = await fetch(form.dataset.known, { method: "POST", headers: headers(), body }).catch(() => undefined);
    const { there = [] } = response?.ok && !response.redirected ? await response.json() : {};
    for (const job of left) mark(job, job.sha256 && there.includes(job.sha256) ? "done" : "waiting");
    next();
  }
  asking = false;
  settled();
}

async function send(job) {
  if (job.file.size > form.dataset.most) return mark(job, "refused", form.dataset.tooLarge); // its bytes would travel for nothing
  mark(job, "sending");
  const request = await post(job, form.action);
  const answer = read(request.responseText);
  if (request.status === 200 && answer.id) return mark(job, "done");
  const refused = request.status >= 400 && request.status < 500 && answer.code !== "changed" && !wantsSignIn({ status: request.status });
  mark(job, refused ? "refused" : "failed", refused ? (answer.message ?? say("refused")) : request.status === 507 && answer.message ? answer.message : form.dataset.later);
}

function next() {
  while (count("sending") < AT_ONCE) {
    const job = jobs.find(({ state }) => state === "waiting");
    if (!job) break;
    send(job).then(() => (next(), settled()));
  }
}

/** All that could arrive has: the page shows it. */
function settled() {
  if (count("hashing", "waiting", "sending") === 0 && count("done") > 0) fire("album.arrived");
}

function take(files) {
  for (const file of files) jobs.push({ file, sha256: "", state: "hashing" });
  paint();
  ask();
}

function retry() {
  jobs.filter(({ state }) => state === "failed").forEach((job) => mark(job, "waiting"));
  next();
}

form.addEventListener("change", ({ target }) => target.type === "file" && (take([...target.files]), (target.value = "")));
form.querySelector("[data-again]").addEventListener("click", retry);
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
addEventListener("dragover", () => (form.dataset.over = "1"));
for (const name of ["dragleave", "drop"]) addEventListener(name, () => delete form.dataset.over);
addEventListener("drop", ({ dataTransfer }) => dataTransfer?.files.length && take([...dataTransfer.files]));
addEventListener("online", retry);
hear("live.connected", retry);
addEventListener("beforeunload", (event) => count("hashing", "waiting", "sending", "failed") && event.preventDefault());
