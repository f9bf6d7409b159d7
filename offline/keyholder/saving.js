// Saving one's part of the key: the passphrase is written down, file and sheet are made, and all three are read back before it
// is said that one is ready.
import { keptIn, keptOnPaper } from "../../voting/static/seal/keyholder-file.js";
import { emptyMemory, Keyholder } from "../../voting/static/seal/keyholder.js";
import { newPassphrase, openedSheet, sheetOf } from "../../voting/static/seal/sheet.js";
import { same, SealFault } from "../../voting/static/seal/wire.js";
import { element } from "../dom.js";
import { printSheet, saveFile } from "./files.js";
import { asked, button, choices, chosenFile, entry, fault, forget, large, paragraph, progress, redraw, show, step, typed } from "./screen.js";
import { scanned } from "./scanning.js";

/** @import { Kept } from "../../voting/static/seal/keyholder-file.js" */
/** @import { World } from "../../voting/static/seal/session.js" */
/** @import { Secrets } from "../../voting/static/seal/sheet.js" */
/** @import { Own } from "./unlocking.js" */

/**
 * @param {World} world
 * @param {number} index
 * @param {string} name
 * @param {Secrets} secrets which are overwritten
 * @param {string} card
 * @returns {Promise<Own>}
 */
export async function saving(world, index, name, secrets, card) {
  const passphrase = newPassphrase();
  await asked((words, go) => ({
    title: words.passTitle,
    parts: [step(words, 3), paragraph(words.passHelp), large(passphrase), choices(button("written", words.passWritten, () => go(true)))],
  }));
  const sheet = await locking("lockingTitle", (onProgress) => sheetOf(world, index, secrets, passphrase, { onProgress }));
  for (const secret of [secrets.share, secrets.seed]) secret.fill(0);
  const kept = { sid: world.sid, index, sheet, memory: emptyMemory(), card };
  const hasSheet = await taking(kept, name);
  return { keyholder: await checkedBack(world, kept, hasSheet), kept };
}

/**
 * The file is saved and the sheet printed; gives whether there is a sheet.
 * @param {Kept} kept
 * @param {string} name
 */
function taking(kept, name) {
  const done = { file: false, sheet: false };
  const doing = (/** @type {"file" | "sheet"} */ what, /** @type {() => void} */ act) => () => {
    act();
    done[what] = true;
    redraw();
  };
  return asked((words, /** @type {(hasSheet: boolean) => void} */ go) => ({
    title: words.takeTitle,
    parts: [
      step(words, 4), paragraph(words.takeHelp),
      choices(button("save", words.saveFile, doing("file", () => saveFile(kept)), done.file ? "quiet" : "")),
      ...(done.file ? [choices(button("print", words.printSheet, doing("sheet", () => printSheet(kept, name)), done.sheet ? "quiet" : ""))] : []),
      ...(done.sheet ? [choices(button("taken", words.haveBoth, () => go(true)))] : []),
      ...(done.file && !done.sheet ? [choices(button("no-sheet", words.noPrinter, () => go(false), "quiet"))] : []),
    ],
  }));
}

/**
 * Reads back what a keyholder has, until it is what it should be.
 * @param {World} world
 * @param {Kept} kept
 * @param {boolean} hasSheet
 */
async function checkedBack(world, kept, hasSheet) {
  /** @type {"badFile" | "badSheet" | "badPassphrase" | null} */
  let wrong = null;
  for (;;) {
    await asked((words, check) => ({
      title: words.checkTitle,
      parts: [
        step(words, 5), paragraph(hasSheet ? words.checkHelp : words.checkHelpFile),
        ...entry("passphrase", words.passLabel, { inputMode: "numeric" }), ...entry("file", words.fileLabel, { type: "file" }),
        ...(hasSheet ? scanned("sheet", words.sheetLabel, words) : []), ...fault(wrong && words[wrong]),
        choices(button("check", words.check, () => check(true))),
      ],
    }), wrong !== null);
    wrong = await whatIsWrong(kept, hasSheet);
    if (wrong) continue;
    const passphrase = typed("passphrase");
    try {
      const secrets = await locking("checkingTitle", (onProgress) => openedSheet(world, kept.index, kept.sheet, passphrase, { onProgress }));
      forget();
      return new Keyholder(world, kept.index, secrets, kept.memory);
    } catch (thrown) {
      if (!(thrown instanceof SealFault)) throw thrown;
      wrong = "badPassphrase";
    }
  }
}

/**
 * @param {Kept} kept
 * @param {boolean} hasSheet
 */
async function whatIsWrong(kept, hasSheet) {
  const file = await chosenFile("file");
  if (!file || !isOf(kept, () => keptIn(file))) return "badFile";
  return hasSheet && !isOf(kept, () => keptOnPaper(typed("sheet"))) ? "badSheet" : null;
}

/**
 * @param {Kept} kept
 * @param {() => Kept} read
 */
function isOf({ sid, index, sheet }, read) {
  try {
    const back = read();
    return back.index === index && same(back.sid, sid) && same(back.sheet, sheet);
  } catch (thrown) {
    if (thrown instanceof SealFault) return false;
    throw thrown;
  }
}

/**
 * What takes some seconds, since whoever guesses passphrases shall need them too.
 * @template Found
 * @param {"lockingTitle" | "checkingTitle" | "unlockingTitle"} title
 * @param {(onProgress: (done: number) => void) => Promise<Found>} work
 */
export function locking(title, work) {
  const bar = progress(0, 1, "");
  show((words) => {
    bar.setAttribute("aria-label", words[title]);
    return { title: words[title], parts: [element("p", {}, bar)] };
  });
  return work((done) => (bar.value = done));
}
