// What the tests of sealed ballots share: the vectors, and the keyholders of their ceremony with chance that repeats.
import { Ceremony } from "../../voting/static/seal/ceremony.js";
import { tabled } from "../../voting/static/seal/group.js";
import { seal } from "../../voting/static/seal/sealing.js";
import { KEYHOLDER_INDICES } from "../../voting/static/seal/session.js";
import { shapeOf } from "../../voting/static/seal/shape.js";
import { leafOf } from "../../voting/static/seal/tree.js";
import { compare, fromHex, hashScalar, sealedHash, u32, utf8 } from "../../voting/static/seal/wire.js";
import vectors from "../sealed/vectors.json" with { type: "json" };

export { vectors };
export const sid = fromHex(vectors.session);
export const ctx = fromHex(vectors.ctx);
export const key = tabled(fromHex(vectors.K));
export const motion = shapeOf("for_against_abstain", 0, 0);
export const noCode = (code, place) => ({ code, ...(place !== undefined && { place }) });

/** The chance of keyholder `index` in the vectors. */
export function repeating(index) {
  const seed = utf8(`seed${index}`);
  let drawn = 0;
  return {
    bytes: (length) => sealedHash("x", seed).slice(0, length),
    scalar: () => hashScalar("test random", seed, u32((drawn += 1))),
  };
}

/** Five keyholders who have agreed on the digits, and what each has sent. */
export function agreed() {
  const sources = KEYHOLDER_INDICES.map(repeating);
  const ceremonies = KEYHOLDER_INDICES.map((index) => new Ceremony(sid, index, sources[index - 1]));
  const commitments = ceremonies.map((ceremony) => ceremony.commitment);
  const hellos = ceremonies.map((ceremony) => ceremony.tellHello(commitments));
  const digits = ceremonies.map((ceremony) => ceremony.meet(hellos));
  for (const ceremony of ceremonies) ceremony.agree(digits[0]);
  const sent = ceremonies.map((ceremony) => ceremony.messages());
  const to = (index) => sent.map((messages) => messages[index - 1]);
  return { ceremonies, sources, commitments, hellos, digits, to };
}

/** Sealed motions in the order of a box. */
export function boxOf(answers, { context = ctx, by = 1, names = "M" } = {}) {
  const ballots = answers.map((answer, at) => {
    const seed = sealedHash("test", utf8(names), u32(at)).slice(0, 32);
    return seal(context, key, by, `${names}${at}`, motion, [answer], seed).ballot;
  });
  return ballots.toSorted((one, other) => compare(leafOf(one), leafOf(other)));
}
