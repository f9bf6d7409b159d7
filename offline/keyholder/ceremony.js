// The ceremony, as a keyholder goes through it (docs/sealed.md, Keys). What can be done without a keyholder is done by itself;
// `ready` is said only when file and sheet have been checked.
import { Ceremony } from "../../voting/static/seal/ceremony.js";
import { KEYHOLDER_INDICES, keysFrom, sessionOf } from "../../voting/static/seal/session.js";
import { fromHex, hex, same, SealFault } from "../../voting/static/seal/wire.js";
import { offerByHand, receivedFrom } from "./by-hand.js";
import { asked, button, choices, filled, large, listed, paragraph, redraw, show, step } from "./screen.js";
import { saving } from "./saving.js";
import { pause } from "./server.js";

/** @import { Own } from "./unlocking.js" */
/** @import { Server } from "./server.js" */

/**
 * @param {Server} server
 * @param {any} first what the server has told of the ceremony
 * @param {string} card
 * @returns {Promise<Own>}
 */
export async function ceremony(server, first, card) {
  const { sid, keyholders: names } = sessionOf(fromHex(first.session));
  const { number } = first;
  if (first.commitment[number]) throw new SealFault("lost");
  await asked((words, begin) => ({
    title: filled(words.welcomeTitle, { name: names[number - 1] }),
    parts: [
      step(words, 1), paragraph(filled(words.welcomeHelp, { number })), listed(...names), paragraph(words.welcomeStay),
      choices(button("begin", words.begin, () => begin(true))),
    ],
  }));
  const unguarded = guard();
  const own = new Ceremony(sid, number);
  try {
    await server.tell("/keys/hello", { commitment: hex(own.commitment) });
    const committed = await untilAll(server, "commitment", names);
    await server.tell("/keys/hello", { hello: hex(own.tellHello(inOrder(committed.commitment))) });
    const met = await untilAll(server, "hello", names);
    const digits = own.meet(inOrder(met.hello));
    await readAloud(digits);
    own.agree(digits);
    const sent = own.messages().flatMap((message, at) => (message ? [{ to: at + 1, name: names[at], message }] : []));
    offerByHand(sent);
    for (const { to, message } of sent) await server.tell("/keys/channel", { to, message: hex(message) });
    const given = await untilAll(server, "channel", names, number);
    const messages = KEYHOLDER_INDICES.map((from) => (from === number ? null : fromHex(given.channel[from])));
    const signature = await receivedFrom(own, names, messages);
    const saved = await saving(own.world, number, names[number - 1], own.secrets, card);
    await server.tell("/keys/ready", { signature: hex(signature) });
    unguarded();
    const { keys } = await until(server, (told) => told.keys, waiting("safeTitle", names, "ready"));
    if (!same(keysFrom(fromHex(keys)).world.transcript, own.world.transcript)) throw new SealFault("keys");
    offerByHand([]);
    await done(digits);
    return { ...saved, keys };
  } finally {
    own.erase();
    offerByHand([]);
    unguarded();
  }
}

/** @param {string} digits */
async function readAloud(digits) {
  const areSame = await asked((words, /** @type {(areSame: boolean) => void} */ choose) => ({
    title: words.digitsTitle,
    parts: [
      step(words, 2), paragraph(words.digitsHelp), large(digits),
      choices(button("same", words.allSame, () => choose(true)), button("other", words.notSame, () => choose(false), "quiet")),
    ],
  }));
  if (!areSame) throw new SealFault("differ");
}

/** @param {string} digits */
const done = (digits) =>
  asked((words, go) => ({
    title: words.doneTitle,
    parts: [
      step(words, 6), paragraph(words.doneDigits), large(digits), paragraph(words.doneKeep), listed(...words.keepList),
      paragraph(words.doneLater), choices(button("votes", words.toVotes, () => go(true))),
    ],
  }));

/**
 * Waits until all have said a word, which is shown as they do.
 * @param {Server} server
 * @param {"commitment" | "hello" | "channel"} word
 * @param {string[]} names
 * @param {number} [self] of whom nothing is to come
 */
const untilAll = (server, word, names, self) =>
  until(server, (told) => KEYHOLDER_INDICES.every((each) => each === self || told[word][each]), waiting("waitTitle", names, word, self));

/**
 * A screen with what is still to come from whom.
 * @param {"waitTitle" | "safeTitle"} title
 * @param {string[]} names
 * @param {string} word
 * @param {number} [self]
 */
function waiting(title, names, word, self) {
  /** @type {any} */
  let known = { [word]: {} };
  show((words) => ({
    title: words[title],
    parts: [paragraph(title === "safeTitle" ? words.safeHelp : words.waitHelp)],
    live: [
      listed(...names.map((name, at) => `${name}: ${at + 1 === self || known[word][at + 1] ? words.isThere : words.isAwaited}`)),
    ],
  }));
  return (/** @type {any} */ told) => {
    known = told;
    redraw();
  };
}

/**
 * @param {Server} server
 * @param {(told: any) => unknown} isThere
 * @param {(told: any) => void} onTold
 */
async function until(server, isThere, onTold) {
  for (;;) {
    const told = await server.ask("/keys/ceremony");
    if (told.replaced) throw new SealFault("replaced");
    onTold(told);
    if (isThere(told)) return told;
    await pause();
  }
}

/** @param {Record<string, string>} said by number */
const inOrder = (said) => KEYHOLDER_INDICES.map((each) => fromHex(said[each]));

/** Asks before the page is closed; gives what ends that. */
function guard() {
  addEventListener("beforeunload", askFirst);
  return () => removeEventListener("beforeunload", askFirst);
}

/** @param {Event} event */
const askFirst = (event) => event.preventDefault();
