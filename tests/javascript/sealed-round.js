// A whole sealed round, made up: keys, context, signatures, a closed box, and what a member of it holds. As a program it prints
// all of it in hexadecimal, for tests in other languages.
import { fileURLToPath } from "node:url";
import { Ceremony } from "../../voting/static/seal/ceremony.js";
import { lookAt, piecesOf, statementOf, wholeBox } from "../../voting/static/seal/box.js";
import { contextFrom } from "../../voting/static/seal/context.js";
import { tabled } from "../../voting/static/seal/group.js";
import { emptyMemory, Keyholder } from "../../voting/static/seal/keyholder.js";
import { combined, countsOf } from "../../voting/static/seal/opening.js";
import { receiptHash, receiptOf } from "../../voting/static/seal/receipt.js";
import { seal } from "../../voting/static/seal/sealing.js";
import { KEYHOLDER_INDICES, sessionOf } from "../../voting/static/seal/session.js";
import { publicKeyOf, signed } from "../../voting/static/seal/signatures.js";
import { testCodeOf } from "../../voting/static/seal/test-code.js";
import { leafOf, rootOf } from "../../voting/static/seal/tree.js";
import { compare, concat, digits, hex, u32, utf8 } from "../../voting/static/seal/wire.js";
import { sha256 } from "../../voting/static/vendor/noble-2.4.0/noble.js";
import { repeating } from "./sealed.js";

const FORMAT = "voting-sealed-1";
const inOrder = (value) =>
  value?.constructor === Object
    ? Object.fromEntries(Object.keys(value).toSorted().map((name) => [name, inOrder(value[name])]))
    : value;
export const written = (value) => utf8(JSON.stringify(inOrder(value)));

const session = written({
  assembly: 1, attempt: "00".repeat(16), format: FORMAT, keyholders: ["A", "B", "C", "D", "E"], n: 5, quorum: 4, t: 3,
});

/** Keys as they are published, and those who made them. */
export function keysOfFive() {
  const { sid } = sessionOf(session);
  const five = KEYHOLDER_INDICES.map((index) => new Ceremony(sid, index, repeating(index)));
  const commitments = five.map((each) => each.commitment);
  const hellos = five.map((each) => each.tellHello(commitments));
  for (const each of five) each.agree(each.meet(hellos));
  const sent = five.map((each) => each.messages());
  const ready = five.map((each, at) => each.receive(sent.map((messages) => messages[at])));
  const keyholders = five.map((each, at) => new Keyholder(each.world, at + 1, each.secrets, emptyMemory()));
  const keys = { format: FORMAT, hellos: hellos.map(hex), ready: ready.map(hex), session: hex(session) };
  return { keys: written(keys), world: five[0].world, keyholders };
}

/**
 * A round with what its members hold: of the first ballot the receipt, and of another one, which was not cast, the test.
 * @param {{ method?: string, candidates?: string[], seats?: number, choices?: number[][], tested?: number[] }} [how]
 */
export function roundWith({ method = "for_against_abstain", candidates = [], seats = 0, choices = [[0], [1], [2]], tested = [1] } = {}) {
  const { keys, world, keyholders } = keysOfFive();
  const boxSeed = sha256(utf8("box"));
  const bytes = written({
    assembly: 1, box_key: hex(publicKeyOf(boxSeed)), candidates, format: FORMAT, keys: hex(sha256(keys)), method,
    number: "3", round: 1, rules_hash: "00".repeat(32), seats,
  });
  const context = contextFrom(bytes, keys);
  const { ctx, shape } = context;
  const key = tabled(world.key);
  const cast = choices.map((answers, at) => ({ number: `M${at}`, ...seal(ctx, key, 1, `M${at}`, shape, answers, sha256(u32(at))) }));
  const revealed = { ctx, seed: sha256(utf8("tested")), by: 1, answers: tested, number: "M0" };
  const test = seal(ctx, key, 1, "M0", shape, tested, revealed.seed);
  const ballots = cast.map(({ ballot }) => ballot).toSorted((one, other) => compare(leafOf(one), leafOf(other)));
  const box = wholeBox(piecesOf({ ctx, key: world.key, shape, ballots: concat(...ballots) }).map(lookAt));
  const [paper, tookPart] = [2, rootOf([])];
  const statement = statementOf(ctx, box, paper, tookPart);
  const ofEach = (give) => keyholders.map((keyholder, at) => [at + 1, give(keyholder)]);
  const inHex = (entries) => Object.fromEntries(entries.map(([index, each]) => [index, hex(each)]));
  const signatures = { context_signatures: inHex(ofEach((keyholder) => keyholder.signContext(context))) };
  const signers = ofEach((keyholder) => keyholder.signStatement(context, box, { statement, paper, tookPart }));
  const shares = ofEach((keyholder) => keyholder.release(context, box, statement, new Map(signers)));
  const opened = shape.questions.map((_, question) =>
    combined(box.sums[2 * question + 1], new Map(shares.slice(2).map(([index, each]) => [index, each[question]]))));
  const opening = {
    ...signatures, box_signature: hex(signed(boxSeed, statement)), format: FORMAT, signatures: inHex(signers),
    shares: Object.fromEntries(shares.map(([index, each]) => [index, each.map(hex)])),
    statement: { ballots: box.size, by: box.by, paper, root: hex(box.root), took_part: hex(tookPart) }, three_voices: [],
  };
  const count = { counts: countsOf(shape, opened, box.size), format: FORMAT };
  const receiptFor = ({ ballot, nonce }) =>
    receiptOf(ctx, leafOf(ballot), nonce, signed(boxSeed, receiptHash(ctx, leafOf(ballot))));
  return {
    files: {
      "keys.json": keys, "context.json": bytes, "signatures.json": written(signatures), "opening.json": written(opening),
      "ballots.bin": concat(...ballots), "count.json": written(count),
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
