// Sealing a choice, and whether a ballot is well formed: the same bytes and the same refusals as everywhere else.
import assert from "node:assert/strict";
import test from "node:test";
import { anyElementFrom, BASE, elementFrom, sumOfMultiples, tabled, times } from "../../voting/static/seal/group.js";
import { holdTogether, readBallot, verify, verifyAll } from "../../voting/static/seal/proofs.js";
import { system } from "../../voting/static/seal/random.js";
import { isBallotOf, isInBox, receiptFrom, receiptOf } from "../../voting/static/seal/receipt.js";
import { seal } from "../../voting/static/seal/sealing.js";
import { selfTest } from "../../voting/static/seal/self-test.js";
import { lengthOf, shapeOf } from "../../voting/static/seal/shape.js";
import { isSignedBy, publicKeyOf, signed } from "../../voting/static/seal/signatures.js";
import { isIncluded, leafOf, pathOf, rootOf } from "../../voting/static/seal/tree.js";
import { codeForTheEye, concat, digits, fromHex, hex, littleEndian, ORDER, scalarBytes } from "../../voting/static/seal/wire.js";
import { u16, u32, utf8 } from "../../voting/static/seal/wire.js";
import { isZeroSum } from "../../voting/static/seal/zero-sum.js";
import { ed25519, sha512 } from "../../voting/static/vendor/noble-2.4.0/noble.js";
import bad from "../sealed/bad_ballots.json" with { type: "json" };
import { ctx, key, motion, vectors } from "./sealed.js";

const shapeOfVector = ({ method, candidates, seats }) => shapeOf(method, candidates, seats);

for (const [at, vector] of vectors.ballots.entries()) {
  const { method, by, number, answers } = vector;
  test(`ballot ${at} of the vectors (${method} ${answers}) is sealed byte for byte`, () => {
    const shape = shapeOfVector(vector);
    const { ballot, nonce } = seal(ctx, key, by, number, shape, answers, fromHex(vector.seed));
    assert.equal(hex(ballot), vector.ballot);
    assert.equal(ballot.length, lengthOf(shape));
    assert.equal(hex(nonce), vector.nonce);
    assert.equal(hex(leafOf(ballot)), vector.leaf);
    verify(ctx, key, ballot, shape);
  });
}

test("another seed, answer, number, origin or context makes another ballot, and the same make the same", () => {
  const make = (change) => {
    const all = { context: ctx, by: 1, number: "7", answer: 0, seed: 1, ...change };
    return hex(seal(all.context, key, all.by, all.number, motion, [all.answer], new Uint8Array(32).fill(all.seed)).ballot);
  };
  const changes = [{}, { context: new Uint8Array(32) }, { by: 2 }, { number: "8" }, { answer: 1 }, { seed: 2 }];
  assert.equal(new Set(changes.map(make)).size, changes.length);
  assert.equal(make({}), make({}));
});

test("answers that there are not are not sealed", () => {
  const marks = shapeOf("plurality_at_large", 3, 2);
  const tried = [[motion, [3]], [motion, []], [motion, [0, 0]], [motion, [-1]], [marks, [0, 0, 0, 0]], [marks, [1, 1, 1, 0]],
    [marks, [1, 0, 0, 1]]];
  for (const [shape, answers] of tried)
    assert.throws(() => seal(ctx, key, 1, "7", shape, answers, new Uint8Array(32)), { code: "answer" });
});

test("what cannot be sealed has no shape", () => {
  const tried = [["instant_runoff", 3, 1], ["per_candidate", 22, 1], ["plurality_at_large", 0, 1], ["approval", 3, 0],
    ["approval", 22, 1], ["constructor", 3, 1]];
  for (const [method, candidates, seats] of tried)
    assert.throws(() => shapeOf(method, candidates, seats), { code: "unsealable" }, method);
  assert.equal(shapeOf("per_candidate", 21, 1).questions.length, 21);
});

const CODES = ["length", "magic", "by", "scalar", "identity"];

const remembered = (make) => {
  const known = new Map();
  return (about) => known.get(about) ?? known.set(about, make(about)).get(about);
};
const keyOf = remembered((bytes) => tabled(fromHex(bytes)));
const refusal = remembered((named) => {
  try {
    verify(fromHex(named.ctx), keyOf(named.K), fromHex(named.ballot), shapeOfVector(named));
  } catch (fault) {
    return fault.code;
  }
  return "none";
});

for (const named of bad.ballots) {
  test(`${named.good ? "sound" : "refused"}: ${named.name}`, () => {
    const code = refusal(named);
    assert.equal(code === "none", named.good, code);
    const [why] = named.why.split(":");
    if (CODES.includes(why)) assert.equal(code, why);
    if (why === "proof") assert.equal(code, "proof");
  });
}

test("among many, just the bad ones are found, each by its rule", () => {
  const kinds = Map.groupBy(bad.ballots, ({ ctx: of, K, method, candidates, seats }) =>
    [of, K, method, candidates, seats].join());
  for (const kind of kinds.values()) {
    const rules = kind.map(refusal);
    if (!rules.includes("none")) continue;
    const { ctx: of, K } = kind[0];
    const ballots = kind.map(({ ballot }) => fromHex(ballot));
    const { unsound, read } = verifyAll(fromHex(of), keyOf(K), ballots, shapeOfVector(kind[0]));
    assert.deepEqual(rules.map((_, place) => unsound.get(place) ?? "none"), rules);
    assert.deepEqual(read.map((each) => each === null), rules.map((rule) => rule !== "none"));
  }
});

test("two faults that cancel each other out in a plain sum do not in one with fresh multipliers", () => {
  const ballots = vectors.ballots.slice(0, 2).map(({ ballot }) => readBallot(ctx, fromHex(ballot), motion));
  const [one, other] = ballots.map(({ statements }) => statements[0].branches[0]);
  one.response = (one.response + 1n) % ORDER;
  other.response = (other.response + ORDER - 1n) % ORDER;
  const same = { ...system, bytes: (length) => new Uint8Array(length).fill(7) };
  assert.ok(holdTogether(key, ballots, same));
  assert.ok(!holdTogether(key, ballots));
});

test("a sum of many is the identity where noble's is, whatever the scalars and elements", () => {
  const base = [1n, 5n, ORDER - 1n, 12345678901234567890n].map((scalar) => elementFrom(times(scalar, BASE).toBytes()));
  const edges = [0n, 1n, 127n, 128n, 129n, 255n, 256n, 128n << 8n, (1n << 252n) - 1n, ORDER - 1n, ORDER - 128n, 0x8080808080n];
  const drawn = Array.from({ length: 20 }, () => system.scalar());
  const scalars = [...edges, ...edges.toReversed(), ...drawn];
  const elements = scalars.map((_, at) => base[at % base.length]);
  elements[7] = anyElementFrom(new Uint8Array(32));
  const rest = elementFrom(sumOfMultiples(elements, scalars).toBytes());
  assert.ok(isZeroSum([...elements, rest], [...scalars, ORDER - 1n]));
  for (const wrong of [0n, 1n, ORDER - 2n]) assert.ok(!isZeroSum([...elements, rest], [...scalars, wrong]));
  for (const [at, scalar] of edges.entries()) {
    assert.ok(isZeroSum([base[at % 4], base[at % 4]], [scalar, (ORDER - scalar) % ORDER]));
    assert.equal(isZeroSum([base[at % 4]], [scalar]), scalar === 0n);
  }
  assert.ok(isZeroSum([], []));
  assert.throws(() => isZeroSum([base[0].add(base[1])], [1n]), /not decoded/);
});

test("many are looked at by halves where one of them is unsound, wherever it is", () => {
  const sound = vectors.ballots.slice(0, 3).map(({ ballot }) => fromHex(ballot));
  const many = Array.from({ length: 40 }, (_, at) => sound[at % 3]);
  assert.equal(verifyAll(ctx, key, many, motion).unsound.size, 0);
  for (const place of [0, 17, 39]) {
    const wrong = many.with(place, sound[0].map((byte, at) => (at === 8 ? byte ^ 1 : byte)));
    assert.deepEqual([...verifyAll(ctx, key, wrong, motion).unsound], [[place, "proof"]]);
  }
});

test("elements and scalars are read in one way alone", () => {
  assert.throws(() => elementFrom(new Uint8Array(32)), { code: "identity" });
  assert.deepEqual(anyElementFrom(new Uint8Array(32)).toBytes(), new Uint8Array(32));
  assert.throws(() => elementFrom(new Uint8Array(31).fill(1)), { code: "element" });
  assert.deepEqual(times(0n, key).toBytes(), new Uint8Array(32));
  assert.deepEqual(times(ORDER + 1n, key).toBytes(), key.toBytes());
  assert.deepEqual(scalarBytes(-1n), scalarBytes(ORDER - 1n));
  assert.equal(hex(scalarBytes(258n)), `0201${"00".repeat(30)}`);
});

test("numbers that do not fit, and letters that are no hexadecimal ones, are refused", () => {
  assert.equal(hex(concat(u16(258), u32(16909060))), "010201020304");
  for (const wrong of [-1, 65536, 1.5, NaN]) assert.throws(() => u16(wrong), { code: "number" });
  for (const wrong of ["0", "0G", "AB", 12, null]) assert.throws(() => fromHex(wrong), { code: "hex" });
  assert.throws(() => fromHex("00", 2), { code: "hex" });
});

test("a leaf is read as five groups of four, and a hash as twenty digits", () => {
  assert.equal(codeForTheEye(new Uint8Array(32)), "0000 0000 0000 0000 0000");
  assert.equal(codeForTheEye(fromHex(`${"08421084210842108421084210".slice(0, 26)}${"00".repeat(19)}`)).slice(0, 9), "1111 1111");
  assert.equal(codeForTheEye(new Uint8Array(32).fill(255)), "ZZZZ ZZZZ ZZZZ ZZZZ ZZZZ");
  assert.equal(digits(fromHex(vectors.opening.statement)), vectors.opening.digits);
  assert.equal(digits(new Uint8Array(64)), "0".repeat(20));
});

test("the tree is that of RFC 9162, and each leaf has a path in it, but none has another's", () => {
  const entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const leaves = entries.map((entry) => leafOf(fromHex(entry)));
  assert.equal(hex(rootOf([])), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(hex(rootOf(leaves.slice(0, 1))), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  assert.equal(hex(rootOf(leaves)), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  for (let size = 1; size <= leaves.length; size += 1) {
    const some = leaves.slice(0, size);
    const root = rootOf(some);
    for (let index = 0; index < size; index += 1) {
      const path = pathOf(some, index);
      assert.ok(isIncluded(some[index], index, size, path, root));
      assert.ok(!isIncluded(some[index], index, size, [...path, root], root));
      assert.ok(!isIncluded(some[index], size, size, path, root));
      assert.ok(!isIncluded(some[index], index, size, path, leaves[0]) || size === 1);
      assert.ok(!isIncluded(some[index], (index + 1) % size, size, path, root) || size === 1);
      if (path.length) assert.ok(!isIncluded(some[index], index, size, path.slice(1), root));
    }
  }
});

test("a receipt is of its box and round, names the ballot to the member alone, and finds it in the box", () => {
  const [first, second] = vectors.ballots;
  const box = { ctx, boxKey: fromHex(vectors.box_key) };
  const receipt = receiptOf(ctx, fromHex(first.leaf), fromHex(first.nonce), fromHex(vectors.receipt_of_first));
  assert.equal(receipt.length, 144);
  const read = receiptFrom(receipt, box);
  assert.ok(isBallotOf(ctx, read, fromHex(first.ballot), first.number));
  assert.ok(!isBallotOf(ctx, read, fromHex(first.ballot), second.number));
  assert.ok(!isBallotOf(ctx, read, fromHex(second.ballot), first.number));
  for (const at of [0, 40, 100, 143]) {
    const flipped = receipt.slice();
    flipped[at] ^= 1;
    assert.throws(() => receiptFrom(flipped, box), { code: "receipt" });
  }
  assert.throws(() => receiptFrom(receipt.slice(0, -1), box), { code: "receipt" });
  const leaves = vectors.ballots.slice(0, 3).map(({ leaf }) => fromHex(leaf)).toSorted((a, b) => (hex(a) < hex(b) ? -1 : 1));
  const index = leaves.findIndex((leaf) => hex(leaf) === first.leaf);
  const place = { index, size: 3, path: pathOf(leaves, index) };
  assert.ok(isInBox(read, place, fromHex(vectors.opening.root)));
  assert.ok(!isInBox({ leaf: fromHex(second.leaf) }, place, fromHex(vectors.opening.root)));
});

test("a signature is checked as RFC 8032 has it, without the cofactor, and in one way of writing alone", () => {
  const seed = fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const signer = publicKeyOf(seed);
  const known = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
    + "d25bf5f0595bbe24655141438e7a100b";
  assert.equal(hex(signer), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  assert.equal(hex(signed(seed, new Uint8Array())), known);
  const signature = fromHex(known);
  assert.ok(isSignedBy(signer, new Uint8Array(), signature));
  assert.ok(!isSignedBy(signer, utf8("other"), signature));
  const response = signature.subarray(32).toReversed().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const more = Uint8Array.from({ length: 32 }, (_, at) => Number(((response + ORDER) >> BigInt(8 * at)) & 255n));
  assert.ok(!isSignedBy(signer, new Uint8Array(), concat(signature.subarray(0, 32), more)));
  assert.ok(!isSignedBy(signer, new Uint8Array(), concat(signature, new Uint8Array(1))));
  assert.ok(!isSignedBy(signer, new Uint8Array(), signature.subarray(1)));
});

test("a key of small order, which fits any message, is refused where the equation holds", () => {
  const identity = Uint8Array.of(1, ...new Uint8Array(31));
  const { Point } = ed25519;
  const message = utf8("any");
  const commitment = Point.BASE.multiplyUnsafe(5n).toBytes();
  assert.ok(!isSignedBy(identity, message, concat(commitment, scalarBytes(5n))));
  const key7 = Point.BASE.multiplyUnsafe(7n).toBytes();
  const good = littleEndian(sha512(concat(commitment, key7, message)));
  assert.ok(isSignedBy(key7, message, concat(commitment, scalarBytes(5n + 7n * good))));
});

test("a signature that holds only with the cofactor is refused", () => {
  // Speccheck, case 4 ("Taming the many EdDSAs", Chalkias and others, 2020): S and the points are written as they must be.
  const message = fromHex("e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c");
  const signer = fromHex("cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d");
  const signature = fromHex("160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed5125ec6bc982a269b723e0668e540911a9a"
    + "6a58921d6925e434ab10aa7940551a09");
  assert.ok(!isSignedBy(signer, message, signature));
});

test("a browser that seals as it must passes the test of itself", () => selfTest());

test("one in which the system's chance repeats does not", (t) => {
  t.mock.method(crypto, "getRandomValues", (bytes) => bytes.fill(1));
  assert.throws(selfTest, { code: "self_test" });
});
