// Finding a member by name or number on the phone's own roll.
import { areEnough, typedWords } from "./folding.js";
import { byId } from "./page.js";
import * as roll from "./roll.js";

/** @import { Settings } from "./settings.js" */
/** @typedef {(number: string) => void} Choose */

const place = byId("found", HTMLElement);

export const forgetFound = () => place.replaceChildren();

/**
 * Shows who is found, each with a button; returns whether it has shown an answer at all.
 * @param {string} text
 * @param {Settings} settings
 * @param {Choose} choose
 */
export function searchOnPhone(text, settings, choose) {
  const found = roll.search(text);
  if (found.length === 0 && !areEnough(typedWords(text))) {
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
 * @param {{ number: string, name: string, place: string | undefined }} member
 * @param {Settings} settings
 * @param {Choose} choose
 */
function entry(member, settings, choose) {
  const line = document.createElement("li");
  const text = document.createElement("span");
  const name = document.createElement("strong");
  name.textContent = member.name;
  text.append(name, ` ${member.number}`);
  if (member.place) {
    const known = settings.venue_names[member.place] ?? member.place;
    text.append(` · ${member.place === settings.venue ? settings.words.here : settings.words.elsewhere.replace("{venue}", known)}`);
  }
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = settings.words.check_in;
  button.addEventListener("click", () => {
    forgetFound();
    choose(member.number);
  });
  line.append(text, button);
  return line;
}
