// Elements of the page.

/**
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} selector
 * @returns {Kind[]}
 */
export const all = (selector) => [.../** @type {NodeListOf<Kind>} */ (document.querySelectorAll(selector))];

/**
 * @param {string} id
 * @returns {HTMLInputElement | HTMLTextAreaElement}
 */
export const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<Record<string, unknown>>} given its properties
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, given = {}, ...children) {
  const made = Object.assign(document.createElement(tag), given);
  made.append(...children);
  return made;
}
