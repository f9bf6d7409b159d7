// Keeps the parts of a page marked data-refresh up to date: asks every two seconds, and replaces a part
// only when the server says that it has changed. While the network is away the last state stays.
const PAUSE = 2000;

for (const part of document.querySelectorAll("[data-refresh]")) {
  let etag = null;
  const ask = async () => {
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(part.dataset.refresh, { headers, cache: "no-store" });
      if (answer.status === 200) {
        const text = await answer.text();
        if (etag !== null) part.innerHTML = text;
        etag = answer.headers.get("ETag");
      }
      part.toggleAttribute("data-stale", !answer.ok && answer.status !== 304);
    } catch {
      part.toggleAttribute("data-stale", true);
    }
    setTimeout(ask, PAUSE);
  };
  setTimeout(ask, PAUSE);
}
