// A tablet that goes from hand to hand. Locked, it asks whether it has been handed to somebody. In somebody's hands,
// it tells the server that it is being touched, warns, and after a minute of nothing hides the page and ends the
// session. Without this script the pages lead back to the lock screen by themselves (meta refresh).
const IDLE = 60_000;
const WARN = 45_000;
const TELL = 5_000;
const ASK = 2_000;
const THANKS = 6_000;

// A page that the browser kept is never shown again: what may be seen is asked anew.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  location.reload();
});
addEventListener("pagehide", () => { document.body.hidden = true; });

const locked = document.querySelector("[data-locked]");
const session = document.querySelector("[data-session]");
const done = document.querySelector("[data-done]");
if (locked) waitForSomebody(locked);
if (session) watch(session);
if (done) setTimeout(() => location.replace(done.dataset.done), THANKS);

async function waitForSomebody(screen) {
  const offline = screen.querySelector("[data-offline]");
  for (;;) {
    await new Promise((again) => setTimeout(again, ASK));
    try {
      const answer = await fetch(screen.dataset.locked, { headers: { Accept: "application/json" } });
      if (answer.status === 403) { location.reload(); return; }
      offline.hidden = answer.ok;
      const { next } = await answer.json();
      if (next) { location.replace(next); return; }
    } catch {
      offline.hidden = false;
    }
  }
}

function watch(header) {
  const warning = document.querySelector("[data-warning]");
  const form = header.querySelector("[data-end]");
  let touched = Date.now();
  let told = touched;

  function touch() {
    touched = Date.now();
    warning.hidden = true;
    if (touched - told < TELL) return;
    told = touched;
    send(header.dataset.here).then((answer) => {
      if (answer.status === 410) location.replace(header.dataset.lock);
    }).catch(() => { told = 0; });
  }

  function send(address) {
    return fetch(address, {
      method: "POST", body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" }, keepalive: true,
    });
  }

  async function end() {
    clearInterval(timer);
    document.querySelector("main").replaceChildren();
    warning.hidden = true;
    for (;;) {
      try {
        await send(form.action);
        location.replace(header.dataset.lock);
        return;
      } catch {
        await new Promise((again) => setTimeout(again, ASK));
      }
    }
  }

  for (const kind of ["pointerdown", "pointermove", "keydown", "wheel", "scroll", "input"]) {
    addEventListener(kind, touch, { capture: true, passive: true });
  }
  // A vote on its way is not called back: it is waited for, without showing what it says.
  const timer = setInterval(() => {
    const idle = Date.now() - touched;
    if (idle < IDLE) {
      warning.hidden = idle < WARN;
    } else if (document.querySelector("form[data-sent] [data-refused][hidden]")) {
      document.querySelector(".chosen").hidden = true;
    } else {
      end();
    }
  }, 1_000);
}
