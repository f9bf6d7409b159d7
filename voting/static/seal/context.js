// What a sealed round is bound to: its context, signed by the keyholders before it opens (docs/sealed.md, Context).
import { sha256 } from "../vendor/noble-2.4.0/noble.js";
import { areNames, documentOf, isHex, isNumber } from "./document.js";
import { QUORUM, signersOf } from "./session.js";
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

/**
 * The context that these bytes are. Refuses ("context") what is not whole or of other keys than these, and ("unsealable")
 * what cannot be sealed.
 * @param {Uint8Array} bytes of its JSON, as stored
 * @param {Uint8Array} keys the bytes of the JSON of the assembly's keys
 * @returns {Context}
 */
export function contextFrom(bytes, keys) {
  const { assembly, box_key, candidates, format, keys: of, method, number, round, rules_hash, seats, ...more } =
    documentOf(bytes, "context");
  const isTyped = typeof method === "string" && typeof number === "string" && number !== "" && areNames(candidates);
  const areHashes = isHex(box_key, 32) && isHex(of, 32) && isHex(rules_hash, 32);
  if (format !== FORMAT || !isTyped || !areHashes || Object.keys(more).length) throw new SealFault("context");
  if (!isNumber(assembly) || !isNumber(round) || !isNumber(seats)) throw new SealFault("context");
  if (method === "for_against_abstain" && candidates.length) throw new SealFault("context");
  if (!same(fromHex(of), sha256(keys))) throw new SealFault("context");
  const shape = shapeOf(method, candidates.length, seats);
  return { ctx: sha256(bytes), number, round, method, candidates, seats, boxKey: fromHex(box_key), shape };
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
