// A tablet that goes from hand to hand. Locked, it asks whether it has been handed to somebody. In somebody's hands,
// it tells the server that it is being touched, warns, and after a minute of nothing hides the page and ends the
// session. Without this script the pages lead back to the lock screen by themselves (meta refresh).
const IDLE = 60_000;
const WARN = 45_000;
const TELL = 5_000;
const ASK = 2_000;
const THANKS = 6_000;
const PRACTICE = 120_000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "input"];

/**
 * What an untouched page does after so many milliseconds: stays open, warns, hides the choice while a vote is on its
 * way (it is not called back, but waited for), or ends the session.
 * @param {number} idle
 * @param {boolean} underWay
 */
export function stateAfter(idle, underWay) {
  if (idle < WARN) return "open";
  if (idle < IDLE) return "warned";
  return underWay ? "hidden" : "over";
}

/**
 * Whether it is time to tell the server again that somebody touches the page.
 * @param {number} touched in milliseconds since 1970
 * @param {number} told
 */
export const isToTell = (touched, told) => touched - told >= TELL;

/**
 * @param {ParentNode} part
 * @param {string} selector
 */
const find = (part, selector) => /** @type {HTMLElement | null} */ (part.querySelector(selector));

/**
 * @param {ParentNode} part
 * @param {string} selector
 */
function need(part, selector) {
  const found = find(part, selector);
  if (!found) throw new TypeError(`no ${selector} in this page`);
  return found;
}

// A page that the browser kept is never shown again: what may be seen is asked anew.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  location.reload();
});
addEventListener("pagehide", () => { document.body.hidden = true; });

const locked = find(document, "[data-locked]");
const session = find(document, "[data-session]");
const done = find(document, "[data-done]");
const practice = find(document, "[data-practising]");
if (locked) {
  sessionStorage.clear(); // what belongs to whoever had it before
  waitForSomebody(locked);
}
if (session) watch(session);
if (done) setTimeout(() => location.replace(done.dataset.done ?? ""), 1000 * Number(done.dataset.shownFor) || THANKS);
if (practice) lockUntouched(practice.dataset.practising ?? "");

/**
 * Practice leads back to the lock screen once nobody has touched it for a while.
 * @param {string} lock
 */
function lockUntouched(lock) {
  let waiting = 0;
  const wait = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => location.replace(lock), PRACTICE);
  };
  for (const kind of TOUCHES) addEventListener(kind, wait, { capture: true, passive: true });
  wait();
}

/** @param {HTMLElement} screen */
async function waitForSomebody(screen) {
  const offline = need(screen, "[data-offline]");
  for (;;) {
    await new Promise((again) => setTimeout(again, ASK));
    try {
      const answer = await fetch(screen.dataset.locked ?? "", { headers: { Accept: "application/json" } });
      if (answer.status === 403) { location.reload(); return; }
      offline.hidden = answer.ok;
      const { next, practice: practising } = await answer.json();
      if (next) { location.replace(next); return; }
      if (answer.ok && practising !== screen.hasAttribute("data-practice")) { location.reload(); return; }
    } catch {
      offline.hidden = false;
    }
  }
}

// A vote has been sent, and is not answered yet.
const isUnderWay = () => document.querySelector("form[data-sent] [data-refused][hidden]") !== null;

/** @param {HTMLElement} header */
function watch(header) {
  const { here = "", lock = "", start = "", stream = "" } = header.dataset;
  const warning = need(document, "[data-warning]");
  const form = /** @type {HTMLFormElement} */ (need(header, "[data-end]"));
  let touched = Date.now();
  let told = touched;
  let asked = touched;

  function touch() {
    touched = Date.now();
    warning.hidden = true;
    if (!isToTell(touched, told)) return;
    told = touched;
    send(here).then((answer) => {
      if (answer.status === 410) location.replace(lock);
    }).catch(() => { told = 0; });
  }

  /** @param {string} address */
  function send(address) {
    const fields = /** @type {Iterable<[string, string]>} */ (new FormData(form));
    return fetch(address, {
      method: "POST", body: new URLSearchParams([...fields]),
      headers: { Accept: "application/json" }, keepalive: true,
    });
  }

  // The desk can lock it from afar: told at once, and asked first of all when the network is back.
  let known = 0;
  const source = new EventSource(stream);
  source.addEventListener("open", look);
  source.addEventListener("message", (event) => {
    const { tablets = known } = JSON.parse(event.data);
    if (tablets !== known) look();
    known = tablets;
  });
  addEventListener("online", look);
  addEventListener("pagehide", () => source.close());

  async function look() {
    asked = Date.now();
    const answer = await fetch(lock, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
    if (!answer) return;
    const { next } = answer.ok ? await answer.json() : { next: null };
    if (next === start || answer.status >= 500) return;
    const chosen = find(document, ".chosen");
    if (chosen && isUnderWay()) { // the answer to the vote says how it ended
      chosen.hidden = true;
      return;
    }
    need(document, "main").replaceChildren();
    warning.hidden = true;
    location.replace(lock);
  }

  async function end() {
    clearInterval(timer);
    need(document, "main").replaceChildren();
    warning.hidden = true;
    for (;;) {
      try {
        await send(form.action);
        location.replace(lock);
        return;
      } catch {
        await new Promise((again) => setTimeout(again, ASK));
      }
    }
  }

  for (const kind of TOUCHES) {
    addEventListener(kind, touch, { capture: true, passive: true });
  }
  const timer = setInterval(() => {
    if (source.readyState === EventSource.CLOSED && Date.now() - asked >= TELL) look();
    const state = stateAfter(Date.now() - touched, isUnderWay());
    if (state === "open" || state === "warned") warning.hidden = state === "open";
    else if (state === "hidden") need(document, ".chosen").hidden = true;
    else end();
  }, 1_000);
}
