// The group ristretto255 (RFC 9496), by noble: decoding is strict, and what is secret is multiplied in the same steps
// for every scalar, as far as JavaScript allows it (docs/sealed.md, Group).
import { mulAddUnsafe, ristretto255 } from "../vendor/noble-2.4.0/noble.js";
import { system } from "./random.js";
import { SealFault, reduced } from "./wire.js";

/** @import { Element } from "../vendor/noble-2.4.0/noble.js" */

const { Point } = ristretto255;
const WINDOW = 6; // bits: larger tables cost more than they save in one ballot
export const BASE = Point.BASE;
export const IDENTITY = Point.ZERO;

/**
 * The element that is written in these 32 bytes, also the identity. Refuses ("element") what is none, or written
 * otherwise than the one way.
 * @param {Uint8Array} bytes
 */
export function anyElementFrom(bytes) {
  try {
    return Point.fromBytes(bytes);
  } catch {
    throw new SealFault("element");
  }
}

/**
 * The same, but the identity is refused ("identity").
 * @param {Uint8Array} bytes
 */
export function elementFrom(bytes) {
  if (bytes.every((byte) => byte === 0)) throw new SealFault("identity");
  return anyElementFrom(bytes);
}

/**
 * An element by which much will be multiplied, with the table for it.
 * @param {Uint8Array} bytes
 */
export const tabled = (bytes) => elementFrom(bytes).precompute(WINDOW, false);

/**
 * A multiple by a scalar that may be secret.
 * @param {bigint} scalar
 * @param {Element} element
 */
export function times(scalar, element) {
  const rest = reduced(scalar);
  return rest === 0n ? IDENTITY : element.multiply(rest);
}

/**
 * A multiple by a scalar that is secret for long, in two random parts: nothing is learned from the time that it took.
 * @param {bigint} scalar
 * @param {Element} element
 */
export function timesInParts(scalar, element) {
  const part = system.scalar();
  return times(part, element).add(times(scalar - part, element));
}

/**
 * The sum of multiples by scalars of which none is secret.
 * @param {Element[]} elements
 * @param {bigint[]} scalars reduced
 */
export const sumOfMultiples = (elements, scalars) => mulAddUnsafe(Point, elements, scalars);

/** @param {Element[]} elements */
export const sumOf = (elements) => elements.reduce((sum, element) => sum.add(element), IDENTITY);
