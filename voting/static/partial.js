// What htmx leaves open: where the focus goes before a part of the page is replaced with what has it, and what is said
// when nothing could be sent, in the region of the form (data-swaps).
/** @type {Element | null} */
let region = null;

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  if (ctx.response.status < 400) /** @type {HTMLElement} */ (document.querySelector("#proxy [data-heading]")).focus();
});
document.addEventListener("htmx:before:request", (event) => {
  region = /** @type {CustomEvent} */ (event).detail.ctx.sourceElement.closest("[data-swaps]");
  say(false);
});
document.addEventListener("htmx:error", () => say(true));

/** @param {boolean} unsent */
function say(unsent) {
  const notice = /** @type {HTMLElement | null} */ (region?.querySelector("[data-unsent]") ?? null);
  if (notice) notice.hidden = !unsent;
}
