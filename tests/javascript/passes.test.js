// What a scanner typed or a camera saw, read as a pass: as the server reads it (tests/tables).
import assert from "node:assert/strict";
import test from "node:test";
import { cleanPass, hashes, hashOf, isNumber } from "../../voting/static/desk/passes.js";
import readings from "../tables/passes-read.json" with { type: "json" };

for (const { typed, pass } of readings) {
  test(`${JSON.stringify(typed)} is read as ${pass}`, () => assert.equal(cleanPass(typed), pass));
}

test("a number is what the register takes for one", () => {
  for (const text of ["7", "100001", "A-12/3.b", "x".repeat(20)]) assert.equal(isNumber(text), true, text);
  for (const text of ["", "-1", "1 2", "x".repeat(21), "https://example.org", "Peeters,"]) assert.equal(isNumber(text), false, text);
});

test("a pass is known by eight bytes of its keyed hash", async () => {
  const key = Buffer.from("Jefe").toString("base64"); // RFC 4231, test case 2
  assert.equal(await hashOf(key, "what do ya want for nothing?"), "5bdcc146bf60754e");
});

test("hashes that stand one after the other are told apart", () => {
  const text = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex").toString("base64");
  assert.deepEqual(hashes(text), ["0001020304050607", "08090a0b0c0d0e0f"]);
  assert.deepEqual(hashes(text, 4), ["00010203", "04050607", "08090a0b", "0c0d0e0f"]);
  assert.deepEqual(hashes(""), []);
});
