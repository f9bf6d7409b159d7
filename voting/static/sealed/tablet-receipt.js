// On a tablet, after a sealed vote: its receipt, to be photographed. It is shown once, and kept nowhere.
import { codeForTheEye, fromHex, hex } from "../seal/wire.js";
import { receiptBytes, takeVotes } from "./kept-votes.js";
import { drawCode } from "./picture.js";
import { isGoodReceipt } from "./round.js";

const place = /** @type {HTMLElement} */ (document.getElementById("receipt"));
for (const vote of takeVotes()) {
  const bytes = receiptBytes(vote);
  const isGood = await isGoodReceipt(vote.context, bytes).catch(() => null);
  if (isGood === null) continue; // nobody answers: what is not known to be good is not shown
  const template = /** @type {HTMLTemplateElement} */ (place.querySelector(`template[data-draw=${isGood ? "good" : "bad"}]`));
  const shown = document.createElement("div");
  shown.append(template.content.cloneNode(true));
  drawCode(shown, codeForTheEye(fromHex(vote.leaf)), hex(bytes).toUpperCase());
  place.append(shown);
  place.hidden = false;
}
