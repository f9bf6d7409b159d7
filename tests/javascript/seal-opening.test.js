// Closing to opened: what a keyholder finds in a box, signs once, and opens with the quorum alone.
import assert from "node:assert/strict";
import test from "node:test";
import { leavesOf, lookAt, piecesOf, statementOf, wholeBox, withKnown } from "../../voting/static/seal/box.js";
import { BASE, times } from "../../voting/static/seal/group.js";
import { fileOf, keptIn, keptOnPaper, paperOf, unlocked } from "../../voting/static/seal/keyholder-file.js";
import { emptyMemory, Keyholder } from "../../voting/static/seal/keyholder.js";
import { lookThrough, thisPage } from "../../voting/static/seal/looking.js";
import { combined, countsOf, isShare, sharesOf } from "../../voting/static/seal/opening.js";
import { KEYHOLDER_INDICES } from "../../voting/static/seal/session.js";
import { shapeOf } from "../../voting/static/seal/shape.js";
import { isSignedBy } from "../../voting/static/seal/signatures.js";
import { leafOf, rootOf, tookPartLeaf } from "../../voting/static/seal/tree.js";
import { compare, concat, digits, fromHex, hex, utf8 } from "../../voting/static/seal/wire.js";
import { agreed, boxOf, ctx, motion, vectors } from "./sealed.js";

const round = { ctx, number: "3", round: 1 };
const { opening } = vectors;
const tookPart = rootOf([1, 1, 1, 0, 2].map((how, at) => tookPartLeaf(ctx, new Uint8Array(16), how, `M${at}`)));

const { ceremonies, sources: drawnFrom, to } = agreed();
for (const [at, ceremony] of ceremonies.entries()) ceremony.receive(to(at + 1));
const [{ world }] = ceremonies;

/** Keyholders who have their shares, with the chance that is left to them. */
function keyholders(memory = emptyMemory()) {
  const five = new Map(KEYHOLDER_INDICES.map((index) => [index, new Keyholder(world, index, ceremonies[index - 1].secrets, memory)]));
  return { five };
}

function look(ballots, { context = ctx, shape = motion, known } = {}) {
  const pieces = piecesOf({ ctx: context, key: fromHex(vectors.K), shape, ballots: concat(...ballots), known }, 32 * 452);
  return wholeBox(pieces.toReversed().map((piece) => structuredClone(lookAt(structuredClone(piece)))));
}

const said = (box, { context = ctx, paper = 1, byVoice } = {}) => ({
  statement: statementOf(context, box, paper, tookPart), paper, tookPart, byVoice,
});
const signers = (five, indices, context, box, how) =>
  new Map(indices.map((index) => [index, five.get(index).signStatement(context, box, said(box, how))]));
const motions = (answers, how) => look(boxOf(answers, how), how);

const ofVectors = vectors.ballots.slice(0, 3).map(({ ballot }) => fromHex(ballot)).toSorted((one, other) =>
  compare(leafOf(one), leafOf(other)));

test("the first three ballots of the vectors are found, signed, opened and counted, byte for byte", () => {
  const { five } = keyholders();
  const box = look(ofVectors);
  assert.deepEqual([box.size, hex(box.root), box.by], [3, opening.root, opening.by]);
  assert.deepEqual(box.sums.map(hex), [opening.A, opening.B]);
  assert.equal(hex(tookPart), opening.participation_root);
  const { statement } = said(box, { paper: opening.paper });
  assert.deepEqual([hex(statement), digits(statement)], [opening.statement, opening.digits]);
  assert.ok(isSignedBy(fromHex(vectors.box_key), statement, fromHex(vectors.statement_by_box)));

  const signatures = signers(five, KEYHOLDER_INDICES, round, box, {});
  for (const [index, signature] of signatures) assert.equal(hex(signature), opening.signatures[index]);
  const shares = new Map([1, 2, 4].map((index) => {
    const how = { source: drawnFrom[index - 1] };
    return [index, five.get(index).release(round, box, statement, signatures, how)[0]];
  }));
  for (const [index, share] of shares) {
    assert.equal(hex(share), opening.shares[index]);
    assert.ok(isShare(world, index, statement, 0, box.sums, share));
  }
  assert.deepEqual(countsOf(motion, [combined(box.sums[1], shares)], 3), [opening.count]);
});

test("marks are opened and counted for each candidate, by any three keyholders", () => {
  const vector = vectors.ballots[4];
  const shape = shapeOf(vector.method, vector.candidates, vector.seats);
  const ballots = vectors.ballots.slice(4, 6).map(({ ballot }) => fromHex(ballot)).toSorted((one, other) =>
    compare(leafOf(one), leafOf(other)));
  const { five } = keyholders();
  const box = look(ballots, { shape });
  const signatures = signers(five, [2, 3, 4, 5], round, box, {});
  const { statement } = said(box);
  const released = [3, 4, 5].map((index) => [index, five.get(index).release(round, box, statement, signatures)]);
  const opened = shape.questions.map((_, question) => {
    const shares = new Map(released.map(([index, each]) => [index, each[question]]));
    for (const [index, share] of shares) assert.ok(isShare(world, index, statement, question, box.sums, share));
    return combined(box.sums[2 * question + 1], shares);
  });
  assert.deepEqual(countsOf(shape, opened, 2), [[1, 1], [1, 1], [2, 0], [1, 1]]);
});

test("a count is found whatever it is, and no count where there is none", () => {
  const sum = (pro, against) => times(BigInt(pro) + (BigInt(against) << 20n), BASE);
  for (const [pro, against] of [[0, 0], [9, 0], [0, 9], [4, 5], [3, 2]])
    assert.deepEqual(countsOf(motion, [sum(pro, against)], 9), [[pro, against, 9 - pro - against]]);
  for (const [pro, against] of [[10, 0], [0, 10], [5, 5], [-1, 1]])
    assert.throws(() => countsOf(motion, [sum(pro, against)], 9), { code: "count" }, `${pro} ${against}`);
  const shape = shapeOf("plurality_at_large", 2, 2);
  const marks = (...each) => countsOf(shape, each.map((number) => times(BigInt(number), BASE)), 3);
  assert.deepEqual(marks(2, 2, 1), [[1, 2], [1, 2], [2, 1]]);
  for (const wrong of [[3, 2, 1], [1, 0, 1], [4, 0, 0], [0, 0, 4], [3, 0, 1]]) assert.throws(() => marks(...wrong), { code: "count" });
});

const seventy = boxOf(Array.from({ length: 70 }, (_, at) => at % 3));

test("a box is looked at in pieces, and what was looked at before is not proven again", () => {
  const [ballots, box] = [seventy, look(seventy)];
  assert.deepEqual([box.size, box.by], [70, [0, 70, 0]]);
  const known = new Set(ballots.slice(5, 60).map((ballot) => hex(leafOf(ballot))));
  assert.deepEqual(look(ballots, { known }), box);
  const wrong = ballots[40].slice();
  wrong[400] ^= 1;
  const flipped = ballots.with(40, wrong);
  assert.throws(() => look(flipped), { code: "proof", place: 40 });
  assert.throws(() => look(flipped, { known }), { code: "proof", place: 40 });
  const pieces = piecesOf({ ctx, key: fromHex(vectors.K), shape: motion, ballots: concat(...ballots) }, 32 * 452).map(lookAt);
  assert.equal(pieces.length, 3);
  assert.throws(() => wholeBox(pieces.slice(1)), { code: "pieces" });
  assert.throws(() => wholeBox([...pieces, pieces[1]]), { code: "pieces" });
  assert.throws(() => wholeBox([pieces[0], pieces[2]]), { code: "pieces" });
  assert.throws(() => wholeBox([]), { code: "pieces" });
});

test("each piece is told of those of its own ballots that were found sound, and proves the others", () => {
  const ballots = boxOf([[0], [1], [2], [0], [1]]);
  const pieces = piecesOf({ ctx, key: fromHex(vectors.K), shape: motion, ballots: concat(...ballots) }, 2 * ballots[0].length);
  const leaves = ballots.map((ballot) => hex(leafOf(ballot)));
  assert.deepEqual(pieces.flatMap(leavesOf), leaves);
  const told = withKnown(pieces, new Set([leaves[0], leaves[3], "of another round"]));
  assert.deepEqual(told.map(({ known }) => [...known]), [[leaves[0]], [leaves[3]], []]);
  assert.equal(withKnown(pieces, new Set()), pieces);
  const broken = ballots.map((ballot) => ballot.map((byte, at) => (at === ballot.length - 32 ? byte ^ 1 : byte)));
  const [piece] = piecesOf({ ctx, key: fromHex(vectors.K), shape: motion, ballots: concat(...broken) });
  const known = new Set([hex(leafOf(broken[1])), hex(leafOf(broken[4]))]);
  assert.deepEqual(lookAt(withKnown([piece], known)[0]).unsound.map(([place]) => place), [0, 2, 3]);
});

test("an empty box is one too", () => {
  const box = look([]);
  assert.deepEqual([box.size, box.root, box.by], [0, rootOf([]), [0, 0, 0]]);
  assert.deepEqual(box.sums, [new Uint8Array(32), new Uint8Array(32)]);
  const { five } = keyholders();
  const { statement } = said(box);
  const signatures = signers(five, [1, 2, 3, 4], round, box, {});
  assert.deepEqual(five.get(1).release(round, box, statement, signatures), []);
  assert.throws(() => sharesOf(world, 1, new Uint8Array(32), statement, box.sums), { code: "identity" });
  assert.ok(!isShare(world, 1, statement, 0, box.sums, new Uint8Array(96)));
});

test("a box with a ballot twice, one out of order, a tag twice, or half a ballot is refused", () => {
  const ballots = boxOf([0, 1, 2]);
  assert.throws(() => look([ballots[0], ...ballots]), { code: "order", place: 1 });
  assert.throws(() => look(ballots.toReversed()), { code: "order", place: 1 });
  assert.throws(() => look([...ballots, utf8("half")]), { code: "length" });
  const seeded = [0, 1].map((answer) => boxOf([answer])[0]); // of one member, from one seed: one tag
  assert.throws(() => look(seeded.toSorted((one, other) => compare(leafOf(one), leafOf(other)))), { code: "tag", place: 1 });
});

test("what is said of a box must be what the keyholder has found in it", () => {
  const { five } = keyholders();
  const box = motions([0, 1, 2]);
  const wrongs = [{ ...box, size: 4 }, { ...box, root: tookPart }, { ...box, by: [1, 2, 0] }];
  for (const wrong of wrongs)
    assert.throws(() => five.get(1).signStatement(round, box, said(wrong)), { code: "statement" });
  assert.throws(() => five.get(1).signStatement(round, box, { ...said(box), paper: 2 }), { code: "statement" });
  assert.deepEqual(five.get(1).memory.statements, {});
});

test("two views of a round are never both opened, not even with a keyholder who signs both", () => {
  const { five } = keyholders();
  const victim = boxOf([0, 1, 2]);
  const fake = boxOf([2], { names: "fake" });
  const [one, other] = [look(victim), look([...victim.slice(1), ...fake].toSorted((a, b) => compare(leafOf(a), leafOf(b))))];
  const corrupt = [one, other].map((box) => keyholders().five.get(5).signStatement(round, box, said(box)));
  const views = [signers(five, [1, 2], round, one, {}), signers(five, [3, 4], round, other, {})];
  for (const [at, box] of [one, other].entries()) {
    const signatures = new Map([...views[at], [5, corrupt[at]], [at ? 1 : 3, corrupt[at]]]);
    assert.throws(() => five.get(at ? 3 : 1).release(round, box, said(box).statement, signatures), { code: "quorum", place: 3 });
  }
  assert.throws(() => five.get(1).release(round, other, said(other).statement, views[1]), { code: "statement" });
});

test("a second box for the round is not signed, nor a context of somebody's own, also after the page was loaded anew", () => {
  const { five } = keyholders();
  const box = motions([0, 1, 2]);
  const own = { ...round, ctx: new Uint8Array(32).fill(9) };
  const lone = motions([0], { context: own.ctx });
  const first = five.get(1).signStatement(round, box, said(box));
  const anew = new Keyholder(world, 1, { share: new Uint8Array(32), seed: new Uint8Array(32) }, JSON.parse(JSON.stringify(five.get(1).memory)));
  for (const keyholder of [five.get(1), anew]) {
    const second = motions([0, 1]);
    assert.throws(() => keyholder.signStatement(round, second, said(second)), { code: "statement_signed" });
    assert.throws(() => keyholder.signStatement(own, lone, said(lone, { context: own.ctx })), { code: "context_signed" });
    assert.throws(() => keyholder.signContext(own), { code: "context_signed" });
  }
  assert.deepEqual(five.get(1).signStatement(round, box, said(box)), first);
  five.get(1).signStatement({ ...round, round: 2 }, box, said(box));
});

test("a context is signed as in the vectors, and no other for the same round", () => {
  const { five } = keyholders();
  assert.equal(hex(five.get(3).signContext(round)), vectors.context_signatures[3]);
  assert.throws(() => five.get(3).signContext({ ...round, ctx: new Uint8Array(32) }), { code: "context_signed" });
  five.get(3).signContext({ ...round, round: 2, ctx: new Uint8Array(32) });
});

test("shares are released with four good signatures, or three and their voices, which is kept", () => {
  const { five } = keyholders();
  const box = motions([0, 1, 2]);
  const { statement } = said(box);
  const four = signers(five, [1, 2, 3, 4], round, box, {});
  const release = (signatures, how) => five.get(1).release(round, box, statement, signatures, how);
  assert.equal(release(four).length, 1);
  assert.equal(release(four).length, 1);
  const three = new Map([...four].slice(0, 3));
  assert.throws(() => release(three), { code: "quorum", place: 3 });
  assert.throws(() => release(new Map([...three, [4, four.get(3)], [5, four.get(3)], [6, four.get(3)]])), { code: "quorum", place: 3 });
  assert.deepEqual(five.get(1).memory.byVoice, []);
  assert.equal(release(three, { byVoice: true }).length, 1);
  assert.deepEqual(five.get(1).memory.byVoice, ['["3",1]']);
  assert.throws(() => release(new Map([...four].slice(0, 2)), { byVoice: true }), { code: "quorum", place: 2 });
  assert.throws(() => five.get(5).release(round, box, statement, four), { code: "statement" });
});

test("who comes back with the sheet alone signs by voice", () => {
  const { five } = keyholders(emptyMemory(true));
  const box = motions([0, 1, 2]);
  assert.throws(() => five.get(1).signStatement(round, box, said(box)), { code: "restored" });
  const signature = five.get(1).signStatement(round, box, said(box, { byVoice: true }));
  assert.deepEqual(five.get(1).signStatement(round, box, said(box)), signature);
  five.get(1).signContext(round);
  const next = { ...round, round: 2 };
  assert.throws(() => five.get(1).signContext(next), { code: "restored" });
  five.get(1).signContext(next, { byVoice: true });
  five.get(1).signContext(next);
  assert.throws(() => five.get(1).signContext({ ...next, ctx: tookPart }, { byVoice: true }), { code: "context_signed" });
});

test("a false share is not proven, and the next one counts", () => {
  const { five } = keyholders();
  const box = motions([0, 1, 1]);
  const { statement } = said(box);
  const signatures = signers(five, KEYHOLDER_INDICES, round, box, {});
  const shares = new Map(KEYHOLDER_INDICES.map((index) => [index, five.get(index).release(round, box, statement, signatures)[0]]));
  const proven = (index, share, { of = statement, question = 0, sums = box.sums } = {}) =>
    isShare(world, index, of, question, sums, share);
  const good = shares.get(2);
  for (const at of [0, 31, 33, 64, 95]) assert.ok(!proven(2, good.with(at, good[at] ^ 2)));
  assert.ok(!proven(2, shares.get(3)));
  assert.ok(!proven(2, concat(BASE.toBytes(), good.subarray(32))));
  assert.ok(!proven(2, good, { of: tookPart }));
  assert.ok(!proven(2, good, { sums: box.sums.toReversed() }));
  assert.ok(!proven(0, good));
  assert.ok(!proven(2, good.slice(1)));
  shares.set(2, concat(BASE.toBytes(), good.subarray(32)));
  const three = new Map([...shares].filter(([index, share]) => proven(index, share)).slice(0, 3));
  assert.deepEqual([...three.keys()], [1, 3, 4]);
  assert.deepEqual(countsOf(motion, [combined(box.sums[1], three)], 3), [[1, 2, 0]]);
  assert.throws(() => combined(box.sums[1], new Map([...three].slice(1))), { code: "shares" });
  assert.throws(() => countsOf(motion, [combined(box.sums[1], new Map([...shares].slice(0, 3)))], 3), { code: "count" });
});

test("erased, a keyholder signs as nobody of the session does", () => {
  const { five } = keyholders();
  const box = motions([0]);
  five.get(1).erase();
  assert.ok(!isSignedBy(world.hellos[0].signer, said(box).statement, five.get(1).signStatement(round, box, said(box))));
});

const kept = (memory = emptyMemory()) => ({ sid: world.sid, index: 2, sheet: new Uint8Array(80).fill(7), memory });

test("the file keeps what was signed, and is read as it was written", () => {
  const { five } = keyholders();
  const box = motions([0, 1]);
  five.get(2).signContext({ ...round, number: "4" });
  five.get(2).signStatement(round, box, said(box));
  const bytes = fileOf(kept(five.get(2).memory));
  assert.deepEqual(keptIn(bytes), kept(five.get(2).memory));
  const anew = new Keyholder(world, 2, ceremonies[1].secrets, keptIn(bytes).memory);
  const other = motions([0]);
  assert.throws(() => anew.signStatement(round, other, said(other)), { code: "statement_signed" });
  assert.deepEqual(keptIn(fileOf(kept(emptyMemory(true)))), kept(emptyMemory(true)));
  const carded = { ...kept(emptyMemory()), card: "https://coop.example token" };
  assert.deepEqual(keptIn(fileOf(carded)), carded);
  const file = JSON.parse(new TextDecoder().decode(bytes));
  const wrongs = [{ index: 6 }, { index: 0 }, { sheet: "00" }, { sid: "00" }, { restored: 1 }, { card: 1 }, { format: "1" }, { by_voice: [1] },
    { contexts: { a: "00" } }, { statements: [] }, { statements: null }, { more: 1 }];
  for (const wrong of wrongs)
    assert.throws(() => keptIn(utf8(JSON.stringify({ ...file, ...wrong }))), { code: "keyholder_file" }, JSON.stringify(wrong));
});

test("paper holds the secrets alone, so that who comes back with it signs by voice", () => {
  const text = paperOf(kept());
  assert.match(text, /^[0-9A-F]{226}$/);
  assert.deepEqual(keptOnPaper(text.replaceAll(/.{4}/g, "$& ")), kept(emptyMemory(true)));
  for (const wrong of [text.slice(2), `${text}00`, `06${text.slice(2)}`, `00${text.slice(2)}`, "", "no"])
    assert.throws(() => keptOnPaper(wrong), { code: "paper" });
});

test("what was kept of another session, or under another passphrase, opens nothing", async () => {
  await assert.rejects(unlocked(world, { ...kept(), sid: ctx }, "0"), { code: "other_keys" });
  await assert.rejects(unlocked(world, kept(), "0"), { code: "sheet" });
});

test("several look through a box together, and stop where a ballot is unsound", async () => {
  const ballots = seventy;
  const pieces = (all) => piecesOf({ ctx, key: fromHex(vectors.K), shape: motion, ballots: concat(...all) }, 32 * 452);
  const done = [];
  assert.deepEqual(await lookThrough(pieces(ballots), [thisPage, thisPage], (number) => done.push(number)), look(ballots));
  assert.deepEqual(done, [1, 2, 3]);
  const looked = [];
  const counting = (piece) => thisPage(piece, looked.push(piece.first));
  const wrong = ballots.with(3, ballots[3].map((byte, at) => (at === 400 ? byte ^ 1 : byte)));
  await assert.rejects(lookThrough(pieces(wrong), [counting]), { code: "proof", place: 3 });
  assert.deepEqual(looked, [0]);
  const failing = async () => {
    throw new Error("the worker has ended");
  };
  await assert.rejects(lookThrough(pieces(ballots), [failing, thisPage]), { message: "the worker has ended" });
});
