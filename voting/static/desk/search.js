// Finding a member by name or number on the phone's own roll.
import { areEnough, typedWords } from "./folding.js";
import { byId } from "./page.js";
import * as roll from "./roll.js";

/** @import { Settings } from "./settings.js" */
/** @typedef {(number: string) => void} Choose */

const place = byId("found", HTMLElement);

export const forgetFound = () => place.replaceChildren();

/**
 * Shows who is found, each with a button; returns whether it has shown an answer at all: of a text that is too short
 * to be sure only where it is all that was typed (`whole`).
 * @param {string} text
 * @param {Settings} settings
 * @param {Choose} choose
 * @param {boolean} [whole]
 */
export function searchOnPhone(text, settings, choose, whole = false) {
  const found = roll.search(text);
  if (found.length === 0 && !whole && !areEnough(typedWords(text))) {
    forgetFound();
    return false;
  }
  const names = document.createElement("ul");
  names.className = "found card";
  for (const member of found) names.append(entry(member, settings, choose));
  if (found.length === 0) {
    const nobody = document.createElement("li");
    nobody.textContent = settings.words.nobody;
    names.append(nobody);
  }
  place.replaceChildren(names);
  return true;
}

/**
 * By what somebody differs from their namesakes: postcode and year of birth, as far as they are known.
 * @param {[string, number | null] | undefined} apart
 * @param {string} born
 */
export const apartWords = (apart, born) =>
  apart ? [apart[0], apart[1] && born.replace("{year}", String(apart[1]))].filter(Boolean).join(" · ") : "";

/**
 * @param {{ number: string, name: string, place: string | undefined, apart: [string, number | null] | undefined }} member
 * @param {Settings} settings
 * @param {Choose} choose
 */
function entry(member, settings, choose) {
  const line = document.createElement("li");
  const text = document.createElement("span");
  const name = document.createElement("strong");
  name.textContent = member.name;
  text.append(name, ` ${member.number}`);
  const apart = apartWords(member.apart, settings.words.born);
  if (apart) {
    const words = document.createElement("span");
    words.className = "apart";
    words.textContent = apart;
    text.append(words);
  }
  if (member.place) {
    const known = settings.venue_names[member.place] ?? member.place;
    text.append(` · ${member.place === settings.venue ? settings.words.here : settings.words.elsewhere.replace("{venue}", known)}`);
  }
  const button = document.createElement("button");
  button.type = "button";
  const whom = document.createElement("span");
  whom.className = "sr-only";
  whom.textContent = ` – ${member.name} ${member.number}${apart && `, ${apart}`}`;
  button.append(settings.words.check_in, whom);
  button.addEventListener("click", () => {
    forgetFound();
    choose(member.number);
  });
  line.append(text, button);
  return line;
}
