// What a member can check who trusts no server: that a round is of the keys in the invitation, that a tested ballot holds what
// was chosen, that a receipt is good and its ballot in the box (docs/sealed.md, A test of the seal).
import { contextFrom, isSignedContext } from "./context.js";
import { documentOf, isHex } from "./document.js";
import { tabled } from "./group.js";
import { isBallotOf, receiptFrom } from "./receipt.js";
import { seal } from "./sealing.js";
import { digitsOf, keysFrom, signersOf, THRESHOLD } from "./session.js";
import { lengthOf } from "./shape.js";
import { isSignedBy } from "./signatures.js";
import { leafOf, rootOf } from "./tree.js";
import { digits, fromHex, same, sealedHash, SealFault, u32 } from "./wire.js";

/** @import { Context } from "./context.js" */
/** @import { World } from "./session.js" */

/**
 * @typedef {object} Round
 * @property {Context} context
 * @property {Uint8Array} key K
 * @property {string} keyDigits which the invitation carries
 * @property {Uint8Array[] | null} ballots of the closed box, or null before
 * @property {string | null} boxDigits which the screens showed at the closing
 * @property {number} boxSigners how many keyholders have signed what these digits are of
 */

/**
 * A round whose keys five keyholders have signed, and whose context a quorum of them. Refuses what is missing ("files"), and what
 * is not so ("keys", "session", "hello", "ready", "context", "context_signatures"); and ballots that are not those of the signed
 * statement ("statement").
 * @param {Map<string, Uint8Array>} files by their names
 * @returns {Round}
 */
export function roundFrom(files) {
  const [keys, bytes] = [files.get("keys.json"), files.get("context.json")];
  const signed = files.get("opening.json") ?? files.get("signatures.json");
  if (!keys || !bytes || !signed) throw new SealFault("files");
  const { world } = keysFrom(keys);
  const context = contextFrom(bytes, keys);
  const told = documentOf(signed, "context_signatures");
  if (!isSignedContext(world, context.ctx, signaturesFrom(told.context_signatures))) throw new SealFault("context_signatures");
  const round = { context, key: world.key, keyDigits: digitsOf(world), ballots: null, boxDigits: null, boxSigners: 0 };
  const box = files.get("ballots.bin");
  return box && told.statement ? { ...round, ...closed(world, context, box, told) } : round;
}

/**
 * The ballot that a test code makes, and what it holds. Refuses ("other_round") the code of another round, and ("answer") answers
 * that there are not.
 * @param {Round} round
 * @param {import("./test-code.js").Revealed} revealed
 */
export function remade({ context, key }, { ctx, seed, by, answers, number }) {
  if (!same(ctx, context.ctx)) throw new SealFault("other_round");
  const { ballot } = seal(ctx, tabled(key), by, number, context.shape, answers, seed);
  return { leaf: leafOf(ballot), number, answers };
}

/**
 * What a receipt is worth: its leaf; whether the box, if it is here, has the ballot; and whether that was sealed for the member of
 * this number, if it is given. Refuses ("receipt") one that the box has not signed.
 * @param {Round} round
 * @param {Uint8Array} receipt
 * @param {string} [number]
 */
export function checkedReceipt({ context, ballots }, receipt, number) {
  const read = receiptFrom(receipt, context);
  const ballot = ballots?.find((each) => same(leafOf(each), read.leaf));
  const isOfMember = ballot && number ? isBallotOf(context.ctx, read, ballot, number) : null;
  return { leaf: read.leaf, isInBox: ballots && ballot !== undefined, isOfMember };
}

/**
 * @param {World} world
 * @param {Context} context
 * @param {Uint8Array} box
 * @param {Record<string, unknown>} told
 */
function closed(world, { ctx, shape, boxKey }, box, { statement, box_signature, signatures }) {
  const length = lengthOf(shape);
  const ballots = Array.from({ length: box.length / length }, (_, at) => box.subarray(at * length, (at + 1) * length));
  const leaves = ballots.map(leafOf);
  const said = /** @type {Record<string, any>} */ (statement);
  if (box.length % length || !isHex(said.took_part, 32) || !isHex(box_signature, 64)) throw new SealFault("statement");
  const by = [0, 1, 2].map((from) => u32(ballots.filter((ballot) => ballot[3] === from).length));
  const parts = [u32(ballots.length), rootOf(leaves), ...by, u32(said.paper), fromHex(said.took_part)];
  const whole = sealedHash("statement", ctx, ...parts);
  const boxSigners = signersOf(world, whole, signaturesFrom(signatures)).length;
  if (!isSignedBy(boxKey, whole, fromHex(box_signature)) || boxSigners < THRESHOLD) throw new SealFault("statement");
  return { ballots, boxDigits: digits(whole), boxSigners };
}

/** @param {unknown} told by the keyholders' indices */
function signaturesFrom(told) {
  const entries = told && typeof told === "object" ? Object.entries(told) : [];
  return new Map(entries.filter(([, each]) => isHex(each, 64)).map(([index, each]) => [Number(index), fromHex(each)]));
}
