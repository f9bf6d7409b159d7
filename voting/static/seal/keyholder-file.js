// What a keyholder takes home: a file, and a sheet of paper with a QR code for when that is lost. Both hold the secrets under the
// passphrase (sheet.js); the file also what was signed, so that nothing is signed twice (docs/sealed.md, Keys).
import { documentOf, isHex, isListOf, isNumber } from "./document.js";
import { emptyMemory, Keyholder } from "./keyholder.js";
import { KEYHOLDER_INDICES } from "./session.js";
import { openedSheet } from "./sheet.js";
import { concat, FORMAT, fromHex, hex, same, SealFault, u8, utf8 } from "./wire.js";

/** @import { Memory } from "./keyholder.js" */
/** @import { World } from "./session.js" */
/**
 * @typedef {object} Kept
 * @property {Uint8Array} sid
 * @property {number} index of the keyholder
 * @property {Uint8Array} sheet
 * @property {Memory} memory
 * @property {string} [card] by what the page speaks to the server; the paper has it not
 */

const PAPER = 1 + 32 + 80; // bytes: the keyholder's index, sid and sheet

/**
 * The bytes of the file, to be written anew whenever something was signed, before it is sent.
 * @param {Kept} kept
 */
export const fileOf = ({ sid, index, sheet, memory: { byVoice, contexts, isRestored, statements }, card }) =>
  utf8(
    JSON.stringify({
      by_voice: byVoice, ...(card && { card }), contexts: sorted(contexts), format: FORMAT, index, restored: isRestored, sheet: hex(sheet), sid: hex(sid),
      statements: sorted(statements),
    }),
  );

/**
 * What a file holds. Refuses ("keyholder_file") what is none.
 * @param {Uint8Array} bytes
 * @returns {Kept}
 */
export function keptIn(bytes) {
  const { by_voice, card, contexts, format, index, restored, sheet, sid, statements, ...more } = documentOf(bytes, "keyholder_file");
  const isWhole = format === FORMAT && typeof restored === "boolean" && Object.keys(more).length === 0;
  const isKnown = isNumber(index) && KEYHOLDER_INDICES.includes(index) && isHex(sheet, 80) && isHex(sid, 32);
  if (!isWhole || !isKnown || !isListOf(by_voice) || !isByRound(contexts, 32) || !isByRound(statements, 64))
    throw new SealFault("keyholder_file");
  if (card !== undefined && typeof card !== "string") throw new SealFault("keyholder_file");
  const memory = { byVoice: by_voice, contexts, isRestored: restored, statements };
  return { sid: fromHex(sid), index, sheet: fromHex(sheet), memory, ...(card && { card }) };
}

/**
 * The text of the QR code on paper.
 * @param {Pick<Kept, "sid" | "index" | "sheet">} kept
 */
export const paperOf = ({ sid, index, sheet }) => hex(concat(u8(index), sid, sheet)).toUpperCase();

/**
 * What a sheet of paper holds: nothing of what was signed, so that its keyholder is one who was restored. Refuses ("paper") what
 * is none.
 * @param {string} text
 * @returns {Kept}
 */
export function keptOnPaper(text) {
  const digits = text.replaceAll(/\s/g, "").toLowerCase();
  if (!isHex(digits, PAPER)) throw new SealFault("paper");
  const bytes = fromHex(digits);
  if (!KEYHOLDER_INDICES.includes(bytes[0])) throw new SealFault("paper");
  return { index: bytes[0], sid: bytes.slice(1, 33), sheet: bytes.slice(33), memory: emptyMemory(true) };
}

/**
 * The keyholder, back at work. Refuses ("other_keys") what was kept of another session, and ("sheet") another passphrase.
 * @param {World} world
 * @param {Kept} kept
 * @param {string} passphrase
 * @param {{ onProgress?: (done: number) => void }} [how]
 */
export async function unlocked(world, { sid, index, sheet, memory }, passphrase, how) {
  if (!same(sid, world.sid)) throw new SealFault("other_keys");
  return new Keyholder(world, index, await openedSheet(world, index, sheet, passphrase, how), memory);
}

/** @param {Record<string, string>} byRound */
const sorted = (byRound) => Object.fromEntries(Object.entries(byRound).toSorted(([one], [other]) => (one < other ? -1 : 1)));

/**
 * @param {unknown} value
 * @param {number} length of each in bytes
 * @returns {value is Record<string, string>}
 */
const isByRound = (value, length) =>
  value?.constructor === Object && Object.values(value).every((each) => isHex(each, length));
