// Makes a part of a page what it should be, around what a person has begun: what they are filling in, an open
// <details>, and the focus stay. Give forms and what surrounds them an id, so that they are found again. Where what
// had the focus is gone, the heading nearest to it has it. The page is called what the part says (data-title). The part
// then sends an event, "shown".
const FIELDS = "input, select, textarea";
const HEADINGS = "h1, h2, h3, h4";

/**
 * @typedef {object} Field what an input, a list of options and a text have, each some of it
 * @property {string} type
 * @property {string} [value]
 * @property {string} [defaultValue]
 * @property {boolean} [checked]
 * @property {boolean} [defaultChecked]
 * @property {ArrayLike<unknown> | null} [files]
 * @property {Iterable<{ selected: boolean, defaultSelected: boolean }>} [options]
 */

window.morphPart = morphPart;

/**
 * @param {HTMLElement} part
 * @param {string} html what is to be in it
 */
function morphPart(part, html) {
  const focused = document.activeElement;
  const around = ancestors(focused);
  const read = part.dataset.steady === undefined ? null : firstSeen(part);
  Idiomorph.morph(part, html, {
    morphStyle: "innerHTML",
    callbacks: {
      beforeNodeMorphed: (old, fresh) => !(isForm(old) && begun(old)) && !countsTo(old, fresh),
      beforeNodeRemoved: (old) => !(old instanceof Element && begun(old)),
      beforeAttributeUpdated: (name, changed) => !stays(name, changed),
    },
  });
  hideDone();
  if (focused && isLost(focused)) focusOn(around);
  if (read) scrollBy({ top: read.child.getBoundingClientRect().top - read.top, behavior: "instant" });
  const title = /** @type {HTMLElement | null} */ (part.querySelector("[data-title]"));
  if (title?.dataset.title) document.title = title.dataset.title;
  part.dispatchEvent(new Event("shown"));
}

/**
 * @param {Node} node
 * @returns {node is Element}
 */
const isForm = (node) => node instanceof Element && node.matches(`form, ${FIELDS}`);

/**
 * Whether both count down to the same moment: what is left stands in the page alone.
 * @param {Node} old
 * @param {Node} fresh
 */
function countsTo(old, fresh) {
  const until = old instanceof HTMLElement && old.dataset.until;
  return Boolean(until) && fresh instanceof HTMLElement && fresh.dataset.until === until;
}

/**
 * Whether an attribute is a person's, not the server's: what is open, and where the focus is.
 * @param {string} name
 * @param {Element} element
 */
function stays(name, element) {
  return (name === "open" && element.matches("details"))
    || (name === "tabindex" && element === document.activeElement);
}

// What one part says is done with (data-done, an id) is not shown in another.
function hideDone() {
  const parts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-done]"));
  for (const part of parts) document.getElementById(part.dataset.done ?? "")?.setAttribute("hidden", "");
}

/**
 * What stands first on the screen of a part in which the reader's place is kept (data-steady), where its top is
 * out of sight; and where that stands.
 * @param {HTMLElement} part
 */
function firstSeen(part) {
  if (part.getBoundingClientRect().top >= 0) return null;
  const child = [...part.children].find((found) => found.getBoundingClientRect().bottom > 0);
  return child ? { child, top: child.getBoundingClientRect().top } : null;
}

/** @param {Element | null} element */
function ancestors(element) {
  const found = [];
  for (let above = element?.parentElement; above; above = above.parentElement) found.push(above);
  return found;
}

/**
 * Whether what had the focus cannot have it any more, and nothing else has it.
 * @param {Element} focused
 */
function isLost(focused) {
  const now = document.activeElement;
  if (now && now !== document.body && now !== focused) return false;
  return !focused.checkVisibility() || focused.matches(":disabled");
}

/**
 * Gives the focus to the first heading within the nearest of these that has one.
 * @param {Element[]} around
 */
function focusOn(around) {
  for (const above of around) {
    const headings = /** @type {NodeListOf<HTMLElement>} */ (above.querySelectorAll(HEADINGS));
    const heading = [...headings].find((found) => found.checkVisibility());
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      return;
    }
  }
}

/**
 * Whether a person has begun to fill in something in here.
 * @param {Element} element
 */
function begun(element) {
  const found = element.matches(FIELDS) ? [element] : [...element.querySelectorAll(FIELDS)];
  const fields = /** @type {HTMLInputElement[]} */ (found); // or the like: a list, a text
  return fields.some((field) => field.type !== "hidden" && (field === document.activeElement || isChanged(field)));
}

/**
 * Whether a field holds something else than it came with; of a list without a choice, than its first option.
 * @param {Field} field
 */
export function isChanged(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return (field.files?.length ?? 0) > 0;
  if (!field.options) return field.value !== field.defaultValue;
  const options = [...field.options];
  const chosen = options.some((option) => option.defaultSelected);
  return options.some((option, at) => option.selected !== (chosen ? option.defaultSelected : at === 0));
}
