// One photo on its way: what it is, and its journey with progress.
import { meta } from "./page.js";

export const headers = () => ({ "X-CSRFToken": meta("csrf-token"), Accept: "application/json" });

/** Empty where the browser cannot say; then the server says it. */
export async function hashOf(file) {
  if (!crypto.subtle) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer()).catch(() => undefined);
  return digest ? [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("") : "";
}

/** Resolves to the request; its status is 0 where nothing arrived. */
export function post(job, url) {
  const data = new FormData();
  data.append("sha256", job.sha256);
  data.append("taken_at", new Date(job.file.lastModified || Date.now()).toISOString());
  data.append("photo", job.file, job.file.name);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", ({ loaded, total }) => job.row && (job.row.querySelector("progress").value = total ? loaded / total : 0));
    request.addEventListener("loadend", () => done(request));
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.timeout = 300_000;
    request.send(data);
  });
}

export function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
