// Tells that the network is away, once it has been for some seconds, and that it is back: in one sentence, which a
// page has for it, and once aloud (announce.js beside this file).
//
//   <p class="notice away" data-away data-back="The connection is back." hidden>This is how it was at {time}.</p>
//
// refresh.js marks the parts that could not be brought up to date (data-stale).
const GRACE = 3000;
/** @type {number | undefined} */
let wait;

document.addEventListener("connection", () => {
  const away = document.querySelector("[data-stale]") !== null;
  if (away) {
    wait ??= setTimeout(tellAway, GRACE);
  } else {
    clearTimeout(wait);
    wait = undefined;
    tellBack();
  }
});

const notices = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-away]"));

function tellAway() {
  const stale = /** @type {HTMLElement | null} */ (document.querySelector("[data-stale]"));
  for (const notice of notices()) {
    const sentence = (notice.dataset.away ||= notice.textContent ?? "");
    notice.textContent = sentence.replaceAll("{time}", stale?.dataset.stale ?? "");
    notice.hidden = false;
    if (notice.checkVisibility()) say(notice.textContent);
  }
}

function tellBack() {
  for (const notice of notices()) {
    if (notice.checkVisibility()) say(notice.dataset.back ?? "");
    notice.hidden = true;
  }
}

/** @param {string} sentence */
const say = (sentence) => window.announce?.(new Text(sentence));
