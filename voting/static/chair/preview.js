// What the halls show, small: the frame is as large as a projector, and is made to fit its place. When something
// changes here, the frame asks at once; it follows no stream of its own.
const place = /** @type {HTMLElement} */ (document.querySelector(".preview"));
const frame = /** @type {HTMLIFrameElement} */ (place.querySelector("iframe"));
const fit = () => frame.style.setProperty("transform", `scale(${place.clientWidth / frame.offsetWidth})`);

new ResizeObserver(fit).observe(place);
for (const part of document.querySelectorAll("[data-refresh]")) {
  part.addEventListener("shown", () => {
    frame.contentDocument?.querySelector("[data-refresh]")?.dispatchEvent(new Event("outdated"));
  });
}
