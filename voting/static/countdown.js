// Counts down to a moment: <strong data-until="milliseconds since 1970"></strong> shows minutes and seconds left,
// and is marked (data-over) once there are none. An element that has a sentence for the last minute as well
// (data-last-minute) shows it from then on instead; announce.js says it.
// The server's clock counts, as far as the page has heard of it (refresh.js beside this file).
const MINUTE = 60;

function count() {
  const now = window.serverNow ? window.serverNow() : Date.now();
  const items = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-until]"));
  for (const item of items) {
    const left = Math.max(0, Math.ceil((Number(item.dataset.until) - now) / 1000));
    const sentence = item.dataset.lastMinute;
    const text = sentence === undefined ? inMinutes(left) : left > 0 && left <= MINUTE ? sentence : "";
    if (item.textContent !== text) item.textContent = text;
    item.toggleAttribute("data-over", left === 0);
  }
}

/**
 * What is left in minutes and seconds, of more than an hour in hours as well.
 * @param {number} seconds
 */
function inMinutes(seconds) {
  const minutes = Math.floor(seconds / MINUTE);
  const rest = String(seconds % MINUTE).padStart(2, "0");
  if (minutes < MINUTE) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / MINUTE)}:${String(minutes % MINUTE).padStart(2, "0")}:${rest}`;
}

setInterval(count, 250);
document.addEventListener("shown", count, true); // before anybody measures what has just come
count();
