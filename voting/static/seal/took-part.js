// Whether a member's own line of who took part is among those that a box signed when it was closed (docs/sealed.md, Closing and
// opening).
import { isSignedBy } from "./signatures.js";
import { isIncluded, tookPartLeaf } from "./tree.js";
import { digits, fromHex, same, sealedHash, SealFault, u32 } from "./wire.js";

/** @import { Context } from "./context.js" */

/**
 * @typedef {object} Line as the server tells it, bytes in hexadecimal digits
 * @property {string} number of the member
 * @property {number} how 0 not, 1 electronically, 2 on paper
 * @property {string} salt
 * @property {number} index
 * @property {number} size
 * @property {string[]} path
 *
 * @typedef {object} Statement as the server tells it
 * @property {number} ballots
 * @property {number[]} by
 * @property {number} paper
 * @property {string} root
 * @property {string} took_part
 * @property {string} statement
 * @property {string} box_signature
 */

/**
 * The twenty digits of the statement that holds a line. Refuses ("statement") one that the box has not signed, and ("took_part") a
 * line that is not in it.
 * @param {Pick<Context, "ctx" | "boxKey">} context
 * @param {Statement} told
 * @param {Line} line
 */
export function digitsOver({ ctx, boxKey }, told, line) {
  const [root, tookPart] = [fromHex(told.root, 32), fromHex(told.took_part, 32)];
  const whole = sealedHash("statement", ctx, u32(told.ballots), root, ...told.by.map(u32), u32(told.paper), tookPart);
  const isSigned = told.by.length === 3 && isSignedBy(boxKey, whole, fromHex(told.box_signature, 64));
  if (!isSigned || !same(whole, fromHex(told.statement))) throw new SealFault("statement");
  const leaf = tookPartLeaf(ctx, fromHex(line.salt, 16), line.how, line.number);
  const path = line.path.map((each) => fromHex(each, 32));
  if (!isIncluded(leaf, line.index, line.size, path, tookPart)) throw new SealFault("took_part");
  return digits(whole);
}
