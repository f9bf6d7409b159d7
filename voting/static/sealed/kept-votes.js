// What a tab keeps of sealed votes until it is closed: of one that is sent the ballot and its attempt, until there is a receipt; then
// the receipt. Never what was marked, nor the seed. What is of another member goes.
import { fromHex, hex } from "../seal/wire.js";

const PREFIX = "sealed vote ";

/**
 * @typedef {object} KeptVote bytes in hexadecimal digits
 * @property {string} owner who sent it: the member whose page it is
 * @property {string} context where the context of its round is told
 * @property {string} again where the box signs its leaf once more; "" where it does not
 * @property {string} ctx
 * @property {string} leaf
 * @property {string} nonce
 * @property {string} [signature] of the box
 * @property {string} [ballot] as long as there is no receipt
 * @property {string} [attempt]
 */

/**
 * A vote that is about to be sent, to be kept.
 * @param {Pick<KeptVote, "owner" | "context" | "again" | "attempt">} sent
 * @param {{ ctx: Uint8Array, leaf: Uint8Array, nonce: Uint8Array, ballot: Uint8Array }} bytes
 * @returns {KeptVote}
 */
export const toKeep = (sent, { ctx, leaf, nonce, ballot }) =>
  ({ ...sent, ctx: hex(ctx), leaf: hex(leaf), nonce: hex(nonce), ballot: hex(ballot) });

/**
 * By what a vote is found.
 * @param {string} resolution the address of its context
 * @param {string} number of the member whose vote it is
 */
const nameOf = (resolution, number) => `${PREFIX}${number} ${resolution}`;

/**
 * @param {string} resolution
 * @param {string} number
 * @param {KeptVote} vote
 */
export function keepVote(resolution, number, vote) {
  try {
    sessionStorage.setItem(nameOf(resolution, number), JSON.stringify(vote));
  } catch {
    // a browser that keeps nothing: a reload does not send again
  }
}

/**
 * @param {string} resolution
 * @param {string} number
 * @returns {KeptVote | null}
 */
export function keptVote(resolution, number) {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(resolution, number)) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} resolution
 * @param {string} number
 */
export function dropVote(resolution, number) {
  sessionStorage.removeItem(nameOf(resolution, number));
}

/**
 * All that are kept of an owner, the latest last; those of anybody else are removed.
 * @param {string} owner
 * @returns {{ resolution: string, number: string, vote: KeptVote }[]}
 */
export function votesOf(owner) {
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
  return names.flatMap((name) => {
    const [number, resolution] = name.slice(PREFIX.length).split(" ");
    const vote = keptVote(resolution, number);
    if (vote?.owner === owner) return [{ resolution, number, vote }];
    sessionStorage.removeItem(name);
    return [];
  });
}

/**
 * All that are kept, of whomever; from now on they are kept no longer: a tablet shows a receipt once.
 * @returns {KeptVote[]}
 */
export function takeVotes() {
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX));
  return names.flatMap((name) => {
    const vote = JSON.parse(sessionStorage.getItem(name) ?? "null");
    sessionStorage.removeItem(name);
    return vote?.signature ? [vote] : [];
  });
}

/**
 * The vote with its receipt in place of the ballot.
 * @param {KeptVote} vote
 * @param {string} signature
 * @returns {KeptVote}
 */
export function receipted({ ballot: _ballot, attempt: _attempt, ...vote }, signature) {
  return { ...vote, signature };
}

/**
 * The receipt of a vote: 144 bytes.
 * @param {KeptVote} vote
 */
export const receiptBytes = ({ ctx, leaf, nonce, signature }) => fromHex(ctx + leaf + nonce + (signature ?? ""));

