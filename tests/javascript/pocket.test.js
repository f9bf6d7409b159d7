import assert from "node:assert/strict";
import test from "node:test";

import { ago } from "../../voting/static/pocket/kept.js";
import { isForeign } from "../../voting/static/pocket/store.js";

test("how old it is, in the largest unit", () => {
  assert.equal(ago(20, "en"), "now");
  assert.equal(ago(20, "fr"), "maintenant");
  assert.equal(ago(59 * 60, "nl"), "59 minuten geleden");
  assert.equal(ago(3600, "fr"), "il y a 1 heure");
  assert.equal(ago(3 * 86_400 + 5, "de"), "vor 3 Tagen");
});

test("what is kept for somebody else", () => {
  assert.equal(isForeign("pocket-a1-v", "a1"), false);
  assert.equal(isForeign("pocket-a1-v", "b2"), true);
  assert.equal(isForeign("pocket-a1-v", ""), true);
  assert.equal(isForeign("desk-/desk/BRU/door-v", "b2"), false);
});
