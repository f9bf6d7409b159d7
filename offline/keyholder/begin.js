// What a keyholder is led through: the card, then the ceremony or, once there are keys, their own part of the key and the votes.
import { keptIn } from "../../voting/static/seal/keyholder-file.js";
import { keysFrom } from "../../voting/static/seal/session.js";
import { fromHex, SealFault } from "../../voting/static/seal/wire.js";
import { element } from "../dom.js";
import { ceremony } from "./ceremony.js";
import { asked, button, choices, chosenFile, entry, fault, filled, forget, paragraph, show, tellNetwork, typed } from "./screen.js";
import { scanned } from "./scanning.js";
import { cardFrom, Refusal, Server } from "./server.js";
import { unlocking } from "./unlocking.js";
import { votes } from "./votes.js";

/** @import { KeyholderWords } from "./words.js" */

export async function beginAsKeyholder() {
  const { server, told, line, file } = await withCard();
  try {
    if (told.replaced) throw new SealFault("replaced");
    const own = told.keys
      ? await unlocking(keysFrom(fromHex(told.keys)).world, told.number, line, file)
      : await ceremony(server, told, line);
    await votes(server, own, fromHex(own.keys ?? told.keys));
  } catch (thrown) {
    stop(thrown);
  }
}

/** The server behind a card, or behind the file that knows it, and what it tells of the ceremony; from now on the page speaks to no
 * other. */
async function withCard() {
  /** @type {"cardUnknown" | "cardAway" | null} */
  let wrong = null;
  for (;;) {
    await asked((words, go) => ({
      title: words.cardTitle,
      parts: [
        paragraph(words.cardHelp), ...scanned("card", words.cardLabel, words),
        ...entry("card-file", words.cardOrFile, { type: "file" }), ...fault(wrong && words[wrong]),
        choices(button("card-go", words.go, () => go(true))),
      ],
    }), wrong !== null);
    const file = await chosenFile("card-file");
    const line = (file && cardIn(file)) || typed("card");
    const card = cardFrom(line);
    wrong = "cardUnknown";
    if (!card) continue;
    const server = new Server(card, (isAway) => tellNetwork((words) => (isAway ? filled(words.away, card) : "")));
    try {
      const told = await server.askOnce("/keys/ceremony");
      wrong = "cardAway";
      if (!told) continue;
      speakTo(card.address);
      forget();
      return { server, told, line, file };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
    }
  }
}

/** @param {Uint8Array} file */
function cardIn(file) {
  try {
    return keptIn(file).card;
  } catch (thrown) {
    if (thrown instanceof SealFault) return undefined;
    throw thrown;
  }
}

/** @param {string} address */
function speakTo(address) {
  const content = `connect-src ${new URL(address).origin}`;
  document.head.append(element("meta", { httpEquiv: "Content-Security-Policy", content }));
}

/** @type {Record<string, [keyof KeyholderWords, keyof KeyholderWords]>} title and text by what has happened */
const STOPS = {
  replaced: ["replacedTitle", "replacedHelp"], keys_replaced: ["replacedTitle", "replacedHelp"],
  lost: ["lostTitle", "lostHelp"], said_otherwise: ["lostTitle", "lostHelp"],
  differ: ["stopTitle", "differHelp"],
};

/**
 * The end of the way: what cannot go on begins anew.
 * @param {unknown} thrown
 */
function stop(thrown) {
  const code = thrown instanceof SealFault || thrown instanceof Refusal ? thrown.code : "other";
  if (code === "other") console.error(thrown);
  const [title, help] = STOPS[code] ?? ["stopTitle", "stopHelp"];
  show((words) => ({ title: /** @type {string} */ (words[title]), parts: [paragraph(/** @type {string} */ (words[help])), paragraph(filled(words.stopCode, { code }), "small")] }));
}
