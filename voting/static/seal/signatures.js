// Ed25519 (RFC 8032), always over a hash of wire.js. A signature is checked as the other verifiers do: without the cofactor,
// scalar and points written in the one way, and neither key nor commitment of small order (docs/sealed.md, Signatures).
import { ed25519, sha512 } from "../vendor/noble-2.4.0/noble.js";
import { concat, littleEndian, ORDER, reduced, same } from "./wire.js";

const { Point } = ed25519;

/** @param {Uint8Array} seed of 32 bytes */
export const publicKeyOf = (seed) => ed25519.getPublicKey(seed);

/**
 * @param {Uint8Array} seed
 * @param {Uint8Array} hash
 */
export const signed = (seed, hash) => ed25519.sign(hash, seed);

/**
 * Whether these 32 bytes may stand as a key, or as the commitment of a signature.
 * @param {Uint8Array} key
 */
export function isSignatureKey(key) {
  try {
    return !Point.fromBytes(key).isSmallOrder();
  } catch {
    return false;
  }
}

/**
 * Whether this signature is one of this key over this hash.
 * @param {Uint8Array} key
 * @param {Uint8Array} hash
 * @param {Uint8Array} signature
 */
export function isSignedBy(key, hash, signature) {
  if (!isSignatureKey(key) || signature.length !== 64 || !isSignatureKey(signature.slice(0, 32))) return false;
  const [commitment, response] = [signature.subarray(0, 32), littleEndian(signature.slice(32))];
  if (response >= ORDER) return false;
  const challenge = reduced(littleEndian(sha512(concat(commitment, key, hash))));
  const expected = Point.BASE.multiplyUnsafe(response).subtract(Point.fromBytes(key).multiplyUnsafe(challenge));
  return same(expected.toBytes(), commitment);
}
