// What was done at this door just now, the latest first; a provisional answer stays marked until it is final.
import { cardOf, whom } from "./card.js";
import { byId, within } from "./page.js";

/** @import { Act, Shown } from "./card.js" */
/** @import { Item } from "./sending.js" */

const MOST = 12;
const section = byId("recent", HTMLElement);
const entries = within(section, "ol", HTMLElement);

/**
 * @param {Item} item
 * @param {Shown} answer
 * @param {boolean} provisional
 * @param {Act} act
 */
export function list(item, answer, provisional, act) {
  if (answer.state === "undone" || item.kind === "ask_move") return;
  /** @type {HTMLElement} */
  const entry = entries.querySelector(`[data-nonce="${item.nonce}"]`) ?? document.createElement("li");
  entry.dataset.nonce = item.nonce;
  entry.dataset.state = answer.state;
  entry.classList.toggle("is-provisional", provisional);
  const card = cardOf(answer.state);
  const time = new Date(item.scannedAt).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  const word = within(card, ".sign", HTMLElement).nextSibling?.textContent ?? "";
  const text = document.createElement("span");
  text.textContent = `${time} ${within(card, ".sign", HTMLElement).textContent} ${word.replace(/[:\s]+$/, "").trim()} – ${answer.name ?? ""} ${answer.number ?? ""}`;
  entry.replaceChildren(text);
  if (["welcome", "attention", "moved", "left"].includes(answer.state)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = within(card, "form button", HTMLElement).textContent;
    button.append(whom(answer));
    button.addEventListener("click", () => {
      act("undo", { act: item.nonce });
      entry.remove();
    });
    entry.append(button);
  }
  if (!entry.isConnected) entries.prepend(entry);
  while (entries.children.length > MOST) entries.lastElementChild?.remove();
  section.hidden = entries.children.length === 0;
}
