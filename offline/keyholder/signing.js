// Signing what a vote is about, before it opens.
import { digits, hex } from "../../voting/static/seal/wire.js";
import { element } from "../dom.js";
import { spoken } from "../language.js";
import { asked, button, choices, fault, filled, large, paragraph } from "./screen.js";
import { keep } from "./unlocking.js";

/** @import { KeyholderWords } from "./words.js" */
/** @import { Task } from "./votes.js" */

/** @param {Task} task */
export async function signContext({ server, own, round, context }) {
  const needsVoices = own.kept.memory.isRestored;
  const isRight = await asked((words, /** @type {(isRight: boolean) => void} */ choose) => ({
    title: words.contextTitle,
    parts: [
      paragraph(titleOf(round, words)), paragraph(words.contextHelp), facts(round, context, words),
      paragraph(words.contextDigits), large(digits(context.ctx)),
      ...(needsVoices ? [...fault(words.voicesFirst)] : []),
      choices(
        button("sign", needsVoices ? words.voicesSign : words.sign, () => choose(true)),
        button("not-right", words.notRight, () => choose(false), "quiet"),
      ),
    ],
  }));
  if (!isRight) return tell("notSigned", "notRightHelp");
  const signature = own.keyholder.signContext(context, { byVoice: needsVoices });
  const file = keep(own);
  await server.tell(`/keys/${round.id}/context`, { signature: hex(signature) });
  return tell("signedTitle", file ? "savedAnew" : "savedBefore", { file });
}

/**
 * @param {Task["round"]} round
 * @param {KeyholderWords} words
 */
export const titleOf = ({ number, title, round }, words) =>
  `${number}. ${title[spoken()] ?? Object.values(title)[0]}${round > 1 ? ` (${filled(words.roundNumber, { round })})` : ""}`;

/**
 * What an act has come to.
 * @param {keyof KeyholderWords} title
 * @param {keyof KeyholderWords} help
 * @param {Record<string, unknown>} [values]
 */
export const tell = (title, help, values = {}) =>
  asked((words, back) => ({
    title: /** @type {string} */ (words[title]),
    parts: [paragraph(filled(/** @type {string} */ (words[help]), values)), choices(button("back", words.back, () => back(true)))],
  }));

/**
 * @param {Task["round"]} round
 * @param {Task["context"]} context
 * @param {KeyholderWords} words
 */
function facts(round, { method, seats, candidates }, words) {
  const names = candidates.map((code) => `${round.candidates[code] ?? "?"} (${code})`);
  const rows = [
    [words.method, words.methods[/** @type {"approval"} */ (method)] ?? method],
    ...(candidates.length ? [[words.seats, String(seats)], [words.candidates, names.join(", ")]] : []),
  ];
  return element("dl", {}, ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}
