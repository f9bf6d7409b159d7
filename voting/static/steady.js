// Keeps what somebody reads or is about to press in its place when what can be voted on now (.first, at the top of the
// page) comes or goes by itself: the page is scrolled by as much as that has grown. It stays on the screen all the same.
const first = /** @type {HTMLElement | null} */ (document.querySelector(".first"));

if (first) {
  let height = 0;
  document.fonts.ready.then(() => {
    height = heightOf(first);
    new ResizeObserver(() => {
      const grown = heightOf(first) - height;
      height += grown;
      if (grown) scrollBy({ top: grown, behavior: "instant" });
    }).observe(first);
  });
}

/**
 * How high it is; without what the halls are told, which comes below the buttons where there are some: these stay.
 * @param {HTMLElement} part
 */
function heightOf(part) {
  const told = part.querySelector(".card:not([hidden]) .button") ? part.querySelector(".told") : null;
  return part.getBoundingClientRect().height - (told?.getBoundingClientRect().height ?? 0);
}
