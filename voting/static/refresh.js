// Keeps the parts of a page up to date. Any page may use it: include live.html in the head block, and mark
//
//   <div data-refresh="/address/of/the/part"       what it shows comes from there, as the whole of its inside
//        data-topics="agenda turnout"              it is asked for again when one of these has changed: agenda,
//                                                  turnout, box, presence, discussion; without it: agenda
//        data-spread="4"                           seconds over which many screens spread their questions
//                                                  (0.3); a part that is made for each person needs seconds
//        data-least="1"                            seconds between two questions, at the least (0.25)
//        data-every="30">                          seconds after which it is asked for in any case (60)
//
// and an element data-stream="/address" where the page follows another stream than that of somebody signed in. A part
// with data-brought, which is alike for all, comes with the stream itself, as soon as it has changed.
// Where a script of the page knows that a part is outdated, it sends it an event of this name.
// Such a part comes from a view that answers with voting.web.live.shared().
//
// How a part becomes what comes for it stands in morph.js, what is said of it aloud in announce.js, that the network
// is away in away.js beside this file. While it is, the last state stays, marked with its time (data-stale); when it
// is back the truth is asked for at once. Where streams are held back or refused, it asks every few seconds instead.
// An answer may say that it is to be shown from a moment on (header Shown-From, milliseconds of the server's
// clock) and of which scene it is (header Scene): so that all halls change at the same instant.
const ASK_AGAIN = 1500;
const POLL = 3000;
const PATIENCE = 10_000;
const SILENCE = 25_000;

/** @typedef {{ scene: string | null, text: string, moment: number }} Scene what is to be shown, from a moment on */
/** @typedef {{ offset: number, trip: number }} Clock how far the server's is ahead, by an answer that took so long */
/**
 * @typedef {object} Part a part of the page that is kept up to date; all times in milliseconds
 * @property {HTMLElement} node
 * @property {string[]} topics
 * @property {number} spread
 * @property {number} least
 * @property {number} every
 * @property {string | null} etag
 * @property {Record<string, number>} known by topic the version that was heard of last
 * @property {number | null} told the version that is asked for
 * @property {boolean} asking
 * @property {number} askedAt
 * @property {number} currentAt
 * @property {number} [timer]
 * @property {number} due
 * @property {Scene[]} scenes that have come, but not yet their moment
 * @property {number} [curtain]
 */

const stays = document.body.classList.contains("display");
const parts = [...elements("[data-refresh]")].map(makePart);
for (const part of parts) part.node.addEventListener("outdated", () => askWithin(part, 0, 0));
/** @type {Clock} */
let clock = { offset: 0, trip: Infinity };
/** @type {EventSource | null} */
let source = null;
let heardAt = 0;
const serverNow = () => Date.now() + clock.offset;
window.serverNow = serverNow;

/**
 * @param {string} selector
 * @returns {NodeListOf<HTMLElement>}
 */
function elements(selector) {
  return document.querySelectorAll(selector);
}

/**
 * @param {HTMLElement} node
 * @returns {Part}
 */
function makePart(node) {
  return {
    node,
    topics: (node.dataset.topics || "agenda").split(" "),
    spread: 1000 * Number(node.dataset.spread || 0.3),
    least: 1000 * Number(node.dataset.least || 0.25),
    every: 1000 * Number(node.dataset.every || 60),
    etag: null,
    known: {},
    told: null,
    asking: false,
    askedAt: 0,
    currentAt: Date.now(),
    due: Infinity,
    scenes: [],
  };
}

/**
 * Asks for a part within so many milliseconds; an earlier appointment stands.
 * @param {Part} part
 * @param {number} least
 * @param {number} most
 */
function askWithin(part, least, most) {
  const due = appointment(part.due, Date.now(), least, most, Math.random());
  if (due === part.due) return;
  clearTimeout(part.timer);
  part.due = due;
  part.timer = setTimeout(() => ask(part), due - Date.now());
}

/**
 * When a part is asked for: at the appointment that stands, where it is the earlier; else within so many milliseconds.
 * @param {number} standing Infinity where there is none
 * @param {number} now
 * @param {number} least
 * @param {number} most
 * @param {number} chance from 0 up to 1: many screens spread their questions
 */
export function appointment(standing, now, least, most, chance) {
  return Math.min(standing, now + least + chance * (most - least));
}

/**
 * How long a part must still be left alone after its last question.
 * @param {Pick<Part, "askedAt" | "least">} part
 * @param {number} now
 */
export const pauseOf = ({ askedAt, least }, now) => Math.max(0, askedAt + least - now);

/** @param {Part} part */
async function ask(part) {
  part.due = Infinity;
  if (part.asking) {
    askWithin(part, part.least, part.least);
    return;
  }
  part.asking = true;
  part.askedAt = Date.now();
  try {
    const address = part.node.dataset.refresh ?? "";
    const url = part.told ? `${address}?v=${part.told}` : address;
    const headers = new Headers(part.etag ? { "If-None-Match": part.etag } : {});
    const answer = await fetch(url, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    clock = compareClocks(clock, part.askedAt, Date.now(), Number(answer.headers.get("Server-Time")));
    if (answer.status === 200) take(part, await answer.text(), (name) => answer.headers.get(name));
    const good = answer.status === 200 || answer.status === 304;
    mark(part, good);
    if (!good) askWithin(part, ASK_AGAIN, 3 * ASK_AGAIN);
  } catch {
    mark(part, false);
    askWithin(part, ASK_AGAIN, 2 * ASK_AGAIN);
  }
  part.asking = false;
  const pause = rhythm(part, Date.now() - heardAt);
  askWithin(part, pause, pause + part.spread);
}

/**
 * Takes what has come for a part, to be shown at its moment.
 * @param {Part} part
 * @param {string} text
 * @param {(name: string) => string | null} header
 */
function take(part, text, header) {
  part.etag = header("ETag");
  part.scenes = arrange(part.scenes, { text, scene: header("Scene"), moment: Number(header("Shown-From")) });
  play(part);
}

/**
 * Takes what the stream brings: the address of a part, and on a second line what a question would be answered with.
 * Where one is being answered, with what may be older, another is asked.
 * @param {string} told
 */
function bring(told) {
  const end = told.indexOf("\n");
  const { text, headers } = JSON.parse(told.slice(end + 1));
  for (const part of parts) {
    if (part.node.dataset.refresh !== told.slice(0, end)) continue;
    if (part.etag !== headers.ETag) take(part, text, (name) => headers[name] ?? null);
    mark(part, true);
    clearTimeout(part.timer);
    part.due = Infinity;
    if (part.asking) askWithin(part, part.least, part.least);
    else askWithin(part, part.every, part.every + part.spread);
  }
}

/**
 * How long a part is left alone when nothing is heard of it: as long as it says while the stream is alive, else only
 * for seconds.
 * @param {Pick<Part, "every" | "spread">} part
 * @param {number} silence how long nothing at all has been heard
 */
export function rhythm({ every, spread }, silence) {
  return silence < SILENCE ? every : Math.max(POLL, 2 * spread);
}

/**
 * The server's clock, by the answer that travelled fastest, until one contradicts it: clocks drift in ten hours, and
 * are set.
 * @param {Clock} known
 * @param {number} sent when the question was sent, and `received` when it was answered, by our clock
 * @param {number} received
 * @param {number} serverTime 0 or NaN where the answer does not say
 * @returns {Clock}
 */
export function compareClocks(known, sent, received, serverTime) {
  if (!serverTime) return known;
  const trip = received - sent;
  const since = received + known.offset - serverTime;
  if (trip > known.trip && -known.trip <= since && since <= trip + known.trip) return known;
  return { trip, offset: serverTime - (sent + trip / 2) };
}

/**
 * What is still to be shown, one scene after the other, with what has just come: of the same scene only the latest.
 * @param {Scene[]} scenes
 * @param {Scene} coming
 */
export function arrange(scenes, coming) {
  const last = scenes.at(-1);
  if (last && last.scene === coming.scene) return [...scenes.slice(0, -1), { ...last, text: coming.text }];
  return [...scenes, coming].slice(-20);
}

/**
 * Shows what has come at its moment.
 * @param {Part} part
 */
function play(part) {
  clearTimeout(part.curtain);
  for (let [scene] = part.scenes; scene; [scene] = part.scenes) {
    const wait = scene.moment - serverNow();
    if (wait > 0) {
      part.curtain = setTimeout(() => play(part), Math.min(wait, 60_000));
      return;
    }
    part.scenes.shift();
    window.morphPart?.(part.node, scene.text);
  }
}

/**
 * Marks a part that cannot be brought up to date with the time, on the server's clock, of which it is; or takes that
 * away. Either is told by an event, "connection".
 * @param {Part} part
 * @param {boolean} current
 */
function mark(part, current) {
  if (current) part.currentAt = Date.now();
  if (current !== part.node.hasAttribute("data-stale")) return;
  if (current) {
    part.node.removeAttribute("data-stale");
  } else {
    /** @type {Intl.DateTimeFormatOptions} */
    const style = { timeStyle: "short", hourCycle: "h23", timeZone: document.body.dataset.timezone };
    const time = new Date(part.currentAt + clock.offset);
    part.node.setAttribute("data-stale", time.toLocaleTimeString(document.documentElement.lang, style));
  }
  part.node.dispatchEvent(new Event("connection", { bubbles: true }));
}

// Follows the stream. The browser comes back to it by itself, unless it was refused or has fallen silent.
function follow() {
  if ("noStream" in document.body.dataset) return; // the page around it follows one, and says when to ask
  source?.close();
  const shared = parts.filter(({ node }) => "brought" in node.dataset).map(({ node }) => node.dataset.refresh);
  const stream = elements("[data-stream]")[0]?.dataset.stream || new URL("../live/stream", import.meta.url);
  const address = new URL(stream, location.href);
  if (shared.length) address.searchParams.set("parts", shared.join(" "));
  source = new EventSource(address);
  source.addEventListener("part", (event) => bring(event.data));
  source.addEventListener("message", (event) => {
    heardAt = Date.now();
    hear(JSON.parse(event.data));
  });
  source.addEventListener("error", () => {
    heardAt = 0;
    for (const part of parts) askWithin(part, 0, part.spread);
  });
}

/**
 * Which of a part's topics are said to have another version than was heard of last.
 * @param {Pick<Part, "topics" | "known">} part
 * @param {Record<string, number>} versions
 */
export function changedTopics({ topics, known }, versions) {
  return topics.filter((topic) => topic in versions && known[topic] !== versions[topic]);
}

/** @param {Record<string, number>} versions by topic */
function hear(versions) {
  for (const part of parts) {
    const changed = changedTopics(part, versions);
    if (!changed.length) continue;
    for (const topic of changed) part.known[topic] = versions[topic];
    part.told = Math.max(...changed.map((topic) => versions[topic]));
    const pause = pauseOf(part, Date.now());
    askWithin(part, pause, pause + part.spread);
  }
}

function look() {
  if (Date.now() - heardAt > SILENCE) follow();
  for (const part of parts) askWithin(part, 0, 300);
}

addEventListener("online", () => {
  heardAt = 0;
  look();
});
addEventListener("offline", () => {
  source?.close(); // what it might still bring would hide that nothing can be asked
  heardAt = 0;
  for (const part of parts) askWithin(part, 0, 0);
});
document.addEventListener("visibilitychange", () => {
  if (stays) return;
  if (document.hidden) {
    source?.close();
    heardAt = 0;
  } else {
    look();
  }
});
addEventListener("pageshow", (event) => {
  if (event.persisted) look();
});
addEventListener("pagehide", () => {
  source?.close();
  heardAt = 0;
});

if (parts.length) {
  follow();
  for (const part of parts) askWithin(part, POLL, POLL + part.spread);
  setInterval(() => {
    if (!(document.hidden && !stays) && Date.now() - heardAt > SILENCE) follow();
  }, SILENCE);
}
