// In which language the page speaks; what is drawn in it is drawn anew when another is chosen.

/** @import { WORDS } from "./words.js" */
/** @typedef {keyof typeof WORDS} Language */

/** @type {Language[]} */
export const LANGUAGES = ["nl", "fr", "de", "en"];
/** @type {Language} */
let language = LANGUAGES.find((each) => navigator.language.startsWith(each)) ?? "en";
/** @type {(() => void)[]} */
const drawn = [];

export const spoken = () => language;

/** @param {() => void} draw */
export const drawAnew = (draw) => drawn.push(draw);

/** @param {Language} chosen */
export function speak(chosen) {
  language = chosen;
  for (const draw of drawn) draw();
}

/**
 * @param {string} sentence
 * @param {Record<string, any>} values
 */
export const filled = (sentence, values) => sentence.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** @param {number} number */
export const counted = (number) => number.toLocaleString(language);

/** @param {string} twenty */
export const inFours = (twenty) => twenty.replaceAll(/.{4}(?=.)/g, "$& ");
