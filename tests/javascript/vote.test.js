// What an answer means for a vote that was sent.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./empty-page.js";

const { outcomeOf } = await load("vote.js");

test("an answer that all is well means that it is noted", () => {
  for (const status of [200, 204]) assert.equal(outcomeOf(status, null), "noted");
});

test("a refusal is told, and nothing is sent again", () => {
  for (const status of [300, 400, 403, 409, 422, 429]) assert.equal(outcomeOf(status, null), "refused");
});

test("after any other answer it is not known, and sent again", () => {
  for (const status of [500, 502, 503, 504]) assert.equal(outcomeOf(status, null), "unknown");
  assert.equal(outcomeOf(503, "outcome_unknown"), "unknown");
});

test("what could not be stored is known not to be counted, and is sent again", () => {
  for (const code of ["busy", "database_away"]) assert.equal(outcomeOf(503, code), "uncounted");
  assert.equal(outcomeOf(507, "storage_full"), "uncounted");
});
