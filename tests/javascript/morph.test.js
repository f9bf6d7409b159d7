// What of a part a person has begun, so that it stays when the part is brought up to date.
import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./empty-page.js";

const { isChanged } = await load("morph.js");

test("a text is begun when it holds something else than it came with", () => {
  assert.equal(isChanged({ type: "text", value: "Jan", defaultValue: "Jan" }), false);
  assert.equal(isChanged({ type: "textarea", value: "Jan ", defaultValue: "Jan" }), true);
});

test("a box or a choice is begun when it was ticked or cleared", () => {
  for (const type of ["checkbox", "radio"]) {
    const value = { value: "on", defaultValue: "off" };
    assert.equal(isChanged({ type, ...value, checked: true, defaultChecked: true }), false);
    assert.equal(isChanged({ type, ...value, checked: false, defaultChecked: true }), true);
  }
});

test("a file is begun when one was chosen", () => {
  assert.equal(isChanged({ type: "file", files: [], value: "", defaultValue: "x" }), false);
  assert.equal(isChanged({ type: "file", files: ["a picture"] }), true);
});

const list = (...options) => ({
  type: "select-one",
  options: options.map(([selected, defaultSelected]) => ({ selected, defaultSelected })),
});

test("a list is begun when another option is chosen than it came with, or than its first", () => {
  assert.equal(isChanged(list([true, false], [false, false])), false);
  assert.equal(isChanged(list([false, false], [true, false])), true);
  assert.equal(isChanged(list([false, false], [true, true])), false);
  assert.equal(isChanged(list([true, false], [false, true])), true);
  assert.equal(isChanged(list([true, true], [true, false], [false, false])), true);
});
