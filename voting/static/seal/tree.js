// The trees over ballots and over who took part, as those of Certificate Transparency (RFC 9162, 2.1).
import { sha256 } from "../vendor/noble-2.4.0/noble.js";
import { concat, same, sealedHash, u8, utf8 } from "./wire.js";

export const [NOT_TAKEN_PART, ELECTRONIC, PAPER] = [0, 1, 2];

/**
 * The leaf of an entry, such as a ballot.
 * @param {Uint8Array} entry
 */
export const leafOf = (entry) => sha256(concat(Uint8Array.of(0), entry));

/**
 * The leaf that says how a member took part: nobody learns it without the 16 bytes of salt.
 * @param {Uint8Array} ctx
 * @param {Uint8Array} salt
 * @param {number} how
 * @param {string} number of the member
 */
export const tookPartLeaf = (ctx, salt, how, number) =>
  leafOf(sealedHash("took part", ctx, salt, u8(how), utf8(number)));

/**
 * The root over these leaves, in their order.
 * @param {Uint8Array[]} leaves
 */
export function rootOf(leaves) {
  if (!leaves.length) return sha256(new Uint8Array());
  let row = leaves;
  while (row.length > 1) row = rowAbove(row);
  return row[0];
}

/**
 * What, with the leaf of this index, gives the root: from the bottom up.
 * @param {Uint8Array[]} leaves
 * @param {number} index
 */
export function pathOf(leaves, index) {
  const path = [];
  for (let row = leaves, at = index; row.length > 1; row = rowAbove(row), at >>= 1)
    if ((at ^ 1) < row.length) path.push(row[at ^ 1]);
  return path;
}

/**
 * Whether a leaf is that of this index in a tree of so many leaves with this root (RFC 9162, 2.1.3.2).
 * @param {Uint8Array} leaf
 * @param {number} index
 * @param {number} size
 * @param {Uint8Array[]} path
 * @param {Uint8Array} root
 */
export function isIncluded(leaf, index, size, path, root) {
  if (!Number.isInteger(index) || index < 0 || index >= size || path.some(({ length }) => length !== 32)) return false;
  let result = leaf;
  let used = 0;
  for (let at = index, last = size - 1; last > 0; at >>= 1, last >>= 1) {
    if ((at ^ 1) > last) continue;
    if (used === path.length) return false;
    const other = path[used];
    result = at & 1 ? parentOf(other, result) : parentOf(result, other);
    used += 1;
  }
  return used === path.length && same(result, root);
}

/** @param {Uint8Array[]} row */
const rowAbove = (row) =>
  Array.from({ length: Math.ceil(row.length / 2) }, (_, at) =>
    2 * at + 1 < row.length ? parentOf(row[2 * at], row[2 * at + 1]) : row[2 * at],
  );

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
const parentOf = (left, right) => sha256(concat(Uint8Array.of(1), left, right));
