// On the page that a phone has kept: how old it is, in words, and back to the page itself once there is a network.
const UNITS = /** @type {const} */ ([["day", 86_400], ["hour", 3600], ["minute", 60]]);

/**
 * How long ago something was, in the largest unit that it fills; "now" within the first minute.
 * @param {number} seconds
 * @param {string} language
 */
export function ago(seconds, language) {
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? ["second", Infinity];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(seconds / length), unit);
}

async function reloadIfAnswered() {
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}

if (globalThis.document) {
  const age = document.querySelector("[data-kept-at]");
  const tell = () => {
    const seconds = (Date.now() - Number(age?.getAttribute("data-kept-at"))) / 1000;
    if (age) age.textContent = ago(Math.max(0, seconds), document.documentElement.lang);
  };
  tell();
  setInterval(tell, 60_000);
  document.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
  addEventListener("online", () => location.reload());
  setInterval(reloadIfAnswered, 10_000); // a browser does not always notice that there is a network again
}
