// A worker as one who looks at pieces of a box; the same file is what the worker runs.
import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { lookAt } from "../../voting/static/seal/box.js";

export function looker() {
  const worker = new Worker(new URL(import.meta.url));
  const look = async (piece) => {
    worker.postMessage(piece);
    const [finding] = await once(worker, "message");
    return finding;
  };
  return { look, stop: () => worker.terminate() };
}

if (!isMainThread) parentPort.on("message", (piece) => parentPort.postMessage(lookAt(piece)));
