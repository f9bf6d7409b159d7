// A whole sealed round, made up: keys, context, signatures, a closed box, and what a member of it holds. As a program it prints
// all of it in hexadecimal, for tests in other languages.
import { fileURLToPath } from "node:url";
import { Ceremony } from "../../voting/static/seal/ceremony.js";
import { contextFrom, contextHash } from "../../voting/static/seal/context.js";
import { tabled } from "../../voting/static/seal/group.js";
import { receiptHash, receiptOf } from "../../voting/static/seal/receipt.js";
import { seal } from "../../voting/static/seal/sealing.js";
import { KEYHOLDER_INDICES, sessionOf } from "../../voting/static/seal/session.js";
import { publicKeyOf, signed } from "../../voting/static/seal/signatures.js";
import { testCodeOf } from "../../voting/static/seal/test-code.js";
import { leafOf, rootOf } from "../../voting/static/seal/tree.js";
import { compare, concat, digits, hex, sealedHash, u32, utf8 } from "../../voting/static/seal/wire.js";
import { sha256 } from "../../voting/static/vendor/noble-2.4.0/noble.js";
import { repeating } from "./sealed.js";

const FORMAT = "voting-sealed-1";
const inOrder = (value) =>
  value && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(Object.keys(value).toSorted().map((name) => [name, inOrder(value[name])]))
    : value;
export const written = (value) => utf8(JSON.stringify(inOrder(value)));

const session = written({
  assembly: 1, attempt: "00".repeat(16), format: FORMAT, keyholders: ["A", "B", "C", "D", "E"], n: 5, quorum: 4, t: 3,
});

/** Keys as they are published, and the seeds of those who signed them. */
export function keysOfFive() {
  const { sid } = sessionOf(session);
  const five = KEYHOLDER_INDICES.map((index) => new Ceremony(sid, index, repeating(index)));
  const commitments = five.map((each) => each.commitment);
  const hellos = five.map((each) => each.tellHello(commitments));
  for (const each of five) each.agree(each.meet(hellos));
  const sent = five.map((each) => each.messages());
  const ready = five.map((each, at) => each.receive(sent.map((messages) => messages[at])));
  const keys = { format: FORMAT, hellos: hellos.map(hex), ready: ready.map(hex), session: hex(session) };
  return { keys: written(keys), world: five[0].world, seeds: five.map((each) => each.secrets.seed) };
}

/**
 * A round with what its members hold: of the first ballot the receipt, and of another one, which was not cast, the test.
 * @param {{ method?: string, candidates?: string[], seats?: number, choices?: number[][], tested?: number[] }} [how]
 */
export function roundWith({ method = "for_against_abstain", candidates = [], seats = 0, choices = [[0], [1], [2]], tested = [1] } = {}) {
  const { keys, world, seeds } = keysOfFive();
  const boxSeed = sha256(utf8("box"));
  const bytes = written({
    assembly: 1, box_key: hex(publicKeyOf(boxSeed)), candidates, format: FORMAT, keys: hex(sha256(keys)), method,
    number: "3", round: 1, rules_hash: "00".repeat(32), seats,
  });
  const { ctx, shape } = contextFrom(bytes, keys);
  const key = tabled(world.key);
  const cast = choices.map((answers, at) => ({ number: `M${at}`, ...seal(ctx, key, 1, `M${at}`, shape, answers, sha256(u32(at))) }));
  const revealed = { ctx, seed: sha256(utf8("tested")), by: 1, answers: tested, number: "M0" };
  const test = seal(ctx, key, 1, "M0", shape, tested, revealed.seed);
  const ballots = cast.map(({ ballot }) => ballot).toSorted((one, other) => compare(leafOf(one), leafOf(other)));
  const [root, tookPart] = [rootOf(ballots.map(leafOf)), rootOf([])];
  const statement = sealedHash("statement", ctx, u32(ballots.length), root, u32(0), u32(ballots.length), u32(0), u32(2), tookPart);
  const all = (hash) => Object.fromEntries(seeds.map((seed, at) => [at + 1, hex(signed(seed, hash))]));
  const signatures = { context_signatures: all(contextHash(ctx)) };
  const opening = {
    ...signatures, box_signature: hex(signed(boxSeed, statement)), signatures: all(statement),
    statement: { ballots: ballots.length, by: [0, ballots.length, 0], paper: 2, root: hex(root), took_part: hex(tookPart) },
  };
  const receiptFor = ({ ballot, nonce }) =>
    receiptOf(ctx, leafOf(ballot), nonce, signed(boxSeed, receiptHash(ctx, leafOf(ballot))));
  return {
    files: {
      "keys.json": keys, "context.json": bytes, "signatures.json": written(signatures), "opening.json": written(opening),
      "ballots.bin": concat(...ballots),
    },
    keyDigits: digits(world.transcript), boxDigits: digits(statement), leaf: leafOf(test.ballot), test: testCodeOf(revealed),
    receipt: receiptFor(cast[0]), promised: receiptFor({ ballot: test.ballot, nonce: test.nonce }), revealed, opening,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { files, leaf, receipt, promised, keyDigits, boxDigits, test } = roundWith(JSON.parse(process.argv[2]));
  const inHex = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, hex(bytes)]));
  console.log(JSON.stringify({ files: inHex, leaf: hex(leaf), receipt: hex(receipt), promised: hex(promised), keyDigits, boxDigits, test }));
}
