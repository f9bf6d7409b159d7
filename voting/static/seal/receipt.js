// What a member holds of a cast ballot: ctx ‖ leaf ‖ nonce ‖ signature of the box, 144 bytes (docs/sealed.md, Receipts).
import { memberTag } from "./shape.js";
import { isSignedBy } from "./signatures.js";
import { isIncluded, leafOf } from "./tree.js";
import { concat, same, sealedHash, SealFault } from "./wire.js";

/** @import { Context } from "./context.js" */

const [CTX, LEAF, NONCE] = [32, 64, 80]; // bytes up to the end of each

/**
 * What the box signs of a ballot that it has taken in.
 * @param {Uint8Array} ctx
 * @param {Uint8Array} leaf
 */
export const receiptHash = (ctx, leaf) => sealedHash("receipt", ctx, leaf);

/**
 * @param {Uint8Array} ctx
 * @param {Uint8Array} leaf
 * @param {Uint8Array} nonce
 * @param {Uint8Array} signature
 */
export const receiptOf = (ctx, leaf, nonce, signature) => concat(ctx, leaf, nonce, signature);

/**
 * What a receipt says. Refuses ("receipt") another length, another round, and what the box has not signed.
 * @param {Uint8Array} receipt
 * @param {Pick<Context, "ctx" | "boxKey">} context
 */
export function receiptFrom(receipt, { ctx, boxKey }) {
  const leaf = receipt.slice(CTX, LEAF);
  if (!same(receipt.subarray(0, CTX), ctx) || !isSignedBy(boxKey, receiptHash(ctx, leaf), receipt.slice(NONCE))) throw new SealFault("receipt");
  return { leaf, nonce: receipt.slice(LEAF, NONCE) };
}

/**
 * Whether a ballot of the box is the one of a receipt, and was sealed for this member.
 * @param {Uint8Array} ctx
 * @param {{ leaf: Uint8Array, nonce: Uint8Array }} receipt
 * @param {Uint8Array} ballot
 * @param {string} number of the member
 */
export const isBallotOf = (ctx, { leaf, nonce }, ballot, number) =>
  same(leafOf(ballot), leaf) && same(ballot.subarray(4, 36), memberTag(ctx, nonce, number));

/**
 * Whether the ballot of a receipt is in the box with this root.
 * @param {{ leaf: Uint8Array }} receipt
 * @param {{ index: number, size: number, path: Uint8Array[] }} place
 * @param {Uint8Array} root
 */
export const isInBox = ({ leaf }, { index, size, path }, root) => isIncluded(leaf, index, size, path, root);
