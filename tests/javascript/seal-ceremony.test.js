// How the key is made, against the vectors and against who listens, changes or invents something on the way.
import assert from "node:assert/strict";
import test from "node:test";
import { Ceremony } from "../../voting/static/seal/ceremony.js";
import { contextFrom, contextHash, isSignedContext } from "../../voting/static/seal/context.js";
import { BASE, times } from "../../voting/static/seal/group.js";
import { digitsOf, hasSigned, keysFrom, knowledgeChallenge, readyHash, sessionOf, worldOf } from "../../voting/static/seal/session.js";
import { publicKeyOf } from "../../voting/static/seal/signatures.js";
import { newPassphrase, openedSheet, sheetOf } from "../../voting/static/seal/sheet.js";
import { concat, fromHex, hex, ORDER, scalarBytes, sealedHash, utf8 } from "../../voting/static/seal/wire.js";
import { sha256 } from "../../voting/static/vendor/noble-2.4.0/noble.js";
import { keysOfFive } from "./sealed-round.js";
import { agreed, repeating, sid, vectors } from "./sealed.js";

const { ceremonies, commitments, hellos, digits, to } = agreed();
const ready = ceremonies.map((ceremony, at) => ceremony.receive(to(at + 1)));
const { world } = ceremonies[0];
const flipped = (bytes, at, bit = 1) => bytes.map((byte, place) => (place === at ? byte ^ bit : byte));
const replaced = (list, at, other) => list.map((each, place) => (place === at ? other : each));
const begun = (index = 1) => {
  const ceremony = new Ceremony(sid, index, repeating(index));
  ceremony.tellHello(commitments);
  return ceremony;
};

test("the ceremony of five is the one of the vectors, byte for byte", () => {
  for (const index of [1, 2, 3, 4, 5]) {
    assert.equal(hex(hellos[index - 1]), vectors.hello[index]);
    assert.equal(hex(commitments[index - 1]), vectors.commit[index]);
    assert.equal(digits[index - 1], vectors.digits);
    assert.equal(hex(world.shares[index - 1]), vectors.public_share[index]);
    assert.equal(hex(ready[index - 1]), vectors.ready[index]);
    for (const [at, message] of to(index).entries())
      if (message) assert.equal(hex(message), vectors.channel[`${at + 1}->${index}`]);
    assert.equal(to(index)[index - 1], null);
  }
  assert.equal(hex(world.key), vectors.K);
});

test("keyholders sign context and readiness as in the vectors", () => {
  const ctx = fromHex(vectors.ctx);
  const signatures = new Map(Object.entries(vectors.context_signatures).map(([index, each]) => [Number(index), fromHex(each)]));
  assert.ok(isSignedContext(world, ctx, signatures));
  signatures.delete(1);
  assert.ok(isSignedContext(world, ctx, signatures));
  signatures.set(2, signatures.get(3));
  assert.ok(!isSignedContext(world, ctx, signatures));
  assert.ok(!hasSigned(world, 6, contextHash(ctx), signatures.get(3)));
});

test("chance of the system makes a key too, another each time", () => {
  const run = () => {
    const five = [1, 2, 3, 4, 5].map((index) => new Ceremony(sid, index));
    const committed = five.map((each) => each.commitment);
    const told = five.map((each) => each.tellHello(committed));
    for (const each of five) each.agree(each.meet(told));
    const sent = five.map((each) => each.messages());
    for (const [at, each] of five.entries()) each.receive(sent.map((messages) => messages[at]));
    return hex(five[0].world.key);
  };
  assert.notEqual(run(), run());
});

test("a hello is told when all commitments are in, and one's own is among them", () => {
  const ceremony = new Ceremony(sid, 2, repeating(2));
  assert.throws(() => ceremony.meet(hellos), { code: "order" });
  assert.throws(() => ceremony.tellHello(commitments.slice(0, 4)), { code: "commitment" });
  assert.throws(() => ceremony.tellHello(replaced(commitments, 3, new Uint8Array())), { code: "commitment" });
  assert.throws(() => ceremony.tellHello(replaced(commitments, 1, commitments[0])), { code: "commitment" });
  assert.deepEqual(ceremony.tellHello(commitments), hellos[1]);
  assert.throws(() => ceremony.tellHello(replaced(commitments, 0, commitments[4])), { code: "commitment" });
});

test("a hello that was not committed to is refused: who waits for those of others cannot choose by them", () => {
  const late = sealedHash("late", utf8("other chance"));
  const other = new Ceremony(sid, 5, { ...repeating(9), bytes: () => late.slice(0, 32) });
  const hello = other.tellHello(replaced(commitments, 4, other.commitment));
  assert.throws(() => begun().meet(replaced(hellos, 4, hello)), { code: "commitment", place: 5 });
  assert.throws(() => begun().meet(hellos.slice(0, 4)), { code: "commitment", place: 5 });
});

test("a hello proves what belongs to it, is of its keyholder and session, and has no identity in it", () => {
  assert.deepEqual(worldOf(sid, hellos).key, world.key);
  const wrongs = [
    ...[0, 40, 96, 128, 160, 200, 255].map((at) => flipped(hellos[2], at, at === 255 ? 16 : 1)),
    hellos[1], hellos[2].slice(1), hellos[2].map((byte, at) => (at >= 64 && at < 96 ? 0 : byte)),
  ];
  for (const wrong of wrongs) assert.throws(() => worldOf(sid, replaced(hellos, 2, wrong)), { code: "hello", place: 3 });
  assert.throws(() => worldOf(sid.with(0, 0), hellos), { code: "hello", place: 1 });
  assert.throws(() => worldOf(sid, hellos.slice(0, 4)), { code: "hello" });
});

test("a keyholder has a key for signatures that is one", () => {
  const powers = [3n, 3n, 3n, 5n].map((scalar) => times(scalar, BASE).toBytes());
  const hello = (signer) => {
    const told = concat(...powers, signer);
    const c = knowledgeChallenge(sid, 3, told, [times(7n, BASE), times(9n, BASE)]);
    return concat(told, ...[c, 7n + 3n * c, 9n + 5n * c].map(scalarBytes));
  };
  worldOf(sid, replaced(hellos, 2, hello(publicKeyOf(new Uint8Array(32)))));
  const wrongs = [Uint8Array.of(1, ...new Uint8Array(31)), new Uint8Array(32).fill(255), Uint8Array.of(2, ...new Uint8Array(31))];
  for (const wrong of wrongs)
    assert.throws(() => worldOf(sid, replaced(hellos, 2, hello(wrong))), { code: "hello", place: 3 });
});

test("hellos whose key would be the identity are refused, though each proves what belongs to it", () => {
  const told = [1, 2, 3, 4, 5].map((index) => {
    let first = index === 5;
    const scalar = () => (first ? ((first = false), ORDER - 12n) : 3n);
    const ceremony = new Ceremony(sid, index, { bytes: () => new Uint8Array(32).fill(index), scalar });
    return ceremony.tellHello(Array.from({ length: 5 }, () => ceremony.commitment));
  });
  assert.throws(() => worldOf(sid, told), (fault) => fault.code === "hello" && fault.place === undefined);
});

test("no share leaves before the digits were the same for all", () => {
  const ceremony = begun();
  ceremony.meet(hellos);
  assert.throws(() => ceremony.messages(), { code: "order" });
  assert.throws(() => ceremony.receive(to(1)), { code: "order" });
  assert.throws(() => ceremony.agree("4".repeat(20)), { code: "digits" });
  assert.throws(() => ceremony.messages(), { code: "order" });
  assert.throws(() => ceremony.secrets, { code: "order" });
  ceremony.agree(vectors.digits);
  assert.deepEqual(ceremony.messages()[1], to(2)[0]);
});

test("who is shown other hellos reads other digits", () => {
  const foreign = new Ceremony(sid, 3);
  const shown = replaced(commitments, 2, foreign.commitment);
  const victim = new Ceremony(sid, 1, repeating(1));
  victim.tellHello(shown);
  assert.notEqual(victim.meet(replaced(hellos, 2, foreign.tellHello(shown))), vectors.digits);
});

test("a bit flipped on the channel is seen by the receiver, whichever it is", () => {
  const ceremony = begun(2);
  ceremony.meet(hellos);
  ceremony.agree(vectors.digits);
  for (const at of [0, 17, 31])
    for (const bit of [1, 128])
      assert.throws(() => ceremony.receive(replaced(to(2), 3, flipped(to(2)[3], at, bit))), { code: "channel", place: 4 });
  const others = [to(3)[3], to(2)[0], new Uint8Array(31), null];
  for (const other of others) assert.throws(() => ceremony.receive(replaced(to(2), 3, other)), { code: "channel", place: 4 });
  assert.throws(() => ceremony.secrets, { code: "order" });
  assert.deepEqual(ceremony.receive(to(2)), ready[1]);
});

test("what was drawn is overwritten", () => {
  const seed = repeating(2).bytes(32);
  const ceremony = new Ceremony(sid, 2, { ...repeating(2), bytes: () => seed });
  ceremony.tellHello(commitments);
  ceremony.meet(hellos);
  ceremony.agree(vectors.digits);
  ceremony.receive(to(2));
  assert.ok(ceremony.secrets.share.some(Boolean));
  ceremony.erase();
  assert.ok(!seed.some(Boolean));
  assert.throws(() => ceremony.secrets, { code: "order" });
  assert.throws(() => ceremony.messages(), { code: "order" });
});

const { keys: published } = keysOfFive();
const inJson = (value) => utf8(JSON.stringify(value));
const inText = (bytes) => new TextDecoder().decode(bytes);
const session = JSON.parse(inText(fromHex(JSON.parse(inText(published)).session)));

test("a session is told apart by its bytes, and is whole", () => {
  assert.equal(hex(sessionOf(inJson(session)).sid), hex(sealedHash("session", inJson(session)).slice(0, 32)));
  const wrongs = [{ t: 2 }, { n: 6 }, { quorum: 3 }, { format: "voting-sealed-2" }, { keyholders: ["A"] }, { more: 1 },
    { keyholders: [1, 2, 3, 4, 5] }, { keyholders: ["A", "B", "C", "D", "D"] }, { keyholders: ["A", "B", "C", "D", ""] },
    { attempt: "00" }, { attempt: "A0".repeat(16) }, { assembly: "1" }, { assembly: -1 }];
  for (const wrong of wrongs) assert.throws(() => sessionOf(inJson({ ...session, ...wrong })), { code: "session" });
  const text = JSON.stringify(session);
  const others = ["[", "null", '"text"', "1", `{"a":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, `\ufeff${text}`,
    '{"constructor":1}', "[]", `${text} `, text.replace(":", ": "), text.replace("{", '{"assembly":2,'),
    JSON.stringify(Object.fromEntries(Object.entries(session).toReversed())), text.replace('"A"', '"\\u0041"')];
  for (const wrong of [...others.map(utf8), Uint8Array.of(255)])
    assert.throws(() => sessionOf(wrong), { code: "session" });
});

test("published keys are those that all keyholders have signed", () => {
  const keys = JSON.parse(inText(published));
  const read = keysFrom(published);
  assert.deepEqual(read.keyholders, session.keyholders);
  assert.notEqual(digitsOf(read.world), vectors.digits);
  assert.throws(() => keysFrom(inJson({ ...keys, ready: replaced(keys.ready, 4, keys.ready[3]) })), { code: "ready", place: 5 });
  assert.throws(() => keysFrom(inJson({ ...keys, hellos: keys.hellos.toReversed() })), { code: "hello" });
  assert.throws(() => keysFrom(inJson({ ...keys, more: 1 })), { code: "keys" });
  assert.throws(() => keysFrom(inJson({ ...keys, ready: keys.ready.slice(1) })), { code: "keys" });
  assert.throws(() => keysFrom(inJson({ ...keys, session: hex(inJson({ ...session, assembly: 2 })) })), { code: "hello" });
});

test("a context is whole, and of these keys", () => {
  const keys = published;
  const context = {
    assembly: 1, box_key: "00".repeat(32), candidates: ["a", "b"], format: "voting-sealed-1", keys: hex(sha256(keys)),
    method: "plurality_at_large", number: "3", round: 1, rules_hash: "00".repeat(32), seats: 1,
  };
  const read = contextFrom(inJson(context), keys);
  assert.equal(hex(read.ctx), hex(sha256(inJson(context))));
  assert.equal(read.shape.questions.length, 3);
  const wrongs = [{ more: 1 }, { round: "1" }, { seats: -1 }, { candidates: ["a", "a"] }, { candidates: [1] }, { number: 3 },
    { format: "1" }, { keys: "00".repeat(32) }, { seats: undefined }, { seats: 2 ** 31 }, { box_key: "00" }, { assembly: null },
    { method: "for_against_abstain" }];
  for (const wrong of wrongs) assert.throws(() => contextFrom(inJson({ ...context, ...wrong }), keys), { code: "context" });
  assert.throws(() => contextFrom(inJson({ ...context, method: "instant_runoff" }), keys), { code: "unsealable" });
});

// Made of the same secrets by Python's hashlib.scrypt.
const SHEET = "000102030405060708090a0b0c0d0e0fa7f3c0bf6dd53ab77b2fe43f3206766a218820f3019d30e6"
  + "8f7066351c5e81bbff115adc3a7b48ef7a61e89c95484cbe4a102a43c6c1dba498f85a655e77047d";

test("a sheet is what scrypt makes of it, and opens to what was put on it, which must fit what is public", async () => {
  const { secrets } = ceremonies[1];
  const source = { ...repeating(2), bytes: (length) => Uint8Array.from({ length }, (_, at) => at) };
  const sheet = await sheetOf(world, 2, secrets, "01234567890123456789", { source });
  assert.equal(hex(sheet), SHEET);
  assert.deepEqual(await openedSheet(world, 2, sheet, "0123 4567 8901 2345 6789"), secrets);
  for (const at of [20, 79])
    await assert.rejects(openedSheet(world, 2, flipped(sheet, at), "01234567890123456789"), { code: "sheet" });
  await assert.rejects(openedSheet(world, 2, sheet.slice(1), "01234567890123456789"), { code: "sheet" });
});

test("a passphrase is twenty digits, others each time", () => {
  assert.match(newPassphrase(), /^\d{20}$/);
  assert.notEqual(newPassphrase(), newPassphrase());
});

test("each digit of a passphrase is as likely as any other: bytes from 250 on are drawn anew", () => {
  const drawn = [255, 250, 249, 0, 10, 199];
  const source = { bytes: () => Uint8Array.of(drawn.shift() ?? 7), scalar: () => 1n };
  assert.equal(newPassphrase(source), `9009${"7".repeat(16)}`);
});

test("all of ready is signed: the session, the transcript, the key and each share", () => {
  const changes = [{ sid: sid.with(0, 9) }, { transcript: world.transcript.with(0, 9) }, { key: world.key.with(0, 9) },
    { shares: replaced(world.shares, 4, world.key) }];
  for (const change of changes) assert.ok(!hasSigned(world, 1, readyHash({ ...world, ...change }), ready[0]));
  assert.ok(hasSigned(world, 1, readyHash(world), ready[0]));
});
