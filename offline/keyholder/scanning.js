// A field that takes the text of a QR code: typed or pasted, from a picture, or from the camera.
import { seen } from "../camera.js";
import { element, field } from "../dom.js";
import { readCode } from "../picture.js";
import { button } from "./screen.js";

/** @import { KeyholderWords } from "./words.js" */

/**
 * @param {string} id
 * @param {string} label
 * @param {KeyholderWords} words
 * @param {Record<string, unknown>} [given] properties of the field
 */
export function scanned(id, label, words, given = {}) {
  const take = (/** @type {string | null} */ text) => {
    if (text) field(id).value = text;
    const found = document.getElementById(`${id}-found`);
    if (found) found.textContent = text ? words.codeRead : words.codeUnread;
  };
  const picture = element("input", { id: `${id}-picture`, type: "file", accept: "image/*" });
  picture.addEventListener("change", async () => {
    const [chosen] = picture.files ?? [];
    if (chosen) take(await readCode(chosen).catch(() => null));
  });
  const video = element("video", { id: `${id}-video`, muted: true, playsInline: true, hidden: true });
  const camera = button(`${id}-camera`, words.camera, async () => {
    if (!video.hidden) return void (video.hidden = true);
    video.hidden = false;
    const text = await seen(video, () => !video.hidden && video.isConnected);
    if (text || !video.hidden) take(text);
    video.hidden = true;
  }, "quiet");
  return [
    element("label", { htmlFor: id }, label),
    element("textarea", { id, rows: 3, spellcheck: false, autocomplete: "off", ...given }),
    element("label", { className: "picture" }, element("span", {}, words.picture), " ", picture),
    camera, video, element("p", { id: `${id}-found`, role: "status" }),
  ];
}
