// Looking at ballots: at all of a closed box, or beforehand at those that came in advance, which are then known to be sound for as
// long as the page is open.
import { leavesOf, piecesOf, withKnown } from "../../voting/static/seal/box.js";
import { lookThrough } from "../../voting/static/seal/looking.js";
import { lengthOf } from "../../voting/static/seal/shape.js";
import { leafOf } from "../../voting/static/seal/tree.js";
import { concat, hex, SealFault } from "../../voting/static/seal/wire.js";
import { withLookers } from "../lookers.js";
import { counted, filled, paragraph, progress, redraw, show } from "./screen.js";
import { titleOf } from "./signing.js";

/** @import { Task } from "./votes.js" */

/** @type {Map<number, ReadonlySet<string>>} by round, the leaves of the ballots that were found sound beforehand */
const sound = new Map();

/** @param {number} round its id */
export const foundSound = (round) => sound.get(round) ?? new Set();

/**
 * Looks at what came in advance, and keeps which ballots were found sound. Refuses the first that is not.
 * @param {Task} task
 */
export async function lookAhead(task) {
  const { round } = task;
  const { leaves } = await lookedThrough(task, round.ahead, foundSound(round.id));
  sound.set(round.id, new Set(leaves));
}

/**
 * The ballots that the server has of a round, each looked at, and their leaves. Refuses what is unsound.
 * @param {Task} task
 * @param {number} all so many are told
 * @param {ReadonlySet<string>} known leaves that were found sound before
 */
export async function lookedThrough({ server, world, round, context }, all, known) {
  const length = lengthOf(context.shape);
  /** @type {Uint8Array[]} */
  const parts = [];
  let [fetched, done] = [0, 0];
  show((words) => ({
    title: words.lookingTitle,
    parts: [
      paragraph(titleOf(round, words)), paragraph(words.lookingHelp),
      paragraph(filled(words.fetched, { done: counted(fetched), all: counted(all) })), progress(fetched, all, words.fetching),
      paragraph(filled(words.lookedAt, { done: counted(done), all: counted(all) })), progress(done, all, words.looking),
    ],
  }));
  for (let after = ""; ; after = hex(leafOf(/** @type {Uint8Array} */ (parts.at(-1)).slice(-length)))) {
    const part = await server.bytes(`/keys/${round.id}/ballots?after=${after}`);
    if (part.length % length) throw new SealFault("length");
    if (part.length === 0 || fetched > all) break;
    parts.push(part);
    fetched += part.length / length;
    redraw();
  }
  const pieces = withKnown(piecesOf({ ctx: context.ctx, key: world.key, shape: context.shape, ballots: concat(...parts) }), known);
  const each = Math.ceil(fetched / pieces.length);
  const box = await withLookers((lookers) =>
    lookThrough(pieces, lookers, (some) => {
      done = Math.min(some * each, fetched);
      redraw();
    }));
  return { box, leaves: pieces.flatMap(leavesOf) };
}
