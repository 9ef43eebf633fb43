// Shows what needs a passkey only where one can work, and says in words when the device refused.

const hasName = !/^[\d.]+$|:/.test(location.hostname); // browsers bind passkeys to names, never to bare addresses
const works = Boolean(window.PublicKeyCredential) && window.isSecureContext && hasName;

for (const element of document.querySelectorAll("[data-passkey]")) element.hidden = !works;
for (const element of document.querySelectorAll("[data-passkey-missing]")) element.hidden = works;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const element of document.querySelectorAll("[data-passkey-trouble]")) element.hidden = false;
});
