// What was done at the door goes to the server through this queue: kept on the phone first, sent in order, one
// at a time, until it has been answered. Its nonce makes one act of however many times it is sent.
import * as store from "./store.js";

const PATIENCE = 8000;
const PAUSES = [1000, 2000, 5000, 10000];
const SLOW = 2000;
const GONE = 30000;
const AGAIN = ["busy", "internal"];
const NO_PASS = ["unknown_pass", "other_assembly"];
const SHUT = ["sign_in_needed", "forbidden"];

const waiters = new Map();
const windows = new BroadcastChannel("desk-queue"); // of this phone: whichever sends tells the others
let settings = null;
let changed = () => {};
let failures = 0;
let timer = null;
let turn = null;

export function begin(given, onChange) {
  settings = given;
  changed = onChange;
  windows.onmessage = ({ data }) => hear(data);
  addEventListener("online", () => send());
  send();
}

// Keeps an act, and starts sending. Resolves once it is on disk; `answered` resolves once it is answered.
export async function add(act) {
  const item = { nonce: crypto.randomUUID(), scannedAt: Date.now(), venue: settings.venue, shown: null, ...act };
  const answered = new Promise((resolve) => waiters.set(item.nonce, resolve));
  item.order = await store.append(item);
  send();
  return { item, answered };
}

// Remembers what the steward was shown before there was an answer: the server is told.
export async function remember(item, local) {
  const kept = await store.find(item.order);
  if (!kept) return;
  await store.replace({ ...kept, shown: local.answer === "kept" ? "welcome" : local.answer, number: local.number });
  await tell();
}

export const waiting = async () => (await store.all()).filter((item) => item.venue === settings.venue);

// Sends whatever waits; in one window at a time, so that the order holds. Whoever asks while another is sending
// waits for the turn that comes after.
export function send() {
  turn ??= navigator.locks.request("desk-queue", async () => {
    turn = null;
    clearTimeout(timer);
    for (let [item] = await waiting(); item; [item] = await waiting()) {
      const outcome = turnedAway(item) ? { done: true, answer: null } : await post(item);
      if (!outcome.done) {
        await tell(outcome.state);
        timer = setTimeout(send, PAUSES[Math.min(failures, PAUSES.length - 1)]);
        failures += 1;
        return;
      }
      failures = 0;
      await acknowledge(item, outcome.answer);
    }
    await tell("online");
  });
  return turn;
}

// A pass that names nobody here, long ago: whoever showed it was turned away, and must not be let in later.
const turnedAway = (item) => NO_PASS.includes(item.shown) && Date.now() - item.scannedAt > GONE;

// The act has been answered. Where the steward was shown something else meanwhile, the server hears that too.
async function acknowledge(sent, answer) {
  const kept = await store.find(sent.order);
  const toldSince = kept && kept.shown !== sent.shown && answer && answer.answer !== kept.shown;
  if (!toldSince) await store.remove(sent.order);
  const answered = { item: kept ?? sent, answer };
  windows.postMessage(answered);
  await hear(answered);
}

async function hear({ item, answer }) {
  if (answer) waiters.get(item.nonce)?.(answer);
  await tell("online", { item, answer });
}

async function tell(state, answered) {
  changed({ state, answered, waiting: await waiting() });
}

async function post(item, again = false) {
  const fields = { ...item.fields, nonce: item.nonce, csrf_token: settings.csrf };
  if (item.shown || Date.now() - item.scannedAt > SLOW) {
    Object.assign(fields, { scanned_at: item.scannedAt, sent_at: Date.now() });
  }
  if (item.shown && !NO_PASS.includes(item.shown) && item.kind === "in") fields.shown = item.shown;
  try {
    const response = await fetch(settings.urls[item.kind], {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    const answer = await response.json();
    if (SHUT.includes(answer.code)) return { done: false, state: "signed_out" };
    if (answer.code === "form_expired" && !again) {
      await freshen();
      return post(item, true);
    }
    if (!answer.code || answer.code === "form_expired" || AGAIN.includes(answer.code) || response.status >= 500) {
      return { done: false, state: "offline" };
    }
    return { done: true, answer: { ...answer, state: answer.state ?? "failed", why: answer.why ?? answer.message } };
  } catch {
    return { done: false, state: "offline" }; // no answer, or one that is not ours (a portal of the hall's Wi-Fi)
  }
}

// A page that was opened without network may have the token of an earlier session.
async function freshen() {
  const answer = await fetch(settings.urls.states, { cache: "no-store", headers: { Accept: "application/json" } });
  if (answer.ok) settings.csrf = (await answer.json()).csrf;
}
