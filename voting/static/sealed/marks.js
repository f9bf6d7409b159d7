// The fields of a ballot that is sealed in the page. None has a name, so that none can be sent; what a browser does for radio buttons
// of one name, to choose one of them and to move by the arrows, is done here.

/** @import { Mark } from "./choice.js" */

const STEPS = new Map([["ArrowDown", 1], ["ArrowRight", 1], ["ArrowUp", -1], ["ArrowLeft", -1]]);

/**
 * @param {Element} part
 * @returns {HTMLInputElement[]}
 */
const fieldsIn = (part) => [.../** @type {NodeListOf<HTMLInputElement>} */ (part.querySelectorAll("input[data-mark]"))];

/**
 * What is marked, in the order of the ballot.
 * @param {HTMLFormElement} form
 * @returns {Mark[]}
 */
export const marksIn = (form) => fieldsIn(form).filter(({ checked }) => checked).map(markOf);

/**
 * @param {HTMLElement} field or button
 * @returns {Mark}
 */
export const markOf = ({ dataset: { of = "", mark = "" } }) => ({ of, mark });

/**
 * Marks what was marked before, in another language.
 * @param {HTMLFormElement} form
 * @param {Mark[]} marks
 */
export function markAgain(form, marks) {
  for (const field of fieldsIn(form)) {
    const { of, mark } = markOf(field);
    field.checked = marks.some((each) => each.of === of && each.mark === mark);
  }
  for (const group of groupsIn(form)) letOneBeReached(group);
}

/**
 * Lets the radio buttons of each group behave as one.
 * @param {HTMLFormElement} form
 */
export function joinGroups(form) {
  for (const group of groupsIn(form)) {
    letOneBeReached(group);
    group.addEventListener("change", ({ target }) => choose(group, /** @type {HTMLInputElement} */ (target)));
    group.addEventListener("keydown", (event) => {
      const [fields, step] = [fieldsIn(group), STEPS.get(event.key)];
      const at = fields.indexOf(/** @type {HTMLInputElement} */ (event.target));
      if (at < 0 || !step || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const next = fields[(at + step + fields.length) % fields.length];
      choose(group, next);
      next.focus();
    });
  }
}

/** @param {HTMLFormElement} form */
const groupsIn = (form) => [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[role=radiogroup]"))];

/**
 * @param {Element} group
 * @param {HTMLInputElement} chosen
 */
function choose(group, chosen) {
  for (const field of fieldsIn(group)) field.checked = field === chosen;
  letOneBeReached(group);
}

/**
 * Of a group the chosen button is reached by the tabulator, or else the first.
 * @param {Element} group
 */
function letOneBeReached(group) {
  const fields = fieldsIn(group);
  const reached = fields.find(({ checked }) => checked) ?? fields[0];
  for (const field of fields) field.tabIndex = field === reached ? 0 : -1;
}
