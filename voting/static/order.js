// Puts a list in order on the page itself: by its buttons, which keep the focus and say where an item has come,
// and by dragging its handles. The form stores the order as it stands; without this script each button does.
import { byId, within } from "./desk/page.js";

const list = byId("order", HTMLOListElement);
const told = byId("told", HTMLElement);
/** @type {HTMLLIElement | null} */
let dragged = null;

/** @param {HTMLLIElement} item */
function tell(item) {
  const items = [...list.children];
  told.classList.remove("sr-only");
  told.textContent = (told.dataset["told"] ?? "")
    .replace("{name}", () => item.dataset["name"] ?? "")
    .replace("{place}", String(items.indexOf(item) + 1))
    .replace("{all}", String(items.length));
}

/**
 * The item that an event is about.
 * @param {Event} event
 * @param {string} part
 * @returns {HTMLLIElement | null}
 */
function itemOf(event, part) {
  const { target } = event;
  return target instanceof Element ? (target.closest(part)?.closest("li") ?? null) : null;
}

list.addEventListener("click", (event) => {
  const item = itemOf(event, ".move");
  const button = event.target instanceof Element ? event.target.closest(".move") : null;
  if (!item || !(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (button.name === "up") item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
  button.focus();
  tell(item);
});

list.addEventListener("pointerdown", (event) => {
  dragged = event.button === 0 ? itemOf(event, ".handle") : null;
  if (!dragged) return;
  event.preventDefault();
  list.setPointerCapture(event.pointerId);
  dragged.classList.add("dragged");
});

list.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const after = [...list.children].find((item) => {
    const { top, height } = item.getBoundingClientRect();
    return item !== dragged && event.clientY < top + height / 2;
  });
  if (after !== dragged.nextElementSibling) list.insertBefore(dragged, after ?? null);
});

for (const end of ["pointerup", "pointercancel"]) {
  list.addEventListener(end, () => {
    if (!dragged) return;
    dragged.classList.remove("dragged");
    tell(dragged);
    dragged = null;
  });
}

for (const item of list.children) within(item, ".handle", HTMLElement).hidden = false;
