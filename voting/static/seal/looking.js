// Looking through a box by several at once: workers, or the page itself, which stays alive between two pieces.
import { lookAt, wholeBox } from "./box.js";

/** @import { Finding, Piece } from "./box.js" */
/** @typedef {(piece: Piece) => Promise<Finding>} Looker */

/**
 * The page itself: it does what else there is to do before each piece.
 * @type {Looker}
 */
export async function thisPage(piece) {
  await new Promise((done) => setTimeout(done));
  return lookAt(piece);
}

/**
 * The whole box, each looker taking the next piece when it has done one. Refuses as wholeBox does, as soon as a ballot is found
 * unsound.
 * @param {Piece[]} pieces
 * @param {Looker[]} lookers
 * @param {(done: number) => void} [onProgress] with the number of pieces that are done
 */
export async function lookThrough(pieces, lookers, onProgress) {
  const waiting = pieces.values();
  /** @type {Finding[]} */
  const findings = [];
  let isOver = false;
  const work = async (/** @type {Looker} */ look) => {
    for (const piece of waiting) {
      if (isOver) return;
      const finding = await look(piece);
      findings.push(finding);
      isOver ||= finding.unsound.length > 0;
      onProgress?.(findings.length);
    }
  };
  const stopped = (/** @type {unknown} */ fault) => {
    isOver = true;
    throw fault;
  };
  await Promise.all(lookers.map((look) => work(look).catch(stopped)));
  return wholeBox(findings);
}
