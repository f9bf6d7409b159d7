// What the queue decides: which act is still worth sending, with which fields, what an answer means for it, and when
// to try again. Values in, values out.
import { NO_PASS } from "./rules.js";

/** @import { Judged } from "./judgement.js" */
/**
 * @typedef {object} Item an act at the door, as it is kept on the phone
 * @property {number} order of its making
 * @property {string} nonce makes one act of however many times it is sent
 * @property {string} kind in, out, move, undo or ask_move
 * @property {Record<string, string>} fields `member`, or `act`: the nonce of the act that it is about
 * @property {string} venue
 * @property {number} scannedAt in milliseconds since 1970, by the phone's clock
 * @property {number} [heard] when the server had last answered before it, by the server's clock
 * @property {string | null} shown what the steward was shown before there was an answer
 * @property {string} [number] of the member that this was about
 */
/** @typedef {{ answer?: string, state: string, why?: string, code?: string, message?: string, number?: string, name?: string, place?: string }} Answer */
/** @typedef {{ done: true, answer: Answer | null } | { done: false, state: "offline" | "signed_out" | "expired" }} Outcome */

const PAUSES = [1000, 2000, 5000, 10000];
const SLOW = 2000;
const GONE = 30000;
const AGAIN = ["busy", "internal"];
const SHUT = ["sign_in_needed", "sign_in_over", "second_factor_needed", "idle_too_long", "forbidden"];

/**
 * A pass that names nobody here, long ago: whoever showed it was turned away, and must not be let in later.
 * @param {Item} item
 * @param {number} now
 */
export const turnedAway = ({ shown, scannedAt }, now) => shown !== null && NO_PASS.includes(shown) && now - scannedAt > GONE;

/**
 * The milliseconds to wait after so many failures before.
 * @param {number} failures
 */
export const pauseAfter = (failures) => PAUSES[Math.min(failures, PAUSES.length - 1)];

/**
 * An act with what its steward was shown; what could not be judged let its member in.
 * @param {Item} item
 * @param {Judged} local
 * @returns {Item}
 */
export const withShown = (item, { answer, number }) => ({ ...item, shown: answer === "kept" ? "welcome" : answer, number });

/**
 * The fields under which an act is sent. One that comes late, or was answered without the server, says when it was.
 * @param {Item} item
 * @param {string} csrf
 * @param {number} now
 * @returns {Record<string, string>}
 */
export function fieldsOf(item, csrf, now) {
  const late = item.shown || Math.abs(now - item.scannedAt) > SLOW;
  return {
    ...item.fields,
    nonce: item.nonce,
    csrf_token: csrf,
    ...(late && { scanned_at: String(item.scannedAt), sent_at: String(now) }),
    ...(late && item.heard && { heard: String(item.heard) }),
    ...(item.shown && !NO_PASS.includes(item.shown) && item.kind === "in" && { shown: item.shown }),
  };
}

/**
 * What an answer means: the act is done; or it is sent again, later, after signing in or with a fresh token.
 * @param {number} status
 * @param {Partial<Answer>} answer
 * @returns {Outcome}
 */
export function outcomeOf(status, answer) {
  if (SHUT.includes(answer.code ?? "")) return { done: false, state: "signed_out" };
  if (answer.code === "form_expired") return { done: false, state: "expired" };
  if (!answer.code || AGAIN.includes(answer.code) || status >= 500) return { done: false, state: "offline" };
  return { done: true, answer: { ...answer, state: answer.state ?? "failed", why: answer.why ?? answer.message } };
}

/**
 * Sends what waits, one act after the other in their order, up to the first that gets no answer; returns online where
 * nothing waits any more, else why it stopped. What is added meanwhile is sent too.
 * @param {() => Promise<Item[]>} waiting
 * @param {(item: Item) => Promise<Outcome>} send
 * @param {(item: Item, answer: Answer | null) => Promise<void>} acknowledge takes it out of what waits, or changes it
 */
export async function drain(waiting, send, acknowledge) {
  for (let [item] = await waiting(); item; [item] = await waiting()) {
    const outcome = await send(item);
    if (!outcome.done) return outcome.state;
    await acknowledge(item, outcome.answer);
  }
  return "online";
}

/**
 * Whether an act must be sent once more, since its steward was shown something else while it was under way.
 * @param {Item} sent
 * @param {Item | undefined} kept
 * @param {Answer | null} answer
 */
export const toldSince = (sent, kept, answer) =>
  kept !== undefined && kept.shown !== sent.shown && answer !== null && answer.answer !== kept.shown;
