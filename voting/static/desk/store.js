// What the phone keeps: the roll and who is where ("kept", wiped), and what is still to be sent ("queue", in
// order of its making, never wiped before it has been sent).
const NAME = "desk";
/** @import { Item } from "./sending.js" */
/** @typedef {{ roll: import("./judgement.js").Roll, states: import("./judgement.js").States }} Kept */

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("queue", { keyPath: "order", autoIncrement: true });
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the phone's store cannot be opened")));
  });
  return opened;
}

/**
 * Runs one transaction; resolves, once it is on disk, with what the function's request has found.
 * @param {"kept" | "queue"} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest} ask
 * @returns {Promise<any>}
 */
async function within(store, mode, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = ask(transaction.objectStore(store));
    transaction.addEventListener("complete", () => resolve(request.result));
    for (const end of ["abort", "error"]) transaction.addEventListener(end, () => reject(transaction.error));
  });
}

/**
 * @template {keyof Kept} Name
 * @param {Name} name
 * @returns {Promise<Kept[Name] | undefined>}
 */
export const read = (name) => within("kept", "readonly", (store) => store.get(name));

/**
 * @template {keyof Kept} Name
 * @param {Name} name
 * @param {Kept[Name]} value
 */
export const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));

export const forget = () => within("kept", "readwrite", (store) => store.clear());

/**
 * @param {Omit<Item, "order">} item
 * @returns {Promise<number>} its place in the order
 */
export const append = (item) => within("queue", "readwrite", (store) => store.add(item));

/** @param {Item} item */
export const replace = (item) => within("queue", "readwrite", (store) => store.put(item));

/** @param {number} order */
export const remove = (order) => within("queue", "readwrite", (store) => store.delete(order));

/**
 * @param {number} order
 * @returns {Promise<Item | undefined>}
 */
export const find = (order) => within("queue", "readonly", (store) => store.get(order));

/** @returns {Promise<Item[]>} */
export const all = () => within("queue", "readonly", (store) => store.getAll());
