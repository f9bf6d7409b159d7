// Opening the sums of a box: the keyholders' shares with their proofs, three of them put together, and the counts
// (docs/sealed.md, Closing and opening).
import { ed25519, normalizeZ } from "../vendor/noble-2.4.0/noble.js";
import { anyElementFrom, BASE, elementFrom, IDENTITY, sumOfMultiples, times, timesInParts } from "./group.js";
import { system } from "./random.js";
import { KEYHOLDER_INDICES, THRESHOLD } from "./session.js";
import { AGAINST, MOTION } from "./shape.js";
import { concat, hashScalar, ORDER, reduced, scalarBytes, scalarFrom, SealFault, u16, u8 } from "./wire.js";

/** @import { Element } from "../vendor/noble-2.4.0/noble.js" */
/** @import { Source } from "./random.js" */
/** @import { World } from "./session.js" */
/** @import { Shape } from "./shape.js" */

/**
 * A keyholder's share for each question, 96 bytes: D = sA, and the proof that it is of the same s as P. A box with a ballot
 * has no sum that is the identity: one that has is refused ("identity").
 * @param {World} world
 * @param {number} index of the keyholder
 * @param {Uint8Array} share the secret; the caller overwrites it
 * @param {Uint8Array} statement
 * @param {Uint8Array[]} sums of α and of β of each question
 * @param {Source} [source]
 */
export function sharesOf(world, index, share, statement, sums, source = system) {
  const secret = scalarFrom(share);
  return sums.slice(0, sums.length / 2).map((_, question) => {
    const alpha = elementFrom(sums[2 * question]);
    const opened = timesInParts(secret, alpha).toBytes();
    const witness = source.scalar();
    const bound = boundTo(world, index, statement, question, sums);
    const challenge = shareChallenge(bound, opened, times(witness, BASE), times(witness, alpha));
    return concat(opened, scalarBytes(challenge), scalarBytes(witness + challenge * secret));
  });
}

/**
 * Whether a keyholder's share for a question is proven.
 * @param {World} world
 * @param {number} index
 * @param {Uint8Array} statement
 * @param {number} question
 * @param {Uint8Array[]} sums
 * @param {Uint8Array} share
 */
export function isShare(world, index, statement, question, sums, share) {
  if (!KEYHOLDER_INDICES.includes(index)) return false;
  try {
    const opened = share.subarray(0, 32);
    const [challenge, response] = [scalarFrom(share.subarray(32, 64)), scalarFrom(share.subarray(64))];
    const [alpha, element] = [elementFrom(sums[2 * question]), elementFrom(opened)];
    const publicOne = elementFrom(world.shares[index - 1]);
    const bound = boundTo(world, index, statement, question, sums);
    const less = reduced(-challenge);
    const first = sumOfMultiples([BASE, publicOne], [response, less]);
    const second = sumOfMultiples([alpha, element], [response, less]);
    return shareChallenge(bound, opened, first, second) === challenge;
  } catch (fault) {
    if (fault instanceof SealFault) return false;
    throw fault;
  }
}

/**
 * What a sum holds, times the base, by three proven shares: M = B − Σ λD. Refuses ("shares") fewer or more.
 * @param {Uint8Array} beta
 * @param {Map<number, Uint8Array>} shares by the keyholder's index
 */
export function combined(beta, shares) {
  const indices = [...shares.keys()];
  if (indices.length !== THRESHOLD) throw new SealFault("shares");
  const opened = indices.map((index) => anyElementFrom(/** @type {Uint8Array} */ (shares.get(index)).subarray(0, 32)));
  const shared = sumOfMultiples(opened, indices.map((index) => lagrange(index, indices)));
  return anyElementFrom(beta).subtract(shared);
}

/**
 * How often each answer of each question was given, in the order of its weights. Refuses ("count") sums that no such
 * ballots make.
 * @param {Shape} shape
 * @param {Element[]} opened of each question what its sum holds, times the base
 * @param {number} size how many ballots there are
 */
export function countsOf({ questions, coefficients }, opened, size) {
  const counts = opened.map((element, question) =>
    questions[question].length === MOTION.length ? motionCount(element, size) : markCount(element, size),
  );
  if (coefficients.length) {
    const marks = counts.map(([, marked]) => marked);
    const blank = /** @type {number} */ (marks.pop());
    const filled = size - blank;
    const given = marks.reduce((sum, marked) => sum + marked, 0);
    const isPossible = filled <= given && given <= Number(coefficients.at(-1)) * filled && Math.max(...marks) <= filled;
    if (!isPossible) throw new SealFault("count");
  }
  return counts;
}

/**
 * @param {Element} element (a + bW)G
 * @param {number} size
 */
function motionCount(element, size) {
  const places = new Map(multiples(BASE, size).map((key, multiple) => [key, multiple]));
  for (const [against, key] of multiples(times(reduced(-AGAINST), BASE), size, element).entries()) {
    const pro = places.get(key);
    if (pro !== undefined && pro + against <= size) return [pro, against, size - pro - against];
  }
  throw new SealFault("count");
}

/**
 * @param {Element} element aG
 * @param {number} size
 */
function markCount(element, size) {
  const [key] = multiples(IDENTITY, 0, element);
  const marked = multiples(BASE, size).indexOf(key);
  if (marked < 0) throw new SealFault("count");
  return [size - marked, marked];
}

/**
 * Of start, start + step, … start + most · step one number each, the same for the same element: of four times a point that
 * stands for it, which all that do have in common (RFC 9496, 4.3), a coordinate.
 * @param {Element} step
 * @param {number} most
 * @param {Element} [start]
 */
function multiples(step, most, start = IDENTITY) {
  const [each, first] = [step, start].map(({ ep }) => ep.multiplyUnsafe(4n));
  const points = [first];
  for (let at = 0; at < most; at += 1) points.push(points[at].add(each));
  return normalizeZ(ed25519.Point, points).map(({ X }) => X);
}

/**
 * What a value at an index weighs in the value at 0.
 * @param {number} index
 * @param {number[]} indices
 */
function lagrange(index, indices) {
  const others = indices.filter((other) => other !== index);
  const above = others.reduce((product, other) => product * other, 1);
  const below = others.reduce((product, other) => product * (other - index), 1);
  return reduced(BigInt(above) * inverse(reduced(BigInt(below))));
}

/** @param {bigint} scalar not 0 */
function inverse(scalar) {
  let [power, square] = [1n, scalar];
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n, square = reduced(square * square))
    if (exponent & 1n) power = reduced(power * square);
  return power;
}

/**
 * What the proof of a share is bound to, but for what it says.
 * @param {World} world
 * @param {number} index
 * @param {Uint8Array} statement
 * @param {number} question
 * @param {Uint8Array[]} sums
 */
const boundTo = ({ shares }, index, statement, question, sums) =>
  [statement, u8(index), u16(question), shares[index - 1], sums[2 * question], sums[2 * question + 1]];

/**
 * @param {Uint8Array[]} bound
 * @param {Uint8Array} opened
 * @param {Element[]} witnesses
 */
const shareChallenge = (bound, opened, ...witnesses) =>
  hashScalar("share", ...bound, opened, ...witnesses.map((witness) => witness.toBytes()));
