// What the queue at the door decides: what is sent, with what, how its answer is read, when it is tried again.
import assert from "node:assert/strict";
import test from "node:test";
import { drain, fieldsOf, outcomeOf, pauseAfter, toldSince, turnedAway, withShown } from "../../voting/static/desk/sending.js";

const item = {
  order: 1, nonce: "one", kind: "in", fields: { member: "7" }, venue: "BRU", scannedAt: 1_000_000, shown: null,
};
const NOW = item.scannedAt + 100;

test("an act that is sent at once happens when it arrives", () => {
  assert.deepEqual(fieldsOf(item, "token", NOW), { member: "7", nonce: "one", csrf_token: "token" });
});

test("an act that comes late says by the phone's clock when it was, and when it was sent", () => {
  const { scanned_at, sent_at, shown } = fieldsOf(item, "token", item.scannedAt + 2001);
  assert.deepEqual([scanned_at, sent_at, shown], ["1000000", "1002001", undefined]);
  assert.equal(fieldsOf(item, "token", item.scannedAt + 2000).scanned_at, undefined);
});

test("what a steward was shown about an arrival is told, and when", () => {
  const { scanned_at, sent_at, shown } = fieldsOf({ ...item, shown: "welcome" }, "token", NOW);
  assert.deepEqual([scanned_at, sent_at, shown], ["1000000", "1000100", "welcome"]);
});

test("of a departure, and of a pass that names nobody, only when it was", () => {
  for (const change of [{ kind: "out", shown: "left" }, { shown: "unknown_pass" }, { shown: "other_assembly" }]) {
    const { scanned_at, shown } = fieldsOf({ ...item, ...change }, "token", NOW);
    assert.deepEqual([scanned_at, shown], ["1000000", undefined]);
  }
});

test("who could not be judged was let in", () => {
  assert.deepEqual(withShown(item, { answer: "kept", number: "7" }), { ...item, shown: "welcome", number: "7" });
  assert.equal(withShown(item, { answer: "left", number: "7" }).shown, "left");
});

test("who was turned away half a minute ago is not let in any more", () => {
  const later = item.scannedAt + 30_001;
  for (const shown of ["unknown_pass", "other_assembly"]) {
    assert.equal(turnedAway({ ...item, shown }, later), true);
    assert.equal(turnedAway({ ...item, shown }, later - 1), false);
  }
  for (const shown of ["welcome", "not_entitled", null]) assert.equal(turnedAway({ ...item, shown }, later), false);
});

test("an answer of ours ends an act, a refusal too", () => {
  const welcome = { code: "ok", answer: "welcome", state: "attention", number: "7" };
  assert.deepEqual(outcomeOf(200, welcome), { done: true, answer: { ...welcome, why: undefined } });
  const refused = { code: "undo_late", message: "Too late." };
  assert.deepEqual(outcomeOf(409, refused), { done: true, answer: { ...refused, state: "failed", why: "Too late." } });
});

test("without a final answer an act is sent again", () => {
  const later = [[200, {}], [503, { code: "busy" }], [200, { code: "busy" }], [500, { code: "unforeseen" }], [502, { code: "ok" }]];
  for (const [status, answer] of later) assert.deepEqual(outcomeOf(status, answer), { done: false, state: "offline" });
  assert.deepEqual(outcomeOf(400, { code: "form_expired" }), { done: false, state: "expired" });
  for (const code of ["sign_in_needed", "forbidden"]) {
    assert.deepEqual(outcomeOf(403, { code }), { done: false, state: "signed_out" });
  }
});

test("failures are followed by longer and longer pauses, up to ten seconds", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 100].map(pauseAfter), [1000, 2000, 5000, 10000, 10000, 10000]);
});

test("an act whose steward was shown something else under way is sent once more", () => {
  const answer = { answer: "welcome", state: "welcome" };
  assert.equal(toldSince(item, { ...item, shown: "present_elsewhere" }, answer), true);
  assert.equal(toldSince(item, { ...item, shown: "welcome" }, answer), false);
  assert.equal(toldSince(item, item, answer), false);
  assert.equal(toldSince(item, undefined, answer), false);
  assert.equal(toldSince(item, { ...item, shown: "unknown_pass" }, null), false);
});

// A queue of acts by their orders: sends each as `answerTo` says, and tells what was sent and what it ended with.
async function drained(orders, answerTo, acknowledge = () => {}) {
  const waiting = orders.map((order) => ({ ...item, order }));
  const sent = [];
  const state = await drain(
    async () => [...waiting],
    async ({ order }) => {
      sent.push(order);
      return answerTo(order, waiting);
    },
    async ({ order }) => {
      if (!acknowledge(order, sent)) waiting.splice(waiting.findIndex((one) => one.order === order), 1);
    },
  );
  return { sent, state, left: waiting.map(({ order }) => order) };
}

const DONE = { done: true, answer: null };
const AWAY = { done: false, state: "offline" };

test("what waits is sent in its order, what comes meanwhile after it", async () => {
  const answerTo = (order, waiting) => {
    if (order === 1) waiting.push({ ...item, order: 3 });
    return DONE;
  };
  assert.deepEqual(await drained([1, 2], answerTo), { sent: [1, 2, 3], state: "online", left: [] });
});

test("nothing overtakes an act that gets no answer", async () => {
  const answerTo = (order) => (order === 2 ? AWAY : DONE);
  assert.deepEqual(await drained([1, 2, 3], answerTo), { sent: [1, 2], state: "offline", left: [2, 3] });
});

test("an act that stays in the queue is sent again before the next", async () => {
  const stays = (order, sent) => order === 1 && sent.length === 1;
  assert.deepEqual(await drained([1, 2], () => DONE, stays), { sent: [1, 1, 2], state: "online", left: [] });
});
