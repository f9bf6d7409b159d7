// Which codes the camera reports: one that stays in view, once.
import assert from "node:assert/strict";
import test from "node:test";
import { comesIntoView, traceOf } from "../../voting/static/desk/sightings.js";

const before = { time: 10_000, looks: 10 };

test("a code that was not seen before comes into view", () => assert.equal(comesIntoView(undefined, before), true));

test("one that was seen at the last look stays there, however slow the phone looks", () => {
  assert.equal(comesIntoView(before, { time: 10_080, looks: 11 }), false);
  assert.equal(comesIntoView(before, { time: 19_000, looks: 11 }), false);
});

test("one that is away for a moment, or for a few looks, is not reported again", () => {
  assert.equal(comesIntoView(before, { time: 12_999, looks: 40 }), false);
  assert.equal(comesIntoView(before, { time: 13_000, looks: 13 }), false);
});

test("one that was away for three seconds and more than three looks is", () => {
  assert.equal(comesIntoView(before, { time: 13_000, looks: 14 }), true);
});

test("a code is known again by its trace, and another is not taken for it", () => {
  assert.equal(traceOf("AV1-0123"), traceOf("AV1-0123"));
  assert.notEqual(traceOf("AV1-0123"), traceOf("AV1-0124"));
  assert.ok(Number.isInteger(traceOf("AV1-0123")));
});
