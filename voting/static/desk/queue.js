// What was done at the door goes to the server through this queue: kept on the phone first, sent in order, one
// at a time, until it has been answered. Its nonce makes one act of however many times it is sent.
import { drain, fieldsOf, outcomeOf, pauseAfter, toldSince, turnedAway, withShown } from "./sending.js";
import { statesAddress } from "./settings.js";
import * as store from "./store.js";

/** @import { Judged } from "./judgement.js" */
/** @import { Answer, Item, Outcome } from "./sending.js" */
/** @import { Settings } from "./settings.js" */
/** @typedef {{ item: Item, answer: Answer | null }} Answered */
/** @typedef {(change: { state?: string, answered?: Answered, waiting: Item[] }) => void} Listener */

const PATIENCE = 8000;

/** @type {Map<string, (answer: Answer) => void>} */
const waiters = new Map();
const windows = new BroadcastChannel("desk-queue"); // of this phone: whichever sends tells the others
/** @type {Settings} */
let settings;
/** @type {Listener} */
let changed = () => {};
let failures = 0;
/** @type {number | undefined} */
let timer;
/** @type {Promise<void> | null} */
let turn = null;

/**
 * @param {Settings} given
 * @param {Listener} onChange
 */
export function begin(given, onChange) {
  settings = given;
  changed = onChange;
  windows.addEventListener("message", ({ data }) => hear(data));
  addEventListener("online", () => send());
  send();
}

/**
 * Keeps an act, and starts sending. Resolves once it is on disk; `answered` resolves once it is answered.
 * @param {Pick<Item, "kind" | "fields">} act
 */
export async function add(act) {
  const made = { nonce: crypto.randomUUID(), scannedAt: Date.now(), venue: settings.venue, heard: settings.heard, shown: null, ...act };
  /** @type {Promise<Answer>} */
  const answered = new Promise((resolve) => waiters.set(made.nonce, resolve));
  const item = { ...made, order: await store.append(made) };
  send();
  return { item, answered };
}

/**
 * Remembers what the steward was shown before there was an answer: the server is told.
 * @param {Item} item
 * @param {Judged} local
 */
export async function remember(item, local) {
  const kept = await store.find(item.order);
  if (!kept) return;
  await store.replace(withShown(kept, local));
  await tell();
}

export const waiting = async () => (await store.all()).filter((item) => item.venue === settings.venue);

// Sends whatever waits; in one window at a time, so that the order holds. Whoever asks while another is sending
// waits for the turn that comes after.
export function send() {
  turn ??= navigator.locks.request("desk-queue", async () => {
    turn = null;
    clearTimeout(timer);
    const state = await drain(waiting, answerTo, acknowledge);
    await tell(state);
    if (state === "online") return;
    timer = setTimeout(send, pauseAfter(failures));
    failures += 1;
  });
  return turn;
}

/**
 * The act has been answered. Where the steward was shown something else meanwhile, the server hears that too.
 * @param {Item} sent
 * @param {Answer | null} answer
 */
async function acknowledge(sent, answer) {
  failures = 0;
  const kept = await store.find(sent.order);
  if (!toldSince(sent, kept, answer)) await store.remove(sent.order);
  const answered = { item: kept ?? sent, answer };
  windows.postMessage(answered);
  await hear(answered);
}

/** @param {Answered} answered */
async function hear({ item, answer }) {
  if (answer) waiters.get(item.nonce)?.(answer);
  await tell("online", { item, answer });
}

/**
 * @param {string} [state]
 * @param {Answered} [answered]
 */
async function tell(state, answered) {
  changed({ state, answered, waiting: await waiting() });
}

/**
 * @param {Item} item
 * @returns {Promise<Outcome>}
 */
const answerTo = async (item) => (turnedAway(item, Date.now()) ? { done: true, answer: null } : post(item));

/**
 * @param {Item} item
 * @returns {Promise<Outcome>}
 */
async function post(item) {
  try {
    const outcome = await postOnce(item);
    if (outcome.done || outcome.state !== "expired") return outcome;
    await freshen();
    const again = await postOnce(item);
    return !again.done && again.state === "expired" ? { done: false, state: "offline" } : again;
  } catch {
    return { done: false, state: "offline" }; // no answer, or one that is not ours (a portal of the hall's Wi-Fi)
  }
}

/** @param {Item} item */
async function postOnce(item) {
  const response = await fetch(settings.urls[item.kind], {
    method: "POST",
    body: new URLSearchParams(fieldsOf(item, settings.csrf, Date.now())),
    headers: { Accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
  return outcomeOf(response.status, await response.json());
}

// A page that was opened without network may have the token of an earlier session.
async function freshen() {
  const answer = await fetch(statesAddress(settings), { cache: "no-store", headers: { Accept: "application/json" } });
  if (answer.ok) settings.csrf = (await answer.json()).csrf;
}
