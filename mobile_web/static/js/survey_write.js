// The builder saves while one writes. A button waits for a save under way, so that nobody conflicts with herself.

const form = document.getElementById("survey");
const side = document.getElementById("survey-live");
let timer = 0;
let saving = null;

async function save() {
  timer = 0;
  const response = await fetch(form.action, {
    method: "POST",
    headers: { "HX-Request": "true" },
    body: new FormData(form),
  }).catch(() => null);
  if (response && !response.redirected) show(await response.text());
}

function show(html) {
  const chosen = side.querySelector("[name=seen]:checked")?.value;
  const scrolled = side.querySelector(".survey-phone")?.scrollTop ?? 0;
  side.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  const tab = [...side.querySelectorAll("[name=seen]")].find((one) => one.value === chosen);
  if (tab) tab.checked = true;
  const phone = side.querySelector(".survey-phone");
  if (phone) phone.scrollTop = scrolled;
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(start, 500);
}

function start() {
  if (saving) return soon();
  saving = save().finally(() => {
    saving = null;
  });
}

form?.addEventListener("change", (event) => {
  if ("autosave" in form.dataset && event.target.name !== "guard_ok") soon();
});

form?.addEventListener("submit", (event) => {
  clearTimeout(timer);
  if (!saving) return;
  event.preventDefault();
  const button = event.submitter;
  saving.then(() => form.requestSubmit(document.contains(button) ? button : side.querySelector(`[value="${button.value}"]`)));
});
