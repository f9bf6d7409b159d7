// Who looks at a box: as many workers as the machine has processors to spare, or the page itself where it may have none.
import { thisPage } from "../voting/static/seal/looking.js";
import { SealFault } from "../voting/static/seal/wire.js";

/** @import { Looker } from "../voting/static/seal/looking.js" */

const MOST = 4;

/**
 * Gives lookers to what needs them, and ends them afterwards.
 * @template Found
 * @param {(lookers: Looker[]) => Promise<Found>} use
 */
export async function withLookers(use) {
  const address = URL.createObjectURL(new Blob([LOOKER], { type: "text/javascript" }));
  /** @type {Worker[]} */
  const workers = [];
  try {
    for (let at = 0; at < Math.min(MOST, navigator.hardwareConcurrency || 1); at += 1) workers.push(new Worker(address));
    return await use(workers.map(lookerIn));
  } catch (fault) {
    if (fault instanceof SealFault) throw fault;
    return await use([thisPage]);
  } finally {
    for (const worker of workers) worker.terminate();
    URL.revokeObjectURL(address);
  }
}

/**
 * @param {Worker} worker
 * @returns {Looker}
 */
const lookerIn = (worker) => (piece) =>
  new Promise((found, failed) => {
    worker.addEventListener("message", ({ data }) => found(data), { once: true });
    worker.addEventListener("error", () => failed(new Error("no worker")), { once: true });
    worker.postMessage(piece);
  });
