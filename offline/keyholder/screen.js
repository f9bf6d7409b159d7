// One screen after the other, each drawn from words: it can be drawn again in another language, or when something has changed,
// and keeps what was typed and where one is.
import { all, element, field } from "../dom.js";
import { counted, drawAnew, filled, inFours, spoken } from "../language.js";
import { KEYHOLDER_WORDS } from "./words.js";

/** @import { KeyholderWords } from "./words.js" */
/**
 * @typedef {object} Screen
 * @property {string} title
 * @property {(Node | string)[]} parts
 * @property {(Node | string)[]} [live] what changes by itself, told to who listens
 */
/** @typedef {(words: KeyholderWords) => Screen} Draw */

/** @type {Draw | null} */
let current = null;

/** @type {HTMLElement[]} the fields of the last screen that had any, for when it is shown again */
let left = [];

/**
 * A new screen, whose title gets the focus; one that is shown again has what was typed into it.
 * @param {Draw} draw
 * @param {boolean} [isAgain]
 */
export function show(draw, isAgain = false) {
  const fields = keptFields();
  if (fields.length) left = fields;
  for (const part of all("[data-parts], [data-live]")) part.replaceChildren();
  current = draw;
  redraw();
  if (isAgain) for (const old of left) document.getElementById(old.id)?.replaceWith(old);
  document.getElementById("screen-title")?.focus();
}

/** The same screen as it is now. */
export function redraw() {
  if (!current) return;
  const { title, parts, live = [] } = current(KEYHOLDER_WORDS[spoken()]);
  const [heading] = all("#screen-title");
  if (heading.textContent !== title) heading.textContent = title;
  const [kept, focused] = [keptFields(), document.activeElement?.id];
  all("[data-parts]")[0].replaceChildren(...parts);
  for (const old of kept) document.getElementById(old.id)?.replaceWith(old);
  const said = element("div", {}, ...live);
  if (said.innerHTML !== all("[data-live]")[0].innerHTML) all("[data-live]")[0].replaceChildren(...said.childNodes);
  if (focused && focused !== "screen-title") document.getElementById(focused)?.focus();
}

/** Forgets what was typed. */
export function forget() {
  for (const each of left) Object.assign(each, { value: "" });
  left = [];
}

/** The fields of the screen, with what was typed and chosen. */
const keptFields = () => all("[data-parts] :is(input, textarea, video)").filter(({ id }) => id);

/**
 * A screen that waits for a choice.
 * @template Choice
 * @param {(words: KeyholderWords, choose: (choice: Choice) => void) => Screen} draw
 * @param {boolean} [isAgain]
 * @returns {Promise<Choice>}
 */
export const asked = (draw, isAgain) => new Promise((choose) => show((words) => draw(words, choose), isAgain));

/** @param {string} text */
export const paragraph = (text, className = "") => element("p", { className }, text);

/**
 * Where one is in the ceremony.
 * @param {KeyholderWords} words
 * @param {number} number of the step
 */
export const step = (words, number) => paragraph(filled(words.step, { number }), "small");

/** @param {string} twenty */
export const large = (twenty) => element("p", { className: "digits large" }, inFours(twenty));

/**
 * @param {string} id
 * @param {string} text
 * @param {() => void} onclick
 */
export const button = (id, text, onclick, className = "") => element("button", { id, type: "button", className, onclick }, text);

/** @param {Node[]} buttons */
export const choices = (...buttons) => element("p", { className: "choices" }, ...buttons);

/** @param {string | null | false} text */
export const fault = (text) => (text ? [element("p", { className: "answer bad", role: "alert" }, text)] : []);

/**
 * @param {number} done
 * @param {number} max
 * @param {string} label
 */
export const progress = (done, max, label) => {
  const bar = element("progress", { max: Math.max(max, 1), value: done });
  bar.setAttribute("aria-label", label);
  return bar;
};

/** @param {string[]} text */
export const listed = (...text) => element("ul", {}, ...text.map((each) => element("li", {}, each)));

/**
 * @param {string} id
 * @param {string} text
 * @param {Record<string, unknown>} [given]
 */
export const entry = (id, text, given = {}) => [
  element("label", { htmlFor: id }, text),
  element("input", { id, autocomplete: "off", spellcheck: false, ...given }),
];

/** @param {string} id */
export const typed = (id) => field(id).value;

/** @param {string} id */
export async function chosenFile(id) {
  const [file] = /** @type {HTMLInputElement} */ (field(id)).files ?? [];
  return file ? new Uint8Array(await file.arrayBuffer()) : null;
}

/** @param {(words: KeyholderWords) => string} say */
export function tellNetwork(say) {
  const [place] = all("[data-network]");
  const sentence = say(KEYHOLDER_WORDS[spoken()]);
  if (place.textContent !== sentence) place.textContent = sentence;
}

export { counted, filled };

/**
 * Goes on where Enter is pressed in a field, as by the button.
 * @param {KeyboardEvent} event
 */
function goOn({ key, target }) {
  const isField = target instanceof HTMLInputElement && target.type !== "file";
  if (key === "Enter" && isField) all("[data-parts] .choices button:not(.quiet)").at(-1)?.click();
}

for (const part of all("[data-parts]")) part.addEventListener("keydown", goOn);
drawAnew(redraw);
