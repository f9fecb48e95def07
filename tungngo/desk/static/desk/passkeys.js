// Forms that a passkey fills in: the device is asked, then the form is sent. `data-passkey` is "add" or
// "get"; the options come from the page (`data-options`) or, before anybody is known, from `data-from`.
const device = window.webauthnJSON;

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const answer = await fetch(form.dataset.from, { headers });
  if (!answer.ok) throw new Error("no options");
  return answer.json();
}

async function ask(form) {
  const { creation_options: make, request_options: get } = await optionsOf(form);
  if (form.dataset.passkey === "get") return device.get(get);
  const wanted = make.publicKey.authenticatorSelection;
  wanted.residentKey = "required";
  wanted.requireResidentKey = true;
  wanted.userVerification = "required";
  return device.create(make);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const trouble = form.querySelector(".passkey-trouble");
    trouble.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask(form));
    } catch {
      trouble.hidden = false;
      return;
    }
    form.submit();
  });
}
