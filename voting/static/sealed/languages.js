// The language of a page on which somebody has marked something: its texts are swapped, so that nothing marked has to travel.

/**
 * Lets the links to other languages fetch the page in theirs, and put its texts in place. Where it is another page by now, it is
 * opened instead.
 * @param {() => void} swapped is done when the texts are there
 */
export function followLanguages(swapped) {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest(".languages a"));
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || document.querySelector("form[data-sent]")) return;
    event.preventDefault();
    swap(link, swapped);
  });
}

/**
 * @param {HTMLAnchorElement} link
 * @param {() => void} swapped
 */
async function swap(link, swapped) {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" }, cache: "no-store" }).catch(() => null);
  if (!answer) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!fresh.getElementById("sealed") || !document.getElementById("sealed")) {
    location.assign(link.href);
    return;
  }
  document.documentElement.lang = fresh.documentElement.lang;
  for (const selector of [".skip", "header.top", "main", "footer.foot"]) {
    const [old, now] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (old && now) Idiomorph.morph(old, now.innerHTML, { morphStyle: "innerHTML" });
  }
  document.title = fresh.title;
  history.replaceState(history.state, "", link.href);
  swapped();
  const chosen = document.querySelector(".languages [aria-current]");
  if (chosen instanceof HTMLElement) chosen.focus({ preventScroll: true });
}
