// What the phone keeps: the roll and who is where ("kept", wiped), and what is still to be sent ("queue", in
// order of its making, never wiped before it has been sent).
const NAME = "desk";
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("kept");
      request.result.createObjectStore("queue", { keyPath: "order", autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// Runs one transaction; resolves, once it is on disk, with what the function's request has found.
async function within(store, mode, ask) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    const request = ask(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

export const read = (name) => within("kept", "readonly", (store) => store.get(name));
export const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));
export const forget = () => within("kept", "readwrite", (store) => store.clear());

export const append = (item) => within("queue", "readwrite", (store) => store.add(item));
export const replace = (item) => within("queue", "readwrite", (store) => store.put(item));
export const remove = (order) => within("queue", "readwrite", (store) => store.delete(order));
export const find = (order) => within("queue", "readonly", (store) => store.get(order));
export const all = () => within("queue", "readonly", (store) => store.getAll());
