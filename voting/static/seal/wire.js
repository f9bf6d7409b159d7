// How everything sealed is written as bytes, and hashed (docs/sealed.md, Encoding).
import { sha512 } from "../vendor/noble-2.4.0/noble.js";

export const FORMAT = "voting-sealed-1";
export const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n; // of ristretto255 (RFC 9496)
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** What is refused: `code` says by which rule, `place` at which ballot, keyholder or the like. */
export class SealFault extends Error {
  /**
   * @param {string} code
   * @param {number} [place]
   */
  constructor(code, place) {
    super(place === undefined ? code : `${code} (${place})`);
    this.code = code;
    this.place = place;
  }
}

/** @param {Uint8Array[]} parts */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {string} text */
export const utf8 = (text) => new TextEncoder().encode(text);

export const u8 = (/** @type {number} */ number) => bigEndian(number, 1);
export const u16 = (/** @type {number} */ number) => bigEndian(number, 2);
export const u32 = (/** @type {number} */ number) => bigEndian(number, 4);

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * The bytes that are written so. Refuses ("hex") all but pairs of small letters and digits, and another length.
 * @param {unknown} text
 * @param {number} [length] in bytes
 */
export function fromHex(text, length) {
  if (typeof text !== "string" || !/^([0-9a-f]{2})*$/.test(text)) throw new SealFault("hex");
  if (length !== undefined && text.length !== 2 * length) throw new SealFault("hex");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/**
 * Whether two lists of bytes, neither of them secret, are the same.
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export const same = (one, other) => compare(one, other) === 0;

/**
 * Less than 0, 0 or more, as one comes before, is, or comes after the other.
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function compare(one, other) {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1)
    if (one[at] !== other[at]) return one[at] - other[at];
  return one.length - other.length;
}

/**
 * H: the SHA-512 of the format, a tag and the parts, each with its length.
 * @param {string} tag
 * @param {Uint8Array[]} parts
 */
export const sealedHash = (tag, ...parts) =>
  sha512(concat(utf8(`${FORMAT}/${tag}\0`), ...parts.flatMap((part) => [u32(part.length), part])));

/**
 * Hs: the same as a scalar.
 * @param {string} tag
 * @param {Uint8Array[]} parts
 */
export const hashScalar = (tag, ...parts) => reduced(littleEndian(sealedHash(tag, ...parts)));

/**
 * A scalar of 32 bytes, little-endian, below the order. Refuses ("scalar") any other.
 * @param {Uint8Array} bytes
 */
export function scalarFrom(bytes) {
  if (bytes.length !== 32) throw new SealFault("scalar");
  const scalar = littleEndian(bytes);
  if (scalar >= ORDER) throw new SealFault("scalar");
  return scalar;
}

/** @param {bigint} scalar of which the rest by the order is written */
export function scalarBytes(scalar) {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let at = 0, rest = reduced(scalar); at < 32; at += 8, rest >>= 64n)
    view.setBigUint64(at, BigInt.asUintN(64, rest), true);
  return bytes;
}

/**
 * The rest by the order, from 0 on.
 * @param {bigint} number
 */
export function reduced(number) {
  const rest = number % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/** @param {Uint8Array} bytes a multiple of eight of them */
export function littleEndian(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let number = 0n;
  for (let at = bytes.length - 8; at >= 0; at -= 8) number = (number << 64n) | view.getBigUint64(at, true);
  return number;
}

/**
 * Twenty digits of a hash, to be read aloud in any language.
 * @param {Uint8Array} hash
 */
export const digits = (hash) => (BigInt(`0x${hex(hash.subarray(0, 16))}`) % 10n ** 20n).toString().padStart(20, "0");

/**
 * The first 100 bits of a leaf in Crockford's letters and digits, five groups of four.
 * @param {Uint8Array} leaf
 */
export function codeForTheEye(leaf) {
  const bits = BigInt(`0x${hex(leaf.subarray(0, 13))}`) >> 4n;
  const letters = Array.from({ length: 20 }, (_, place) => CROCKFORD[Number((bits >> BigInt(95 - 5 * place)) & 31n)]);
  return letters.join("").replace(/.{4}(?=.)/g, "$& ");
}

/**
 * @param {number} number
 * @param {number} length in bytes
 */
function bigEndian(number, length) {
  if (!Number.isInteger(number) || number < 0 || number >= 256 ** length) throw new SealFault("number");
  return Uint8Array.from({ length }, (_, at) => Math.floor(number / 256 ** (length - 1 - at)) % 256);
}
