// Makes or shows a passkey, and sends its answer with the form. Without this script the form is not there: an
// authenticator app does the same.

/** @param {string} text */
const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

/** @param {ArrayBuffer} bytes */
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** @param {{ id: string }[]} keys */
const known = (keys) => keys.map((key) => ({ type: /** @type {const} */ ("public-key"), id: fromText(key.id) }));

/**
 * What a browser makes of what the server asks.
 * @param {any} asked
 */
async function made(asked) {
  const user = { ...asked.user, id: fromText(asked.user.id) };
  const publicKey = { ...asked, user, challenge: fromText(asked.challenge), excludeCredentials: known(asked.excludeCredentials) };
  const key = /** @type {PublicKeyCredential} */ (await navigator.credentials.create({ publicKey }));
  const { attestationObject, clientDataJSON } = /** @type {AuthenticatorAttestationResponse} */ (key.response);
  return told(key, { attestationObject: toText(attestationObject), clientDataJSON: toText(clientDataJSON) });
}

/**
 * The same of a passkey that there is.
 * @param {any} asked
 */
async function shown(asked) {
  const publicKey = { ...asked, challenge: fromText(asked.challenge), allowCredentials: known(asked.allowCredentials) };
  const key = /** @type {PublicKeyCredential} */ (await navigator.credentials.get({ publicKey }));
  const { authenticatorData, clientDataJSON, signature } = /** @type {AuthenticatorAssertionResponse} */ (key.response);
  return told(key, {
    authenticatorData: toText(authenticatorData),
    clientDataJSON: toText(clientDataJSON),
    signature: toText(signature),
  });
}

/**
 * @param {PublicKeyCredential} key
 * @param {Record<string, string>} response
 */
const told = (key, response) =>
  JSON.stringify({ id: key.id, rawId: toText(key.rawId), type: key.type, response, clientExtensionResults: {} });

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-passkey]"))) {
  if (!("PublicKeyCredential" in window)) break;
  form.hidden = false;
  const problem = /** @type {HTMLElement} */ (form.querySelector("[data-problem]"));
  const answer = /** @type {HTMLInputElement} */ (form.elements.namedItem("answer"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    const asked = JSON.parse(form.dataset.passkey ?? "");
    try {
      answer.value = await ("user" in asked ? made(asked) : shown(asked));
    } catch {
      problem.hidden = false;
      return;
    }
    form.submit();
  });
}
