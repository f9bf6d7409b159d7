// Names made comparable, however they are written: with marks, capitals, hyphens and apostrophes, or without.
// As voting/folding.py does it; both are held against tests/tables/folded-names.json.
const LONGEST = 100;
const PREFIX = 3;
const WHOLE = 2;

/**
 * By plain letters, the small letters that Unicode does not take apart into a letter and a mark.
 * @type {Record<string, string>}
 */
export const PLAIN = {
  a: "ⱥ", ae: "æ", b: "ƀɓƃ", c: "ȼƈ", d: "đðɖɗƌȡ", e: "əǝɛɇ", f: "ƒ", g: "ǥɠɣ",
  h: "ħ", i: "ıɨɩ", j: "ȷɉ", k: "ƙ", l: "łƚȴ", n: "ŋɲƞȵ", o: "øɔɵ", oe: "œ", ou: "ȣ",
  p: "ƥ", q: "ĸɋ", r: "ɍʀ", s: "ȿ", ss: "ß", t: "ŧƫƭʈȶⱦ", th: "þ", u: "ʉʊ", v: "ʋ",
  y: "ƴɏȝ", z: "ƶȥɀʒ", σ: "ς",
};
/** @type {Map<string, string>} */
const plainOf = new Map();
for (const [plain, letters] of Object.entries(PLAIN)) for (const letter of letters) plainOf.set(letter, plain);
// U+02B0 to U+02FF count among the letters, and people type them as an apostrophe.
const WORD = /(?:(?![\u02b0-\u02ff])[\p{L}\p{N}])+/gu;

/**
 * The words of a text in small plain letters and digits; whatever is neither, but a mark, parts two words.
 * @param {string} text
 * @returns {string[]}
 */
export function words(text) {
  const apart = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return [...apart].map((sign) => plainOf.get(sign) ?? sign).join("").match(WORD) ?? [];
}

/**
 * What was typed, as a search takes notice of it.
 * @param {string} text
 */
export const typedWords = (text) => words(text.slice(0, LONGEST));

/**
 * Whether so much was typed that the beginning of a word will do.
 * @param {string[]} sought
 */
export const areEnough = (sought) => count(sought) >= PREFIX;

/**
 * Whether the words that were typed lead to the name of these words, in whatever order: each begins where a word
 * of the name begins, however either is parted into words. Two letters must be a whole word.
 * @param {string[]} sought
 * @param {string[]} name
 */
export function isFound(sought, name) {
  if (!areEnough(sought)) return count(sought) >= WHOLE && name.includes(sought.join(""));
  /** @param {string} group */
  const begins = (group) =>
    name.some((word, start) => word[0] === group[0] && name.slice(start).join("").startsWith(group));
  const reached = [0];
  for (let end = 1; end <= sought.length; end += 1) {
    if (reached.some((start) => begins(sought.slice(start, end).join("")))) reached.push(end);
  }
  return reached.at(-1) === sought.length;
}

/** @param {string[]} sought */
const count = (sought) => [...sought.join("")].length;
