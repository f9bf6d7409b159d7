// Keeps one page on a member's phone, with their pass and the agenda, and its files: nothing else. Its first line,
// which the server puts before this, says whose it is (a number), which page and files, and until when. What is asked for
// comes from the network as always; only where there is none, the page that was kept opens in its place. It is installed
// for the pages of the assembly and for those of its ballots, where it leaves the kept page as it is: there people hurry.
const CACHE = `pocket-${GIVEN.owner}-${GIVEN.version}`;
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...GIVEN.files, GIVEN.page]);
    await worker.skipWaiting();
  })());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    await forget(CACHE);
    await worker.clients.claim();
  })());
});

worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname, search } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (GIVEN.files.includes(pathname + search)) event.respondWith(file(event.request));
});

/** @param {FetchEvent} event */
async function page(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok && !answer.redirected && isAgenda()) event.waitUntil(renew());
    return answer;
  } catch {
    if (Date.now() > GIVEN.until) await forget();
    const cache = await caches.open(CACHE);
    return (await cache.match(GIVEN.page)) ?? Response.error();
  }
}

function isAgenda() {
  return GIVEN.page.startsWith(new URL(worker.registration.scope).pathname);
}

// Keeps the page as it is now; whoever may not open it any more has nothing here.
async function renew() {
  if (Date.now() > GIVEN.until) return forget();
  const answer = await fetch(GIVEN.page, { cache: "no-store" });
  if (answer.status === 403) return forget();
  if (answer.ok && !answer.redirected) await (await caches.open(CACHE)).put(GIVEN.page, answer);
}

/** @param {Request} request */
async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}

/**
 * Forgets what is kept, but for one cache.
 * @param {string} [spared]
 */
async function forget(spared) {
  for (const name of await caches.keys()) {
    if (name.startsWith("pocket-") && name !== spared) await caches.delete(name);
  }
}
