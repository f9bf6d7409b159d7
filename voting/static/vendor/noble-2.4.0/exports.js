// What our scripts use of @noble/curves and @noble/hashes: noble.js is made of this (README.md beside it).
export { ed25519, ristretto255 } from "@noble/curves/ed25519.js";
export { mulAddUnsafe, normalizeZ } from "@noble/curves/abstract/curve.js";
export { scryptAsync } from "@noble/hashes/scrypt.js";
export { sha256, sha512 } from "@noble/hashes/sha2.js";
