// A QR code of a text as a picture in the page.
import { encodeQR } from "../vendor/qr-0.7.0/qr.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules around the code, as the standard asks

/**
 * The side of the square, in modules with the quiet zone, and an SVG path of the dark ones. Capital hexadecimal digits are packed
 * tightly.
 * @param {string} text
 */
export function qrPath(text) {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const steps = rows.flatMap((row, y) => row.flatMap((dark, x) => {
    if (!dark || row[x - 1]) return [];
    const width = row.slice(x).findIndex((each) => !each);
    return [`M${x} ${y}h${width}v1h-${width}z`];
  }));
  return { side: rows.length, path: steps.join("") };
}

/**
 * @param {string} text
 * @param {string} said what the picture is, for who does not see it
 */
export function qrPicture(text, said) {
  const { side, path } = qrPath(text);
  const picture = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ class: "qr", viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": said }))
    picture.setAttribute(name, value);
  const dark = document.createElementNS(SVG, "path");
  dark.setAttribute("d", path);
  picture.append(dark);
  return picture;
}
