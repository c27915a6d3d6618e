// Passkeys: ask the browser for one, put its answer into the form, send it. Forms that need this say so:
// data-passkey="get|create", with what has to be signed in data-options, or to be fetched from data-options-url.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const readable = (options) => {
  const key = options.publicKey;
  key.challenge = bytes(key.challenge);
  if (key.user) key.user.id = bytes(key.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"])
    for (const one of key[list] || []) one.id = bytes(one.id);
  return options;
};

const writable = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

const send = async (form, said) => {
  said.textContent = "";
  try {
    const url = form.dataset.optionsUrl;
    const told = url ? await (await fetch(url, { headers: { accept: "application/json" } })).json() : JSON.parse(form.dataset.options);
    const answer = await navigator.credentials[form.dataset.passkey](readable(told));
    form.elements.credential.value = JSON.stringify(writable(answer));
    form.submit();
  } catch {
    said.textContent = said.dataset.failed;
  }
};

if (window.PublicKeyCredential && window.isSecureContext)
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form, form.querySelector("[data-said]"));
    });
  }
