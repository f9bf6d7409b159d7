// The round that a page seals votes for: its context and keys, fetched and held against each other, the keyholders' signatures
// and what the page shows.
import { roundFrom } from "../seal/member.js";
import { receiptFrom } from "../seal/receipt.js";
import { fromHex, SealFault, utf8 } from "../seal/wire.js";

/** @import { Contest } from "./choice.js" */

/**
 * What is told of a round at this address, once at least four keyholders have signed it. Refuses what member.js refuses; throws
 * TypeError where there is no answer.
 * @param {string} address
 */
export async function roundAt(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw answer.status < 500 ? new SealFault("context") : new TypeError("no answer");
  const { context, keys, context_signatures } = await answer.json();
  const signatures = utf8(JSON.stringify({ context_signatures }));
  return roundFrom(new Map([["keys.json", fromHex(keys)], ["context.json", fromHex(context)], ["signatures.json", signatures]]));
}

/**
 * Refuses ("other_round") a round that is not the one of a page.
 * @param {import("../seal/member.js").Round} round
 * @param {Contest & { number: string, round: number }} page
 */
export function mustBeOf({ context }, { method, candidates, seats, number, round }) {
  const isSame = context.method === method && context.number === number && context.round === round
    && context.seats === seats && context.candidates.join("\n") === candidates.join("\n");
  if (!isSame) throw new SealFault("other_round");
}

/**
 * Whether the box of a round has signed a receipt. Throws TypeError where nobody answers.
 * @param {string} address of the round's context
 * @param {Uint8Array} receipt
 */
export async function isGoodReceipt(address, receipt) {
  try {
    const { context } = await roundAt(address);
    receiptFrom(receipt, context);
    return true;
  } catch (fault) {
    if (fault instanceof SealFault) return false;
    throw fault;
  }
}
