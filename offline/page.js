// The page that a member opens from disk: what it finds is in voting/static/seal/member.js, what it says in words.js.
import { filesOf } from "../voting/static/seal/bundle.js";
import { checkedReceipt, remade, roundFrom } from "../voting/static/seal/member.js";
import { selfTest } from "../voting/static/seal/self-test.js";
import { revealedBy } from "../voting/static/seal/test-code.js";
import { codeForTheEye, fromHex, same, SealFault } from "../voting/static/seal/wire.js";
import { readCode } from "./picture.js";
import { WORDS } from "./words.js";

/** @import { Round } from "../voting/static/seal/member.js" */
/** @import { Words } from "./words.js" */
/** @typedef {keyof typeof WORDS} Language */
/** @typedef {{ isGood: boolean, lines: (string | { digits: string })[] }} Answer */

/** @type {Language[]} */
const LANGUAGES = ["nl", "fr", "de", "en"];
const OF_KEYS = ["session", "hello", "ready", "hex"]; // faults that mean: these are no keys
/** @type {Language} */
let language = LANGUAGES.find((each) => navigator.language.startsWith(each)) ?? "en";
/** @type {Round | null} */
let round = null;
/** @type {Map<string, (words: Words) => Answer>} what each part of the page has to say, in whatever language */
const answers = new Map();

/**
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} selector
 * @returns {Kind[]}
 */
const all = (selector) => [.../** @type {NodeListOf<Kind>} */ (document.querySelectorAll(selector))];

/**
 * @param {string} id
 * @returns {HTMLInputElement | HTMLTextAreaElement}
 */
const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

/**
 * @param {string} sentence
 * @param {Record<string, any>} values
 */
const filled = (sentence, values) => sentence.replaceAll(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** @param {string} twenty */
const inFours = (twenty) => ({ digits: twenty.replaceAll(/.{4}(?=.)/g, "$& ") });

function draw() {
  const words = WORDS[language];
  document.documentElement.lang = language;
  document.title = words.title;
  for (const part of all("[data-word]")) {
    part.textContent = /** @type {any} */ (words)[/** @type {string} */ (part.dataset.word)];
  }
  for (const button of all("[data-languages] button")) button.ariaPressed = String(button.lang === language);
  for (const part of all("[data-needs-round]")) part.hidden = round === null;
  for (const part of all("[data-answer]")) {
    const answer = answers.get(/** @type {string} */ (part.dataset.answer))?.(words);
    part.className = `answer ${answer ? (answer.isGood ? "good" : "bad") : ""}`;
    part.replaceChildren(...(answer?.lines ?? []).map(line));
  }
}

/** @param {string | { digits: string }} content */
function line(content) {
  const paragraph = document.createElement("p");
  paragraph.textContent = typeof content === "string" ? content : content.digits;
  if (typeof content !== "string") paragraph.className = "digits";
  return paragraph;
}

/**
 * Says what an act has found, or why it was refused.
 * @param {string} part
 * @param {() => Promise<(words: Words) => Answer>} act
 */
async function say(part, act) {
  answers.delete(part);
  draw();
  try {
    answers.set(part, await act());
  } catch (fault) {
    const told = fault instanceof SealFault ? fault.code : "other";
    const code = OF_KEYS.includes(told) ? "keys" : told;
    answers.set(part, ({ faults }) => ({ isGood: false, lines: [code in faults ? faults[/** @type {"other"} */ (code)] : faults.other] }));
  }
  draw();
}

/** @param {FileList} picked */
async function takeFiles(picked) {
  round = null;
  for (const part of ["test", "receipt"]) answers.delete(part);
  const read = [...picked].map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }));
  const { context, keyDigits, boxDigits, boxSigners, ballots } = (round = roundFrom(filesOf(await Promise.all(read))));
  return (/** @type {Words} */ words) => ({
    isGood: true,
    lines: [
      filled(words.roundOf, context),
      ...(context.candidates.length ? [filled(words.candidates, { list: context.candidates.join(", ") })] : []),
      words.keyDigits, inFours(keyDigits),
      ...(ballots && boxDigits
        ? [filled(words.boxDigits, { size: ballots.length, signers: boxSigners }), inFours(boxDigits)]
        : [words.boxOpen]),
    ],
  });
}

/** @param {string} id */
function hexIn(id) {
  try {
    return fromHex(field(id).value.replaceAll(/\s/g, "").toLowerCase());
  } catch {
    throw new SealFault(id);
  }
}

async function checkTest() {
  const known = /** @type {Round} */ (round);
  const leaf = hexIn("leaf");
  if (leaf.length !== 32) throw new SealFault("leaf");
  const revealed = revealedBy(field("test").value);
  const made = remade(known, revealed);
  const isSame = same(made.leaf, leaf);
  return (/** @type {Words} */ words) => ({
    isGood: isSame,
    lines: isSame
      ? [words.testSame, { digits: codeForTheEye(leaf) }, ...held(known, made.answers, words), filled(words.heldFor, made),
        [words.bySelf, words.byDevice, words.byTablet][revealed.by]]
      : [words.testOther],
  });
}

/**
 * What a ballot holds, a line for each question.
 * @param {Round} known
 * @param {number[]} answered
 * @param {Words} words
 */
function held({ context: { candidates, shape } }, answered, words) {
  return answered.map((answer, question) => {
    const isMotion = shape.questions[question].length === 3;
    const said = isMotion ? [words.for, words.against, words.abstain][answer] : [words.noMark, words.mark][answer];
    const about = candidates.length ? (candidates[question] ?? words.blank) : "";
    return about ? `${about}: ${said}` : said;
  });
}

async function checkReceipt() {
  const known = /** @type {Round} */ (round);
  const number = field("number").value.trim();
  const { leaf, isInBox, isOfMember } = checkedReceipt(known, hexIn("receipt"), number);
  return (/** @type {Words} */ words) => ({
    isGood: isInBox !== false && isOfMember !== false,
    lines: [
      words.receiptGood, { digits: codeForTheEye(leaf) },
      isInBox === null ? words.boxOpen : isInBox ? words.receiptIn : words.receiptOut,
      ...(isOfMember === null ? [] : [filled(isOfMember ? words.receiptMine : words.receiptNotMine, { number })]),
    ],
  });
}

/**
 * Reads the code in a picture into a field.
 * @param {HTMLInputElement} input
 */
async function readPicture(input) {
  const [picture] = input.files ?? [];
  const into = /** @type {string} */ (input.dataset.into);
  if (!picture) return;
  const code = await readCode(picture).catch(() => null);
  const part = into === "leaf" ? "test" : into;
  answers.delete(part);
  if (code === null) answers.set(part, ({ faults }) => ({ isGood: false, lines: [faults.picture] }));
  else field(into).value = code;
  draw();
}

function begin() {
  selfTest();
  document.querySelector("[data-languages]")?.append(
    ...LANGUAGES.map((each) => {
      const button = document.createElement("button");
      Object.assign(button, { lang: each, textContent: WORDS[each].language, type: "button" });
      button.addEventListener("click", () => {
        language = each;
        draw();
      });
      return button;
    }),
  );
  field("files").addEventListener("change", ({ target }) => {
    const { files } = /** @type {HTMLInputElement} */ (target);
    if (files?.length) say("files", () => takeFiles(files));
  });
  for (const input of /** @type {HTMLInputElement[]} */ (all("[data-into]")))
    input.addEventListener("change", () => readPicture(input));
  for (const form of all("form"))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const part = /** @type {string} */ (form.dataset.form);
      say(part, part === "test" ? checkTest : checkReceipt);
    });
  draw();
  for (const part of all("main")) part.hidden = false;
}

begin();
