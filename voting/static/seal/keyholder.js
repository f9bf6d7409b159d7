// What a keyholder does on the day, and never does twice: one context and one statement for each round, and shares only
// for the box that the quorum has signed (docs/sealed.md, Closing and opening).
import { statementOf } from "./box.js";
import { contextHash } from "./context.js";
import { sharesOf } from "./opening.js";
import { QUORUM, signersOf, THRESHOLD } from "./session.js";
import { signed } from "./signatures.js";
import { hex, same, SealFault } from "./wire.js";

/** @import { Box } from "./box.js" */
/** @import { Context } from "./context.js" */
/** @import { Source } from "./random.js" */
/** @import { World } from "./session.js" */
/** @import { Secrets } from "./sheet.js" */

/**
 * @typedef {object} Memory what must outlive the page, in the keyholder's file: nothing of it is secret
 * @property {Record<string, string>} contexts ctx by round
 * @property {Record<string, string>} statements S by round
 * @property {string[]} byVoice rounds opened by the rule of three voices
 * @property {boolean} isRestored whether what was signed before is not known, as the secrets came from the sheet alone
 */

/** @type {(isRestored?: boolean) => Memory} */
export const emptyMemory = (isRestored = false) => ({ contexts: {}, statements: {}, byVoice: [], isRestored });

export class Keyholder {
  #world;
  #index;
  #secrets;
  #memory;

  /**
   * @param {World} world
   * @param {number} index
   * @param {Secrets} secrets
   * @param {Memory} memory
   */
  constructor(world, index, secrets, memory) {
    this.#world = world;
    this.#index = index;
    this.#secrets = secrets;
    this.#memory = structuredClone(memory);
  }

  /** What is to be kept before anything that was just signed is sent. */
  get memory() {
    return structuredClone(this.#memory);
  }

  /**
   * The signature of a round's context. Refuses ("context_signed") another of the same number and round, whoever asks; and
   * without the three voices one whose client knows no more what it has signed ("restored").
   * @param {Context} context
   * @param {{ byVoice?: boolean }} [how]
   */
  signContext(context, { byVoice = false } = {}) {
    this.#knowing(this.#memory.contexts, context, byVoice);
    this.#once(this.#memory.contexts, context, hex(context.ctx), "context_signed");
    return signed(this.#secrets.seed, contextHash(context.ctx));
  }

  /**
   * The signature of what was said of a closed box, if this keyholder has found the same in it. Refuses what does not fit
   * the box ("statement"), another box for the round ("statement_signed"), another context ("context_signed"); and without
   * the three voices one whose client knows no more what it has signed ("restored").
   * @param {Context} context
   * @param {Box} box
   * @param {{ statement: Uint8Array, paper: number, tookPart: Uint8Array, byVoice?: boolean }} said
   */
  signStatement(context, box, { statement, paper, tookPart, byVoice = false }) {
    if (!same(statement, statementOf(context.ctx, box, paper, tookPart))) throw new SealFault("statement");
    this.#knowing(this.#memory.statements, context, byVoice);
    this.#once(this.#memory.contexts, context, hex(context.ctx), "context_signed");
    this.#once(this.#memory.statements, context, hex(statement), "statement_signed");
    return signed(this.#secrets.seed, statement);
  }

  /**
   * The shares for a box whose statement this keyholder has signed. Refuses another ("statement"), and fewer good signatures
   * over it than the quorum ("quorum"); where only three keyholders are left, who have read its digits to each other by
   * voice, three. An empty box needs none.
   * @param {Context} context
   * @param {Box} box
   * @param {Uint8Array} statement
   * @param {Map<number, Uint8Array>} signatures by the keyholder's index
   * @param {{ byVoice?: boolean, source?: Source }} [how]
   */
  release(context, box, statement, signatures, { byVoice = false, source } = {}) {
    const round = roundOf(context);
    if (this.#memory.statements[round] !== hex(statement)) throw new SealFault("statement");
    const signers = signersOf(this.#world, statement, signatures).length;
    if (signers < (byVoice ? THRESHOLD : QUORUM)) throw new SealFault("quorum", signers);
    if (byVoice && !this.#memory.byVoice.includes(round)) this.#memory.byVoice.push(round);
    return box.size === 0 ? [] : sharesOf(this.#world, this.#index, this.#secrets.share, statement, box.sums, source);
  }

  /** Overwrites the secrets. */
  erase() {
    for (const secret of [this.#secrets.share, this.#secrets.seed]) secret.fill(0);
  }

  /**
   * Refuses ("restored") where it is not known what was signed, and nobody has heard the others.
   * @param {Record<string, string>} known
   * @param {Context} context
   * @param {boolean} byVoice
   */
  #knowing(known, context, byVoice) {
    if (this.#memory.isRestored && !byVoice && !known[roundOf(context)]) throw new SealFault("restored");
  }

  /**
   * @param {Record<string, string>} known
   * @param {Context} context
   * @param {string} value
   * @param {string} code
   */
  #once(known, context, value, code) {
    const round = roundOf(context);
    if ((known[round] ??= value) !== value) throw new SealFault(code);
  }
}

/** @param {Context} context */
const roundOf = ({ number, round }) => JSON.stringify([number, round]);
