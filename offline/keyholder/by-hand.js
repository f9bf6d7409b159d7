// A share that does not arrive whole through the server goes from page to page: shown as a QR code, which is locked for its receiver
// alone, and scanned there.
import { qrPicture } from "../../voting/static/seal/qr.js";
import { fromHex, hex, SealFault } from "../../voting/static/seal/wire.js";
import { all, element } from "../dom.js";
import { drawAnew, filled, inFours, spoken } from "../language.js";
import { asked, button, choices, fault, paragraph, typed } from "./screen.js";
import { scanned } from "./scanning.js";
import { KEYHOLDER_WORDS } from "./words.js";

/** @import { Ceremony } from "../../voting/static/seal/ceremony.js" */

/** @type {{ name: string, message: Uint8Array }[]} */
let offered = [];

/**
 * Shows below the screen what was sent to each of the others, until nothing is offered any more.
 * @param {{ name: string, message: Uint8Array }[]} messages
 */
export function offerByHand(messages) {
  offered = messages;
  draw();
}

function draw() {
  const words = KEYHOLDER_WORDS[spoken()];
  const [place] = all("[data-by-hand]");
  place.hidden = offered.length === 0;
  place.replaceChildren(
    element("details", {},
      element("summary", {}, words.byHand), paragraph(words.byHandHelp),
      ...offered.map(({ name, message }) => {
        const text = hex(message).toUpperCase();
        return element("details", {}, element("summary", {}, name), qrPicture(text, filled(words.byHandCode, { name })),
          element("p", { className: "code" }, inFours(text)));
      })));
}

/**
 * Takes what all have sent; what did not arrive whole is asked for by hand. Refuses ("channel") where that is not had either.
 * @param {Ceremony} own
 * @param {string[]} names
 * @param {(Uint8Array | null)[]} messages
 */
export async function receivedFrom(own, names, messages) {
  const known = [...messages];
  for (let last = 0; ; ) {
    try {
      return own.receive(known);
    } catch (thrown) {
      if (!(thrown instanceof SealFault) || thrown.code !== "channel" || !thrown.place) throw thrown;
      const message = await handedOver(names[thrown.place - 1], last === thrown.place);
      if (!message) throw thrown;
      last = thrown.place;
      known[last - 1] = message;
    }
  }
}

/**
 * @param {string} name of the sender
 * @param {boolean} isAgain
 */
async function handedOver(name, isAgain) {
  const isTaken = await asked((words, /** @type {(isTaken: boolean) => void} */ choose) => ({
    title: filled(words.handedTitle, { name }),
    parts: [
      paragraph(filled(words.handedHelp, { name, title: words.byHand })), ...scanned("handed", filled(words.byHandFrom, { name }), words),
      ...fault(isAgain && filled(words.handedWrong, { name })),
      choices(
        button("handed-take", words.handedTake, () => choose(true)), button("handed-stop", words.handedStop, () => choose(false), "quiet"),
      ),
    ],
  }), isAgain);
  if (!isTaken) return null;
  try {
    return fromHex(typed("handed").replaceAll(/\s/g, "").toLowerCase());
  } catch {
    return new Uint8Array();
  }
}

drawAnew(() => offered.length && draw());
