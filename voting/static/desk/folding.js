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
 * Tells of names, by their words, whether the words that were typed lead to them, in whatever order: each begins
 * where a word of the name begins, however either is parted into words. Two letters must be a whole word.
 * @param {string[]} sought
 * @returns {(name: string[]) => boolean}
 */
export function finder(sought) {
  const typed = sought.join("");
  if (!areEnough(sought)) return (name) => count(sought) >= WHOLE && name.includes(typed);
  const groups = sought.map((_, start) => {
    const rest = sought.slice(start);
    return rest.map((_word, last) => rest.slice(0, last + 1).join(""));
  });
  return (name) => {
    const reached = new Set([0]);
    for (const [start, group] of groups.entries()) {
      if (!reached.has(start)) continue;
      for (const [last, text] of group.entries()) if (begins(text, name)) reached.add(start + last + 1);
    }
    return reached.has(sought.length);
  };
}

/**
 * Whether a text begins where one of the words begins.
 * @param {string} text
 * @param {string[]} name
 */
const begins = (text, name) =>
  name.some((word, start) => word.startsWith(text) || (text.startsWith(word) && name.slice(start).join("").startsWith(text)));

/** @param {string[]} sought */
const count = (sought) => [...sought.join("")].length;
