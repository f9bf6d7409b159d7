// The page that runs from disk: who one is, and in which language. What a member checks is in member.js, what a keyholder does
// in keyholder/.
import { selfTest } from "../voting/static/seal/self-test.js";
import { all, element } from "./dom.js";
import { beginAsKeyholder } from "./keyholder/begin.js";
import { drawAnew, LANGUAGES, speak, spoken } from "./language.js";
import { beginChecking } from "./member.js";
import { WORDS } from "./words.js";

const ROLES = { member: beginChecking, keyholder: beginAsKeyholder };

function draw() {
  const words = WORDS[spoken()];
  document.documentElement.lang = spoken();
  document.title = words.title;
  for (const part of all("[data-word]")) {
    part.textContent = /** @type {any} */ (words)[/** @type {string} */ (part.dataset.word)];
  }
  for (const button of all("[data-languages] button")) button.ariaPressed = String(button.lang === spoken());
}

/** @param {keyof typeof ROLES} role */
function take(role) {
  for (const part of all("[data-role]")) part.hidden = part.dataset.role !== role;
  ROLES[role]();
}

function begin() {
  selfTest();
  const buttons = LANGUAGES.map((lang) =>
    element("button", { lang, textContent: WORDS[lang].language, type: "button", onclick: () => speak(lang) }),
  );
  document.querySelector("[data-languages]")?.append(...buttons);
  for (const button of all("[data-take]"))
    button.addEventListener("click", () => take(/** @type {"member"} */ (button.dataset.take)));
  drawAnew(draw);
  draw();
  for (const part of all("main")) part.hidden = false;
}

begin();
