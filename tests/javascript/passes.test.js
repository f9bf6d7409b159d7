// What a scanner typed or a camera saw, read as a pass: as the server reads it (tests/tables).
import assert from "node:assert/strict";
import test from "node:test";
import { cleanPass } from "../../voting/static/desk/roll.js";
import readings from "../tables/passes-read.json" with { type: "json" };

for (const { typed, pass } of readings) {
  test(`${JSON.stringify(typed)} is read as ${pass}`, () => assert.equal(cleanPass(typed), pass));
}
