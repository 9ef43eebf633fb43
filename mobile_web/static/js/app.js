// Every page starts here. Pages work without it: forms post and links lead.
import * as controls from "./controls.js";
import * as emergency from "./emergency.js";
import * as live from "./live.js";
import * as outbox from "./outbox.js";
import * as push from "./push.js";
import * as receipts from "./receipts.js";
import * as toast from "./toast.js";
import * as unsent from "./unsent.js";

for (const part of [controls, toast, emergency, receipts, unsent, outbox, live, push]) {
  try {
    part.start();
  } catch (error) {
    console.error(error); // one part that cannot run here must not stop the others
  }
}

navigator.serviceWorker?.register("/sw.js").catch(() => {});
