// What makes the page work without network: the roll on the phone, the page itself kept by the service worker,
// and wiping both when the steward signs out, loses access, or the assembly is over.
import { byId, within } from "./page.js";
import * as queue from "./queue.js";
import * as roll from "./roll.js";
import { statesAddress } from "./settings.js";

/** @import { Settings } from "./settings.js" */

const LOOK_EVERY = 15000;
const ROOT = new URL("../../", import.meta.url).pathname;
const network = byId("network", HTMLElement);
const waitingNote = byId("waiting", HTMLElement);
const waitingNumber = within(waitingNote, "strong", HTMLElement);
const noRoll = byId("no-roll", HTMLElement);

/**
 * @param {string | undefined} state online, offline or signed_out; without it, as before
 * @param {number} waiting how many acts are still to be sent
 */
export function showNetwork(state, waiting) {
  if (state) network.dataset.network = state;
  waitingNote.hidden = waiting === 0;
  waitingNumber.textContent = String(waiting);
  document.documentElement.dataset.roll = roll.isHere() ? "here" : "absent";
  noRoll.hidden = roll.isHere() || network.dataset.network === "online";
  if (state === "signed_out") wipe();
}

/** @param {Settings} settings */
export function begin(settings) {
  if (Date.now() < settings.until) {
    navigator.serviceWorker?.register(settings.urls.worker, { scope: settings.urls.scope }).catch(() => {});
    navigator.storage?.persist?.();
  }
  look(settings);
  const form = document.querySelector("form.sign-out");
  if (form instanceof HTMLFormElement) form.addEventListener("submit", (event) => signOut(event, form));
  addEventListener("offline", () => showNetwork("offline", Number(waitingNumber.textContent)));
}

/**
 * Asks who is where, now and then; what the answer says about our access counts too.
 * @param {Settings} settings
 */
async function look(settings) {
  if (Date.now() > settings.until) await wipe();
  try {
    settings.since = roll.knownUpTo();
    const answer = await fetch(statesAddress(settings), { cache: "no-store", headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) return showNetwork("signed_out", (await queue.waiting()).length);
    const states = await answer.json();
    settings.csrf = states.csrf;
    settings.heard = states.now;
    if (Date.now() < states.until) {
      await roll.fetchRoll({ ...settings, roll_version: states.roll_version });
      await roll.useStates({ ...states, csrf: "", fetchedAt: Date.now() }, await queue.waiting());
    }
    showNetwork("online", (await queue.waiting()).length);
    queue.send();
  } catch {
    showNetwork("offline", (await queue.waiting()).length);
  }
  return setTimeout(look, LOOK_EVERY, settings);
}

/**
 * Signing out wipes the phone; but what has not been sent is sent first, or the steward stays.
 * @param {Event} event
 * @param {HTMLFormElement} form
 */
async function signOut(event, form) {
  if (form.dataset.wiped) return;
  event.preventDefault();
  await queue.send();
  const left = (await queue.waiting()).length;
  if (left > 0) {
    showNetwork("offline", left);
    network.scrollIntoView();
    network.classList.add("is-urgent");
    return;
  }
  await wipe();
  form.dataset.wiped = "yes";
  form.submit();
}

// What is ours alone: another application may live on this host.
async function wipe() {
  await roll.wipe();
  for (const name of await caches.keys()) {
    if (name.startsWith("pocket-") || name.startsWith(`desk-${ROOT}`)) await caches.delete(name);
  }
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    if (new URL(worker.scope).pathname.startsWith(ROOT)) await worker.unregister();
  }
}
