// What htmx leaves open: where the focus goes when a part of the page has been replaced, and what is said when
// nothing could be sent.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx.response.status < 400) document.querySelector("#proxy [data-heading]").focus();
});
document.addEventListener("htmx:before:request", () => say(false));
document.addEventListener("htmx:error", () => say(true));

function say(unsent) {
  document.querySelector("#proxy [data-unsent]").hidden = !unsent;
}
