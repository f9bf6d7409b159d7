// Shows the scene of a display as large as it fits, whatever its languages and the shape of the projector: all its
// sizes are multiples of --fit, and those of a page of --grow as well. All pages have one --fit, so that what stands
// above them stays as it is when they are turned.
const SMALLEST = 0.5;
const LARGEST = 2;
const LARGEST_PAGE = 3;
const STEPS = 6;
const main = /** @type {HTMLElement} */ (document.querySelector("main"));

/** @param {Element} element */
const holds = (element) =>
  element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth;

/**
 * The largest size from the least to the most at which something fits; the least where it never does.
 * @param {number} least
 * @param {number} most
 * @param {(size: number) => boolean} fits
 */
export function largest(least, most, fits) {
  let [good, bad] = [least, most];
  for (let step = 0; step < STEPS; step += 1) {
    const size = (good + bad) / 2;
    if (fits(size)) good = size;
    else bad = size;
  }
  return good;
}

function fit() {
  const scene = main.querySelector(".scene");
  if (!scene) return;
  const pages = /** @type {NodeListOf<HTMLElement>} */ (scene.querySelectorAll(".page"));
  const shown = [...pages].find((page) => !page.hidden);
  /** @param {HTMLElement} [page] */
  const show = (page) => {
    for (const other of pages) other.hidden = other !== page;
  };
  /** @param {HTMLElement} page */
  const fitsWith = (page) => {
    show(page);
    return holds(scene) && holds(page);
  };
  for (const page of pages) page.style.setProperty("--grow", "1");
  /** @param {number} size */
  const allFit = (size) => {
    main.style.setProperty("--fit", String(size));
    return pages.length ? [...pages].every(fitsWith) : holds(scene);
  };
  const size = allFit(1) ? largest(1, LARGEST, allFit) : largest(SMALLEST, 1, allFit);
  main.style.setProperty("--fit", String(size));
  for (const page of pages) {
    const grow = largest(1, LARGEST_PAGE / size, (larger) => {
      page.style.setProperty("--grow", String(larger));
      return fitsWith(page);
    });
    page.style.setProperty("--grow", String(grow));
  }
  show(shown);
}

main.addEventListener("shown", fit);
addEventListener("resize", fit);
document.fonts.ready.then(fit);
