// `session`, `keys` and `context` are JSON that is written once and hashed as those bytes: keys in order, no spaces
// (docs/sealed.md, Encoding). What is read is refused whole where it is not exactly that.
import { same, SealFault, utf8 } from "./wire.js";

/**
 * The object that these bytes are the JSON of. Refuses, by the code given, what is none or written otherwise.
 * @param {Uint8Array} bytes
 * @param {string} code
 * @returns {Record<string, unknown>}
 */
export function documentOf(bytes, code) {
  try {
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes), wholeText);
    const inOrder = Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    if (same(utf8(JSON.stringify(inOrder)), bytes)) return inOrder;
  } catch {
    // it is none, or deeper than anything that is one
  }
  throw new SealFault(code);
}

/**
 * A value as it is; refuses a text that UTF-8 cannot write, with half of a pair of surrogates in it.
 * @param {string} _
 * @param {unknown} value
 */
function wholeText(_, value) {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) throw new SealFault("text");
  return value;
}

/**
 * @param {unknown} value
 * @returns {value is number}
 */
export const isNumber = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 31;

/**
 * Whether it is bytes in small hexadecimal digits, so many where it is said.
 * @param {unknown} value
 * @param {number} [length]
 * @returns {value is string}
 */
export const isHex = (value, length) =>
  typeof value === "string" && /^(?:[0-9a-f]{2})*$/.test(value) && (length === undefined || value.length === 2 * length);

/**
 * Whether it is a list of texts, so many where it is said.
 * @param {unknown} value
 * @param {number} [length]
 * @returns {value is string[]}
 */
export const isListOf = (value, length) =>
  Array.isArray(value) && value.every((each) => typeof each === "string")
  && (length === undefined || value.length === length);

/**
 * Whether it is a list of texts, none of which is empty or there twice.
 * @param {unknown} value
 * @param {number} [length]
 * @returns {value is string[]}
 */
export const areNames = (value, length) => isListOf(value, length) && value.every(Boolean) && isDistinct(value);

/** @param {string[]} list */
export const isDistinct = (list) => new Set(list).size === list.length;
