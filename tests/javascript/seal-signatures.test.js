// Signatures that every verifier must take or refuse alike: tests/sealed/bad_signatures.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYHOLDER_INDICES, worldOf } from "../../voting/static/seal/session.js";
import { isSignedBy } from "../../voting/static/seal/signatures.js";
import { fromHex } from "../../voting/static/seal/wire.js";
import { Ceremony } from "../../voting/static/seal/ceremony.js";
import bad from "../sealed/bad_signatures.json" with { type: "json" };
import { agreed, repeating, sid } from "./sealed.js";

for (const { name, good, key, message, signature } of bad.signatures)
  test(`a shared signature: ${name}`, () => {
    assert.equal(isSignedBy(fromHex(key), fromHex(message), fromHex(signature)), good);
  });

test("no two keyholders sign with one key", () => {
  const { hellos } = agreed();
  assert.equal(worldOf(sid, hellos).hellos.length, KEYHOLDER_INDICES.length);
  const shared = new Ceremony(sid, 3, { ...repeating(3), bytes: repeating(1).bytes });
  const commitments = hellos.map(() => new Uint8Array(32));
  commitments[2] = shared.commitment;
  hellos[2] = shared.tellHello(commitments);
  assert.throws(() => worldOf(sid, hellos), { code: "hello" });
});
