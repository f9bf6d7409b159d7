// Ed25519 (RFC 8032), always over a hash of wire.js. A signature is checked without the cofactor and refused where its
// scalar or its points are written otherwise than the one way: as PyNaCl and verify_sealed.py do (docs/sealed.md).
import { ed25519, sha512 } from "../vendor/noble-2.4.0/noble.js";
import { concat, littleEndian, reduced, same, scalarFrom } from "./wire.js";

const { Point } = ed25519;

/** @param {Uint8Array} seed of 32 bytes */
export const publicKeyOf = (seed) => ed25519.getPublicKey(seed);

/**
 * @param {Uint8Array} seed
 * @param {Uint8Array} hash
 */
export const signed = (seed, hash) => ed25519.sign(hash, seed);

/**
 * Whether this signature is one of this key over this hash.
 * @param {Uint8Array} key
 * @param {Uint8Array} hash
 * @param {Uint8Array} signature
 */
export function isSignedBy(key, hash, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const commitment = signature.subarray(0, 32);
  try {
    const signer = Point.fromBytes(key);
    const response = scalarFrom(signature.subarray(32));
    if (signer.isSmallOrder() || Point.fromBytes(commitment).isSmallOrder()) return false;
    const challenge = reduced(littleEndian(sha512(concat(commitment, key, hash))));
    const expected = Point.BASE.multiplyUnsafe(response).subtract(signer.multiplyUnsafe(challenge));
    return same(expected.toBytes(), commitment);
  } catch {
    return false;
  }
}
