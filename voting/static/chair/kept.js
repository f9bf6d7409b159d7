// What was typed into a form that was refused (data-kept) is somebody's, as if they had just typed it: a part of the
// page that brings itself up to date leaves it as it is (refresh.js).
const kept = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("[data-kept]"));
for (const field of kept) {
  const typed = field.value;
  field.defaultValue = "";
  field.value = typed;
}
