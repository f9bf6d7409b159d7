// What a screen shows by the server's clock, so that all screens show the same: one page of several after the other
// (each as long as data-turn says, the first from data-begins on, in milliseconds), and the time of the day.
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const now = () => (window.serverNow ? window.serverNow() : Date.now());

/**
 * Which of so many pages is shown, from 0.
 * @param {number} moment
 * @param {number} begins
 * @param {number} turn
 * @param {number} pages
 */
export function pageAt(moment, begins, turn, pages) {
  return Math.floor(Math.max(0, moment - begins) / turn) % pages;
}

function turnPages() {
  for (const scene of /** @type {NodeListOf<HTMLElement>} */ (main.querySelectorAll("[data-turn]"))) {
    const pages = scene.querySelectorAll(".page");
    if (pages.length < 2) continue;
    const shown = pageAt(now(), Number(scene.dataset.begins), Number(scene.dataset.turn), pages.length);
    for (const [at, page] of pages.entries()) page.toggleAttribute("hidden", at !== shown);
    const number = scene.querySelector("[data-page-number]");
    if (number) setText(number, `${shown + 1}/${pages.length}`);
  }
}

function tellTime() {
  const place = main.querySelector("[data-time-of-day]");
  if (!place) return;
  /** @type {Intl.DateTimeFormatOptions} */
  const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: document.body.dataset.timezone };
  setText(place, new Date(now()).toLocaleTimeString(document.documentElement.lang, style));
}

/**
 * @param {Element} node
 * @param {string} text
 */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function follow() {
  turnPages();
  tellTime();
}

main.addEventListener("shown", follow);
setInterval(follow, 250);
follow();
