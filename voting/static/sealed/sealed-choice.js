// A choice that is sealed in the page and not yet cast. Its seed is known here alone, and is overwritten as soon as nobody can need it.
import { system } from "../seal/random.js";
import { seal } from "../seal/sealing.js";
import { testCodeOf } from "../seal/test-code.js";
import { leafOf } from "../seal/tree.js";
import { SealFault } from "../seal/wire.js";

/** @import { Element } from "../vendor/noble-2.4.0/noble.js" */
/** @import { Context } from "../seal/context.js" */

/**
 * @typedef {object} SealedChoice
 * @property {Uint8Array} ballot
 * @property {Uint8Array} nonce
 * @property {Uint8Array} leaf
 * @property {Uint8Array} seed
 * @property {() => string} testCode
 */

/**
 * @param {{ context: Context, key: Element, by: number, number: string }} to
 * @param {number[]} answers
 * @returns {SealedChoice}
 */
export function sealedChoice({ context: { ctx, shape }, key, by, number }, answers) {
  for (;;) {
    const seed = system.bytes(32);
    try {
      const { ballot, nonce } = seal(ctx, key, by, number, shape, answers, seed);
      return { ballot, nonce, leaf: leafOf(ballot), seed, testCode: () => testCodeOf({ ctx, seed, by, answers, number }) };
    } catch (fault) {
      if (!(fault instanceof SealFault && fault.code === "seed")) throw fault;
    }
  }
}

/** @param {SealedChoice | null} sealed */
export const forgetSeed = (sealed) => sealed?.seed.fill(0);
