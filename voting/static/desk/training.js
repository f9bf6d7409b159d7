// Training: what is done at the door is judged by the phone alone, with invented people. Nothing is kept or sent.
import * as roll from "./roll.js";
import { isKind, stateOf } from "./rules.js";

/** @import { Judged } from "./judgement.js" */
/** @import { Item } from "./sending.js" */

/** @type {Map<string, Judged & { before: string | undefined }>} by nonce what was answered, and where the member was */
const acts = new Map();

/**
 * One act of the training: as an act at the door looks, and the answer to it.
 * @param {string} kind
 * @param {Record<string, string>} fields
 * @returns {Promise<{ item: Item, judged: Judged & { state: string } }>}
 */
export async function practise(kind, fields) {
  const item = { order: 0, nonce: crypto.randomUUID(), kind, fields, venue: "", scannedAt: Date.now(), shown: null };
  if (!isKind(kind)) return { item, judged: about(kind, fields.act) };
  const judged = await roll.judge(kind, fields.member);
  acts.set(item.nonce, { ...judged, before: roll.placeOf(judged.number) });
  roll.note(judged.number, judged.answer, judged.place);
  return { item, judged: { ...judged, state: stateOf(judged.answer, judged.attention) } };
}

/**
 * The answer about an act before: it is taken back, or a supervisor is asked.
 * @param {string} kind
 * @param {string} nonce
 */
function about(kind, nonce) {
  const { number = "", name = "", before = undefined } = acts.get(nonce) ?? {};
  if (kind !== "undo") return { answer: "asked", state: "asked", number, name };
  roll.putBack(number, before);
  return { answer: "undone", state: "undone", number, name };
}
