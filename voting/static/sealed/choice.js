// What is marked on a ballot in the page: what is wrong with it, as the server would find (voting/ballot/methods.py), and the answers
// that it is.

/**
 * @typedef {object} Contest
 * @property {string} method
 * @property {string[]} candidates their codes, in the order of the ballot
 * @property {number} seats
 *
 * @typedef {object} Mark
 * @property {string} of the candidate's code; "" for a motion, and for blank
 * @property {string} mark "for", "against", "abstain"; "yes" where there is only one
 */

const POSITIONS = ["for", "against", "abstain"];

/**
 * The code of what is wrong, null where nothing is.
 * @param {Contest} contest
 * @param {Mark[]} marks
 */
export function faultOf({ method, candidates, seats }, marks) {
  if (!marks.length) return "nothing_marked";
  if (method === "for_against_abstain") return marks.length > 1 ? "too_many_marked" : null;
  if (method === "per_candidate") return marks.length < candidates.length ? "some_unmarked" : null;
  const isBlank = marks.some(({ of }) => !of);
  if (isBlank) return marks.length > 1 ? "blank_and_marked" : null;
  return method !== "approval" && marks.length > seats ? "too_many_marked" : null;
}

/**
 * Of each question of the sealed ballot the place of the answer among its weights.
 * @param {Contest} contest
 * @param {Mark[]} marks of a ballot on which nothing is wrong
 */
export function answersOf({ method, candidates }, marks) {
  const marked = new Map(marks.map(({ of, mark }) => [of, mark]));
  const position = (/** @type {string} */ of) => POSITIONS.indexOf(marked.get(of) ?? "");
  if (method === "for_against_abstain") return [position("")];
  if (method === "per_candidate") return candidates.map(position);
  return [...candidates, ""].map((of) => Number(marked.has(of)));
}
