// Opening a closed box: looking at all of it, signing what it says of itself, and sending one's part of the sum once four have
// signed, or three who have heard each other.
import { statementOf } from "../../voting/static/seal/box.js";
import { QUORUM, THRESHOLD } from "../../voting/static/seal/session.js";
import { isSignedBy } from "../../voting/static/seal/signatures.js";
import { digits, fromHex, hex, same, SealFault } from "../../voting/static/seal/wire.js";
import { foundSound, lookedThrough } from "./looking.js";
import { asked, button, choices, counted, fault, filled, large, paragraph, redraw, show } from "./screen.js";
import { pause } from "./server.js";
import { tell, titleOf } from "./signing.js";
import { keep } from "./unlocking.js";

/** @import { Box } from "../../voting/static/seal/box.js" */
/** @import { Task } from "./votes.js" */
/** @typedef {{ statement: Uint8Array, paper: number, tookPart: Uint8Array }} Said what a box says of itself */

/** @param {Task} task */
export async function openBox(task) {
  const { server, own, round, context } = task;
  const { box, said } = await looked(task);
  await server.tell(`/keys/${round.id}/checked`);
  const isSigned = own.kept.memory.statements[JSON.stringify([context.number, context.round])] === hex(said.statement);
  if (!isSigned && !(await isOnScreen(task, box, said))) return tell("notSigned", "otherOnScreen");
  const signature = await sign(task, box, said, own.kept.memory.isRestored && !isSigned);
  if (box.size === 0) return tell("sentTitle", "emptyBox");
  const byVoice = await untilSigned(task, said, signature);
  await send(task, box, said, byVoice);
  return tell("sentTitle", "sentHelp");
}

/**
 * The whole box, each ballot looked at, and what it says of itself. Refuses what is unsound, or not as it was told.
 * @param {Task} task
 * @returns {Promise<{ box: Box, said: Said }>}
 */
async function looked(task) {
  const { server, round, context } = task;
  const told = await server.ask(`/box/${round.id}/statement`);
  const { box } = await lookedThrough(task, Number(told.ballots), foundSound(round.id));
  const said = { statement: fromHex(told.statement, 64), paper: Number(told.paper), tookPart: fromHex(told.took_part, 32) };
  const isTold = same(said.statement, statementOf(context.ctx, box, said.paper, said.tookPart));
  if (!isTold || !isSignedBy(context.boxKey, said.statement, fromHex(told.box_signature, 64))) throw new SealFault("statement");
  return { box, said };
}

/**
 * Two buttons and twenty digits.
 * @param {Task} task
 * @param {Box} box
 * @param {Said} said
 * @returns {Promise<boolean>}
 */
const isOnScreen = ({ own, round }, { size, by }, { statement, paper }) =>
  asked((words, choose) => ({
    title: filled(words.soundTitle, { count: counted(size) }),
    parts: [
      paragraph(titleOf(round, words)), paragraph(words.soundHelp), large(digits(statement)),
      ...(own.kept.memory.isRestored ? fault(words.voicesFirst) : []),
      choices(
        button("same", own.kept.memory.isRestored ? words.voicesSame : words.screenSame, () => choose(true)),
        button("other", words.screenOther, () => choose(false), "quiet"),
      ),
      paragraph(filled(words.soundOf, { server: counted(by[0]), device: counted(by[1]), tablet: counted(by[2]), paper: counted(paper) }), "small"),
    ],
  }));

/**
 * Signs, keeps that it was signed, and only then tells it.
 * @param {Task} task
 * @param {Box} box
 * @param {Said} said
 * @param {boolean} byVoice
 */
async function sign({ server, own, round, context }, box, said, byVoice) {
  const signature = own.keyholder.signStatement(context, box, { ...said, byVoice });
  keep(own);
  await server.tell(`/keys/${round.id}/statement`, { signature: hex(signature), voices: byVoice });
  return signature;
}

/**
 * Waits for four signatures; where there are three, for three who say that they have heard each other. Gives whether it is by
 * voice.
 * @param {Task} task
 * @param {Said} said
 * @param {Uint8Array} signature of this keyholder
 */
async function untilSigned({ server, round }, said, signature) {
  let [count, voices, isHeard, isThree] = [0, 0, false, false];
  show((words) => ({
    title: words.waitFourTitle,
    parts: [
      paragraph(titleOf(round, words)), paragraph(words.waitFourHelp), large(digits(said.statement)),
      ...(isThree && !isHeard
        ? [paragraph(words.threeHelp), choices(button("three", words.threeSame, () => void (isHeard = true), "quiet"))]
        : []),
    ],
    live: [paragraph(isHeard ? filled(words.voicesSoFar, { count: voices }) : filled(words.signedSoFar, { count }))],
  }));
  for (let isTold = false; ; await pause()) {
    if (isHeard && !isTold) {
      await server.tell(`/keys/${round.id}/statement`, { signature: hex(signature), voices: true });
      isTold = true;
    }
    const { signatures, three_voices } = await server.ask(`/box/${round.id}/statement`);
    [count, voices] = [Object.keys(signatures).length, three_voices.length];
    isThree = count === THRESHOLD;
    redraw();
    if (count >= QUORUM) return false;
    if (isHeard && voices >= THRESHOLD) return true;
  }
}

/**
 * @param {Task} task
 * @param {Box} box
 * @param {Said} said
 * @param {boolean} byVoice
 */
async function send({ server, own, round, context }, box, said, byVoice) {
  const { signatures } = await server.ask(`/box/${round.id}/statement`);
  const known = new Map(Object.entries(signatures).map(([index, each]) => [Number(index), fromHex(each, 64)]));
  const shares = own.keyholder.release(context, box, said.statement, known, { byVoice });
  keep(own);
  await server.tell(`/keys/${round.id}/share`, { shares: shares.map(hex) });
}
