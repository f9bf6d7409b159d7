// What htmx leaves open: where the focus goes when a part of the page has been replaced, and what is said when
// nothing could be sent.
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (ctx.response.status < 400) part("[data-heading]").focus();
});
document.addEventListener("htmx:before:request", () => say(false));
document.addEventListener("htmx:error", () => say(true));

/** @param {boolean} unsent */
function say(unsent) {
  part("[data-unsent]").hidden = !unsent;
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(`#proxy ${selector}`));
}
