// What a member has asked this phone to keep: caches named after whose they are (a number), and the worker beside them.
const PREFIX = "pocket-";
const WORKER = new URL("../../assembly/worker.js", import.meta.url).pathname;

/**
 * Whether something is kept for this owner.
 * @param {string} owner
 */
export async function isKept(owner) {
  if (!("caches" in globalThis)) return false;
  return (await caches.keys()).some((name) => name.startsWith(`${PREFIX}${owner}-`));
}

/**
 * Forgets what is kept for anybody but this owner ("": for anybody), with the worker.
 * @param {string} [owner]
 */
export async function forget(owner = "") {
  if (!("caches" in globalThis)) return;
  const foreign = (await caches.keys()).filter((name) => isForeign(name, owner));
  if (!foreign.length) return;
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
    const { scriptURL } = worker.active ?? worker.waiting ?? worker.installing ?? { scriptURL: worker.scope };
    if (new URL(scriptURL).pathname === WORKER) await worker.unregister();
  }
  for (const name of foreign) await caches.delete(name);
}

/**
 * Whether a cache holds what is kept for somebody else.
 * @param {string} name
 * @param {string} owner
 */
export function isForeign(name, owner) {
  return name.startsWith(PREFIX) && !(owner && name.startsWith(`${PREFIX}${owner}-`));
}
