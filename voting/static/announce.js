// Says what happens to those who follow by ear, each thing once, whatever else moves on the page. What stands there as
//
//   <p data-say="vote-12-closed"       its name: what is named alike is said once; without one, its text is its name
//      data-from="milliseconds"        not before this moment of the server's clock, where there is one
//      hidden>The vote is closed.</p>  it may be seen as well; text and spans only
//
// is said when it comes, in a region of its own. What a page comes with is not: it is read with the page.
const KEPT = 5000;
const LOOK = 1000;

/** @type {Set<string>} the names of what need not be said again */
const known = new Set();
const region = document.createElement("div");
region.className = "sr-only";
region.setAttribute("aria-live", "polite");
document.body.append(region);
window.announce = announce;

/** @param {Node[]} nodes a sentence */
function announce(...nodes) {
  const sentence = document.createElement("p");
  sentence.append(...nodes);
  region.append(sentence);
  setTimeout(() => sentence.remove(), KEPT);
}

/** @param {boolean} aloud */
function look(aloud) {
  const now = window.serverNow ? window.serverNow() : Date.now();
  const items = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-say]"));
  for (const item of items) {
    const name = item.dataset.say || (item.textContent ?? "");
    if (known.has(name) || Number(item.dataset.from ?? 0) > now) continue;
    known.add(name);
    if (aloud) announce(...item.cloneNode(true).childNodes);
  }
}

look(false);
document.addEventListener("shown", () => look(true), { capture: true });
setInterval(() => look(true), LOOK);
