// Keeps the parts of a page up to date. Any page may use it: include live.html in the head block, and mark
//
//   <div data-refresh="/address/of/the/part"       what it shows comes from there, as the whole of its inside
//        data-topics="agenda turnout"              it is asked for again when one of these has changed: agenda,
//                                                  turnout, presence, discussion; without it: agenda
//        data-spread="4"                           seconds over which many screens spread their questions
//                                                  (0.3); a part that is made for each person needs seconds
//        data-least="1"                            seconds between two questions, at the least (0.25)
//        data-every="30">                          seconds after which it is asked for in any case (60)
//
// and <body data-stream="..."> where the page follows another stream than that of somebody signed in.
// A part that is the same for many comes from a view that answers with voting.web.live.shared().
//
// What a person has begun to fill in, an open <details> and the focus stay as they are: the part is morphed
// into what it should be, around them. Give forms and what surrounds them an id, so that they are found again.
// While the network is away the last state stays, marked with its time (data-stale); when it is back the truth
// is asked for at once. Where streams are held back or refused, it asks every few seconds instead.
// An answer may say that it is to be shown from a moment on (header Shown-From, milliseconds of the server's
// clock) and of which scene it is (header Scene): so that all halls change at the same instant.
const ASK_AGAIN = 1500;
const POLL = 3000;
const PATIENCE = 10_000;
const SILENCE = 25_000;

const stays = document.body.classList.contains("display");
const parts = [...document.querySelectorAll("[data-refresh]")].map(makePart);
const clock = { offset: 0, trip: Infinity };
let source = null;
let heardAt = 0;
window.serverNow = () => Date.now() + clock.offset;

function makePart(node) {
  const part = {
    node,
    topics: (node.dataset.topics || "agenda").split(" "),
    spread: 1000 * (node.dataset.spread || 0.3),
    least: 1000 * (node.dataset.least || 0.25),
    every: 1000 * (node.dataset.every || 60),
    etag: null,
    known: {},
    told: null,
    asking: false,
    askedAt: 0,
    currentAt: Date.now(),
    timer: null,
    due: Infinity,
    scenes: [],
  };
  return part;
}

// Asks for a part within so many milliseconds; an earlier appointment stands.
function askWithin(part, least, most) {
  const due = Date.now() + least + Math.random() * (most - least);
  if (due >= part.due) return;
  clearTimeout(part.timer);
  part.due = due;
  part.timer = setTimeout(() => ask(part), due - Date.now());
}

async function ask(part) {
  part.due = Infinity;
  if (part.asking) {
    askWithin(part, part.least, part.least);
    return;
  }
  part.asking = true;
  part.askedAt = Date.now();
  try {
    const url = part.told ? `${part.node.dataset.refresh}?v=${part.told}` : part.node.dataset.refresh;
    const headers = part.etag ? { "If-None-Match": part.etag } : {};
    const answer = await fetch(url, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    compareClocks(part.askedAt, Number(answer.headers.get("Server-Time")));
    if (answer.status === 200) {
      const text = await answer.text();
      part.etag = answer.headers.get("ETag");
      arrange(part, text, answer.headers.get("Scene"), Number(answer.headers.get("Shown-From")));
    }
    const good = answer.status === 200 || answer.status === 304;
    mark(part, good);
    if (!good) askWithin(part, ASK_AGAIN, 3 * ASK_AGAIN);
  } catch {
    mark(part, false);
    askWithin(part, ASK_AGAIN, 2 * ASK_AGAIN);
  }
  part.asking = false;
  askWithin(part, rhythm(part), rhythm(part) + part.spread);
}

// How long a part is left alone when nothing is heard of it.
function rhythm(part) {
  return Date.now() - heardAt < SILENCE ? part.every : Math.max(POLL, 2 * part.spread);
}

// The server's clock, by the answer that travelled fastest, until one contradicts it: clocks drift in ten hours,
// and are set.
function compareClocks(sent, serverTime) {
  if (!serverTime) return;
  const trip = Date.now() - sent;
  const since = window.serverNow() - serverTime;
  if (trip > clock.trip && -clock.trip <= since && since <= trip + clock.trip) return;
  clock.trip = trip;
  clock.offset = serverTime - (sent + trip / 2);
}

// Shows what came at its moment, one scene after the other; of the same scene only the latest.
function arrange(part, text, scene, moment) {
  const last = part.scenes.at(-1);
  if (last && last.scene === scene) last.text = text;
  else part.scenes.push({ scene, text, moment });
  if (part.scenes.length > 20) part.scenes.shift();
  play(part);
}

function play(part) {
  clearTimeout(part.curtain);
  while (part.scenes.length) {
    const wait = part.scenes[0].moment - (Date.now() + clock.offset);
    if (wait > 0) {
      part.curtain = setTimeout(() => play(part), Math.min(wait, 60_000));
      return;
    }
    show(part.node, part.scenes.shift().text);
  }
}

function show(node, text) {
  Idiomorph.morph(node, text, {
    morphStyle: "innerHTML",
    callbacks: {
      beforeNodeMorphed: (old, fresh) =>
        !(old.matches?.("form, input, select, textarea") && begun(old)) &&
        !(old.dataset?.until && old.dataset.until === fresh.dataset?.until),
      beforeNodeRemoved: (old) => !(old.nodeType === Node.ELEMENT_NODE && begun(old)),
      beforeAttributeUpdated: (name, changed) => !(name === "open" && changed.matches("details")),
    },
  });
  hideDone();
  node.dispatchEvent(new Event("shown"));
}

// What one part says is done with (data-done, an id) is not shown in another.
function hideDone() {
  for (const part of document.querySelectorAll("[data-done]")) {
    document.getElementById(part.dataset.done)?.setAttribute("hidden", "");
  }
}

// Whether a person has begun to fill in something in here.
function begun(element) {
  const fields = element.matches("input, select, textarea") ? [element] : element.querySelectorAll("input, select, textarea");
  return [...fields].some((field) => {
    if (field.type === "hidden") return false;
    if (field === document.activeElement) return true;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.type === "file") return field.files.length > 0;
    if (field.options) {
      const chosen = [...field.options].some((option) => option.defaultSelected);
      return [...field.options].some((option, at) => option.selected !== (chosen ? option.defaultSelected : at === 0));
    }
    return field.value !== field.defaultValue;
  });
}

// Shows of what time, on the server's clock, the part is that cannot be brought up to date, or takes that away.
function mark(part, current) {
  if (current) {
    part.currentAt = Date.now();
    part.node.removeAttribute("data-stale");
  } else if (!part.node.hasAttribute("data-stale")) {
    const style = { timeStyle: "short", hourCycle: "h23", timeZone: document.body.dataset.timezone };
    const time = new Date(part.currentAt + clock.offset);
    part.node.setAttribute("data-stale", time.toLocaleTimeString(document.documentElement.lang, style));
  }
  say();
}

// A page that has a sentence for it (data-away) says it there instead, once.
function say() {
  const stale = parts.find((part) => part.node.hasAttribute("data-stale"));
  for (const notice of document.querySelectorAll("[data-away]")) {
    notice.dataset.away ||= notice.textContent;
    if (stale) notice.textContent = notice.dataset.away.replaceAll("{time}", stale.node.dataset.stale);
    notice.hidden = !stale;
  }
}

// Follows the stream. The browser comes back to it by itself, unless it was refused or has fallen silent.
function follow() {
  source?.close();
  source = new EventSource(document.body.dataset.stream || "/live/stream");
  source.onmessage = (event) => {
    heardAt = Date.now();
    hear(JSON.parse(event.data));
  };
  source.onerror = () => {
    heardAt = 0;
    for (const part of parts) askWithin(part, 0, part.spread);
  };
}

function hear(versions) {
  for (const part of parts) {
    const changed = part.topics.filter((topic) => topic in versions && part.known[topic] !== versions[topic]);
    for (const topic of changed) part.known[topic] = versions[topic];
    if (!changed.length) continue;
    part.told = Math.max(...changed.map((topic) => versions[topic]));
    const pause = Math.max(0, part.askedAt + part.least - Date.now());
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
