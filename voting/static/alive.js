// Keeps whoever takes part at a distance present: while a page is open it says so once a minute, at the address
// that an element of it gives (data-alive). Where that stay has ended, the part of the page that shows it is asked
// for again.
const EVERY = 60_000;
const PATIENCE = 10_000;

async function sayAlive() {
  const sign = /** @type {HTMLElement | null} */ (document.querySelector("[data-alive]:not([data-alive=''])"));
  if (!sign?.dataset.alive) return;
  try {
    const answer = await fetch(sign.dataset.alive, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 409) sign.dispatchEvent(new Event("outdated", { bubbles: true }));
  } catch {
    // no network: it is said again
  }
}

addEventListener("online", sayAlive);
addEventListener("pageshow", ({ persisted }) => persisted && sayAlive());
document.addEventListener("visibilitychange", () => document.hidden || sayAlive());
setInterval(sayAlive, EVERY);
sayAlive();
