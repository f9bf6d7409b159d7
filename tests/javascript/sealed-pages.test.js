// What is marked on a ballot that is sealed in the page: the same faults as the server finds, and the answers.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { answersOf, faultOf } from "../../voting/static/sealed/choice.js";
import { sealedChoice, forgetSeed } from "../../voting/static/sealed/sealed-choice.js";
import { qrPath } from "../../voting/static/seal/qr.js";
import { shapeOf } from "../../voting/static/seal/shape.js";
import { tabled, BASE } from "../../voting/static/seal/group.js";
import { verify } from "../../voting/static/seal/proofs.js";
import { publicKeyOf, signed } from "../../voting/static/seal/signatures.js";
import { digitsOver } from "../../voting/static/seal/took-part.js";
import { pathOf, rootOf, tookPartLeaf } from "../../voting/static/seal/tree.js";
import { digits, hex, sealedHash, u32 } from "../../voting/static/seal/wire.js";
import { revealedBy } from "../../voting/static/seal/test-code.js";

const MOTION = { method: "for_against_abstain", candidates: [], seats: 0 };
const EACH = { method: "per_candidate", candidates: ["a", "b"], seats: 1 };
const MARKS = { method: "plurality_at_large", candidates: ["a", "b", "c"], seats: 2 };
const APPROVAL = { ...MARKS, method: "approval", seats: 1 };
const marked = (...codes) => codes.map((of) => ({ of, mark: "yes" }));
const positions = (of) => Object.entries(of).map(([code, mark]) => ({ of: code, mark }));

test("nothing is wrong with what can be cast", () => {
  assert.equal(faultOf(MOTION, positions({ "": "against" })), null);
  assert.equal(faultOf(EACH, positions({ b: "for", a: "abstain" })), null);
  for (const marks of [marked("a"), marked("c", "b"), marked("")]) assert.equal(faultOf(MARKS, marks), null);
  assert.equal(faultOf(APPROVAL, marked("a", "b", "c")), null);
});

test("what cannot be cast is told by its code", () => {
  for (const contest of [MOTION, EACH, MARKS]) assert.equal(faultOf(contest, []), "nothing_marked");
  assert.equal(faultOf(EACH, positions({ b: "for" })), "some_unmarked");
  assert.equal(faultOf(MARKS, marked("a", "b", "c")), "too_many_marked");
  for (const contest of [MARKS, APPROVAL]) assert.equal(faultOf(contest, marked("a", "")), "blank_and_marked");
});

test("answers come in the order of the candidates, a blank at the end", () => {
  assert.deepEqual(["for", "against", "abstain"].map((mark) => answersOf(MOTION, positions({ "": mark }))), [[0], [1], [2]]);
  assert.deepEqual(answersOf(EACH, positions({ b: "for", a: "abstain" })), [2, 0]);
  assert.deepEqual(answersOf(MARKS, marked("c", "a")), [1, 0, 1, 0]);
  assert.deepEqual(answersOf(MARKS, marked("")), [0, 0, 0, 1]);
});

test("each seal has a seed of its own, which a test reveals and nothing has after it is forgotten", () => {
  const shape = shapeOf("plurality_at_large", 3, 2);
  const context = { ctx: new Uint8Array(32), shape };
  const key = tabled(BASE.multiply(7n).toBytes());
  const to = { context, key, by: 1, number: "M1" };
  const [one, other] = [1, 2].map(() => sealedChoice(to, [1, 0, 1, 0]));
  assert.notDeepEqual(one.leaf, other.leaf);
  verify(context.ctx, key, one.ballot, shape);
  assert.deepEqual(revealedBy(one.testCode()).seed, one.seed);
  assert.deepEqual(revealedBy(one.testCode()).answers, [1, 0, 1, 0]);
  forgetSeed(one);
  assert.ok(one.seed.every((byte) => byte === 0));
  forgetSeed(null);
});

test("a line of who took part is in what the box has signed, or is not", () => {
  const [ctx, seed, salt] = [1, 2, 3].map((fill) => new Uint8Array(fill === 3 ? 16 : 32).fill(fill));
  const context = { ctx, boxKey: publicKeyOf(seed) };
  const leaves = ["M1", "M2", "M3"].map((number, how) => tookPartLeaf(ctx, salt, how, number));
  const tookPart = rootOf(leaves);
  const whole = sealedHash("statement", ctx, u32(7), ctx, u32(0), u32(6), u32(1), u32(1), tookPart);
  const told = {
    ballots: 7, by: [0, 6, 1], paper: 1, root: hex(ctx), took_part: hex(tookPart),
    statement: hex(whole), box_signature: hex(signed(seed, whole)),
  };
  const line = { number: "M2", how: 1, salt: hex(salt), index: 1, size: 3, path: pathOf(leaves, 1).map(hex) };
  assert.equal(digitsOver(context, told, line), digits(whole));
  for (const wrong of [{ how: 0 }, { number: "M3" }, { index: 0 }, { salt: "00".repeat(16) }])
    assert.throws(() => digitsOver(context, told, { ...line, ...wrong }), { code: "took_part" });
  for (const wrong of [{ ballots: 8 }, { box_signature: "00".repeat(64) }, { statement: "00".repeat(64) }, { by: [0, 6, 1, 0] }])
    assert.throws(() => digitsOver(context, { ...told, ...wrong }, line), { code: "statement" });
});

test("a path has the dark modules of a code, and a quiet zone", () => {
  const { side, path } = qrPath("AB".repeat(32));
  assert.match(path, /^M4 4h7v1h-7z/);
  assert.ok(side >= 33);
});

test("no module of the pages keeps anything but for one tab, and the one that does knows no mark", () => {
  const folder = new URL("../../voting/static/sealed/", import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const texts = names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]);
  const using = (ways) => texts.filter(([, text]) => ways.test(text)).map(([name]) => name);
  assert.deepEqual(using(/\b(localStorage|indexedDB|caches|cookie|console|XMLHttpRequest|sendBeacon|WebSocket|postMessage|eval|Function|getRandomValues)\b/), []);
  assert.deepEqual(using(/\bsessionStorage\b/), ["kept-votes.js"]);
  assert.deepEqual(using(/\.setItem\b/), ["kept-votes.js"]);
});
