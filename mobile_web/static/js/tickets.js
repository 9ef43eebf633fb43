// The short-lived, signed ticket that sockets and receipts show instead of the session.
import { fire, meta, wantsSignIn } from "./page.js";

let ticket = meta("live-ticket");

export const currentTicket = () => ticket;

/** Switches every [data-live-state] on the page: online, polling (no socket, but the server answers) or offline. */
export function show(state) {
  for (const element of document.querySelectorAll("[data-live-state]")) element.dataset.liveState = state;
}

/** A fresh ticket, or "" when there is none to be had now; also how we learn whether the server is there. */
export async function freshTicket() {
  try {
    const response = await fetch("/live/ticket", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (wantsSignIn(response)) fire("ticket.refused");
    if (wantsSignIn(response) || !response.ok) return "";
    ticket = (await response.json()).ticket;
    return ticket;
  } catch {
    show("offline");
    return "";
  }
}
