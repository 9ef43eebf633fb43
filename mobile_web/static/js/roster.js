// A file may be dropped where it can also be chosen; its name shows that it has arrived.

function named(zone) {
  const file = zone.querySelector("input[type=file]").files[0];
  if (file) zone.querySelector("[data-drop-name]").textContent = file.name;
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  input.addEventListener("change", () => named(zone));
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    named(zone);
  });
  named(zone);
}
