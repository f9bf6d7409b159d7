// Shows the scene of a display as large as it fits, whatever its languages and the shape of the projector: all its
// sizes are multiples of --fit.
const SMALLEST = 0.5;
const LARGEST = 1.8;
const STEPS = 6;
const main = /** @type {HTMLElement} */ (document.querySelector("main"));

function fit() {
  const scene = main.querySelector(".scene");
  if (!scene) return;
  let [fits, most] = [SMALLEST, LARGEST];
  for (let step = 0; step < STEPS; step += 1) {
    const size = (fits + most) / 2;
    main.style.setProperty("--fit", String(size));
    if (scene.scrollHeight <= scene.clientHeight && scene.scrollWidth <= scene.clientWidth) fits = size;
    else most = size;
  }
  main.style.setProperty("--fit", String(fits));
}

main.addEventListener("shown", fit);
addEventListener("resize", fit);
document.fonts.ready.then(fit);
