// A code, as letters for the eye and as a picture for a camera.
import { qrPicture } from "../seal/qr.js";

/**
 * Puts a code into its places in a part of the page.
 * @param {HTMLElement} part
 * @param {string} text for the eye
 * @param {string} code for a camera
 */
export function drawCode(part, text, code) {
  const place = /** @type {HTMLElement} */ (part.querySelector("[data-picture]"));
  place.replaceChildren(qrPicture(code, place.dataset.said ?? ""));
  /** @type {HTMLElement} */ (part.querySelector("[data-code]")).textContent = text;
}
