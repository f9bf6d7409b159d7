// Keeps the page at the door and its files, so that it opens without network. Its first line, which the server
// puts before this, says which files, and changes when one of them does. Nothing else is kept.
const CACHE = `desk-${GIVEN.page}-${GIVEN.version}`;
const PATIENCE = 3000;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...GIVEN.files, ...GIVEN.pages]);
    await worker.skipWaiting();
  })());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(`desk-${GIVEN.page}-`) && name !== CACHE) await caches.delete(name);
    }
    await worker.clients.claim();
  })());
});

worker.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { origin, pathname } = new URL(event.request.url);
  if (origin !== location.origin) return;
  if (GIVEN.pages.includes(pathname) && event.request.mode === "navigate") event.respondWith(page(event.request, pathname));
  else if (GIVEN.files.includes(pathname)) event.respondWith(file(event.request, pathname));
});

/**
 * The page as it is now; where there is no answer in time, as it was last seen.
 * @param {Request} request
 * @param {string} pathname
 */
async function page(request, pathname) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    const once = new URL(request.url).searchParams.has("once"); // what is shown once is not kept
    if (answer.ok && !answer.redirected && !once) await cache.put(pathname, answer.clone());
    if (answer.status < 500) return answer;
  } catch {
    // no network
  }
  return (await cache.match(pathname)) ?? Response.error();
}

/**
 * @param {Request} request
 * @param {string} pathname
 */
async function file(request, pathname) {
  const cache = await caches.open(CACHE);
  return (await cache.match(pathname)) ?? fetch(request);
}
