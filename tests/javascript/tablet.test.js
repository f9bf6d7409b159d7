// What a tablet that nobody touches does, and when.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./empty-page.js";

const { isToTell, stateAfter } = await load("tablet.js");

test("it warns after three quarters of a minute, and is over after a minute", () => {
  assert.deepEqual([0, 44_999, 45_000, 59_999, 60_000].map((idle) => stateAfter(idle, false)), [
    "open", "open", "warned", "warned", "over",
  ]);
});

test("a vote on its way is waited for, without showing what it says", () => {
  assert.equal(stateAfter(59_999, true), "warned");
  assert.equal(stateAfter(60_000, true), "hidden");
});

test("the server is told of touches every five seconds, no more often", () => {
  assert.equal(isToTell(14_999, 10_000), false);
  assert.equal(isToTell(15_000, 10_000), true);
});
