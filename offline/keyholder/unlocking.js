// One's own part of the key, from the file or, where that is lost, from the sheet; and what is kept whenever something is signed.
import { keptIn, keptOnPaper, unlocked } from "../../voting/static/seal/keyholder-file.js";
import { SealFault } from "../../voting/static/seal/wire.js";
import { saveFile } from "./files.js";
import { asked, button, choices, chosenFile, entry, fault, forget, paragraph, typed } from "./screen.js";
import { locking } from "./saving.js";
import { scanned } from "./scanning.js";

/** @import { Kept } from "../../voting/static/seal/keyholder-file.js" */
/** @import { Keyholder } from "../../voting/static/seal/keyholder.js" */
/** @import { KeyholderWords } from "./words.js" */
/** @import { World } from "../../voting/static/seal/session.js" */
/** @typedef {{ keyholder: Keyholder, kept: Kept, keys?: string }} Own a keyholder at work, and what their file holds */

/**
 * @param {World} world
 * @param {number} number of the keyholder
 * @param {string} card
 * @param {Uint8Array | null} chosen the file, where it has been chosen before
 * @returns {Promise<Own>}
 */
export async function unlocking(world, number, card, chosen) {
  /** @type {"badKept" | "badPassphrase" | null} */
  let wrong = null;
  for (;;) {
    await asked((words, go) => ({
      title: words.unlockTitle,
      parts: [
        ...(chosen ? [paragraph(words.unlockFile)] : fileOrSheet(words)), ...entry("passphrase", words.passLabel, { inputMode: "numeric" }),
        ...fault(wrong && words[wrong]), choices(button("unlock", words.unlock, () => go(true))),
      ],
    }), wrong !== null);
    try {
      const [file, passphrase] = [chosen ?? (await chosenFile("file")), typed("passphrase")];
      const kept = { ...(file ? keptIn(file) : keptOnPaper(typed("sheet"))), card };
      if (kept.index !== number) throw new SealFault("other_keys");
      const keyholder = await locking("unlockingTitle", (onProgress) => unlocked(world, kept, passphrase, { onProgress }));
      forget();
      return { keyholder, kept };
    } catch (thrown) {
      if (!(thrown instanceof SealFault)) throw thrown;
      wrong = thrown.code === "sheet" ? "badPassphrase" : "badKept";
      if (wrong === "badKept") chosen = null;
    }
  }
}

/** @param {KeyholderWords} words */
const fileOrSheet = (words) => [
  paragraph(words.unlockHelp), ...entry("file", words.ownFile, { type: "file" }), paragraph(words.orSheet),
  ...scanned("sheet", words.sheetLabel, words),
];

/**
 * Keeps what was just signed in the file; gives the name under which it was saved, or null where nothing was new.
 * @param {Own} own
 */
export function keep({ keyholder, kept }) {
  const { memory } = keyholder;
  if (JSON.stringify(memory) === JSON.stringify(kept.memory)) return null;
  kept.memory = memory;
  return saveFile(kept);
}
