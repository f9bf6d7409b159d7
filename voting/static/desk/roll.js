// The roll on the phone: who is entitled, whose pass is whose, and who is where as far as this phone knows.
// Passes are known by a keyed hash alone.
import { areEnough, finder, typedWords, words } from "./folding.js";
import { judgeShown, learn, open } from "./judgement.js";
import { cleanPass } from "./passes.js";
import * as rules from "./rules.js";
import * as store from "./store.js";

/** @import { Judged, Opened, Roll, States } from "./judgement.js" */
/** @import { Kind } from "./rules.js" */
/** @import { Item } from "./sending.js" */
/** @import { Settings } from "./settings.js" */

/** @type {Opened | null} */
let opened = null;
/** @type {string[][]} */
let names = [];
/** @type {States | null} */
let states = null;
/** @type {Map<string, string>} */
let places = new Map();
let venue = "";

export const isHere = () => opened !== null;

/**
 * Takes what the phone has kept of this venue's assembly into memory, and wipes what has had its day.
 * @param {Settings} settings
 */
export async function load(settings) {
  venue = settings.venue;
  opened = null;
  if (settings.training) {
    use(settings.training.roll);
    states = settings.training.states;
    return settle([]);
  }
  const kept = await store.read("roll");
  if (kept && (kept.assembly !== settings.assembly || Date.now() > kept.until)) await wipe();
  else if (kept) use(kept);
  states = (await store.read("states")) ?? null;
  settle([]);
}

/**
 * Fetches the roll where the phone has none, or an older one.
 * @param {Settings} settings
 */
export async function fetchRoll(settings) {
  if (opened?.roll.version === settings.roll_version) return;
  const answer = await fetch(settings.urls.roll, { cache: "no-store" });
  if (!answer.ok) return;
  const fetched = await answer.json();
  await store.keep("roll", fetched);
  use(fetched);
}

/** Up to where in the server's log the phone knows who is where; undefined where it must be told everything. */
export const knownUpTo = () => (states?.roll_version === opened?.roll.version ? states?.seq : undefined);

/**
 * Who is where, as the server says; `waiting` are the acts that it does not know of yet.
 * @param {States} fetched
 * @param {Item[]} waiting
 */
export async function useStates(fetched, waiting) {
  states = learn(states, fetched);
  await store.keep("states", states);
  settle(waiting);
}

export async function wipe() {
  opened = states = null;
  places = new Map();
  names = [];
  await store.forget();
}

/**
 * Notes where an act has brought a member, so that the next one is judged by it.
 * @param {string} number
 * @param {string} answer
 * @param {string | null} [place]
 */
export const note = (number, answer, place) => rules.note(places, { number, answer, place }, venue);

/**
 * Where a member is, as far as this phone knows.
 * @param {string} number
 */
export const placeOf = (number) => places.get(number);

/**
 * Puts a member back where they were.
 * @param {string} number
 * @param {string | undefined} place
 */
export function putBack(number, place) {
  if (place === undefined) places.delete(number);
  else places.set(number, place);
}

/**
 * What the phone itself can say about an act with a pass or a number.
 * @param {Kind} kind
 * @param {string} text
 * @returns {Promise<Judged>}
 */
export async function judge(kind, text) {
  if (opened) return judgeShown({ opened, states, places, venue }, kind, text);
  return { answer: "kept", number: cleanPass(text) ? "" : text.trim() };
}

/**
 * The members on the roll whose number begins so, or whom the words lead to; at most twenty.
 * @param {string} text
 */
export function search(text) {
  if (!opened) return [];
  const { roll } = opened;
  const sought = typedWords(text);
  const start = text.trim().toLowerCase();
  const byNumber = areEnough(sought);
  const leadsTo = finder(sought);
  const found = [];
  for (let index = 0; index < names.length && found.length < 20; index += 1) {
    const numbered = byNumber && roll.numbers[index].toLowerCase().startsWith(start);
    if (numbered || leadsTo(names[index])) found.push(index);
  }
  return found.map((index) => {
    const number = roll.numbers[index];
    return { number, name: roll.names[index], place: places.get(number), apart: roll.apart?.[index] };
  });
}

/** @param {Roll} fetched */
function use(fetched) {
  opened = open(fetched);
  names = fetched.names.map(words);
}

/** @param {Item[]} waiting */
function settle(waiting) {
  places = rules.placesNow(states ?? { places: {} }, waiting, venue);
}
