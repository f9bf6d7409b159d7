// What a member checks from disk: what is found is in voting/static/seal/member.js, what is said in words.js.
import { filesOf } from "../voting/static/seal/bundle.js";
import { checkedReceipt, remade, roundFrom } from "../voting/static/seal/member.js";
import { revealedBy } from "../voting/static/seal/test-code.js";
import { codeForTheEye, fromHex, same, SealFault } from "../voting/static/seal/wire.js";
import { all, field } from "./dom.js";
import { drawAnew, filled, inFours, spoken } from "./language.js";
import { readCode } from "./picture.js";
import { WORDS } from "./words.js";

/** @import { Round } from "../voting/static/seal/member.js" */
/** @import { Words } from "./words.js" */
/** @typedef {{ isGood: boolean, lines: (string | { digits: string })[] }} Answer */

const OF_KEYS = ["session", "hello", "ready", "hex"]; // faults that mean: these are no keys
/** @type {Round | null} */
let round = null;
/** @type {Map<string, (words: Words) => Answer>} what each part of the page has to say, in whatever language */
const answers = new Map();

function draw() {
  const words = WORDS[spoken()];
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
      words.keyDigits, { digits: inFours(keyDigits) },
      ...(ballots && boxDigits
        ? [filled(words.boxDigits, { size: ballots.length, signers: boxSigners }), { digits: inFours(boxDigits) }]
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

/** Lets nothing leave the page from now on, and shows what a member can check. */
export function beginChecking() {
  const policy = Object.assign(document.createElement("meta"), { httpEquiv: "Content-Security-Policy", content: "connect-src 'none'" });
  document.head.append(policy);
  field("files").addEventListener("change", ({ target }) => {
    const { files } = /** @type {HTMLInputElement} */ (target);
    if (files?.length) say("files", () => takeFiles(files));
  });
  for (const input of /** @type {HTMLInputElement[]} */ (all("[data-into]")))
    input.addEventListener("change", () => readPicture(input));
  for (const form of all("form[data-form]"))
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const part = /** @type {string} */ (form.dataset.form);
      say(part, part === "test" ? checkTest : checkReceipt);
    });
  drawAnew(draw);
  draw();
}
