// "Keep pass and agenda on this phone": only after a tap, so that a computer that is shared keeps nothing.
import { forget, isKept } from "./store.js";

const owner = document.querySelector('meta[name="pocket"]')?.getAttribute("content") ?? "";

for (const part of document.querySelectorAll("[data-keep]")) {
  if (part instanceof HTMLElement && "serviceWorker" in navigator && "caches" in globalThis) await offer(part);
}

/** @param {HTMLElement} part */
async function offer(part) {
  const [keep, kept, failed] = ["keep", "kept", "failed"].map((name) => within(part, `[data-${name}-part]`));
  const show = (/** @type {boolean} */ is) => {
    keep.hidden = is;
    kept.hidden = !is;
  };
  show(await isKept(owner));
  part.hidden = false;
  within(keep, "button").addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const scopes = (part.dataset.scopes ?? "").split(" ");
      await Promise.all(scopes.map((scope) => install(part.dataset.keep ?? "", scope)));
      show(true);
    } catch {
      failed.hidden = false;
    }
  });
  within(kept, "button").addEventListener("click", async () => {
    await forget();
    show(false);
  });
}

/**
 * Installs the worker, and waits until it keeps what it is to keep. Throws where it cannot.
 * @param {string} address
 * @param {string} scope
 */
async function install(address, scope) {
  const { installing, waiting, active } = await navigator.serviceWorker.register(address, { scope });
  const worker = installing ?? waiting ?? active;
  if (!worker) throw new Error("no worker");
  await new Promise((done, fail) => {
    const look = () => {
      if (worker.state === "activated") done(worker);
      if (worker.state === "redundant") fail(new Error("not installed"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
  await navigator.storage?.persist?.();
}

/**
 * @param {ParentNode} part
 * @param {string} selector
 */
function within(part, selector) {
  const found = part.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new TypeError(`no ${selector} in this page`);
  return found;
}
