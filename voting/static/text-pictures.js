// The list from which a picture is put into a text, and the form that adds one to it.
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("picture-dialog"));
const shows = /** @type {HTMLInputElement} */ (document.getElementById("picture-shows"));
const add = /** @type {HTMLFormElement} */ (dialog.querySelector("[data-add-picture]"));
/** @type {HTMLTextAreaElement | null} */
let into = null;

/**
 * Opens the list of pictures for a text.
 * @param {HTMLTextAreaElement} text
 */
export function openPictures(text) {
  into = text;
  offer();
  dialog.showModal();
}

dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());

dialog.addEventListener("click", ({ target }) => {
  const { picture } = /** @type {HTMLElement} */ (target).closest("button")?.dataset ?? {};
  if (!picture || !into || !shows.reportValidity()) return;
  dialog.close();
  putIn(into, `![${shows.value.replace(/[[\]\\]/g, "\\$&")}](picture:${picture})`);
  shows.value = "";
});

add.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(add.action, { method: "POST", body: new FormData(add) }).catch(() => null);
  const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
  const list = page.querySelector("[data-pictures]");
  const problems = page.querySelector("[data-problems]");
  add.querySelector("[data-problems]")?.remove();
  if (list && answer?.ok) {
    dialog.querySelector("[data-pictures]")?.replaceWith(list);
    add.reset();
    offer();
  } else {
    add.prepend(problems ?? unsent());
  }
});

/** @returns {HTMLElement} What is said where there is no answer. */
function unsent() {
  const told = document.createElement("p");
  told.textContent = add.dataset.unsent ?? "";
  told.setAttribute("data-problems", "");
  told.setAttribute("role", "alert");
  return told;
}

/** Shows the buttons, which need this script. */
function offer() {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll("[data-picture]"))) {
    button.hidden = false;
  }
}

/**
 * Puts a line of its own below the one in which the cursor stands.
 * @param {HTMLTextAreaElement} text
 * @param {string} line
 */
function putIn(text, line) {
  const end = text.value.indexOf("\n", text.selectionEnd);
  const at = end < 0 ? text.value.length : end;
  text.focus();
  text.setSelectionRange(at, at);
  document.execCommand("insertText", false, `${text.value.slice(0, at).trim() ? "\n\n" : ""}${line}\n`);
}
