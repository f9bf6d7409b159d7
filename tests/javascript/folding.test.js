// Names are folded and found on a phone as the server does it (tests/tables).
import assert from "node:assert/strict";
import test from "node:test";
import { finder, words } from "../../voting/static/desk/folding.js";
import names from "../tables/folded-names.json" with { type: "json" };

for (const { name, words: expected, typed, begun, others } of names) {
  test(name, () => {
    assert.deepEqual(words(name), expected);
    for (const text of [...typed, ...begun]) assert.ok(finder(words(text))(words(name)), text);
    for (const text of others) assert.ok(!finder(words(text))(words(name)), text);
  });
}
