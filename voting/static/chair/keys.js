// Keys, and a presenter's clicker that sends them: on to the next act ([data-next], which names it), and back
// ([data-back]). A link is followed, since it only asks; a button is chosen by the first press and pressed by the
// second. Nothing happens while somebody types, while a key is held down, or where the keys are turned off.
const KEPT = "chair-keys";
const NEXT = new Map([["PageDown", ""], ["n", ""], ["F5", "open"], ["o", "open"], [".", "close"], ["c", "close"]]);
const BACK = ["PageUp", "Escape"];
const TYPED = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const words = /** @type {HTMLElement | null} */ (document.getElementById("keys"));
const turn = /** @type {HTMLButtonElement | null} */ (document.getElementById("turn-keys"));
const status = document.getElementById("armed");
/** @type {HTMLElement | null} */
let armed = null;

/**
 * What a key asks for on a page whose next act has this name: "next", "back" or nothing.
 * @param {string} key
 * @param {string | undefined} act
 */
export function meaning(key, act) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (BACK.includes(name)) return "back";
  const asked = NEXT.get(name);
  return asked !== undefined && act !== undefined && (asked === "" || asked === act) ? "next" : "";
}

const on = () => localStorage.getItem(KEPT) !== "off";

/** @param {HTMLElement | null} item */
function arm(item) {
  armed = item;
  if (status) status.textContent = item ? `${status.dataset.said} ${(item.textContent ?? "").trim()}` : "";
}

/** @param {KeyboardEvent} event */
function hear(event) {
  const { target } = event;
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || !on()) return;
  if (target instanceof Element && target.closest(TYPED)) return;
  const next = /** @type {HTMLElement | null} */ (document.querySelector("[data-next]"));
  const back = /** @type {HTMLElement | null} */ (document.querySelector("[data-back]"));
  const asked = meaning(event.key, next?.dataset.next);
  if (asked === "back" && back) {
    event.preventDefault();
    back.click();
  } else if (asked === "next" && next) {
    event.preventDefault();
    if (next instanceof HTMLAnchorElement || next === armed) {
      next.click();
    } else {
      next.focus();
      arm(next);
      next.addEventListener("blur", () => arm(null), { once: true });
    }
  }
}

function tell() {
  if (turn && words) turn.textContent = (on() ? words.dataset.off : words.dataset.on) ?? "";
}

addEventListener("keydown", hear);
turn?.addEventListener("click", () => {
  localStorage.setItem(KEPT, on() ? "off" : "on");
  arm(null);
  tell();
});
if (turn) turn.hidden = false;
tell();
