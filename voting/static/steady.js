// Keeps what somebody reads or is about to press in its place when what can be voted on now (.first, at the top of the
// page) comes or goes by itself: the page is scrolled by as much as that has grown. It stays on the screen all the same.
const first = /** @type {HTMLElement | null} */ (document.querySelector(".first"));

if (first) {
  let height = 0;
  document.fonts.ready.then(() => {
    height = first.getBoundingClientRect().height;
    new ResizeObserver(() => {
      const grown = first.getBoundingClientRect().height - height;
      height += grown;
      if (grown) scrollBy({ top: grown, behavior: "instant" });
    }).observe(first);
  });
}
