// Passes a text on: <button data-share="the text" data-copied="Copied."> with an <output> beside it. With the
// sheet of the device where there is one; else it is copied; else it is shown, to be copied by hand.
document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-share]") : null;
  if (!(button instanceof HTMLButtonElement)) return;
  const text = button.dataset.share ?? "";
  try {
    if (navigator.share) {
      await navigator.share({ text });
      return;
    }
    await navigator.clipboard.writeText(text);
    say(button, button.dataset.copied ?? "");
  } catch (error) {
    const closed = error instanceof DOMException && error.name === "AbortError";
    if (!closed) say(button, text);
  }
});

/**
 * @param {HTMLButtonElement} button
 * @param {string} text
 */
function say(button, text) {
  const output = button.parentElement?.querySelector("output");
  if (output) output.textContent = text;
}
