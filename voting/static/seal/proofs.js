// Whether a ballot is well formed: the whole rule of docs/sealed.md, for one ballot, or faster for many at once.
import { anyElementFrom, BASE, elementFrom, IDENTITY, sumOfMultiples } from "./group.js";
import { system } from "./random.js";
import { headOf, parsed, proofsOf } from "./shape.js";
import { isZeroSum } from "./zero-sum.js";
import { hashScalar, littleEndian, reduced, scalarFrom, SealFault } from "./wire.js";

/** @import { Element } from "../vendor/noble-2.4.0/noble.js" */
/** @import { Shape } from "./shape.js" */
/** @import { Source } from "./random.js" */

/**
 * @typedef {{ weight: bigint, challenge: bigint, response: bigint }} Branch
 * @typedef {{ commitments: Element[], branches: Branch[], sumsUp: bigint[] }} Statement of one proof; the ciphertext
 *   is the sum of all those of the ballot, each times its part of sumsUp
 * @typedef {{ by: number, tag: Uint8Array, ciphertexts: Element[], statements: Statement[] }} Read a ballot of which
 *   all has been looked at but whether its proofs hold
 */

const MULTIPLIER = 16; // bytes
const FEW = 128; // elements up to which noble's sum is the faster

/**
 * A ballot whose parts are all what they must be. Refuses by the code of the rule: "length", "magic", "by", "element",
 * "identity", "scalar".
 * @param {Uint8Array} ctx
 * @param {Uint8Array} ballot
 * @param {Shape} shape
 * @returns {Read}
 */
export function readBallot(ctx, ballot, shape) {
  const parts = parsed(ballot, shape);
  const head = headOf(ctx, parts);
  const statements = proofsOf(shape).map(({ label, weights }, index) => {
    const { commitments, challenges, responses } = parts.proofs[index];
    const told = challenges.map(scalarFrom);
    const all = hashScalar("choice", head, label, ...commitments);
    const last = reduced(told.reduce((rest, challenge) => rest - challenge, all));
    const branches = [...told, last].map((challenge, branch) => ({
      weight: weights[branch], challenge, response: scalarFrom(responses[branch]),
    }));
    const sumsUp = shape.questions.map((_, question) => BigInt(question === index));
    const isSum = index === shape.questions.length;
    return { commitments: commitments.map(anyElementFrom), branches, sumsUp: isSum ? shape.coefficients : sumsUp };
  });
  return { by: parts.by, tag: parts.tag, ciphertexts: parts.ciphertexts.map(elementFrom), statements };
}

/**
 * The ciphertexts, α and β of each question, of a sound ballot. Refuses any other, "proof" if only the proofs fail.
 * @param {Uint8Array} ctx
 * @param {Element} key
 * @param {Uint8Array} ballot
 * @param {Shape} shape
 */
export function verify(ctx, key, ballot, shape) {
  const read = readBallot(ctx, ballot, shape);
  if (!holdTogether(key, [read])) throw new SealFault("proof");
  return read.ciphertexts;
}

/**
 * Of these ballots, looked at together, which are unsound and by which rule, and what the others are.
 * @param {Uint8Array} ctx
 * @param {Element} key
 * @param {Uint8Array[]} ballots
 * @param {Shape} shape
 */
export function verifyAll(ctx, key, ballots, shape) {
  /** @type {Map<number, string>} */
  const unsound = new Map();
  const read = ballots.map((ballot, place) => {
    try {
      return readBallot(ctx, ballot, shape);
    } catch (fault) {
      if (!(fault instanceof SealFault)) throw fault;
      unsound.set(place, fault.code);
      return null;
    }
  });
  const whole = [...read.keys()].filter((place) => read[place]);
  for (const place of failing(key, read, whole)) {
    unsound.set(place, "proof");
    read[place] = null;
  }
  return { unsound, read };
}

/**
 * Of these places those whose proofs fail: looked for by halves.
 * @param {Element} key
 * @param {(Read | null)[]} read
 * @param {number[]} places
 * @returns {number[]}
 */
function failing(key, read, places) {
  if (holdTogether(key, places.map((place) => /** @type {Read} */ (read[place])))) return [];
  if (places.length === 1) return places;
  const half = places.length >> 1;
  return [...failing(key, read, places.slice(0, half)), ...failing(key, read, places.slice(half))];
}

/**
 * Whether all proofs of these ballots hold. Each equation zG = a + cα and zK = b + c(β − mG) is multiplied by 128 bits
 * of fresh chance, and the sum of all must be the identity; one that fails goes unseen once in 2¹²⁸.
 * @param {Element} key
 * @param {Read[]} ballots
 * @param {Source} [source]
 */
export function holdTogether(key, ballots, source = system) {
  /** @type {Element[]} */
  const elements = [];
  /** @type {bigint[]} */
  const scalars = [];
  let ofBase = 0n;
  let ofKey = 0n;
  for (const { ciphertexts, statements } of ballots) {
    const ofCiphertexts = ciphertexts.map(() => 0n);
    for (const { commitments, branches, sumsUp } of statements) {
      const multipliers = source.bytes(2 * MULTIPLIER * branches.length);
      const multiplier = (/** @type {number} */ place) =>
        littleEndian(multipliers.subarray(MULTIPLIER * place, MULTIPLIER * (place + 1)));
      let ofAlpha = 0n;
      let ofBeta = 0n;
      for (const [branch, { weight, challenge, response }] of branches.entries()) {
        const [first, second] = [multiplier(2 * branch), multiplier(2 * branch + 1)];
        elements.push(commitments[2 * branch], commitments[2 * branch + 1]);
        scalars.push(first, second);
        ofAlpha += first * challenge;
        ofBeta += second * challenge;
        ofBase -= first * response + second * challenge * weight;
        ofKey -= second * response;
      }
      for (const [question, coefficient] of sumsUp.entries()) {
        ofCiphertexts[2 * question] += coefficient * ofAlpha;
        ofCiphertexts[2 * question + 1] += coefficient * ofBeta;
      }
    }
    elements.push(...ciphertexts);
    scalars.push(...ofCiphertexts.map(reduced));
  }
  const all = [BASE, key, ...elements];
  const multiples = [reduced(ofBase), reduced(ofKey), ...scalars];
  return all.length > FEW ? isZeroSum(all, multiples) : sumOfMultiples(all, multiples).equals(IDENTITY);
}
