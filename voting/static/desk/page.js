// The elements that a page is known to have.

/**
 * The element with this id. Throws where the page has none of that kind.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export const byId = (id, kind) => is(document.getElementById(id), kind, `#${id}`);

/**
 * The first element in a part of the page that a selector finds. Throws where there is none of that kind.
 * @template {Element} T
 * @param {ParentNode} part
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export const within = (part, selector, kind) => is(part.querySelector(selector), kind, selector);

/**
 * @template {Element} T
 * @param {Element | null} found
 * @param {new () => T} kind
 * @param {string} sought
 * @returns {T}
 */
function is(found, kind, sought) {
  if (found instanceof kind) return found;
  throw new TypeError(`no ${kind.name} ${sought} in this page`);
}
