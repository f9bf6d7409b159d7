// What the keyholders of one session have in common, and what everybody can check of it (docs/sealed.md, Keys).
import { areNames, documentOf, isDistinct, isHex, isListOf, isNumber } from "./document.js";
import { BASE, elementFrom, IDENTITY, sumOf, sumOfMultiples, times } from "./group.js";
import { isSignatureKey, isSignedBy } from "./signatures.js";
import { digits, FORMAT, fromHex, hashScalar, hex, scalarFrom, sealedHash, SealFault, u8 } from "./wire.js";

/** @import { Element } from "../vendor/noble-2.4.0/noble.js" */

/**
 * @typedef {object} Hello what a keyholder says to the others, read
 * @property {Uint8Array} bytes all of it
 * @property {Element[]} coefficients A₀ … A₂ of the polynomial
 * @property {Uint8Array} channel E, for what is sent to this keyholder alone
 * @property {Uint8Array} signer X, of Ed25519
 *
 * @typedef {object} World what follows from the hellos of all; keyholder j is at j − 1
 * @property {Uint8Array} sid
 * @property {Hello[]} hellos
 * @property {Uint8Array} transcript
 * @property {Uint8Array} key K
 * @property {Uint8Array[]} shares P₁ … P₅, of which each keyholder has the secret
 */

export const [KEYHOLDERS, THRESHOLD, QUORUM] = [5, 3, 4];
export const KEYHOLDER_INDICES = [1, 2, 3, 4, 5];
const HELLO = 256; // bytes

/**
 * What tells a session apart, and whose it is. Refuses ("session") what is none of this format.
 * @param {Uint8Array} bytes of its JSON, as stored
 */
export function sessionOf(bytes) {
  const { assembly, attempt, format, keyholders, n, quorum, t, ...more } = documentOf(bytes, "session");
  const isWhole = format === FORMAT && n === KEYHOLDERS && t === THRESHOLD && quorum === QUORUM;
  if (!isWhole || !areNames(keyholders, KEYHOLDERS) || !isNumber(assembly) || !isHex(attempt, 16) || Object.keys(more).length)
    throw new SealFault("session");
  return { assembly, keyholders, sid: sealedHash("session", bytes).slice(0, 32) };
}

/**
 * What a keyholder says before any hello is known to anybody else.
 * @param {Uint8Array} sid
 * @param {number} index
 * @param {Uint8Array} hello
 */
export const commitmentTo = (sid, index, hello) => sealedHash("commit", sid, u8(index), hello).slice(0, 32);

/**
 * The challenge of the proof that a keyholder knows what belongs to A₀ and E.
 * @param {Uint8Array} sid
 * @param {number} index
 * @param {Uint8Array} told A₀ … A₂, E and X
 * @param {Element[]} witnesses
 */
export const knowledgeChallenge = (sid, index, told, witnesses) =>
  hashScalar("pok", sid, u8(index), ...wordsOf(told), ...witnesses.map((witness) => witness.toBytes()));

/**
 * What the hellos of all keyholders make. Refuses, with the keyholder's index, one that is none or proves nothing
 * ("hello").
 * @param {Uint8Array} sid
 * @param {Uint8Array[]} hellos
 * @returns {World}
 */
export function worldOf(sid, hellos) {
  if (hellos.length !== KEYHOLDERS) throw new SealFault("hello");
  const read = KEYHOLDER_INDICES.map((index) => readHello(sid, index, hellos[index - 1]));
  if (!isDistinct(read.map(({ signer }) => hex(signer)))) throw new SealFault("hello");
  const key = sumOf(read.map(({ coefficients }) => coefficients[0]));
  const shares = KEYHOLDER_INDICES.map((index) => sumOf(read.map((hello) => publicShare(hello, index))));
  if ([key, ...shares].some((each) => each.equals(IDENTITY))) throw new SealFault("hello");
  return {
    sid,
    hellos: read,
    transcript: sealedHash("hello", sid, ...hellos),
    key: key.toBytes(),
    shares: shares.map((share) => share.toBytes()),
  };
}

/**
 * The twenty digits that the keyholders read to each other, and that the invitation carries.
 * @param {World} world
 */
export const digitsOf = ({ transcript }) => digits(transcript);

/**
 * What a keyholder's polynomial is at an index, times the base.
 * @param {Hello} hello
 * @param {number} index
 */
export const publicShare = ({ coefficients }, index) =>
  sumOfMultiples(coefficients, coefficients.map((_, power) => BigInt(index ** power)));

/**
 * What each keyholder signs when the key is made.
 * @param {World} world
 */
export const readyHash = ({ sid, transcript, key, shares }) => sealedHash("ready", sid, transcript, key, ...shares);

/**
 * Whether a keyholder has signed a hash.
 * @param {World} world
 * @param {number} index
 * @param {Uint8Array} hash
 * @param {Uint8Array} signature
 */
export function hasSigned({ hellos }, index, hash, signature) {
  return KEYHOLDER_INDICES.includes(index) && isSignedBy(hellos[index - 1].signer, hash, signature);
}

/**
 * The indices of those keyholders whose signature over a hash is good, each once.
 * @param {World} world
 * @param {Uint8Array} hash
 * @param {Map<number, Uint8Array>} signatures by the keyholder's index
 */
export const signersOf = (world, hash, signatures) =>
  [...signatures].filter(([index, signature]) => hasSigned(world, index, hash, signature)).map(([index]) => index);

/**
 * The keys of an assembly as they are published: {format, hellos, ready, session}. Refuses ("keys", "session", "hello")
 * what is not whole, and what a keyholder has not signed ("ready").
 * @param {Uint8Array} bytes of their JSON, as stored
 */
export function keysFrom(bytes) {
  const { format, hellos, ready, session, ...more } = documentOf(bytes, "keys");
  const hasLists = isListOf(hellos, KEYHOLDERS) && isListOf(ready, KEYHOLDERS);
  if (format !== FORMAT || !hasLists || !isHex(session) || Object.keys(more).length) throw new SealFault("keys");
  if (!hellos.every((hello) => isHex(hello, HELLO)) || !ready.every((each) => isHex(each, 64))) throw new SealFault("keys");
  const { sid, keyholders, assembly } = sessionOf(fromHex(session));
  const world = worldOf(sid, hellos.map((hello) => fromHex(hello)));
  for (const index of KEYHOLDER_INDICES)
    if (!hasSigned(world, index, readyHash(world), fromHex(ready[index - 1], 64))) throw new SealFault("ready", index);
  return { world, keyholders, assembly };
}

/**
 * @param {Uint8Array} sid
 * @param {number} index
 * @param {Uint8Array} bytes
 * @returns {Hello}
 */
function readHello(sid, index, bytes) {
  try {
    if (bytes.length !== HELLO) throw new SealFault("length");
    const words = wordsOf(bytes);
    const coefficients = words.slice(0, THRESHOLD).map(elementFrom);
    const channel = elementFrom(words[3]);
    const [challenge, first, second] = words.slice(5).map(scalarFrom);
    const witnesses = [
      times(first, BASE).subtract(times(challenge, coefficients[0])),
      times(second, BASE).subtract(times(challenge, channel)),
    ];
    if (!isSignatureKey(words[4])) throw new SealFault("signer");
    if (knowledgeChallenge(sid, index, bytes.subarray(0, 160), witnesses) !== challenge) throw new SealFault("proof");
    return { bytes, coefficients, channel: words[3], signer: words[4] };
  } catch (fault) {
    if (fault instanceof SealFault) throw new SealFault("hello", index);
    throw fault;
  }
}

/** @param {Uint8Array} bytes */
const wordsOf = (bytes) =>
  Array.from({ length: bytes.length / 32 }, (_, at) => bytes.subarray(32 * at, 32 * at + 32));
