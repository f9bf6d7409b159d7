// One answer at the door, made from the page's own templates: colour, word, and what to compare.
import { byId, within } from "./page.js";

/** @import { Attention } from "./rules.js" */
/**
 * @typedef {object} Shown an answer as it is shown, the server's or the phone's own
 * @property {string} state
 * @property {string} [answer]
 * @property {string} [number]
 * @property {string} [name]
 * @property {string} [apart] how the member differs from their namesakes
 * @property {string | null} [place]
 * @property {string} [place_name]
 * @property {string} [why]
 * @property {Attention | null} [attention]
 */
/** @typedef {(kind: string, fields: Record<string, string>) => void} Act */

const place = byId("answer", HTMLElement);

/**
 * Shows an answer; `act` is called with (kind, fields) when a button on it is pressed.
 * @param {Shown} answer
 * @param {{ provisional: boolean, nonce: string, venueNames: Record<string, string>, act: Act }} how
 */
export function show(answer, { provisional, nonce, venueNames, act }) {
  const card = cardOf(answer.state);
  card.dataset.answer = String(answer.answer);
  card.dataset.nonce = nonce;
  within(card, "[data-provisional]", HTMLElement).hidden = !provisional;
  card.classList.toggle("is-provisional", provisional);
  const where = answer.place_name ?? venueNames[answer.place ?? ""] ?? answer.place;
  within(card, "[data-apart]", HTMLElement).hidden = !answer.apart;
  /** @type {Record<string, unknown>} */
  const texts = { ...answer, ...answer.attention, place: where };
  for (const slot of slots(card, "[data-slot]")) slot.textContent = String(texts[slot.dataset.slot ?? ""] ?? "");
  /** @type {Record<string, unknown>} */
  const minds = { ...answer.attention };
  within(card, ".minds", HTMLElement).hidden = !answer.attention;
  for (const line of slots(card, "[data-mind]")) {
    const value = minds[line.dataset.mind ?? ""];
    line.hidden = value === undefined || value === null || value === false || value === 0;
  }
  const label = card.querySelector("a[data-label]");
  if (label instanceof HTMLAnchorElement) label.search = `?member=${encodeURIComponent(answer.number ?? "")}`;
  for (const form of card.querySelectorAll("form")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const kind = String(form.dataset.act?.split(".")[1]);
      act(kind, kind === "move" ? { member: String(answer.number) } : { act: nonce });
    });
  }
  for (const button of card.querySelectorAll("button, a")) button.append(whom(answer));
  const focused = document.activeElement;
  const lost = focused === document.body || place.contains(focused); // what was pressed is gone with the answer before
  place.replaceChildren(card);
  if (lost) {
    card.tabIndex = -1;
    card.focus({ preventScroll: true });
  }
  place.scrollIntoView({ block: "start" }); // the answer, and below it what the camera sees of the next pass
}

/**
 * For whom a button is, for those who do not see what stands above it.
 * @param {Shown} answer
 */
export function whom({ name = "", number = "" }) {
  const words = document.createElement("span");
  words.className = "sr-only";
  words.textContent = name || number ? ` – ${name} ${number}` : "";
  return words;
}

/**
 * What is on the screen for an act: the state of its answer, if that is what is shown.
 * @param {string} nonce
 */
export function stateShown(nonce) {
  const shown = place.firstElementChild;
  return shown instanceof HTMLElement && shown.dataset.nonce === nonce ? shown.dataset.state : null;
}

/**
 * A fresh card for a state, its slots empty.
 * @param {string} state
 */
export function cardOf(state) {
  const template = within(document, `template[data-card="${state}"]`, HTMLTemplateElement);
  const card = template.content.firstElementChild?.cloneNode(true);
  if (card instanceof HTMLElement) return card;
  throw new TypeError(`the card for ${state} is empty`);
}

/**
 * @param {HTMLElement} card
 * @param {string} selector
 */
const slots = (card, selector) => /** @type {NodeListOf<HTMLElement>} */ (card.querySelectorAll(selector));
