// Keys and contexts that the server and the verifier refuse are refused by pages too, and no others.
import assert from "node:assert/strict";
import test from "node:test";
import { contextFrom } from "../../voting/static/seal/context.js";
import { keysFrom, sessionOf } from "../../voting/static/seal/session.js";
import { fromHex } from "../../voting/static/seal/wire.js";
import shared from "../sealed/bad_documents.json" with { type: "json" };

const keys = fromHex(shared.keys);

test("documents of the shared file are taken and refused as everywhere else", () => {
  const wrong = shared.documents.filter(({ which, document, good }) => isTaken(which, fromHex(document)) !== good);
  assert.deepEqual(wrong.map(({ name }) => name), []);
});

function isTaken(which, document) {
  try {
    if (which === "context") contextFrom(document, keys);
    else (which === "session" ? sessionOf : keysFrom)(document);
    return true;
  } catch (fault) {
    assert.equal(fault.constructor.name, "SealFault", String(fault));
    return false;
  }
}
