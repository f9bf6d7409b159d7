// Counts down to a moment: <strong data-until="milliseconds since 1970"></strong> shows minutes and seconds left,
// and is marked (data-over) once there are none.
// The server's clock counts, as far as the page has heard of it (refresh.js beside this file).
function count() {
  const now = window.serverNow ? window.serverNow() : Date.now();
  const items = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-until]"));
  for (const item of items) {
    const left = Math.max(0, Math.ceil((Number(item.dataset.until) - now) / 1000));
    const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (item.textContent !== text) item.textContent = text;
    item.toggleAttribute("data-over", left === 0);
  }
}

setInterval(count, 250);
count();
