// Whether a member took part in a sealed vote that is closed: asked for as soon as it is, and held against what the box has signed.
import { digitsOver } from "../seal/took-part.js";
import { SealFault } from "../seal/wire.js";
import { roundAt } from "./round.js";

const SPREAD = 20_000; // milliseconds over which pages ask that see a vote close
const part = () => /** @type {HTMLElement | null} */ (document.querySelector("[data-took-part]:not([data-asked])"));

/** @param {string} address */
async function toldAt(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new TypeError("no answer");
  return answer.json();
}

/** @type {{ how: number, digits: string | null } | null} what was found: digits of what the box has signed, or null */
let found = null;

async function look() {
  const place = part();
  if (!place) return;
  place.dataset.asked = "";
  const { tookPart: line = "", context = "", statement = "" } = place.dataset;
  try {
    const told = await toldAt(line);
    found = { how: told.how, digits: null };
    const { context: round } = await roundAt(context);
    found.digits = digitsOver(round, await toldAt(statement), told);
    draw();
  } catch (fault) {
    if (fault instanceof SealFault) draw();
    else found = null; // no answer: the link stays
  }
}

function draw() {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-took-part]"));
  if (!place || !found) return;
  place.dataset.asked = "";
  const shown = drawn(place, found.digits ? "good" : "bad");
  const groups = found.digits?.match(/.{4}/g) ?? [];
  shown.querySelector("[data-digits]")?.append(...groups.flatMap((group) => [made(group), " "]));
  place.querySelector("[data-shown]")?.replaceChildren(drawn(place, `how-${found.how}`), shown);
}

/** @param {string} text */
function made(text) {
  const group = document.createElement("span");
  group.textContent = text;
  return group;
}

/**
 * @param {HTMLElement} place
 * @param {string} name
 */
function drawn(place, name) {
  const template = /** @type {HTMLTemplateElement} */ (place.querySelector(`template[data-draw=${name}]`));
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
}

document.addEventListener("shown", () => {
  if (found) draw();
  else setTimeout(look, Math.random() * SPREAD);
}, true);
look();
