// Goes on by itself where long work ends in a page, not in a file: as soon as the part that follows it says so.
document.addEventListener(
  "shown",
  () => {
    /** @type {HTMLElement | null} */
    const link = document.querySelector("[data-go-on]");
    link?.click();
  },
  { capture: true },
);
