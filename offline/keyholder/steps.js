// Pure: what a keyholder has to do next of a round.
import { QUORUM, THRESHOLD } from "../../voting/static/seal/session.js";

/**
 * @typedef {object} Round as the server tells it; the lists have the numbers of keyholders
 * @property {number} id
 * @property {string} number
 * @property {number} round
 * @property {Record<string, string>} title
 * @property {Record<string, string>} candidates names by code
 * @property {string} state
 * @property {number[]} context
 * @property {number[]} checked
 * @property {number[]} statement
 * @property {number[]} voices
 * @property {number[]} shares
 * @property {boolean} opened
 * @property {number} ahead so many ballots came in advance and can be looked at before the vote is opened
 *
 * @typedef {"sign" | "ahead" | "signed" | "voting" | "look" | "three" | "waiting" | "send" | "sent" | "opened" | "annulled"} Step
 */

/**
 * @param {Round} round
 * @param {number} keyholder
 * @param {number} [known] so many of those that came in advance were looked at
 * @returns {Step}
 */
export function stepOf({ state, context, statement, voices, shares, opened, ahead }, keyholder, known = 0) {
  if (state === "annulled") return "annulled";
  if (opened) return "opened";
  const isBefore = state === "draft" || state === "open";
  if (isBefore && !context.includes(keyholder)) return "sign";
  if (isBefore && ahead > known) return "ahead";
  if (isBefore) return state === "draft" ? "signed" : "voting";
  if (!statement.includes(keyholder)) return "look";
  if (shares.includes(keyholder)) return "sent";
  if (statement.length >= QUORUM || voices.length >= THRESHOLD) return "send";
  return statement.length === THRESHOLD ? "three" : "waiting";
}
