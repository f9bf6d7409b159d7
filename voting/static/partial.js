// What htmx leaves open: where the focus goes before a part of the page is replaced with what has it, and what is said
// when nothing could be sent.
document.addEventListener("htmx:before:swap", (event) => {
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
