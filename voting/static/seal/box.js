// Looking at a closed box: every ballot, in pieces that a page or its workers take in turn, then all pieces together
// (docs/sealed.md, Closing and opening). What a piece and its finding consist of can be sent between threads.
import { anyElementFrom, elementFrom, sumOf, tabled } from "./group.js";
import { verifyAll } from "./proofs.js";
import { lengthOf, parsed } from "./shape.js";
import { leafOf, rootOf } from "./tree.js";
import { compare, hex, sealedHash, SealFault, u32 } from "./wire.js";

/** @import { Shape } from "./shape.js" */

/**
 * @typedef {object} Piece of a box
 * @property {Uint8Array} ctx
 * @property {Uint8Array} key K
 * @property {Shape} shape
 * @property {number} first the place of its first ballot in the box
 * @property {Uint8Array} ballots one after the other
 * @property {Set<string>} [known] the leaves, in hexadecimal, of ballots whose proofs were found sound before
 *
 * @typedef {object} Finding about a piece
 * @property {number} first
 * @property {Uint8Array[]} leaves
 * @property {Uint8Array[]} tags
 * @property {number[]} by how many were sealed by the server, on members' devices, on tablets
 * @property {Uint8Array[]} sums of α and of β of each question
 * @property {[number, string][]} unsound places in the box, and by which rule
 *
 * @typedef {object} Box all of it, sound
 * @property {number} size
 * @property {Uint8Array} root
 * @property {number[]} by
 * @property {Uint8Array[]} sums
 */

const PIECE = 2 ** 16; // bytes: a sum of more saves little, and keeps a page busy for longer

/**
 * The pieces of a box. Refuses ("length") what is not a number of whole ballots.
 * @param {Omit<Piece, "first">} box all ballots, one after the other
 * @param {number} [most] bytes in a piece, which has one ballot at least
 * @returns {Piece[]}
 */
export function piecesOf({ ballots, ...same }, most = PIECE) {
  const length = lengthOf(same.shape);
  if (ballots.length % length) throw new SealFault("length");
  const each = Math.max(1, Math.floor(most / length));
  return Array.from({ length: Math.max(1, Math.ceil(ballots.length / length / each)) }, (_, at) => ({
    ...same, first: at * each, ballots: ballots.slice(at * each * length, (at + 1) * each * length),
  }));
}

/**
 * The same pieces, each with those of the leaves that were found sound before that are in it: no worker is sent all of them.
 * @param {Piece[]} pieces
 * @param {ReadonlySet<string>} sound leaves, in hexadecimal
 * @returns {Piece[]}
 */
export const withKnown = (pieces, sound) =>
  sound.size ? pieces.map((piece) => ({ ...piece, known: new Set(leavesOf(piece).filter((leaf) => sound.has(leaf))) })) : pieces;

/**
 * The leaves of a piece, in hexadecimal.
 * @param {Pick<Piece, "shape" | "ballots">} piece
 */
export const leavesOf = ({ shape, ballots }) =>
  Array.from({ length: ballots.length / lengthOf(shape) }, (_, at) =>
    hex(leafOf(ballots.subarray(at * lengthOf(shape), (at + 1) * lengthOf(shape)))));

/** @type {{ bytes: string, key: ReturnType<typeof tabled> } | null} */
let last = null;

/**
 * Looks at each ballot of a piece.
 * @param {Piece} piece
 * @returns {Finding}
 */
export function lookAt({ ctx, key, shape, first, ballots, known = new Set() }) {
  if (last?.bytes !== hex(key)) last = { bytes: hex(key), key: tabled(key) };
  const length = lengthOf(shape);
  const each = Array.from({ length: ballots.length / length }, (_, at) => ballots.subarray(at * length, (at + 1) * length));
  const leaves = each.map(leafOf);
  const fresh = [...each.keys()].filter((place) => !known.has(hex(leaves[place])));
  const { unsound, read } = verifyAll(ctx, last.key, fresh.map((place) => each[place]), shape);
  const proven = new Map(fresh.map((place, at) => [place, read[at]]));
  const all = each
    .map((ballot, place) => (proven.has(place) ? proven.get(place) : withoutProofs(ballot, shape)))
    .filter((ballot) => !!ballot);
  return {
    first,
    leaves,
    tags: all.map(({ tag }) => tag.slice()),
    by: [0, 1, 2].map((from) => all.filter(({ by }) => by === from).length),
    sums: shape.questions.flatMap((_, question) =>
      [0, 1].map((half) => sumOf(all.map(({ ciphertexts }) => ciphertexts[2 * question + half])).toBytes()),
    ),
    unsound: [...unsound].map(([place, why]) => [first + fresh[place], why]),
  };
}

/**
 * @param {Uint8Array} ballot whose proofs are known to hold
 * @param {Shape} shape
 */
function withoutProofs(ballot, shape) {
  const { by, tag, ciphertexts } = parsed(ballot, shape);
  return { by, tag, ciphertexts: ciphertexts.map(elementFrom) };
}

/**
 * The whole box. Refuses, with the place in it, the first ballot that is unsound (its rule), whose leaf does not come after
 * the one before ("order"), or whose tag another has ("tag"); and pieces that are not all there ("pieces").
 * @param {Finding[]} findings in any order
 * @returns {Box}
 */
export function wholeBox(findings) {
  const ordered = findings.toSorted((one, other) => one.first - other.first);
  const leaves = ordered.flatMap((finding) => finding.leaves);
  const [unsound] = ordered.flatMap((finding) => finding.unsound);
  if (unsound) throw new SealFault(unsound[1], unsound[0]);
  const next = ordered.reduce((place, { first, leaves: { length } }) => (place === first ? place + length : NaN), 0);
  if (!ordered.length || Number.isNaN(next)) throw new SealFault("pieces");
  for (let place = 1; place < leaves.length; place += 1)
    if (compare(leaves[place - 1], leaves[place]) >= 0) throw new SealFault("order", place);
  const tags = new Set();
  for (const [place, tag] of ordered.flatMap((finding) => finding.tags).entries())
    if (tags.size === tags.add(hex(tag)).size) throw new SealFault("tag", place);
  return {
    size: leaves.length,
    root: rootOf(leaves),
    by: [0, 1, 2].map((from) => ordered.reduce((sum, { by }) => sum + by[from], 0)),
    sums: ordered[0].sums.map((_, at) => sumOf(ordered.map(({ sums }) => anyElementFrom(sums[at]))).toBytes()),
  };
}

/**
 * S: what is said of a closed box.
 * @param {Uint8Array} ctx
 * @param {Box} box
 * @param {number} paper participations on paper
 * @param {Uint8Array} tookPart the root over who took part
 */
export const statementOf = (ctx, { size, root, by }, paper, tookPart) =>
  sealedHash("statement", ctx, u32(size), root, ...by.map(u32), u32(paper), tookPart);
