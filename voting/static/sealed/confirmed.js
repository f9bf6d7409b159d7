// What was marked, as it stands where it is confirmed.
/** @import { Mark } from "./choice.js" */

/**
 * @param {string} tag
 * @param {string} text
 * @param {string} [name] of its class
 */
function made(tag, text, name = "") {
  const element = document.createElement(tag);
  element.textContent = text;
  if (name) element.className = name;
  return element;
}

/**
 * Puts what was marked, in the words of the ballot, into the place where it is confirmed.
 * @param {Element} place
 * @param {HTMLFormElement} ballot
 * @param {Mark[]} marks
 * @param {string} method
 */
export function confirmed(place, ballot, marks, method) {
  const said = marks.map(({ of, mark }) => {
    const field = /** @type {HTMLElement} */ (ballot.querySelector(`[data-of="${CSS.escape(of)}"][data-mark="${mark}"]`));
    const label = field.closest("label")?.querySelector("span") ?? field;
    const group = /** @type {HTMLElement | null} */ (field.closest("[data-name]"));
    return { name: group?.dataset.name ?? "", text: label.textContent ?? "", isBlank: !of };
  });
  if (method === "per_candidate") {
    const list = document.createElement("dl");
    for (const { name, text } of said) {
      const line = document.createElement("div");
      line.append(made("dt", name), made("dd", text));
      list.append(line);
    }
    place.replaceChildren(list);
  } else if (said[0].isBlank) {
    place.replaceChildren(made("p", said[0].text, "chosen-mark"));
  } else {
    const list = document.createElement("ul");
    list.append(...said.map(({ text }) => made("li", text)));
    place.replaceChildren(list);
  }
}
