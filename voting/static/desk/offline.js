// What makes the page work without network: the roll on the phone, the page itself kept by the service worker,
// and wiping both when the steward signs out, loses access, or the assembly is over.
import * as queue from "./queue.js";
import * as roll from "./roll.js";

const LOOK_EVERY = 15000;
const network = document.getElementById("network");
const waitingNote = document.getElementById("waiting");
const noRoll = document.getElementById("no-roll");

export function showNetwork(state, waiting) {
  if (state) network.dataset.network = state;
  waitingNote.hidden = waiting === 0;
  waitingNote.querySelector("strong").textContent = waiting;
  document.documentElement.dataset.roll = roll.isHere() ? "here" : "absent";
  noRoll.hidden = roll.isHere() || network.dataset.network === "online";
  if (state === "signed_out") wipe();
}

export function begin(settings) {
  if (Date.now() < settings.until) {
    navigator.serviceWorker?.register(settings.urls.worker, { scope: settings.urls.scope }).catch(() => {});
    navigator.storage?.persist?.();
  }
  look(settings);
  document.querySelector(".sign-out")?.addEventListener("submit", (event) => signOut(event));
  addEventListener("offline", () => showNetwork("offline", Number(waitingNote.querySelector("strong").textContent)));
}

// Asks who is where, now and then; what the answer says about our access counts too.
async function look(settings) {
  if (Date.now() > settings.until) await wipe();
  try {
    const answer = await fetch(settings.urls.states, { cache: "no-store", headers: { Accept: "application/json" } });
    if (answer.status === 401 || answer.status === 403) return showNetwork("signed_out", (await queue.waiting()).length);
    const states = await answer.json();
    settings.csrf = states.csrf;
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

// Signing out wipes the phone; but what has not been sent is sent first, or the steward stays.
async function signOut(event) {
  const form = event.target;
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

async function wipe() {
  await roll.wipe();
  for (const name of await caches.keys()) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
}
