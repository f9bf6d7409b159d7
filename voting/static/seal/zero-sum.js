// Whether a sum of many multiples is the identity: what checking many ballots at once comes down to. In variable time, so for public
// values alone. Pippenger's way (1976), in windows of eight bits, by the complete formulas of Hisil, Wong, Carter and Dawson (2008)
// for a = −1; noble's way, which makes a table for each element, takes twice as long from some hundred elements on.
import { scalarBytes } from "./wire.js";

/** @import { EdwardsPoint, Element } from "../vendor/noble-2.4.0/noble.js" */
/** @typedef {readonly [bigint, bigint, bigint, bigint]} Extended X, Y, Z and T with x = X/Z, y = Y/Z, xy = T/Z; each may be negative */
/** @typedef {readonly [bigint, bigint, bigint]} Prepared y − x, y + x and 2dxy of a point that is added */

const P = 2n ** 255n - 19n;
const D2 = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n * 2n; // 2d of edwards25519
const [WINDOWS, BUCKETS] = [32, 128]; // the bytes of a scalar as digits from −127 to 128; the last, of 16 at most, carries nothing
/** @type {Extended} */
const ZERO = [0n, 1n, 1n, 0n];

/**
 * @param {Element[]} elements as decoded, so that Z = 1
 * @param {bigint[]} scalars reduced
 */
export function isZeroSum(elements, scalars) {
  const prepared = elements.map(({ ep }) => preparedOf(ep));
  const digits = scalars.map(digitsOf);
  let sum = ZERO;
  for (let window = WINDOWS - 1; window >= 0; window -= 1) {
    for (let bit = 0; bit < 8; bit += 1) sum = doubled(sum);
    sum = added(sum, sumOfWindow(prepared, digits, window));
  }
  const [x, y] = sum;
  return x % P === 0n || y % P === 0n; // RFC 9496, 4.3.3
}

/**
 * Σ digit · point: each point is put to those of its digit, and these are added up from the largest digit down.
 * @param {Prepared[]} prepared
 * @param {Int16Array[]} digits
 * @param {number} window
 */
function sumOfWindow(prepared, digits, window) {
  /** @type {Extended[]} */
  const buckets = Array.from({ length: BUCKETS + 1 }, () => ZERO);
  for (const [place, point] of prepared.entries()) {
    const digit = digits[place][window];
    if (digit > 0) buckets[digit] = withPrepared(buckets[digit], point);
    if (digit < 0) buckets[-digit] = withPrepared(buckets[-digit], negated(point));
  }
  let [running, sum] = [ZERO, ZERO];
  for (let digit = BUCKETS; digit > 0; digit -= 1) {
    if (buckets[digit] !== ZERO) running = added(running, buckets[digit]);
    if (running !== ZERO) sum = added(sum, running);
  }
  return sum;
}

/** @param {bigint} scalar reduced */
function digitsOf(scalar) {
  const digits = new Int16Array(WINDOWS);
  digits.set(scalarBytes(scalar));
  for (let at = 0; at < WINDOWS - 1; at += 1)
    if (digits[at] > BUCKETS) {
      digits[at] -= 256;
      digits[at + 1] += 1;
    }
  return digits;
}

/**
 * @param {EdwardsPoint} point
 * @returns {Prepared}
 */
function preparedOf({ X, Y, Z, T }) {
  if (Z !== 1n) throw new Error("an element that was not decoded");
  return [Y - X, Y + X, (D2 * T) % P];
}

/**
 * @param {Prepared} point
 * @returns {Prepared}
 */
const negated = ([less, more, product]) => [more, less, -product];

/**
 * @param {Extended} sum
 * @param {Prepared} point
 * @returns {Extended}
 */
const withPrepared = ([x, y, z, t], [less, more, product]) =>
  extended(((y - x) * less) % P, ((y + x) * more) % P, (t * product) % P, 2n * z);

/**
 * @param {Extended} one
 * @param {Extended} other
 */
const added = ([x1, y1, z1, t1], [x2, y2, z2, t2]) =>
  extended(((y1 - x1) * (y2 - x2)) % P, ((y1 + x1) * (y2 + x2)) % P, (((t1 * t2) % P) * D2) % P, (2n * z1 * z2) % P);

/**
 * The last steps of adding, in the formulas' letters.
 * @param {bigint} a
 * @param {bigint} b
 * @param {bigint} c
 * @param {bigint} d
 * @returns {Extended}
 */
function extended(a, b, c, d) {
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}

/**
 * @param {Extended} point
 * @returns {Extended}
 */
function doubled([x, y, z]) {
  const [a, b, c, xy] = [(x * x) % P, (y * y) % P, (2n * z * z) % P, x + y];
  const [e, g, h] = [(xy * xy - a - b) % P, b - a, -a - b];
  const f = g - c;
  return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
}
