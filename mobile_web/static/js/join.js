// Joining: the QR code brings the code behind the #, which never reaches a server; and no form leaves twice.

const field = document.querySelector("[data-join-code]");

function bringCode() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[\w-]{8,20}$/.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname); // a shared address gives no code away
  field.form.querySelector("[type=submit]")?.focus();
}

function once({ target }) {
  if (!target.matches?.("form[data-once]")) return;
  const button = target.querySelector("[type=submit]");
  if (button) setTimeout(() => (button.disabled = true)); // after the form was read
}

addEventListener("hashchange", bringCode);
addEventListener("submit", once);
addEventListener("pageshow", () => document.querySelectorAll("form[data-once] [type=submit]").forEach((one) => (one.disabled = false)));
for (const copy of document.querySelectorAll("[data-copy]")) {
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.querySelector("[data-copied]").hidden = false;
  });
}
bringCode();
