// Sealing a choice: a function of a seed, so that a test of it reveals the seed and the answers, and checks every byte
// (docs/sealed.md, Ballot).
import { BASE, IDENTITY, times } from "./group.js";
import { headOf, memberTag, proofsOf, written } from "./shape.js";
import { hashScalar, reduced, scalarBytes, sealedHash, SealFault, u32, u8, utf8 } from "./wire.js";

/** @import { Element } from "../vendor/noble-2.4.0/noble.js" */
/** @import { Shape } from "./shape.js" */

/**
 * A sealed ballot, and the nonce by which the member knows it again. What is secret is α = rG, β = mG + rK with r, m:
 * a branch that is not the answer's is made up from its challenge c and response z, a = zG − cα = (z − cr)G and alike
 * for b, so that the steps are the same for every answer. Refuses answers that there are not ("answer"), and the one
 * seed in 2²⁵² that hides nothing ("seed").
 * @param {Uint8Array} ctx
 * @param {Element} key with its table
 * @param {number} by 0 the server, 1 the member's own device, 2 a tablet of the house
 * @param {string} number of the member
 * @param {Shape} shape
 * @param {number[]} answers of each question the place among its weights
 * @param {Uint8Array} seed 32 bytes, never used for other answers; the caller overwrites it
 */
export function seal(ctx, key, by, number, shape, answers, seed) {
  const { questions, coefficients, sums } = shape;
  if (answers.length !== questions.length || answers.some((answer, index) => !(answer in questions[index])))
    throw new SealFault("answer");
  const nonce = sealedHash("nonce", seed, ctx, utf8(number)).slice(0, 16);
  const expanded = sealedHash("expand", seed, ctx, u8(by), utf8(number), Uint8Array.from(answers));
  let drawn = 0;
  const next = () => hashScalar("scalar", expanded, u32(drawn++));

  const tag = memberTag(ctx, nonce, number);
  const hiding = questions.map(next);
  if (hiding.includes(0n)) throw new SealFault("seed");
  const chosen = answers.map((answer, index) => questions[index][answer]);
  const ciphertexts = chosen.flatMap((weight, index) => {
    const r = hiding[index];
    return [times(r, BASE).toBytes(), weighed(weight).add(times(r, key)).toBytes()];
  });
  const secrets = chosen.map((weight, index) => ({ weight, r: hiding[index], real: answers[index] }));
  if (sums.length) {
    const weight = total(coefficients, chosen);
    const real = sums.indexOf(weight);
    if (real < 0) throw new SealFault("answer");
    secrets.push({ weight, r: reduced(total(coefficients, hiding)), real });
  }
  const head = headOf(ctx, { by, tag, ciphertexts });

  const proofs = proofsOf(shape).map(({ label, weights }, index) => {
    const { weight, r, real } = secrets[index];
    const witness = next();
    const challenges = weights.map(() => 0n);
    const responses = weights.map(() => 0n);
    const commitments = weights.flatMap((other, branch) => {
      if (branch === real) return [times(witness, BASE).toBytes(), times(witness, key).toBytes()];
      const [c, z] = [(challenges[branch] = next()), (responses[branch] = next())];
      const made = reduced(z - c * r);
      return [times(made, BASE).toBytes(), times(made, key).subtract(times(c * (weight - other), BASE)).toBytes()];
    });
    const all = hashScalar("choice", head, label, ...commitments);
    challenges[real] = reduced(challenges.reduce((rest, challenge) => rest - challenge, all));
    responses[real] = reduced(witness + challenges[real] * r);
    return {
      commitments, challenges: challenges.slice(0, -1).map(scalarBytes), responses: responses.map(scalarBytes),
    };
  });
  expanded.fill(0);
  return { ballot: written({ by, tag, ciphertexts, proofs }), nonce };
}

/** @type {Map<bigint, Element>} */
const multiples = new Map([[0n, IDENTITY], [1n, BASE]]);

/** @param {bigint} weight */
function weighed(weight) {
  const known = multiples.get(weight) ?? times(weight, BASE);
  multiples.set(weight, known);
  return known;
}

/**
 * @param {bigint[]} coefficients
 * @param {bigint[]} values
 */
const total = (coefficients, values) =>
  coefficients.reduce((sum, coefficient, index) => sum + coefficient * values[index], 0n);
