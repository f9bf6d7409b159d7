// The receipt of a sealed vote, on the page that says that it is counted: what this tab has kept, or the server has sealed itself, is held
// against the key of the box before it is said to be good.
import { codeForTheEye, fromHex, hex } from "../seal/wire.js";
import { keepVote, keptVote, receiptBytes, receipted, votesOf } from "./kept-votes.js";
import { drawCode } from "./picture.js";
import { isGoodReceipt } from "./round.js";

const AGAIN = 3000;
const place = /** @type {HTMLElement} */ (document.getElementById("receipt"));
const { context = "", again = "", number = "", owner = "", receipt: told, of = "" } = place.dataset;

/**
 * The receipt: told by the server, or kept here; the signature of a vote whose answer was lost is asked for again. Null where there
 * is none.
 */
async function receipt() {
  if (told) return fromHex(told);
  votesOf(owner);
  const vote = keptVote(context, number);
  if (!vote) return null;
  if (vote.signature) return receiptBytes(vote);
  const token = /** @type {HTMLInputElement} */ (document.querySelector("[name=csrf_token]")).value;
  const body = new URLSearchParams({ leaf: vote.leaf, csrf_token: token });
  const answer = await fetch(again, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.status >= 500) throw new TypeError("no answer");
  const signature = answer.ok ? (await answer.json()).signature : "";
  const whole = receipted(vote, signature);
  if (answer.ok) keepVote(context, number, whole);
  return receiptBytes(whole);
}

/**
 * @param {string} name of a template
 * @param {Uint8Array} [bytes] of a receipt
 */
function draw(name, bytes) {
  const template = /** @type {HTMLTemplateElement} */ (place.querySelector(`template[data-draw=${name}]`));
  const shown = /** @type {HTMLElement} */ (place.querySelector("[data-shown]"));
  shown.replaceChildren(template.content.cloneNode(true));
  if (!bytes) return;
  const leaf = bytes.slice(32, 64);
  drawCode(shown, codeForTheEye(leaf), hex(bytes).toUpperCase());
  shown.querySelector("[data-save]")?.addEventListener("click", () => save(bytes));
}

/** @param {Uint8Array} bytes */
function save(bytes) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${hex(bytes)}\n`], { type: "text/plain" }));
  link.download = `receipt-${of}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), AGAIN);
}

for (;;) {
  try {
    const bytes = await receipt();
    if (!bytes) break;
    const isGood = await isGoodReceipt(context, bytes);
    draw(isGood ? "good" : "bad", bytes);
    break;
  } catch {
    draw("away");
    await new Promise((wait) => setTimeout(wait, AGAIN));
  }
}
