// On the sign-in page nobody is signed in: whatever a steward's phone has kept of the roll and of the page at the
// door goes. What has not been sent yet stays, for who signs in next to send.
// What a member has asked their phone to keep goes where somebody has signed out (data-forget).
import { forget as forgetPocket } from "../pocket/store.js";
import { forget } from "./store.js";

const DESK = new URL("../../desk/", import.meta.url).pathname;
const databases = (await indexedDB.databases?.()) ?? [];
if (databases.some((database) => database.name === "desk")) await forget();
for (const name of await caches.keys()) if (name.startsWith(`desk-${DESK}`)) await caches.delete(name);
for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) {
  if (new URL(worker.scope).pathname.startsWith(DESK)) await worker.unregister();
}
if (document.querySelector("[data-forget]")) {
  sessionStorage.clear(); // receipts of sealed votes
  await forgetPocket();
}
