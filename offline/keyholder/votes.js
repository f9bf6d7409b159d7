// The votes that are sealed under one's keys, and what there is to do of each: one after the other, for as long as the page is open.
import { contextFrom } from "../../voting/static/seal/context.js";
import { keysFrom } from "../../voting/static/seal/session.js";
import { fromHex, same, SealFault } from "../../voting/static/seal/wire.js";
import { element } from "../dom.js";
import { foundSound, lookAhead } from "./looking.js";
import { openBox } from "./opening.js";
import { asked, button, choices, counted, filled, paragraph, redraw } from "./screen.js";
import { pause, Refusal } from "./server.js";
import { signContext, titleOf } from "./signing.js";
import { stepOf } from "./steps.js";

/** @import { Context } from "../../voting/static/seal/context.js" */
/** @import { World } from "../../voting/static/seal/session.js" */
/** @import { Server } from "./server.js" */
/** @import { Round, Step } from "./steps.js" */
/** @import { Own } from "./unlocking.js" */
/** @import { KeyholderWords } from "./words.js" */
/** @typedef {{ server: Server, own: Own, world: World, round: Round, context: Context }} Task */

/**
 * @param {Server} server
 * @param {Own} own
 * @param {Uint8Array} keys the bytes of the keys
 */
export async function votes(server, own, keys) {
  const { world } = keysFrom(keys);
  for (;;) {
    const round = await chosenRound(server, own);
    try {
      const context = await contextOf(server, round, keys);
      const task = { server, own, world, round, context };
      const step = stepIn(round, own);
      await (step === "sign" ? signContext(task) : step === "ahead" ? lookAhead(task) : openBox(task));
    } catch (thrown) {
      await refused(thrown, round);
    }
  }
}

/**
 * The list, which looks by itself for what is new, until one is chosen.
 * @param {Server} server
 * @param {Own} own
 * @returns {Promise<Round>}
 */
async function chosenRound(server, own) {
  /** @type {Round[]} */
  let rounds = (await server.ask("/keys/rounds")).rounds;
  let isChosen = false;
  const choice = asked((words, /** @type {(round: Round) => void} */ choose) => ({
    title: words.votesTitle,
    parts: [
      ...(own.kept.memory.isRestored ? [paragraph(words.restored)] : []),
      ...(rounds.length ? rounds.map((round) => told(round, stepIn(round, own), words, choose)) : [paragraph(words.noVotes)]),
    ],
  }));
  const looking = async () => {
    for (;;) {
      await pause();
      if (isChosen) return;
      const { rounds: found } = await server.ask("/keys/rounds");
      if (isChosen) return;
      if (JSON.stringify(found) !== JSON.stringify(rounds)) {
        rounds = found;
        redraw();
      }
    }
  };
  const round = await Promise.race([choice, looking().then(() => choice)]);
  isChosen = true;
  return round;
}

/**
 * @param {Round} round
 * @param {Own} own
 */
const stepIn = (round, own) => stepOf(round, own.kept.index, foundSound(round.id).size);

/** @type {Partial<Record<Step, keyof KeyholderWords>>} */
const DO = { sign: "doSign", ahead: "doLook", look: "doLook", send: "doSend", three: "doSend", waiting: "doSend" };
/** @type {Record<Step, keyof KeyholderWords>} */
const TOLD = {
  sign: "toSign", ahead: "toLookAhead", signed: "isSigned", voting: "isVoting", look: "toLook", three: "isBoxSigned", waiting: "isBoxSigned", send: "toSend",
  sent: "isSent", opened: "isOpened", annulled: "isAnnulled",
};

/**
 * @param {Round} round
 * @param {Step} step
 * @param {KeyholderWords} words
 * @param {(round: Round) => void} choose
 */
function told(round, step, words, choose) {
  const [context, statement, shares] = [round.context, round.statement, round.shares].map(({ length }) => length);
  const act = DO[step];
  return element("section", {},
    element("h3", {}, titleOf(round, words)),
    paragraph(filled(/** @type {string} */ (words[TOLD[step]]), { context, statement, shares, ahead: counted(round.ahead) })),
    ...(round.ahead && step === "signed" ? [paragraph(filled(words.lookedAhead, { ahead: counted(round.ahead) }))] : []),
    ...(act ? [choices(button(`round-${round.id}`, /** @type {string} */ (words[act]), () => choose(round)))] : []));
}

/**
 * The context of a round, which is of one's own keys and of that round. Refuses ("context") another.
 * @param {Server} server
 * @param {Round} round
 * @param {Uint8Array} keys
 */
async function contextOf(server, round, keys) {
  const box = await server.ask(`/box/${round.id}/context`);
  if (!same(fromHex(box.keys), keys)) throw new SealFault("other_keys");
  const context = contextFrom(fromHex(box.context), keys);
  if (context.number !== round.number || context.round !== round.round) throw new SealFault("context");
  return context;
}

/** @type {Record<string, keyof KeyholderWords>} what is said of a fault, by its code */
const REFUSED = {
  statement_signed: "otherBox", context_signed: "otherContext", restored: "restored", wrong_state: "isOver", statement: "otherStatement",
};

/**
 * @param {unknown} thrown
 * @param {Round} round
 */
async function refused(thrown, round) {
  if (!(thrown instanceof SealFault || thrown instanceof Refusal)) console.error(thrown);
  const code = thrown instanceof SealFault || thrown instanceof Refusal ? thrown.code : "other";
  const place = thrown instanceof SealFault && thrown.place !== undefined ? thrown.place + 1 : 0;
  await asked((words, back) => ({
    title: words.notSigned,
    parts: [
      paragraph(titleOf(round, words)),
      paragraph(filled(/** @type {string} */ (words[REFUSED[code] ?? "unsound"]), { place }), "answer bad"),
      paragraph(filled(words.stopCode, { code }), "small"),
      choices(button("back", words.back, () => back(true))),
    ],
  }));
}
