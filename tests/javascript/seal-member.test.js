// What a member can check from disk: the round, a test of the seal, a receipt; and what of it is refused.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { filesOf } from "../../voting/static/seal/bundle.js";
import { checkedReceipt, remade, roundFrom } from "../../voting/static/seal/member.js";
import { revealedBy, testCodeOf } from "../../voting/static/seal/test-code.js";
import { hex, utf8 } from "../../voting/static/seal/wire.js";
import { roundWith, written } from "./sealed-round.js";

const made = roundWith();
const filesWith = (change, names = Object.keys(made.files)) =>
  new Map(Object.entries({ ...made.files, ...change }).filter(([name]) => names.includes(name)));
const BEFORE = ["keys.json", "context.json", "signatures.json"];

test("a round is of the keys, the context and the box that were signed", () => {
  const open = roundFrom(filesWith({}, BEFORE));
  assert.deepEqual([open.keyDigits, open.ballots, open.boxDigits], [made.keyDigits, null, null]);
  const closed = roundFrom(filesWith({}));
  assert.deepEqual([closed.ballots.length, closed.boxDigits, closed.boxSigners], [3, made.boxDigits, 5]);
});

test("a round with a file missing, a context that three have signed, or another box is refused", () => {
  for (const name of BEFORE)
    assert.throws(() => roundFrom(filesWith({}, BEFORE.filter((each) => each !== name))), { code: "files" });
  const { context_signatures: all } = made.opening;
  const three = { 1: all[1], 2: all[2], 3: all[3], 4: all[3], 6: all[4] };
  const signedBy = (signatures) => ({ "signatures.json": written({ context_signatures: signatures }) });
  for (const wrong of [three, {}, null, "1234"])
    assert.throws(() => roundFrom(filesWith(signedBy(wrong), BEFORE)), { code: "context_signatures" });
  const other = roundWith({ choices: [[0], [1], [1]] });
  assert.throws(() => roundFrom(filesWith({ "context.json": roundWith({ method: "per_candidate", candidates: ["a"], seats: 1,
    choices: [[0]], tested: [0] }).files["context.json"] }, BEFORE)), { code: "context_signatures" });
  const box = made.files["ballots.bin"];
  const boxes = [other.files["ballots.bin"], box.slice(1), box.slice(0, box.length / 3 * 2), new Uint8Array()];
  for (const wrong of boxes) assert.throws(() => roundFrom(filesWith({ "ballots.bin": wrong })), { code: "statement" });
  const openings = [{ statement: { ...made.opening.statement, paper: 3 } }, { signatures: { 1: made.opening.signatures[1] } },
    { box_signature: made.opening.signatures[1] }, { box_signature: null }];
  for (const wrong of openings)
    assert.throws(() => roundFrom(filesWith({ "opening.json": written({ ...made.opening, ...wrong }) })), { code: "statement" });
});

test("a test code makes the ballot that was shown, and says what it holds", () => {
  const round = roundFrom(filesWith({}, BEFORE));
  const found = remade(round, revealedBy(made.test));
  assert.deepEqual([hex(found.leaf), found.number, found.answers], [hex(made.leaf), "M0", [1]]);
  const lie = { ...made.revealed, answers: [0] };
  assert.notEqual(hex(remade(round, revealedBy(testCodeOf(lie))).leaf), hex(made.leaf));
  assert.throws(() => remade(round, { ...made.revealed, ctx: new Uint8Array(32) }), { code: "other_round" });
  assert.throws(() => remade(round, { ...made.revealed, answers: [3] }), { code: "answer" });
  assert.throws(() => remade(round, { ...made.revealed, answers: [0, 0] }), { code: "answer" });
});

test("a test code is read however it is spaced, and nothing else is one", () => {
  assert.deepEqual(revealedBy(made.test.replaceAll(/.{8}/g, "$&\n ").toLowerCase()), made.revealed);
  for (const wrong of ["", "zz", made.test.slice(1), made.test.slice(0, 132), `${made.test.slice(0, 134)}FF`,
    `${made.test.slice(0, 128)}03${made.test.slice(130)}`])
    assert.throws(() => revealedBy(wrong), { code: "test_code" }, wrong);
});

test("a receipt is good, its ballot is in the box or missing, and of its member or another", () => {
  const [before, after] = [roundFrom(filesWith({}, BEFORE)), roundFrom(filesWith({}))];
  assert.deepEqual([checkedReceipt(before, made.receipt).isInBox, checkedReceipt(before, made.receipt, "M0").isOfMember], [null, null]);
  assert.deepEqual(Object.values(checkedReceipt(after, made.receipt, "M0")).slice(1), [true, true]);
  assert.deepEqual(Object.values(checkedReceipt(after, made.receipt, "M1")).slice(1), [true, false]);
  assert.deepEqual(Object.values(checkedReceipt(after, made.promised, "M0")).slice(1), [false, null]);
  assert.throws(() => checkedReceipt(after, made.receipt.with(143, made.receipt[143] ^ 1)), { code: "receipt" });
});

/** A ZIP of files that are stored as they are, as far as it is read: without a directory behind them. */
function zipOf(files, method = 0) {
  return Buffer.concat(Object.entries(files).flatMap(([name, bytes]) => {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(method, 8);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt32LE(bytes.length, 22);
    head.writeUInt16LE(name.length, 26);
    return [head, Buffer.from(name), bytes];
  }));
}

test("a bundle is read as its files, and one that is cut off, packed or has a name twice is refused", () => {
  const { "signatures.json": apart, ...inside } = made.files;
  const zip = new Uint8Array(zipOf(inside));
  const files = filesOf([{ name: "a.zip", bytes: zip }, { name: "signatures.json", bytes: apart }]);
  assert.deepEqual([...files.keys()].toSorted(), Object.keys(made.files).toSorted());
  assert.equal(roundFrom(files).boxDigits, made.boxDigits);
  const wrongs = [zip.slice(0, -1), new Uint8Array(zipOf(inside, 8))];
  for (const wrong of wrongs) assert.throws(() => filesOf([{ name: "a.zip", bytes: wrong }]), { code: "bundle" });
  assert.throws(() => filesOf([{ name: "a.zip", bytes: zip }, { name: "keys.json", bytes: utf8("{}") }]), { code: "bundle" });
});

test("no module keeps, sends or logs anything, or takes chance from elsewhere than the system", () => {
  const folder = new URL("../../voting/static/seal/", import.meta.url);
  const texts = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), "utf8")]);
  const ways = /\b(localStorage|sessionStorage|indexedDB|caches|cookie|console|fetch|XMLHttpRequest|sendBeacon|WebSocket|location|history|postMessage|Math\.random|eval|Function)\b/;
  assert.ok(texts.length > 15);
  assert.deepEqual(texts.filter(([, text]) => ways.test(text)).map(([name]) => name), []);
  assert.deepEqual(texts.filter(([, text]) => text.includes("getRandomValues")).map(([name]) => name), ["random.js"]);
});
