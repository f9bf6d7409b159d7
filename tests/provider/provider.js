// A provider of OpenID Connect for tests: whoever types a name is believed. A number is that of a member, an e-mail
// address is of somebody on the staff, and confirmed unless it begins with "unconfirmed".
//
// node provider.js CLIENT SECRET BACK writes the port on which it answers.

import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [client, secret, back] = process.argv.slice(2);

/** @param {unknown} _context @param {string} name */
const findAccount = (_context, name) => ({
  accountId: name,
  claims: () => ({
    sub: name,
    ...(/^\d+$/.test(name) && { member_number: name }),
    ...(name.includes("@") && { email: name, email_verified: !name.startsWith("unconfirmed") }),
  }),
});

/** Whoever has signed in is not asked whether we may know of it. @param {any} context */
async function loadExistingGrant(context) {
  const { client: asking, session, provider } = context.oidc;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: asking.clientId });
  grant.addOIDCScope("openid email member");
  await grant.save();
  return grant;
}

const FORM = `<!doctype html><html lang="en"><title>Provider</title><form method="post">
<label>Name <input name="name"></label><button name="act" value="confirm">Confirm</button>
<button name="act" value="refuse">Refuse</button></form>`;

/** @param {any} provider @param {any} request @param {any} response */
async function interact(provider, request, response) {
  if (request.method === "GET") {
    response.setHeader("Content-Type", "text/html");
    response.end(FORM);
    return;
  }
  let body = "";
  for await (const part of request) body += part;
  const fields = new URLSearchParams(body);
  const confirmed = { login: { accountId: fields.get("name"), amr: ["pwd", "otp"], remember: false } };
  const refused = { error: "access_denied", error_description: "refused" };
  await provider.interactionFinished(request, response, fields.get("act") === "confirm" ? confirmed : refused);
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: client, client_secret: secret, redirect_uris: [back] }],
    claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], member: ["member_number"] },
    cookies: { keys: ["a key for tests only"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount,
    loadExistingGrant,
  });
  const answer = provider.callback();
  server.on("request", (request, response) =>
    request.url?.startsWith("/interaction/") ? interact(provider, request, response) : answer(request, response),
  );
  console.log(port);
});
