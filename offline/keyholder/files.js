// What a keyholder takes home: the file, under a name that tells which is the newest, and the sheet as it is printed.
import { fileOf, paperOf } from "../../voting/static/seal/keyholder-file.js";
import { qrPicture } from "../../voting/static/seal/qr.js";
import { hex } from "../../voting/static/seal/wire.js";
import { element } from "../dom.js";
import { filled, inFours, spoken } from "../language.js";
import { KEYHOLDER_WORDS } from "./words.js";

/** @import { Kept } from "../../voting/static/seal/keyholder-file.js" */

/**
 * Has the browser save the file; gives its name.
 * @param {Kept} kept
 */
export function saveFile(kept) {
  const { contexts, statements } = kept.memory;
  const name = `keyholder-${kept.index}-signed-${Object.keys(contexts).length + Object.keys(statements).length}.json`;
  const href = URL.createObjectURL(new Blob([fileOf(kept)], { type: "application/json" }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
  return name;
}

/**
 * Prints the sheet alone. The passphrase is not on it.
 * @param {Kept} kept
 * @param {string} name of the keyholder
 */
export function printSheet(kept, name) {
  const words = KEYHOLDER_WORDS[spoken()];
  const text = paperOf(kept);
  document.querySelector(".paper")?.remove();
  const picture = qrPicture(text, words.sheetLabel);
  document.body.append(element("div", { className: "paper" },
    element("h1", {}, filled(words.paperTitle, { number: kept.index, name })),
    element("p", {}, words.paperHelp), picture, element("p", { className: "code" }, inFours(text)),
    element("p", {}, filled(words.paperSession, { session: inFours(hex(kept.sid.subarray(0, 8))) }))));
  print();
}
