// Keeps the parts of a page marked data-refresh up to date: asks every second, and replaces a part only when
// it has changed. While the network is away the last state stays, marked; when it is back the truth is shown
// at once. Nothing in such a part is ever filled in by a person, so nothing can be overwritten.
const PAUSE = 1000;

for (const part of document.querySelectorAll("[data-refresh]")) {
  let etag = null;
  const ask = async () => {
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(part.dataset.refresh, { headers, cache: "no-store" });
      if (answer.status === 200) {
        replace(part, await answer.text());
        etag = answer.headers.get("ETag");
      }
      mark(part, answer.ok || answer.status === 304);
    } catch {
      mark(part, false);
    }
    setTimeout(ask, PAUSE);
  };
  addEventListener("online", () => mark(part, true));
  ask();
}

// Replaces what the part shows, unless it shows that already; a link that had the focus keeps it.
function replace(part, text) {
  const fresh = document.createElement("template");
  fresh.innerHTML = text;
  if (fresh.innerHTML.trim() === part.innerHTML.trim()) return;
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part.replaceChildren(fresh.content);
  if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
}

// Shows since when the part has not been brought up to date, or takes that note away.
function mark(part, current) {
  if (current) {
    part.removeAttribute("data-stale");
  } else if (!part.hasAttribute("data-stale")) {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
    part.setAttribute("data-stale", time);
  }
}
