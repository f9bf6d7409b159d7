// Tools for a text that is written with marks: buttons for the marks, figures put in by name, and how it will look.
import { openPictures } from "./text-pictures.js";

for (const tools of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-tools]"))) {
  const text = /** @type {HTMLTextAreaElement} */ (document.getElementById(tools.dataset.tools ?? ""));
  const shown = /** @type {HTMLElement} */ (tools.querySelector("[data-shown]"));
  tools.hidden = false;
  text.before(tools);

  // a subheading is a whole line, wherever in it one is
  for (const kind of ["click", "keydown"]) {
    tools.querySelector("md-header")?.addEventListener(kind, () => selectLine(text), { capture: true });
  }

  tools.querySelector("select")?.addEventListener("change", ({ target }) => {
    const names = /** @type {HTMLSelectElement} */ (target);
    text.focus();
    document.execCommand("insertText", false, names.value); // old, and the only way that can be undone by a key
    names.value = "";
  });

  tools.querySelector("[data-pictures-for]")?.addEventListener("click", () => openPictures(text));

  tools.querySelector("[data-show]")?.addEventListener("click", async ({ currentTarget }) => {
    const form = new FormData(/** @type {HTMLFormElement} */ (text.form));
    form.set("section", text.name);
    const address = /** @type {HTMLElement} */ (currentTarget).dataset.show ?? "";
    const answer = await fetch(address, { method: "POST", body: form }).catch(() => null);
    if (answer?.ok) shown.innerHTML = await answer.text();
    else shown.textContent = shown.dataset.unsent ?? "";
  });
}

for (const model of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-model-for]"))) {
  const text = /** @type {HTMLTextAreaElement} */ (document.getElementById(model.dataset.modelFor ?? ""));
  const button = /** @type {HTMLButtonElement} */ (model.querySelector("[data-put-model]"));
  button.hidden = false;
  button.addEventListener("click", () => {
    text.focus();
    document.execCommand("insertText", false, model.querySelector("[data-model]")?.textContent ?? "");
    model.removeAttribute("open");
  });
}

/**
 * Selects the line in which the cursor stands, unless something is selected.
 * @param {HTMLTextAreaElement} text
 */
function selectLine(text) {
  const { selectionStart: at, selectionEnd, value } = text;
  if (at !== selectionEnd) return;
  const end = value.indexOf("\n", at);
  text.setSelectionRange(value.slice(0, at).lastIndexOf("\n") + 1, end < 0 ? value.length : end);
}
