// What a sealed ballot consists of, by the method of its resolution (docs/sealed.md, Ballot).
import { SealFault, concat, sealedHash, u16, u8, utf8 } from "./wire.js";

/**
 * @typedef {object} Shape
 * @property {bigint[][]} questions of each question, in the order of the candidates, the weights of its answers
 * @property {bigint[]} coefficients where marks are limited: the sum of all questions, each times its own, is one of sums
 * @property {bigint[]} sums
 *
 * @typedef {object} Proof that a ciphertext holds one of k weights
 * @property {Uint8Array[]} commitments two of each branch
 * @property {Uint8Array[]} challenges of all branches but the last
 * @property {Uint8Array[]} responses
 *
 * @typedef {object} Parts of a ballot, as they are written
 * @property {number} by 0 sealed by the server, 1 on the member's own device, 2 on a tablet of the house
 * @property {Uint8Array} tag
 * @property {Uint8Array[]} ciphertexts α and β of each question, one after the other
 * @property {Proof[]} proofs
 */

export const AGAINST = 1n << 20n; // what a vote against weighs, so that one sum has both counts
export const MOTION = [1n, AGAINST, 0n];
const MARK = [0n, 1n];
const MOST_BRANCHES = 64;
const HEAD = 36; // bytes before the ciphertexts
const MAGIC = "SB1";

/**
 * @param {string} method
 * @param {number} candidates
 * @param {number} seats
 * @returns {Shape} Refuses ("unsealable") what cannot be sealed.
 */
export function shapeOf(method, candidates, seats) {
  if (method === "for_against_abstain") return { questions: [MOTION], coefficients: [], sums: [] };
  if (!(candidates >= 1 && candidates <= MOST_BRANCHES && seats >= 1)) throw new SealFault("unsealable");
  const shape = METHODS.get(method)?.(candidates, seats);
  if (!shape || proofsOf(shape).reduce((sum, { weights }) => sum + weights.length, 0) > MOST_BRANCHES)
    throw new SealFault("unsealable");
  return shape;
}

/** @type {Map<string, (candidates: number, seats: number) => Shape>} */
const METHODS = new Map([
  ["per_candidate", (candidates) => ({ questions: times(candidates, MOTION), coefficients: [], sums: [] })],
  ["plurality_at_large", marks],
  ["approval", (candidates) => marks(candidates, candidates)],
]);

/**
 * Marks for candidates and one for a blank, which weighs as much as all marks.
 * @param {number} candidates
 * @param {number} seats
 * @returns {Shape}
 */
function marks(candidates, seats) {
  const most = Math.min(seats, candidates);
  return {
    questions: times(candidates + 1, MARK),
    coefficients: [...times(candidates, 1n), BigInt(most)],
    sums: Array.from({ length: most }, (_, less) => BigInt(less + 1)),
  };
}

/**
 * @template T
 * @param {number} length
 * @param {T} each
 */
const times = (length, each) => Array.from({ length }, () => each);

/**
 * Of each proof in a ballot what it is bound to, and the weights of its branches.
 * @param {Shape} shape
 */
export function proofsOf({ questions, sums }) {
  const ofQuestions = questions.map((weights, index) => ({ label: concat(utf8("q"), u16(index)), weights }));
  return sums.length ? [...ofQuestions, { label: concat(utf8("s"), u16(0)), weights: sums }] : ofQuestions;
}

/**
 * How many bytes each ballot has.
 * @param {Shape} shape
 */
export const lengthOf = (shape) =>
  proofsOf(shape).reduce((sum, { weights }) => sum + 128 * weights.length - 32, HEAD + 64 * shape.questions.length);

/**
 * The parts of a ballot. Refuses another length ("length"), beginning ("magic") or origin ("by").
 * @param {Uint8Array} ballot
 * @param {Shape} shape
 * @returns {Parts}
 */
export function parsed(ballot, shape) {
  if (ballot.length !== lengthOf(shape)) throw new SealFault("length");
  if (String.fromCharCode(...ballot.subarray(0, 3)) !== MAGIC) throw new SealFault("magic");
  if (ballot[3] > 2) throw new SealFault("by");
  let at = HEAD;
  const take = (/** @type {number} */ number) =>
    Array.from({ length: number }, () => ballot.subarray(at, (at += 32)));
  return {
    by: ballot[3],
    tag: ballot.subarray(4, HEAD),
    ciphertexts: take(2 * shape.questions.length),
    proofs: proofsOf(shape).map(({ weights: { length } }) => ({
      commitments: take(2 * length), challenges: take(length - 1), responses: take(length),
    })),
  };
}

/** @param {Parts} parts */
export const written = ({ by, tag, ciphertexts, proofs }) =>
  concat(
    utf8(MAGIC), u8(by), tag, ...ciphertexts,
    ...proofs.flatMap(({ commitments, challenges, responses }) => [...commitments, ...challenges, ...responses]),
  );

/**
 * What binds a ballot to a member, whom nobody knows by it without the nonce.
 * @param {Uint8Array} ctx
 * @param {Uint8Array} nonce
 * @param {string} number of the member
 */
export const memberTag = (ctx, nonce, number) => sealedHash("member", ctx, nonce, utf8(number)).slice(0, 32);

/**
 * What all proofs of a ballot are bound to.
 * @param {Uint8Array} ctx
 * @param {Pick<Parts, "by" | "tag" | "ciphertexts">} parts
 */
export const headOf = (ctx, { by, tag, ciphertexts }) => sealedHash("ballot", ctx, u8(by), tag, ...ciphertexts);
