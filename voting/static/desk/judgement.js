// What the phone itself says of a pass or number, by the roll that it holds and what was last heard of who is where.
import { cleanPass, hashes, hashOf, isNumber } from "./passes.js";
import { attentionWith, judge } from "./rules.js";

/** @import { Attention, Kind } from "./rules.js" */
/**
 * @typedef {object} Roll as the server gives it
 * @property {number} assembly
 * @property {string} version
 * @property {number} until when it is to be forgotten, in milliseconds since 1970
 * @property {string} key of the hashes, in base64
 * @property {string[]} numbers
 * @property {string[]} names by the index of the number
 * @property {Record<number, string>} legal by that index the representatives of legal persons
 * @property {Record<number, [string, number | null]>} apart by that index the postcode and year of birth of namesakes
 * @property {string} passes hashes of the passes first issued, in that order, in base64
 * @property {{ day: string, passes: string }[]} others of other assemblies: their day, shorter hashes of their passes
 */
/**
 * @typedef {object} States what changes during the day, as the server gives it
 * @property {number} [seq] up to where in the server's log it knows
 * @property {string} [roll_version] of the roll that it was given with
 * @property {Record<string, string[]>} places by place the numbers of those present
 * @property {Record<string, string | null>} [moved] where those are who have gone elsewhere since; null: nowhere
 * @property {Record<string, number>} holders for how many members each holder votes
 * @property {string[]} assistance the numbers of those who asked for help
 * @property {string[]} revoked hashes of passes that were replaced
 * @property {Record<string, string>} reissued by hash whose passes they are that the roll does not hold
 * @property {number} fetchedAt in milliseconds since 1970
 */
/** @typedef {{ roll: Roll, byNumber: Map<string, number>, byPass: Map<string, number>, others: { day: string, known: Set<string> }[] }} Opened */
/**
 * @typedef {object} Judged an answer of the phone's own
 * @property {string} answer
 * @property {string} number
 * @property {string} [name]
 * @property {[string, number | null]} [apart] the postcode and year of birth of somebody who has namesakes
 * @property {string} [place] where else they are
 * @property {string} [day] of the other assembly that the pass is for
 * @property {Attention | null} [attention]
 */

const HASH_BYTES_OF_OTHERS = 4;

/**
 * What is known of the day after the server has said what has changed, or everything.
 * @param {States | null} known
 * @param {States} fetched where it has no places: only what has changed since
 * @returns {States}
 */
export const learn = (known, fetched) =>
  fetched.places ? fetched : { ...known, ...fetched, moved: { ...known?.moved, ...fetched.moved } };

/**
 * The roll, with its indexes.
 * @param {Roll} roll
 * @returns {Opened}
 */
export function open(roll) {
  return {
    roll,
    byNumber: new Map(roll.numbers.map((number, index) => [number, index])),
    byPass: new Map(hashes(roll.passes).map((hash, index) => [hash, index])),
    others: roll.others.map(({ day, passes }) => ({ day, known: new Set(hashes(passes, HASH_BYTES_OF_OTHERS)) })),
  };
}

/**
 * What to answer to a pass or a number.
 * @param {{ opened: Opened, states: States | null, places: Map<string, string>, venue: string }} known
 * @param {Kind} kind
 * @param {string} text
 * @returns {Promise<Judged>}
 */
export async function judgeShown({ opened, states, places, venue }, kind, text) {
  const { number, revoked, day } = await whose(opened, states, text);
  if (number === undefined) return { answer: day ? "other_assembly" : "unknown_pass", number: "", day };
  const index = opened.byNumber.get(number);
  const place = places.get(number);
  const answer = judge(kind, { entitled: index !== undefined, revoked, place }, venue);
  if (index === undefined) return { answer, number };
  const judged = { answer, number, name: opened.roll.names[index], apart: opened.roll.apart?.[index], attention: attentionWith(answer, minds(opened, states, index)) };
  return answer === "present_elsewhere" ? { ...judged, place } : judged;
}

/**
 * Whose pass or number it is, and whether the pass was replaced; else the day of the other assembly, if it is for one.
 * @param {Opened} opened
 * @param {States | null} states
 * @param {string} text
 * @returns {Promise<{ number?: string, revoked: boolean, day?: string }>}
 */
async function whose({ roll, byPass, others }, states, text) {
  const pass = cleanPass(text);
  if (!pass) return { number: isNumber(text.trim()) ? text.trim() : undefined, revoked: false };
  const hash = await hashOf(roll.key, pass);
  const index = byPass.get(hash);
  const number = states?.reissued[hash] ?? (index === undefined ? undefined : roll.numbers[index]);
  if (number !== undefined) return { number, revoked: states?.revoked.includes(hash) ?? false };
  const short = hash.slice(0, 2 * HASH_BYTES_OF_OTHERS);
  return { day: others.find(({ known }) => known.has(short))?.day, revoked: false };
}

/**
 * What is to be minded about the member at an index of the roll.
 * @param {Opened} opened
 * @param {States | null} states
 * @param {number} index
 * @returns {Attention}
 */
function minds({ roll }, states, index) {
  const number = roll.numbers[index];
  return {
    representative: Object.hasOwn(roll.legal, index) ? roll.legal[index] : null,
    represents: states?.holders[number] ?? 0,
    assistance: states?.assistance.includes(number) ?? false,
  };
}
