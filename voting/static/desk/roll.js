// The roll on the phone: who is entitled, whose pass is whose, and who is where as far as this phone knows.
// Passes are known by a keyed hash alone.
import { areEnough, isFound, typedWords, words } from "./folding.js";
import * as store from "./store.js";

const HASH_BYTES = 8;
const HASH_BYTES_OF_OTHERS = 4;
const PREFIX = "AV1-";
// A scanner that types as an American keyboard, on a Belgian or French one: "AV1-" arrives as "QV&)".
const AZERTY = { "&": "1", "é": "2", '"': "3", "'": "4", "(": "5", "§": "6", "-": "6", "è": "7", _: "8", "!": "8", "ç": "9", "à": "0", ")": "-", Q: "A" };

let roll = null;
let byNumber = new Map();
let byPass = new Map();
let others = [];
let names = [];
let states = null;
let places = new Map();
let venue = "";

export const isHere = () => roll !== null;
export const fetchedAt = () => states?.fetchedAt ?? null;

// Takes what the phone has kept of this venue's assembly into memory, and wipes what has had its day.
export async function load(settings) {
  venue = settings.venue;
  roll = byNumber = byPass = null;
  const kept = await store.read("roll");
  if (kept && (kept.assembly !== settings.assembly || Date.now() > kept.until)) await wipe();
  else if (kept) use(kept);
  byNumber ??= new Map();
  byPass ??= new Map();
  states = (await store.read("states")) ?? null;
  settle([]);
}

// Fetches the roll where the phone has none, or an older one.
export async function fetchRoll(settings) {
  if (roll && roll.version === settings.roll_version) return;
  const answer = await fetch(settings.urls.roll, { cache: "no-store" });
  if (!answer.ok) return;
  const fetched = await answer.json();
  await store.keep("roll", fetched);
  use(fetched);
}

// Who is where, as the server says; `waiting` are the acts that it does not know of yet.
export async function useStates(fetched, waiting) {
  states = fetched;
  await store.keep("states", fetched);
  settle(waiting);
}

export async function wipe() {
  roll = states = null;
  byNumber = new Map();
  byPass = new Map();
  others = [];
  places = new Map();
  names = [];
  await store.forget();
}

// Notes where an act has brought a member, so that the next one is judged by it.
export function note(number, answer, place) {
  if (["welcome", "moved", "already_here"].includes(answer)) places.set(number, venue);
  if (["left", "undone", "not_here"].includes(answer)) places.delete(number);
  if (answer === "present_elsewhere" && place) places.set(number, place);
}

export function cleanPass(text) {
  let typed = text.trim();
  if (typed.startsWith("QV&")) typed = [...typed].map((sign) => AZERTY[sign] ?? sign).join("");
  typed = typed.toUpperCase();
  return typed.startsWith(PREFIX) ? typed : null;
}

// What the phone itself can say about an arrival or a departure: {answer, number, name, place, attention}.
export async function judge(kind, text) {
  const pass = cleanPass(text);
  if (!roll) return { answer: "kept", number: pass ? "" : text.trim() };
  const found = pass ? await whose(pass) : { number: text.trim(), revoked: false };
  if (found.day) return { answer: "other_assembly", number: "", day: found.day };
  if (!found.number) return { answer: "unknown_pass", number: "" };
  const index = byNumber.get(found.number);
  if (index === undefined) return { answer: "not_entitled", number: found.number };
  const about = describe(index, found.number);
  const place = places.get(found.number);
  if (kind === "out") return { ...about, attention: null, answer: place === venue ? "left" : "not_here" };
  if (found.revoked) return { ...about, answer: "pass_revoked" };
  if (!place || place === "online") return { ...about, answer: "welcome" };
  return place === venue ? { ...about, answer: "already_here" } : { ...about, answer: "present_elsewhere", place };
}

// The members on the roll whose number begins so, or whom the words lead to; at most twenty.
export function search(text) {
  const sought = typedWords(text);
  const start = text.trim().toLowerCase();
  const byNumber = areEnough(sought);
  const found = [];
  for (let index = 0; index < names.length && found.length < 20; index += 1) {
    const numbered = byNumber && roll.numbers[index].toLowerCase().startsWith(start);
    if (numbered || isFound(sought, names[index])) found.push(index);
  }
  return found.map((index) => ({ ...describe(index, roll.numbers[index]), place: places.get(roll.numbers[index]) }));
}

function use(fetched) {
  roll = fetched;
  byNumber = new Map(roll.numbers.map((number, index) => [number, index]));
  byPass = new Map(hashes(roll.passes, HASH_BYTES).map((hash, index) => [hash, index]));
  others = roll.others.map(({ day, passes }) => ({ day, known: new Set(hashes(passes, HASH_BYTES_OF_OTHERS)) }));
  names = roll.names.map(words);
}

// Brings together what the server said and what it does not know yet, in order.
function settle(waiting) {
  places = new Map();
  for (const [place, numbers] of Object.entries(states?.places ?? {})) {
    for (const number of numbers) places.set(number, place);
  }
  for (const item of waiting) if (item.number) note(item.number, item.shown ?? "", null);
}

// Whose pass it is, and whether it was replaced; else the day of the other assembly that it is for, if any.
async function whose(pass) {
  const secret = bytesOf(roll.key);
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signed = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(pass));
  const hash = hex(new Uint8Array(signed).subarray(0, HASH_BYTES));
  const index = byPass.get(hash);
  const number = states?.reissued?.[hash] ?? roll.numbers[index];
  if (number !== undefined) return { number, revoked: (states?.revoked ?? []).includes(hash) };
  return { day: others.find(({ known }) => known.has(hash.slice(0, 2 * HASH_BYTES_OF_OTHERS)))?.day };
}

const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

function hashes(text, size) {
  const bytes = bytesOf(text);
  return Array.from({ length: bytes.length / size }, (_, index) => hex(bytes.subarray(index * size, (index + 1) * size)));
}

function describe(index, number) {
  const legal = Object.hasOwn(roll.legal, index);
  const represents = states?.holders?.[number] ?? 0;
  const assistance = (states?.assistance ?? []).includes(number);
  const minds = legal || represents || assistance;
  const attention = { representative: legal ? roll.legal[index] : null, represents, assistance };
  return { number, name: roll.names[index], attention: minds ? attention : null };
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
