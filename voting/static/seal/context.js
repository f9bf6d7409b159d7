// What a sealed round is bound to: its context, signed by the keyholders before it opens (docs/sealed.md, Context).
import { sha256 } from "../vendor/noble-2.4.0/noble.js";
import { objectOf, QUORUM, signersOf } from "./session.js";
import { shapeOf } from "./shape.js";
import { FORMAT, fromHex, same, sealedHash, SealFault } from "./wire.js";

/** @import { World } from "./session.js" */
/** @import { Shape } from "./shape.js" */

/**
 * @typedef {object} Context
 * @property {Uint8Array} ctx
 * @property {string} number of the resolution
 * @property {number} round
 * @property {string} method
 * @property {string[]} candidates their codes
 * @property {number} seats
 * @property {Uint8Array} boxKey of Ed25519
 * @property {Shape} shape
 */

const FIELDS = [
  "assembly", "box_key", "candidates", "format", "keys", "method", "number", "round", "rules_hash", "seats",
];

/**
 * The context that these bytes are. Refuses ("context") what is not whole or of other keys than these.
 * @param {Uint8Array} bytes of its JSON, as stored
 * @param {Uint8Array} keys the bytes of the JSON of the assembly's keys
 * @returns {Context}
 */
export function contextFrom(bytes, keys) {
  const given = objectOf(bytes, "context");
  const { candidates, format, method, number, round, seats } = given;
  const isWhole = Object.keys(given).toSorted().join() === FIELDS.join() && format === FORMAT;
  const isTyped = typeof method === "string" && typeof number === "string" && isCount(round) && isCount(seats);
  const hasCodes = Array.isArray(candidates) && candidates.every((code) => typeof code === "string");
  if (!isWhole || !isTyped || !hasCodes || new Set(candidates).size !== candidates.length)
    throw new SealFault("context");
  if (!same(fromHex(given.keys, 32), sha256(keys))) throw new SealFault("context");
  fromHex(given.rules_hash, 32);
  const boxKey = fromHex(given.box_key, 32);
  const shape = shapeOf(method, candidates.length, seats);
  return { ctx: sha256(bytes), number, round, method, candidates, seats, boxKey, shape };
}

/**
 * What keyholders sign of a context.
 * @param {Uint8Array} ctx
 */
export const contextHash = (ctx) => sealedHash("context", ctx);

/**
 * Whether so many keyholders as are needed have signed a context: keyholders and voters are in one world.
 * @param {World} world
 * @param {Uint8Array} ctx
 * @param {Map<number, Uint8Array>} signatures by the keyholder's index
 */
export const isSignedContext = (world, ctx, signatures) =>
  signersOf(world, contextHash(ctx), signatures).length >= QUORUM;

/** @param {unknown} value */
const isCount = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
